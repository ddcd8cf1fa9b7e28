"""Every kernel is plain Python: interpreted and compiled, the same source finds the same match."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matchsafe.market import Market, certify, couple_sat, match, proposals
from matchsafe.market.couple_search import search_couples
from matchsafe.market.jit import COMPILED, plain

pytestmark = pytest.mark.skipif(not COMPILED, reason="needs Numba")


@pytest.fixture
def interpreted(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Runs every kernel of the engine as Python until the end of the test."""

    def interpret() -> None:
        for name, module in list(sys.modules.items()):
            if name.startswith("matchsafe.market"):
                for function, kernel in list(vars(module).items()):
                    if hasattr(kernel, "py_func"):
                        monkeypatch.setattr(module, function, plain(kernel))

    return interpret


@pytest.mark.parametrize("side", ["applicant", "program"])
@pytest.mark.parametrize("couples", [0, 20])
def test_without_numba_the_same_source_gives_the_same_match(
    market_of: Callable[..., Market], interpreted: Callable[[], None], side: Any, couples: int
) -> None:
    market = market_of(400, couples, 3)
    fast = match(market, side, seed=5)
    interpreted()
    slow = match(market, side, seed=5)
    assert not hasattr(proposals.propose, "py_func")
    assert slow.held.tolist() == fast.held.tolist()
    assert slow.proposals == fast.proposals
    assert slow.unresolved == fast.unresolved
    assert slow.certificate.stable == fast.certificate.stable


@pytest.mark.parametrize("definition", ["KPR", "MM"])
def test_where_couples_are_dense_every_method_finds_the_same(
    market_of: Callable[..., Market],
    interpreted: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    definition: Any,
) -> None:
    monkeypatch.setattr(couple_sat, "available", lambda _: False)
    markets = [market_of(16, 5, 1000 + seed, programs=6, listed=4, pairs=8) for seed in range(9)]
    fast = [match(m, definition=definition, seconds=60) for m in markets]
    interpreted()
    slow = [match(m, definition=definition, seconds=60) for m in markets]
    assert [(s.held.tolist(), s.method, s.none_exists) for s in slow] == [
        (f.held.tolist(), f.method, f.none_exists) for f in fast
    ]
    assert {f.method for f in fast} >= {"roth_peranson", "exact_search"}


@pytest.mark.parametrize("definition", ["KPR", "MM"])
def test_the_exact_search_is_the_same_from_a_bad_start(
    market_of: Callable[..., Market], interpreted: Callable[[], None], definition: Any
) -> None:
    markets = [market_of(16, 5, seed, programs=6, listed=4, pairs=8) for seed in range(6)]

    def searched(market: Market) -> list[int] | None:
        nobody = np.full(market.applicants, -1)
        found = search_couples(market, nobody, definition=definition, until=np.inf, steps=10**6)
        return None if found is None else found.tolist()

    fast = [searched(m) for m in markets]
    interpreted()
    assert [searched(m) for m in markets] == fast


def test_blocking_pairs_of_a_bad_result_are_the_same(
    market_of: Callable[..., Market], interpreted: Callable[[], None]
) -> None:
    market = market_of(30, 6, 2, programs=8, listed=4, pairs=8)
    results = [[-1] * market.applicants, match(market).assignment.tolist()]
    results.append([-1 if a % 3 else p for a, p in enumerate(results[1])])

    def checks() -> list[Any]:
        made = [certify(market, r, definition=d) for r in results for d in ("KPR", "MM")]
        return [
            (c.stable, np.asarray(c.blocking).tolist(), np.asarray(c.blocking_couples).tolist()) for c in made
        ]

    fast = checks()
    interpreted()
    assert checks() == fast


def test_random_walks_take_the_same_steps(
    market_of: Callable[..., Market], interpreted: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchsafe.market.portfolio.FIRST_STEPS", 0)
    monkeypatch.setattr(couple_sat, "available", lambda _: False)
    markets = [market_of(16, 5, 1000 + seed, programs=6, listed=4, pairs=8) for seed in range(40)]
    fast = [match(m, seconds=2) for m in markets]
    walked = [(m, f) for m, f in zip(markets, fast, strict=True) if f.method == "random_walk"]
    assert walked
    interpreted()
    for market, found in walked[:2]:
        assert match(market, seconds=60).held.tolist() == found.held.tolist()
