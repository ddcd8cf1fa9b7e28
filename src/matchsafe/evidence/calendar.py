"""The dates of a Match season, and which season a day belongs to.

A date is the announced one where it is among the figures (``calendar.<event>_<year>``). Where it is not, the usual rule
gives it (``season_rules.dates``) and it is marked as expected: Match Day is the third Friday of March, and rank lists
are due 16 days before it, at an hour of Eastern time: on the next day of an applicant in Asia.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from matchsafe.domain.text import day, short_day
from matchsafe.evidence.figure import Cell
from matchsafe.evidence.store import figure
from matchsafe.evidence.tables import row_where

RULES: Final = "season_rules.dates"
"""Id of the figure with the rules for dates that are not announced yet."""
EASTERN: Final = ZoneInfo("America/New_York")
"""The zone NRMP gives its hours in."""
_NAMES: Final = tuple(name.lower() for name in calendar.day_name)
_SEASON_BEGINS: Final = 6
"""Month from which a date belongs to the Match of the next year; ERAS closes a season on 31 May."""


@dataclass(frozen=True)
class EventDay:
    """The date of an event of a season.

    Attributes:
        announced: Whether somebody published it; otherwise it follows from the usual rule.
        source: Id of the figure it rests on.
    """

    day: date
    announced: bool
    source: str


@dataclass(frozen=True)
class ListDeadline:
    """When rank lists are due.

    Attributes:
        moment: In the applicant's zone; Eastern time where it is not known.
        announced: Whether somebody published the date; otherwise it follows from the usual rule.
        source: Id of the figure it rests on.
    """

    moment: datetime
    announced: bool
    source: str

    @property
    def last_day(self) -> date:
        """The applicant's own day on which a list can still be changed: every face goes by it."""
        return self.moment.date()

    @property
    def own_clock(self) -> str:
        """The same moment for the applicant: "07:30 on 4 March by your clock"; "" where it is Eastern time."""
        there, here = self.moment.astimezone(EASTERN), self.moment
        if here.utcoffset() == there.utcoffset():
            return ""
        on = "" if here.date() == there.date() else f" on {short_day(here.date())}"
        return f"{here:%H:%M}{on} by your clock"

    @property
    def text(self) -> str:
        """The deadline in words: "3 March 2027, 21:00 Eastern time (07:30 on 4 March by your clock)"."""
        there = self.moment.astimezone(EASTERN)
        notes = ["" if self.announced else "expected by the usual rule", self.own_clock]
        more = f" ({', '.join(filter(None, notes))})" if any(notes) else ""
        return f"{day(there.date())}, {there:%H:%M} Eastern time{more}"


@cache
def list_deadline(match_year: int, zone: str | None = None) -> ListDeadline:
    """The deadline of the season that leads to a Match, by the clock of a zone."""
    due = event_day("rank_list_deadline", match_year)
    hour = time.fromisoformat(str(figure("rank_rules.deadline_hour").value))
    moment = datetime.combine(date.max if due is None else due.day, hour, EASTERN)
    if zone is not None and due is not None:
        moment = moment.astimezone(ZoneInfo(zone))
    return ListDeadline(moment, due is not None and due.announced, RULES if due is None else due.source)


@cache
def event_day(event: str, match_year: int) -> EventDay | None:
    """The date of an event of the season that leads to a Match; ``None`` only where the calendar of years ends.

    Raises:
        KeyError: If there is neither an announced date nor a rule for the event.
    """
    announced = f"calendar.{event}_{match_year}"
    try:
        value = figure(announced).value
    except KeyError:
        value = None
    if isinstance(value, date):
        return EventDay(value, announced=True, source=announced)
    computed = _by_rule(event, match_year)
    return None if computed is None else EventDay(computed, announced=False, source=RULES)


def day_of(event: str, match_year: int) -> date:
    """The date of an event, announced or by rule; where the calendar of years ends, its first or last day."""
    if found := event_day(event, match_year):
        return found.day
    return date.min if match_year <= MINYEAR else date.max


def _by_rule(event: str, match_year: int) -> date | None:
    rule = row_where(RULES, event=event)
    if rule is None:
        raise KeyError(f"there is no rule for the date of {event!r}")
    if rule["base"] is not None:
        # An announced date moves those that are counted from it.
        base = event_day(str(rule["base"]), match_year)
        return None if base is None else base.day + timedelta(days=_number(rule["days"]))
    month = _number(rule["month"])
    year = match_year - 1 if month >= _SEASON_BEGINS else match_year
    if not MINYEAR <= year <= MAXYEAR:
        return None
    if rule["day"] is None:
        return _nth_weekday(year, month, str(rule["weekday"]), _number(rule["nth"]))
    found = date(year, month, _number(rule["day"]))
    to_monday = (
        7 - found.weekday() if rule["moved"] == "yes" and found.weekday() >= _NAMES.index("saturday") else 0
    )
    return found + timedelta(days=to_monday)


def _number(cell: Cell) -> int:
    if not isinstance(cell, int):
        raise TypeError(f"{cell!r} in {RULES} is not a whole number")
    return cell


def _nth_weekday(year: int, month: int, weekday: str, nth: int) -> date:
    first = date(year, month, 1)
    ahead = (_NAMES.index(weekday) - first.weekday()) % 7
    return first + timedelta(days=ahead + 7 * (nth - 1))


def match_year(on: date) -> int:
    """The year of the Match that the season of this day leads to: 2027 from June 2026 to May 2027."""
    return on.year + 1 if on.month >= _SEASON_BEGINS else on.year


def application_year(on: date) -> int:
    """The calendar year in which the applications of this season are sent."""
    return match_year(on) - 1
