"""Moments of an event as far as a message says them, and what is unsure about a date with its times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Final

from matchsafe.intake.clock_times import ClockTime
from matchsafe.intake.date_roles import DatedTimes
from matchsafe.intake.zones import in_zone

_BESIDE: Final = 6
"""Letters between two clocks that name one moment."""


@dataclass(frozen=True, slots=True)
class EventTime:
    """A day, with its time and zone as far as they are said."""

    day: date
    at: time | None = None
    zone: str | None = None

    def text(self) -> str:
        """In ISO 8601: with the offset of its zone where one is said, a date alone where no time is."""
        if self.at is None:
            return self.day.isoformat()
        return in_zone(datetime.combine(self.day, self.at), self.zone).isoformat(timespec="seconds")

    def wall(self) -> date:
        """As the clock at the program shows it; a day alone where no time is said."""
        return self.day if self.at is None else datetime.combine(self.day, self.at)

    def later(self) -> datetime:
        """The last second it may mean, without a zone."""
        return datetime.combine(self.day, self.at or time(23, 59))


@dataclass(frozen=True, slots=True)
class Moments:
    """Everything a message says about time.

    Attributes:
        start: Of the interview, or of the one that is cancelled.
        end: Of it.
        old_start: Before it was moved.
        offered: To choose from.
        reply_by: A moment, or an instant counted from when the message was sent.
        zone: Of the interview; ``None`` where none is said.
        flags: ``weekday_mismatch``, ``ambiguous_date``, ``under_48_hours``, ``timezone_guess``, ``time_guess``,
            ``zones_disagree``, ``no_message_date``.
    """

    start: EventTime | None = None
    end: EventTime | None = None
    old_start: EventTime | None = None
    offered: tuple[EventTime, ...] = ()
    reply_by: EventTime | datetime | None = None
    zone: str | None = None
    flags: frozenset[str] = frozenset()


def doubts_of(item: DatedTimes, zone: str | None) -> set[str]:
    """What is unsure about a date and its times."""
    mention, found = item.mention, set[str]()
    if mention.mismatch:
        found.add("weekday_mismatch")
    if mention.other is not None:
        found.add("ambiguous_date")
    if mention.day is None:
        found.add("no_message_date")
    for clock in item.times[:1]:
        if clock.guessed:
            found.add("time_guess")
        if (
            clock.zone
            and mention.day
            and clock.zone.out_of_season(datetime.combine(mention.day, clock.begin))
        ):
            found.add("timezone_guess")
    if mention.day and _clocks_disagree(mention.day, item.times):
        found.add("zones_disagree")
    return found


def _clocks_disagree(day: date, times: Sequence[ClockTime]) -> bool:
    """Whether two clocks side by side name two instants: "8:30 AM EST (6:00 PM IST)" in November."""
    pairs = [(a, b) for a, b in pairwise(times) if a.zone and b.zone and 0 <= b.start - a.end <= _BESIDE]
    return any(
        in_zone(datetime.combine(day, a.begin), a.zone.zone)
        != in_zone(datetime.combine(day, b.begin), b.zone.zone)
        for a, b in pairs
        if a.zone and b.zone and a.zone.zone != b.zone.zone
    )
