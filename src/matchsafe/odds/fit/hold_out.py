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

from matchsafe.odds.arrays import Floats
from matchsafe.odds.curve import rule_of_thumb
from matchsafe.odds.fit.likelihood import MAX_RANKS
from matchsafe.odds.fit.model import PRIORS, TAU_SD
from matchsafe.odds.fit.reproduce import ENOUGH, shares
from matchsafe.odds.fit.run import Draws
from matchsafe.odds.fit.tables import Tables

_LEVELS: Final = (0.25, 0.5, 0.75)
_TAIL: Final = 0.05
_SWEEPS: Final = 4
"""Gibbs steps over centre, slopes and spread for each draw."""


def cuts(quartiles: Floats) -> dict[float, float]:
    """Where the bins are cut, and the published share below each cut."""
    below: dict[float, list[float]] = {}
    for value, level in zip(quartiles, _LEVELS, strict=True):
        below.setdefault(float(value), []).append(level)
    return {value: float(np.mean(levels)) for value, levels in below.items()}


def bin_shares(share: Floats, where: list[float]) -> Floats:
    """Sum shares by rank (last axis) into the bins between cuts.

    Half of the share at a cut's integer lies below it; a cut between two integers parts them.
    """
    cumulative = np.cumsum(share, -1)
    padded = np.concatenate([np.zeros_like(cumulative[..., :1]), cumulative], -1)
    ends = [(padded[..., int(np.ceil(w)) - 1] + padded[..., int(np.floor(w))]) / 2 for w in where]
    edges = np.stack([np.zeros_like(cumulative[..., 0]), *ends, cumulative[..., -1]], -1)
    return np.diff(edges, axis=-1)


def cells(share: Floats, tables: Tables, i: int) -> tuple[Floats, Floats]:
    """Predicted share and published count of every cell of specialty ``i``.

    Args:
        share: By outcome and ranks, (..., 2, ranks).
    """
    predicted, seen = [], []
    totals = (tables.matched[i], tables.total[i] - tables.matched[i])
    for o, total in enumerate(totals):
        found = cuts(tables.ranks_quartiles[i, o])
        predicted.append(bin_shares(share[..., o, :], list(found)))
        seen.append(total * np.diff([0.0, *found.values(), 1.0]))
    return np.concatenate(predicted, -1), np.concatenate(seen)


def _log_score(predicted: Floats, seen: Floats) -> float:
    return float((seen * np.log(predicted)).sum())


def _pooled_curve(tables: Tables, fitted: Floats, i: int) -> Floats:
    weight = tables.total.copy()
    weight[i] = 0
    return np.asarray(np.tensordot(weight / weight.sum(), fitted, 1))


def _article(pooled: Floats) -> Floats:
    curve = np.array([rule_of_thumb(n) or 0.0 for n in range(1, MAX_RANKS + 1)])
    return np.asarray(pooled.sum(0) * np.stack([curve, 1 - curve]))


def place(draws: Floats, seen: float) -> float:
    """Share of predictions at or below a published figure; of figures the ranges are right for, evenly spread."""
    return float(np.searchsorted(np.sort(draws), seen, side="right") / len(draws))


def _quantities(share: Floats, tables: Tables, i: int, seed: int) -> list[dict[str, Any]]:
    """Held-out quantities, per draw against published: match rate, and mean ranks of matched and not matched."""
    rng = np.random.default_rng(seed)
    ranks = np.arange(1, MAX_RANKS + 1)
    total = tables.total[i]
    rate, seen_rate = share[:, 0].sum(-1), tables.matched[i] / tables.total[i]
    found = [("match rate", rate, seen_rate, np.sqrt(rate * (1 - rate) / total))]
    for o, name in enumerate(("matched", "not matched")):
        mean = (share[:, o] * ranks).sum(-1) / share[:, o].sum(-1)
        n = tables.ranks_n[i, o]
        found.append((f"mean ranks, {name}", mean, tables.ranks_mean[i, o],
                      np.full_like(mean, tables.ranks_sd[i, o] / np.sqrt(n))))  # fmt: skip
    out = []
    for name, values, seen, noise in found:
        at = place(values + noise * rng.standard_normal(len(values)), seen)
        out.append({
            "quantity": name,
            "published": round(float(seen), 3),
            "predicted": round(float(values.mean()), 3),
            "error": round(float(values.mean() - seen), 3),
            "place": round(at, 3),
            "inside": _TAIL <= at <= 1 - _TAIL,
        })  # fmt: skip
    return out


