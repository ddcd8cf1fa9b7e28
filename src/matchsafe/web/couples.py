"""Plans for two on the page: each is a job, so that no page hangs, and the last ones are kept in memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.couple_plan import CouplePlanReport, CoupleRequest
from matchsafe.domain.season import Season
from matchsafe.services.background import Job, Jobs
from matchsafe.services.couple_plan.job import COUPLE, work

PATIENCE: Final = 2.0
"""Seconds a page waits for its answer before it says that the answer is being worked on."""
_LOOK: Final = 0.02
_KEPT: Final = 8
"""Answers held in memory at most: enough to go back a step and to take the files along."""

CoupleJob = Job[None, CouplePlanReport]
_Key = tuple[str, str, str, str, int, date]


class CoupleJobs:
    """The last plans for two, made or being made.

    Args:
        jobs: Where they are worked out.
    """

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs
        self._kept: OrderedDict[_Key, tuple[Catalog | None, CoupleJob]] = OrderedDict()
        self._alone = Lock()

    def job(
        self,
        season_id: str,
        seasons: tuple[Season, Season],
        request: CoupleRequest,
        catalog: Catalog | None,
        on: date,
    ) -> CoupleJob:
        """The job of a plan: the one begun before for the same, else a new one; what else runs for a season is stopped.

        Raises:
            TooManyJobs: If as many plans for two as may be are being worked on.
        """
        first, second = (s.model_dump_json() for s in seasons)
        key = (season_id, first, second, request.model_dump_json(), id(catalog), on)
        with self._alone:
            if key in self._kept:
                return self._kept[key][1]
            self.stop(season_id)
            self._drop_unfinished(season_id)
            job = self.jobs.start(COUPLE, work(seasons, request, catalog, on), season_id)
            self._kept[key] = catalog, job
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return job

    def wait(self, job: CoupleJob) -> bool:
        """Wait a little for a job; whether it is over."""
        end = time.monotonic() + PATIENCE
        while not job.finished and time.monotonic() < end:
            time.sleep(_LOOK)
        return job.finished

    def stop(self, season_id: str) -> None:
        """Stop what is being worked on for a season, and keep the best lists found so far."""
        job = self.jobs.newest(COUPLE, season_id)
        if job is not None and not job.finished:
            self.jobs.stop(job)

    def drop_unfinished(self, season_id: str) -> None:
        """Forget answers that were cut short or never came, so that they are worked out when asked for again."""
        with self._alone:
            self._drop_unfinished(season_id)

    def _drop_unfinished(self, season_id: str) -> None:
        for key, (_, job) in list(self._kept.items()):
            if key[0] == season_id and job.state in ("stopping", "stopped", "failed"):
                del self._kept[key]
