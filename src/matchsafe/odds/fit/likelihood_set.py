"""What the tables alone allow for one more interview: the likelihood's set over how far each trait counts.

The tables do not tell how much of the slope is selection. For each pair (``c_s``, ``c_u``) on a grid up to 2
the other parameters of every specialty are fitted to its tables without any prior; the pairs within 2 units
of the best log-likelihood make the set, and the effects of one more interview over it are what the shipped
ranges have to cover; so they ship with the draws, over the mean of the draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
from scipy.optimize import minimize

from matchsafe.odds.arrays import Floats
from matchsafe.odds.draws import ALLOWED_AT
from matchsafe.odds.fit.likelihood import log_likelihood
from matchsafe.odds.fit.model import SITES, joint, log_mean_count
from matchsafe.odds.fit.tables import Tables

RANKS: Final = ALLOWED_AT
"""Numbers of ranks at which one more is looked at."""
WITHIN: Final = 2.0
"""Units of log-likelihood from the best pair."""
_COUPLINGS: Final = np.array([0.05, 0.5, 1.0, 1.5, 2.0])
_FREE: Final = {
    "alpha": (0.5, (-3.0, 4.0)), "log_k": (0.2, (-2.5, 1.5)), "log_capacity": (3.3, (1.0, 5.0)),
    "b": (-1.5, (-6.0, 3.0)), "logit_eps": (-4.0, (-9.0, 0.0)), "logit_w": (-5.5, (-9.0, -1.0)),
}  # fmt: skip
"""Where the search for each parameter starts, and its ends."""
_S: Final = np.linspace(-4.2, 4.2, 41)
_u, _weights = np.polynomial.hermite_e.hermegauss(7)
_U, _U_WEIGHTS = np.asarray(_u), np.asarray(_weights / _weights.sum())


@dataclass(frozen=True)
class LikelihoodSet:
    """By pair and specialty.

    Attributes:
        c_s, c_u: The pairs, (pairs,).
        log_likelihood: The best that each pair allows, (pairs, specialties).
        one_more: What one more interview adds at ``RANKS``, (pairs, specialties, ranks), as a share.
    """

    c_s: Floats
    c_u: Floats
    log_likelihood: Floats
    one_more: Floats

    def ends(self, i: int) -> tuple[Floats, Floats]:
        """Lowest and highest effect over the set of a specialty, each (ranks,)."""
        inside = self.log_likelihood[:, i] >= self.log_likelihood[:, i].max() - WITHIN
        return self.one_more[inside, i].min(0), self.one_more[inside, i].max(0)


def one_more(p: Any) -> Floats:
    """What one more average interview adds for an applicant of whom the number alone is known, (..., ranks)."""
    log_mean = np.asarray(log_mean_count(p, _S))
    log_miss = -np.logaddexp(
        0.0, p["b"][..., None, None] + p["c_s"][..., None, None] * _S[:, None]
        + np.exp(p["log_c_u"])[..., None, None] * _U,
    )  # fmt: skip
    eps = 1 / (1 + np.exp(-p["logit_eps"]))
    out = []
    for n in RANKS:
        log = n * log_mean - np.exp(log_mean) - 0.5 * _S**2
        weights = np.exp(log - log.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        gain = (np.exp(n * log_miss) - np.exp((n + 1) * log_miss)) @ _U_WEIGHTS
        out.append((1 - eps) * (weights * gain).sum(-1))
    return np.stack(out, -1)


def set_ends(found: LikelihoodSet, large: Tables, draws: Mapping[str, Floats], tables: Tables) -> Floats:
    """The ends of the set over the mean of the draws, (2, specialties + 1, ranks).

    A specialty without a set of its own (and, last, one without tables) is allowed as much as any that has one.

    Args:
        large: The specialties of the set.
        draws: Of every specialty, by site.
    """
    value = one_more({s: np.asarray(draws[s], float) for s in SITES}).mean(0)
    ends = np.stack([np.stack(found.ends(i)) for i in range(len(large.specialties))], 1)
    ends = ends / value[[tables.specialties.index(code) for code in large.specialties]]
    widest = np.stack([ends[0].min(0), ends[1].max(0)])
    out = np.repeat(widest[:, None], len(tables.specialties) + 1, 1)
    for i, code in enumerate(large.specialties):
        out[:, tables.specialties.index(code)] = ends[:, i]
    return out


def likelihood_set(tables: Tables) -> LikelihoodSet:
    """Fit every specialty at every pair, from the neighbouring pair's best; some tens of seconds."""
    size, names = len(tables.specialties), list(_FREE)

    def parameters(x: Any, c_s: float, c_u: float) -> dict[str, Any]:
        free = dict(zip(names, x.reshape(len(names), size), strict=True))
        return {**free, "c_s": jnp.full(size, c_s), "log_c_u": jnp.full(size, jnp.log(c_u))}

    def each(x: Any, c_s: float, c_u: float) -> Any:
        return log_likelihood(joint(parameters(x, c_s, c_u))[0], tables)

    objective = jax.jit(jax.value_and_grad(lambda x, s, u: -each(x, s, u).sum()))
    first = np.repeat([_FREE[n][0] for n in names], size)
    bounds = [_FREE[n][1] for n in names for _ in range(size)]
    found: list[tuple[float, float, Floats, Floats]] = []
    for c_u in _COUPLINGS:
        x = first
        for c_s in _COUPLINGS:
            best = minimize(
                lambda x, s=c_s, u=c_u: [np.asarray(v, float) for v in objective(x, s, u)],
                x, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 250},
            )  # fmt: skip
            x = best.x
            p = {k: np.asarray(v) for k, v in parameters(x, c_s, c_u).items()}
            found.append((c_s, c_u, np.asarray(each(x, c_s, c_u)), one_more(p)))
    c_s_, c_u_, logs, effects = (np.array(v) for v in zip(*found, strict=True))
    return LikelihoodSet(c_s_, c_u_, logs, effects)
