"""The joint model of strength, rank count and match, as a NumPyro program.

One applicant has a strength ``theta`` (standard normal among those who prefer the specialty). Given it:

- ``ranks - 1`` is negative binomial with log-mean ``alpha + k * theta`` and size ``r``;
- each ranked program reaches the applicant with logit ``b + c * theta``, independently;
- a share ``eps`` does not match to the specialty however long the list is (ranks without an interview, papers
  not in order, a list that serves another aim), so a match has the chance
  ``(1 - eps) * (1 - (1 - p(theta)) ** ranks)``;
- the Step 2 CK z-score has correlation ``lam`` with ``theta``.

``alpha``, ``b``, ``r`` and ``eps`` differ by specialty, partially pooled with two covariates that hold no result;
``lam`` differs by specialty under one prior. ``k`` and ``c`` (the coupling) are arguments, not parameters: the tables
speak of them only through the exact shape of the count distribution, which is a convenience, and taken at its word that
shape prefers a weak coupling. So they come from assumptions with ranges and the rest is fitted given each pair (a cut
posterior). The band over the pairs is then visible in every answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax.scipy.special import gammaln, ndtr

from matchsafe.odds.fit.tables import Tables

MAX_RANKS: Final = 44
"""Longest list in the likelihood; the longest published non-US IMG list of 2026 has as many."""
NODES: Final = 15
COUNT_COUPLING: Final = np.array([1.0, 1.0, 0.5, 0.5])
"""Strength shows less in the rank counts of US seniors, who stop collecting interviews when they have enough: with the
full coupling their published mean list lengths cannot be met."""
_MEAN_SLACK: Final = 0.03
"""Relative error allowed in a published mean: the counts are not exactly negative binomial."""
_SD_SLACK: Final = 0.12
_QUARTILE_SLACK: Final = 0.015
"""Error allowed in a cumulative share at a published quartile."""
_RATE_SLACK: Final = 0.03
"""Error allowed in the logit of a match rate that counts 100 applicants or more. Such a rate is a full count of its
season, not a sample, so the fit reproduces it; how rates move between seasons is an assumption added later."""
_FULL_COUNT: Final = 100

_nodes, _weights = np.polynomial.hermite_e.hermegauss(NODES)
THETA: Final = np.asarray(_nodes)
LOG_WEIGHTS: Final = np.log(_weights / _weights.sum())
_RANKS: Final = np.arange(1, MAX_RANKS + 1, dtype=float)


def joint(group: Sequence[Any], k: Any, c: Any, shift: Any = 0.0) -> tuple[Any, Any, Any]:
    """Joint shares of (outcome, ranks) and the mean strength of each outcome, for groups of any shape.

    Args:
        group: ``alpha``, ``b``, ``log_r`` and ``logit_eps``, arrays of one shape ``G``.
        k, c: Scalars or shape ``G``.
        shift: Added to everyone's strength; scalar or shape ``G``.

    Returns:
        ``matched`` and ``not_matched`` of shape ``G + (MAX_RANKS,)`` (they add to 1 over both), and the mean of
        ``theta`` among matched less that among not matched, shape ``G``.
    """
    alpha, b, log_r, logit_eps = (jnp.asarray(v) for v in group)
    theta = jnp.asarray(THETA) + jnp.asarray(shift)[..., None]
    log_mu = alpha[..., None] + jnp.asarray(k)[..., None] * theta
    r = jnp.exp(log_r)[..., None]
    log_total = jnp.logaddexp(jnp.log(r), log_mu)
    more = jnp.asarray(_RANKS) - 1
    log_pmf = (
        (gammaln(more + r) - gammaln(more + 1) - gammaln(r))[..., None, :]
        + (r * (jnp.log(r) - log_total))[..., None]
        + more * (log_mu - log_total)[..., None]
    )
    pmf = jnp.exp(log_pmf + jnp.asarray(LOG_WEIGHTS)[:, None])
    pmf = pmf / pmf.sum((-1, -2), keepdims=True)
    log_miss = -jnp.logaddexp(0.0, b[..., None] + jnp.asarray(c)[..., None] * theta)
    never = (1 / (1 + jnp.exp(-logit_eps)))[..., None, None]
    missed = pmf * (never + (1 - never) * jnp.exp(log_miss[..., None] * jnp.asarray(_RANKS)))
    reached = pmf - missed
    gap = (reached.sum(-1) * theta).sum(-1) / reached.sum((-1, -2)) - (missed.sum(-1) * theta).sum(
        -1
    ) / missed.sum((-1, -2))
    return reached.sum(-2), missed.sum(-2), gap


def moments(shares: Any) -> tuple[Any, Any, Any]:
    """Total, mean and standard deviation of ranks under unnormalised ``shares`` (last axis: ranks 1, 2, ...)."""
    ranks = jnp.asarray(_RANKS)
    total = shares.sum(-1)
    mean = (shares * ranks).sum(-1) / total
    variance = (shares * ranks**2).sum(-1) / total - mean**2
    return total, mean, jnp.sqrt(jnp.maximum(variance, 1e-6))


def _logit(p: Any) -> Any:
    return jnp.log(p) - jnp.log1p(-p)


def _logit_np(p: Any) -> Any:
    return np.log(p) - np.log1p(-p)


def _observe(name: str, expected: Any, sd: Any, seen: Any) -> None:
    mask = ~np.isnan(np.asarray(seen))
    with numpyro.handlers.mask(mask=jnp.asarray(mask)):
        numpyro.sample(
            name, dist.Normal(expected, jnp.where(mask, sd, 1.0)), obs=jnp.nan_to_num(jnp.asarray(seen))
        )


def _quartile_loglik(shares: Any, tables: Tables) -> Any:
    """Log-probability that the sample quartiles fall on the published integers (normal approximation)."""
    cumulative = jnp.cumsum(shares / shares.sum(-1, keepdims=True), -1)
    cumulative = jnp.concatenate([jnp.zeros_like(cumulative[..., :1]), cumulative], -1)
    quartiles = tables.ranks_quartiles
    known = ~np.isnan(quartiles)
    at = np.where(known, quartiles, 1.0)
    n = np.maximum(tables.ranks_n, 1)[..., None]
    level = np.array([0.25, 0.5, 0.75])
    sd = np.sqrt(level * (1 - level) / n + _QUARTILE_SLACK**2)
    upper = jnp.take_along_axis(cumulative, jnp.asarray(np.floor(at).astype(int)), -1)
    lower = jnp.take_along_axis(cumulative, jnp.asarray(np.floor(at).astype(int) - 1), -1)
    on_integer = ndtr((upper - level) / sd) - ndtr((lower - level) / sd)
    # a quartile printed as 1.5 says that the cut falls right after the 1
    between = jnp.exp(-0.5 * ((upper - level) / sd) ** 2)
    inside = jnp.where(at == np.floor(at), on_integer, between)
    return jnp.where(jnp.asarray(known), jnp.log(jnp.maximum(inside, 1e-9)), 0.0).sum()


def program(tables: Tables, k: float, c: float) -> None:
    """The generative program given the coupling; its latent sites are the draws that ship."""
    size, x = len(tables.specialties), jnp.asarray(tables.covariates)

    def pooled(site: str, mean: Any, spread: float, slope: float) -> Any:
        # log-normal keeps the spread away from 0, where the chains would stick
        centre = numpyro.sample(f"{site}_centre", mean)
        tau = numpyro.sample(f"{site}_tau", dist.LogNormal(np.log(spread), 0.3))
        slopes = numpyro.sample(f"{site}_slopes", dist.Normal(0, slope).expand([2]).to_event(1))
        return numpyro.sample(site, dist.Normal(centre + x @ slopes, tau).to_event(1))

    alpha = pooled("alpha", dist.Normal(1.0, 0.7), 0.45, 0.3)
    b = pooled("b", dist.Normal(-1.5, 0.7), 0.3, 0.3)
    log_r = pooled("log_r", dist.Normal(0.0, 0.7), 0.3, 0.1)
    logit_eps = pooled("logit_eps", dist.Normal(-3.5, 0.5), 0.5, 0.1)
    lam = numpyro.sample(
        "lam", dist.TruncatedNormal(0.5, 0.25, low=0.02, high=0.95).expand([size]).to_event(1)
    )

    # 1. each specialty's own tables, non-US IMGs 2026
    reached, missed, gap = joint((alpha, b, log_r, logit_eps), k, c)
    rate, mean_matched, sd_matched = moments(reached)
    _, mean_missed, sd_missed = moments(missed)
    few = tables.total < _FULL_COUNT
    numpyro.sample(
        "matched_of_few",
        dist.Binomial(jnp.asarray(np.where(few, tables.total, 0)), probs=rate),
        obs=jnp.asarray(np.where(few, tables.matched, 0)),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        seen_rate = np.where(few, np.nan, _logit_np(tables.matched / tables.total))
    _observe("rate", _logit(rate), _RATE_SLACK, seen_rate)
    both = jnp.stack([reached, missed], 1)
    numpyro.factor("quartiles", _quartile_loglik(both, tables))
    means, sds = jnp.stack([mean_matched, mean_missed], 1), jnp.stack([sd_matched, sd_missed], 1)
    n = np.maximum(tables.ranks_n, 1)
    seen_sd = np.maximum(np.nan_to_num(tables.ranks_sd, nan=1.0), 0.5)
    _observe("ranks_mean", means, jnp.sqrt(seen_sd**2 / n + (_MEAN_SLACK * means) ** 2), tables.ranks_mean)
    seen = np.where(tables.ranks_n >= 10, np.log(np.maximum(tables.ranks_sd, 0.1)), np.nan)
    _observe("ranks_log_sd", jnp.log(sds), np.sqrt(1 / (2 * n) + _SD_SLACK**2), seen)
    _observe("step2_gap", lam * gap, np.sqrt(tables.step2_gap_se**2 + 0.03**2), tables.step2_gap)

    # 2. each applicant type over all specialties, 2025 (lists of any specialty, matches to any)
    type_alpha = numpyro.sample("type_alpha", dist.Normal(1.3, 0.8).expand([4]).to_event(1))
    type_b = numpyro.sample("type_b", dist.Normal(-1.2, 1.0).expand([4]).to_event(1))
    type_log_r = numpyro.sample("type_log_r", dist.Normal(0.7, 0.5).expand([4]).to_event(1))
    type_logit_eps = numpyro.sample("type_logit_eps", dist.Normal(-3.5, 0.3).expand([4]).to_event(1))
    by_type = (type_alpha, type_b, type_log_r, type_logit_eps)
    reached, missed, _ = joint(by_type, k * jnp.asarray(COUNT_COUPLING), c)
    rate, mean_matched, _ = moments(reached)
    _, mean_missed, _ = moments(missed)
    numpyro.sample(
        "type_matched",
        dist.Binomial(jnp.asarray(tables.type_total), probs=rate),
        obs=jnp.asarray(tables.type_matched),
    )
    means = jnp.stack([mean_matched, mean_missed], 1)
    _observe("type_mean", jnp.log(means), _MEAN_SLACK, np.log(tables.type_mean))
