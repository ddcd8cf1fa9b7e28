"""The shape of the posterior: what makes NUTS take few and long steps.

The posterior is far from round: a large specialty's tables fix its own values, a small one's leave them to the
others, and within a specialty the parameters stand in for one another. Three things mend that: each value is
centred as far as its tables speak of it, the posterior is whitened by its mean curvature, and each specialty's
own block is stretched to the spread seen in a first run (where curvature alone misses a long tail).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from matchsafe.odds.arrays import Floats
from matchsafe.odds.fit.likelihood import log_likelihood
from matchsafe.odds.fit.model import PRIORS, SITES, joint
from matchsafe.odds.fit.tables import Tables

Gradient = Callable[[Floats], tuple[float, Floats]]
"""A function with its gradient, at one place."""

_STEP: Final = 1e-4
"""Of differences of a gradient."""
_FLATTEST: Final = 0.3
"""Curvature is taken to be no less than this: no direction is believed to be wider than its prior by far."""
_BELIEVED: Final = 40
"""Draws' worth of belief in the curvature, against the spread seen in a run."""
_MOST_STEPS: Final = 600


def lowest(at: Gradient, start: Floats) -> Floats:
    """Where a function is lowest near a place."""
    found = minimize(at, start, jac=True, method="L-BFGS-B", options={"maxiter": _MOST_STEPS})
    return np.asarray(found.x)


def curvature(at: Gradient, place: Floats) -> Floats:
    """The matrix of second derivatives of a function at a place, by differences of its gradient."""
    rows = [(at(place + d)[1] - at(place - d)[1]) / (2 * _STEP) for d in _STEP * np.eye(len(place))]
    return np.asarray(np.add(rows, np.transpose(rows)) / 2)


def covariance(curved: Floats) -> Floats:
    """The covariance of a normal with such a curvature of its log-density, flat directions bounded."""
    values, vectors = np.linalg.eigh(curved)
    return np.asarray((vectors / np.maximum(values, _FLATTEST)) @ vectors.T)


def _power(matrix: Floats, exponent: float) -> Floats:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray((vectors * values**exponent) @ vectors.T)


def stretch(believed: Floats, draws: Floats, blocks: Sequence[npt.NDArray[np.int64]]) -> Floats:
    """A covariance whose blocks are as wide as seen in draws, what is between blocks kept in proportion.

    Args:
        draws: From a run, (draws, size).
        blocks: Disjoint sets of coordinates.
    """
    by = np.eye(len(believed))
    for block in blocks:
        square = np.ix_(block, block)
        own, n = believed[square], len(draws)
        seen = (n * np.cov(draws[:, block].T) + _BELIEVED * own) / (n + _BELIEVED)
        root, inverse = _power(own, 0.5), _power(own, -0.5)
        by[square] = inverse @ _power(root @ seen @ root, 0.5) @ inverse
    return np.asarray(by @ believed @ by.T)


def centredness(tables: Tables, centre: float) -> Floats:
    """How far the tables of a specialty fix each of its values, 0 to 1, (sites, specialties).

    It is the share of the variance between specialties that is gone once the tables are seen, at the mode of each
    specialty taken for itself.
    """
    middle = np.array([centre if s == "c_s" else PRIORS[s].centre for s in SITES])[:, None]
    between = np.array([PRIORS[s].between for s in SITES])[:, None]
    shape = (len(SITES), len(tables.specialties))

    @jax.jit
    def value(x: Any) -> Any:
        v = x.reshape(shape)
        prior = 0.5 * (((v - middle) / between) ** 2).sum()
        return prior - log_likelihood(joint(dict(zip(SITES, v, strict=True)))[0], tables).sum()

    both = jax.jit(jax.value_and_grad(value))

    def at(x: Floats) -> tuple[float, Floats]:
        found, slope = both(jnp.asarray(x))
        return float(found), np.asarray(slope)

    mode = lowest(at, np.broadcast_to(middle, shape).ravel())
    own = np.empty((len(SITES), *shape))
    for k in range(len(SITES)):
        step = np.zeros(shape)
        step[k] = _STEP
        own[k] = (
            (at(mode + step.ravel())[1] - at(mode - step.ravel())[1]) / (2 * _STEP)
        ).reshape(shape)  # fmt: skip
    left = np.stack([np.diag(covariance((m + m.T) / 2)) for m in own.transpose(2, 0, 1)], 1)
    return np.asarray(np.clip(1 - left / between**2, 0.0, 1.0))
