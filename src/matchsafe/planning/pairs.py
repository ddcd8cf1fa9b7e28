"""What two partners' lists are worth together: the chance that both match in one region.

Each partner's chances are given in scenarios of their own; the tie between the two is a weight for each pair of
scenarios within a draw of the model. In such a pair programs and regions are independent, so both match in one region
with chance ``1 - prod_r (1 - A_r B_r)``, where ``A_r`` and ``B_r`` are the chances that a program of region r takes the
first and the second partner. Regions may differ in worth: the value is then the expected worth of the best region
in which both match, a sum over levels of worth as in ``planning.objective``.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.objective import Levels, Objective, Slopes
from matchsafe.planning.problem import Ints, PortfolioProblem

LEAST_MISSED: Final = 1e-12
"""Kept in a denominator where a region is all but certain."""


class PairObjective(Objective):
    """The value of two lists in one problem: parts ``first`` and ``second`` are the partners, pools the regions.

    A program's group is its partner and region; the state is the exposure by (group, own scenario).

    Args:
        problem: Both partners' programs, chances on each partner's own scenarios, shape (modes, J, draws x nodes).
        tie: Weight of each pair of scenarios within a draw; shape (draws, nodes, nodes), adding to 1.
        worth: What a match together is worth by region; 1 everywhere if left out.
    """

    def __init__(self, problem: PortfolioProblem, tie: Floats, worth: Floats | None = None) -> None:
        layout = problem.layout
        self.pools, self.levels = layout.pools, 1
        self.tie = tie
        self.margins = (tie.sum(axis=2).ravel(), tie.sum(axis=1).ravel())
        self.weights = tie.ravel()
        values = np.ones(self.pools) if worth is None else np.asarray(worth, np.float64)
        levels, place = np.unique(-values, return_inverse=True)
        self.worth = Levels(place.astype(np.int64), np.diff(levels, append=0.0))
        self.steps = self.worth.steps
        self.part = layout.part
        self.group: Ints = np.where(layout.part == 1, layout.pool, self.pools + layout.pool)
        self.groups = 2 * self.pools
        self.hits = problem.chances.hits[0]

    def empty(self) -> Floats:
        """The state of two empty lists."""
        return np.zeros((self.groups, self.tie.shape[0] * self.tie.shape[1]))

    def miss_chances(self, state: Floats) -> tuple[Floats, Floats, Floats]:
        """Chance of missing each region by partner, (regions, draws, nodes), and together, (..., nodes, nodes)."""
        draws, nodes, _ = self.tie.shape
        left = np.exp(-state).reshape(2, self.pools, draws, nodes)
        first, second = left
        together = first[..., None] + second[:, :, None, :] * (1 - first[..., None])
        return first, second, np.maximum(together, LEAST_MISSED)

    def by_level(self, together: Floats) -> Floats:
        """Chance that every region of a level or better is missed; shape (levels, draws, nodes, nodes)."""
        each = [together[self.worth.of == level].prod(axis=0) for level in range(len(self.steps))]
        return np.cumprod(np.stack(each), axis=0)

    def by_scenario(self, state: Floats) -> Floats:
        """The value for each pair of scenarios; shape (draws x nodes x nodes,)."""
        found = 1 - self.by_level(self.miss_chances(state)[2])
        return np.asarray(np.tensordot(self.steps, found, 1).ravel())

    def rest(self, together: Floats) -> Floats:
        """What missing one region costs, by (region, draw, node, node): weight times missing all others."""
        levels = self.by_level(together) * self.steps[:, None, None, None] * self.tie
        counted = np.cumsum(levels[::-1], axis=0)[::-1]
        return np.asarray(counted[self.worth.of] / together)

    def slopes(self, state: Floats) -> Slopes:
        """The value and the coefficient of any one program's chance, by (group, own scenario)."""
        first, second, together = self.miss_chances(state)
        rest = self.rest(together)
        one = first * np.einsum("rdij,rdj->rdi", rest, 1 - second)
        two = second * np.einsum("rdij,rdi->rdj", rest, 1 - first)
        found = self.by_level(together)
        value = float(self.steps.sum() - (np.tensordot(self.steps, found, 1) * self.tie).sum())
        both = rest * first[..., None] * second[:, :, None, :]
        return Slopes(value, np.concatenate([one, two]).reshape(self.groups, -1), both)

    def promise(self, hits: Floats) -> Floats:
        """Average chance at each program, unsignalled; shape (J,)."""
        first, second = (hits @ w / w.sum() for w in self.margins)
        return np.asarray(np.where(self.part == 1, first, second))

    def pair_gains(self, slopes: Slopes, one: Ints, two: Ints, pool: int) -> Floats:
        """What a program of each partner adds beyond what each adds alone; shape (one, two)."""
        draws, nodes, _ = self.tie.shape
        ahead = self.hits[one].reshape(-1, draws, nodes)
        through = np.einsum("adi,dij->adj", ahead, slopes.both[pool]).reshape(len(one), -1)
        return np.asarray(through @ self.hits[two].T)
