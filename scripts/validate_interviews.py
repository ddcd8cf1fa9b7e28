"""How well the model of invitations foretells programs it has not seen, and a later season.

    python scripts/validate_interviews.py PROGRAMS.csv NEUROLOGY.csv

PROGRAMS.csv holds one program a row with the share of US-IMG and non-US IMG applicants it invited in 2024,
NEUROLOGY.csv those of Neurology in 2026. Both are third parties' captures, no part of this project;
only sums are printed. The model starts from a prior without the shipped slopes and rates, and the rates of held-out
programs are taken away. The shipped spreads of the effects (six rounded numbers) were set on all rows.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, expit, gammaln
from scipy.stats import spearmanr

from matchsafe.domain.program import Program
from matchsafe.domain.specialties import specialty_code
from matchsafe.evidence import number
from matchsafe.odds.invitation.features import IMG_TYPES, ProgramFeatures
from matchsafe.odds.invitation.partial_pooling import Prior, Regression, exposure
from matchsafe.odds.invitation.prior import program_spread, published_rates

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FOLDS: Final = 5
SEED: Final = 20261124
NAMES: Final = ("model", "specialty mean", "IMG share")
DISPERSIONS: Final = np.geomspace(0.01, 0.16, 5)
"""Beta-binomial dispersions tried; each method takes its best one on its training rows."""
BINS: Final = 5
LEAST_FOR_PICKS: Final = 150
"""Specialties with fewer rates have no thirty programs that look best."""
SHARES: Final = (0, 0.3, 0.5, 0.7, 1.01)
"""US-IMGs among residents: programs are compared between these."""
LEAST_FOR_RANKS: Final = 30
"""Specialties with fewer held-out programs are left out of the rank correlation within specialties."""
_SETTINGS: Final = {
    "University Hospital": "university", "University-based": "university", "University Based": "university",
    "Affiliated Hospital": "community_university_affiliated",
    "Community-based university affiliated": "community_university_affiliated",
    "Community Hospital": "community", "Community-based": "community",
}  # fmt: skip
_CODES: Final = {
    "Medicine-Pediatrics": "internal_medicine_pediatrics",
    "Preventive Medicine": "public_health_preventive_medicine",
}
_YES: Final = {"Yes": True, "No": False}


def read_programs(path: Path) -> list[Program]:
    """The programs of a captured list whose specialty this project knows."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = _CODES.get(row["specialty"]) or specialty_code(row["specialty"])
            if code is not None:
                found.append(_program(row, code))
    return found


def _program(row: dict[str, str], specialty: str) -> Program:
    def share(column: str, scale: float = 1.0) -> float | None:
        return float(row[column]) / scale if row[column] else None

    def whole(column: str) -> int | None:
        return int(float(row[column])) if row[column] else None

    return Program(
        id=row["acgme_id"], name=row["program_name"], specialty=specialty, state=row["state"] or None,
        setting=_SETTINGS.get(row["setting"], "unknown"), positions=whole("pgy1_positions"),
        img_share=share("pct_img_residents", 100), us_img_share=share("pct_us_img_residents", 100),
        non_us_img_share=share("pct_nonus_img_residents", 100), j1=_YES.get(row["visa_j1"]),
        h1b=_YES.get(row["visa_h1b"]), applications=whole("applicants_2020_season"),
        invite_rate_us_img=share("invite_rate_usimg_2024"), invite_rate_non_us_img=share("invite_rate_nonusimg_2024"),
    )  # fmt: skip


def part(known: ProgramFeatures, at: Mask, *, rates: bool = True) -> ProgramFeatures:
    """Some of the programs, with or without their rates."""
    chosen = {field.name: getattr(known, field.name)[at] for field in fields(known)}
    if not rates:
        chosen["rates"] = np.full_like(chosen["rates"], np.nan)
    return ProgramFeatures(**chosen)


@dataclass(frozen=True, eq=False)
class Scored:
    """Held-out rates of one type under one method; one value a program."""

    specialty: npt.NDArray[np.str_]
    seen: Floats
    said: Floats
    log: Floats
    applicants: Floats


