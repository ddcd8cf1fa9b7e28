"""The dates of a Match season as far as they are among the figures, and which season a day belongs to."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from matchsafe.evidence.store import figure

_LAST_KNOWN: Final = "2027"


@cache
def known_day(event: str, match_year: int) -> date | None:
    """The date of an event of the season that leads to a Match; ``None`` if it is not known."""
    try:
        value = figure(f"calendar.{event}_{match_year}").value
    except KeyError:
        return None
    return value if isinstance(value, date) else None


def stand_in(event: str) -> date:
    """The date of an event in the last season whose dates are known, to take day and month from.

    Raises:
        TypeError: If the figure is not a date.
    """
    value = figure(f"calendar.{event}_{_LAST_KNOWN}").value
    if not isinstance(value, date):
        raise TypeError(f"calendar.{event}_{_LAST_KNOWN} is not a date")
    return value


def place_in_season(day: date) -> tuple[bool, int, int]:
    """Where a day stands in its season, whatever the year: the part before New Year first."""
    end = stand_in("eras_season_ends")
    return ((day.month, day.day) <= (end.month, end.day), day.month, day.day)


def match_year(on: date) -> int:
    """The year of the Match that the season of this day leads to: 2027 from June 2026 to May 2027."""
    second_half, *_ = place_in_season(on)
    return on.year if second_half else on.year + 1


def application_year(on: date) -> int:
    """The calendar year in which the applications of this season are sent."""
    return match_year(on) - 1
