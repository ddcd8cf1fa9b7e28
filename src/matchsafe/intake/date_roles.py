"""Dates of a message with the times beside them, and what each date is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final, Literal

from matchsafe.intake.clock_times import ClockTime
from matchsafe.intake.data_files import data
from matchsafe.intake.dates import DateMention
from matchsafe.intake.kinds import Kind
from matchsafe.intake.sentences import Sentence, sentences

Role = Literal["body", "reply_by", "old", "new", "none"]
_TIGHT_BEFORE: Final = re.compile(
    r"[\s,;:@|(–—-]*(?:(?:at|from|starting|beginning|between|start(?:s)?|a las|um|à|time|hora|uhr|de)\b[\s:]*)*[(]?",
    re.I,
)
_TIGHT_AFTER: Final = re.compile(r"[\s,;:)|–—-]*(?:(?:on|of|the|this|el|am|le|del?)\b\s*)*", re.I)
END: Final = re.compile(r"\b(ends?|finish(es)?|until)\b[\s:a-z]{0,10}$", re.I)
"""What stands before the end of a stretch on a line of its own."""
_SPAN: Final = re.compile(
    r"\s*(?:to|through|thru|until|and|–|—|-|bis(?: zum)?|al?|hasta(?: el)?)\s*(?:the\s|el\s)?", re.I
)
_UNTIL: Final = re.compile(
    r"\b(postponed|moved|pushed|put off|delayed|deferred)( back)? (un)?till?\b[^,;\d]{0,30}$", re.I
)
_ANSWER: Final = re.compile(r"\b(let (me|us) know|reply|respond|answer|write back|rsvp)\s*$", re.I)
_LAST_DAY: Final = re.compile(r"\b(through|until|till|thru)\s+$", re.I)
"""Between hours and a date: "8 AM to 1 PM through January 20" ends a season of interviews."""
_PAST: Final = re.compile(
    r"[\s,]*(we|i|you) (offered|sent|invited|wrote|e-?mailed|extended|released|asked|spoke|met|talked|received"
    r"|replied)\b",
    re.I,
)
"""After a day: something that was done on it."""
_LINES: Final = 3
"""Lines below its date in which a time may stand."""


@cache
def role_words() -> dict[str, re.Pattern[str]]:
    """The expressions of ``data/moments.yaml``."""
    expressions = data("moments")
    between = expressions["between"]
    return {
        name: re.compile(text + (between if name.endswith("_before") else ""), re.I)
        for name, text in expressions.items()
        if name != "between"
    }


@dataclass
class DatedTimes:
    """A date of the message with the times beside it and what it is for."""

    mention: DateMention
    times: list[ClockTime] = field(default_factory=list)
    role: Role = "body"


def attach_times(seen: list[DatedTimes], times: list[ClockTime], text: str) -> list[ClockTime]:
    """Give every time its date; what stands beside none is left over."""
    loose = []
    if rows := _rows(seen, times, text):
        return [clock for clock in times if clock not in rows]
    for clock in times:
        before = next((s for s in reversed(seen) if s.mention.end <= clock.start), None)
        after = next((s for s in seen if s.mention.start >= clock.end), None)
        gap = text[before.mention.end : clock.start] if before else ""
        if before and before.times and not gap.count("\n"):
            gap = text[before.times[-1].end : clock.start] if before.times[-1].end <= clock.start else gap
        ahead = text[clock.end : after.mention.start] if after else ""
        if before and _TIGHT_BEFORE.fullmatch(gap) and gap.count("\n") <= 1:
            before.times.append(clock)
        elif after and _TIGHT_AFTER.fullmatch(ahead) and "\n" not in ahead:
            after.times.append(clock)
        elif before and "\n" not in gap and not re.search(r"[.!?]\s", gap):
            before.times.append(clock)
        elif after and "\n" not in ahead and not re.search(r"[.!?]\s", ahead) and len(ahead) < 80:
            after.times.append(clock)
        elif (
            before
            and (not before.times or END.search(gap[-20:]))
            and 0 < gap.count("\n") <= _LINES
            and "\n\n\n" not in gap
            and len(gap) < 120
            and not re.search(r"[.!?]\s", gap.strip())
        ):
            before.times.append(clock)
        else:
            loose.append(clock)
    return loose


def _rows(seen: Sequence[DatedTimes], times: Sequence[ClockTime], text: str) -> list[ClockTime]:
    """The times of a table that has two days in one row and their two hours in the next, each given to its day."""
    for one, two in pairwise(seen):
        end = text.find("\n", two.mention.end)
        if end < 0 or "\n" in text[one.mention.end : two.mention.start]:
            continue
        row = re.compile(r"\s*[^\n]*").match(text, end)
        below = [t for t in times if row and end < t.start < row.end()]
        beside = [t for t in times if text.rfind("\n", 0, one.mention.start) < t.start < end]
        if (
            row
            and len(below) == 2
            and not beside
            and not any(end < s.mention.start < row.end() for s in seen)
        ):
            one.times, two.times = [below[0]], [below[1]]
            return below
    return []


def sentence_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands in the sentence before and after a place."""
    around: Sentence | None = next((s for s in sentences_of(text) if s.start <= start < s.end), None)
    if around is None:
        return "", ""
    left = text[around.start : start]
    if len(left.strip(" \t-*•:(")) < 3:  # a line of its own belongs to the label above it
        above = text[: around.start].rstrip()
        left = above[above.rfind("\n") + 1 :][-120:] + " " + left
    return left, text[end : max(end, around.end)]


