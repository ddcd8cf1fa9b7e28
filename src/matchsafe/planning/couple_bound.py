"""How good two lists can be at most: prices on programs and signals split the couple's problem into its regions.

See ``docs/methods/planning.md``. In a pair of scenarios all regions are missed with chance ``exp(-T)``, where T is
the sum over regions of ``-log(1 - A_r B_r)``. A tangent of the exponential is linear in T, and with a price for each
program and each signal the rules on money and signals turn into a sum as well. So any such prices give a bound: what
the money can buy at these prices, plus what each region can bring beyond its price. Good prices are looked for on
scenarios averaged over the draws; the bound itself is then computed on all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from matchsafe.planning.bound import SLACK
from matchsafe.planning.chances import Floats
from matchsafe.planning.frontier import Frontier, FrontierSteps, best_of, frontier, hull_steps
from matchsafe.planning.pairs import PairObjective
from matchsafe.planning.problem import Ints, PortfolioProblem
from matchsafe.planning.selection import CENT, Selection

SHARES: Final = (0.3, 0.45, 0.6, 0.8, 1.0)
"""Prices that are tried first, as shares of what the lists would lose without a program or a signal."""
LOOKS: Final = 30
"""Prices that are tried after them."""
FIRST_STEP: Final = 1.4
"""Factor by which a price is moved at first, and ``LAST_STEP`` at last."""
LAST_STEP: Final = 1.02
COARSE: Final = 65
"""Prices at which frontiers are tabled while good prices are looked for."""
FINE: Final = 257
"""The same for the bound itself."""
NEAR: Final = 0.002
"""Where a round lowers the bound by no more than this share, steps get smaller."""
TOLERANCE: Final = 0.002
"""How exactly all regions together are valued, as a share of what the list is worth."""
SURELY: Final = 1e-9
"""A chance of missing is kept at least this large where a tangent touches."""
BASIS: Final = (
    "Split into regions by prices, with tangents; each scenario may spend a price in a region its own way."
)


class RegionSplit:
    """The couple's problem split by region, for one set of scenarios.

    Args:
        exposures: By (mode, program, own scenario).
        tie: Weight of each pair of scenarios, (draws, nodes, nodes).
        modes: A good pair of lists; tangents touch there.
        points: Prices at which what they buy is tabled.
    """

    def __init__(
        self,
        problem: PortfolioProblem,
        objective: PairObjective,
        exposures: Floats,
        tie: Floats,
        modes: Ints,
        points: int,
    ) -> None:
        self.problem, self.objective, self.tie, self.points = problem, objective, tie, points
        layout = problem.layout
        self.margins = (tie.sum(axis=2).ravel(), tie.sum(axis=1).ravel())
        allowed = layout.caps.T[:, layout.specialty] > 0
        self.exposures = np.where(allowed[:, :, None], exposures, -1.0)
        self.exposures[0] = exposures[0]
        self.groups = [np.flatnonzero(layout.free & (objective.group == g)) for g in range(objective.groups)]
        held = np.flatnonzero(layout.locked >= 0)
        self.base = objective.state(held, exposures[layout.locked[held], held])
        on = np.flatnonzero(modes >= 0)
        self._touch(objective.state(on, exposures[modes[on], on]))
        self.names = self._priced()
        self.affordable = self._affordable()
        self.steps = [self._steps(programs) for programs in self.groups]

    def _touch(self, state: Floats) -> None:
        """Tangents at a state: the constant of the bound, and the weight of each region's T."""
        draws = len(self.tie)
        pools, steps, of = self.objective.pools, self.objective.steps, self.objective.worth.of
        left = np.exp(-state).reshape(2, pools, draws, -1)
        together = left[0][..., None] + left[1][:, :, None, :] * (1 - left[0][..., None])
        each = [together[of == level].prod(axis=0) for level in range(len(steps))]
        missed = np.clip(np.cumprod(np.stack(each), axis=0), SURELY, 1.0)
        weighted = steps[:, None, None, None] * self.tie
        self.constant = float((weighted * (1 - missed + missed * np.log(missed))).sum())
        self.weight = np.cumsum((weighted * missed)[::-1], axis=0)[::-1]
        self.scale = max(float((weighted * (1 - missed)).sum()), SLACK)

    def _priced(self) -> tuple[tuple[int, int], ...]:
        """What has a price: (specialty, 0) for its programs, (specialty, mode) for its signals."""
        layout = self.problem.layout
        used = np.zeros_like(layout.caps)
        held = np.flatnonzero(layout.locked >= 0)
        np.add.at(used, (layout.specialty[held], layout.locked[held]), 1)
        self.left = layout.caps - used
        kinds = range(len(layout.specialties))
        return tuple((c, mode) for c in kinds for mode in (0, 1, 2) if mode == 0 or layout.caps[c, mode] > 0)

    def _affordable(self) -> Ints:
        """How many new programs of each specialty the whole budget can pay."""
        problem, layout = self.problem, self.problem.layout
        budget = np.inf if problem.budget is None else problem.budget
        room = np.maximum(layout.most - layout.start, 0)
        new = [np.cumsum(np.diff(t[n:])) for t, n in zip(layout.fees, layout.start, strict=True)]
        return np.array([min(r, int((fee <= budget + CENT).sum())) for fee, r in zip(new, room, strict=True)])

    def bound(self, prices: Floats) -> float:
        """The bound at these prices, one for each of ``names``."""
        layout, objective = self.problem.layout, self.objective
        table = np.zeros_like(layout.caps, float)
        for (c, mode), price in zip(self.names, prices, strict=True):
            table[c, mode] = price
        most = self._money(table[:, 0]) + float(
            sum(p * self.left[name] for name, p in zip(self.names, prices, strict=True) if name[1])
        )
        regions = objective.pools
        sides = [
            [self._frontier(k * regions + region, k, prices, table) for region in range(regions)]
            for k in (0, 1)
        ]
        weight = self.weight[objective.worth.of]
        best = best_of(sides[0], sides[1], weight, TOLERANCE * self.scale / regions, most)
        return self.constant + most + float(best.sum())

    def _steps(self, programs: Ints) -> tuple[Floats, Ints]:
        """What may be bought in a region, the best first within each of ``names``, and which name each belongs to.

        No more programs than money, and no more signals than are left, allow.
        """
        of = self.problem.layout.specialty[programs]
        worth, named = [np.zeros((0, self.base.shape[1]))], list[int]()
        for i, (c, mode) in enumerate(self.names):
            mine = programs[of == c]
            here = self.exposures[mode, mine] - (self.exposures[0, mine] if mode else 0.0)
            most = min(self.left[c, mode] if mode else self.affordable[c], len(mine))
            if most > 0 and len(mine):
                worth.append(-np.sort(-np.maximum(here, 0.0), axis=0)[:most])
                named += [i] * most
        return np.concatenate(worth), np.array(named, np.int64)

    def _frontier(self, group: int, side: int, prices: Floats, table: Floats) -> Frontier:
        """What may be bought in a region at these prices, by name and by (specialty, mode)."""
        programs = self.groups[group]
        of = self.problem.layout.specialty[programs]
        worth, named = self.steps[group]
        dear = table[of].T + np.where(np.arange(3)[:, None] > 0, table[of, 0], 0.0)
        together = hull_steps(self.exposures[:, programs], dear)
        steps = FrontierSteps(worth, prices[named])
        return frontier(steps, together, self.base[group], self.margins[side], self.points)

    def _money(self, price: Floats) -> float:
        """The most that the money buys at these prices by specialty: a fractional knapsack."""
        problem, layout = self.problem, self.problem.layout
        counts = np.zeros(len(price))
        pieces = []
        for c, table in enumerate(layout.fees):
            start = int(layout.start[c])
            room = min(int(layout.most[c]) - start, int((layout.free & (layout.specialty == c)).sum()))
            each = np.diff(table[start : start + max(room, 0) + 1])
            if start == 0 and len(each):
                each[0] -= problem.fees[layout.specialties[c]].opening
            pieces += [(price[c] / max(fee, 1e-9), c, float(fee)) for fee in each]
        budget = np.inf if problem.budget is None else problem.budget
        for _, c, fee in sorted(pieces, reverse=True):
            part = 1.0 if fee <= budget else budget / fee
            counts[c] += part
            budget -= part * fee
            if budget <= 0:
                break
        return float(counts @ price)


