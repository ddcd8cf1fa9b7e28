"""The coordinates in which the posterior is nearly round."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from matchsafe.odds.fit import geometry
from matchsafe.odds.fit.geometry import centredness, covariance, curvature, lowest, stretch
from matchsafe.odds.fit.model import SITES
from matchsafe.odds.fit.tables import read_tables

pytestmark = pytest.mark.fit
Floats = npt.NDArray[np.float64]

CURVED = np.array([[4.0, 1.0, 0.0], [1.0, 2.0, 0.5], [0.0, 0.5, 1.0]])
MIDDLE = np.array([1.0, -2.0, 0.5])


def bowl(x: Floats) -> tuple[float, Floats]:
    away = x - MIDDLE
    return float(0.5 * away @ CURVED @ away), CURVED @ away


def test_the_lowest_place_and_the_curvature_of_a_bowl_are_its_own() -> None:
    assert lowest(bowl, np.zeros(3)) == pytest.approx(MIDDLE, abs=1e-4)
    assert curvature(bowl, np.array([3.0, 0.0, 1.0])) == pytest.approx(CURVED, abs=1e-6)
    assert covariance(CURVED) == pytest.approx(np.linalg.inv(CURVED))


def test_a_flat_or_rising_direction_has_a_bounded_spread() -> None:
    found = covariance(np.diag([100.0, 0.0, -5.0]))
    assert np.diag(found) == pytest.approx([0.01, 1 / 0.3, 1 / 0.3])


def test_blocks_take_the_spread_of_the_draws_and_the_rest_stays() -> None:
    believed = np.diag([1.0, 1.0, 1.0])
    wide = np.array([[9.0, 2.0], [2.0, 4.0]])
    draws = np.random.default_rng(1).multivariate_normal(np.zeros(2), wide, 20_000)
    found = stretch(believed, np.column_stack([draws, np.zeros(20_000)]), [np.array([0, 1])])
    assert found[:2, :2] == pytest.approx(wide, rel=0.05)
    assert found[2] == pytest.approx([0, 0, 1])


def test_the_largest_specialty_is_centred_and_the_smallest_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geometry, "_MOST_STEPS", 30)
    tables = read_tables()
    found = dict(zip(SITES, centredness(tables, 0.8), strict=True))
    largest, smallest = np.argmax(tables.total), np.argmin(tables.total)
    assert all(((v >= 0) & (v <= 1)).all() for v in found.values())
    assert found["alpha"][largest] > 0.9 > 0.5 > found["alpha"][smallest]
    assert found["c_s"].max() < 0.5, "the tables hardly tell how far strength counts after the interview"
