"""The likelihood of printed figures: highest where the tables came from, and an exact sum where one can be made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from matchsafe.odds.fit.likelihood import MAX_RANKS, log_likelihood
from matchsafe.odds.fit.tables import Tables, read_tables

pytestmark = pytest.mark.fit
Floats = npt.NDArray[np.float64]
RANKS = np.arange(1.0, MAX_RANKS + 1)


@pytest.fixture(scope="module")
def one() -> Tables:
    return read_tables().with_applicants(6000)


def geometric(matched: float, missed: float, rate: float = 0.5) -> Floats:
    """Shares of two outcomes whose ranks fall off by a factor each, (1, 2, ranks)."""
    parts = [m ** (RANKS - 1) for m in (matched, missed)]
    return np.stack([r * p / p.sum() for r, p in zip((rate, 1 - rate), parts, strict=True)])[None]


def printed(share: Floats, n: int, tables: Tables) -> Tables:
    """Tables that print exactly what the shares say."""
    each = share[0] / share[0].sum(-1, keepdims=True)
    mean = each @ RANKS
    sd = np.sqrt(each @ RANKS**2 - mean**2)
    cumulative = np.cumsum(each, -1)
    quartiles = np.array([[1 + np.searchsorted(c, q) for q in (0.25, 0.5, 0.75)] for c in cumulative], float)
    longest = np.array([1 + np.searchsorted(c, 1 - 0.7 / n) for c in cumulative], float)
    rate = share[0, 0].sum()
    values: dict[str, Any] = {
        "matched": np.array([round(rate * 2 * n)]), "total": np.array([2 * n]), "ranks_n": np.full((1, 2), float(n)),
        "ranks_mean": mean[None], "ranks_sd": sd[None], "ranks_quartiles": quartiles[None], "ranks_max": longest[None],
    }  # fmt: skip
    return replace(tables, **values)


@pytest.mark.parametrize("n", [12, 60, 500])
def test_it_is_highest_near_the_shares_that_were_printed(n: int, one: Tables) -> None:
    true = (0.8, 0.6)
    tables = printed(geometric(*true), n, one)
    best = float(log_likelihood(geometric(*true), tables)[0])
    for other in ((0.9, 0.6), (0.7, 0.6), (0.8, 0.75), (0.8, 0.4)):
        assert float(log_likelihood(geometric(*other), tables)[0]) < best
    assert float(log_likelihood(geometric(*true, rate=0.7), tables)[0]) < best


def test_the_longest_list_has_its_exact_probability(one: Tables) -> None:
    share = geometric(0.8, 0.6)
    tables = printed(share, 8, one)  # too few for anything but the mean and the longest list
    moved = replace(tables, ranks_max=tables.ranks_max + np.array([[1.0, 0.0]]))
    found = float((log_likelihood(share, moved) - log_likelihood(share, tables))[0])
    cumulative = np.cumsum(share[0, 0] / share[0, 0].sum())

    def exactly(longest: float) -> float:
        at = int(longest)
        return float(np.log(cumulative[at - 1] ** 8 - cumulative[at - 2] ** 8))

    assert found == pytest.approx(exactly(moved.ranks_max[0, 0]) - exactly(tables.ranks_max[0, 0]), rel=1e-6)


def test_a_specialty_of_which_no_distribution_is_printed_is_told_by_its_count_alone(one: Tables) -> None:
    share = geometric(0.8, 0.6, rate=0.3)
    bare = replace(one, matched=np.array([3.0]), total=np.array([10.0]), ranks_n=np.zeros((1, 2)))
    assert float(log_likelihood(share, bare)[0]) == pytest.approx(3 * np.log(0.3) + 7 * np.log(0.7))


def test_the_mean_of_a_few_is_told_less_surely_than_that_of_many(one: Tables) -> None:
    share, away = geometric(0.8, 0.6), geometric(0.85, 0.6)
    drop = [float((log_likelihood(share, t) - log_likelihood(away, t))[0])
            for t in (printed(share, n, one) for n in (20, 200))]  # fmt: skip
    assert 0 < drop[0] < drop[1]
