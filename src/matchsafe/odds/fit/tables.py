"""The published tables the model is fitted to, read from the evidence files as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from matchsafe.evidence import table
from matchsafe.odds.arrays import Floats

TYPES: Final = ("non_us_img", "us_img", "us_md", "us_do")
"""Applicant types in the order of the fitted arrays; the first one has tables of its own by specialty."""

AFTER_SAMPLING: Final = (
    "step2_gap", "step2_gap_se", "step2_mean", "step2_sd", "type_matched", "type_total", "type_mean",
    "log_odds_ratio", "log_odds_ratio_se", "seasons",
)  # fmt: skip
"""Tables of which no chain knows: what is worked out from the draws after sampling; see ``groups``."""
_SEASONS: Final = (2023, 2024)
"""Seasons before 2025 whose seats are published by kind of IMG for some specialties."""

_MOSTLY_PGY1: Final = (
    "anesthesiology", "child_neurology", "emergency_medicine", "family_medicine", "internal_medicine",
    "internal_medicine_pediatrics", "neurological_surgery", "neurology", "obstetrics_gynecology",
    "orthopaedic_surgery", "otolaryngology", "pathology", "pediatrics", "plastic_surgery", "psychiatry",
    "surgery_general", "thoracic_surgery", "vascular_surgery",
)  # fmt: skip
"""Specialties whose positions begin in PGY-1; the 2025 table of applicants and matches covers only those."""


@dataclass(frozen=True)
class Tables:
    """Everything the likelihood reads. ``S`` specialties, 2 outcomes (matched, not matched), 4 applicant types.

    Attributes:
        specialties: Codes, length S.
        matched, total: Non-US IMGs who preferred the specialty, 2026: shape (S,).
        ranks_n: Consenting applicants behind the rank distributions: (S, 2).
        ranks_quartiles: Quartiles of contiguous ranks: (S, 2, 3); NaN where not published.
        ranks_mean, ranks_sd, ranks_max: (S, 2); NaN where not published.
        step2_gap: Mean Step 2 CK of matched less not matched in standard deviations: (S,); NaN if unknown.
        step2_gap_se: Its standard error: (S,).
        step2_mean, step2_sd: Over both outcomes, in points: (S,); NaN if unknown.
        covariates: Standardised, (S, 2): logit of non-US IMG matches per applicant in 2025, and log candidates per
            position in 2026 (known when lists are in, before the results).
        type_matched, type_total: Applicants of each type with a primary list, 2025: (4,).
        type_mean: Mean list length, matched and not: (4, 2).
        log_odds_ratio, log_odds_ratio_se: Of matches per applicant against non-US IMGs: (3, S); NaN unknown. Of
            2025; for US-IMGs the mean of that season and those before it whose seats are known.
        seasons: How many seasons the ratio of US-IMGs is the mean of: (S,).
    """

    specialties: tuple[str, ...]
    matched: Floats
    total: Floats
    ranks_n: Floats
    ranks_quartiles: Floats
    ranks_mean: Floats
    ranks_sd: Floats
    ranks_max: Floats
    step2_gap: Floats
    step2_gap_se: Floats
    step2_mean: Floats
    step2_sd: Floats
    covariates: Floats
    type_matched: Floats
    type_total: Floats
    type_mean: Floats
    log_odds_ratio: Floats
    log_odds_ratio_se: Floats
    seasons: Floats

    def with_applicants(self, fewest: int) -> Tables:
        """The same tables of the specialties with at least so many applicants."""
        kept = np.flatnonzero(self.total >= fewest)
        by_specialty = (
            "matched", "total", "ranks_n", "ranks_quartiles", "ranks_mean", "ranks_sd", "ranks_max", "step2_gap",
            "step2_gap_se", "step2_mean", "step2_sd", "covariates", "seasons",
        )  # fmt: skip
        chosen: dict[str, Any] = {name: getattr(self, name)[kept] for name in by_specialty}
        chosen |= {name: getattr(self, name)[:, kept] for name in ("log_odds_ratio", "log_odds_ratio_se")}
        return replace(self, specialties=tuple(self.specialties[i] for i in kept), **chosen)


def _by_outcome(figure_id: str, specialties: tuple[str, ...], column: str) -> Floats:
    out = np.full((len(specialties), 2), np.nan)
    for row in table(figure_id).records():
        value = row[column]
        if value is not None:
            out[specialties.index(str(row["specialty"])), int(row["outcome"] == "not_matched")] = value
    return out


def _standardise(x: Floats) -> Floats:
    z: Floats = (x - np.nanmean(x)) / np.nanstd(x)
    return np.where(np.isnan(z), 0.0, z)


def _shift_of(row: Mapping[str, Any], seats: Mapping[str, Any]) -> float:
    """How far the log odds ratio of US-IMGs in an earlier season lay from that of 2025, by the seats they filled.

    The mix of applicants is taken to move as that of all who handed in a list; what is left is the match rate of
    US-IMGs, from log rate to logit at that of 2025.
    """
    moved = 0.0
    for kind, sign in (("us_img", 1.0), ("non_us_img", -1.0)):
        lists = [table(f"rol_length.{kind}").find(year=y) for y in (seats["match_year"], 2025)]
        then, now = (float(r["n_matched"] or 0) + float(r["n_unmatched"] or 0) for r in lists)
        moved += sign * np.log(float(seats[kind]) / float(row[f"matches_{kind}"]) * now / then)
    return float(moved / (1 - float(row["matches_us_img"]) / float(row["applicants_us_img"])))


def _ratios(specialties: tuple[str, ...]) -> tuple[Floats, Floats, Floats, Floats]:
    matches = {str(r["specialty"]): r for r in table("positions_2025.applicants_and_matches").records()}
    logit, variance = np.full((4, len(specialties)), np.nan), np.full((4, len(specialties)), np.nan)
    for i, code in enumerate(specialties):
        if code not in _MOSTLY_PGY1 or code not in matches:
            continue
        for t, kind in enumerate(TYPES):
            applied, got = matches[code][f"applicants_{kind}"], matches[code][f"matches_{kind}"]
            if isinstance(applied, int) and isinstance(got, int) and applied >= 10:
                yes, no = got + 0.5, applied - got + 0.5
                logit[t, i], variance[t, i] = np.log(yes / no), 1 / yes + 1 / no
    ratio, seasons = logit[1:] - logit[0], np.where(np.isnan(logit[1]), 0.0, 1.0)
    for seats in table("selection.seats_by_kind_of_img").records():
        code = str(seats["specialty"])
        if seats["match_year"] in _SEASONS and code in specialties and seasons[specialties.index(code)]:
            i = specialties.index(code)
            seasons[i] += 1
            earlier = logit[1, i] - logit[0, i] + _shift_of(matches[code], seats)
            ratio[0, i] += (earlier - ratio[0, i]) / seasons[i]
    return logit[0], ratio, np.sqrt(variance[1:] + variance[0]), seasons


def read_tables() -> Tables:
    """Read the tables from the evidence files."""
    counts = {str(r["specialty"]): r for r in table("charting_2026.counts").records()}
    specialties = tuple(sorted(counts))
    column = {
        k: np.array([float(counts[s][k] or 0) for s in specialties])
        for k in ("positions", "applicants_first_choice", "matched", "not_matched")
    }
    ranks, step2 = "charting_2026.contiguous_ranks", "charting_2026.step2_ck"
    ranks_n = np.nan_to_num(_by_outcome(ranks, specialties, "n"))
    score, spread = _by_outcome(step2, specialties, "mean"), _by_outcome(step2, specialties, "sd")
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = ranks_n / ranks_n.sum(1, keepdims=True)
        mean = np.nansum(np.where(np.isnan(score), 0, score) * weight, 1)
        within = np.nansum(np.where(np.isnan(spread), 0, spread) ** 2 * weight, 1)
        between = np.nansum(np.where(np.isnan(score), 0, score - mean[:, None]) ** 2 * weight, 1)
        sd = np.sqrt(within + between)
        gap = (score[:, 0] - score[:, 1]) / sd
        gap_se = np.sqrt((1 / np.maximum(ranks_n, 1)).sum(1))
    known = ~np.isnan(score).all(1)
    ratio_2025, log_odds_ratio, log_odds_ratio_se, seasons = _ratios(specialties)
    by_type = [table(f"rol_length.{kind}").find(year=2025) for kind in TYPES]
    cells = {k: np.array([float(r[k] or 0) for r in by_type])
             for k in ("n_matched", "n_unmatched", "mean_matched", "mean_unmatched")}  # fmt: skip
    return Tables(
        specialties=specialties,
        matched=column["matched"],
        total=column["matched"] + column["not_matched"],
        ranks_n=ranks_n,
        ranks_quartiles=np.stack([_by_outcome(ranks, specialties, q) for q in ("q1", "median", "q3")], -1),
        ranks_mean=_by_outcome(ranks, specialties, "mean"),
        ranks_sd=_by_outcome(ranks, specialties, "sd"),
        ranks_max=_by_outcome(ranks, specialties, "max"),
        step2_gap=gap,
        step2_gap_se=gap_se,
        step2_mean=np.where(known, mean, np.nan),
        step2_sd=np.where(known, sd, np.nan),
        covariates=np.stack([
            _standardise(ratio_2025),
            _standardise(np.log(column["applicants_first_choice"] / column["positions"])),
        ], 1),
        type_matched=cells["n_matched"],
        type_total=cells["n_matched"] + cells["n_unmatched"],
        type_mean=np.stack([cells["mean_matched"], cells["mean_unmatched"]], 1),
        log_odds_ratio=log_odds_ratio,
        log_odds_ratio_se=log_odds_ratio_se,
        seasons=seasons,
    )  # fmt: skip
