"""Where a search begins: what is already sent, what has to be on the list, and what minimums ask for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matchsafe.domain.problem import Problem
from matchsafe.planning.aggregation import merge
from matchsafe.planning.errors import PlanningError
from matchsafe.planning.objective import Objective, levels_of
from matchsafe.planning.problem import PortfolioProblem
from matchsafe.planning.relaxation import Relaxation
from matchsafe.planning.selection import Selection, feasible
from matchsafe.planning.solver import minimise


def start(problem: PortfolioProblem, objective: Objective) -> Selection:
    """A list that keeps every rule, for the search to grow.

    Programs that have to be there are put on it. Where minimums ask for more, the cheapest programs that meet
    them all are found by a small integer program; among equally cheap ones it prefers those that add most to
    the empty list.

    Raises:
        PlanningError: If no list keeps every rule.
        MissingExtraError: If that program is needed and the plan extra is not installed.
    """
    selection = Selection(problem, objective)
    for j in sorted(problem.include):
        if selection.modes[j] < 0:
            selection.set(j, 0)
    if feasible(selection):
        return selection
    modes = _cheapest(problem, objective) if problem.minimums else None
    if modes is None:
        raise PlanningError([_impossible(problem, selection)])
    return Selection(problem, objective, modes)


def _cheapest(
    problem: PortfolioProblem, objective: Objective
) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    """The cheapest list that keeps every rule, or ``None`` if there is none."""
    node = merge(problem.chances.weights, problem.chances.exposures, 1)
    relaxation = Relaxation(problem, levels_of(problem, None), node)
    cost = np.zeros(relaxation.width)
    cost[relaxation.at_fee : relaxation.at_open] = 1.0
    cost[relaxation.at_season] = problem.fixed_fee
    gain = np.einsum("js,s->j", problem.chances.hits[relaxation.mode, relaxation.program], objective.weights)
    # Less than a cent for all programs together: it decides between lists of one price only. A program nobody asks
    # for costs a little, so that free ones are left to the search.
    cost[: len(gain)] = (1.5 - gain) * 0.005 / len(gain)
    solved = minimise(replace(relaxation.linear_program(whole=True), cost=cost), {})
    return None if solved.x is None else relaxation.list_of(solved.x)


def _impossible(problem: PortfolioProblem, selection: Selection) -> Problem:
    if problem.budget is not None and selection.cost > problem.budget and not problem.minimums:
        message = (
            f"{problem.budget:,.0f} dollars; the programs that have to be there cost {selection.cost:,.0f}"
        )
        return Problem(message, "impossible", "budget")
    return Problem(
        "no list keeps them together with the budget and the other limits; loosen one",
        "impossible",
        "minimums" if problem.minimums else "include",
    )
