"""What clocks show: wall times at a program as points in time, and the same point on the applicant's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from matchsafe.domain.season_interview import Interview

STATE_ZONES: Final = {
    zone: states.split()
    for zone, states in {
        "America/New_York": "CT DC DE GA MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
        "America/Chicago": "AL AR IA IL KS LA MN MO MS ND OK WI",
        "America/Denver": "CO MT NM UT WY",
        "America/Phoenix": "AZ",
        "America/Los_Angeles": "CA NV OR WA",
        "America/Anchorage": "AK",
        "Pacific/Honolulu": "HI",
        "Pacific/Guam": "GU",
        "America/Puerto_Rico": "PR VI",
    }.items()
}
"""States whose hospitals go by one clock, but for a few far counties. Elsewhere a state does not tell the zone."""

_ZONE_OF: Final = {state: zone for zone, states in STATE_ZONES.items() for state in states}
_NIGHT: Final = (time(22), time(6))


@dataclass(frozen=True)
class TimeSpan:
    """From when to when something lasts, in UTC."""

    begins: datetime
    ends: datetime


def zone_of(interview: Interview) -> str | None:
    """The time zone of a program: as given, else that of its state where there is only one; ``None`` if unknown."""
    return interview.time_zone or _ZONE_OF.get(interview.state or "")


def has_hour(wall: date | None) -> bool:
    """Whether a wall time has an hour, and is not a day alone."""
    return isinstance(wall, datetime)


def day_part(wall: date) -> date:
    """The day of a wall time."""
    return wall.date() if isinstance(wall, datetime) else wall


def moment(wall: date | None, zone: str | None) -> datetime | None:
    """The point in time of a wall time, by the clock of its zone; ``None`` without an hour or a zone.

    An hour that a change of the clocks skips is read by the clock before it; one that comes twice is the first.
    """
    if zone is None or not isinstance(wall, datetime):
        return None
    return wall.replace(tzinfo=ZoneInfo(zone))


def last_moment(wall: date, zone: str | None) -> datetime:
    """The last moment of a time limit: a day alone lasts to its end; without a zone it is that of New York."""
    if not isinstance(wall, datetime):
        wall = datetime.combine(wall, time(23, 59))
    return wall.replace(tzinfo=ZoneInfo(zone or "America/New_York"))


def time_span(interview: Interview, length: timedelta) -> TimeSpan | None:
    """From when to when an interview lasts; ``None`` where its hour or its zone is not known.

    Args:
        interview: Any.
        length: How long one is taken to last that gives no end.
    """
    begins = moment(interview.start, zone_of(interview))
    if begins is None:
        return None
    ends = moment(interview.end, zone_of(interview))
    last = ends if ends is not None and ends > begins else begins.astimezone(UTC) + length
    return TimeSpan(begins.astimezone(UTC), last.astimezone(UTC))


def is_night(at: datetime) -> bool:
    """Whether a clock shows an hour between ten in the evening and six in the morning."""
    return at.time() >= _NIGHT[0] or at.time() < _NIGHT[1]
