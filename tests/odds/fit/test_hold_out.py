"""Scores of held-out specialties, on examples worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.odds.curve import rule_of_thumb
from matchsafe.odds.fit import hold_out
from matchsafe.odds.fit.hold_out import binned, cells, cuts, leave_one_out
from matchsafe.odds.fit.model import MAX_RANKS, joint
from matchsafe.odds.fit.reproduce import quartiles, shares, specialties, types
from matchsafe.odds.fit.run import POOLED, Draws, FitPlan
from matchsafe.odds.fit.tables import Tables, read_tables

pytestmark = pytest.mark.fit
Floats = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables()


def made_up(tables: Tables, size: int = 32) -> Draws:
    """Draws of roughly the right kind, for what only needs some."""
    rng, s = np.random.default_rng(1), len(tables.specialties)
    centre = {"alpha": 0.9, "b": -1.4, "log_r": 0.1, "logit_eps": -3.2}
    draws = {n: v + 0.1 * rng.standard_normal((size, s)) for n, v in centre.items()}
    draws |= {f"type_{n}": v + 0.1 * rng.standard_normal((size, 4)) for n, v in centre.items()}
    return draws | {"k": np.full(size, 0.5), "c": np.full(size, 0.95), "lam": np.full((size, s), 0.5)}


def test_quartiles_that_coincide_are_one_cut_at_the_mean_of_their_levels() -> None:
    assert cuts(np.array([3.0, 5.0, 8.0])) == {3.0: 0.25, 5.0: 0.5, 8.0: 0.75}
    assert cuts(np.array([1.0, 1.0, 2.0])) == {1.0: 0.375, 2.0: 0.75}
    assert cuts(np.array([1.0, 1.0, 1.0])) == {1.0: 0.5}


def test_a_cut_at_an_integer_halves_its_share_and_one_between_two_parts_them() -> None:
    share = np.array([0.4, 0.3, 0.2, 0.1])
    assert binned(share, [2.0]) == pytest.approx([0.55, 0.45])
    assert binned(share, [1.0, 3.0]) == pytest.approx([0.2, 0.6, 0.2])
    assert binned(share, [1.5]) == pytest.approx([0.4, 0.6])
    assert binned(share, [1.0, 1.5, 2.0]) == pytest.approx([0.2, 0.2, 0.15, 0.45])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(2, 40), min_size=1, max_size=3, unique=True), st.integers(0, 10_000))
def test_bins_sum_to_the_total_and_none_is_empty(halves: list[int], seed: int) -> None:
    where = sorted(h / 2 for h in halves)
    share = np.random.default_rng(seed).uniform(0.01, 1, (3, MAX_RANKS))
    found = binned(share, where)
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
    matched, missed = np.zeros(MAX_RANKS), np.zeros(MAX_RANKS)
    matched[:5] = 0.1, 0.1, 0.2, 0.1, 0.1
    missed[:2] = 0.3, 0.1
    predicted, seen = cells(matched, missed, mine, i)
    assert predicted == pytest.approx([0.15, 0.15, 0.15, 0.15, 0.15, 0.2, 0.05])
    assert seen == pytest.approx([15, 15, 15, 15, 15, 15, 10])
    assert seen.sum() == 100


@pytest.mark.parametrize("enough", [100])
def test_no_cell_of_any_specialty_that_is_left_out_is_empty(tables: Tables, enough: int) -> None:
    matched, missed = shares(made_up(tables))
    for i in np.flatnonzero(tables.total >= enough):
        predicted, seen = cells(matched[i], missed[i], tables, int(i))
        assert (predicted > 0).all(), tables.specialties[i]
        assert (seen > 0).all()
        assert seen.sum() == pytest.approx(tables.total[i])


def test_quartiles_of_a_distribution_worked_out_by_hand() -> None:
    assert quartiles(np.array([0.2, 0.2, 0.2, 0.2, 0.2])) == [2, 3, 4]
    assert quartiles(np.array([0.9, 0.1])) == [1, 1, 1]


def test_shares_are_averages_over_the_draws(tables: Tables) -> None:
    draws = made_up(tables)
    each, mean = shares(draws, each=True), shares(draws)
    assert each[0].shape == (32, len(tables.specialties), MAX_RANKS)
    for o in (0, 1):
        assert mean[o] == pytest.approx(each[o].mean(0))
    one = joint([draws[s][17] for s in POOLED], 0.5, 0.95)
    assert each[0][17] == pytest.approx(np.asarray(one[0]))


def test_the_report_sets_the_published_figures_beside_the_fitted_ones(tables: Tables) -> None:
    draws = made_up(tables)
    rows = {r["specialty"]: r for r in specialties(draws, tables)}
    assert set(rows) == set(tables.specialties)
    assert rows["internal_medicine"]["matched_published"] == [3.0, 5.0, 8.0]
    assert rows["dermatology"]["matched_published"] is None
    matched, _ = shares(draws)
    i = tables.specialties.index("neurology")
    assert rows["neurology"]["rate_fitted"] == pytest.approx(100 * matched[i].sum(), abs=0.051)
    by_type = types(draws, tables)
    assert [r["type"] for r in by_type] == ["non_us_img", "us_img", "us_md", "us_do"]
    assert all(r["mean_matched_fitted"] > r["mean_not_matched_fitted"] for r in by_type)


def test_every_large_specialty_is_predicted_from_a_fit_that_has_not_seen_it(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden: list[str] = []

    def fit(seen: Tables, plan: FitPlan, say: Any) -> tuple[Draws, list[dict[str, float]]]:
        missing = np.flatnonzero((seen.total == 0) & (tables.total > 0))
        hidden.append(tables.specialties[int(missing[0])])
        say("quiet")
        return made_up(tables), []

    monkeypatch.setattr(hold_out, "fit", fit)
    said: list[str] = []
    rows = leave_one_out(tables, FitPlan(pairs=1), made_up(tables), said.append)
    large = [tables.specialties[i] for i in np.flatnonzero(tables.total >= 100)]
    assert hidden == [r["specialty"] for r in rows]
    assert sorted(hidden) == sorted(large)
    assert [r["applicants"] for r in rows] == sorted((r["applicants"] for r in rows), reverse=True)
    assert len(said) == len(rows)
    for row in rows:
        assert np.isfinite(list(row["scores"].values())).all(), row["specialty"]
        assert row["scores"]["model_with_range"] >= row["scores"]["model"] - 50
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
    monkeypatch.setattr(hold_out, "fit", lambda *_: (draws, []))
    monkeypatch.setattr(hold_out, "ENOUGH", 5000)
    (row,) = leave_one_out(tables, FitPlan(pairs=1), draws, lambda _: None)
    i = tables.specialties.index("internal_medicine")
    others = np.where(np.arange(len(tables.total)) == i, 0, tables.total)
    matched, missed = shares(draws)
    pooled = [(others[:, None] * s).sum(0) / others.sum() for s in (matched, missed)]
    curve = np.array([rule_of_thumb(n) or 0 for n in range(1, MAX_RANKS + 1)])
    count = pooled[0] + pooled[1]
    for name, (yes, no) in {"model": (matched[i], missed[i]), "pooled": pooled,
                            "article": (count * curve, count * (1 - curve))}.items():  # fmt: skip
        predicted, seen = cells(yes, no, tables, i)
        assert row["scores"][name] == pytest.approx((seen * np.log(predicted)).sum(), abs=0.051), name


def test_a_figure_inside_the_range_is_told_from_one_outside() -> None:
    draws, noise = np.linspace(0, 1, 101), np.zeros(101)
    assert hold_out._covered(draws, 0.5, noise)
    assert not hold_out._covered(draws, 0.97, noise)
    assert not hold_out._covered(draws, 0.03, noise)
