"""The last moment to certify a rank list, in the applicant's own time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from matchsafe.domain.season import Season
from matchsafe.evidence import figure
from matchsafe.evidence.calendar import RULES, event_day, match_year

EASTERN: Final = ZoneInfo("America/New_York")
"""The zone NRMP gives its hours in."""


@dataclass(frozen=True)
class ListDeadline:
    """When lists are due.

    Attributes:
        moment: In the applicant's zone; Eastern time where it is not known.
        announced: Whether somebody published the date; otherwise it follows from the usual rule.
    """

    moment: datetime
    announced: bool
    source: str


def list_deadline(season: Season, on: date) -> ListDeadline:
    """The deadline of the season a day belongs to."""
    due = event_day("rank_list_deadline", match_year(on))
    day = date.max if due is None else due.day
    hour = time.fromisoformat(str(figure("rank_rules.deadline_hour").value))
    moment = datetime.combine(day, hour, EASTERN)
    if season.time_zone is not None and due is not None:
        moment = moment.astimezone(ZoneInfo(season.time_zone))
    return ListDeadline(moment, due is not None and due.announced, RULES if due is None else due.source)
