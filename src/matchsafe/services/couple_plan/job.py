"""A plan for two as a job: it can take longer than a reader waits for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from matchsafe.catalog.access import catalog_of, stamp_of
from matchsafe.catalog.errors import CatalogError
from matchsafe.domain.couple_plan import CouplePlanReport, CoupleRequest
from matchsafe.domain.season import Season
from matchsafe.planning.errors import MissingExtraError, PlanningError
from matchsafe.services.background import Cancelled, Kind, Report, question_key
from matchsafe.services.couple_plan import plan_couple


@dataclass(frozen=True)
class CoupleTask:
    """What is asked, as it goes to another process.

    Attributes:
        first, second: The partners; without a second one, the partner in the first season.
        request: What both lists have to respect.
        catalog: Name of the program list; ``None`` for figures by state.
        on: The day; today if ``None``.
    """

    first: Season
    second: Season | None
    request: CoupleRequest | None
    catalog: str | None
    on: date | None

    def key(self) -> str:
        """Stands for everything the answer depends on."""
        stamp = "" if self.catalog is None else f"{self.catalog} {stamp_of(self.catalog)}"
        return question_key(self.on, stamp, self.first, self.second, self.request)


def work(task: CoupleTask, _report: Report[None], cancelled: Cancelled) -> CouplePlanReport:
    """The plan of a task; errors as for ``matchsafe.plan_couple``."""
    catalog = catalog_of(task.catalog)
    return plan_couple(task.first, task.second, task.request, catalog, task.on, cancel=cancelled)


def _cut_short(found: CouplePlanReport) -> bool:
    return found.stopped


COUPLE: Final[Kind[None, CouplePlanReport]] = Kind(
    "couple",
    "plans for two",
    work,
    expected=(PlanningError, MissingExtraError, CatalogError),
    cut_short=_cut_short,
)
"""Plans for two; one that is stopped has the best lists found until then."""

COUPLE_ANSWER: Final[Kind[None, CouplePlanReport]] = Kind(
    "couple-answer", "plans for two", work, expected=COUPLE.expected, kept=0
)
"""Plans for a program that asks: nothing of them is kept."""
