"""Fewest seats to change so that couples have a stable match, against trying every change and every match."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from itertools import product
from time import monotonic
from typing import Any

import numpy as np
import pytest
from tests.market.study.test_stable_set import random_lists

from matchsafe.market import Market, match
from matchsafe.market.study import fractional_match, near_feasible
from matchsafe.market.study.comparison import as_match
from matchsafe.market.study.fractional_match import OptionTable
from matchsafe.market.study.near_feasible import match_near_feasible, rounded_match
from matchsafe.present.match_words import seats_sentence

MarketOf = Callable[..., Market]
Lists = tuple[Any, Mapping[str, tuple[int, list[str]]], Any]
SAM: Lists = (
    {"Sam": ["North", "South"], "Far": ["Lake"]},
    {"North": (1, ["Uma", "Sam"]), "South": (1, ["Sam", "Vic"]), "Lake": (1, ["Far"])},
    [("Uma", "Vic", ["North"], ["South"])],
)
TWICE: Lists = (
    {name + n: [p + n for p in own] for n in "12" for name, own in SAM[0].items()},
    {name + n: (quota, [a + n for a in order]) for n in "12" for name, (quota, order) in SAM[1].items()},
    [(a + n, b + n, [p + n for p in own], [q + n for q in other])
     for n in "12" for a, b, own, other in SAM[2]],
)  # fmt: skip


def with_seats(lists: Lists, change: tuple[int, ...]) -> Lists:
    singles, programs, couples = lists
    named = zip(programs.items(), change, strict=True)
    return singles, {name: (quota + more, order) for (name, (quota, order)), more in named}, couples


def in_bounds(change: tuple[int, ...], lists: Lists) -> bool:
    seats = [quota + more for (quota, _), more in zip(lists[1].values(), change, strict=True)]
    return 0 <= sum(change) <= 4 and max(map(abs, change)) <= 2 and min(seats) >= 0


def fewest(lists: Lists, below: int, oracle: Callable[..., Any]) -> int:
    """The fewest seats whose change gives a stable match, by trying all changes of fewer than ``below``."""
    for change in sorted(product(range(-2, 3), repeat=len(lists[1])), key=lambda c: sum(map(abs, c))):
        size = sum(map(abs, change))
        if size >= below:
            return below
        if in_bounds(change, lists) and oracle(*with_seats(lists, change)).stable_set():
            return size
    raise AssertionError


def test_one_seat_is_enough_for_the_textbook_market_and_nothing_less_is() -> None:
    found = match_near_feasible(Market.from_lists(*SAM))
    assert (found.match.stable, found.match.method, found.smallest) == (True, "rounding", True)
    assert found.changes.tolist() == [0, 1, 0]
    assert found.match.as_dict() == {"Sam": "South", "Far": "Lake", "Uma": "North", "Vic": "South"}


def test_a_market_that_has_a_stable_match_is_left_as_it_is(market_of: MarketOf) -> None:
    found = match_near_feasible(market_of(60, 5, 1))
    assert (found.tried, found.smallest, found.changes.any()) == (0, True, False)


@pytest.mark.parametrize("lists", [TWICE, *(random_lists(seed, 3, 2) for seed in range(30))])
def test_a_small_market_without_a_stable_match_gets_one_with_the_fewest_changes_there_are(
    oracle: Callable[..., Any], lists: Lists
) -> None:
    """And the rounding alone finds one within the bounds for every market, as the theorem says."""
    market = Market.from_lists(*lists)
    rounded = rounded_match(market, OptionTable.of(market), monotonic() + 60)
    assert rounded is not None
    change = tuple(rounded.changes.tolist())
    assert in_bounds(change, lists)
    placed = {a: p or "-" for a, p in rounded.match.as_dict().items()}
    judge = oracle(*with_seats(lists, change))
    assert judge.is_stable(placed)
    assert judge.is_stable(placed, "MM")
    if not match(market).stable:
        found = match_near_feasible(market)
        size = int(np.abs(found.changes).sum())
        assert (found.match.stable, found.smallest) == (True, True)
        assert size == fewest(lists, size, oracle)


def test_dense_couples_without_a_stable_match_get_one_within_the_bounds(market_of: MarketOf) -> None:
    market = market_of(60, 10, 1030)
    rounded, found = (
        rounded_match(market, OptionTable.of(market), monotonic() + 60),
        match_near_feasible(market),
    )
    assert rounded is not None
    assert (np.abs(rounded.changes).sum(), np.abs(found.changes).sum(), found.smallest) == (2, 1, True)
    for one in (rounded, found):
        assert one.match.stable
        assert np.abs(one.changes).max() <= near_feasible.MOST_OF_ONE
        assert 0 <= one.changes.sum() <= near_feasible.MOST_IN_ALL


def test_seats_stay_where_the_rounding_finds_what_the_search_had_no_time_for(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = market_of(20, 1, 1)
    nothing = as_match(market, np.full(20, -1))
    monkeypatch.setattr(near_feasible, "match", lambda *_, **__: nothing)
    found = match_near_feasible(market)
    assert (found.match.stable, found.changes.any(), found.smallest) == (True, False, True)


def test_without_time_it_says_so() -> None:
    found = match_near_feasible(Market.from_lists(*SAM), seconds=0)
    assert (found.match.stable, found.limit_reached, found.smallest, found.tried) == (False, True, False, 0)


def test_too_large_to_round_or_to_try_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    market = Market.from_lists(*SAM)
    monkeypatch.setattr(fractional_match, "MOST_ROWS", 0)
    searched = match_near_feasible(market)
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    without_scipy = match_near_feasible(market)
    monkeypatch.undo()
    monkeypatch.setattr(near_feasible, "stable_columns", lambda table, _: np.zeros(len(table.rows), np.bool_))
    for found in (searched, without_scipy, match_near_feasible(market)):
        assert (found.changes.tolist(), found.smallest, found.match.stable) == ([1, 0, 0], True, True)
    monkeypatch.setattr(near_feasible, "LARGEST", 0)
    found = match_near_feasible(market)
    assert (found.match.stable, found.limit_reached, found.smallest, found.too_large) == (
        False,
        True,
        False,
        False,
    )
    monkeypatch.setattr(fractional_match, "MOST_ROWS", 0)
    assert "too large for one to be built" in seats_sentence(match_near_feasible(market).report(market))
    monkeypatch.undo()
    monkeypatch.setattr(near_feasible, "LARGEST", 0)
    assert match_near_feasible(Market.from_lists(*TWICE)).smallest is False
