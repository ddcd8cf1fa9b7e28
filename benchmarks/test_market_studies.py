"""Other mechanisms and studies of a nation of singles against the same things as one writes them in Python."""

from __future__ import annotations

import time
from collections import Counter
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from matchsafe.domain.market_study import MarketChange
from matchsafe.domain.match_report import Mechanism
from matchsafe.market import Market, compare, match, match_by, stable_set, statistics, what_if
from matchsafe.market.study.fractional_match import OptionTable
from matchsafe.market.study.mechanisms import serial_dictatorship
from matchsafe.market.study.near_feasible import rounded_match

_MATCHING = import_module(
    "benchmarks.test_market"
)  # not by name: mypy takes this folder's files as modules of their own
lists_of, loop, market_of = _MATCHING.lists_of, _MATCHING.loop, _MATCHING.market_of
scored_market = import_module("tests.market.conftest").scored_market
Lists = list[list[int]]


@pytest.fixture(scope="module")
def nation() -> Market:
    market: Market = market_of(_MATCHING.NATION)
    return market


def orders_of(lists: Lists, scores: list[list[float]], programs: int) -> Lists:
    """Each program's list, best first."""
    seen: list[list[tuple[float, int]]] = [[] for _ in range(programs)]
    for a, (ranked, own) in enumerate(zip(lists, scores, strict=True)):
        for p, score in zip(ranked, own, strict=True):
            seen[p].append((-score, a))
    return [[a for _, a in sorted(one)] for one in seen]


def cycles_loop(lists: Lists, scores: list[list[float]], quotas: list[int]) -> list[int]:
    """Top trading cycles: follow who points to whom until somebody is met again."""
    orders, free = orders_of(lists, scores, len(quotas)), list(quotas)
    at, top, result = [0] * len(lists), [0] * len(quotas), [-1] * len(lists)
    gone = [False] * len(lists)
    for root in range(len(lists)):
        path = [root] if not gone[root] else []
        while path:
            here = path[-1]
            while at[here] < len(lists[here]) and not free[lists[here][at[here]]]:
                at[here] += 1
            if at[here] == len(lists[here]):
                gone[path.pop()] = True
                continue
            p = lists[here][at[here]]
            while gone[orders[p][top[p]]]:
                top[p] += 1
            there = orders[p][top[p]]
            if there not in path:
                path.append(there)
                continue
            circle = path[path.index(there) :]
            del path[-len(circle) :]
            for a in circle:
                result[a] = lists[a][at[a]]
                free[result[a]] -= 1
                gone[a] = True
    return result


def boston_loop(lists: Lists, scores: list[list[float]], quotas: list[int]) -> list[int]:
    """Immediate acceptance round by round."""
    free, result = list(quotas), [-1] * len(lists)
    for k in range(max(map(len, lists))):
        asks = sorted((-scores[a][k], a) for a, r in enumerate(result) if r < 0 and k < len(lists[a]))
        for _, a in asks:
            p = lists[a][k]
            if free[p]:
                free[p] -= 1
                result[a] = p
    return result


def dictator_loop(lists: Lists, quotas: list[int], order: list[int]) -> list[int]:
    free, result = list(quotas), [-1] * len(lists)
    for a in order:
        for p in lists[a]:
            if free[p]:
                free[p] -= 1
                result[a] = p
                break
    return result


def figures_loop(lists: Lists, scores: list[list[float]], quotas: list[int], result: list[int]) -> Any:
    """Ranks reached, places of those who got in, and each program's line."""
    places = [{a: i for i, a in enumerate(order, 1)} for order in orders_of(lists, scores, len(quotas))]
    ranks = Counter(lists[a].index(p) + 1 for a, p in enumerate(result) if p >= 0)
    taken: list[list[int]] = [[] for _ in quotas]
    for a, p in enumerate(result):
        if p >= 0:
            taken[p].append(places[p][a])
    lines = [
        max(own) if own and len(own) >= quota else None for own, quota in zip(taken, quotas, strict=True)
    ]
    return ranks, Counter(place for own in taken for place in own), lines


