"""Chances by quadrature over strength: condition on it, multiply over programs, average, give the range.

Arrays have shape (draws, nodes). The nodes are a fixed grid in standard deviations of strength.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matchsafe.domain.estimate import Estimate
from matchsafe.odds.draws import FITTED_RANKS, PosteriorGroup
from matchsafe.odds.strength import Strength

Floats = npt.NDArray[np.float64]

THETA: Final[Floats] = np.linspace(-7.0, 5.0, 37)
"""Strength grid: a third of a standard deviation apart, further out on the weak side, where profiles add up. It agrees
with a grid fifty times as fine to about one in a million."""


class CountModel(NamedTuple):
    """Log-probability of ``n`` ranks at each node is ``(n - 1) * more + base`` up to a term without strength."""

    more: Floats
    base: Floats


def count_model(group: PosteriorGroup, nodes: Floats = THETA) -> CountModel:
    """The negative binomial of a group's rank counts as the two terms that depend on strength."""
    log_mu = group.alpha[:, None] + group.k[:, None] * nodes
    log_r = group.log_r[:, None]
    log_total = np.logaddexp(log_r, log_mu)
    return CountModel(log_mu - log_total, np.exp(log_r) * (log_r - log_total))


def posterior(count: CountModel, strength: Strength, ranks: int) -> Floats:
    """Belief about strength once the number of ranks is seen; rows add to 1.

    The count says nothing beyond the longest list of the published tables, and nothing at 0 ranks that 1 rank does not.
    """
    seen = min(max(ranks, 1), FITTED_RANKS)
    z = (THETA - strength.mean[:, None]) / strength.sd[:, None]
    log = (seen - 1) * count.more + count.base - 0.5 * z * z
    weights = np.exp(log - log.max(1, keepdims=True))
    return np.asarray(weights / weights.sum(1, keepdims=True))


def log_miss(odds: Floats, feasible: Floats | None = None) -> Floats:
    """Log-chance that a program does not reach the applicant, at each draw and node.

    Args:
        odds: Odds that it reaches them, strength included, shape (draws, nodes).
        feasible: Chance that the program can take the applicant at all, one value per draw; ``None`` where nothing
            stands against it.
    """
    missed = np.log1p(odds)
    if feasible is not None:
        missed -= np.log1p((1 - feasible)[:, None] * odds)
    return np.negative(missed, out=missed)


def average(weights: Floats, values: Floats) -> Floats:
    """Average over strength of ``values`` (draws, nodes) under ``weights``: one value per draw."""
    return np.asarray(np.einsum("dg,dg->d", weights, values))


LEVEL: Final = 0.9
"""Share of the draws inside every range this package gives."""
_ENDS: Final = (100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2)


def ends(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Low end, mean and high end over the draws (last axis); the mean never lies outside the ends."""
    ordered = np.sort(values, -1)
    at = [(values.shape[-1] - 1) * end / 100 for end in _ENDS]
    low, high = (ordered[..., round(i)] for i in at)
    mean = values.mean(-1)
    return np.minimum(low, mean), mean, np.maximum(high, mean)


def estimate(values: Floats, caveats: tuple[str, ...] = ()) -> Estimate:
    """The mean of the draws as the value, the middle nine tenths of them as the range."""
    low, value, high = (float(v) for v in ends(values))
    return Estimate(value=value, low=low, high=high, level=LEVEL, caveats=caveats)
