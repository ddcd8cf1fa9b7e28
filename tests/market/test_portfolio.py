"""Couples, completely: whatever the order of adding them misses is found by another method, or proved not to exist."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count, islice
from typing import Any

import numpy as np
import pytest

from matchsafe.market import Market, certify, couple_sat, match, portfolio
from matchsafe.market.arrays import Definition
from matchsafe.market.couple_search import SearchLimit, search_couples
from matchsafe.market.couples import FIRST_SECONDS, board_of

MarketOf = Callable[..., Market]
SIZES = [(30, 8), (40, 4), (60, 10), (100, 25), (200, 40)]
"""Applicants and couples; couples are dense here, so that adding them in order often leaves one out."""


def without_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couple_sat, "available", lambda _: False)


def unsettled(market_of: MarketOf, applicants: int, couples: int, most: int) -> list[Market]:
    """Markets in which Roth and Peranson's procedure leaves a couple out."""
    markets = (market_of(applicants, couples, 1000 + seed) for seed in range(200))
    return list(islice((m for m in markets if not match(m, search=False).stable), most))


def test_the_result_says_what_found_it(market_of: MarketOf) -> None:
    methods = {match(market_of(40, 4, 1000 + seed)).method for seed in range(40)}
    assert {"roth_peranson", "exact_search"} <= methods
    assert match(market_of(40, 0, 0)).method == "deferred_acceptance"


def test_exact_search_agrees_with_the_solver_market_by_market(market_of: MarketOf) -> None:
    pytest.importorskip("pysat")
    outcomes = set()
    for market in unsettled(market_of, 40, 4, 14):
        for definition in ("KPR", "MM"):
            here = match(market, search=False).held
            found = search_couples(market, here, definition=definition, until=np.inf, steps=10**6)
            solved = couple_sat.solve(market, definition, np.inf)
            assert (found is None) == (solved is None)
            outcomes.add(found is None)
            for held in (found, solved):
                if held is not None:
                    assert certify(
                        market, np.where(held >= 0, market.programs[held], -1), definition=definition
                    ).stable
    assert outcomes == {True, False}


