"""Fewest seats to change so that couples have a stable match."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.market.study.test_stable_set import random_lists

from matchsafe.market import Market, match
from matchsafe.market.study import near_feasible as module
from matchsafe.market.study.near_feasible import match_near_feasible

MarketOf = Callable[..., Market]
SAM = Market.from_lists(
    {"Sam": ["North", "South"], "Far": ["Lake"]},
    {"North": (1, ["Uma", "Sam"]), "South": (1, ["Sam", "Vic"]), "Lake": (1, ["Far"])},
    [("Uma", "Vic", ["North"], ["South"])],
)


def test_one_seat_is_enough_for_the_textbook_market_and_nothing_less_is() -> None:
    found = match_near_feasible(SAM)
    assert found.match.stable
    assert found.smallest
    assert found.changes.tolist() == [1, 0, 0]
    assert found.match.as_dict() == {"Sam": "North", "Far": "Lake", "Uma": "North", "Vic": "South"}
    assert not match(SAM).stable


def test_a_market_that_has_a_stable_match_is_left_as_it_is(market_of: MarketOf) -> None:
    found = match_near_feasible(market_of(60, 5, 1))
    assert (found.tried, found.smallest, found.changes.any()) == (0, True, False)


def test_every_small_market_without_one_gets_one_within_the_bounds() -> None:
    met = 0
    for seed in range(60):
        singles, programs, pairs = random_lists(seed, 3, 2)
        market = Market.from_lists(singles, programs, pairs)
        if match(market).stable:
            continue
        met += 1
        found = match_near_feasible(market)
        assert found.match.stable
        assert found.smallest
        assert np.abs(found.changes).max() <= module.MOST_OF_ONE
        assert 0 <= found.changes.sum() <= module.MOST_IN_ALL
    assert met


def test_without_time_it_says_so() -> None:
    found = match_near_feasible(SAM, seconds=0)
    assert (found.match.stable, found.limit_reached, found.smallest, found.tried) == (False, True, False, 0)


def test_beyond_what_is_tried_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 0)
    found = match_near_feasible(SAM)
    assert (found.match.stable, found.limit_reached, found.smallest) == (False, True, False)
