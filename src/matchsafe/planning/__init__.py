"""Which programs to apply to, how to signal, and how near the best possible the list is. Needs the ``plan`` extra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matchsafe.domain.lazy import loader

if TYPE_CHECKING:
    from matchsafe.planning.chances import Chances
    from matchsafe.planning.cost import FeeSchedule, Tier
    from matchsafe.planning.couples import CouplePortfolio, plan_for_two
    from matchsafe.planning.curve import BudgetCurve, budget_curve, with_more
    from matchsafe.planning.errors import MissingExtraError, PlanningError
    from matchsafe.planning.exact import ProofProgress
    from matchsafe.planning.measures import by_draw, evaluate
    from matchsafe.planning.portfolio import Pick, Portfolio
    from matchsafe.planning.problem import Minimum, PortfolioProblem, SignalCaps
    from matchsafe.planning.solve import plan

__all__ = [
    "BudgetCurve",
    "Chances",
    "CouplePortfolio",
    "FeeSchedule",
    "Minimum",
    "MissingExtraError",
    "Pick",
    "PlanningError",
    "Portfolio",
    "PortfolioProblem",
    "ProofProgress",
    "SignalCaps",
    "Tier",
    "budget_curve",
    "by_draw",
    "evaluate",
    "plan",
    "plan_for_two",
    "with_more",
]

_WHERE: Final = {
    "BudgetCurve": "curve",
    "Chances": "chances",
    "CouplePortfolio": "couples",
    "FeeSchedule": "cost",
    "Minimum": "problem",
    "MissingExtraError": "errors",
    "Pick": "portfolio",
    "Portfolio": "portfolio",
    "PlanningError": "errors",
    "PortfolioProblem": "problem",
    "ProofProgress": "exact",
    "SignalCaps": "problem",
    "Tier": "cost",
    "budget_curve": "curve",
    "by_draw": "measures",
    "evaluate": "measures",
    "plan": "solve",
    "plan_for_two": "couples",
    "with_more": "curve",
}

__getattr__ = loader(__name__, _WHERE)
