"""Calendars attached to mail: what is asked for or taken back, with UID and SEQUENCE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import available_timezones

from matchsafe.intake.event_times import EventTime

_MOST: Final = 50
_LONGEST: Final = 2_000
_MOST_TEXT: Final = 100_000


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One event of a calendar.

    Attributes:
        uid: The same for every version of the event.
        sequence: Rises with every version.
        method: REQUEST, CANCEL, PUBLISH, REPLY ... in capitals; a cancelled event counts as CANCEL.
        words: Summary, description, place and organizer, to be read like a message.
    """

    uid: str
    sequence: int
    method: str
    summary: str
    words: str
    start: EventTime | None
    end: EventTime | None


def calendar_entries(text: str) -> list[CalendarEntry]:
    """The events of a calendar; a calendar nobody can read has none."""
    from icalendar import Calendar

    try:
        calendars = Calendar.from_ical(text[:_MOST_TEXT], multiple=True)
    except Exception:  # the library raises much more than ValueError on what is broken
        return []
    found: list[CalendarEntry] = []
    for calendar in calendars:
        method = _text(calendar, "METHOD").upper()
        for event in calendar.walk("VEVENT")[:_MOST]:
            try:
                found.append(_entry(event, method))
            except Exception:  # one event that cannot be read does not lose the others
                continue
    return found


def _entry(event: Any, method: str) -> CalendarEntry:
    cancelled = _text(event, "STATUS").upper() == "CANCELLED"
    organizer = event.get("ORGANIZER")
    who = (
        str(organizer.params.get("CN", "")) if organizer is not None and hasattr(organizer, "params") else ""
    )
    words = [_text(event, name) for name in ("SUMMARY", "DESCRIPTION", "LOCATION")]
    number = _text(event, "SEQUENCE")
    start = _moment(event, "DTSTART")
    end = _moment(event, "DTEND")
    if end is None and start is not None and start.at is not None and event.get("DURATION") is not None:
        ends = datetime.combine(start.day, start.at) + event.decoded("DURATION")
        end = EventTime(ends.date(), ends.time(), start.zone)
    return CalendarEntry(
        _text(event, "UID"), int(number) if number.isdigit() else 0, "CANCEL" if cancelled else method,
        words[0], "\n".join([*filter(None, words), who])[:_LONGEST], start, None if end and end.at is None else end,
    )  # fmt: skip


def _text(component: Any, name: str) -> str:
    value = component.get(name)
    return "" if value is None else str(value)[:_LONGEST]


def _moment(event: Any, name: str) -> EventTime | None:
    if event.get(name) is None:
        return None
    value = event.decoded(name)
    if isinstance(value, datetime):
        named = str(getattr(event[name], "params", {}).get("TZID", ""))
        return EventTime(value.date(), value.time().replace(tzinfo=None, microsecond=0), _zone(value, named))
    return EventTime(value, None) if isinstance(value, date) else None


def _zone(value: datetime, named: str) -> str | None:
    """The zone of a moment in the IANA table, also where Windows names it; else by its offset."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    if value.tzinfo is None:
        return None
    key = str(getattr(value.tzinfo, "key", ""))
    for name in (WINDOWS_TO_OLSON.get(named, ""), named, key):
        if "/" in name and name in available_timezones():
            return name
    offset = value.utcoffset()
    if not offset:
        return "Etc/UTC"
    hours, rest = divmod(int(offset.total_seconds()), 3600)
    return f"Etc/GMT{-hours:+d}" if rest == 0 else None
