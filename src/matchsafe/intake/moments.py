"""The moments a message is about: start and end, the day before it was moved, dates on offer, and when to answer by.

A time belongs to the date it stands beside; a zone said once holds for all times. What a date means is in the words
before it (``data/moments.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from matchsafe.intake.clock_times import ClockTime, find_times
from matchsafe.intake.date_roles import (
    END,
    DatedTimes,
    attach_times,
    drop_spans,
    role_of,
    role_words,
    sentence_around,
)
from matchsafe.intake.dates import find_dates, order_by_proof
from matchsafe.intake.event_times import EventTime, Moments, doubts_of
from matchsafe.intake.kinds import Kind
from matchsafe.intake.moved_dates import DatedMoment, change_of_date, earlier_hour
from matchsafe.intake.reply_limits import reply_limit
from matchsafe.intake.spoken_figures import in_figures
from matchsafe.intake.zones import in_zone, zones_in


def read_moments(text: str, kind: Kind, sent: datetime | None, year_from: date | None = None) -> Moments:
    """What a text of whole lines says about time.

    Args:
        text: Of the newest part, or of what belongs to one program in it.
        kind: Of the event it tells of.
        sent: When the message was sent; ``None`` if nothing says.
        year_from: The day from which the years of dates are guessed where ``sent`` is not known.
    """
    text = in_figures(text)
    near = sent.date() if sent else None
    mentions = find_dates(text, near or year_from)
    if (order := order_by_proof(mentions, text)) is not None:
        mentions = find_dates(text, near or year_from, order)
        mentions = [replace(m, other=None) for m in mentions]
    if near is None:
        mentions = [replace(m, day=None) if m.relative else m for m in mentions]
    inside = [(m.start, m.end) for m in mentions]
    times = [t for t in find_times(text) if not any(a <= t.start < b for a, b in inside)]
    seen = [DatedTimes(m) for m in mentions]
    loose = attach_times(seen, times, text)
    for item in seen:
        item.role = role_of(item, seen, text, kind)
    for one, two in pairwise(seen):  # "until tomorrow, October 19 at noon"
        if one.mention.day == two.mention.day and not text[one.mention.end : two.mention.start].strip(" ,("):
            two.role = one.role
    drop_spans(seen, text, kind)
    zone = _zone_of_all(text, times)
    return _moments(seen, loose, zone, text, kind, sent)


def _zone_of_all(text: str, times: Sequence[ClockTime]) -> str | None:
    """The one zone a message speaks of, if it is one."""
    zones = {z.zone for z in zones_in(text)} | {t.zone.zone for t in times if t.zone}
    said = {
        z.zone
        for z in zones_in(text)
        if re.search(r"\b(all|any|listed|times?)\b[^.\n]{0,40}$", text[max(0, z.start - 40) : z.start], re.I)
    }
    return said.pop() if len(said) == 1 else zones.pop() if len(zones) == 1 else None


def _moments(
    seen: list[DatedTimes],
    loose: list[ClockTime],
    zone: str | None,
    text: str,
    kind: Kind,
    sent: datetime | None,
) -> Moments:
    flags: set[str] = set()
    reply = reply_limit(seen, zone, text, kind, sent, flags)
    if kind in ("news", "other", "rejection", "waitlist"):
        return Moments(
            reply_by=reply if kind == "waitlist" else None,
            flags=frozenset(flags if kind == "waitlist" else ()),
        )
    general = _general_time(loose, text, kind)
    bodies = _once_a_day([s for s in seen if s.role in ("body", "new", "old")])
    for item in bodies:
        if not item.times and general is not None:
            item.times = [general]
    flags |= {f for s in bodies for f in doubts_of(s, zone)}
    for item in bodies:
        item.times = _with_end(item.times, text)
    with_times = [s for s in bodies if s.times]
    if (
        kind in ("invitation", "offer_of_dates")
        and len(with_times) == 1
        and (
            with_times[0] is bodies[-1]
            or re.search(r"\b(both|all|each|every|same (time|hour))\b", text, re.I)
        )
    ):
        for item in bodies:
            item.times = with_times[0].times  # "Dec 1, Dec 3, or Dec 8, all at 8 AM"
    if kind == "reschedule" and len(with_times) == 1:
        _share_hour(bodies, text)
    elif kind == "reschedule" and not with_times and len({s.mention.day for s in bodies}) == 1:
        bodies[-1].times = [t for t in loose if not _FORMER.search(text[: t.start][-24:])][:1]
    known = [s for s in bodies if s.mention.day is not None]
    moments = [(s, m, e) for s in known for m, e in _moments_of(s, zone)]
    if kind == "reschedule":
        made = change_of_date(moments, text)
        if (
            made.start
            and made.start.at
            and made.old_start is None
            and len({s.mention.day for s in known}) == 1
        ):
            made = earlier_hour(made, made.start, loose, text)
    elif kind in ("invitation", "offer_of_dates"):
        ahead = [x for x in moments if sent is None or x[1].day >= sent.date()]
        made = _to_choose(ahead or moments, kind, text)
    elif kind == "reminder" and len({m.day for _, m, _ in moments}) > 1 and _STILL_OPEN.search(text):
        made = _to_choose(moments, "offer_of_dates", text)
    else:
        best = next((x for x in moments if x[1].at is not None), moments[0] if moments else None)
        made = Moments(best[1], best[2]) if best else Moments()
    said = next((m.zone for m in (made.start, *made.offered, made.old_start) if m and m.zone), None)
    if said is None and general is not None and general.zone is not None:
        said = general.zone.zone
    said = said or (
        None if made.start and made.start.at and made.start.zone is None and zone is None else zone
    )
    return replace(made, reply_by=reply, zone=said, flags=frozenset(flags))


_STILL_OPEN: Final = re.compile(
    r"\b(not|n't|yet to)\b[^.;]{0,40}\b(pick|cho[os]|select|schedul|book|repl|respon)"
    r"|\b(left|remain\w*|still (open|free))\b",
    re.I,
)
"""What a reminder of dates to choose from says."""
_FORMER: Final = re.compile(r"\b(from|instead of|rather than|not|was|originally)( at| on)?\s*$", re.I)
"""What stands before an hour that holds no more."""


def _share_hour(bodies: list[DatedTimes], text: str) -> None:
    """Give the last day's hour to those it is the choice of: "December 1 or December 3 at 8 AM"."""
    for two, one in pairwise(reversed(bodies)):
        gap = text[one.mention.end : two.mention.start]
        if two.times and not one.times and re.fullmatch(r"\s*,?\s*(or(?: on)?)?\s*", gap, re.I):
            one.times = two.times


