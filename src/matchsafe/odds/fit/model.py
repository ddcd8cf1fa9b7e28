"""The joint model of two traits, rank count and match, as a NumPyro program.

An applicant has two independent standard normal traits: ``s``, what programs see before an interview (scores,
years since graduation, visa, experience), and ``u``, what they see in it and after it (interview, letters,
fit). Given them:

- the number of interviews is Poisson with mean ``mu``: ``log mu = l - log(1 + exp(l - log C))`` and ``l =
  alpha + k s``, so it rises with ``s`` and levels off at a capacity ``C``;
- each ranked program reaches the applicant with logit ``b + c_s s + c_u u``, independently;
- a share ``eps`` does not match to the specialty however long the list is.

In the published tables a share ``w`` of lists is padded with programs that gave no interview: a list of ``n``
interviews is printed as ``max(n, T)``, ``T`` uniform on 1..20. An applicant's own interviews are never
padding.

All parameters differ by specialty, partially pooled; ``alpha`` and ``b`` lean on two covariates that hold no
result. The tables do not tell ``c_s``: its centre is an argument, not a parameter (a cut), and the fit is
repeated at several values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist

from matchsafe.odds.fit.likelihood import MAX_RANKS, log_likelihood
from matchsafe.odds.fit.tables import Tables

LONGEST_PADDED: Final = 20
"""Ranks that NRMP's basic fee covers; unmatched lists end exactly there in five specialties of 2026."""

_S: Final = np.linspace(-4.2, 4.2, 25)
_S_WEIGHTS: Final = np.exp(-0.5 * _S**2) / np.exp(-0.5 * _S**2).sum()
_u, _weights = np.polynomial.hermite_e.hermegauss(5)
_U: Final = np.asarray(_u)
_U_WEIGHTS: Final = np.asarray(_weights / _weights.sum())
_RANKS: Final = np.arange(MAX_RANKS + 1.0)
_STRIDE: Final = 8
_LOG_FACTORIAL: Final = np.concatenate([[0.0], np.cumsum(np.log(_RANKS[1:]))])


class Pooling(NamedTuple):
    """Prior of a parameter over the specialties: normal centre with a spread, and the spread between specialties."""

    centre: float
    spread: float
    between: float
    slopes: float = 0.0


PRIORS: Final[Mapping[str, Pooling]] = {
    "alpha": Pooling(0.5, 0.7, 0.6, 0.3),
    "log_k": Pooling(0.2, 0.4, 0.3),
    "log_capacity": Pooling(3.3, 0.5, 0.4),
    "b": Pooling(-1.5, 0.7, 0.4, 0.3),
    "c_s": Pooling(0.0, 0.0, 0.3),
    "log_c_u": Pooling(-0.2, 0.6, 0.4),
    "logit_eps": Pooling(-4.5, 1.0, 1.2),
    "logit_w": Pooling(-5.5, 1.0, 1.2),
}
"""By site; the centre of ``c_s`` is the cut."""
SITES: Final = tuple(PRIORS)
TAU_SD: Final = 0.4
"""How unsure the logarithm of a spread between specialties is before the tables are seen."""


_LOWEST_SHOWN, _ONE_IN = -5.0, 3.0
"""Padding no longer shows in a specialty's tables where it takes fewer than one in so many of its applicants."""
_TOLD, _MANY = 0.3, 100
"""Centredness of the padded share, and applicants, below which a specialty's tables leave it to the others."""


