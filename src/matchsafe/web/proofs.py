"""Proving a plan best: a job that is started once, and an answer that is kept until something else is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING

from matchsafe.domain.kept_plan import Proof
from matchsafe.domain.plan import PlanReport
from matchsafe.domain.season import Season
from matchsafe.services.background import Job, Jobs
from matchsafe.services.plan.held_interviews import day_that_counts
from matchsafe.services.plan.job import PLAN, work
from matchsafe.web import catalogs
from matchsafe.web.plans import PlanQuestion, Plans
from matchsafe.workspace.errors import WorkspaceError
from matchsafe.workspace.store import Workspace

if TYPE_CHECKING:
    from matchsafe.planning import ProofProgress


class Proofs:
    """Proofs of the plans of saved seasons, made as jobs and kept beside their seasons.

    Args:
        workspace: Where the answers are kept.
        jobs: Where they are worked out.
        plans: The plans, and the program lists they come from.
    """

    def __init__(self, workspace: Workspace, jobs: Jobs, plans: Plans) -> None:
        self.jobs = jobs
        self._workspace = workspace
        self._plans = plans

    def plan(self, season_id: str, season: Season, asked: PlanQuestion, on: date) -> PlanReport:
        """The plan of a season: the one that was proved, if the same was asked, else one searched at once.

        Raises:
            matchsafe.planning.PlanningError: Naming everything that cannot be met.
            matchsafe.planning.MissingExtraError: If SciPy is not installed.
        """
        return self.kept(season_id, self._key(season, asked, on)) or self._plans.plan(season, asked, on)

    def kept(self, season_id: str, key: str) -> PlanReport | None:
        """The answer of the last proof, if it is one to what this key stands for."""
        proof = self._workspace.proof(season_id)
        return proof.plan if proof is not None and proof.key == key else None

    def start(
        self, season_id: str, season: Season, asked: PlanQuestion, on: date
    ) -> Job[ProofProgress, PlanReport] | None:
        """Begin a proof; one that runs for the same goes on, one for something else is stopped.

        Returns:
            The job; ``None`` if the plan is proved already.

        Raises:
            TooManyJobs: If as many plans as may be are being worked on.
        """
        key = self._key(season, asked, on)
        before = self.kept(season_id, key)
        if before is not None and before.status == "proved":
            return None
        running = self.running(season_id)
        if running is not None:
            if running.key == key and running.state == "running":
                return running
            self.jobs.stop(running)
        request = asked.request.model_copy(update={"exact": True})
        search = work(season, request, asked.catalog, on)

        def prove(report: Callable[[ProofProgress], None], cancelled: Callable[[], bool]) -> PlanReport:
            found = search(report, cancelled)
            if before is not None and before.gap < found.gap:
                return before
            with suppress(WorkspaceError):  # deleted meanwhile, or busy: it can be proved again
                self._workspace.save_proof(season_id, Proof(key=key, plan=found))
            return found

        return self.jobs.start(PLAN, prove, season_id, key)

    def running(self, season_id: str) -> Job[ProofProgress, PlanReport] | None:
        """The proof that is being worked on for a season."""
        job = self.newest(season_id)
        return None if job is None or job.finished else job

    def newest(self, season_id: str) -> Job[ProofProgress, PlanReport] | None:
        """The proof begun last for a season, while it is remembered."""
        return self.jobs.newest(PLAN, season_id)

    def _key(self, season: Season, asked: PlanQuestion, on: date) -> str:
        """Stands for everything an answer depends on but the seconds spent on it."""
        request = asked.request.model_dump_json(exclude={"exact", "seconds"})
        catalog = asked.catalog.name if asked.catalog is not None else None
        seen = "" if catalog is None else f"{catalog} {catalogs.version(catalog)}"
        whole = (
            version("matchsafe"),
            day_that_counts(season, asked.request, on),
            season.model_dump_json(),
            request,
            seen,
        )
        return hashlib.sha256("\n".join(whole).encode()).hexdigest()
