"""The part of two lists that is worth its money: no further $100 of the rest adds enough to matching together."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.problem import Ints
from matchsafe.planning.selection import Selection
from matchsafe.services.couple_plan.evaluator import CoupleEvaluator
from matchsafe.services.couple_plan.solution import CoupleSolution
from matchsafe.services.plan.useful_spend import useful_list


def useful_lists(solved: CoupleSolution, evaluator: CoupleEvaluator, step: float) -> CoupleSolution:
    """The smallest part of two lists from which on no further $100 of them adds ``step`` matches together of 100.

    Args:
        solved: What all of the budget buys.
        evaluator: Values these lists.
        step: Matches together of 100 couples; 0 keeps the whole lists.
    """
    found, start = solved.found, solved.partners[0].problem.programs
    whole = Selection(found.problem, found.objective, found.modes)
    part = useful_list(whole, PairWorth(solved, evaluator), step)
    if part is whole:
        return solved
    on = part.members
    first, second = on[on < start], on[on >= start] - start
    return replace(solved, found=replace(found, modes=part.modes, first=first, second=second, cost=part.cost))


_NEVER: Final = 1e-12
"""Keeps a chance that rounds to 0 from being divided by."""


class PairWorth:
    """The chance of matching together on parts of two lists, one after the other: only what changed is worked out."""

    def __init__(self, solved: CoupleSolution, evaluator: CoupleEvaluator) -> None:
        self._evaluator = evaluator
        start = solved.partners[0].problem.programs
        self._numbers = solved.numbers(0), solved.numbers(1) + start
        self._regions = [np.array(names) for names in evaluator.regions]
        self._kept: dict[str, tuple[bytes, bytes]] = {}
        self._no_pair: dict[str, Floats] = {}
        self._missed = np.ones_like(evaluator.joint)

    def __call__(self, modes: Ints) -> float:
        """The chance on the programs that are sent in any way, averaged over draws."""
        for region in self._evaluator.common_regions:
            on = [(modes[self._numbers[who]] >= 0) & (self._regions[who] == region) for who in (0, 1)]
            key = on[0].tobytes(), on[1].tobytes()
            if self._kept.get(region) == key:
                continue
            one, two = ((1 - self._evaluator.hits[who][on[who]]).prod(axis=0) for who in (0, 1))
            now = np.maximum(1 - (1 - one)[:, :, None] * (1 - two)[:, None, :], _NEVER)
            self._missed *= now / self._no_pair.get(region, 1.0)
            self._kept[region], self._no_pair[region] = key, now
        return self._evaluator.mean(1 - self._missed)