def from_the_others(draws: Draws, tables: Tables, i: int, seed: int) -> Draws:
    """Parameters of specialty ``i`` as the other specialties tell them, (draws, 1) by site.

    For each draw the centre, the slopes and the spread between specialties are drawn anew given the other specialties'
    parameters (Gibbs steps, exact given those), and the specialty's own parameters from them and its covariates.
    """
    rng = np.random.default_rng(seed + i)
    others = np.arange(len(tables.specialties)) != i
    out: Draws = {}
    for site, prior in PRIORS.items():
        fixed = site == "c_s"
        columns = [np.zeros((len(others), 0)) if fixed else np.ones((len(others), 1))]
        if prior.slopes:
            columns.append(tables.covariates)
        x = np.concatenate(columns, 1)
        before = np.array(([] if fixed else [prior.spread]) + [prior.slopes] * (2 if prior.slopes else 0))
        middle = np.array(([] if fixed else [prior.centre]) + [0.0] * (2 if prior.slopes else 0))
        found = np.empty(len(draws["cut"]))
        for d in range(len(found)):
            values = draws[site][d, others] - (draws["cut"][d] if fixed else 0.0)
            tau, own = float(draws[f"{site}_tau"][d]), np.zeros(len(before))
            for _ in range(_SWEEPS):
                own = _coefficients(values, x[others], tau, middle, before, rng)
                tau = _between(values - x[others] @ own, prior.between, rng)
            found[d] = x[i] @ own + tau * rng.standard_normal() + (draws["cut"][d] if fixed else 0.0)
        out[site] = np.maximum(found, 0.0)[:, None] if fixed else found[:, None]
    return out


def _coefficients(
    values: Floats, x: Floats, tau: float, middle: Floats, spread: Floats, rng: np.random.Generator
) -> Floats:
    """A draw of centre and slopes given the specialties' values, with a normal prior."""
    if not len(middle):
        return middle
    precision = x.T @ x / tau**2 + np.diag(spread**-2)
    mean = np.linalg.solve(precision, x.T @ values / tau**2 + middle / spread**2)
    return np.asarray(
        mean + np.linalg.solve(np.linalg.cholesky(precision).T, rng.standard_normal(len(middle)))
    )


def _between(away: Floats, usual: float, rng: np.random.Generator) -> float:
    """A draw of the spread between specialties given how far each is from its expectation, with a log-normal prior."""
    grid = np.linspace(np.log(usual) - 2, np.log(usual) + 2, 201)
    log = (
        -len(away) * grid
        - 0.5 * (away @ away) * np.exp(-2 * grid)
        - 0.5 * ((grid - np.log(usual)) / TAU_SD) ** 2
    )
    weights = np.exp(log - log.max())
    return float(np.exp(rng.choice(grid, p=weights / weights.sum())))


def leave_one_out(
    tables: Tables, draws: Draws, seed: int, fitted: Floats, say: Callable[[str], Any]
) -> list[dict[str, Any]]:
    """Scores and errors for every specialty with at least 100 applicants, the largest first.

    Args:
        draws: Of the fit to all specialties; see ``from_the_others`` for how one is left out of them.
        fitted: Its shares, (specialties, 2, ranks); only the baselines' pooled tables of the *other* specialties use
            them.
    """
    out = []
    for i in sorted(map(int, np.flatnonzero(tables.total >= ENOUGH)), key=lambda j: -tables.total[j]):
        code = tables.specialties[i]
        share = shares(from_the_others(draws, tables, i, seed))[:, 0]
        pooled = _pooled_curve(tables, fitted, i)
        each, seen = cells(share, tables, i)
        logs = (seen * np.log(each)).sum(-1)
        scores = {
            "model": _log_score(each.mean(0), seen),
            "pooled": _log_score(cells(pooled, tables, i)[0], seen),
            "article": _log_score(cells(_article(pooled), tables, i)[0], seen),
            "model_with_range": float(np.logaddexp.reduce(logs) - np.log(len(logs))),
        }
        out.append({
            "specialty": code,
            "applicants": int(tables.total[i]),
            "scores": {name: round(value, 1) for name, value in scores.items()},
            "quantities": _quantities(share, tables, i, seed),
        })  # fmt: skip
        say(f"  without {code}: model {scores['model']:.1f} (with range {scores['model_with_range']:.1f}), "
            f"pooled {scores['pooled']:.1f}, article {scores['article']:.1f}")  # fmt: skip
    return out
