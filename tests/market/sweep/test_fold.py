"""Sums over seasons against the same sums written out."""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_season import Toy

from matchsafe.market.sweep import Fold, Run, run_seasons

VALUES = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20)


@given(VALUES)
def test_mean_and_error_are_those_of_the_textbook(values: list[float]) -> None:
    found = Fold({"x": np.array(values)}).mean("x")
    scale = 1 + max(map(abs, values))
    assert math.isclose(float(found.value), mean(values), abs_tol=1e-9 * scale)
    assert math.isclose(
        float(found.error), stdev(values) / math.sqrt(len(values)), rel_tol=1e-6, abs_tol=1e-6 * scale
    )


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=2, max_size=12))
def test_a_ratio_is_that_of_the_sums_with_the_error_of_its_residuals(pairs: list[tuple[int, int]]) -> None:
    above, below = zip(*pairs, strict=True)
    found = Fold({"a": np.array(above), "b": np.array(below)}).ratio("a", "b")
    n, ratio = len(pairs), Fraction(sum(above), sum(below))
    residuals = sum((a - ratio * b) ** 2 for a, b in pairs)
    error = math.sqrt(residuals / (n - 1) / n) / (sum(below) / n)
    assert math.isclose(float(found.value), ratio, abs_tol=1e-12)
    assert math.isclose(float(found.error), error, abs_tol=1e-9)


def test_the_error_of_a_ratio_is_what_it_varies_by_in_repeated_runs() -> None:
    random = np.random.default_rng(3)
    below = random.poisson(40, (2000, 30)) + 1
    above = random.binomial(below, 0.3)
    folds = [Fold({"a": a, "b": b}).ratio("a", "b") for a, b in zip(above, below, strict=True)]
    spread = np.std([float(f.value) for f in folds])
    told = np.mean([float(f.error) for f in folds])
    assert told == pytest.approx(spread, rel=0.1)


def test_a_ratio_of_nothing_is_not_a_number() -> None:
    fold = Fold({"a": np.zeros((3, 2)), "b": np.array([[0, 1], [0, 2], [0, 3]])})
    found = fold.ratio("a", "b")
    assert np.isnan(found.value).tolist() == [True, False]
    assert np.isnan(found.error).tolist() == [True, False]


def test_one_season_has_a_mean_and_no_error() -> None:
    found = Fold({"x": np.array([[1.0, 2.0]])}).mean("x")
    assert found.value.tolist() == [1, 2]
    assert np.isnan(found.error).all()


def test_whole_numbers_stay_whole_and_do_not_overflow() -> None:
    fold = Fold(
        {
            "small": np.array([[200, 1], [100, 1]], np.uint8),
            "many": np.full(3, 2**40, np.int64),
            "flags": np.array([True, True, False])[:2],
        }
        | {"many": np.full(2, 2**40)}
    )
    assert fold.total("small").tolist() == [300, 2]
    assert fold.total("many").tolist() == 2**41
    assert fold.total("flags").tolist() == 2
    assert fold.total("small").dtype.kind == "u"


def test_sums_are_made_one_season_after_the_other() -> None:
    """NumPy's own sum of a long column differs in the last bits, and by how it lies in memory."""
    values = np.random.default_rng(1).normal(size=5000)
    total = 0.0
    for value in values:
        total += value
    assert float(Fold({"x": values}).total("x")) == total
    assert float(Fold({"x": np.repeat(values, 2)[::2]}).total("x")) == total


def test_what_is_not_a_number_is_not_left_out() -> None:
    fold = Fold({"x": np.array([1.0, np.nan])})
    assert np.isnan(fold.total("x"))
    assert np.isnan(fold.mean("x").value)


def test_arrays_of_all_seasons_can_be_joined(plain: Run) -> None:
    fold = Fold(plain.arrays)
    rows = [Toy()(season)["strength"] for season in range(40)]
    assert fold.seasons == 40
    assert np.array_equal(fold.concatenate("strength"), np.concatenate(rows))


def test_there_has_to_be_a_season() -> None:
    with pytest.raises(ValueError, match="1 at least"):
        Fold({})
    with pytest.raises(ValueError, match="1 at least"):
        Fold({"x": np.zeros((0, 2))})
    with pytest.raises(ValueError, match=r"here \[2, 3\]"):
        Fold({"x": np.zeros(2), "y": np.zeros(3)})


def test_the_fold_of_a_run_does_not_depend_on_chunks() -> None:
    one, other = (run_seasons(Toy(), range(9), chunk=c) for c in (1, 9))
    assert (
        Fold(one.arrays).mean("strength").error.tobytes()
        == Fold(other.arrays).mean("strength").error.tobytes()
    )
