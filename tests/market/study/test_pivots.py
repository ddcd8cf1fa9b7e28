"""Scarf's pivots: whatever begins the walk, what it ends with is stable in fractions."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Any

import numpy as np
import pytest

from matchsafe.market import Market
from matchsafe.market.jit import plain
from matchsafe.market.study import fractional_match
from matchsafe.market.study.fractional_match import OptionTable, stable_columns

MarketOf = Callable[..., Market]
CROSSED = (5063, 5145)
"""A couple's walk comes back to where it began."""


def dense(market_of: MarketOf, seed: int) -> OptionTable:
    return OptionTable.of(market_of(12, 4, seed, programs=5, listed=4, pairs=8))


def is_stable(table: OptionTable, chosen: np.ndarray) -> bool:
    """Whether the chosen columns can use up every row but those left alone, and each column has a row that blocks it.

    A row blocks a column that it likes no more than the least of its chosen ones.
    """
    count = len(table.limits)
    columns = np.flatnonzero(chosen)
    uses = np.zeros((count, len(columns)))
    for half in range(table.rows.shape[1]):
        there = np.flatnonzero(table.rows[columns, half] >= 0)
        uses[table.rows[columns[there], half], there] = table.uses[columns[there], half]
    if len(columns) != count or np.linalg.solve(uses, table.limits).min() < -1e-6:
        return False
    likes = np.where(table.rows >= 0, table.likes, np.iinfo(np.int64).max)
    least = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(least, table.rows[columns].ravel(), likes[columns].ravel())
    return bool(((table.rows >= 0) & (likes <= least[table.rows])).any(axis=1).all())


@pytest.mark.parametrize("orders", [20, 1, 0])
def test_what_it_ends_with_is_stable_by_the_definition(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch, orders: int
) -> None:
    """With other orders, with one, and by Scarf's own walk alone."""
    monkeypatch.setattr(fractional_match, "_ORDERS", orders)
    for seed in (*range(20), *CROSSED):
        table = dense(market_of, seed)
        chosen = stable_columns(table, monotonic() + 600)
        assert chosen is not None
        assert is_stable(table, chosen)
        chosen[np.flatnonzero(chosen)[-1]] = False
        assert not is_stable(table, chosen)


def test_compiled_and_interpreted_it_ends_with_the_same(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = [dense(market_of, seed) for seed in (0, 1, CROSSED[0])]
    fast = [stable_columns(table, monotonic() + 600) for table in tables]
    for name in ("admit", "walk"):
        monkeypatch.setattr(fractional_match, name, plain(getattr(fractional_match, name)))
    for table, found in zip(tables, fast, strict=True):
        again = stable_columns(table, monotonic() + 600)
        assert found is not None
        assert again is not None
        assert again.tolist() == found.tolist()


def test_bases_spoiled_by_rounding_errors_end_the_walk_instead_of_the_program(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = dense(market_of, 0)
    honest = fractional_match._bases

    def spoiled(*given: Any) -> Any:
        bases = honest(*given)
        bases.inverse[:] = 0
        return bases

    monkeypatch.setattr(fractional_match, "_bases", spoiled)
    assert stable_columns(table, np.inf) is None


def test_without_time_it_ends_at_once(market_of: MarketOf, monkeypatch: pytest.MonkeyPatch) -> None:
    table = dense(market_of, 0)
    assert stable_columns(table, monotonic() - 1) is None
    monkeypatch.setattr(fractional_match, "_ORDERS", 0)
    assert stable_columns(table, monotonic() - 1) is None