def test_without_a_solver_the_search_goes_on_to_the_end(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pysat")
    markets = unsettled(market_of, 30, 8, 8)
    known = [match(market).stable for market in markets]
    without_solver(monkeypatch)
    results = [match(market) for market in markets]
    assert [r.stable for r in results] == known
    assert all(r.stable != r.none_exists for r in results)
    assert {r.method for r in results} <= {"exact_search", "random_walk"}
    assert not any(r.limit_reached for r in results)


def test_random_walks_find_what_the_orders_miss(market_of: MarketOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchsafe.market.portfolio.FIRST_STEPS", 0)
    without_solver(monkeypatch)
    results = [match(market) for market in unsettled(market_of, 30, 8, 6)]
    walked = [r for r in results if r.method == "random_walk"]
    assert walked
    assert all(r.stable for r in walked)


@pytest.mark.parametrize("seconds", [60, 0])
@pytest.mark.parametrize("solver", [True, False])
def test_a_limit_of_time_ends_the_search_and_the_result_says_so(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch, solver: bool, seconds: int
) -> None:
    monkeypatch.setattr("matchsafe.market.portfolio.FIRST_STEPS", 0)
    if not solver:
        without_solver(monkeypatch)

    market = unsettled(market_of, 60, 10, 1)[0]

    def no_answer(*_: Any, **__: Any) -> None:
        raise SearchLimit

    monkeypatch.setattr(couple_sat, "solve", no_answer)
    monkeypatch.setattr("matchsafe.market.portfolio.search_couples", no_answer)
    monkeypatch.setattr("matchsafe.market.portfolio.WALKS", 1)
    result = match(market, seconds=seconds)
    assert result.limit_reached
    assert not result.none_exists
    assert not result.stable
    assert result.unresolved


def test_a_solver_without_time_or_without_an_answer_is_the_limit_of_the_search(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    solvers = pytest.importorskip("pysat.solvers")
    market = market_of(40, 4, 0)
    assert couple_sat.solve(market, "KPR", np.inf) is not None
    with pytest.raises(SearchLimit):
        couple_sat.solve(market, "KPR", -np.inf)
    monkeypatch.setattr(solvers.Solver, "solve_limited", lambda *_, **__: None)
    with pytest.raises(SearchLimit):
        couple_sat.solve(market, "KPR", np.inf)


def test_a_market_too_large_for_the_solver_is_not_handed_to_it(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pysat")
    market = market_of(40, 4, 0)
    assert couple_sat.available(market)
    monkeypatch.setattr(couple_sat, "MOST_CELLS", 10)
    assert not couple_sat.available(market)


def test_the_same_arguments_give_the_same_match(market_of: MarketOf) -> None:
    for market in unsettled(market_of, 60, 10, 2):
        assert match(market, seed=5).held.tolist() == match(market, seed=5).held.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_the_definition_asked_for_is_the_one_that_is_met(market_of: MarketOf, seed: int) -> None:
    market = market_of(30, 8, 1000 + seed)
    for definition in ("KPR", "MM"):
        asked: Definition = definition
        result = match(market, definition=asked)
        assert result.definition == definition
        assert result.stable != result.none_exists
        assert certify(market, result, definition=asked).stable == result.stable
    if match(market, definition="MM").stable:
        assert match(market).stable, (
            "what is stable after McDermid and Manlove is after Kojima, Pathak and Roth"
        )


def test_looks_at_the_clock_change_no_answer(market_of: MarketOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchsafe.market.portfolio.FIRST_STEPS", 0)
    without_solver(monkeypatch)
    markets = unsettled(market_of, 30, 8, 4)
    usual = [match(market) for market in markets]
    monkeypatch.setattr("matchsafe.market.couples.MOVES_AT_ONCE", 1)
    monkeypatch.setattr("matchsafe.market.portfolio.LOOKS_AT_ONCE", 1)
    often = [match(market) for market in markets]
    assert [(r.method, r.held.tolist()) for r in often] == [(r.method, r.held.tolist()) for r in usual]
    assert "random_walk" in {r.method for r in usual}


def test_time_that_ends_within_an_order_leaves_what_the_orders_before_it_gave(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = unsettled(market_of, 60, 10, 1)[0]
    first_order = match(market, seconds=0).held.tolist()
    ticks = count()
    monkeypatch.setattr("matchsafe.market.couples.MOVES_AT_ONCE", 1)
    monkeypatch.setattr("matchsafe.market.couples.FIRST_SECONDS", np.inf)
    for part in ("couples", "portfolio"):
        monkeypatch.setattr(f"matchsafe.market.{part}.monotonic", lambda: float(next(ticks)))
    began = next(ticks)
    match(market, seconds=0)
    result = match(market, seconds=next(ticks) - began + 3)  # the first order counts too
    assert result.limit_reached
    assert (result.method, result.held.tolist()) == ("roth_peranson", first_order)


def test_the_first_order_ends_with_the_time_and_the_result_says_so(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = market_of(60, 10, 1000)
    monkeypatch.setattr("matchsafe.market.couples.MOVES_AT_ONCE", 1)
    ticks = count()
    for part in ("couples", "portfolio"):
        monkeypatch.setattr(f"matchsafe.market.{part}.monotonic", lambda: float(next(ticks)))
    result = match(market, seconds=0)
    looks = next(ticks)
    assert looks < FIRST_SECONDS + 10, "it ended at the first look after the time"
    assert (result.method, result.limit_reached, result.none_exists) == ("roth_peranson", True, False)
    assert result.unresolved
    assert not len(result.certificate.irrational)
    assert not len(result.certificate.over_quota)
    assert match(market, search=False).limit_reached is False, "without the search no time is too long"


def test_a_walk_ends_with_the_time(market_of: MarketOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "LOOKS_AT_ONCE", 1)
    market = unsettled(market_of, 30, 8, 1)[0]
    board, order = board_of(market, np.full(market.applicants, -1, np.int32)), np.arange(38)
    ticks = count()
    monkeypatch.setattr(portfolio, "monotonic", lambda: float(next(ticks)))
    assert not portfolio._walked(board, (1, 1), order, -1.0)
    assert next(ticks) == 1, "not one round"
    assert (order == np.arange(38)).all()
