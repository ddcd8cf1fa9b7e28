"""Posterior predictive check: the published figures beside what the fitted model gives for them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matchsafe.odds.fit.model import COUNT_COUPLING, MAX_RANKS, joint
from matchsafe.odds.fit.run import POOLED, Draws
from matchsafe.odds.fit.tables import TYPES, Tables

Floats = npt.NDArray[np.float64]

ENOUGH: Final = 100
"""Applicants from which a specialty's figures have to be reproduced."""
_RANKS: Final = np.arange(1, MAX_RANKS + 1)


def shares(draws: Draws, each: bool = False) -> tuple[Floats, Floats]:
    """Shares of matched and not matched by rank count: (specialties, ranks), or with ``each`` one per draw."""
    k, c = draws["k"][:, None], draws["c"][:, None]
    found = [joint([draws[s][i : i + 16] for s in POOLED], k[i : i + 16], c[i : i + 16])[:2]
             for i in range(0, len(k), 16)]  # fmt: skip
    matched, missed = (np.concatenate([np.asarray(f[o]) for f in found]) for o in (0, 1))
    return (matched, missed) if each else (matched.mean(0), missed.mean(0))


def quartiles(share: Floats) -> list[int]:
    """The quartiles of a rank distribution given by unnormalised shares."""
    cumulative = np.cumsum(share) / share.sum()
    return [int(np.searchsorted(cumulative, level) + 1) for level in (0.25, 0.5, 0.75)]


def specialties(draws: Draws, tables: Tables) -> list[dict[str, Any]]:
    """Per specialty with published quartiles: match rate per 100 and quartiles of ranks, published and fitted."""
    matched, missed = shares(draws)
    out = []
    for i, code in enumerate(tables.specialties):
        row: dict[str, Any] = {
            "specialty": code,
            "applicants": int(tables.total[i]),
            "rate_published": round(100 * float(tables.matched[i] / tables.total[i]), 1),
            "rate_fitted": round(100 * float(matched[i].sum()), 1),
        }
        for o, (name, share) in enumerate((("matched", matched[i]), ("not_matched", missed[i]))):
            seen = tables.ranks_quartiles[i, o]
            row[f"{name}_published"] = None if np.isnan(seen).any() else [float(v) for v in seen]
            row[f"{name}_fitted"] = quartiles(share)
        out.append(row)
    return sorted(out, key=lambda r: -int(r["applicants"]))


def types(draws: Draws, tables: Tables) -> list[dict[str, Any]]:
    """Per applicant type: match rate per 100 and mean list length, matched and not, published and fitted."""
    k, c = draws["k"][:, None] * COUNT_COUPLING, draws["c"][:, None]
    matched, missed, _ = (np.asarray(v) for v in joint([draws[f"type_{s}"] for s in POOLED], k, c))
    out = []
    for t, name in enumerate(TYPES):
        means = [float((s[:, t].mean(0) * _RANKS).sum() / s[:, t].mean(0).sum()) for s in (matched, missed)]
        out.append({
            "type": name,
            "rate_published": round(100 * float(tables.type_matched[t] / tables.type_total[t]), 1),
            "rate_fitted": round(100 * float(matched[:, t].sum(-1).mean()), 1),
            "mean_matched_published": float(tables.type_mean[t, 0]),
            "mean_matched_fitted": round(means[0], 2),
            "mean_not_matched_published": float(tables.type_mean[t, 1]),
            "mean_not_matched_fitted": round(means[1], 2),
        })  # fmt: skip
    return out
