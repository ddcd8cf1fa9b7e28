"""A plan for two as a job: it can take longer than a reader waits for a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from matchsafe.domain.couple_plan import CouplePlanReport, CoupleRequest
from matchsafe.domain.season import Season
from matchsafe.planning.errors import MissingExtraError, PlanningError
from matchsafe.services.background import Kind
from matchsafe.services.couple_plan import plan_couple

if TYPE_CHECKING:
    from matchsafe.catalog.catalog import Catalog
    from matchsafe.services.background import Report, Work

COUPLE: Final[Kind[None, CouplePlanReport]] = Kind(
    "couple",
    "plans for two",
    expected=(PlanningError, MissingExtraError),
    cut_short=lambda plan: plan.stopped,
    at_once=3,
)
"""Plans for two; one that is stopped has the best lists found until then."""


def work(
    seasons: tuple[Season, Season], request: CoupleRequest, catalog: Catalog | None, on: date
) -> Work[None, CouplePlanReport]:
    """The work of a plan for two; arguments as in ``matchsafe.plan_couple``."""

    def run(_report: Report[None], cancelled: Callable[[], bool]) -> CouplePlanReport:
        return plan_couple(*seasons, request, catalog, on, cancel=cancelled)

    return run