def couple_bound(selection: Selection, cancel: Callable[[], bool] = lambda: False) -> float:
    """A value that no pair of lists can beat.

    Args:
        selection: A good pair of lists, valued by a ``PairObjective``. The bound is valid whatever it is.
        cancel: Asked now and then; once it says yes, no better prices are looked for.
    """
    problem, objective, modes = selection.problem, selection.objective, selection.modes
    assert isinstance(objective, PairObjective)
    exposures, tie = problem.chances.exposures, objective.tie
    draws, nodes, _ = tie.shape
    # Scenarios in which nothing can come true need no look.
    lively = [
        (exposures[:, objective.part == part].reshape(-1, draws, nodes) > 0).any(axis=(0, 1))
        for part in (1, 2)
    ]
    if not all(side.any() for side in lively):
        return 0.0
    kept = np.flatnonzero(lively[0] | lively[1])
    by_draw = exposures.reshape(*exposures.shape[:2], draws, nodes)[..., kept]
    tie = tie[:, kept][:, :, kept]
    most = float(objective.steps.sum())
    average = by_draw.mean(axis=2)
    small = RegionSplit(problem, objective, average, tie.sum(axis=0, keepdims=True), modes, COARSE)
    prices = _good_prices(small, _usual_prices(selection, small.names), cancel)
    whole = RegionSplit(problem, objective, by_draw.reshape(*exposures.shape[:2], -1), tie, modes, FINE)
    bound = whole.bound(prices)
    return min(bound + SLACK * most, most)


