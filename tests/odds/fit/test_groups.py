"""The other applicant types and the gap of visa need, worked out from draws."""

from __future__ import annotations

import numpy as np
import pytest

from matchsafe.odds.fit.groups import by_type, visa_step
from matchsafe.odds.fit.model import COUNT_COUPLING, joint
from matchsafe.odds.fit.run import POOLED, Draws
from matchsafe.odds.fit.tables import TYPES, Tables, read_tables

pytestmark = pytest.mark.fit
SIZE = 24


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables()


@pytest.fixture(scope="module")
def draws(tables: Tables) -> Draws:
    rng, s = np.random.default_rng(2), len(tables.specialties)
    centre = {"alpha": 0.9, "b": -1.4, "log_r": 0.1, "logit_eps": -3.2}
    found: Draws = {"k": np.full(SIZE, 0.5), "c": np.full(SIZE, 0.95)}
    for name, value in centre.items():
        found[name] = value + 0.1 * rng.standard_normal((SIZE, s))
        found[f"type_{name}"] = (
            value + np.array([0, 0.2, 1.0, 0.9]) * (name in ("alpha", "b")) + np.zeros((SIZE, 4))
        )
        found[f"{name}_centre"], found[f"{name}_tau"] = np.full(SIZE, value), np.full(SIZE, 0.3)
        found[f"{name}_slopes"] = np.zeros((SIZE, 2))
    return found


@pytest.fixture(scope="module")
def found(draws: Draws, tables: Tables) -> Draws:
    return by_type(draws, tables, seed=5)


def test_there_is_a_value_for_every_draw_type_and_specialty_and_one_more_for_any_other(
    found: Draws, tables: Tables
) -> None:
    shape = (SIZE, len(TYPES), len(tables.specialties) + 1)
    assert {n: v.shape for n, v in found.items()} == dict.fromkeys(POOLED, shape)
    assert all(np.isfinite(v).all() for v in found.values())


def test_non_us_imgs_keep_the_fitted_values(found: Draws, draws: Draws) -> None:
    for name in POOLED:
        assert found[name][:, 0, :-1] == pytest.approx(draws[name])


def test_the_counts_of_a_type_differ_by_its_step_over_all_specialties(found: Draws, draws: Draws) -> None:
    for name in ("alpha", "log_r", "logit_eps"):
        step = draws[f"type_{name}"] - draws[f"type_{name}"][:, :1]
        assert found[name] - found[name][:, :1] == pytest.approx(
            np.broadcast_to(step[:, :, None], found[name].shape)
        )


def test_any_other_specialty_differs_as_the_fitted_ones_do(found: Draws) -> None:
    assert 0.15 < found["b"][:, 0, -1].std() < 0.5


def test_where_the_2025_ratios_are_known_they_pull_the_match_rate_toward_them(
    found: Draws, draws: Draws, tables: Tables
) -> None:
    def rate(b: np.ndarray, t: int) -> np.ndarray:
        group = [found["alpha"][:, t, :-1], b, found["log_r"][:, t, :-1], found["logit_eps"][:, t, :-1]]
        matched = joint(group, draws["k"][:, None] * COUNT_COUPLING[t], draws["c"][:, None])[0]
        return np.asarray(matched.sum(-1))

    def logit(p: np.ndarray) -> np.ndarray:
        return np.log(p) - np.log1p(-p)

    t = TYPES.index("us_img")
    known = ~np.isnan(tables.log_odds_ratio[t - 1])
    plain = logit(rate(found["b"][:, 0, :-1], 0))
    step = (draws["type_b"][:, t] - draws["type_b"][:, 0])[:, None]
    before = (logit(rate(found["b"][:, 0, :-1] + step, t)) - plain).mean(0)[known]
    after = (logit(rate(found["b"][:, t, :-1], t)) - plain).mean(0)[known]
    seen = tables.log_odds_ratio[t - 1, known]
    assert np.abs(after - seen).mean() < np.abs(before - seen).mean()
    assert np.corrcoef(after, seen)[0, 1] > 0.5


def test_the_step_of_visa_need_gives_back_the_published_gap(draws: Draws, tables: Tables) -> None:
    steps = visa_step(draws, tables, seed=5)
    assert steps.shape == (SIZE,)
    assert ((steps >= 0) & (steps <= 2)).all()
    group = [draws[f"type_{n}"][:, 0] for n in POOLED]

    def logit(shift: np.ndarray) -> np.ndarray:
        p = np.asarray(joint(group, draws["k"], draws["c"], shift)[0].sum(-1))
        return np.log(p) - np.log1p(-p)

    gap = logit(steps * tables.visa_share) - logit(-steps * (1 - tables.visa_share))
    assert gap.mean() == pytest.approx(tables.visa_gap, abs=0.08)


def test_the_same_seed_gives_the_same_draws(found: Draws, draws: Draws, tables: Tables) -> None:
    again = by_type(draws, tables, seed=5)
    assert all((again[n] == found[n]).all() for n in POOLED)
