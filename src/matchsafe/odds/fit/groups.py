"""The other applicant types and Step 2 CK: worked out from the draws after sampling.

Neither feeds back into the fit of the non-US IMG tables: the types' data are coarse, and the gap in scores
would be read as news of the cut. The types share the shape of the non-US IMG model; what differs is how many
interviews they get and how gladly programs rank them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np

from matchsafe.evidence import table
from matchsafe.odds.arrays import Floats
from matchsafe.odds.fit.likelihood import MAX_RANKS
from matchsafe.odds.fit.model import PRIORS, SITES, joint
from matchsafe.odds.fit.run import Draws
from matchsafe.odds.fit.tables import TYPES, Tables

COUNT_COUPLING: Final = np.array([1.0, 1.3, 0.5, 0.5])
"""How much of strength shows in a type's counts, beside non-US IMGs: without it their published mean lists cannot be
met. US seniors stop collecting interviews when they have enough; the lists of US-IMGs who match and who do not lie
further apart (10.1 and 3.4) than two steps alone would have them (9.5 and 3.9)."""
_ERRORS: Final = np.array([0.02, 0.05, 0.08])
"""Errors of a type's match rate (logit) and mean list of matched and not matched (log), against non-US IMGs."""
_STEPS: Final = 12
"""Of Gauss and Newton's method for a type's two differences."""
_OWN_SD: Final = 0.5
"""How much a type's standing in one specialty may differ from its standing over all (logit at each program)."""
_TWICE: Final = 0.45
"""Error of a log odds ratio of matches per applicant: the table counts applicants to two specialties twice,
and its logits differ from those of the 2026 rates to the preferred specialty by up to 0.8."""
_GRID: Final = np.linspace(-2.0, 2.0, 11)
_LAM: Final = (0.45, 0.2)
"""Centre and spread of the correlation of Step 2 CK with strength over specialties, before the tables are seen."""
_LAM_BETWEEN: Final = 0.1
"""How far it differs between specialties."""
_LAM_ENDS: Final = (0.02, 0.85)
_RANKS: Final = np.arange(1.0, MAX_RANKS + 1)
_BATCH: Final = 20


def _logit(p: Any) -> Any:
    return jnp.log(p) - jnp.log1p(-p)


def _shift(p: Mapping[str, Any], coupling: Any, alpha: Any, b: Any) -> dict[str, Any]:
    return {**p, "alpha": p["alpha"] + alpha, "b": p["b"] + b, "log_k": p["log_k"] + jnp.log(coupling)}


def _totals(p: Mapping[str, Any], mix: Any) -> Any:
    """Logit of the match rate and log mean lists of matched and not matched over all specialties, (3,)."""
    shares = (joint(p)[0] * mix[:, None, None]).sum(0)
    won = shares.sum(-1)
    means = (shares * _RANKS).sum(-1) / won
    return jnp.concatenate([_logit(won[:1] / won.sum()), jnp.log(means)])


def year_to_year(seats: Any) -> float:
    """How far the log ratio of US-IMGs to non-US IMGs in the seats of a specialty moves about its mean, over years."""
    ratios: dict[str, list[float]] = {}
    for row in seats:
        ratios.setdefault(str(row["specialty"]), []).append(
            np.log(float(row["us_img"]) / float(row["non_us_img"]))
        )
    kept = [np.var(r, ddof=1) for r in ratios.values() if len(r) > 1]
    return float(np.sqrt(np.mean(kept)))


@jax.jit
@partial(jax.vmap, in_axes=(0, None, None, None))
def _two_steps(p: Any, coupling: Any, aim: Any, mix: Any) -> Any:
    """The steps in ``alpha`` and ``b`` of a draw that bring it nearest to a type's figures, by Gauss and Newton."""

    def error(x: Any) -> Any:
        return (_totals(_shift(p, coupling, x[0], x[1]), mix) - _totals(p, mix) - aim) / _ERRORS

    def step(_: Any, x: Any) -> Any:
        j, r = jax.jacfwd(error)(x), error(x)
        return x - jnp.clip(jnp.linalg.solve(j.T @ j + 1e-6 * jnp.eye(2), j.T @ r), -0.5, 0.5)

    return jax.lax.fori_loop(0, _STEPS, step, jnp.array([0.7, 0.3]))


@jax.jit
def rates(p: Any) -> Any:
    """Match rates at parameters by site."""
    return joint(p)[0].sum(-1)[..., 0]


