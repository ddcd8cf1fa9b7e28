"""How good the best list can be at most: the linear program of the relaxation, solved with HiGHS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.planning.aggregation import coarse_levels, merge, nodes_for
from matchsafe.planning.chances import Floats
from matchsafe.planning.greedy import give_signals, grow
from matchsafe.planning.objective import levels_of
from matchsafe.planning.problem import Ints, PortfolioProblem
from matchsafe.planning.relaxation import Relaxation
from matchsafe.planning.selection import Selection
from matchsafe.planning.solver import minimise

SLACK: Final = 1e-6
"""Added to a bound, as a share of the most a list could be worth, for the tolerance of the solver (a tenth of it)."""


@dataclass(frozen=True)
class Bound:
    """A value that no list can beat.

    Attributes:
        value: The bound.
        shares: How much of each (mode, program) the linear program takes; a hint for a better list.
        basis: What the bound rests on, in words.
    """

    value: float
    shares: Floats
    basis: str


EXACT: Final = "Concave relaxation, by tangents."
ROUNDED: Final = "Utilities were rounded up to fewer levels, which widens it."
MERGED_SCENARIOS: Final = "Neighbouring scenarios were averaged, which widens it."
PARTS_LOOSE: Final = "Where two parts are needed, the weaker one alone was counted, which widens it."
NO_PROGRAM: Final = "The solver gave no answer: the bound is the most that any list could be worth."
HALF: Final = 0.5
"""A share above this is taken as yes."""


def upper_bound(problem: PortfolioProblem, utility: Floats | None, modes: Ints) -> Bound:
    """A bound on every list of a problem.

    Args:
        problem: The problem.
        utility: Utilities by program; ``None``: the chance of matching.
        modes: A good list, by program; tangents are laid around it. The bound is valid whatever it is.

    Raises:
        MissingExtraError: If the plan extra is not installed.
    """
    coarse, rounded = coarse_levels(problem, utility)
    levels = levels_of(problem, coarse)
    share = merge(
        problem.chances.weights, problem.chances.exposures, nodes_for(len(levels.steps), problem.layout.pools)
    )
    relaxation = Relaxation(problem, levels, share)
    relaxation.start_tangents(modes)
    # With one level the rows are few and full: presolve goes over them for longer than the simplex needs to solve them.
    presolve = len(levels.steps) > 1 or problem.layout.pools > 0
    solved = minimise(
        relaxation.linear_program(), {"solver": "simplex", "presolve": "on" if presolve else "off"}
    )
    most = float(levels.steps.sum())
    merged = len(share) < np.count_nonzero(problem.chances.weights)
    if solved.x is None or solved.bound is None:
        return Bound(most, np.zeros((3, problem.programs)), NO_PROGRAM)
    basis = [EXACT]
    basis += [ROUNDED] if rounded else []
    basis += [MERGED_SCENARIOS] if merged else []
    basis += [PARTS_LOOSE] if problem.layout.pools else []
    return Bound(min(most - solved.bound + SLACK * most, most), relaxation.shares(solved.x), " ".join(basis))


def round_list(start: Selection, bound: Bound) -> Selection:
    """A list from the hint of a bound: the programs it takes almost whole, in that order, filled up greedily."""
    selection = start.copy()
    mode, program = np.nonzero(bound.shares > HALF)
    for i in np.argsort(-bound.shares[mode, program], kind="stable").tolist():
        j, m = int(program[i]), int(mode[i])
        room, of = selection.room(), selection.problem.layout.specialty[j]
        if selection.modes[j] < 0 and np.isfinite(room.price[of]) and room.signals[of, m] > 0:
            selection.set(j, m)
    grow(selection, "gain")
    give_signals(selection)
    return selection
