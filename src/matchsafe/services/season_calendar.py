"""A season as a calendar (RFC 5545): interviews with both halves of their zone, time limits, and the official dates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event, Timezone, vText

from matchsafe import evidence
from matchsafe.domain.clocks import day_part, moment, zone_of
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.specialties import specialty_name
from matchsafe.evidence.calendar import event_day, match_year
from matchsafe.present.clock_words import line, two_clocks
from matchsafe.present.timeline import EVENTS
from matchsafe.workspace.stored_season import StoredSeason

PRODUCT: Final = "-//matchsafe//season//EN"
FEED_NOTE: Final = (
    "Calendar programs read a feed every few hours, some once a day: a change here shows late there, and alarms in a "
    "feed may not ring. For the last word open Today."
)
_DAY_BEFORE: Final = timedelta(days=-1)
_HOUR_BEFORE: Final = timedelta(hours=-1)
_SHOWN: Final = ("invited", "scheduled", "attended", "cancelled", "declined")


def season_calendar(
    season: Season,
    on: date | None = None,
    *,
    key: str = "season",
    version: int = 1,
    changed: datetime | None = None,
) -> bytes:
    """The calendar of a season as the content of an ``.ics`` file.

    Args:
        on: A day of it, for the official dates; today if left out.
        key: Stands for the season in the identity of each entry, so that two seasons never share one.
        version: Grows with every change of the season; it is the sequence of each entry.
        changed: When the season was last changed; now if left out.
    """
    on, changed = on or date.today(), (changed or datetime.now(UTC)).astimezone(UTC)
    season = with_ids(season)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", vText(f"Match season: {specialty_name(season.target.specialty)}"))
    calendar.add("x-wr-caldesc", vText(FEED_NOTE))
    calendar.add("x-published-ttl", "PT1H")
    events = [*_interviews(season), *_replies(season), *_official(on)]
    for zone in _zones(season):
        calendar.add_component(zone)
    for name, event in events:
        event.add("uid", f"{name}.{key}@matchsafe.invalid")
        event.add("sequence", version)
        event.add("dtstamp", changed)
        event.add("last-modified", changed)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def calendar_of(stored: StoredSeason, on: date | None = None) -> bytes:
    """The calendar of a saved season: its version is the sequence, and its id, which nobody can tell, is in each UID.

    Raises:
        UnknownSeason: If it is a draft still.
    """
    key = hashlib.sha256(stored.id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return season_calendar(stored.finished, on, key=key, version=stored.version, changed=stored.updated)


def _zones(season: Season) -> Iterator[Timezone]:
    """The zones that the entries name, with standard and daylight time of the season's years."""
    held = [i for i in season.named_interviews if i.status in _SHOWN]
    days = [day_part(d) for i in held for d in (i.start, i.reply_by) if d is not None]
    names = sorted({z for i in held if (z := zone_of(i)) and (i.start or i.reply_by)})
    for name in names:
        first, last = date(min(days).year - 1, 1, 1), date(max(days).year + 2, 1, 1)
        yield Timezone.from_tzid(name, first_date=first, last_date=last)


def _interviews(season: Season) -> Iterator[tuple[str, Event]]:
    for i in season.named_interviews:
        if i.start is None or i.status not in _SHOWN:
            continue
        event = Event()
        event.add("summary", f"Interview: {i.program}")
        _times(event, i)
        event.add("description", "\n".join(_facts(season, i)))
        if i.link:
            event.add("url", i.link)
        if place := ", ".join(filter(None, (i.city, i.state))) if i.format == "in_person" else i.platform:
            event.add("location", place)
        gone = i.status in ("cancelled", "declined")
        event.add("status", "CANCELLED" if gone else "TENTATIVE" if i.status == "invited" else "CONFIRMED")
        if not gone:
            _alarms(event, i.program)
        yield f"interview-{i.id}", event


def _times(event: Event, i: Interview) -> None:
    """Begin and end, in the program's zone where hour and zone are known, else as whole days."""
    assert i.start is not None
    begins = moment(i.start, zone_of(i))
    if begins is None:
        event.add("dtstart", day_part(i.start))
        event.add("dtend", day_part(i.start) + timedelta(days=1))
        return
    ends = moment(i.end, zone_of(i))
    if ends is None or ends <= begins:
        ends = begins + timedelta(hours=evidence.number("advice.interview_hours"))
    event.add("dtstart", begins)
    event.add("dtend", ends)


def _facts(season: Season, i: Interview) -> Iterable[str]:
    assert i.start is not None
    yield line(two_clocks(i.start, zone_of(i), season.time_zone))
    if i.end is None and moment(i.start, zone_of(i)) is not None:
        yield "No end is known; four hours are kept free."
    if i.interviewers:
        yield f"With {', '.join(i.interviewers)}"
    if i.notes:
        yield i.notes


def _replies(season: Season) -> Iterator[tuple[str, Event]]:
    """Until when invitations must be answered."""
    for i in season.named_interviews:
        if i.status != "invited" or i.reply_by is None:
            continue
        event = Event()
        event.add("summary", f"Answer {i.program}")
        limit = moment(i.reply_by, zone_of(i))
        if limit is None:
            event.add("dtstart", day_part(i.reply_by))
        else:
            event.add("dtstart", limit - timedelta(minutes=30))
            event.add("dtend", limit)
        event.add("description", line(two_clocks(i.reply_by, zone_of(i), season.time_zone)))
        _alarms(event, f"Answer {i.program}")
        yield f"reply-{i.id}", event


def _official(on: date) -> Iterator[tuple[str, Event]]:
    for code, text in EVENTS.items():
        if (found := event_day(code, match_year(on))) is None:
            continue
        event = Event()
        expected = "" if found.announced else " (expected)"
        event.add("summary", f"{text[:1].upper()}{text[1:]}{expected}")
        event.add("dtstart", found.day)
        event.add("transp", "TRANSPARENT")
        event.add("description", evidence.figure(found.source).citation())
        _alarms(event, text)
        yield f"date-{code}-{match_year(on)}", event


def _alarms(event: Event, text: str) -> None:
    start = event.decoded("dtstart")
    for ahead in (_DAY_BEFORE, _HOUR_BEFORE) if isinstance(start, datetime) else (_DAY_BEFORE,):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", text)
        alarm.add("trigger", ahead)
        event.add_component(alarm)