def log_score(y: Floats, n: Floats, mean: Floats, rho: float) -> Floats:
    """Log-probability that a beta-binomial count of ``n`` is printed as ``y``, a share rounded to whole hundredths."""
    n = np.round(n)
    a, b = mean * (1 / rho - 1), (1 - mean) * (1 / rho - 1)
    low = np.ceil(np.maximum(n * (y - 0.005), 0))
    high = np.maximum(np.floor(np.minimum(n * (y + 0.005), n)), low)
    one = (
        gammaln(n + 1) - gammaln(low + 1) - gammaln(n - low + 1) + betaln(low + a, n - low + b) - betaln(a, b)
    )
    total = one.copy()
    for step in range(1, int((high - low).max()) + 1):
        at = np.flatnonzero(low + step <= high)
        k, rest = low[at] + step, n[at] - low[at] - step
        # from the count before to this one: a ratio of neighbours needs no gamma functions
        one[at] += np.log((rest + 1) / k * (k - 1 + a[at]) / (rest + b[at]))
        total[at] = np.logaddexp(total[at], one[at])
    return total


def _regression_on_share(x: Floats, y: Floats, to: Floats) -> Floats:
    """Logistic regression of a rate on the raw IMG share (unknown: a level of its own, shrunk), and its predictions."""

    def columns(share: Floats) -> Floats:
        unknown = ~np.isfinite(share)
        return np.stack([np.ones(len(share)), np.where(unknown, 0, share), unknown.astype(float)], 1)

    a, b = columns(x), np.zeros(3)
    start = float(np.clip(y.mean(), 1e-3, 0.5))
    b[0] = np.log(start / (1 - start))
    for _ in range(15):
        mu = np.clip(expit(a @ b), 1e-3, 0.9)
        slope = mu * (1 - mu)
        w = slope**2 / (slope / 100 + mu**2)
        step = (
            np.linalg.solve(
                a.T @ (a * w[:, None]) + np.diag([1e-6, 0.01, 0.5]), a.T @ (w * (a @ b + (y - mu) / slope))
            )
            - b
        )
        b = b + np.clip(step, -1, 1)
    return expit(columns(to) @ b)


def predictions(
    known: ProgramFeatures, train: Mask, to: Mask, t: int, model: Regression, within: bool
) -> dict[str, Floats]:
    """What each method says of the programs ``to`` for type number ``t``, having seen the rates of ``train``."""
    out = {NAMES[0]: model.expectation(part(known, to, rates=False))[:, t]}
    seen = train & np.isfinite(known.rates[:, t])
    mean, share = np.full(to.sum(), known.rates[seen, t].mean()), np.zeros(to.sum())
    if not within:
        share = _regression_on_share(known.img_share[seen], known.rates[seen, t], known.img_share[to])
    else:
        for name in np.unique(known.specialty[to]):
            here, there = seen & (known.specialty == name), known.specialty[to] == name
            mean[there] = known.rates[here, t].mean()
            share[there] = _regression_on_share(
                known.img_share[here], known.rates[here, t], known.img_share[to][there]
            )
    out[NAMES[1]], out[NAMES[2]] = mean, share
    return {name: np.clip(value, 1e-3, 0.9) for name, value in out.items()}


def held_out(
    known: ProgramFeatures, splits: Iterator[Mask], *, within: bool
) -> dict[tuple[str, str], Scored]:
    """Score every method on every held-out rate. ``within``: the specialty itself was seen in training."""
    rows: dict[tuple[str, str], list[Scored]] = {(n, k): [] for n in NAMES for k in IMG_TYPES}
    for test in splits:
        train = ~test
        model = Regression(part(known, train), Prior.vague())
        applicants = exposure(known)
        for t, kind in enumerate(IMG_TYPES):
            observed = np.isfinite(known.rates[:, t])
            old, new = train & observed, test & observed
            if not new.any():
                continue
            before = predictions(known, train, old, t, model, within)
            after = predictions(known, train, new, t, model, within)
            for name in NAMES:
                y, n = known.rates[old, t], applicants[old, t]
                rho = max(DISPERSIONS, key=lambda r: float(log_score(y, n, before[name], r).sum()))
                y, n = known.rates[new, t], applicants[new, t]
                scored = log_score(y, n, after[name], float(rho))
                rows[name, kind].append(Scored(known.specialty[new], y, after[name], scored, n))
    return {key: Scored(*(np.concatenate([getattr(s, f) for s in some]) for f in Scored.__annotations__))
            for key, some in rows.items()}  # fmt: skip


