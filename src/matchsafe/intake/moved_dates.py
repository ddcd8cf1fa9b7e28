"""A new date or hour beside the old one: which of the moments of a message is which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from matchsafe.intake.clock_times import ClockTime
from matchsafe.intake.date_roles import DatedTimes
from matchsafe.intake.event_times import EventTime, Moments

DatedMoment = tuple[DatedTimes, EventTime, EventTime | None]
"""A date with one of its moments, and its end."""


def change_of_date(moments: list[DatedMoment], text: str) -> Moments:
    """The new moment and, where it is said, the old one; the days to choose from where several are new."""
    if len({m.day for _, m, _ in moments}) == 1 and (hours := _other_hours(moments, text)):
        return hours
    old = next((m for s, m, _ in moments if s.role == "old"), None)
    new = [(m, e) for s, m, e in moments if s.role == "new"]
    rest = [(m, e) for s, m, e in moments if s.role == "body" and m != old]
    if old is None and not new and len(rest) == 2:
        old, new, rest = rest[0][0], rest[1:], []
    if old is None and new and rest and {m.day for m, _ in rest} != {new[0][0].day}:
        old = next(
            m for m, _ in rest if m.day != new[0][0].day
        )  # "our Dec 1 session ... you are now on Dec 8"
    choices = [m for m, _ in (*new, *rest)]
    if len(choices) > 1 and not new:
        return Moments(old_start=old, offered=tuple(dict.fromkeys(choices)))
    if not new and not rest:
        hour = old is not None and old.at and re.search(r"\b(hours?|min\w*) (earlier|later)\b", text, re.I)
        return Moments(start=old) if hour else Moments(old_start=old)
    first = (new or rest)[0]
    if old is not None and old.zone is None and old.at is not None:
        old = replace(old, zone=first[0].zone)
    return Moments(first[0], first[1], old)


_NOT_THIS: Final = re.compile(r"\b(instead of|rather than|not)\s*$", re.I)
"""What stands before the hour that holds no more."""


def _other_hours(moments: list[DatedMoment], text: str) -> Moments | None:
    """The same day at another time: "from 9:15 AM to 8:30 AM"."""
    seen, first, ends = moments[0]
    clock = next((t for t in seen.times if t.begin == first.at), None)
    if clock is not None and len(moments) > 1:
        second, until = moments[1][1:]
        if _NOT_THIS.search(_before_second(seen, text)):
            return Moments(first, ends, replace(second, zone=first.zone))
        if _NOT_THIS.search(text[max(0, clock.start - 14) : clock.start]):
            return Moments(second, until, replace(first, zone=second.zone))
    if clock is None or not re.search(r"\bfrom\s*$", text[max(0, clock.start - 8) : clock.start], re.I):
        return None
    if ends is not None and ends.at is not None:
        return Moments(replace(first, at=ends.at), None, first)
    return (
        Moments(moments[1][1], moments[1][2], replace(first, zone=moments[1][1].zone))
        if len(moments) > 1
        else None
    )


def earlier_hour(made: Moments, start: EventTime, loose: Sequence[ClockTime], text: str) -> Moments:
    """The hour that stood before, said apart from the day: "the 10:00 slot slides to 1:30 PM on November 19"."""
    found = [
        t
        for t in loose
        if (t.begin != start.at and re.search(r"^[^.]{0,60}?\bto\b", text[t.end :]))
        or re.search(r"\b(not|instead of|rather than|from)\s*$", text[max(0, t.start - 14) : t.start], re.I)
    ]
    return replace(made, old_start=replace(start, at=found[0].begin)) if len(found) == 1 else made


def _before_second(seen: DatedTimes, text: str) -> str:
    return text[max(0, seen.times[1].start - 14) : seen.times[1].start] if len(seen.times) > 1 else ""
