"""A plan as a job: for a proof that takes longer than a reader waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.domain.season import Season
from matchsafe.planning.errors import MissingExtraError, PlanningError
from matchsafe.services.background import Kind
from matchsafe.services.plan import plan

if TYPE_CHECKING:
    from matchsafe.catalog.catalog import Catalog
    from matchsafe.planning import ProofProgress
    from matchsafe.services.background import Report, Work

PLAN: Final[Kind[ProofProgress, PlanReport]] = Kind(
    "plan",
    "plans",
    expected=(PlanningError, MissingExtraError),
    cut_short=lambda plan: plan.status == "cancelled",
)
"""Plans; one that is stopped has the best list found until then."""


def work(
    season: Season, request: PlanRequest, catalog: Catalog | None, on: date | None
) -> Work[ProofProgress, PlanReport]:
    """The work of a plan; arguments as in ``matchsafe.plan``."""

    def run(report: Report[ProofProgress], cancelled: Callable[[], bool]) -> PlanReport:
        return plan(season, request, catalog, on, on_progress=report, cancel=cancelled)

    return run
