"""Days, wall times and moments of a season, and the time zones they are told in.

A *wall time* is what a clock at the program shows, without a zone of its own; a *moment* is a point in time, with its
offset from UTC. Either may be a day alone where no hour is known: a wall time then stays a day, and a moment is that
day's noon in UTC, which falls on the same day nearly everywhere.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from matchsafe.domain.package_data import own_toml

_YEARS: Final = "20[0-9]{2}"
_DAYS: Final = (
    f"(?:{_YEARS}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)"
    "|(?:0[13578]|1[02])-31)|20(?:[02468][048]|[13579][26])-02-29)"
)
_CLOCK: Final = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_OFFSET: Final = "(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
_DAY: Final = re.compile(_DAYS, re.ASCII)
_WALL: Final = re.compile(f"{_DAYS}[T ]{_CLOCK}", re.ASCII)
_MOMENT: Final = re.compile(f"{_DAYS}[T ]{_CLOCK}{_OFFSET}", re.ASCII)
_MONTH: Final = re.compile(f"{_YEARS}-(?:0[1-9]|1[0-2])", re.ASCII)


def day_of(value: object) -> date:
    """A day from a date or its text; an error a form can show if it is not one."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value.strip()):
        return date.fromisoformat(value.strip())
    raise PydanticCustomError("date", "not a date such as 2026-11-12")


def wall_time_of(value: object) -> date:
    """A wall time, or a day alone, from its text; an error a form can show if it is neither."""
    if isinstance(value, str) and _WALL.fullmatch(value.strip()):
        return datetime.fromisoformat(value.strip())
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(microsecond=0)
    try:
        return day_of(value)
    except PydanticCustomError:
        raise PydanticCustomError("wall_time", "not a date and time such as 2026-11-12T09:00") from None


def moment_of(value: object) -> datetime:
    """A moment from its text, or the noon in UTC of a day alone; an error a form can show if it is neither."""
    if isinstance(value, str) and _MOMENT.fullmatch(value.strip()):
        return datetime.fromisoformat(value.strip())
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return value.replace(microsecond=0)
    try:
        day = day_of(value)
    except PydanticCustomError:
        raise PydanticCustomError("moment", "not a moment such as 2026-11-12T09:00-05:00") from None
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def month_of(value: str) -> str:
    """A month such as 2026-11; an error a form can show if it is not one."""
    if not _MONTH.fullmatch(value):
        raise PydanticCustomError("month", "not a month such as 2026-11")
    return value


def time_zone_of(value: str) -> str:
    """The IANA name of a time zone; an error a form can show if there is none of that name."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        raise PydanticCustomError("time_zone", "not a time zone such as America/New_York") from None
    return value


def is_late(limit: date, start: date) -> bool:
    """Whether a time to answer ends after what it is about begins; of days alone it may be the same."""
    if isinstance(limit, datetime) and isinstance(start, datetime):
        return limit > start
    return _day(limit) > _day(start)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def file_text(value: date) -> str:
    """A day, wall time or moment as it stands in a file: to the minute unless there are seconds."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat(timespec="seconds" if value.second else "minutes").replace("+00:00", "Z")


def zone_names() -> tuple[str, ...]:
    """The time zones to choose from, those of programs first."""
    zones = _zones()
    return (*zones["us"], *zones["others"])


def us_zones() -> dict[str, str]:
    """The time zones of programs: what people call each, by its IANA name."""
    return {name: str(words["label"]) for name, words in _zones()["us"].items()}


def us_zone_names() -> dict[str, dict[str, Any]]:
    """What is written for each time zone of programs: ``short`` names by the half of the year, and ``words``."""
    return {zone: {"short": {}, "words": [], **said} for zone, said in _zones()["us"].items()}


def zone_by_word(text: str) -> str | None:
    """The US time zone that people call by this word, such as "ET" or "Pacific time"; ``None`` if there is none."""
    wanted = _letters(text[:80])
    for zone, said in us_zone_names().items():
        words = {_letters(word) for word in (*chain(*said["short"].values()), *said["words"], zone)}
        if wanted.removesuffix("time") in words or wanted in said.get("also", ()):
            return zone
    return None


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


@cache
def _zones() -> dict[str, Any]:
    return own_toml("matchsafe.domain", "time_zones.toml")


def _schema(*patterns: re.Pattern[str]) -> WithJsonSchema:
    """The schema of text that fits one of the patterns."""
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{'|'.join(p.pattern for p in patterns)})$"})


_WRITTEN: Final = PlainSerializer(file_text, return_type=str, when_used="json")

Day = Annotated[date, PlainValidator(day_of), _WRITTEN, _schema(_DAY)]
"""A day."""

WallTime = Annotated[date, PlainValidator(wall_time_of), _WRITTEN, _schema(_WALL, _DAY)]
"""What a clock at the place shows (a ``datetime`` without a zone), or a day alone (a ``date``)."""

Instant = Annotated[datetime, PlainValidator(moment_of), _WRITTEN, _schema(_MOMENT, _DAY)]
"""A point in time (a ``datetime`` with its offset)."""

Month = Annotated[str, AfterValidator(month_of), _schema(_MONTH)]
"""A month of a year."""

TimeZone = Annotated[
    str, AfterValidator(time_zone_of), WithJsonSchema({"type": "string", "enum": list(zone_names())})
]
"""The IANA name of a time zone."""

ProgramZone = Annotated[
    str, AfterValidator(time_zone_of), WithJsonSchema({"type": "string", "enum": list(us_zones())})
]
"""The time zone of a program; the schema lists those of the US, and the reader knows every one."""
