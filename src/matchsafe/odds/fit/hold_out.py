"""Leave one specialty out: predict it from the others and from two covariates, and score that against two baselines.

The score is the log-likelihood of the published counts over the cells (matched, not matched) x (rank bins cut at the
published quartiles). Counts of ranks are whole numbers, so quartiles often coincide: bins are cut in the middle of the
probability at the quartile's integer, quartiles that coincide are one cut, and the published share below a cut is the
mean of the levels that fall on it. A quartile printed between two integers cuts between them.

Baselines, neither of which sees the specialty either: the article's one curve over the pooled rank counts of the other
specialties, and the pooled curve of the other specialties over the same counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matchsafe.odds.curve import rule_of_thumb
from matchsafe.odds.fit.model import MAX_RANKS
from matchsafe.odds.fit.reproduce import ENOUGH, shares
from matchsafe.odds.fit.run import Draws, FitPlan, fit
from matchsafe.odds.fit.tables import Tables

Floats = npt.NDArray[np.float64]

_LEVELS: Final = (0.25, 0.5, 0.75)
_TAIL: Final = 5.0


def cuts(quartiles: Floats) -> dict[float, float]:
    """Where the bins are cut, and the published share below each cut."""
    below: dict[float, list[float]] = {}
    for value, level in zip(quartiles, _LEVELS, strict=True):
        below.setdefault(float(value), []).append(level)
    return {value: float(np.mean(levels)) for value, levels in below.items()}


def binned(share: Floats, where: list[float]) -> Floats:
    """Sum shares by rank (last axis) into the bins between cuts.

    Half of the share at a cut's integer lies below it; a cut between two integers parts them.
    """
    cumulative = np.cumsum(share, -1)
    padded = np.concatenate([np.zeros_like(cumulative[..., :1]), cumulative], -1)
    ends = [(padded[..., int(np.ceil(w)) - 1] + padded[..., int(np.floor(w))]) / 2 for w in where]
    edges = np.stack([np.zeros_like(cumulative[..., 0]), *ends, cumulative[..., -1]], -1)
    return np.diff(edges, axis=-1)


def cells(matched: Floats, missed: Floats, tables: Tables, i: int) -> tuple[Floats, Floats]:
    """Predicted share and published count of every cell of specialty ``i``; predictions may carry leading axes."""
    predicted, seen = [], []
    for o, (share, total) in enumerate(
        ((matched, tables.matched[i]), (missed, tables.total[i] - tables.matched[i]))
    ):
        found = cuts(tables.ranks_quartiles[i, o])
        predicted.append(binned(share, list(found)))
        seen.append(total * np.diff([0.0, *found.values(), 1.0]))
    return np.concatenate(predicted, -1), np.concatenate(seen)


def _log_score(predicted: Floats, seen: Floats) -> float:
    return float((seen * np.log(predicted)).sum())


def _pooled(tables: Tables, matched: Floats, missed: Floats, i: int) -> tuple[Floats, Floats]:
    weight = tables.total.copy()
    weight[i] = 0
    weight /= weight.sum()
    return weight @ matched, weight @ missed


def _article(matched: Floats, missed: Floats) -> tuple[Floats, Floats]:
    count = matched + missed
    curve = np.array([rule_of_thumb(n) or 0.0 for n in range(1, MAX_RANKS + 1)])
    return count * curve, count * (1 - curve)


def _covered(draws: Floats, seen: float, noise: Floats) -> bool:
    low, high = np.percentile(draws + noise, (_TAIL, 100 - _TAIL))
    return bool(low <= seen <= high)


def _quantities(matched: Floats, missed: Floats, tables: Tables, i: int, seed: int) -> list[dict[str, Any]]:
    """Held-out quantities, per draw against published: match rate, and mean ranks of matched and not matched."""
    rng = np.random.default_rng(seed)
    ranks = np.arange(1, MAX_RANKS + 1)
    total = tables.total[i]
    rate, seen_rate = matched.sum(-1), tables.matched[i] / tables.total[i]
    found = [("match rate", rate, seen_rate, np.sqrt(rate * (1 - rate) / total))]
    for o, (name, share) in enumerate((("matched", matched), ("not matched", missed))):
        mean = (share * ranks).sum(-1) / share.sum(-1)
        n = tables.ranks_n[i, o]
        found.append((f"mean ranks, {name}", mean, tables.ranks_mean[i, o],
                      np.full_like(mean, tables.ranks_sd[i, o] / np.sqrt(n))))  # fmt: skip
    return [{
        "quantity": name,
        "published": round(float(seen), 3),
        "predicted": round(float(values.mean()), 3),
        "error": round(float(values.mean() - seen), 3),
        "inside": _covered(values, seen, noise * rng.standard_normal(len(values))),
    } for name, values, seen, noise in found]  # fmt: skip


def leave_one_out(
    tables: Tables, plan: FitPlan, full: Draws, say: Callable[[str], Any]
) -> list[dict[str, Any]]:
    """Scores and errors for every specialty with at least 100 applicants, the largest first.

    Args:
        plan: How long to sample each refit.
        full: Draws of the fit to all specialties; only the baselines' pooled tables of the *other* specialties use it.
    """
    fitted = shares(full)
    out = []
    for i in sorted(map(int, np.flatnonzero(tables.total >= ENOUGH)), key=lambda j: -tables.total[j]):
        code = tables.specialties[i]
        draws, _ = fit(tables.without(code), plan, lambda _: None)
        matched, missed = (s[:, i] for s in shares(draws, each=True))
        pooled = _pooled(tables, *fitted, i)
        article = _article(*pooled)
        each, seen = cells(matched, missed, tables, i)
        logs = (seen * np.log(each)).sum(-1)
        scores = {
            "model": _log_score(each.mean(0), seen),
            "pooled": _log_score(cells(*pooled, tables, i)[0], seen),
            "article": _log_score(cells(*article, tables, i)[0], seen),
            "model_with_range": float(np.logaddexp.reduce(logs) - np.log(len(logs))),
        }
        out.append({
            "specialty": code,
            "applicants": int(tables.total[i]),
            "scores": {name: round(value, 1) for name, value in scores.items()},
            "quantities": _quantities(matched, missed, tables, i, plan.seed),
        })  # fmt: skip
        say(f"  without {code}: model {scores['model']:.1f} (with range {scores['model_with_range']:.1f}), "
            f"pooled {scores['pooled']:.1f}, article {scores['article']:.1f}")  # fmt: skip
    return out