@cache
def _cached_sentences(text: str) -> tuple[Sentence, ...]:
    return tuple(sentences(text))


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text; those of the last texts are kept."""
    if _cached_sentences.cache_info().currsize > 64:
        _cached_sentences.cache_clear()
    return _cached_sentences(text)


def role_of(item: DatedTimes, seen: Sequence[DatedTimes], text: str, kind: Kind) -> Role:
    """What a date is for, by the words before and around it."""
    words = role_words()
    first = min([item.mention.start, *(t.start for t in item.times if t.start < item.mention.start)])
    left, right = sentence_around(text, first, item.mention.end)
    near = left[-140:]
    if kind == "reschedule" and re.search(r"\b(instead of|rather than|not on)\b[^,;\d]{0,30}$", near, re.I):
        return "old"
    if first < item.mention.start and _LAST_DAY.search(text[: item.mention.start][-16:]):
        return "none"
    if words["reply_after"].match(right):
        return "reply_by"
    if _PAST.match(right):
        return "none"
    if item.mention.relative and not item.times and _ANSWER.search(near):
        return "reply_by"
    if kind == "reschedule" and _UNTIL.search(near):
        return "new"
    if words["reply_before"].search(near) and not (
        kind in ("reschedule", "confirmation") and near.rstrip().endswith("through")
    ):
        whole = left + right
        if words["reply_around"].search(whole) and not (
            words["not_reply"].search(whole)
            and not re.search(
                r"\b(respond|reply|rsvp|accept|confirm|let \w+ know|expire|schedule|select|choose|send (me|it|them))",
                whole,
                re.I,
            )
        ):
            return (
                "reply_by"
                if kind
                in (
                    "invitation",
                    "offer_of_dates",
                    "reminder",
                    "reschedule",
                    "other",
                    "waitlist",
                    "confirmation",
                )
                else "none"
            )
        return "none"
    others = [s.mention.end for s in seen if s.mention.end <= first]
    closest = left[max(0, max(others, default=0) - (first - len(left))) :] if others else left
    if words["ignore"].search(closest[-90:]) and not re.search(
        r"\binterview (you|is|will|day|date|on|at|scheduled)\b[^.]*$", closest[-60:], re.I
    ):
        return "none"
    if kind == "reschedule":
        if words["new_before"].search(near):
            return "new"
        if (
            words["old_before"].search(near)
            or words["old_move"].search(left)
            or words["old_after"].match(right)
        ):
            return "old"
    return "body"


def drop_spans(seen: list[DatedTimes], text: str, kind: Kind) -> None:
    """Leave out "between November 3 and January 15": a season, not two interviews."""
    for one, two in pairwise(seen):
        gap = text[one.mention.end : two.mention.start]
        if kind == "reschedule" or not _SPAN.fullmatch(gap) or re.search(r"\n\s*[-–—]", gap):
            continue  # a dash that begins a line is a list's
        before = text[max(0, one.mention.start - 30) : one.mention.start]
        opened = re.search(r"\b(between|from|entre|del?|vom|zwischen)\s*(the\s|el\s)?$", before, re.I)
        if opened or ("and" not in gap.casefold() and not one.times and not two.times):
            one.role = two.role = "none"