def type_steps(draws: Draws, tables: Tables) -> tuple[Floats, Floats]:
    """Steps in ``alpha`` and in ``b`` from non-US IMGs to each type over all specialties, each (draws, types).

    They give back how the type's match rate and mean lists of 2025 differed from those of non-US IMGs.
    """
    mix = jnp.asarray(tables.total / tables.total.sum())
    published = np.concatenate([
        _logit(tables.type_matched / tables.type_total)[:, None], np.log(tables.type_mean)
    ], 1)  # fmt: skip
    stacked = {s: jnp.asarray(draws[s]) for s in SITES}
    out = np.zeros((2, len(draws["b"]), len(TYPES)))

    for t in range(1, len(TYPES)):
        coupling, aim = jnp.asarray(COUNT_COUPLING[t]), jnp.asarray(published[t] - published[0])
        found = [
            _two_steps({s: v[i : i + _BATCH] for s, v in stacked.items()}, coupling, aim, mix)
            for i in range(0, len(draws["b"]), _BATCH)
        ]
        out[:, :, t] = np.concatenate([np.asarray(f) for f in found]).T
    return out[0], out[1]


def by_type(draws: Draws, tables: Tables, seed: int) -> Draws:
    """Steps of every type.

    ``type_alpha`` and ``step_b`` are over all specialties, (draws, types); ``type_b`` is by specialty, (draws, types,
    specialties + 1).

    A type's standing in a specialty has a part of its own, which the 2025 matches per applicant inform where known.
    """
    rng = np.random.default_rng(seed)
    alpha, b = type_steps(draws, tables)
    size, specialties = draws["b"].shape
    own = rng.normal(0, _OWN_SD, (size, len(TYPES), specialties + 1))
    own[:, 0] = 0.0
    moves = year_to_year(table("selection.seats_by_kind_of_img").records())
    plain = np.stack([np.asarray(_logit(rates({s: draws[s][d] for s in SITES}))) for d in range(size)])
    for t in range(1, len(TYPES)):
        known = np.flatnonzero(~np.isnan(tables.log_odds_ratio[t - 1]))
        seasons = tables.seasons[known] if TYPES[t] == "us_img" else np.ones(len(known))
        slack = np.hypot(_TWICE, moves / np.sqrt(np.maximum(seasons, 1)))
        sd = np.hypot(tables.log_odds_ratio_se[t - 1, known], slack)[:, None]
        for d in range(size):
            p = {s: draws[s][d, known, None] + 0 * _GRID for s in SITES}
            tried = _shift(p, float(COUNT_COUPLING[t]), alpha[d, t], b[d, t] + _GRID)
            ratio = np.asarray(_logit(rates(tried))) - plain[d, known, None]
            log_density = -0.5 * ((tables.log_odds_ratio[t - 1, known, None] - ratio) / sd) ** 2
            log_density -= 0.5 * (_GRID / _OWN_SD) ** 2
            own[d, t, known] = [_draw(_GRID, row, rng) for row in log_density]
    return {"type_alpha": alpha, "step_b": b, "type_b": b[:, :, None] + own}


def _draw(grid: Floats, log_density: Floats, rng: np.random.Generator) -> float:
    fine = np.linspace(grid[0], grid[-1], 401)
    weights = np.exp(np.interp(fine, grid, log_density - log_density.max()))
    return float(rng.choice(fine, p=weights / weights.sum()))


def any_other(draws: Draws, tables: Tables, seed: int) -> Draws:
    """Parameters of a specialty without tables, (draws,) by site: as the fitted ones differ from one another.

    Its covariates are those of a fitted specialty picked at random.
    """
    rng = np.random.default_rng(seed + 1)
    size = len(draws["b"])
    like = tables.covariates[rng.integers(len(tables.specialties), size=size)]
    found: Draws = {}
    for site, prior in PRIORS.items():
        centre = draws["cut"] if site == "c_s" else draws[f"{site}_centre"]
        found[site] = centre + draws[f"{site}_tau"] * rng.standard_normal(size)
        if prior.slopes:
            found[site] = found[site] + (draws[f"{site}_slopes"] * like).sum(1)
    found["c_s"] = np.maximum(found["c_s"], 0.0)
    return found


def score_correlation(draws: Draws, tables: Tables, seed: int) -> Floats:
    """Correlation of Step 2 CK with strength, (draws, specialties + 1), partially pooled.

    It is the gap in scores between matched and not matched, over the gap in strength that the draw gives them.
    """
    rng = np.random.default_rng(seed + 2)
    gap, size = draws["gap"], len(draws["gap"])
    known = ~np.isnan(tables.step2_gap)
    seen, error = np.where(known, tables.step2_gap, 0.0), np.where(known, tables.step2_gap_se, np.inf)
    ratio, variance = seen / gap, (error / gap) ** 2
    weight = 1 / (variance + _LAM_BETWEEN**2)
    total = weight.sum(1) + 1 / _LAM[1] ** 2
    centre = ((weight * ratio).sum(1) + _LAM[0] / _LAM[1] ** 2) / total + rng.standard_normal(size) / np.sqrt(
        total
    )
    precision = 1 / variance + 1 / _LAM_BETWEEN**2
    mean = (ratio / variance + centre[:, None] / _LAM_BETWEEN**2) / precision
    own = mean + rng.standard_normal(mean.shape) / np.sqrt(precision)
    other = centre + _LAM_BETWEEN * rng.standard_normal(size)
    return np.asarray(np.clip(np.concatenate([own, other[:, None]], 1), *_LAM_ENDS))
