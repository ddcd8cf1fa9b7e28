"""How well shares by outcome and rank count agree with what was printed of them.

Printed are the match rate and, of those who matched and who did not, the mean, standard deviation, quartiles
and longest list of the consenting applicants. Mean and standard deviation are taken as jointly normal; the
quartiles given both, since all come from one sample; the longest list exactly.
"""

from __future__ import annotations

from typing import Any, Final

import jax.numpy as jnp
import numpy as np
from jax.scipy.special import ndtr

from matchsafe.odds.fit.tables import Tables

MAX_RANKS: Final = 50
"""Longest list in the likelihood; the longest published non-US IMG list of 2026 has 44 ranks."""
FULL_COUNT: Final = 100
"""Applicants from which a match rate is a full count of its season that the draws are tied to; see ``run.tie``."""
_FEW: Final = 10
"""Consenting applicants below which only the mean and the longest list are read."""
_QUARTILES_FROM: Final = 30
"""Consenting applicants from which quartiles are read: below it they are nearly single applicants."""
_ROUNDING: Final = 0.1**2 / 12
"""Variance of printing one decimal."""
_SHARE_SLACK: Final = 0.002
"""Error allowed in a cumulative share at a quartile, beside sampling."""
_BETWEEN: Final = 2.5
"""Weight of a quartile printed between two integers against one printed on an integer: its density in ranks."""
_TINY: Final = 1e-12
_RANKS: Final = np.arange(1.0, MAX_RANKS + 1)
_LEVELS: Final = np.array([0.25, 0.5, 0.75])


def _moments(share: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Mean, standard deviation, third and fourth central moments of shares by rank (last axis), and the deviations."""
    mean = (share * _RANKS).sum(-1)
    away = _RANKS - mean[..., None]
    second, third, fourth = ((share * away**k).sum(-1) for k in (2, 3, 4))
    return mean, jnp.sqrt(second), third, fourth, away


def _rates(shares: Any, tables: Tables) -> Any:
    rate = jnp.clip(shares[:, 0].sum(-1), _TINY, 1 - _TINY)
    return tables.matched * jnp.log(rate) + (tables.total - tables.matched) * jnp.log1p(-rate)


def log_likelihood(shares: Any, tables: Tables) -> Any:
    """One value a specialty.

    Args:
        shares: Adding to 1 over outcomes and ranks, (specialties, 2, MAX_RANKS).
    """
    by_outcome = _by_outcome(shares / shares.sum(-1, keepdims=True), tables)
    return _rates(shares, tables) + by_outcome.sum(-1)


def _by_outcome(share: Any, tables: Tables) -> Any:
    """Of mean, spread, quartiles and longest list, (specialties, 2); 0 where nothing is printed."""
    known = tables.ranks_n > 0
    n = np.where(known, tables.ranks_n, 1.0)
    mean, sd, third, fourth, away = _moments(share)
    var = sd**2
    # covariance of a sample's mean and standard deviation
    c11 = var / n + _ROUNDING
    c22 = (fourth - var**2) / (4 * var * n) + _ROUNDING
    c12 = third / (2 * sd * n)
    det = c11 * c22 - c12**2
    x1 = np.where(known, tables.ranks_mean, 1.0) - mean
    x2 = np.where(known & (n >= _FEW), tables.ranks_sd, 1.0) - sd
    i11, i22, i12 = c22 / det, c11 / det, -c12 / det
    both = -0.5 * (i11 * x1**2 + 2 * i12 * x1 * x2 + i22 * x2**2) - 0.5 * jnp.log(det)
    one = -0.5 * x1**2 / c11 - 0.5 * jnp.log(c11)
    found = jnp.where(n >= _FEW, both, one)

    zero = jnp.zeros((*share.shape[:-1], 1))
    below = jnp.concatenate([zero, jnp.cumsum(share, -1)], -1)
    below_mean = jnp.concatenate([zero, jnp.cumsum(share * away, -1)], -1)
    below_var = jnp.concatenate([zero, jnp.cumsum(share * (away**2 - var[..., None]), -1)], -1)

    def at(ranks: Any) -> tuple[Any, Any]:
        """Share at or below so many ranks, its expectation and error given the printed mean and spread."""
        f = jnp.take_along_axis(below, ranks, -1)
        a1 = jnp.take_along_axis(below_mean, ranks, -1) / n[..., None]
        a2 = jnp.take_along_axis(below_var, ranks, -1) / (2 * sd * n)[..., None]
        expected = f + a1 * (i11 * x1 + i12 * x2)[..., None] + a2 * (i12 * x1 + i22 * x2)[..., None]
        told = a1**2 * i11[..., None] + 2 * a1 * a2 * i12[..., None] + a2**2 * i22[..., None]
        return expected, jnp.sqrt(jnp.maximum(f * (1 - f) / n[..., None] - told, 0) + _SHARE_SLACK**2)

    quartiles = np.where(known[..., None], tables.ranks_quartiles, 1.0)
    floor = np.floor(quartiles).astype(int)
    upper, upper_sd = at(floor)
    lower, lower_sd = at(floor - 1)
    on = ndtr((upper - _LEVELS) / upper_sd) - jnp.where(floor > 1, ndtr((lower - _LEVELS) / lower_sd), 0.0)
    between = -0.5 * ((upper - _LEVELS) / upper_sd) ** 2 - jnp.log(upper_sd * n[..., None] * _BETWEEN)
    each = jnp.where(quartiles == floor, jnp.log(jnp.maximum(on, 0) + _TINY), between)
    found = found + jnp.where(n >= _QUARTILES_FROM, each.sum(-1), 0.0)

    longest = np.where(known, tables.ranks_max, 1).astype(int)[..., None]
    within, shorter = (
        n * jnp.log(jnp.take_along_axis(below, m, -1)[..., 0] + 1e-300) for m in (longest, longest - 1)
    )
    found = found + within + jnp.log(-jnp.expm1(jnp.minimum(shorter - within, -_TINY)) + 1e-300)
    return jnp.where(known, found, 0.0)
