"""A plan as a job: for a proof that takes longer than a reader waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from matchsafe._jobs import Kind
from matchsafe._plan import plan
from matchsafe.domain.plan import Plan, PlanRequest
from matchsafe.domain.season import Season
from matchsafe.planning.extras import MissingExtraError
from matchsafe.planning.problems import PlanningError

if TYPE_CHECKING:
    from matchsafe._jobs import Report, Work
    from matchsafe.catalog.catalog import Catalog
    from matchsafe.planning import Progress

PLAN: Final[Kind[Progress, Plan]] = Kind(
    "plan",
    "plans",
    expected=(PlanningError, MissingExtraError),
    cut_short=lambda plan: plan.status == "cancelled",
)
"""Plans; one that is stopped has the best list found until then."""


def work(
    season: Season, request: PlanRequest, catalog: Catalog | None, on: date | None
) -> Work[Progress, Plan]:
    """The work of a plan; arguments as in ``matchsafe.plan``."""

    def run(report: Report[Progress], cancelled: Callable[[], bool]) -> Plan:
        return plan(season, request, catalog, on, on_progress=report, cancel=cancelled)

    return run
