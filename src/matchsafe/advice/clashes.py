"""Interviews that get in each other's way: hours that overlap, days taken twice, ways too far, dates too late.

Hours are compared as points in time, so that zones and changes of the clocks need no care. Where an hour or a zone is
not known, only days are compared. What is over by the day asked about is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import Final

from matchsafe import evidence
from matchsafe.domain.clocks import TimeSpan, day_part, has_hour, moment, time_span, zone_of
from matchsafe.domain.places import miles
from matchsafe.domain.season import Season
from matchsafe.domain.season_fields import key
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.text import listing, plural, short_day
from matchsafe.domain.today import Clash, ClashKind
from matchsafe.evidence.calendar import event_day, match_year
from matchsafe.evidence.city_points import travel_point

_HELD: Final = ("invited", "scheduled")
_FAR: Final = 250.0
"""Miles from which one flies."""


def clashes(season: Season, on: date) -> tuple[Clash, ...]:
    """Everything that clashes on or after a day, the earliest first."""
    held = [i for i in season.interview_list if i.status in _HELD and i.start is not None]
    ahead = [i for i in held if i.start is not None and day_part(i.start) >= on]
    found = [c for one, other in combinations(sorted(held, key=_order), 2) for c in _pair(one, other, on)]
    found += (c for i in ahead for c in _too_late(i, on))
    found += _twice(season)
    return tuple(sorted(found, key=lambda c: (c.day or date.max, c.kind)))


def _order(interview: Interview) -> datetime:
    start = interview.start
    assert start is not None
    at = moment(start, zone_of(interview))
    return at.astimezone(UTC) if at else datetime.combine(day_part(start), time(), tzinfo=UTC)


def _pair(one: Interview, other: Interview, on: date) -> Iterator[Clash]:
    """What is wrong between two interviews, the worst alone."""
    if one.start is None or other.start is None:
        return
    first, second = day_part(one.start), day_part(other.start)
    if max(first, second) < on or abs((second - first).days) > 2:
        return
    kind = _kind(one, other)
    if kind is not None:
        yield _clash(
            kind, (one, other), max(first, second) if first < on else first, _words(kind, one, other)
        )


def _kind(one: Interview, other: Interview) -> ClashKind | None:
    length = timedelta(hours=evidence.number("advice.interview_hours"))
    a, b = time_span(one, length), time_span(other, length)
    assert one.start is not None
    assert other.start is not None
    same_day = day_part(one.start) == day_part(other.start)
    if a is not None and b is not None:
        if b.begins < a.ends and a.begins < b.ends:
            return "overlap"
        if _travel(one, other) > _gap(a, b):
            return "travel"
        if _gap(a, b) < timedelta(minutes=evidence.number("advice.interview_break")):
            return "too_close"
        return "same_day" if same_day else None
    if same_day:
        hours = has_hour(one.start) and has_hour(other.start)
        return "same_day" if hours else "hours_unknown"
    apart = timedelta(days=abs((day_part(other.start) - day_part(one.start)).days)) - timedelta(
        hours=evidence.number("advice.interview_day")
    )
    return "travel" if _travel(one, other) > apart else None


def _gap(a: TimeSpan, b: TimeSpan) -> timedelta:
    return max(b.begins - a.ends, a.begins - b.ends)


def distance(one: Interview, other: Interview) -> float | None:
    """Miles between two programs, by their cities where those are known, else by the middles of their states.

    ``None`` where a place is not known at all.
    """
    here, there = travel_point(one.city, one.state), travel_point(other.city, other.state)
    return None if here is None or there is None else miles(here, there)


def _travel(one: Interview, other: Interview) -> timedelta:
    """How long it takes from one interview to the other; nothing where one is on screen or a place is not known."""
    far = distance(one, other)
    if not far or {one.format, other.format} != {"in_person"}:
        return timedelta()
    if far < _FAR:
        return timedelta(hours=far / evidence.number("advice.travel_speed"))
    air = far / evidence.number("advice.flight_speed")
    return timedelta(hours=evidence.number("advice.flight_overhead") + air)


def _words(kind: ClashKind, one: Interview, other: Interview) -> str:
    both = listing(dict.fromkeys((one.program, other.program)))
    assert one.start is not None
    assert other.start is not None
    when = short_day(day_part(one.start))
    if kind == "overlap":
        ends = "" if one.end and other.end else " Where no end is known we take four hours."
        return f"{both} overlap on {when}.{ends} Ask one of them for another date."
    if kind == "too_close":
        return f"{both} follow each other within an hour on {when}. Ask one of them for another time."
    if kind == "travel":
        far = round(distance(one, other) or 0, -1)
        apart = f"{both} are about {far:,.0f} miles apart, and both are in person around {when}."
        return f"{apart} The time between is short."
    if kind == "hours_unknown":
        return (
            f"{both} are both on {when}, and an hour or a time zone is missing. Look it up before you go on."
        )
    return (
        f"{both} are both on {when}. It can be done, but one booking system allows only one interview a day."
    )


_SOURCES: Final[dict[ClashKind, str]] = {
    "overlap": "advice.interview_hours",
    "too_close": "advice.interview_break",
    "travel": "advice.flight_speed",
    "hours_unknown": "rights.one_interview_a_day",
    "same_day": "rights.one_interview_a_day",
    "same_program": "rights.one_interview_a_day",
    "after_deadline": "season_rules.dates",
}


def notice() -> timedelta:
    """How long before an interview to tell a program that one will not come."""
    return timedelta(days=evidence.number("rights.cancel_notice"))


def _clash(kind: ClashKind, held: tuple[Interview, ...], day: date | None, text: str) -> Clash:
    return Clash(
        kind=kind,
        interviews=tuple(i.id for i in held),
        programs=tuple(i.program for i in held),
        day=day,
        cancel_by=None if day is None else day - notice(),
        text=text,
        source=_SOURCES[kind],
    )


def _too_late(interview: Interview, on: date) -> Iterator[Clash]:
    """An interview after the day rank lists are due can be ranked by nobody."""
    assert interview.start is not None
    due = event_day("rank_list_deadline", match_year(on))
    day = day_part(interview.start)
    if due is not None and day > due.day:
        late = (
            f"{interview.program} is on {short_day(day)}, after rank lists are due on {short_day(due.day)}."
        )
        text = f"{late} Check the date."
        yield _clash("after_deadline", (interview,), day, text)


def _twice(season: Season) -> Iterator[Clash]:
    """Programs that hold two places in the list for the same position."""
    seen: dict[tuple[object, ...], list[Interview]] = {}
    for i in season.interview_list:
        if i.status in (*_HELD, "attended"):
            target = season.target_of(i)
            seen.setdefault((key(i.program), i.state, target.specialty, target.track), []).append(i)
    for same in seen.values():
        if len(same) > 1:
            text = f"{same[0].program} stands {plural(len(same), 'time')} in your list. Keep one of them."
            yield _clash("same_program", tuple(same), None, text)
