"""Which programs two partners apply to, so that both can match near each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from matchsafe.domain.couple_plan import CouplePlanReport, CoupleRequest
from matchsafe.domain.season import Season

if TYPE_CHECKING:
    from matchsafe.catalog.catalog import Catalog

__all__ = ["plan_couple"]


def plan_couple(
    first: Season,
    second: Season | None = None,
    request: CoupleRequest | None = None,
    catalog: Catalog | None = None,
    on: date | None = None,
    *,
    cancel: Callable[[], bool] | None = None,
) -> CouplePlanReport:
    """Two lists of programs for a couple: reasons, costs, the chance of matching together, and how near the best.

    Args:
        first: The first partner; see ``matchsafe.workspace.seasonfile.load``.
        second: The other partner; the one named under ``couples`` of the first's season if left out.
        request: One budget for both, what counts as together, and what each list has to respect.
        catalog: The program list to choose from; without one, average programs by state from published figures.
        on: The day; today if left out.
        cancel: Asked now and then; once it says yes the best lists so far are returned with a valid bound.

    Raises:
        matchsafe.planning.PlanningError: Naming everything that cannot be met.
        matchsafe.planning.MissingExtraError: If the plan extra is not installed.
    """
    from matchsafe.odds.invitation import timing
    from matchsafe.present import couple_words, plan_words
    from matchsafe.services.couple_plan.report import answer
    from matchsafe.services.couple_plan.solution import solve_couple
    from matchsafe.services.plan.held_interviews import of_this_season
    from matchsafe.services.plan.request import both_seasons, with_ids_of_both, without_spending

    asked, day = request or CoupleRequest(), on or date.today()
    one, two = both_seasons(first, second)
    seasons = of_this_season(one, day), of_this_season(two, day)
    if catalog is not None:
        asked = with_ids_of_both(asked, catalog)
    if day > timing.lists_due(day):
        asked = without_spending(asked)
    solved = solve_couple(seasons, asked, catalog, day, cancel=cancel or (lambda: False))
    report = answer(seasons, asked, solved, day)
    past = [
        f"{who}: {plan_words.past_interviews(given)}"
        for who, given, season in zip(couple_words.PARTNERS, (one, two), seasons, strict=True)
        if season is not given
    ]
    return report.model_copy(update={"warnings": (*past, *report.warnings)})
