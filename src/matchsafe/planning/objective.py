"""What a list is worth, and what each change of it would add.

Both objectives have one form. The expected utility of the best program that takes the applicant is the sum,
over levels of utility, of (this level - the next) x P(a match at this level or better); the chance of
matching has one level. A level is missed in scenario s with chance ``exp(-T0) * prod_r (1 - A_r B_r)``: T0 is
the exposure of the programs that stand alone, A_r and B_r the chances that one of the first and one of the
second parts of pool r comes true.

Missing is linear in the chance of missing each single program, so the gain of any program is its chance, scenario by
scenario, times a coefficient that depends on the list alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.problem import Ints, PortfolioProblem

_TINY = 1e-300
"""Kept in a denominator that underflows when a program is all but certain."""


_LARGEST = 3.0
"""Exposure that may be taken off without summing anew: rounding grows by no more than its exponential."""


class Levels(NamedTuple):
    """Levels of utility from the best down."""

    of: Ints
    """The level of each program."""
    steps: Floats
    """This level's utility minus that of the next; shape (L,)."""


def levels_of(problem: PortfolioProblem, utility: Floats | None) -> Levels:
    """The levels of these utilities; one level worth 1 without utilities. Second parts count at every level."""
    if utility is None:
        return Levels(np.zeros(problem.programs, np.int64), np.ones(1))
    worth = np.where(problem.layout.part == 2, utility.max(initial=0.0), utility)
    values, place = np.unique(-worth, return_inverse=True)
    return Levels(place.astype(np.int64), np.diff(values, append=0.0))


class Slopes(NamedTuple):
    """What the list makes of one more program, and the list's own value."""

    value: float
    by_group: Floats
    """Coefficients by (group, scenario)."""
    both: Floats
    """Coefficient of a first and a second part added together, by (level, pool, scenario); empty without parts."""


class Objective:
    """A value of lists. A program's ``group`` is what it has in common with others: part, level and pool.

    The state of a list is its exposure by (group, scenario): the sum over its programs of minus log(1 - hit).
    """

    def __init__(self, problem: PortfolioProblem, levels: Levels) -> None:
        layout = problem.layout
        self.weights = problem.chances.weights
        self.steps = levels.steps
        self.levels, self.pools = len(levels.steps), layout.pools
        of_level = levels.of * np.where(layout.part == 2, 0, 1)
        first = self.levels + of_level * self.pools + layout.pool
        second = self.levels * (1 + self.pools) + layout.pool
        self.group: Ints = np.where(layout.part == 0, of_level, np.where(layout.part == 1, first, second))
        self.hits = problem.chances.hits[0]
        self.groups = self.levels * (1 + self.pools) + self.pools

    def state(self, programs: Ints, exposures: Floats) -> Floats:
        """The state of a list from its programs and their exposures, shape (programs, scenarios)."""
        if self.groups == 1:
            return np.asarray(exposures.sum(axis=0, keepdims=True))
        out = np.zeros((self.groups, exposures.shape[1]))
        order = np.argsort(self.group[programs], kind="stable")
        groups, begins = np.unique(self.group[programs][order], return_index=True)
        if len(groups):
            out[groups] = np.add.reduceat(exposures[order], begins, axis=0)
        return out

    def _missed(self, state: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Chance of missing each level by scenario; missing each pool, and A and B's complements."""
        levels, pools = self.levels, self.pools
        missed = np.exp(-np.cumsum(state[:levels], axis=0))
        if not pools:
            none = np.zeros((levels, 0, len(self.weights)))
            return missed, none, none, none
        first = state[levels : levels * (1 + pools)].reshape(levels, pools, -1)
        no_first = np.exp(-np.cumsum(first, axis=0))
        no_second = np.broadcast_to(np.exp(-state[levels * (1 + pools) :]), no_first.shape)
        pool_missed = np.maximum(no_second + no_first * (1 - no_second), _TINY)
        return missed * pool_missed.prod(axis=1), pool_missed, no_first, no_second

    def value(self, state: Floats) -> float:
        """The value of a list: a chance, or an expected utility."""
        return float(self.by_scenario(state) @ self.weights)

    def by_scenario(self, state: Floats) -> Floats:
        """The value in each scenario, shape (S,)."""
        return np.asarray(self.steps @ (1 - self._missed(state)[0]))

    def slopes(self, state: Floats) -> Slopes:
        """The value of a list and the coefficients of what could be added to it."""
        missed, pool_missed, no_first, no_second = self._missed(state)
        base = self.steps[:, None] * self.weights * missed
        value = float(self.steps.sum() - base.sum())
        if not self.pools:
            if self.levels > 1:
                base = np.cumsum(base[::-1], axis=0)[::-1]
            return Slopes(value, base, np.zeros((self.levels, 0, len(self.weights))))
        rest = base[:, None] / pool_missed
        first = _from_here_down(rest * no_first * (1 - no_second))
        second = (rest * no_second * (1 - no_first)).sum(axis=0)
        groups = np.concatenate([_from_here_down(base), first.reshape(-1, first.shape[-1]), second])
        return Slopes(value, groups, _from_here_down(rest * no_first * no_second))

    def promise(self, hits: Floats) -> Floats:
        """Average chance at each program; shape (J,)."""
        return np.asarray(hits @ self.weights)

    def pair_gains(self, slopes: Slopes, one: Ints, two: Ints, pool: int) -> Floats:
        """What first and second parts of a pool add together beyond what each adds alone; shape (one, two)."""
        level = (self.group[one] - self.levels) // self.pools
        return np.asarray((self.hits[one] * slopes.both[level, pool]) @ self.hits[two].T)

    def shift(self, slopes: Slopes, group: int, exposure: Floats) -> Slopes | None:
        """The slopes after a program of a group brought so much more exposure (less where negative).

        A level that is missed less often by a factor takes its share of every coefficient above it down with it, so
        nothing has to be summed anew. ``None`` where positions have two parts, or where the factor is too large for
        this to be exact.

        Args:
            slopes: Those before.
            group: The group of the program.
            exposure: What it brings, by scenario.
        """
        if self.pools or exposure.min() < -_LARGEST:
            return None
        still_missed = np.exp(-exposure)
        after = slopes.by_group * still_missed
        after[:group] = slopes.by_group[:group] - slopes.by_group[group] + after[group]
        return Slopes(float(self.steps.sum() - after[0].sum()), after, slopes.both)


def _from_here_down(values: Floats) -> Floats:
    """Sums over this level and all below it: a program counts at its own level and at every lower one."""
    return np.asarray(np.cumsum(values[::-1], axis=0)[::-1])