def five_folds(known: ProgramFeatures) -> Iterator[Mask]:
    """Programs in five random parts, each held out once."""
    fold = np.random.default_rng(SEED).permutation(known.count) % FOLDS
    return ((fold == f) for f in range(FOLDS))


def specialties(known: ProgramFeatures) -> Iterator[Mask]:
    """Each specialty with rates held out once."""
    with_rates = np.unique(known.specialty[np.isfinite(known.rates).any(1)])
    return ((known.specialty == name) for name in with_rates)


def summary(scored: Scored) -> dict[str, float]:
    """Mean log score, the same weighted by applicants, rank correlation overall and within specialties."""
    w = scored.applicants / scored.applicants.sum()
    ranks, sizes = [], []
    for name in np.unique(scored.specialty):
        at = scored.specialty == name
        if at.sum() >= LEAST_FOR_RANKS and np.ptp(scored.seen[at]) > 0:
            ranks.append(
                float(spearmanr(scored.seen[at], scored.said[at])[0])
                if np.ptp(scored.said[at]) > 1e-9
                else 0.0
            )
            sizes.append(at.sum())
    return {
        "programs": len(scored.seen),
        "log": float(scored.log.mean()),
        "weighted": float(w @ scored.log),
        "rank": float(spearmanr(scored.seen, scored.said)[0]),
        "within": float(np.average(ranks, weights=sizes)),
        "error": float(np.sqrt(((scored.seen - scored.said) ** 2).mean())),
    }


def calibration(scored: Scored) -> list[tuple[float, float]]:
    """Mean rate said and seen in five bins of equal numbers of programs, in 100."""
    order = np.argsort(scored.said)
    return [
        (100 * float(scored.said[b].mean()), 100 * float(scored.seen[b].mean()))
        for b in np.array_split(order, BINS)
    ]


def foretold(known: ProgramFeatures) -> dict[str, Floats]:
    """Rates of each specialty with enough of them, by type, from the others alone and the published mean of its own.

    Nothing else of it is known, the shipped slopes included.
    """
    prior = Prior(Prior.vague().terms, program_spread(), published_rates())
    lasts = number("interview_assumptions.program_effect_lasts")
    out = {}
    for name in np.unique(known.specialty).tolist():
        here = known.specialty == name
        if np.isfinite(known.rates[here]).sum(0).max() < LEAST_FOR_PICKS:
            continue
        rates = known.rates.copy()
        rates[here] = np.nan
        bare = replace(known, rates=rates)
        out[name] = Regression(bare, prior).rates(bare, lasts).mean[here]
    return out


def picks(
    known: ProgramFeatures, found: dict[str, Floats]
) -> dict[tuple[str, str], list[tuple[float, float, float]]]:
    """Mean rate said and seen, in 100, of the ten, thirty and fifth of programs that look best."""
    return {
        (name, kind): said_and_seen(said[:, t], known.rates[known.specialty == name, t])
        for name, said in found.items()
        for t, kind in enumerate(IMG_TYPES)
    }


def by_share(
    known: ProgramFeatures, found: dict[str, Floats], names: Sequence[str]
) -> list[tuple[int, float, float, float]]:
    """US-IMGs at programs by their share of residents: how many programs, rate said and seen, its standard error."""
    at = np.concatenate([np.flatnonzero(known.specialty == s) for s in names])
    said, seen, share = (
        np.concatenate([found[s][:, 0] for s in names]),
        known.rates[at, 0],
        known.own_share[at, 0],
    )
    out = []
    for low, high in pairwise(SHARES):
        here = np.isfinite(seen) & (share >= low) & (share < high)
        one, other = 100 * said[here], 100 * seen[here]
        out.append(
            (len(one), float(one.mean()), float(other.mean()), float(other.std(ddof=1)) / len(one) ** 0.5)
        )
    return out


