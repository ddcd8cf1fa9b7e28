"""Which programs to apply to, how to signal, and how near the best possible the list is. Needs the ``plan`` extra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from matchsafe.domain.lazy import loader

if TYPE_CHECKING:
    from matchsafe.planning.answer import Pick, Plan
    from matchsafe.planning.chances import Chances
    from matchsafe.planning.couples import CouplePlan, plan_for_two
    from matchsafe.planning.curve import BudgetCurve, budget_curve, with_more
    from matchsafe.planning.exact import Progress
    from matchsafe.planning.extras import MissingExtraError
    from matchsafe.planning.measures import by_draw, evaluate
    from matchsafe.planning.problem import Minimum, Problem, SignalCaps
    from matchsafe.planning.problems import PlanningError, PlanningProblem
    from matchsafe.planning.solve import plan
    from matchsafe.planning.spending import FeeSchedule, Tier

__all__ = [
    "BudgetCurve",
    "Chances",
    "CouplePlan",
    "FeeSchedule",
    "Minimum",
    "MissingExtraError",
    "Pick",
    "Plan",
    "PlanningError",
    "PlanningProblem",
    "Problem",
    "Progress",
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
    "CouplePlan": "couples",
    "FeeSchedule": "spending",
    "Minimum": "problem",
    "MissingExtraError": "extras",
    "Pick": "answer",
    "Plan": "answer",
    "PlanningError": "problems",
    "PlanningProblem": "problems",
    "Problem": "problem",
    "Progress": "exact",
    "SignalCaps": "problem",
    "Tier": "spending",
    "budget_curve": "curve",
    "by_draw": "measures",
    "evaluate": "measures",
    "plan": "solve",
    "plan_for_two": "couples",
    "with_more": "curve",
}

__getattr__ = loader(__name__, _WHERE)
