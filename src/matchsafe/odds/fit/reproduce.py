"""Posterior predictive check: the published figures beside what the fitted model gives for them."""

from __future__ import annotations

from typing import Any, Final

import jax
import numpy as np

from matchsafe.odds.arrays import Floats
from matchsafe.odds.fit.groups import COUNT_COUPLING
from matchsafe.odds.fit.likelihood import FULL_COUNT, MAX_RANKS
from matchsafe.odds.fit.model import SITES, joint
from matchsafe.odds.fit.run import Draws
from matchsafe.odds.fit.tables import TYPES, Tables

ENOUGH: Final = FULL_COUNT
"""Applicants from which a specialty's figures have to be reproduced."""
OUTCOMES: Final = ("matched", "not_matched")
_RANKS: Final = np.arange(1, MAX_RANKS + 1)
_joint = jax.jit(lambda p: joint(p)[0])


def shares(draws: Draws) -> Floats:
    """Shares of outcomes by printed rank count, (draws, specialties, 2, ranks), adding to 1 over the last two."""
    return np.stack([np.asarray(_joint({s: draws[s][d] for s in SITES})) for d in range(len(draws["b"]))])


def quartiles(share: Floats) -> list[int]:
    """The quartiles of a rank distribution given by unnormalised shares."""
    cumulative = np.cumsum(share) / share.sum()
    return [int(np.searchsorted(cumulative, level) + 1) for level in (0.25, 0.5, 0.75)]


def moments(share: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of ranks under unnormalised shares (last axis)."""
    total = share.sum(-1)
    mean = (share * _RANKS).sum(-1) / total
    return mean, np.sqrt(np.maximum((share * _RANKS**2).sum(-1) / total - mean**2, 0))


def _sd_error(share: Floats, n: float) -> float:
    """Standard error of the standard deviation of a sample of ``n`` from shares by rank."""
    whole = share / share.sum()
    away = _RANKS - whole @ _RANKS
    second, fourth = whole @ away**2, whole @ away**4
    return float(np.sqrt((fourth - second**2) / (4 * second * n)))


def specialties(each: Floats, tables: Tables) -> list[dict[str, Any]]:
    """Per specialty: match rate per 100, and of each outcome quartiles, mean, spread and longest list.

    ``longest_probability`` is that of a longest list as far out as the published one, on the side it lies; ``sd_error``
    is the sampling error of the published spread.
    """
    whole = each.mean(0)
    out = []
    for i, code in enumerate(tables.specialties):
        row: dict[str, Any] = {
            "specialty": code,
            "applicants": int(tables.total[i]),
            "rate_published": round(100 * float(tables.matched[i] / tables.total[i]), 1),
            "rate_fitted": round(100 * float(whole[i, 0].sum()), 1),
        }
        for o, name in enumerate(OUTCOMES):
            share, n = whole[i, o], tables.ranks_n[i, o]
            seen = tables.ranks_quartiles[i, o]
            row[f"{name}_published"] = None if np.isnan(seen).any() else [float(v) for v in seen]
            row[f"{name}_fitted"] = quartiles(share)
            if not n:
                continue
            mean, sd = moments(share)
            longest = int(tables.ranks_max[i, o])
            below = np.cumsum(each[:, i, o], -1) / each[:, i, o].sum(-1, keepdims=True)
            at_most = float((below[:, longest - 1] ** n).mean())
            shorter = float((below[:, longest - 2] ** n).mean()) if longest > 1 else 0.0
            row[f"{name}_numbers"] = {
                "applicants": int(n),
                "mean_published": float(tables.ranks_mean[i, o]),
                "mean_fitted": round(float(mean), 2),
                "sd_published": float(tables.ranks_sd[i, o]),
                "sd_fitted": round(float(sd), 2),
                "sd_error": round(_sd_error(share, n), 2),
                "longest": longest,
                "longest_probability": round(min(at_most, 1 - shorter), 3),
            }
        out.append(row)
    return sorted(out, key=lambda r: -int(r["applicants"]))


def types(draws: Draws, by_type: Draws, tables: Tables) -> list[dict[str, Any]]:
    """Per applicant type: match rate per 100 and mean list length of 2025, matched and not, published and fitted.

    The fitted side is non-US IMGs of 2025 moved by what the model has between the types.
    """
    mix = tables.total / tables.total.sum()
    found = np.zeros((len(TYPES), 3))
    for t in range(len(TYPES)):
        total = np.zeros((2, MAX_RANKS))
        for d in range(len(draws["b"])):
            p = {s: draws[s][d] for s in SITES}
            p["alpha"] = p["alpha"] + by_type["type_alpha"][d, t]
            p["b"] = p["b"] + by_type["step_b"][d, t]
            p["log_k"] = p["log_k"] + np.log(COUNT_COUPLING[t])
            total += (np.asarray(_joint(p)) * mix[:, None, None]).sum(0) / len(draws["b"])
        rate = total[0].sum() / total.sum()
        found[t] = [np.log(rate / (1 - rate)), *np.log(moments(total)[0])]
    rates = tables.type_matched / tables.type_total
    base = np.array([np.log(rates[0] / (1 - rates[0])), *np.log(tables.type_mean[0])])
    moved = base + found - found[0]
    return [{
        "type": name,
        "rate_published": round(100 * float(rates[t]), 1),
        "rate_fitted": round(100 / (1 + float(np.exp(-moved[t, 0]))), 1),
        "mean_matched_published": float(tables.type_mean[t, 0]),
        "mean_matched_fitted": round(float(np.exp(moved[t, 1])), 2),
        "mean_not_matched_published": float(tables.type_mean[t, 1]),
        "mean_not_matched_fitted": round(float(np.exp(moved[t, 2])), 2),
    } for t, name in enumerate(TYPES)]  # fmt: skip
