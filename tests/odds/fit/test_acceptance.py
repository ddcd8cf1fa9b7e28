"""The report on the limits: each limit can be missed, and says where it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matchsafe.evidence import table
from matchsafe.odds import fit_report
from matchsafe.odds.bounds import MatchRateBound, bounds
from matchsafe.odds.fit import acceptance
from matchsafe.odds.fit.likelihood_set import RANKS, LikelihoodSet, one_more, set_ends
from matchsafe.odds.fit.tables import read_tables

pytestmark = pytest.mark.fit


def rows_of(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = [*acceptance._reproduction(report), *acceptance._small(report), *acceptance._hold_out(report),
             *acceptance._types(report), *acceptance._convergence(report)]  # fmt: skip
    return {r["check"]: r for r in found}


def worse(change: Any) -> dict[str, dict[str, Any]]:
    import copy

    report = copy.deepcopy(fit_report())
    change(report)
    return rows_of(report)


def large(report: dict[str, Any]) -> dict[str, Any]:
    return dict(next(r for r in report["specialties"] if r["applicants"] >= 100))


def test_a_rate_two_points_off_misses_its_limit() -> None:
    def change(report: dict[str, Any]) -> None:
        report["specialties"][0]["rate_fitted"] += 2

    assert not worse(change)["match rates"]["holds"]


def test_a_spread_a_third_too_wide_is_named() -> None:
    def change(report: dict[str, Any]) -> None:
        numbers = report["specialties"][0]["not_matched_numbers"]
        numbers["sd_fitted"] = 1.33 * numbers["sd_published"]

    row = worse(change)["spread of ranks, not matched"]
    assert not row["holds"]
    assert "internal_medicine +33 in 100" in row["note"]


def test_a_longest_list_that_cannot_be_misses_its_limit() -> None:
    def change(report: dict[str, Any]) -> None:
        report["specialties"][0]["matched_numbers"]["longest_probability"] = 0.001

    assert not worse(change)["longest published list"]["holds"]


def test_chains_that_do_not_agree_miss_their_limit() -> None:
    def change(report: dict[str, Any]) -> None:
        report["convergence"][0] |= {"r_hat": 1.2, "ess": 40, "divergences": 7}

    rows = worse(change)
    assert not any(rows[c]["holds"] for c in ("chains agree (R-hat)", "effective draws", "divergences"))
    beside = fit_report()["convergence"]
    assert rows["effective draws"]["note"].endswith(
        f"{min(r['ess_beside_padding'] for r in beside):.0f} beside it"
    )


def test_ranges_that_hold_nothing_or_everything_miss_their_limit() -> None:
    for inside in (True, False):

        def change(report: dict[str, Any], inside: bool = inside) -> None:
            for row in report["hold_out"]:
                for q in row["quantities"]:
                    q |= {"inside": inside, "place": 0.5 if inside else 0.01}

        row = worse(change)["specialties left out, ranges of 90 in 100"]
        assert not row["holds"]
        assert ("mean ranks, matched 11 of 11 held" in row["note"]) == inside


def test_lists_of_us_imgs_a_sixth_too_long_miss_their_limit() -> None:
    def change(report: dict[str, Any]) -> None:
        (row,) = (r for r in report["types"] if r["type"] == "us_img")
        row["mean_not_matched_fitted"] = 1.16 * row["mean_not_matched_published"]

    row = worse(change)["US-IMGs of 2025, mean ranks"]
    assert (row["holds"], row["value"]) == (False, "+16 in 100 at most (not matched)")


def test_bounds_follow_from_the_quartiles_alone() -> None:
    found = [b for b in bounds(100) if (b.specialty, b.ranks, b.more) == ("internal_medicine", 5, False)]
    (b,) = found
    # half of 3,392 matched have at most 5 ranks, and three quarters or more of 3,600 not matched
    (row,) = (r for r in table("charting_2026.contiguous_ranks").records()
              if r["specialty"] == "internal_medicine" and r["outcome"] == "matched")  # fmt: skip
    assert row["median"] == 5
    assert 0.2 < b.low < 3392 * 0.5 / (3392 * 0.5 + 3600 * 0.75) < b.high < 0.6


def test_a_rate_outside_a_bound_breaks_it() -> None:
    assert acceptance.violations([MatchRateBound("internal_medicine", 5, False, 0.0, 0.01)])
    assert not acceptance.violations([MatchRateBound("internal_medicine", 5, False, 0.0, 1.0)])


def test_no_bound_is_broken_by_the_shipped_tables_of_a_large_specialty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = [b for b in bounds(100) if b.specialty in ("internal_medicine", "pediatrics")]
    monkeypatch.setattr(acceptance, "bounds", lambda _: every)
    row = acceptance._bounds()
    assert (row["holds"], row["value"], row["note"]) == (True, f"0 of {len(every)} broken", "")
    wrong = MatchRateBound("internal_medicine", 5, False, 0.0, 0.01)
    monkeypatch.setattr(acceptance, "bounds", lambda _: [*every, wrong])
    row = acceptance._bounds()
    assert (row["holds"], row["note"]) == (False, "internal_medicine, at most 5")


def test_what_moves_interviews_and_matches_stays_within_what_is_published() -> None:
    rows = [*acceptance._rate_ratios(), acceptance._score_after_interviews()]
    assert len(rows) == 5
    assert [r["check"] for r in rows if not r["holds"]] == []


@pytest.mark.parametrize(("wide", "missed"), [(0.0, 0), (0.3, len(RANKS))])
def test_a_range_that_holds_less_than_the_tables_allow_is_named(wide: float, missed: int) -> None:
    from matchsafe.odds.effects import interview_effect

    ours = [
        interview_effect("non_us_img", "internal_medicine", n, acceptance._ON).one_more.value for n in RANKS
    ]
    effects = np.array([[ours], [np.array(ours) + wide]])
    found = LikelihoodSet(np.ones(2), np.ones(2), np.zeros((2, 1)), effects)
    (row,) = acceptance._one_more(found, ("internal_medicine",))
    assert row["value"] == f"{len(RANKS) - missed} of {len(RANKS)} held"
    assert row["holds"] == (missed == 0)
    assert row["note"].count("internal_medicine at ") == missed


def test_without_a_specialty_left_out_the_limit_is_missed() -> None:
    (row,) = acceptance._hold_out({"hold_out": []})
    assert (row["check"], row["value"], row["holds"]) == ("specialties left out", "none", False)


def test_the_likelihood_set_is_of_the_pairs_near_the_best() -> None:
    logs = np.array([[-10.0], [-11.5], [-13.0]])
    found = LikelihoodSet(np.zeros(3), np.zeros(3), logs, np.arange(12.0).reshape(3, 1, 4))
    low, high = found.ends(0)
    assert low.tolist() == [0, 1, 2, 3]
    assert high.tolist() == [4, 5, 6, 7]


def test_what_the_set_allows_is_told_over_the_mean_and_others_get_the_widest() -> None:
    tables = read_tables()
    large = tables.with_applicants(700)
    size = len(tables.specialties)
    draws = {s: np.full((2, size), v) for s, v in {
        "alpha": 0.8, "log_k": 0.1, "log_capacity": 3.3, "b": -1.5, "c_s": 0.9, "log_c_u": -0.2, "logit_eps": -4.0,
        "logit_w": -5.0,
    }.items()}  # fmt: skip
    (value,) = {tuple(row) for row in one_more({s: v[0] for s, v in draws.items()}).tolist()}
    # the first pair allows half of the mean everywhere, the second twice as much, in the first specialty thrice
    effects = np.array([0.5, 2.0])[:, None, None] * np.tile(value, (1, len(large.specialties), 1))
    effects[1, 0] *= 1.5
    pairs = np.zeros(2)
    found = set_ends(
        LikelihoodSet(pairs, pairs, np.zeros((2, len(large.specialties))), effects), large, draws, tables
    )
    assert found.shape == (2, size + 1, len(RANKS))
    assert found[0] == pytest.approx(0.5)
    first, second = (tables.specialties.index(code) for code in large.specialties[:2])
    assert found[1, first] == pytest.approx(3)
    assert found[1, second] == pytest.approx(2)
    assert found[1, -1] == pytest.approx(3)


def test_one_more_interview_adds_what_a_simulated_applicant_gains() -> None:
    p = {
        "alpha": 0.8,
        "log_k": 0.1,
        "log_capacity": 3.3,
        "b": -1.5,
        "c_s": 0.9,
        "log_c_u": -0.2,
        "logit_eps": -4.0,
    }
    found = one_more({k: np.array(v) for k, v in p.items()})
    rng = np.random.default_rng(3)
    s, u = rng.standard_normal((2, 1_500_000))
    level = p["alpha"] + np.exp(p["log_k"]) * s
    held = rng.poisson(np.exp(level) / (1 + np.exp(level - p["log_capacity"])))
    chance = 1 / (1 + np.exp(-(p["b"] + p["c_s"] * s + np.exp(p["log_c_u"]) * u)))
    for n, value in zip(RANKS, found, strict=True):
        miss = (1 - chance[held == n]) ** n
        gain = (miss * chance[held == n]).mean() / (1 + np.exp(p["logit_eps"]))
        assert value == pytest.approx(gain, rel=0.02)
