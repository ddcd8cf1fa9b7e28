"""Which programs to apply to: a catalog (or figures by state), the chances and the planner in one answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.domain.season import Season

if TYPE_CHECKING:
    from matchsafe.catalog.catalog import Catalog
    from matchsafe.planning import ProofProgress

__all__ = ["plan"]


def plan(
    season: Season,
    request: PlanRequest | None = None,
    catalog: Catalog | None = None,
    on: date | None = None,
    *,
    on_progress: Callable[[ProofProgress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> PlanReport:
    """The list of programs to apply to, with signals, reasons, costs, its chance, and how near the best it is.

    Args:
        season: The applicant; see ``matchsafe.workspace.seasonfile.load``.
        request: Budget, caps, wishes; none if left out.
        catalog: The program list to choose from; without one, average programs by state from published figures.
        on: The day; today if left out.
        on_progress: Told the best value and the bound as an exact solution goes on.
        cancel: Asked now and then; once it says yes the best list so far is returned with its bound.

    Raises:
        matchsafe.planning.PlanningError: Naming everything that cannot be met.
        matchsafe.planning.MissingExtraError: If the plan extra is not installed.
    """
    from matchsafe.odds.invitation import timing
    from matchsafe.present import plan_words
    from matchsafe.services.plan.candidates import candidates
    from matchsafe.services.plan.report import answer
    from matchsafe.services.plan.solution import question, solve_plan

    asked, day = request or PlanRequest(), on or date.today()
    given = season
    season, asked = question(given, asked, catalog, day)
    if day > timing.lists_due(day):
        # nothing new can count: the plan says what the interviews held are worth, and asks for no money
        asked = asked.model_copy(update={"budget": 0.0, "include": (), "minimums": (), "exact": False})
    found = candidates(season, asked, catalog, day)
    solved = solve_plan(season, found, asked, day, on_progress=on_progress, cancel=cancel)
    report = answer(season, found, asked, solved, day)
    if season is given:
        return report
    return report.model_copy(update={"warnings": (plan_words.past_interviews(given), *report.warnings)})