def _once_a_day(bodies: list[DatedTimes]) -> list[DatedTimes]:
    """The dates without those that only name again a day whose hour is said: "tomorrow, November 13, at 2 PM"."""
    timed = {s.mention.day for s in bodies if s.times}
    return [s for s in bodies if s.times or s.mention.day not in timed]


_NO_BEGIN: Final = re.compile(
    r"\b(ends?|finish\w*|over|done|until|lunch|dinner)\b[^.]{0,40}$|\b(waiting room|lobby)\b[^.,;]{0,20}$",
    re.I,
)
"""What stands before an hour at which no interview begins."""


def _general_time(loose: Sequence[ClockTime], text: str, kind: Kind) -> ClockTime | None:
    """The one time that holds for every day: "Interviews run from 7:30 AM to 1 PM"."""
    fitting = [
        t
        for t in loose
        if re.search(
            r"interview|session|begin|start|run|last|day|from|time|join|log|arrive|check|link|unchanged|calendar"
            r"|see you|down for",
            text[max(0, t.start - 160) : t.start],
            re.I,
        )
        and not _NO_BEGIN.search(text[: t.start][-60:])
    ]
    if fitting and kind in ("confirmation", "reminder"):
        return min(fitting, key=lambda t: t.begin)  # of a schedule by the hour
    return fitting[0] if len({(t.begin, t.finish) for t in fitting}) == 1 else None


def _with_end(times: list[ClockTime], text: str) -> list[ClockTime]:
    """Start and end on lines of their own ("Start: 8:00 AM", "End: 11:30 AM") as one stretch."""
    if len(times) < 2 or times[0].finish is not None:
        return times
    before = text[max(0, times[1].start - 16) : times[1].start]
    if not END.search(before):
        return times
    return [replace(times[0], finish=times[1].begin, zone=times[0].zone or times[1].zone), *times[2:]]


def _moments_of(item: DatedTimes, zone: str | None) -> list[tuple[EventTime, EventTime | None]]:
    """The moments of a date: one for each time on it, the same instant in another zone left out."""
    day = item.mention.day
    assert day is not None, "days that are not known were left out"
    if not item.times:
        return [(EventTime(day), None)]
    out: list[tuple[EventTime, EventTime | None]] = []
    instants = set[datetime]()
    for clock in item.times:
        own = clock.zone.zone if clock.zone else zone
        moment = EventTime(day, clock.begin, own)
        instant = in_zone(datetime.combine(day, clock.begin), own or "Etc/UTC").astimezone(UTC)
        if instant in instants or (out and own != out[0][0].zone):
            continue
        instants.add(instant)
        ends = day + timedelta(days=1) if clock.finish and clock.finish < clock.begin else day
        out.append((moment, EventTime(ends, clock.finish, own) if clock.finish else None))
    return out


def _to_choose(moments: list[DatedMoment], kind: Kind, text: str) -> Moments:
    distinct = list(dict.fromkeys(m for _, m, _ in moments))
    if not distinct:
        return Moments()
    first, at = moments[0], moments[0][0].mention
    left, right = sentence_around(text, at.start, at.end)
    choice = kind == "offer_of_dates" or bool(role_words()["choice"].search(left))
    # The day of the interview, then its dinner or its parts: not a choice, unless they are days of the same kind.
    days = {m.day for m in distinct}
    if len(days) > 1 or (choice and (kind == "offer_of_dates" or len(distinct) > 1)):
        return Moments(offered=tuple(distinct))
    if len(distinct) > 1 and re.search(r"\bor\b", right[:80]):
        return Moments(offered=tuple(distinct))
    return Moments(first[1], first[2])