def flat_padding(tables: Tables) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Logit of ``w`` below which padding no longer shows, by specialty."""
    return np.maximum(-np.log(_ONE_IN * np.maximum(tables.total, 1)), _LOWEST_SHOWN)


def unfold(y: Any, flat: Any) -> tuple[Any, Any]:
    """The value at a sampled coordinate and the log of its slope: above ``flat`` nearly the same, below it far away.

    Where padding no longer shows, its logit may be anything down to the end of its prior, and a sampler whose step fits
    the rest of it would take an age to come back from there.
    """
    return y - jnp.exp(flat - y), jnp.log1p(jnp.exp(flat - y))


def _padding() -> np.ndarray[Any, np.dtype[np.float64]]:
    """Chance that a padded list of ``n`` interviews (row) is printed with so many ranks (column)."""
    table = np.zeros((MAX_RANKS + 1, MAX_RANKS + 1))
    for n in range(MAX_RANKS + 1):
        for end in range(1, LONGEST_PADDED + 1):
            table[n, max(n, end)] += 1 / LONGEST_PADDED
    return table


PADDING: Final = _padding()


def log_mean_count(p: Mapping[str, Any], s: Any) -> Any:
    """Log of the mean number of interviews at strengths ``s`` (last axis)."""
    level = p["alpha"][..., None] + jnp.exp(p["log_k"])[..., None] * s
    return level - jnp.logaddexp(0.0, level - p["log_capacity"][..., None])


def joint(p: Mapping[str, Any]) -> tuple[Any, Any]:
    """Joint shares of (outcome, printed ranks) among applicants with a list, and the gap in strength by outcome.

    Args:
        p: The parameters by site, each of one shape ``G``.

    Returns:
        Shares of shape ``G + (2, MAX_RANKS)`` (matched, not matched; adding to 1), and the mean of ``s`` among matched
        less that among not matched, shape ``G``.
    """
    log_mu = log_mean_count(p, _S)
    count = (
        jnp.exp(_RANKS * log_mu[..., None] - jnp.exp(log_mu)[..., None] - _LOG_FACTORIAL)
        * _S_WEIGHTS[:, None]
    )
    logit = (
        p["b"][..., None, None]
        + p["c_s"][..., None, None] * _S[:, None]
        + jnp.exp(p["log_c_u"])[..., None, None] * _U
    )
    log_miss = -jnp.logaddexp(0.0, logit)[..., None]
    # a power is the product of a multiple of _STRIDE and a rest: a third of the exponentials
    rest, multiple = jnp.exp(log_miss * _RANKS[:_STRIDE]), jnp.exp(log_miss * _RANKS[::_STRIDE])
    missed = jnp.einsum("...sua,...sub->...sab", multiple * _U_WEIGHTS[:, None], rest)
    missed = missed.reshape(*missed.shape[:-2], -1)[..., : len(_RANKS)]
    eps, w = jax.nn.sigmoid(p["logit_eps"])[..., None, None], jax.nn.sigmoid(p["logit_w"])[..., None]
    reached = count * (1 - missed) * (1 - eps)
    matched, total = reached.sum(-2), count.sum(-2)
    both = jnp.stack([matched, total - matched], -2)
    both = (1 - w[..., None]) * both + w[..., None] * (both @ PADDING)
    shares = both[..., 1:] / both[..., 1:].sum((-1, -2), keepdims=True)
    won = reached.sum(-1)
    lost = count[..., 1:].sum(-1) + w * count[..., 0] - won
    gap = (won * _S).sum(-1) / won.sum(-1) - (lost * _S).sum(-1) / lost.sum(-1)
    return shares, gap


def program(tables: Tables, centre: Any, included: Any, centred: Any) -> None:
    """The generative program given the centre of ``c_s``; its sites are the draws that ship.

    Args:
        included: 1 for a specialty whose tables count, 0 for one that is left out, (specialties,).
        centred: How far each value is centred, 0 to 1, (sites, specialties). It changes the coordinates that are
            sampled, not the model.
    """
    size, x = len(tables.specialties), jnp.asarray(tables.covariates)

    def folded(site: str, middle: Any, tau: Any, told: Any) -> Any:
        """Folded where the tables speak of the value, not centred where they leave it to the other specialties."""
        z = numpyro.sample(f"{site}_z", dist.ImproperUniform(dist.constraints.real_vector, (), (size,)))
        far, log_slope = unfold(z, jnp.asarray(flat_padding(tables)))
        value = jnp.where(told, far, middle + tau * z)
        centred = dist.Normal(middle, tau).log_prob(value) + log_slope
        numpyro.factor(f"{site}_prior", jnp.where(told, centred, dist.Normal(0, 1).log_prob(z)).sum())
        return numpyro.deterministic(site, value)

    def pooled(site: str, prior: Pooling, share: Any) -> Any:
        middle: Any = (
            centre
            if site == "c_s"
            else numpyro.sample(f"{site}_centre", dist.Normal(prior.centre, prior.spread))
        ) * jnp.ones(size)
        if prior.slopes:
            middle = middle + x @ numpyro.sample(
                f"{site}_slopes", dist.Normal(0, prior.slopes).expand([2]).to_event(1)
            )
        tau = numpyro.sample(f"{site}_tau", dist.LogNormal(np.log(prior.between), TAU_SD))
        if site == "logit_w":
            return folded(site, middle, tau, (share > _TOLD) | (tables.total >= _MANY))
        z = numpyro.sample(f"{site}_z", dist.Normal(share * middle, tau**share).to_event(1))
        return numpyro.deterministic(site, middle + tau ** (1 - share) * (z - share * middle))

    sites = {s: pooled(s, prior, centred[k]) for k, (s, prior) in enumerate(PRIORS.items())}
    shares, gap = joint(sites)
    by_specialty = log_likelihood(shares, tables)
    numpyro.deterministic("log_likelihood", by_specialty)
    numpyro.deterministic("gap", gap)
    numpyro.factor("tables", (by_specialty * included).sum())
