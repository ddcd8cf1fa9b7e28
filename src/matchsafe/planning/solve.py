"""Make a plan: search, bound, proof where asked for, and the measures of the list."""

from __future__ import annotations

import time
from collections.abc import Callable

from matchsafe.domain.problem import Problem
from matchsafe.planning.bound import round_list, upper_bound
from matchsafe.planning.errors import PlanningError
from matchsafe.planning.exact import ProofProgress, solve_exactly
from matchsafe.planning.greedy import give_signals, grow, rules_of
from matchsafe.planning.initial_list import start
from matchsafe.planning.measures import Thresholds, objective_of, portfolio_of
from matchsafe.planning.objective import Objective
from matchsafe.planning.portfolio import Aim, Portfolio, Status
from matchsafe.planning.problem import PortfolioProblem
from matchsafe.planning.selection import Selection
from matchsafe.planning.swaps import improve

Cancel = Callable[[], bool]


def search(problem: PortfolioProblem, aim: Aim = "match", cancel: Cancel = lambda: False) -> Selection:
    """A good list: the best of four greedy ones, improved.

    Raises:
        PlanningError: If no list keeps every rule, or the aim is utility and none is given.
    """
    if aim == "utility" and problem.utility is None:
        message = "has to be given for every program when the aim is utility"
        raise PlanningError([Problem(message, "missing", "utility")])
    return search_for(problem, objective_of(problem, aim), cancel)


def search_for(problem: PortfolioProblem, objective: Objective, cancel: Cancel = lambda: False) -> Selection:
    """The same for any objective.

    Raises:
        PlanningError: If no list keeps every rule.
    """
    base = start(problem, objective)
    found: list[Selection] = []
    for rule in rules_of(problem):
        for signals in (False, True):
            if found and cancel():
                break
            tried = base.copy()
            grow(tried, rule, signals=signals)
            give_signals(tried)
            found.append(tried)
    return improve(max(found, key=lambda s: s.value), cancel)


def plan(
    problem: PortfolioProblem,
    objective: Aim = "match",
    *,
    exact: bool = False,
    time_limit: float = 60.0,
    on_progress: Callable[[ProofProgress], None] | None = None,
    cancel: Cancel | None = None,
    thresholds: Thresholds | None = None,
) -> Portfolio:
    """The list to apply to, with a bound on how much better any other could be.

    Args:
        problem: What is to be planned.
        objective: ``match`` maximises the chance of matching anywhere on the list, ``utility`` the expected utility.
        exact: Go on until the list is proved best, or the time is up.
        time_limit: Seconds for the proof.
        on_progress: Told the best value and the bound, after the search and after each round of the proof.
        cancel: Asked now and then; once it says yes, the best list so far is returned with a valid bound.
        thresholds: Where roles begin; those of the evidence if left out.

    Raises:
        PlanningError: If the problem is amiss or no list keeps every rule; every problem is named.
        MissingExtraError: If the plan extra is not installed.
    """
    began, stop = time.monotonic(), cancel or (lambda: False)
    best = search(problem, objective, stop)
    utility = problem.utility if objective == "utility" else None
    bound = upper_bound(problem, utility, best.modes)
    hinted = round_list(start(problem, best.objective), bound)
    if hinted.value > best.value:
        best = improve(hinted, stop)
    limit = bound.value
    status: Status = "searched"
    if on_progress is not None:
        on_progress(ProofProgress(best.value, max(limit, best.value), time.monotonic() - began))
    if exact:
        proved = solve_exactly(
            best, utility, limit, time_limit=time_limit, on_progress=on_progress, cancel=cancel
        )
        best, limit, status = proved.selection, proved.bound, proved.status
    elif stop():
        status = "cancelled"
    return portfolio_of(best, objective, limit, bound.basis, status, thresholds or Thresholds.from_evidence())
