"""A plan as work that waits its turn: one that a reader waits for, or a proof that takes longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from matchsafe.catalog.access import catalog_of, stamp_of
from matchsafe.catalog.errors import CatalogError
from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.domain.season import Season
from matchsafe.planning.errors import MissingExtraError, PlanningError
from matchsafe.services.background import Cancelled, Kind, Report, question_key
from matchsafe.services.plan import plan

if TYPE_CHECKING:
    from matchsafe.planning import ProofProgress


@dataclass(frozen=True)
class PlanTask:
    """What is asked, as it goes to another process.

    Attributes:
        season: The applicant.
        request: What the plan has to respect.
        catalog: Name of the program list; ``None`` for figures by state.
        on: The day; today if ``None``.
    """

    season: Season
    request: PlanRequest
    catalog: str | None
    on: date | None

    def key(self) -> str:
        """Stands for everything the answer depends on."""
        stamp = "" if self.catalog is None else f"{self.catalog} {stamp_of(self.catalog)}"
        return question_key(self.on, stamp, self.season, self.request)


def work(task: PlanTask, report: Report[ProofProgress], cancelled: Cancelled) -> PlanReport:
    """The plan of a task; errors as for ``matchsafe.plan``."""
    catalog = catalog_of(task.catalog)
    return plan(task.season, task.request, catalog, task.on, on_progress=report, cancel=cancelled)


def _cut_short(found: PlanReport) -> bool:
    return found.status == "cancelled"


_EXPECTED: Final = (PlanningError, MissingExtraError, CatalogError)

PROOF: Final[Kind[ProofProgress, PlanReport]] = Kind(
    "proof", "plans", work, expected=_EXPECTED, cut_short=_cut_short
)
"""Plans that are proved best, or begun as jobs; one that is stopped has the best list found until then."""

ANSWER: Final[Kind[ProofProgress, PlanReport]] = Kind(
    "answer", "plans", work, expected=_EXPECTED, quick=True, most=24, kept=0
)
PROVED_ANSWER: Final[Kind[ProofProgress, PlanReport]] = Kind(
    "proved-answer", "plans", work, expected=_EXPECTED, kept=0
)
"""Plans for a program that asks: nothing of them is kept."""

PLAN: Final[Kind[ProofProgress, PlanReport]] = Kind(
    "plan", "plans", work, expected=_EXPECTED, cut_short=_cut_short, quick=True, most=24, kept=32
)
"""Plans that a reader waits for."""