def said_and_seen(said: Floats, seen: Floats) -> list[tuple[float, float, float]]:
    """For one specialty and type, with the standard error of what was seen; programs without a rate are left out."""
    at = np.isfinite(seen)
    best = np.argsort(-said[at], kind="stable")
    return [
        (
            100 * float(said[at][best[:n]].mean()),
            100 * float(seen[at][best[:n]].mean()),
            100 * float(seen[at][best[:n]].std(ddof=1)) / n**0.5,
        )
        for n in (10, 30, int(at.sum()) // 5)
    ]


def out_of_time(
    known: ProgramFeatures, ids: list[str], later: Path
) -> dict[str, dict[str, dict[str, float]]]:
    """Rates of 2024 against Neurology 2026: root mean squared error in 100 and rank correlation, by type and method.

    The level of every method is moved to the mean of 2026: only the order and the spread of programs are judged.
    """
    with later.open(encoding="utf-8", newline="") as file:
        rows = {row["acgme_id"]: row for row in csv.DictReader(file)}
    columns = ("invite_rate_usimg", "invite_rate_nonusimg")
    seen = np.array([
        [float(rows[i][c]) / 100 if i in rows and rows[i][c] else np.nan for c in columns] for i in ids
    ])  # fmt: skip
    neurology = known.specialty == "neurology"
    model = Regression(known, Prior.vague())
    out: dict[str, dict[str, dict[str, float]]] = {}
    rates = model.rates(known, number("interview_assumptions.program_effect_lasts"))
    for t, kind in enumerate(IMG_TYPES):
        at = neurology & np.isfinite(known.rates[:, t]) & np.isfinite(seen[:, t])
        y = seen[at, t]
        said = {"pooled 2024": rates.mean[at, t], "raw 2024": known.rates[at, t],
                "own rate left out": rates.expected[at, t], "specialty mean": np.full(at.sum(), y.mean())}  # fmt: skip
        out[kind] = {
            name: {
                "programs": float(at.sum()),
                "error": 100 * float(np.sqrt(((v * y.mean() / v.mean() - y) ** 2).mean())),
                "rank": float(spearmanr(v, y)[0]) if np.ptp(v) > 0 else 0.0,
            }
            for name, v in said.items()
        }
    return out


def main(programs: Path, neurology: Path, write: Callable[[str], object] = print) -> None:
    """Print every table of the method page."""
    found = read_programs(programs)
    known = ProgramFeatures.of(found)
    for title, splits, within in (
        ("programs held out, their specialty seen", five_folds(known), True),
        ("whole specialties held out", specialties(known), False),
    ):
        scored = held_out(known, splits, within=within)
        write(
            f"\n{title}\n| Applicants | Method | Programs | Log score | by applicants | Rank corr. | within | Error |"
        )
        for kind in IMG_TYPES:
            for name in NAMES:
                s = summary(scored[name, kind])
                cells = [f"{s['programs']:.0f}", *(f"{s[k]:.3f}" for k in ("log", "weighted"))]
                cells += [*(f"{s[k]:.2f}" for k in ("rank", "within")), f"{100 * s['error']:.1f}"]
                write("| " + " | ".join([kind, name, *cells]) + " |")
        for kind in IMG_TYPES:
            pairs = ", ".join(f"{said:.1f} / {was:.1f}" for said, was in calibration(scored[NAMES[0], kind]))
            write(f"calibration, {kind}, said / seen in 100: {pairs}")
    write("\nthe ten, thirty and fifth of programs that look best, specialty held out, said / seen in 100")
    expected = foretold(known)
    chosen = picks(known, expected)
    for (name, kind), pairs in chosen.items():
        cells = (f"{said:.1f} / {was:.1f} ± {error:.1f}" for said, was, error in pairs)
        write(f"| {name} | {kind} | " + " | ".join(cells) + " |")
    for kind in IMG_TYPES:
        of_kind = np.array([pairs for (_, k), pairs in chosen.items() if k == kind])
        (said, was), error = of_kind[:, :, :2].sum(0).T, np.sqrt((of_kind[:, :, 2] ** 2).sum(0))
        ratios = zip(said / was, said / was * error / was, strict=True)
        write(f"| all | {kind} | " + " | ".join(f"{ratio:.2f} ± {wide:.2f}" for ratio, wide in ratios) + " |")
    one = "family_medicine"
    write("\nUS-IMGs by their share of residents, specialty held out: programs, said / seen in 100")
    for title, names in ((one, [one]), ("all others", [n for n in expected if n != one])):
        cells = [f"{n}: {a:.1f} / {b:.1f} ± {e:.1f}" for n, a, b, e in by_share(known, expected, names)]
        write(f"| {title} | " + " | ".join(cells) + " |")
    write("\nNeurology 2026 from 2024")
    for kind, methods in out_of_time(known, [p.id for p in found], neurology).items():
        for name, s in methods.items():
            write(f"| {kind} | {name} | {s['programs']:.0f} | {s['error']:.2f} | {s['rank']:.2f} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
