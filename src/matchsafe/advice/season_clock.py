"""What part of the season a day falls in, and the season's dates as far as they are known.

Phases, in order: ``before_applications``, ``applications_open``, ``early_invitations`` (programs have begun to
look; to the end of October), ``november``, ``december``, ``january``, ``ranking`` (to the last day for rank lists),
``list_closed``, ``match_week`` (with SOAP), ``after_match`` (Match Day to the end of May). A season ends when ERAS
closes at the end of May. For years whose dates are not among the figures, the days and months of the last known
season stand in, and no due date is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

from matchsafe import evidence
from matchsafe.evidence.calendar import application_year as application_year
from matchsafe.evidence.calendar import known_day as known_day
from matchsafe.evidence.calendar import match_year as match_year
from matchsafe.evidence.calendar import place_in_season, stand_in
from matchsafe.evidence.tables import rows

Phase = Literal[
    "before_applications",
    "applications_open",
    "early_invitations",
    "november",
    "december",
    "january",
    "ranking",
    "list_closed",
    "match_week",
    "after_match",
]
PHASES: Final[tuple[Phase, ...]] = get_args(Phase)


@dataclass(frozen=True)
class Clock:
    """One day in its season."""

    on: date
    year: int
    phase: Phase

    @property
    def dates_known(self) -> bool:
        """Whether the last day for rank lists of this season is among the figures."""
        return known_day("rank_list_deadline", self.year) is not None

    def reached(self, phase: Phase) -> bool:
        """Whether this phase has begun."""
        return PHASES.index(self.phase) >= PHASES.index(phase)

    def between(self, first: Phase, last: Phase) -> bool:
        """Whether the day is in one of these phases or those between them."""
        return PHASES.index(first) <= PHASES.index(self.phase) <= PHASES.index(last)

    def day(self, event: str) -> date | None:
        """The date of an event of this season, if it is known and not yet past."""
        value = known_day(event, self.year)
        return value if value is not None and value >= self.on else None

    def source(self, event: str) -> str:
        """The id of the figure that gives the date of an event of this season."""
        return f"calendar.{event}_{self.year}"

    def within(self, figure_id: str) -> date | None:
        """This day plus the days of a figure, but not past a deadline for rank lists that lies ahead."""
        try:
            due = self.on + timedelta(days=evidence.number(figure_id))
        except OverflowError:
            return None
        last = self.day("rank_list_deadline")
        return min(due, last) if last is not None else due


def clock(on: date) -> Clock:
    """Read the phase of the season off a day."""
    year = match_year(on)

    def begins(event: str) -> tuple[bool, int, int]:
        return place_in_season(known_day(event, year) or stand_in(event))

    now = place_in_season(on)
    if now >= begins("match_day"):
        phase: Phase = "after_match"
    elif now >= begins("match_week"):
        phase = "match_week"
    elif now > begins("rank_list_deadline"):
        phase = "list_closed"
    elif now < begins("submissions_open"):
        phase = "before_applications"
    elif now < begins("programs_begin_review"):
        phase = "applications_open"
    else:
        phase = _by_month(on.month)
    return Clock(on=on, year=year, phase=phase)


def _by_month(month: int) -> Phase:
    for row in rows("article.season_timeline"):
        first, last, code = row["first_month"], row["last_month"], row["code"]
        if isinstance(first, int) and isinstance(last, int) and first <= month <= last:
            return next(p for p in PHASES if p == code)
    return "ranking"
