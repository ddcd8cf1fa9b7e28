"""Scores of held-out specialties, on examples worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.odds.curve import rule_of_thumb
from matchsafe.odds.fit import hold_out
from matchsafe.odds.fit.hold_out import bin_shares, cells, cuts, from_the_others, leave_one_out
from matchsafe.odds.fit.likelihood import MAX_RANKS
from matchsafe.odds.fit.model import SITES, joint
from matchsafe.odds.fit.reproduce import quartiles, shares, specialties
from matchsafe.odds.fit.run import Draws
from matchsafe.odds.fit.tables import Tables, read_tables

pytestmark = pytest.mark.fit
Floats = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables()


def made_up(tables: Tables, size: int = 8) -> Draws:
    """Draws of roughly the right kind, for what only needs some."""
    rng, s = np.random.default_rng(1), len(tables.specialties)
    centre = {"alpha": 0.7, "log_k": 0.1, "log_capacity": 3.3, "b": -1.4, "c_s": 0.8, "log_c_u": -0.2,
              "logit_eps": -4.5, "logit_w": -5.0}  # fmt: skip
    found = {n: v + 0.1 * rng.standard_normal((size, s)) for n, v in centre.items()}
    return found | {f"{n}_tau": np.full(size, 0.3) for n in centre} | {"cut": np.full(size, 0.8)}


def test_quartiles_that_coincide_are_one_cut_at_the_mean_of_their_levels() -> None:
    assert cuts(np.array([3.0, 5.0, 8.0])) == {3.0: 0.25, 5.0: 0.5, 8.0: 0.75}
    assert cuts(np.array([1.0, 1.0, 2.0])) == {1.0: 0.375, 2.0: 0.75}
    assert cuts(np.array([1.0, 1.0, 1.0])) == {1.0: 0.5}


def test_a_cut_at_an_integer_halves_its_share_and_one_between_two_parts_them() -> None:
    share = np.array([0.4, 0.3, 0.2, 0.1])
    assert bin_shares(share, [2.0]) == pytest.approx([0.55, 0.45])
    assert bin_shares(share, [1.0, 3.0]) == pytest.approx([0.2, 0.6, 0.2])
    assert bin_shares(share, [1.5]) == pytest.approx([0.4, 0.6])
    assert bin_shares(share, [1.0, 1.5, 2.0]) == pytest.approx([0.2, 0.2, 0.15, 0.45])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(2, 40), min_size=1, max_size=3, unique=True), st.integers(0, 10_000))
def test_bins_sum_to_the_total_and_none_is_empty(halves: list[int], seed: int) -> None:
    where = sorted(h / 2 for h in halves)
    share = np.random.default_rng(seed).uniform(0.01, 1, (3, MAX_RANKS))
    found = bin_shares(share, where)
    assert found.shape == (3, len(where) + 1)
    assert found.sum(-1) == pytest.approx(share.sum(-1))
    assert (found > 0).all()


def test_cells_hold_the_published_counts_and_the_predicted_shares_of_both_outcomes(tables: Tables) -> None:
    quartiles = tables.ranks_quartiles.copy()
    i = tables.specialties.index("pediatrics")
    quartiles[i] = [[2.0, 3.0, 4.0], [1.0, 1.0, 2.0]]
    this = np.arange(len(quartiles)) == i
    mine = replace(tables, ranks_quartiles=quartiles, matched=np.where(this, 60.0, tables.matched),
                   total=np.where(this, 100.0, tables.total))  # fmt: skip
    share = np.zeros((2, MAX_RANKS))
    share[0, :5] = 0.1, 0.1, 0.2, 0.1, 0.1
    share[1, :2] = 0.3, 0.1
    predicted, seen = cells(share, mine, i)
    assert predicted == pytest.approx([0.15, 0.15, 0.15, 0.15, 0.15, 0.2, 0.05])
    assert seen == pytest.approx([15, 15, 15, 15, 15, 15, 10])
    assert seen.sum() == 100


@pytest.mark.parametrize("enough", [100])
def test_no_cell_of_any_specialty_that_is_left_out_is_empty(tables: Tables, enough: int) -> None:
    share = shares(made_up(tables)).mean(0)
    for i in np.flatnonzero(tables.total >= enough):
        predicted, seen = cells(share[i], tables, int(i))
        assert (predicted > 0).all(), tables.specialties[i]
        assert (seen > 0).all()
        assert seen.sum() == pytest.approx(tables.total[i])


def test_quartiles_of_a_distribution_worked_out_by_hand() -> None:
    assert quartiles(np.array([0.2, 0.2, 0.2, 0.2, 0.2])) == [2, 3, 4]
    assert quartiles(np.array([0.9, 0.1])) == [1, 1, 1]


def test_shares_are_worked_out_draw_by_draw(tables: Tables) -> None:
    draws = made_up(tables)
    each = shares(draws)
    assert each.shape == (8, len(tables.specialties), 2, MAX_RANKS)
    assert each[5] == pytest.approx(np.asarray(joint({s: draws[s][5] for s in SITES})[0]))


def test_the_report_sets_the_published_figures_beside_the_fitted_ones(tables: Tables) -> None:
    each = shares(made_up(tables))
    rows = {r["specialty"]: r for r in specialties(each, tables)}
    assert set(rows) == set(tables.specialties)
    assert rows["internal_medicine"]["matched_published"] == [3.0, 5.0, 8.0]
    assert rows["dermatology"]["matched_published"] is None
    assert "matched_numbers" not in rows["dermatology"]
    i = tables.specialties.index("neurology")
    assert rows["neurology"]["rate_fitted"] == pytest.approx(100 * each[:, i, 0].sum(-1).mean(), abs=0.051)
    numbers = rows["neurology"]["matched_numbers"]
    assert (numbers["applicants"], numbers["longest"], numbers["sd_published"]) == (166, 25, 4.8)
    share = each.mean(0)[i, 0] / each.mean(0)[i, 0].sum()
    assert numbers["mean_fitted"] == pytest.approx(share @ np.arange(1, MAX_RANKS + 1), abs=0.0051)


def test_a_longest_list_is_as_likely_as_simulated_samples_have_it(tables: Tables) -> None:
    each = shares(made_up(tables, 1))
    i = tables.specialties.index("neurology")
    share = each[0, i, 1] / each[0, i, 1].sum()
    longest = np.random.default_rng(1).choice(np.arange(1, MAX_RANKS + 1), (20_000, 231), p=share).max(1)
    (row,) = (r for r in specialties(each, tables) if r["specialty"] == "neurology")
    expected = min((longest <= 18).mean(), (longest >= 18).mean())
    assert row["not_matched_numbers"]["longest_probability"] == pytest.approx(expected, abs=0.012)


def test_a_specialty_left_out_is_told_by_the_others_alone(tables: Tables) -> None:
    draws, i = made_up(tables, 60), tables.specialties.index("neurology")
    moved = {s: v.copy() for s, v in draws.items()}
    for site in SITES:
        moved[site][:, i] += 5
    one, two = (from_the_others(d, tables, i, 1) for d in (draws, moved))
    for site in SITES:
        assert (one[site] == two[site]).all()
        assert one[site].shape == (60, 1)
        assert one[site].mean() == pytest.approx(draws[site].mean(), abs=0.15)
    # the others differ by 0.1, which is all that is known of how far this one may be
    assert 0.05 < one["log_capacity"].std() < 0.25


def test_coefficients_are_drawn_around_those_of_least_squares(tables: Tables) -> None:
    rng, x = np.random.default_rng(3), np.concatenate([np.ones((24, 1)), tables.covariates], 1)
    values = x @ np.array([0.5, 0.3, -0.2]) + 0.05 * rng.standard_normal(24)
    wide = np.full(3, 100.0)
    found = np.array([hold_out._coefficients(values, x, 0.05, np.zeros(3), wide, rng) for _ in range(4000)])
    exact = np.linalg.lstsq(x, values, rcond=None)[0]
    assert found.mean(0) == pytest.approx(exact, abs=2e-3)
    assert np.cov(found.T) == pytest.approx(0.05**2 * np.linalg.inv(x.T @ x), abs=2e-5)


@pytest.mark.parametrize("spread", [0.1, 0.4])
def test_the_spread_is_drawn_around_that_of_the_others(spread: float) -> None:
    rng = np.random.default_rng(4)
    away = spread * rng.standard_normal(2000)
    found = [hold_out._between(away, 0.3, rng) for _ in range(200)]
    assert np.mean(found) == pytest.approx(away.std(), rel=0.05)


def test_every_large_specialty_is_left_out_once(tables: Tables) -> None:
    said: list[str] = []
    rows = leave_one_out(tables, made_up(tables), 1, shares(made_up(tables)).mean(0), said.append)
    large = [tables.specialties[i] for i in np.flatnonzero(tables.total >= 100)]
    assert sorted(r["specialty"] for r in rows) == sorted(large)
    assert [r["applicants"] for r in rows] == sorted((r["applicants"] for r in rows), reverse=True)
    assert len(said) == len(rows)
    for row in rows:
        assert np.isfinite(list(row["scores"].values())).all(), row["specialty"]
        assert [q["quantity"] for q in row["quantities"]] == [
            "match rate",
            "mean ranks, matched",
            "mean ranks, not matched",
        ]
        assert all(isinstance(q["inside"], bool) for q in row["quantities"])


def test_the_scores_are_log_likelihoods_of_the_published_counts(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = made_up(tables)
    fitted = shares(draws).mean(0)
    monkeypatch.setattr(hold_out, "ENOUGH", 5000)
    (row,) = leave_one_out(tables, draws, 1, fitted, lambda _: None)
    i = tables.specialties.index("internal_medicine")
    others = np.where(np.arange(len(tables.total)) == i, 0, tables.total)
    pooled = (others[:, None, None] * fitted).sum(0) / others.sum()
    curve = np.array([rule_of_thumb(n) or 0 for n in range(1, MAX_RANKS + 1)])
    article = pooled.sum(0) * np.stack([curve, 1 - curve])
    model = shares(from_the_others(draws, tables, i, 1))[:, 0].mean(0)
    for name, share in {"model": model, "pooled": pooled, "article": article}.items():
        predicted, seen = cells(share, tables, i)
        assert row["scores"][name] == pytest.approx((seen * np.log(predicted)).sum(), abs=0.051), name


def test_a_figure_has_its_place_among_the_predictions() -> None:
    draws = np.linspace(0, 1, 1001)
    assert [hold_out.place(draws, v) for v in (-0.1, 0.25, 1.1)] == pytest.approx([0, 0.25, 1], abs=2e-3)
