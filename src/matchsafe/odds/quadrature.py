"""Chances by quadrature over two traits: condition on both, multiply over programs, average, give the range.

``s`` is what programs see before an interview, ``u`` what they see in it. Both are standard normal in the
population and independent; the number of interviews speaks of ``s`` alone, so belief about ``u`` stays what
it is. Arrays have shape (draws, nodes), a node being a pair of traits. The nodes of ``s`` lie around what
each draw believes of the applicant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.estimate import Estimate
from matchsafe.odds.arrays import Floats
from matchsafe.odds.draws import FITTED_RANKS, PosteriorGroup
from matchsafe.odds.strength import Strength

Counts = int | npt.NDArray[np.int64]

_DEVIATIONS: Final = np.linspace(-6.0, 6.0, 49)
"""Strengths on which belief about a shared strength is found, in standard deviations of what the profile says."""
_STEPS: Final = 6
"""Of the search for the peak of a belief."""


_NEAR: Final = 10_000
"""Strengths that are worked out at once for many lists: what the processor holds near."""
_APART: Final = 0.95
"""Distance of evenly spaced nodes, in standard deviations."""


def even_nodes(count: int) -> tuple[Floats, Floats]:
    """Evenly spaced nodes of a standard normal trait and their weights, with mean 0 and variance 1.

    A list of many programs makes nearly a step of the chance; evenly spaced nodes follow it, where Gauss's overshoot.
    """
    nodes = (np.arange(count) - (count - 1) / 2) * _APART
    weights = np.exp(-0.5 * nodes**2)
    weights /= weights.sum()
    return nodes / np.sqrt(weights @ nodes**2), weights


_X, _X_WEIGHTS = np.polynomial.hermite_e.hermegauss(7)  # not a figure: nodes of a quadrature
_X_LOG_WEIGHTS = np.log(_X_WEIGHTS) + 0.5 * _X**2
"""Of a function at the nodes, its normal density taken out."""
_U, _U_WEIGHTS = even_nodes(7)  # not a figure: nodes of a quadrature
_ALL_U, _ALL_U_WEIGHTS = np.tile(_U, len(_X)), np.tile(_U_WEIGHTS, len(_X))


@dataclass(frozen=True)
class Nodes:
    """Pairs of traits and how much each is believed.

    Attributes:
        s, u: The traits, (draws, nodes) and (nodes,).
        weights: Adding to 1 per draw, (draws, nodes).
        mean, sd: Belief about ``s`` before the count is seen, (draws,).
    """

    s: Floats
    u: Floats
    weights: Floats
    mean: Floats
    sd: Floats


@dataclass(frozen=True)
class StrengthNodes:
    """Strengths and how much each is believed, where belief about ``u`` need not be written out.

    Attributes:
        s, weights: (lists, draws, nodes of ``s``), for one number of ranks (draws, nodes); weights add to 1 per draw.
        mean, sd: Belief about ``s`` before the count is seen, (draws,).
    """

    s: Floats
    weights: Floats
    mean: Floats
    sd: Floats

    @property
    def both(self) -> Nodes:
        """The pairs of these and every impression."""
        weights = np.repeat(self.weights, len(_U), -1)
        weights *= _ALL_U_WEIGHTS
        return Nodes(np.repeat(self.s, len(_U), -1), _ALL_U, weights, self.mean, self.sd)

    def average(self, values: Floats) -> Floats:
        """Average of values at every pair, (draws, nodes): one value per draw."""
        of_s = (values.reshape(-1, len(_U)) @ _U_WEIGHTS).reshape(self.s.shape)
        return average(self.weights, of_s)


class ProductNodes:
    """The odds that programs reach the applicant at the strengths of several lists and every impression.

    They are a product of what is due to each trait. Arrays of pairs are (draws, nodes): of ``u``, of lists, of ``s``.

    Args:
        of_s: Odds at each strength, (lists, draws, nodes of ``s``).
        c_u: Slope of the logit on ``u``, (draws,).
    """

    def __init__(self, of_s: Floats, c_u: Floats) -> None:
        self._shape = len(c_u), len(_U), of_s.shape[0], of_s.shape[2]
        self._of_s = np.ascontiguousarray(of_s.transpose(1, 0, 2)).reshape(len(c_u), -1)
        self._of_u = np.exp(c_u[:, None] * _U)
        self._powers: dict[int, tuple[Floats, Floats]] = {}

    @property
    def odds(self) -> Floats:
        """The odds at each pair."""
        return (self._of_u[:, :, None] * self._of_s[:, None, :]).reshape(len(self._of_u), -1)

    def polynomial(self, terms: Floats) -> Floats:
        """A polynomial in the odds of one list, from its coefficients by power: (draws, nodes) as in ``Nodes``."""
        if len(terms) not in self._powers:
            self._powers[len(terms)] = (
                _powers(self._of_s, np.empty((len(terms), *self._of_s.shape))),
                _powers(self._of_u, np.empty((len(terms), *self._of_u.shape))),
            )
        of_s, of_u = self._powers[len(terms)]
        found = np.matmul(of_s.transpose(1, 2, 0), (of_u * terms[:, :, None]).transpose(1, 0, 2))
        return np.asarray(found.reshape(len(found), -1))

    def by_list(self, values: Floats) -> Floats:
        """Values at each pair with lists in front, (lists, draws, nodes); nodes as in ``Nodes``."""
        parted = np.moveaxis(values.reshape(self._shape), 2, 0).swapaxes(2, -1)
        return parted.reshape(*parted.shape[:2], -1)

    def reached(self, terms: Floats, lengths: Floats, belief: Floats) -> Floats:
        """Chance that lists are not missed whose miss is a power of a polynomial in the odds: (lists, draws).

        Args:
            terms: The coefficients of one over the miss, by power of the odds: (powers, draws).
            lengths: The power of each list.
            belief: About each strength, (lists, draws, nodes of ``s``).
        """
        draws, _, lists, nodes = self._shape
        of_u = _powers(self._of_u, np.empty((len(terms), *self._of_u.shape)))
        of_u *= terms[:, :, None]
        block = min(max(_NEAR // (lists * nodes), 1), draws)
        of_s, missed = np.empty((len(terms), block, lists * nodes)), np.empty((block, len(_U), lists * nodes))
        found, lengths = np.empty((lists, draws)), np.repeat(-lengths, nodes)
        for at in range(0, draws, block):
            some = slice(at, min(at + block, draws))
            here, values = _powers(self._of_s[some], of_s[:, : some.stop - at]), missed[: some.stop - at]
            np.matmul(of_u[:, some].transpose(1, 2, 0), here.transpose(1, 0, 2), out=values)
            np.log(values, out=values)
            values *= lengths
            np.exp(values, out=values)
            of_lists = (_U_WEIGHTS @ values).reshape(-1, lists, nodes)
            np.einsum("ldg,dlg->ld", belief[:, some], of_lists, out=found[:, some])
        return np.subtract(1, found, out=found)


def _powers(of: Floats, out: Floats) -> Floats:
    """The powers from 0 on, along the first axis."""
    out[0] = 1
    for power in range(1, len(out)):
        np.multiply(out[power - 1], of, out=out[power])
    return out


class CountModel:
    """What a group's numbers of interviews say of ``s``.

    Args:
        exposure: Log of the applications sent over the usual number, times their exponent; one value per draw.
    """

    def __init__(self, group: PosteriorGroup, exposure: Floats | float = 0.0) -> None:
        self.group, self.exposure = group, exposure
        self._start = group.alpha + exposure - group.log_capacity
        self._height = group.capacity / group.k

    def peak(self, strength: Strength, ranks: Counts) -> tuple[Floats, Floats]:
        """Where belief about ``s`` peaks once the number of interviews is seen, and its spread there, (..., draws)."""
        g, seen_ = self.group, evident_ranks(ranks)[..., 0]
        precision = strength.sd**-2
        pull = strength.mean * precision
        s = np.zeros(np.broadcast_shapes(seen_.shape, strength.mean.shape)) + strength.mean
        start = self._start
        for _ in range(_STEPS):
            level = g.k * s
            level += start
            np.exp(level, out=level)
            slope = 1 + level
            np.divide(g.k, slope, out=slope)
            level *= slope
            level *= self._height  # the mean count
            step = seen_ - level
            step *= slope
            step += pull
            step -= s * precision
            level *= slope
            level *= slope
            level += precision
            step /= level
            np.minimum(step, 1, out=step)
            np.maximum(step, -1, out=step)
            s += step
        return s, 1 / np.sqrt(level)

    def log_likelihood(self, s: Floats, ranks: Counts) -> Floats:
        """Log-probability of the number of interviews at ``s``, (..., draws, nodes), up to a term without ``s``."""
        g = self.group
        log = g.k[:, None] * s
        log += self._start[:, None]
        level = np.exp(log)
        over = 1 + level
        log -= np.log(over)
        log = log * evident_ranks(ranks)
        level /= over
        level *= g.capacity[:, None]  # the mean count
        log -= level
        return np.asarray(log)

    def nodes(self, strength: Strength, ranks: Counts) -> Nodes:
        """Belief about both traits once the number of interviews is seen; see ``strengths``."""
        return self.strengths(strength, ranks).both

    def strengths(self, strength: Strength, ranks: Counts) -> StrengthNodes:
        """Belief about ``s`` once the number of interviews is seen.

        What the profile leaves open is drawn, one value a draw from what the count leaves of it, so that not knowing
        widens the range and leaves the average where it is.

        Args:
            ranks: One number, or several; the arrays then have an axis for them in front.
        """
        middle, spread = self.peak(strength, ranks)
        mean, sd = strength.mean, strength.sd
        if strength.hidden is not None:
            whole, open_ = sd**2, strength.hidden
            share = open_ / whole
            left = open_ * (1 - share * (1 - np.minimum(spread**2 / whole, 1)))
            told = np.maximum(1 / spread**2 - 1 / whole, 0)
            pull = np.where(told > 0, middle / spread**2 - mean / whole, 0)
            mean = mean + share * (middle - mean) + np.sqrt(left) * strength.place
            sd = np.sqrt(whole - open_)
            spread = 1 / np.sqrt(told + 1 / sd**2)
            middle = (pull + mean / sd**2) * spread**2
        # the nodes first in memory: what there is one of a draw then lies as the draws do
        s = (_X.reshape(-1, *[1] * middle.ndim) * spread + middle).transpose(*range(1, middle.ndim + 1), 0)
        weights = self.log_likelihood(s, ranks)
        off = s - mean[..., None]
        off /= sd[..., None]
        off *= off
        off *= 0.5
        weights -= off
        weights += _X_LOG_WEIGHTS
        weights -= weights[..., len(_X) // 2, None]  # the peak, so that nothing overflows
        np.exp(weights, out=weights)
        weights /= np.add.reduce(weights, -1)[..., None]
        return StrengthNodes(s, weights, mean, sd)


class JointCount(CountModel):
    """What one number of interviews over several specialties says of one shared strength.

    The whole list is held against how many programs the applicants of each specialty rank, each specialty weighing as
    much as its part of the list. Strength is given on the scale of the first specialty.

    Args:
        counts, strengths: Of each specialty, with what the profile says there.
        weights: Parts of the list, adding to 1.
    """

    def __init__(
        self, counts: Sequence[CountModel], strengths: Sequence[Strength], weights: Sequence[float]
    ) -> None:
        super().__init__(counts[0].group, counts[0].exposure)
        self._counts, self._strengths, self._weights = counts, strengths, weights

    def log_likelihood(self, s: Floats, ranks: Counts) -> Floats:
        """The weighted log-probabilities of the number in each specialty."""
        parts = zip(self._weights, self._counts, self._strengths, strict=True)
        first = self._strengths[0]
        return np.asarray(
            sum(w * c.log_likelihood(translate_strength(s, first, of), ranks) for w, c, of in parts)
        )

    def peak(self, strength: Strength, ranks: Counts) -> tuple[Floats, Floats]:
        """Where belief about ``s`` is highest, and its spread there, by the parabola through the best of a grid."""
        grid = strength.mean[:, None] + strength.sd[:, None] * _DEVIATIONS
        log = self.log_likelihood(grid, ranks) - 0.5 * _DEVIATIONS**2
        best = np.clip(log.argmax(-1), 1, len(_DEVIATIONS) - 2)[..., None]
        below, top, above = (np.take_along_axis(log, best + step, -1)[..., 0] for step in (-1, 0, 1))
        apart = strength.sd * (_DEVIATIONS[1] - _DEVIATIONS[0])
        bend = np.maximum(2 * top - below - above, np.finfo(float).tiny)
        middle = np.take_along_axis(np.broadcast_to(grid, log.shape), best, -1)[..., 0] + apart * (
            above - below
        ) / (2 * bend)
        return middle, apart / np.sqrt(bend)


def translate_strength(s: Floats, one: Strength, other: Strength) -> Floats:
    """Strengths in one specialty as strengths in another: as many standard deviations above what the profile says."""
    return np.asarray(other.mean[:, None] + other.sd[:, None] * (s - one.mean[:, None]) / one.sd[:, None])


def evident_ranks(ranks: Counts) -> Any:
    """The count that belief rests on: nothing beyond the longest list of the published tables, and at 0 as at 1."""
    return np.minimum(np.maximum(ranks, 1), FITTED_RANKS)[..., None, None]


def log_miss(odds: Floats, feasible: Floats | None = None) -> Floats:
    """Log-chance that a program does not reach the applicant, at each draw and node.

    Args:
        odds: Odds that it reaches them, traits included, shape (draws, nodes).
        feasible: Chance that the program can take the applicant at all, one value per draw; ``None`` where nothing
            stands against it.
    """
    missed = np.log1p(odds)
    if feasible is not None:
        missed -= np.log1p((1 - feasible)[:, None] * odds)
    return np.negative(missed, out=missed)


def average(weights: Floats, values: Floats) -> Floats:
    """Average over the traits of ``values`` under ``weights``, (..., draws, nodes): one value per draw."""
    return np.asarray(np.einsum("...g,...g->...", weights, values))


LEVEL: Final = 0.9
"""Share of the draws inside every range this package gives."""
_ENDS: Final = (100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2)


def ends(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Low end, mean and high end over the draws (last axis); the mean never lies outside the ends."""
    ordered = np.sort(values, -1)
    at = [(values.shape[-1] - 1) * end / 100 for end in _ENDS]
    low, high = (ordered[..., round(i)] for i in at)
    mean = np.add.reduce(values, -1) / values.shape[-1]
    return np.minimum(low, mean), mean, np.maximum(high, mean)