def _usual_prices(selection: Selection, names: tuple[tuple[int, int], ...]) -> Floats:
    """What the lists would lose on average without one of their programs, or one of their signals, by name."""
    hits, layout, modes = selection.problem.chances.hits, selection.problem.layout, selection.modes
    on = selection.members
    slopes = selection.slopes().by_group[selection.objective.group[on]]
    now = hits[modes[on], on]
    program = np.einsum("js,js->j", now / (1 - now), slopes)
    signal = np.einsum("js,js->j", (now - hits[0, on]) / (1 - now), slopes)
    found = []
    for c, mode in names:
        mine = (layout.specialty[on] == c) & ((modes[on] == mode) | (mode == 0))
        lost = (signal if mode else program)[mine]
        found.append(float(lost.mean()) if len(lost) else 0.0)
    return np.array(found)


def _good_prices(split: RegionSplit, usual: Floats, cancel: Callable[[], bool]) -> Floats:
    """Prices at which the bound is low: parts of the usual ones, then each price a little higher or lower in turn."""
    tried = [usual * share for share in SHARES]
    best, found = min(((split.bound(prices), k) for k, prices in enumerate(tried)), key=lambda pair: pair[0])
    prices = tried[found]
    looks, step = LOOKS, FIRST_STEP
    while looks > 0 and step > LAST_STEP and not cancel():
        before = best
        for i in np.flatnonzero(prices).tolist():
            for factor in (step, 1 / step):
                other = prices.copy()
                other[i] *= factor
                looks -= 1
                if (bound := split.bound(other)) < best:
                    best, prices = bound, other
                    break
        if before - best <= NEAR * split.scale:
            step = step**0.5
    return prices