@pytest.mark.parametrize(
    ("mechanism", "slow", "rounds"),
    [("top_trading_cycles", cycles_loop, 3), ("immediate_acceptance", boston_loop, 5)],
)
def test_mechanism(contest: Any, nation: Market, mechanism: Mechanism, slow: Any, rounds: int) -> None:
    lists = lists_of(nation)
    assert match_by(nation, mechanism).assignment.tolist() == slow(*lists)
    contest.run(
        f"{mechanism.replace('_', ' ')}, 50,000 singles, checked", lambda: match_by(nation, mechanism),
        "Python loop, not checked", lambda: slow(*lists), rounds=rounds,
        clock=time.process_time,
    )  # fmt: skip


def test_serial_dictatorship(contest: Any, nation: Market) -> None:
    order = np.random.default_rng(0).permutation(nation.applicants)
    lists, _, quotas = lists_of(nation)
    held = serial_dictatorship(nation, order)
    result = dictator_loop(lists, quotas, order.tolist())
    assert np.where(held >= 0, nation.programs[held], -1).tolist() == result
    contest.run(
        "serial dictatorship, 50,000 singles, checked", lambda: match_by(nation, "serial_dictatorship"),
        "Python loop, not checked", lambda: dictator_loop(lists, quotas, order.tolist()),
        rounds=5, clock=time.process_time,
    )  # fmt: skip


def test_figures_and_comparison(contest: Any, nation: Market) -> None:
    lists, scores, quotas = lists_of(nation)
    found, other = match(nation), match_by(nation, "immediate_acceptance")
    result, second = found.assignment.tolist(), other.assignment.tolist()
    told = statistics(found)
    ranks, places, lines = figures_loop(lists, scores, quotas, result)
    assert dict(enumerate(told.applicants.counts, 1)) == {r: ranks[r] for r in range(1, max(ranks) + 1)}
    assert dict(enumerate(told.programs.counts, 1)) == {r: places[r] for r in range(1, max(places) + 1)}
    assert [line.place for line in told.cutoffs] == lines

    def moves() -> list[tuple[int, int]]:
        rank = [{p: i for i, p in enumerate(own)} for own in lists]
        return [(a, rank[a].get(q, 99) - rank[a].get(p, 99))
                for a, (p, q) in enumerate(zip(result, second, strict=True)) if p != q]  # fmt: skip

    both = compare(found, other)
    assert [int(move.applicant) for move in both.moves] == [a for a, _ in moves()]
    assert both.gains == sum(change < 0 for _, change in moves())
    contest.run(
        "figures of a result, 50,000 singles, with efficiency", lambda: statistics(found),
        "Python loop, ranks and lines alone", lambda: figures_loop(lists, scores, quotas, result),
        rounds=3, clock=time.process_time,
    )  # fmt: skip
    contest.row_of(
        "comparison of two results, with what upsets each", lambda: compare(found, other),
        "Python loop, who moves alone", moves, rounds=3, clock=time.process_time,
    )  # fmt: skip


def test_what_if_and_all_stable_matches(contest: Any, nation: Market) -> None:
    lists = lists_of(nation)
    change = [MarketChange(program="0", add_seats=1)]
    (found,) = what_if(nation, change)
    more = [*lists[:2], [lists[2][0] + 1, *lists[2][1:]]]
    moved = sum(a != b for a, b in zip(loop(*lists), loop(*more), strict=True))
    assert len(found.comparison.moves) == moved
    contest.run(
        "one more seat: both matches, compared", lambda: what_if(nation, change),
        "Python loop, both matches", lambda: (loop(*lists), loop(*more)), rounds=3, clock=time.process_time,
    )  # fmt: skip
    contest.row_of(
        "all stable matches of 50,000 singles", lambda: stable_set(nation),
        "Python loop, one match", lambda: loop(*lists), rounds=3, clock=time.process_time,
    )  # fmt: skip


def test_changes_of_seats_for_couples(contest: Any) -> None:
    market = scored_market(1_000, 25, 1003)
    assert rounded_match(market, OptionTable.of(market), time.monotonic() + 600) is not None
    contest.run(
        "seats changed for 25 couples among 1,000, by rounding",
        lambda: rounded_match(market, OptionTable.of(market), time.monotonic() + 600),
        "the match without changes, Roth and Peranson's part", lambda: match(market, search=False),
        rounds=9, clock=time.process_time,
    )  # fmt: skip