def estimate(values: Floats, caveats: tuple[str, ...] = (), holds: Sequence[float] = ()) -> Estimate:
    """The mean of the draws as the value, the middle nine tenths of them as the range.

    Args:
        holds: Values the range has to contain, such as what the evidence alone would say.
    """
    low, value, high = (float(v) for v in ends(values))
    low, high = min(low, *holds, low), max(high, *holds, high)
    return Estimate(value=value, low=low, high=high, level=LEVEL, caveats=caveats)


@lru_cache(maxsize=32)
def _by_value(cut: bytes) -> list[npt.NDArray[np.int64]]:
    """Where each value of the cut stands among its draws, those of as many draws together: (values, draws)."""
    draws, by_size = np.frombuffer(cut), defaultdict[int, list[Any]](list)
    for value in sorted(set(draws.tolist())):  # np.unique would load all of numpy.ma
        found = np.flatnonzero(draws == value)
        by_size[len(found)].append(found)
    return [np.array(some) for some in by_size.values()]


def over_cut(values: Floats, cut: Floats, allowed: tuple[float, float] = (1.0, 1.0)) -> Estimate:
    """The mean of the draws, with a range from the lowest to the highest end over the values of the cut.

    What the tables do not identify is a band, never a point: each value of the cut has a range, and this one holds all.

    Args:
        allowed: Lowest and highest value that the tables alone allow, as multiples of the mean; held too.
    """
    return over_cuts(values[None], cut, (allowed,))[0]


def over_cuts(values: Floats, cut: Floats, allowed: Sequence[tuple[float, float]]) -> list[Estimate]:
    """The same of several: ``values`` is (several, draws)."""
    lows, _, highs = zip(*(ends(values[:, some]) for some in _by_value(cut.tobytes())), strict=True)
    low, high = np.concatenate(lows, 1).min(1), np.concatenate(highs, 1).max(1)
    columns = low.tolist(), values.mean(1).tolist(), high.tolist(), allowed
    return [
        Estimate(value=value, low=min(low, value, *beside), high=max(high, value, *beside), level=LEVEL)
        for low, value, high, times in zip(*columns, strict=True)
        for beside in [[value * end for end in times]]
    ]
