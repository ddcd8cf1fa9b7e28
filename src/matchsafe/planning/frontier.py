"""What a price can buy in each region, and the best two partners can do there: the parts of a couple's bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.problem import Ints

CORNERS: Final = 8
"""Cells along each side at first; a frontier is tabled at one point more than a power of two times this."""
CHEAPEST: Final = 1e-12
"""Price a free step counts as where steps are ordered by what they bring for it."""
CHUNK: Final = 4_000_000
"""Numbers held at once while cells are valued."""


class Frontier(NamedTuple):
    """The most that each price can bring one partner in a region, scenario by scenario.

    Each scenario may spend the price as suits it best, parts of programs may be bought, and a signal may go to a
    program that is not bought, so no list brings more.
    """

    prices: Floats
    """Rising, shape (points,)."""
    missed: Floats
    """Chance of missing the region at each of them, shape (points, scenarios)."""


@dataclass(frozen=True)
class FrontierSteps:
    """What may be bought in a region, one after the other.

    Attributes:
        worth: Exposure each brings, by (step, scenario).
        price: Its price, by step, or by (step, scenario).
    """

    worth: Floats
    price: Floats

    @property
    def rate(self) -> Floats:
        """Exposure for the price, by (step, scenario)."""
        price = self.price[:, None] if self.price.ndim == 1 else self.price
        return self.worth / np.maximum(price, CHEAPEST)

    def exposure_for(self, prices: Floats) -> Floats:
        """The most exposure that each price buys in each scenario, parts of steps included; (prices, scenarios)."""
        order = np.argsort(-self.rate, axis=0, kind="stable")
        zero = np.zeros((1, self.worth.shape[1]))
        price = self.price[order] if self.price.ndim == 1 else np.take_along_axis(self.price, order, 0)
        paid = np.cumsum(np.concatenate([zero, price]), axis=0)
        reached = np.cumsum(np.concatenate([zero, np.take_along_axis(self.worth, order, 0)]), axis=0)
        pairs = zip(paid.T, reached.T, strict=True)
        return np.stack([np.interp(prices, corner, found) for corner, found in pairs], axis=1)


def hull_steps(exposures: Floats, prices: Floats) -> FrontierSteps:
    """Steps up the concave hull of each program's modes.

    Args:
        exposures: By (mode, program, scenario); modes that cannot be had below 0.
        prices: By (mode, program), 0 or more.
    """
    have, paid = np.zeros(exposures.shape[1:]), np.zeros(exposures.shape[1:])
    worth, price = [], []
    for _ in range(len(exposures)):
        more, dearer = exposures - have, prices[..., None] - paid
        rate = np.where((more > 0) & (dearer >= 0), more / np.maximum(dearer, CHEAPEST), 0.0)
        best = rate.argmax(axis=0)[None]
        rises = np.take_along_axis(rate, best, 0)[0] > 0
        worth.append(np.where(rises, np.take_along_axis(more, best, 0)[0], 0.0))
        price.append(np.where(rises, np.take_along_axis(dearer, best, 0)[0], 0.0))
        have, paid = have + worth[-1], paid + price[-1]
    return FrontierSteps(np.concatenate(worth), np.concatenate(price))


def frontier(
    steps: FrontierSteps, joined: FrontierSteps, base: Floats, weights: Floats, points: int
) -> Frontier:
    """The frontier of one partner's steps: of two ways to bound what a price buys, the lower at each price.

    Args:
        steps: What may be bought, programs and signals apart and no more of each than the rules allow.
        joined: The same with each signal after its program, however many.
        base: Exposure of what is sent already, by scenario.
        weights: Of the scenarios, for the order of steps on average.
        points: Prices at which it is tabled.
    """
    n = len(steps.price)
    usual = np.argsort(-(steps.rate @ weights), kind="stable")
    corners = np.append(0.0, np.cumsum(steps.price[usual]))
    prices = np.interp(np.linspace(0, n, points), np.arange(n + 1), corners)
    reached = np.minimum(steps.exposure_for(prices), joined.exposure_for(prices)) + base
    return Frontier(prices, np.exp(-reached))


class _Cells(NamedTuple):
    region: Ints
    low: Ints
    high: Ints

    def take(self, which: Ints) -> _Cells:
        return _Cells(*(values[which] for values in self))


def best_of(
    first: list[Frontier], second: list[Frontier], weight: Floats, tolerance: float, most: float = np.inf
) -> Floats:
    """The most that ``sum weight x -log(1 - A B)`` can be beyond what both partners pay, by halving cells of prices.

    A cell's value is at most what its dear corner reaches for what its cheap corner costs.

    Args:
        weight: By (region, draw, node of the first, node of the second).
        tolerance: How near each region's bound has to come to a value that is reached.
        most: What both partners can pay together at most.

    Returns:
        By region a value that no pair of lists goes above.
    """
    regions, draws = weight.shape[:2]
    points = len(first[0].prices)
    prices = np.stack([np.stack([f.prices for f in side]) for side in (first, second)])
    tables = [
        np.stack([f.missed for f in side]).reshape(regions, points, draws, -1) for side in (first, second)
    ]
    flat = weight.reshape(regions, -1)

    def value(cells: _Cells, at: Ints) -> Floats:
        size = flat.shape[1]
        out = np.empty(len(at))
        for i in range(0, len(at), max(1, CHUNK // size)):
            part = slice(i, i + max(1, CHUNK // size))
            r = cells.region[part]
            one, two = (table[r, at[part, k]] for k, table in enumerate(tables))
            missed = one[..., None] + two[:, :, None, :] * (1 - one[..., None])
            out[part] = -np.einsum("cs,cs->c", np.log(missed).reshape(len(r), -1), flat[r])
        return out

    def paid(cells: _Cells) -> Floats:
        return np.asarray(sum(prices[k, cells.region, cells.low[:, k]] for k in (0, 1)))

    wide = (points - 1) // CORNERS
    corner = np.arange(0, points - 1, wide)
    grid = np.stack(np.meshgrid(np.arange(regions), corner, corner, indexing="ij"), -1).reshape(-1, 3)
    cells = _Cells(grid[:, 0], grid[:, 1:], grid[:, 1:] + wide)
    best = np.zeros(regions)
    limit = np.full(regions, -np.inf)
    while len(cells.region):
        cells = cells.take(np.flatnonzero(paid(cells) <= most))
        cost = paid(cells)
        bound = value(cells, cells.high) - cost
        # Only the most promising cell of each region is tried at its cheap corner.
        order = np.lexsort((-bound, cells.region))
        lead = order[np.unique(cells.region[order], return_index=True)[1]]
        tried = cells.take(lead)
        reached = value(tried, tried.low) - cost[lead]
        better = reached > best[tried.region]
        best[tried.region[better]] = reached[better]
        open_ = bound > best[cells.region] + tolerance
        done = open_ & (cells.high - cells.low == 1).all(axis=1)
        np.maximum.at(limit, cells.region[done], bound[done])
        cells = _quarters(cells.take(np.flatnonzero(open_ & ~done)))
    return np.asarray(np.maximum(limit, best + tolerance))


def _quarters(cells: _Cells) -> _Cells:
    middle = (cells.low + cells.high) // 2
    parts = []
    for pick in ((False, False), (False, True), (True, False), (True, True)):
        upper = np.array(pick)
        parts.append(
            _Cells(cells.region, np.where(upper, middle, cells.low), np.where(upper, cells.high, middle))
        )
    return _Cells(*(np.concatenate(values) for values in zip(*parts, strict=True)))
