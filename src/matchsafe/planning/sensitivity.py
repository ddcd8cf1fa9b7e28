"""How a plan changes if the applicant is a little weaker or stronger than thought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.domain.problem import Problem
from matchsafe.planning.chances import Floats
from matchsafe.planning.errors import PlanningError
from matchsafe.planning.measures import evaluate
from matchsafe.planning.portfolio import Aim
from matchsafe.planning.problem import Ints, PortfolioProblem
from matchsafe.planning.solve import search

A_LITTLE: Final = 0.5
"""Standard deviations of what is believed about strength."""


@dataclass(frozen=True)
class Shift:
    """A plan under another strength.

    Attributes:
        by: The shift in standard deviations; negative is weaker.
        same_list: What the list is worth then.
        replanned: What the best list found then is worth.
        dropped: Numbers of programs it leaves out.
        added: Numbers of programs it takes in.
        modes: That list, by program.
    """

    by: float
    same_list: float
    replanned: float
    dropped: tuple[int, ...]
    added: tuple[int, ...]
    modes: tuple[int, ...]


def tilt(weights: Floats, strength: Floats, by: float, within: Ints | None = None) -> Floats:
    """Weights moved so that a normal belief about strength shifts by so many of its standard deviations.

    Multiplying a normal density by exp(t x) moves its mean by t times its variance and leaves its width.

    Args:
        weights: Shape (S,), adding to 1.
        strength: Strength in each scenario, shape (S,).
        by: Standard deviations.
        within: Numbers of groups of scenarios that keep their weight, such as the draws of a model; one if left out.
    """
    group = np.zeros(len(weights), np.int64) if within is None else within
    whole = np.bincount(group, weights)

    def mean(values: Floats) -> Floats:
        return np.asarray((np.bincount(group, weights * values) / np.where(whole > 0, whole, 1))[group])

    away = strength - mean(strength)
    spread = np.sqrt(mean(away**2))
    log = np.where(spread > 0, by * away / np.where(spread > 0, spread, 1), 0.0)
    moved = weights * np.exp(log - log.max())
    total = np.bincount(group, moved)[group]
    return np.asarray(moved * whole[group] / np.where(total > 0, total, 1))


def sensitivity(
    problem: PortfolioProblem,
    modes: Ints | Sequence[int],
    strength: Floats,
    *,
    by: float = A_LITTLE,
    aim: Aim = "match",
    within: Ints | None = None,
) -> tuple[Shift, Shift]:
    """The plan if strength is a little lower, and a little higher; ``within`` as for ``tilted``.

    Raises:
        PlanningError: If ``strength`` has not one value a scenario.
    """
    weights = problem.chances.weights
    if strength.shape != weights.shape:
        message = f"shape {strength.shape}; one value for each of {len(weights)} scenarios is needed"
        raise PlanningError([Problem(message, "shape", "strength")])
    on_list = np.asarray(modes)
    here = set(np.flatnonzero(on_list >= 0).tolist())

    def shift(step: float) -> Shift:
        moved = problem.at_weights(tilt(weights, strength, step, within))
        found = search(moved, aim)
        there = set(found.members.tolist())
        same = float(evaluate(moved, on_list, aim) @ moved.chances.weights)
        return Shift(
            step,
            same,
            max(found.value, same),
            tuple(sorted(here - there)),
            tuple(sorted(there - here)),
            tuple(found.modes.tolist()),
        )

    return shift(-by), shift(by)
