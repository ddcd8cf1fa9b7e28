"""Points in time in words, by the clock at the program and by the applicant's own, with the night marked."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from matchsafe.domain.clocks import day_part, is_night, moment
from matchsafe.domain.moments import us_zones
from matchsafe.domain.today import TwoClocks


def zone_name(zone: str) -> str:
    """What people call the clock of a zone: "Eastern time", "Kolkata time"."""
    place = us_zones().get(zone) or zone.rpartition("/")[2].replace("_", " ")
    return place if zone == "UTC" else f"{place} time"


def weekday(value: date) -> str:
    """A day with its name: "Thu 12 November"."""
    return f"{value:%a} {value.day} {value:%B}"


def two_clocks(wall: date, zone: str | None, own: str | None) -> TwoClocks:
    """A wall time at a program, and the same on the applicant's own clock.

    Args:
        wall: A wall time or a day alone.
        zone: The program's time zone; ``None`` if not known.
        own: The applicant's; ``None`` if not known.
    """
    shown = weekday(day_part(wall))
    if isinstance(wall, datetime):
        shown += f", {wall:%H:%M}" + (f" {zone_name(zone)}" if zone else ", zone not known")
    at = moment(wall, zone)
    if at is None or own is None:
        return TwoClocks(at=at, program=shown, own="", night=False)
    here = at.astimezone(ZoneInfo(own))
    if here.utcoffset() == at.utcoffset():
        return TwoClocks(at=at, program=shown, own="", night=is_night(here))
    day = "" if here.date() == at.date() else f"{weekday(here.date())}, "
    night = " (night)" if is_night(here) else ""
    return TwoClocks(at=at, program=shown, own=f"{day}{here:%H:%M} your time{night}", night=bool(night))


def line(clocks: TwoClocks) -> str:
    """Both clocks in one line."""
    return " = ".join(filter(None, (clocks.program, clocks.own)))
