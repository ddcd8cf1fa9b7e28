"""The shipped draws give back the published tables, and the report on them says what the draws say."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pytest
from scipy.stats import poisson

from matchsafe.evidence import table
from matchsafe.odds import fit_report
from matchsafe.odds.draws import PosteriorGroup, acceptance_report, group
from matchsafe.odds.effects import interview_effect
from matchsafe.odds.reference import match_share

Floats = npt.NDArray[np.float64]
ENOUGH: Final = 100
RANKS: Final = np.arange(1, 51)
"""Lists somewhat longer than the longest in the tables."""
EVERY: Final = 2
"""Every so-manieth draw is looked at."""

COUNTS: Final = {str(r["specialty"]): r for r in table("charting_2026.counts").records()}
SPECIALTIES: Final = sorted(COUNTS)
LARGE: Final = [
    s for s in SPECIALTIES if int(str(COUNTS[s]["matched"])) + int(str(COUNTS[s]["not_matched"])) >= ENOUGH
]
REPORT: Final = fit_report()
TYPES: Final = ("non_us_img", "us_img", "us_md", "us_do")


def total(specialty: str) -> int:
    return int(str(COUNTS[specialty]["matched"])) + int(str(COUNTS[specialty]["not_matched"]))


def quartiles(specialty: str, outcome: str) -> list[float] | None:
    rows = table("charting_2026.contiguous_ranks").records()
    (row,) = (r for r in rows if r["specialty"] == specialty and r["outcome"] == outcome)
    found = [row[q] for q in ("q1", "median", "q3")]
    return None if None in found else [float(str(v)) for v in found]


def shares(g: PosteriorGroup) -> tuple[Floats, Floats]:
    """Shares of matched and not matched by printed ranks, averaged over the draws: a plain sum over both traits."""
    s, u = np.linspace(-6, 6, 121), np.linspace(-5, 5, 41)
    weight_s, weight_u = (np.exp(-0.5 * x**2) / np.exp(-0.5 * x**2).sum() for x in (s, u))
    counts = np.arange(len(RANKS) + 1)
    matched, missed = np.zeros(len(RANKS)), np.zeros(len(RANKS))
    for d in range(0, g.size, EVERY):
        level = g.alpha[d] + g.k[d] * s
        mean = np.exp(level) / (1 + np.exp(level - g.log_capacity[d]))
        count = weight_s[:, None] * poisson.pmf(counts, mean[:, None])
        p = 1 / (1 + np.exp(-(g.b[d] + g.c_s[d] * s[:, None] + g.c_u[d] * u)))
        none = np.array([((1 - p) ** n) @ weight_u for n in counts]).T
        won = (count * (1 - g.eps[d]) * (1 - none)).sum(0)
        lost = count.sum(0) - won
        printed = np.zeros((2, len(counts)))
        for i, part in enumerate((won, lost)):
            printed[i] += (1 - g.w[d]) * part
            for end in range(1, 21):
                np.add.at(printed[i], np.maximum(counts, end), g.w[d] / 20 * part)
        whole = printed[:, 1:].sum() * len(range(0, g.size, EVERY))
        matched += printed[0, 1:] / whole
        missed += printed[1, 1:] / whole
    return matched, missed


def quantiles(share: Floats) -> Floats:
    """Quartiles of a rank distribution."""
    cumulative = np.cumsum(share) / share.sum()
    return np.array([1 + np.searchsorted(cumulative, level) for level in (0.25, 0.5, 0.75)])


@pytest.fixture(scope="module")
def tables() -> dict[str, tuple[Floats, Floats]]:
    return {s: shares(group("non_us_img", s)) for s in LARGE}


@pytest.mark.parametrize("specialty", LARGE)
def test_the_match_rate_of_2026_is_given_back_within_one_in_100(
    specialty: str, tables: dict[str, tuple[Floats, Floats]]
) -> None:
    published = 100 * int(str(COUNTS[specialty]["matched"])) / total(specialty)
    assert 100 * tables[specialty][0].sum() == pytest.approx(published, abs=1)


@pytest.mark.parametrize("specialty", LARGE)
def test_the_quartiles_of_ranks_are_given_back_within_one_rank(
    specialty: str, tables: dict[str, tuple[Floats, Floats]]
) -> None:
    for share, outcome in zip(tables[specialty], ("matched", "not_matched"), strict=True):
        published = quartiles(specialty, outcome)
        assert published is not None
        assert np.abs(quantiles(share) - published).max() <= 1, (outcome, published, quantiles(share))


def row_of(kind: str) -> dict[str, Any]:
    (row,) = (r for r in REPORT["types"] if r["type"] == kind)
    return dict(row)


@pytest.mark.parametrize("kind", ["non_us_img", "us_img"])
def test_the_2025_lists_and_match_rates_of_imgs_are_given_back(kind: str) -> None:
    row = row_of(kind)
    assert row["rate_fitted"] == pytest.approx(row["rate_published"], abs=1.5)
    for outcome in ("matched", "not_matched"):
        assert row[f"mean_{outcome}_fitted"] == pytest.approx(row[f"mean_{outcome}_published"], rel=0.1)


@pytest.mark.parametrize("kind", TYPES)
def test_the_published_side_of_the_report_on_types_is_the_evidence(kind: str) -> None:
    row, seen = row_of(kind), table(f"rol_length.{kind}").find(year=2025)
    matched, missed = (float(str(seen[k])) for k in ("n_matched", "n_unmatched"))
    assert row["rate_published"] == pytest.approx(100 * matched / (matched + missed), abs=0.05001)
    assert row["mean_matched_published"] == seen["mean_matched"]
    assert row["mean_not_matched_published"] == seen["mean_unmatched"]


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_the_published_side_of_the_report_on_specialties_is_the_evidence(specialty: str) -> None:
    (row,) = (r for r in REPORT["specialties"] if r["specialty"] == specialty)
    assert row["applicants"] == total(specialty) == group("non_us_img", specialty).applicants
    rate = 100 * int(str(COUNTS[specialty]["matched"])) / total(specialty)
    assert row["rate_published"] == pytest.approx(rate, abs=0.05001)
    for outcome in ("matched", "not_matched"):
        assert row[f"{outcome}_published"] == quartiles(specialty, outcome)


@pytest.mark.parametrize("specialty", LARGE)
def test_the_fitted_side_of_the_report_on_specialties_is_what_the_draws_say(
    specialty: str, tables: dict[str, tuple[Floats, Floats]]
) -> None:
    (row,) = (r for r in REPORT["specialties"] if r["specialty"] == specialty)
    assert row["rate_fitted"] == pytest.approx(100 * tables[specialty][0].sum(), abs=0.15)
    for share, outcome in zip(tables[specialty], ("matched", "not_matched"), strict=True):
        assert np.abs(quantiles(share) - row[f"{outcome}_fitted"]).max() <= 1


def test_the_report_covers_every_specialty_of_the_tables_largest_first() -> None:
    assert sorted(r["specialty"] for r in REPORT["specialties"]) == SPECIALTIES
    sizes = [r["applicants"] for r in REPORT["specialties"]]
    assert sizes == sorted(sizes, reverse=True)


def test_every_specialty_with_100_applicants_was_left_out_once() -> None:
    assert sorted(r["specialty"] for r in REPORT["hold_out"]) == LARGE
    assert all(r["applicants"] == total(r["specialty"]) for r in REPORT["hold_out"])


@pytest.mark.parametrize("baseline", ["pooled", "article"])
def test_over_all_specialties_left_out_the_model_predicts_better_than_one_curve(baseline: str) -> None:
    assert all(np.isfinite(list(r["scores"].values())).all() for r in REPORT["hold_out"])
    totals = {k: sum(r["scores"][k] for r in REPORT["hold_out"]) for k in ("model", baseline)}
    assert totals["model"] > totals[baseline]


def test_the_errors_of_the_predictions_are_what_they_are_said_to_be() -> None:
    for row in REPORT["hold_out"]:
        seen = {q["quantity"]: q for q in row["quantities"]}
        rate = int(str(COUNTS[row["specialty"]]["matched"])) / total(row["specialty"])
        assert seen["match rate"]["published"] == pytest.approx(rate, abs=0.0006)
        for q in seen.values():
            assert q["error"] == pytest.approx(q["predicted"] - q["published"], abs=0.0011)


def limit(name: str) -> dict[str, Any]:
    (row,) = (r for r in acceptance_report()["limits"] if r["check"] == name)
    return dict(row)


def test_the_chains_agree_at_every_value_of_the_cut() -> None:
    assert [r["cut"] for r in REPORT["convergence"]] == [0.3, 0.8, 1.3, 1.9]
    for value in REPORT["convergence"]:
        assert value["r_hat"] <= 1.05
        assert value["ess"] >= 50
        assert value["divergences"] <= 2


def test_an_equal_number_of_draws_stands_behind_each_value_of_the_cut() -> None:
    g = group("non_us_img", "internal_medicine")
    assert g.size == REPORT["draws"]
    values, counts = np.unique(g.cut, return_counts=True)
    assert values == pytest.approx([r["cut"] for r in REPORT["convergence"]])
    assert len(set(counts)) == 1
    for value in values:
        assert g.c_s[g.cut == value].mean() == pytest.approx(value, abs=0.35)


KNOWN_MISSES: Final = {
    "spread of ranks, not matched", "specialties left out, ranges of 90 in 100", "chains agree (R-hat)",
    "effective draws",
}  # fmt: skip
"""Limits that are missed and why is said on the page of the full model; no refit may miss another."""


def test_every_limit_is_in_the_report_and_only_the_known_ones_are_missed() -> None:
    limits = {r["check"]: r["holds"] for r in acceptance_report()["limits"]}
    assert {
        "match rates", "quartiles of ranks", "spread of ranks, matched", "longest published list",
        "bounds whatever the form, from the published quartiles",
        "effect of one more interview at 1, 3, 6 and 10 ranks", "small specialties pooled, number matched",
        "small specialties pooled, ranks of matched", "small specialties pooled, ranks of not matched",
        "US-IMGs of 2025, match rate", "US-IMGs of 2025, mean ranks",
        "specialties left out, against one pooled curve", "specialties left out, against the article's curve",
        "rate ratio of interviews, step2 ten points", "rate ratio of interviews, visa needed",
        "rate ratio of interviews, year since graduation", "rate ratio of interviews, month of us experience",
        "10 points of Step 2 CK at a fixed number of interviews", "divergences",
    } == limits.keys() - KNOWN_MISSES  # fmt: skip
    assert {check for check, holds in limits.items() if not holds} <= KNOWN_MISSES


def test_a_limit_that_is_missed_says_where() -> None:
    for row in acceptance_report()["limits"]:
        assert row["value"]
        assert row["limit"]
        assert row["holds"] or row["note"]


def test_the_report_on_limits_is_of_the_shipped_draws() -> None:
    worst = max(
        abs(r["rate_fitted"] - r["rate_published"])
        for r in REPORT["specialties"]
        if r["applicants"] >= ENOUGH
    )
    assert limit("match rates")["value"] == f"{worst:.1f} at most"
    table_ = limit("effect of one more interview at 1, 3, 6 and 10 ranks")["table"]
    for code in ("internal_medicine", "surgery_general"):
        for n in (1, 6):
            ours = interview_effect("non_us_img", code, n, date(2026, 11, 22)).one_more
            assert table_[f"{code} {n}"][:3] == pytest.approx(
                [100 * v for v in (ours.low, ours.value, ours.high)], abs=0.06
            )


@pytest.mark.parametrize("specialty", ["internal_medicine", "pediatrics", "surgery_general"])
@pytest.mark.parametrize("ranks", [1, 6, 15])
def test_the_reference_class_is_the_share_of_the_fitted_tables(
    specialty: str, ranks: int, tables: dict[str, tuple[Floats, Floats]]
) -> None:
    matched, missed = (part[ranks - 1] for part in tables[specialty])
    found = match_share("non_us_img", specialty, ranks).mean()
    assert found == pytest.approx(matched / (matched + missed), abs=0.015)


def test_fewer_draws_are_spread_evenly_over_all_and_may_come_several_times_over() -> None:
    g = group("non_us_img", "internal_medicine")
    few = g.thin(12, 2)
    assert few.size == 24
    assert (few.b[:12] == few.b[12:]).all()
    assert (few.b[0], few.b[11]) == (g.b[0], g.b[-1])
    assert set(few.eps) <= set(g.eps)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("specialty", ["internal_medicine", "urology"])
def test_every_group_has_draws_that_are_numbers(kind: Any, specialty: str) -> None:
    g = group(kind, specialty)
    for name in ("alpha", "k", "log_capacity", "b", "c_s", "c_u", "eps", "w", "lam"):
        values = getattr(g, name)
        assert values.shape == (g.size,)
        assert np.isfinite(values).all()
    assert ((g.eps > 0) & (g.eps < 1)).all()
    assert ((g.lam > 0) & (g.lam < 1)).all()
    assert (g.k > 0).all()
    assert ((g.slope > 0) & (g.slope < g.k)).all()
    assert g.known == (specialty in SPECIALTIES)
