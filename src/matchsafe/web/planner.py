"""The one way a page gets a plan: as a job of the server. Equal questions are worked out once, and few at a time."""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.couple_plan import CouplePlanReport
from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import Proof, SeasonPlan
from matchsafe.services.background import Job, Jobs, NoSuchJob, TooManyJobs
from matchsafe.services.couple_plan.job import COUPLE, CoupleTask
from matchsafe.services.plan.held_interviews import day_that_counts
from matchsafe.services.plan.job import PLAN, PROOF, PlanTask
from matchsafe.services.plan.terms import marks_in
from matchsafe.web import catalogs
from matchsafe.workspace.errors import WorkspaceError
from matchsafe.workspace.store import Workspace

if TYPE_CHECKING:
    from matchsafe.planning import ProofProgress

PATIENCE: Final = 2.0
"""Seconds a page waits for a plan for two before it says that the plan is being worked on."""

PLAN_PATIENCE: Final = 30.0
"""Seconds a page waits for a plan."""


class PlanUnderWay(TooManyJobs):
    """A plan takes longer than a page waits; it is worked on meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            "This plan takes longer than usual and is being worked on. Load the page again in a moment."
        )


CoupleJob = Job[None, CouplePlanReport]


@dataclass(frozen=True)
class PlanQuestion:
    """What is asked of the planner.

    Attributes:
        request: With the programs marked in the list.
        catalog: The list; ``None`` for figures by state.
        gone: Marked programs that are no longer in the list; they stay marked, and are left out.
    """

    request: PlanRequest
    catalog: Catalog | None
    gone: tuple[str, ...]

    def task(self, season: Season, on: date, *, exact: bool) -> PlanTask:
        """The question as it goes to the process that answers it."""
        request = self.request.model_copy(update={"exact": exact})
        return PlanTask(season, request, None if self.catalog is None else self.catalog.name, on)


class Planner:
    """Plans of saved seasons, for one and for two, and proofs that they are best.

    Args:
        workspace: Where proofs are kept beside their seasons.
        jobs: Where plans are worked out.
    """

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        self.jobs = jobs
        self._workspace = workspace

    def question(self, kept: SeasonPlan) -> PlanQuestion:
        """What a kept plan asks for today.

        Raises:
            CatalogError: If its list is gone or cannot be read.
        """
        if kept.catalog is None:
            return PlanQuestion(kept.request, None, ())
        catalog = catalogs.catalog(kept.catalog)
        now, gone = marks_in(catalog, kept.current_marks)
        return PlanQuestion(kept.request.model_copy(update=dict(now)), catalog, gone)

    def search(self, season: Season, asked: PlanQuestion, on: date, season_id: str = "") -> PlanReport:
        """The plan of a season on a day, searched and not proved; forgotten with the season of an id.

        Raises:
            PlanningError: Naming everything that cannot be met.
            MissingExtraError: If the plan extra is not installed.
            TooManyJobs: If too many plans are waited for already.
            PlanUnderWay: If it is not done in time; asked again, it goes on.
            WorkerDeath: If the process that worked on it was ended.
        """
        task = asked.task(season, on, exact=False)
        job = self.jobs.wait(self.jobs.start(PLAN, task, season_id, task.key()), PLAN_PATIENCE)
        if not job.finished:
            raise PlanUnderWay
        if job.result is None:
            raise job.error or NoSuchJob()
        return job.result

    def plan(self, season_id: str, season: Season, asked: PlanQuestion, on: date) -> PlanReport:
        """The plan of a saved season: the one that was proved, if the same was asked; errors as for ``search``."""
        return self._proved(season_id, _proof_key(season, asked, on)) or self.search(
            season, asked, on, season_id
        )

    def prove(self, season_id: str, season: Season, asked: PlanQuestion, on: date) -> bool:
        """Begin a proof; one that runs for the same goes on, one for something else is stopped.

        Returns:
            Whether there is one to wait for; not so if the plan is proved already.

        Raises:
            TooManyJobs: If as many plans as may be are being worked on.
        """
        key = _proof_key(season, asked, on)
        before = self._proved(season_id, key)
        if before is not None and before.status == "proved":
            return False
        running = self.proof(season_id)
        if running is not None and not running.finished and running.key != key:
            self.jobs.stop(running)
        job = self.jobs.start(PROOF, asked.task(season, on, exact=True), season_id, key, fresh=True)
        threading.Thread(target=self._keep_when_done, args=(job,), name="keep-proof", daemon=True).start()
        return True

    def proof(self, season_id: str) -> Job[ProofProgress, PlanReport] | None:
        """The proof begun last for a season, while it is remembered; what it found is kept by then."""
        job = self.jobs.newest(PROOF, season_id)
        if job is not None and job.finished:
            self._keep(job)
        return job

    def couple(self, season_id: str, task: CoupleTask) -> CoupleJob:
        """The job of a plan for two: the one begun before for the same; what else runs for a season is stopped.

        Raises:
            TooManyJobs: If as many plans for two as may be are being worked on.
        """
        key = task.key()
        running = self.jobs.newest(COUPLE, season_id)
        if running is not None and not running.finished and running.key != key:
            self.jobs.stop(running)
            self.jobs.forget(season_id, cut_short=COUPLE)  # asked again, it is worked out to its end
        return self.jobs.start(COUPLE, task, season_id, key)

    def stop_couple(self, season_id: str) -> None:
        """Stop what is worked on for a season, and keep the best lists found so far."""
        if (job := self.jobs.newest(COUPLE, season_id)) is not None:
            self.jobs.stop(job)

    def _proved(self, season_id: str, key: str) -> PlanReport | None:
        """The answer of the last proof, if it is one to what this key stands for."""
        proof = self._workspace.proof(season_id)
        return proof.plan if proof is not None and proof.key == key else None

    def _keep_when_done(self, job: Job[ProofProgress, PlanReport]) -> None:
        with suppress(NoSuchJob, EOFError, OSError):  # the season was deleted, or the server ended
            self._keep(self.jobs.wait(job))

    def _keep(self, job: Job[ProofProgress, PlanReport]) -> None:
        """Keep what a proof found, unless something better is known."""
        with suppress(WorkspaceError):  # deleted meanwhile, or busy: it can be proved again
            before = self._workspace.proof(job.about)
            known = before.plan if before is not None and before.key == job.key else None
            found = job.result
            if found is not None and found != known and (known is None or known.gap >= found.gap):
                self._workspace.save_proof(job.about, Proof(key=job.key, plan=found))


def _proof_key(season: Season, asked: PlanQuestion, on: date) -> str:
    """Stands for everything an answer depends on but the seconds spent on it."""
    request = asked.request.model_dump_json(exclude={"exact", "seconds"})
    catalog = None if asked.catalog is None else asked.catalog.name
    seen = "" if catalog is None else f"{catalog} {catalogs.version(catalog)}"
    day = day_that_counts(season, asked.request, on)
    whole = (version("matchsafe"), day, season.model_dump_json(), request, seen)
    return hashlib.sha256("\n".join(whole).encode()).hexdigest()
