"""The other applicant types by specialty, and the gap of visa need: worked out from the draws after sampling.

Neither feeds back into the fit of the non-US IMG tables: their data are second-hand and coarse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matchsafe.odds.fit.model import COUNT_COUPLING, joint
from matchsafe.odds.fit.run import POOLED, Draws
from matchsafe.odds.fit.tables import TYPES, Tables

Floats = npt.NDArray[np.float64]

_OWN_SD: Final = 0.7
"""How much a type's standing in one specialty may differ from its standing over all (logit at each program)."""
_RATIO_SLACK: Final = 0.45
"""Error allowed in a log odds ratio of matches per applicant. That table counts applicants to two specialties twice;
its logits differ from those of the 2026 rates to the preferred specialty by up to 0.8."""
_GRID: Final = np.linspace(-3.0, 3.0, 13)
_VISA_GRID: Final = np.linspace(0.0, 2.0, 11)
_VISA_SE: Final = 0.08
"""Error of the published gap by visa need, logit."""


def _logit(p: Any) -> Any:
    return np.log(p) - np.log1p(-p)


def _rate(group: Sequence[Any], k: Any, c: Any, shift: Any = 0.0) -> Floats:
    return np.asarray(joint(group, k, c, shift)[0].sum(-1))


def _draw(grid: Floats, log_density: Floats, rng: np.random.Generator) -> float:
    fine = np.linspace(grid[0], grid[-1], 601)
    weights = np.exp(np.interp(fine, grid, log_density - log_density.max()))
    return float(rng.choice(fine, p=weights / weights.sum()))


def by_type(draws: Draws, tables: Tables, seed: int) -> Draws:
    """Parameters of every type in every specialty, shape (draws, types, specialties + 1).

    The last specialty stands for any other; its covariates are those of a fitted one picked at random.

    A type's counts differ from those of non-US IMGs of the specialty by the type's step over all specialties; its ``b``
    differs by that step and by a part of its own, which the 2025 matches per applicant inform where they are known.
    """
    rng = np.random.default_rng(seed)
    size, specialties = len(draws["k"]), len(tables.specialties)
    like = tables.covariates[rng.integers(specialties, size=size)]
    hyper = {
        s: draws[f"{s}_centre"]
        + (draws[f"{s}_slopes"] * like).sum(1)
        + draws[f"{s}_tau"] * rng.standard_normal(size)
        for s in POOLED
    }
    base = {s: np.concatenate([draws[s], hyper[s][:, None]], 1) for s in hyper}
    own = rng.normal(0, _OWN_SD, (size, len(TYPES), specialties + 1))
    own[:, 0] = 0.0
    step = {s: draws[f"type_{s}"] - draws[f"type_{s}"][:, :1] for s in hyper}
    for d in range(size):
        k, c = draws["k"][d], draws["c"][d]
        plain = _logit(_rate([base[s][d] for s in POOLED], k, c))
        for t in range(1, len(TYPES)):
            known = np.flatnonzero(~np.isnan(tables.log_odds_ratio[t - 1]))
            tried = [
                base[s][d, known, None] + step[s][d, t] + (_GRID if s == "b" else 0 * _GRID) for s in POOLED
            ]
            rate = _rate(tried, k * COUNT_COUPLING[t], c)
            ratio = _logit(rate) - plain[known, None]
            sd = np.hypot(tables.log_odds_ratio_se[t - 1, known], _RATIO_SLACK)[:, None]
            log_density = -0.5 * ((tables.log_odds_ratio[t - 1, known, None] - ratio) / sd) ** 2
            log_density -= 0.5 * (_GRID / _OWN_SD) ** 2
            own[d, t, known] = [_draw(_GRID, row, rng) for row in log_density]
    return {s: base[s][:, None, :] + step[s][:, :, None] + (own if s == "b" else 0.0) for s in hyper}


def visa_step(draws: Draws, tables: Tables, seed: int) -> Floats:
    """Standard deviations of strength between non-US IMGs who need no visa and those who do, one value per draw."""
    rng = np.random.default_rng(seed + 1)
    found = []
    for d, (k, c) in enumerate(zip(draws["k"], draws["c"], strict=True)):
        group = [draws[f"type_{s}"][d, 0] + 0 * _VISA_GRID for s in POOLED]
        needs = _rate(group, k, c, -_VISA_GRID * (1 - tables.visa_share))
        free = _rate(group, k, c, _VISA_GRID * tables.visa_share)
        log_density = -0.5 * ((tables.visa_gap - _logit(free) + _logit(needs)) / _VISA_SE) ** 2
        found.append(_draw(_VISA_GRID, log_density, rng))
    return np.array(found)
