"""What money buys: the value of the list for each budget, where more stops helping, and what the next dollars buy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from matchsafe.evidence import number
from matchsafe.planning.errors import PlanningError
from matchsafe.planning.greedy import give_signals, grow, rules_of
from matchsafe.planning.initial_list import start
from matchsafe.planning.measures import objective_of
from matchsafe.planning.portfolio import Aim
from matchsafe.planning.problem import Ints, PortfolioProblem
from matchsafe.planning.selection import Selection, cost_of
from matchsafe.planning.swaps import improve

STEP: Final = 100.0
"""Dollars by which "what more would buy" is told."""
POINTS: Final = 20
"""Budgets of a curve unless they are given."""


@dataclass(frozen=True)
class BudgetPoint:
    """One point of the curve: with this budget a list of so many programs, worth so much, costs so much.

    ``value`` is what is maximised; all in dollars, programs, and a chance or a utility. ``modes`` is the list, by
    program.
    """

    budget: float
    cost: float
    programs: int
    value: float
    modes: tuple[int, ...] = ()


@dataclass(frozen=True)
class BudgetCurve:
    """Points in order of budget, their value never falling.

    Attributes:
        points: The curve.
        diminishing_from: The smallest budget from which each further ``STEP`` adds less than the threshold of
            the evidence (``planning.diminishing_below``); ``None`` if the curve does not go that far. Only
            for the chance of matching.
    """

    points: tuple[BudgetPoint, ...]
    diminishing_from: float | None


def all_of_it(problem: PortfolioProblem) -> float:
    """What it would cost to apply everywhere the rules allow, budget and longest list aside."""
    layout = problem.layout
    free = [int((layout.free & (layout.specialty == c)).sum()) for c in range(len(layout.specialties))]
    most = [min(int(s) + n, int(m)) for s, n, m in zip(layout.start, free, layout.most, strict=True)]
    return cost_of(problem, [max(n, int(s)) for n, s in zip(most, layout.start, strict=True)])


def budget_curve(
    problem: PortfolioProblem,
    budgets: Sequence[float] | None = None,
    *,
    aim: Aim = "match",
    cancel: Callable[[], bool] = lambda: False,
) -> BudgetCurve:
    """The curve of value against budget; each list is grown from that of the budget before.

    These are greedy lists (signals given afresh at each budget), which the full search may beat by a little;
    budgets that no list fits are left out.

    Args:
        problem: The problem; its own budget is set aside.
        budgets: Dollars; 20 even steps, to the dollar, up to twice the problem's budget (or to the cost of everything)
            and that budget itself if left out.
        aim: What is maximised.
        cancel: Asked before each point; the points so far are returned.
    """
    end = min(2 * problem.budget if problem.budget else all_of_it(problem), all_of_it(problem))
    even = {*(float(round(end * k / POINTS)) for k in range(POINTS)), end}
    if problem.budget is not None and problem.budget <= end:
        even.add(problem.budget)
    asked = sorted(even if budgets is None else set(budgets))
    points: list[BudgetPoint] = []
    plain: Ints | None = None
    for budget in asked:
        if cancel():
            break
        at = problem.at_budget(budget)
        objective = objective_of(at, aim)
        try:
            base = start(at, objective) if plain is None else Selection(at, objective, plain)
        except PlanningError:
            continue
        grow(base, "gain_per_dollar", signals=False)
        plain = base.modes.copy()
        give_signals(base)
        value = max(base.value, points[-1].value if points else 0.0)
        points.append(BudgetPoint(budget, base.cost, len(base.members), value, tuple(base.modes.tolist())))
    return BudgetCurve(tuple(points), diminishing_from(points) if aim == "match" else None)


def diminishing_from(points: Sequence[BudgetPoint]) -> float | None:
    """The first budget from which no further step of the curve adds more per ``STEP`` than the threshold."""
    threshold = number("planning.diminishing_below") / 100
    found = None
    for before, after in reversed(list(pairwise(points))):
        if (after.value - before.value) / (after.budget - before.budget) * STEP > threshold:
            break
        found = before.budget
    return found


def with_more(
    problem: PortfolioProblem, modes: Ints, dollars: float = STEP, *, aim: Aim = "match"
) -> Selection:
    """The list after spending up to ``dollars`` more than it costs, whatever the budget was."""
    objective = objective_of(problem, aim)
    now = Selection(problem, objective, modes)
    richer = Selection(problem.at_budget(now.cost + dollars), objective, modes)
    grown = []
    for rule in rules_of(richer.problem):
        tried = richer.copy()
        grow(tried, rule)
        give_signals(tried)
        grown.append(tried)
    return improve(max(grown, key=lambda s: s.value), passes=1)
