"""A plan for two as a job: it can take longer than a reader waits for a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from matchsafe._jobs import Kind
from matchsafe._plan.two import plan_couple
from matchsafe.domain.couple_plan import CouplePlan, CoupleRequest
from matchsafe.domain.season import Season
from matchsafe.planning.extras import MissingExtraError
from matchsafe.planning.problems import PlanningError

if TYPE_CHECKING:
    from matchsafe._jobs import Report, Work
    from matchsafe.catalog.catalog import Catalog

COUPLE: Final[Kind[None, CouplePlan]] = Kind(
    "couple",
    "plans for two",
    expected=(PlanningError, MissingExtraError),
    cut_short=lambda plan: plan.stopped,
    at_once=3,
)
"""Plans for two; one that is stopped has the best lists found until then."""


def work(
    seasons: tuple[Season, Season], request: CoupleRequest, catalog: Catalog | None, on: date
) -> Work[None, CouplePlan]:
    """The work of a plan for two; arguments as in ``matchsafe.plan_couple``."""

    def run(_report: Report[None], cancelled: Callable[[], bool]) -> CouplePlan:
        return plan_couple(*seasons, request, catalog, on, cancel=cancelled)

    return run
