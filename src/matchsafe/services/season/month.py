"""The outlook of a month, kept beside a change of that month, to be held against what happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import Season
from matchsafe.domain.season_record import OutlookRecord
from matchsafe.present.track_words import own_answer
from matchsafe.services.outlook import outlook
from matchsafe.services.season.edit import SeasonEdit
from matchsafe.services.season.marks import keep_outlook


def lacks_month(season: Season, day: date) -> bool:
    """Whether nothing is kept of the month of a day yet, and there is something to keep."""
    if season.result is not None:
        return False
    return bool(season.interview_list) and all(o.month != f"{day:%Y-%m}" for o in season.outlooks)


def month_keeper(season: Season, day: date) -> Callable[[Season], Season]:
    """A further change that keeps what the outlook says of a season on a day; it does nothing where that is kept."""
    if not lacks_month(season, day):
        return lambda after: after
    said = outlook(season, day)
    if (chance := own_answer(said)) is None:
        return lambda after: after

    def keep(after: Season) -> Season:
        if not lacks_month(after, day):
            return after
        return keep_outlook(after, day, chance.value, chance.low, chance.high, said.counts.rankable).season

    return keep


def with_month(edit: Callable[[Season], Any], season: Season, day: date) -> Callable[[Season], Any]:
    """A change of a season with the outlook of the month beside it; it gives what the change itself gives."""
    keep = month_keeper(season, day)

    def both(before: Season) -> Any:
        done = edit(before)
        return replace(done, season=keep(done.season)) if isinstance(done, SeasonEdit) else keep(done)

    return both


def estimate_of(record: OutlookRecord) -> Estimate:
    """What was said in a month, as a chance with its range."""
    return Estimate(
        value=record.chance, low=min(record.low, record.chance), high=max(record.high, record.chance)
    )
