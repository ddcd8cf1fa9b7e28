"""What part of the season a day falls in, with the dates ahead: the one place that reads the calendar for advice.

A season ends when ERAS closes at the end of May. Dates that nobody has announced yet follow the usual rule and are said
to be expected. A specialty with a match of its own gets no date of the Main Residency Match. Interviews in a season in
which no program has begun to look belong to the season before: ``past_season``. Where they have dates, those say to
which season they belong. A season with a result is ``closed``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, Literal, get_args

from matchsafe import evidence
from matchsafe.domain.clocks import day_part
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import OWN_MATCH, specialty_name
from matchsafe.domain.text import day as in_words
from matchsafe.evidence.calendar import EventDay, ListDeadline, event_day, list_deadline, match_year
from matchsafe.evidence.store import own_yaml
from matchsafe.evidence.tables import rows

PhaseCode = Literal[
    "before_applications",
    "applications_open",
    "early_invitations",
    "november",
    "december",
    "january",
    "own_match_results",
    "ranking",
    "list_closed",
    "match_monday",
    "match_tuesday",
    "match_wednesday",
    "match_thursday",
    "match_day",
    "after_match",
    "closed",
    "past_season",
]
PHASES: Final[tuple[PhaseCode, ...]] = get_args(PhaseCode)
_PLACE: Final = {phase: place for place, phase in enumerate(PHASES)}
_MATCH_WEEK: Final = PHASES[PHASES.index("match_monday") : PHASES.index("match_day")]
"""The days of Match Week before Match Day."""
FINAL: Final = PHASES[PHASES.index("list_closed") :]
"""Phases in which no application and no interview can add to the season any more."""
PLAN_ANSWERS: Final = PHASES[: PHASES.index("early_invitations")]
"""Phases in which nobody can hold an interview yet: the plan is the answer, not the outlook."""


@dataclass(frozen=True)
class Clock:
    """One day in its season.

    Attributes:
        year: Year of the Match the season leads to.
        own_match: Whether the specialty has a match of its own, whose dates are not known here.
        zone: The applicant's time zone; Eastern time where it is not known.
    """

    on: date
    year: int
    phase: PhaseCode
    own_match: bool = False
    zone: str | None = None

    def has_begun(self, phase: PhaseCode) -> bool:
        """Whether this phase has begun."""
        return _PLACE[self.phase] >= _PLACE[phase]

    def is_between(self, first: PhaseCode, last: PhaseCode) -> bool:
        """Whether the day is in one of these phases or those between them."""
        return _PLACE[first] <= _PLACE[self.phase] <= _PLACE[last]

    @property
    def dates_expected(self) -> bool:
        """Whether the last day for rank lists of this season is not announced yet."""
        found = event_day("rank_list_deadline", self.year)
        return found is not None and not found.announced and not self.own_match

    def event(self, event: str) -> EventDay | None:
        """An event of this season that is not past and whose date holds for the applicant."""
        found = None if self.own_match else event_day(event, self.year)
        if found is None or (event == "rank_list_deadline" and self.on == self.list_deadline.last_day):
            return found
        return found if found.day >= self.on else None

    def day(self, event: str) -> date | None:
        """The date of an event that is not past, if it holds for the applicant; today while it still runs elsewhere."""
        found = self.event(event)
        return None if found is None else max(found.day, self.on)

    def date_words(self, event: str, otherwise: str = "", before: str = "") -> str:
        """The date of an event in words, "expected" where it is not announced; ``otherwise`` without a date."""
        found = self.event(event)
        if found is None:
            return otherwise
        return f"{before}{in_words(found.day)}{'' if found.announced else ' (expected)'}"

    @property
    def list_deadline(self) -> ListDeadline:
        """When rank lists of the Main Residency Match of this season are due."""
        return list_deadline(self.year, self.zone)

    @property
    def lists_closed(self) -> bool:
        """Whether they can no longer be changed."""
        return self.on > self.list_deadline.last_day

    def within(self, figure_id: str) -> date | None:
        """This day plus the days of a figure, but not past a deadline for rank lists or a Match Week still ahead."""
        try:
            due = self.on + timedelta(days=evidence.number(figure_id))
        except OverflowError:
            return None
        ahead = [
            day for event in ("rank_list_deadline", "match_week") if (day := self.day(event)) is not None
        ]
        return min(due, *ahead) if ahead else due


def clock(
    on: date,
    *,
    own_match: bool = False,
    begun: bool = False,
    closed: bool = False,
    cycle: int | None = None,
    zone: str | None = None,
) -> Clock:
    """Read the phase of the season off a day.

    Args:
        on: Any day.
        own_match: Whether the specialty has a match of its own.
        begun: Whether the season holds interviews or a result.
        closed: Whether it has a result.
        cycle: The year of its Match, if known.
        zone: The applicant's time zone, if known.
    """
    year = match_year(on)
    phase = _phase(on, year, list_deadline(year, zone).last_day)
    unopened = phase in PLAN_ANSWERS
    if own_match and phase in ("ranking", "list_closed"):
        phase = "own_match_results"
    if closed:
        phase = "closed"
    if (cycle is not None and cycle < year) or (begun and cycle is None and unopened):
        phase = "past_season"
    return Clock(on=on, year=year, phase=phase, own_match=own_match, zone=zone)


def season_clock(season: Season, on: date) -> Clock:
    """The phase of a day for one season: a match of its own and interviews of a season past are seen."""
    held = any(i.status not in ("waitlisted", "rejected") for i in season.interview_list)
    closed = season.result is not None
    own_match = all(w.specialty in OWN_MATCH for w in season.wishes)
    dated = _year_of_dates(season)
    found = clock(
        on,
        own_match=own_match,
        begun=held or closed,
        closed=closed,
        cycle=season.cycle or dated,
        zone=season.time_zone,
    )
    early = found.phase == "applications_open" and dated == found.year
    return replace(found, phase="early_invitations") if early else found


def _year_of_dates(season: Season) -> int | None:
    """The year of the Match that the latest date of an interview leads to; ``None`` without dates."""
    days = (day for i in season.interview_list for day in (i.start, i.reply_by) if day is not None)
    return max((match_year(day_part(day)) for day in days), default=None)


def _phase(on: date, year: int, last: date) -> PhaseCode:
    def reached(event: str) -> bool:
        found = event_day(event, year)
        # Where the calendar of years ends, the first season has begun long ago and the last never closes.
        return year == date.min.year if found is None else on >= found.day

    if reached("match_day"):
        match = event_day("match_day", year)
        return "match_day" if match is not None and match.day == on else "after_match"
    if reached("match_week"):
        return _MATCH_WEEK[on.weekday()]
    if on > last:
        return "list_closed"
    if reached("rank_list_opens"):
        return "ranking"
    if not reached("submissions_open"):
        return "before_applications"
    return _by_month(on.month) if reached("programs_begin_review") else "applications_open"


def _by_month(month: int) -> PhaseCode:
    for row in rows("article.season_timeline"):
        first, last, code = row["first_month"], row["last_month"], row["code"]
        if isinstance(first, int) and isinstance(last, int) and first <= month <= last:
            return next(p for p in PHASES if p == code)
    return "january"


@cache
def _texts() -> dict[str, dict[str, Any]]:
    return dict(own_yaml("matchsafe.advice", "data/phases.yaml"))


def phase_text(at: Clock, season: Season) -> str:
    """What this part of the season is, in a sentence or two for the reader."""
    entry, text = _texts()[at.phase], "text"
    if at.phase == "past_season" and at.event("programs_begin_review") is None and not at.own_match:
        text = "closed" if at.lists_closed else "under_way"
    day = (
        at.date_words(entry["day"], entry["otherwise"], entry.get("before", "on ")) if "day" in entry else ""
    )
    if at.phase == "ranking" and (due := at.event("rank_list_deadline")) and due.day < at.on:
        day = at.list_deadline.own_clock  # the official date is yesterday's
    return str(entry[text]).format(
        day=day, year=at.year, next=at.year + 1, specialty=specialty_name(season.target.specialty)
    )
