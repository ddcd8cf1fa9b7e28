"""The best list, proved: the relaxation with whole programs only, solved by branch and bound in rounds.

Every round solves a mixed-integer program (HiGHS) whose bound is valid for all lists, takes the list it
found, and adds the tangent there, so that this list is valued exactly from then on. It ends when bound and
list meet.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from matchsafe.planning.aggregation import merge
from matchsafe.planning.bound import SLACK
from matchsafe.planning.chances import Floats
from matchsafe.planning.objective import levels_of
from matchsafe.planning.problem import Ints
from matchsafe.planning.relaxation import Relaxation
from matchsafe.planning.selection import Selection, feasible
from matchsafe.planning.solver import minimise

Status = Literal["proved", "time_limit", "cancelled", "not_exact"]

SLICE: Final = 5.0
"""Seconds the solver runs before progress is told and a wish to stop is heard."""
PROVED: Final = 1e-5
"""A bound this near to a list, as a share of the most a list could be worth, proves it: the solver's own tolerances on
whole numbers and rows leave about as much."""


@dataclass(frozen=True)
class ProofProgress:
    """How far an exact solve has come: the best value so far, the bound, and the seconds spent."""

    value: float
    bound: float
    seconds: float


@dataclass(frozen=True)
class Exact:
    """The best list found, the bound, and how it ended.

    ``proved``: no list is better. ``time_limit`` and ``cancelled``: stopped before that. ``not_exact``: the
    relaxation has been used up, which happens where positions have two parts.
    """

    selection: Selection
    bound: float
    status: Status


def solve_exactly(
    start: Selection,
    utility: Floats | None,
    bound: float,
    *,
    time_limit: float,
    on_progress: Callable[[ProofProgress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Exact:
    """Search until the list is proved best, the time is up, or it is cancelled.

    Args:
        start: A list that keeps all rules.
        utility: Utilities by program; ``None``: the chance of matching.
        bound: A bound already known.
        time_limit: Seconds.
        on_progress: Called after every round.
        cancel: Asked between rounds, which take ``SLICE`` seconds at most.

    Raises:
        MissingExtraError: If the plan extra is not installed.
    """
    problem, best, value = start.problem, start, start.value
    levels, bound = levels_of(problem, utility), max(bound, value)
    weights = problem.chances.weights
    relaxation = Relaxation(problem, levels, merge(weights, problem.chances.exposures, len(weights)))
    relaxation.start_tangents(start.modes)
    began, seconds, seen = time.monotonic(), SLICE, set[bytes]()
    most = float(levels.steps.sum())
    while bound - value > PROVED * most:
        if cancel is not None and cancel():
            return Exact(best, bound, "cancelled")
        left = time_limit - (time.monotonic() - began)
        if left <= 0:
            return Exact(best, bound, "time_limit")
        found, new_bound, finished = _round(relaxation, most, min(seconds, left))
        bound = max(min(bound, new_bound), value)
        if found is not None:
            tried = Selection(problem, start.objective, found)
            if feasible(tried) and (new := tried.value) > value:
                best, value = tried, new
            if finished and found.tobytes() in seen:
                # The tangents at this list are there already: the relaxation has no more to say.
                break
            seen.add(found.tobytes())
            relaxation.touch_list(found)
        if not finished:
            # The next round begins anew: without more time it would come no further.
            seconds *= 2
        if on_progress is not None:
            on_progress(ProofProgress(value, max(bound, value), time.monotonic() - began))
    return Exact(best, bound, "proved" if bound - value <= PROVED * most else "not_exact")


def _round(relaxation: Relaxation, most: float, seconds: float) -> tuple[Ints | None, float, bool]:
    """One mixed-integer program: the list it found, its bound, and whether it ran to the end."""
    solved = minimise(relaxation.linear_program(whole=True), {"time_limit": seconds, "mip_rel_gap": 0.0})
    bound = most if solved.bound is None else most - solved.bound + SLACK * most
    found = None if solved.x is None else relaxation.list_of(solved.x)
    return found, bound, solved.finished
