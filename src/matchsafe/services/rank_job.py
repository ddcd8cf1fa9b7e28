"""National seasons around a list as a job: a hundred take longer than a reader waits for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from matchsafe.domain.rank_report import SeasonsAround
from matchsafe.domain.season import Season
from matchsafe.services.background import Cancelled, Kind, Report, Steps, question_key
from matchsafe.services.rank_seasons import SEASONS, NoSuchSeasonsError, seasons_around


@dataclass(frozen=True)
class SeasonsTask:
    """What is asked, as it goes to another process."""

    season: Season
    seasons: int = SEASONS
    on: date | None = None

    def key(self) -> str:
        """Stands for everything the answer depends on."""
        return question_key(self.on, str(self.seasons), self.season)


def work(task: SeasonsTask, report: Report[Steps], cancelled: Cancelled) -> SeasonsAround:
    """The seasons of a task; errors as for ``seasons_around``."""
    return seasons_around(
        task.season,
        task.seasons,
        task.on,
        progress=lambda done, total: report(Steps(done, total, "seasons")),
        stopped=cancelled,
    )


SEASONS_JOB: Final[Kind[Steps, SeasonsAround]] = Kind(
    "rank-seasons", "simulations", work, expected=(NoSuchSeasonsError,), most=4
)
"""One that is stopped has the seasons played until then."""
