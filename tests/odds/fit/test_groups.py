"""The other applicant types and Step 2 CK, worked out from draws."""

from __future__ import annotations

import numpy as np
import pytest

from matchsafe.odds.fit.groups import (
    COUNT_COUPLING,
    any_other,
    by_type,
    rates,
    score_correlation,
    type_steps,
    year_to_year,
)
from matchsafe.odds.fit.model import PRIORS, SITES
from matchsafe.odds.fit.reproduce import types
from matchsafe.odds.fit.run import Draws
from matchsafe.odds.fit.tables import TYPES, Tables, read_tables

pytestmark = pytest.mark.fit
SIZE = 4
CENTRE = {"alpha": 0.7, "log_k": 0.1, "log_capacity": 3.3, "b": -1.4, "c_s": 0.8, "log_c_u": -0.2, "logit_eps": -4.5,
          "logit_w": -5.0}  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables()


@pytest.fixture(scope="module")
def draws(tables: Tables) -> Draws:
    rng, s = np.random.default_rng(2), len(tables.specialties)
    found: Draws = {"cut": np.full(SIZE, 0.8), "gap": np.full((SIZE, s), 1.1)}
    for site in SITES:
        found[site] = CENTRE[site] + 0.1 * rng.standard_normal((SIZE, s))
        found[f"{site}_centre"], found[f"{site}_tau"] = np.full(SIZE, CENTRE[site]), np.full(SIZE, 0.3)
        if PRIORS[site].slopes:
            found[f"{site}_slopes"] = np.zeros((SIZE, 2))
    del found["c_s_centre"]
    return found


@pytest.fixture(scope="module")
def found(draws: Draws, tables: Tables) -> Draws:
    return by_type(draws, tables, seed=5)


def test_non_us_imgs_are_who_the_tables_are_of(found: Draws) -> None:
    assert (found["type_alpha"][:, 0] == 0).all()
    assert (found["type_b"][:, 0] == 0).all()


def test_a_type_gives_back_how_its_rate_and_lists_differ_from_those_of_non_us_imgs(
    draws: Draws, found: Draws, tables: Tables
) -> None:
    for row in types(draws, found, tables)[:2]:
        assert row["rate_fitted"] == pytest.approx(row["rate_published"], abs=1)
        assert row["mean_matched_fitted"] == pytest.approx(row["mean_matched_published"], rel=0.1)
        assert row["mean_not_matched_fitted"] == pytest.approx(row["mean_not_matched_published"], rel=0.1)


def test_us_imgs_get_more_interviews_than_non_us_imgs(draws: Draws, tables: Tables) -> None:
    alpha, b = type_steps(draws, tables)
    assert alpha.shape == b.shape == (SIZE, len(TYPES))
    assert 0.3 < alpha[:, TYPES.index("us_img")].mean() < 1.1


def test_where_the_2025_ratios_are_known_they_pull_a_types_standing_toward_them(
    found: Draws, draws: Draws, tables: Tables
) -> None:
    t = TYPES.index("us_img")
    own = (found["type_b"][:, t, :-1] - found["step_b"][:, t, None]).mean(0)
    known = ~np.isnan(tables.log_odds_ratio[t - 1])

    def logit(p: np.ndarray) -> np.ndarray:
        return np.log(p) - np.log1p(-p)

    def each(alpha: np.ndarray, b: np.ndarray, coupling: float) -> np.ndarray:
        p = {s: draws[s] for s in SITES}
        p |= {"alpha": p["alpha"] + alpha, "b": p["b"] + b, "log_k": p["log_k"] + np.log(coupling)}
        return np.stack([np.asarray(rates({s: v[d] for s, v in p.items()})) for d in range(SIZE)])

    plain = logit(each(np.zeros((SIZE, 1)), np.zeros((SIZE, 1)), 1.0))
    moved = logit(each(found["type_alpha"][:, [t]], found["step_b"][:, [t]], COUNT_COUPLING[t]))
    surprise = tables.log_odds_ratio[t - 1] - (moved - plain).mean(0)
    assert np.corrcoef(own[known], surprise[known])[0, 1] > 0.25


def test_any_other_specialty_differs_as_the_fitted_ones_do(draws: Draws, tables: Tables) -> None:
    many = {k: np.repeat(v, 200, 0) for k, v in draws.items()}
    other = any_other(many, tables, seed=5)
    assert set(other) == set(SITES)
    for site in SITES:
        assert other[site].std() == pytest.approx(0.3, abs=0.05)
        assert other[site].mean() == pytest.approx(CENTRE[site], abs=0.1)


def test_the_correlation_of_scores_is_their_gap_over_the_gap_in_strength(
    draws: Draws, tables: Tables
) -> None:
    many = {k: np.repeat(v, 200, 0) for k, v in draws.items()}
    lam = score_correlation(many, tables, seed=5)
    assert lam.shape == (200 * SIZE, len(tables.specialties) + 1)
    assert ((lam > 0) & (lam < 0.9)).all()
    i = tables.specialties.index("internal_medicine")
    assert lam[:, i].mean() == pytest.approx(tables.step2_gap[i] / 1.1, abs=0.03)
    few = tables.specialties.index("vascular_surgery")
    assert lam[:, few].std() > 2 * lam[:, i].std()


def test_the_mix_of_imgs_moves_from_year_to_year_by_what_is_seen_of_it() -> None:
    rows = [{"specialty": "a", "us_img": u, "non_us_img": n} for u, n in ((10, 10), (20, 10))]
    assert year_to_year(rows) == pytest.approx(np.log(2) / np.sqrt(2))
    assert year_to_year([*rows, {"specialty": "b", "us_img": 1, "non_us_img": 9}]) == year_to_year(rows)


def test_the_same_seed_gives_the_same_draws(found: Draws, draws: Draws, tables: Tables) -> None:
    again = by_type(draws, tables, seed=5)
    assert all((again[n] == found[n]).all() for n in found)


def test_strength_shows_more_in_the_counts_of_us_imgs_and_less_in_those_of_us_seniors() -> None:
    assert COUNT_COUPLING.tolist() == [1.0, 1.3, 0.5, 0.5]
