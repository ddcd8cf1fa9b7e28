"""What other budgets would buy: the lists of the budget curve and of the next dollars, valued with their ranges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import CurveAt, Limit, NextDollars
from matchsafe.odds.arrays import Floats
from matchsafe.planning import PortfolioProblem
from matchsafe.planning.curve import STEP, BudgetPoint
from matchsafe.services.plan.candidates import Candidates
from matchsafe.services.plan.held_interviews import carried_on
from matchsafe.services.plan.solution import PlanSolution


class _Best(NamedTuple):
    point: BudgetPoint
    worth: Floats


def curve(solved: PlanSolution, held: Estimate | None) -> tuple[CurveAt, ...]:
    """The best list found for each budget, that of the plan's own cost among them.

    A list for less money is one for more as well, and so is the plan's own from its cost on; of these the one that is
    worth most on held-out draws is taken, so that the curve never falls.

    Args:
        solved: The plan, solved.
        held: Chance with the interviews held alone.
    """
    evaluator = solved.evaluator
    own = [
        _Best(
            BudgetPoint(p.cost, p.cost, _length(solved, p.modes), p.chance, p.modes), evaluator.worth(p.modes)
        )
        for p in (solved.found, solved.whole)
    ]
    points, best = [], None
    budgets = {point.budget for point in solved.curve}
    mine = [one.point for one in own if one.point.cost not in budgets]
    asked = sorted((*solved.curve, *mine[:1]), key=lambda point: point.budget)
    for point, worth in zip(asked, evaluator.worths(point.modes for point in asked), strict=True):
        tried = _Best(replace(point, programs=_length(solved, point.modes)), worth)
        for one in (tried, *(known for known in own if known.point.cost <= point.budget)):
            if best is None or one.worth.mean() > best.worth.mean():
                best = one
        if best is not None:
            points.append(
                (replace(best.point, budget=point.budget, value=float(best.worth.mean())), best.worth)
            )
    alone = evaluator.held_worth()
    return tuple(
        CurveAt(budget=p.budget, cost=p.cost, programs=p.programs, chance=carried_on(worth, alone, held))
        for p, worth in points
    )


def _length(solved: PlanSolution, modes: Sequence[int]) -> int:
    return sum(map(solved.on_list, np.flatnonzero(np.asarray(modes) >= 0).tolist()))


def next_dollars(candidates: Candidates, solved: PlanSolution) -> NextDollars:
    """What a little more money would add to the chance of matching."""
    before = solved.found.modes
    added = [j for j, mode in enumerate(solved.more.tolist()) if mode >= 0 and before[j] < 0]
    limit, full = (None, ()) if added else binding_constraint(solved.problem, before)
    return NextDollars(
        dollars=STEP,
        programs=tuple(candidates.programs[j].name for j in added),
        chance=solved.evaluator.gain(solved.more, before),
        stopped_by=limit,
        stopped_in=full,
    )


def binding_constraint(problem: PortfolioProblem, modes: Sequence[int]) -> tuple[Limit, tuple[str, ...]]:
    """What keeps a list from growing, whatever the budget, and the specialties it is about.

    Args:
        problem: What was solved.
        modes: By program: -1 for not on the list.
    """
    left = [j for j, mode in enumerate(modes) if mode < 0 and j not in problem.exclude]
    if not left:
        return "all_listed", ()
    listed = [j for j, mode in enumerate(modes) if mode >= 0]
    if problem.max_programs is not None and len(listed) >= problem.max_programs:
        return "max_programs", ()
    counts = Counter(problem.specialty[j] for j in listed)
    full = {s for s, most in problem.max_per_specialty.items() if counts[s] >= most}
    if all(problem.specialty[j] in full for j in left):
        return "max_per_specialty", tuple(dict.fromkeys(problem.specialty[j] for j in left))
    return "no_gain", ()
