"""Four mechanisms on one market: what each promises holds, and what it does not promise fails somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise, permutations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.market import Market, MarketError, certify
from matchsafe.market.jit import plain
from matchsafe.market.study import mechanisms
from matchsafe.market.study.mechanisms import MECHANISMS, match_by, serial_dictatorship
from matchsafe.market.study.statistics import is_efficient

MarketOf = Callable[..., Market]
STRATEGY_PROOF = ("deferred_acceptance", "top_trading_cycles", "serial_dictatorship")


def with_list(market: Market, applicant: int, edges: list[int]) -> Market:
    low, high = market.offsets[applicant], market.offsets[applicant + 1]
    order = np.concatenate([np.arange(low), edges, np.arange(high, len(market.programs))]).astype(int)
    offsets = market.offsets.copy()
    offsets[applicant + 1 :] -= high - low - len(edges)
    return Market.from_arrays(offsets, market.programs[order], market.scores[order], market.quotas)


def other_lists(market: Market, applicant: int) -> Iterator[list[int]]:
    own = range(int(market.offsets[applicant]), int(market.offsets[applicant + 1]))
    for length in range(1, len(own) + 1):
        yield from map(list, permutations(own, length))


def gain_of_a_lie(market: Market, mechanism: str) -> int:
    """How many applicants can do better with another list."""
    gain = 0
    honest = match_by(market, mechanism).held  # type: ignore[arg-type]
    for applicant in range(market.applicants):
        true = market.programs[market.offsets[applicant] : market.offsets[applicant + 1]].tolist()
        mine = honest[applicant] - market.offsets[applicant] if honest[applicant] >= 0 else len(true)
        for told in other_lists(market, applicant):
            got = match_by(with_list(market, applicant, told), mechanism).assignment[applicant]  # type: ignore[arg-type]
            if got >= 0 and true.index(got) < mine:
                gain += 1
                break
    return gain


@pytest.mark.parametrize("mechanism", STRATEGY_PROOF)
def test_nobody_gains_by_another_list_where_that_is_promised(market_of: MarketOf, mechanism: str) -> None:
    for seed in range(2):
        assert gain_of_a_lie(market_of(10, 0, seed, programs=5, listed=3), mechanism) == 0


def test_somebody_gains_by_another_list_under_immediate_acceptance(market_of: MarketOf) -> None:
    assert any(
        gain_of_a_lie(market_of(10, 0, seed, programs=5, listed=3), "immediate_acceptance")
        for seed in range(3)
    )


def all_matches(market: Market) -> Iterator[np.ndarray]:
    options = [
        [-1, *(e for e in range(market.offsets[a], market.offsets[a + 1]) if market.scores[e] > -np.inf)]
        for a in range(market.applicants)
    ]
    for choice in product(*options):
        held = np.array(choice, np.int32)
        filled = np.bincount(market.programs[held[held >= 0]], minlength=len(market.quotas))
        if (filled <= market.quotas).all():
            yield held


def test_efficient_means_that_no_other_match_is_better_for_some_and_worse_for_none(
    market_of: MarketOf,
) -> None:
    seen = set()
    for seed in range(4):
        market = market_of(5, 0, seed, programs=4, listed=3)
        ranks = [np.where(m >= 0, m, market.offsets[1:]) for m in all_matches(market)]
        every = np.array(ranks)
        for held, mine in list(zip(all_matches(market), ranks, strict=True))[::7]:
            better = ((every <= mine).all(axis=1) & (every < mine).any(axis=1)).any()
            assert is_efficient(market, held) != better
            seen.add(bool(better))
    assert seen == {True, False}


def accepted_lists(market: Market) -> list[list[int]]:
    """The programs of each applicant that list them."""
    return [
        [int(market.programs[e]) for e in range(low, high) if market.scores[e] > -np.inf]
        for low, high in pairwise(market.offsets.tolist())
    ]


def slow_cycles(market: Market) -> list[int]:
    """Top trading cycles round by round, on plain lists."""
    free, lists = market.quotas.tolist(), accepted_lists(market)
    edge = {(int(o), int(p)): i for i, (o, p) in enumerate(zip(market.owners, market.programs, strict=True))}
    order = [
        sorted((a for a, x in enumerate(lists) if p in x), key=lambda a: (-market.scores[edge[a, p]], a))
        for p in range(len(free))
    ]
    held, left = [-1] * len(lists), set(range(len(lists)))
    while left:
        wants = {a: next((p for p in lists[a] if free[p]), None) for a in left}
        left -= {a for a, p in wants.items() if p is None}
        points = {p: next((a for a in order[p] if a in left), None) for p in range(len(free))}
        for start in sorted(left):
            path = [start]
            while (there := points[wants[path[-1]]]) not in path:  # type: ignore[index]
                path.append(there)  # type: ignore[arg-type]
            circle = path[path.index(there) :]
            for a in circle:
                held[a] = wants[a]  # type: ignore[assignment]
                free[held[a]] -= 1
            left -= set(circle)
            break
    return held


def slow_boston(market: Market) -> list[int]:
    free, held = market.quotas.tolist(), [-1] * market.applicants
    for k in range(int(np.diff(market.offsets).max(initial=0))):
        asks = [int(market.offsets[a]) + k for a in range(market.applicants)
                if held[a] < 0 and market.offsets[a] + k < market.offsets[a + 1]]  # fmt: skip
        for e in sorted(asks, key=lambda e: (-market.scores[e], market.owners[e])):
            if free[market.programs[e]] and market.scores[e] > -np.inf:
                held[market.owners[e]] = int(market.programs[e])
                free[market.programs[e]] -= 1
    return held


def slow_dictatorship(market: Market, order: list[int]) -> list[int]:
    free, lists, held = market.quotas.tolist(), accepted_lists(market), [-1] * market.applicants
    for a in order:
        held[a] = next((p for p in lists[a] if free[p]), -1)
        if held[a] >= 0:
            free[held[a]] -= 1
    return held


@st.composite
def small_markets(draw: st.DrawFn) -> Market:
    """Up to six singles and four programs, with ties, programs without seats, and listings that are not returned."""
    programs = draw(st.integers(1, 4))
    lists = draw(st.lists(st.lists(st.integers(0, programs - 1), unique=True), max_size=6))
    edges = [p for own in lists for p in own]
    scores = draw(
        st.lists(st.sampled_from([-np.inf, 1.0, 2.0, 3.0]), min_size=len(edges), max_size=len(edges))
    )
    quotas = draw(st.lists(st.integers(0, 2), min_size=programs, max_size=programs))
    offsets = np.cumsum([0, *map(len, lists)])
    return Market.from_arrays(offsets, np.array(edges, np.int32), np.array(scores, np.float32), quotas)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(small_markets(), st.integers(0, 99))
def test_they_do_what_a_plain_version_does(market: Market, seed: int) -> None:
    assert match_by(market, "top_trading_cycles").assignment.tolist() == slow_cycles(market)
    assert match_by(market, "immediate_acceptance").assignment.tolist() == slow_boston(market)
    order = np.random.default_rng(seed).permutation(market.applicants).tolist()
    assert match_by(market, "serial_dictatorship", seed).assignment.tolist() == slow_dictatorship(
        market, order
    )
    for mechanism in MECHANISMS[1:]:
        found = match_by(market, mechanism)
        assert is_efficient(market, found.held)
        assert not len(found.certificate.irrational)
        assert not len(found.certificate.over_quota)
    assert match_by(market, "deferred_acceptance").stable


def test_compiled_and_interpreted_they_give_the_same(
    market_of: MarketOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    markets = [market_of(30, 0, seed, programs=6, listed=4) for seed in range(3)]
    fast = [match_by(m, mechanism).held.tolist() for m in markets for mechanism in MECHANISMS]
    for name in ("trade", "choose_in_order"):
        monkeypatch.setattr(mechanisms, name, plain(getattr(mechanisms, name)))
    assert [match_by(m, mechanism).held.tolist() for m in markets for mechanism in MECHANISMS] == fast


def test_a_dictatorship_goes_by_its_order_and_an_unacceptable_place_is_passed_over() -> None:
    market = Market.from_arrays([0, 2, 4], [0, 1, 0, 1], [1.0, 1.0, -np.inf, 1.0], [1, 1])
    assert serial_dictatorship(market, np.array([1, 0])).tolist() == [0, 3]
    assert match_by(market, "serial_dictatorship", 1).method == "serial_dictatorship"
    for mechanism in MECHANISMS:
        assert certify(market, match_by(market, mechanism)).stable, mechanism


def test_only_deferred_acceptance_knows_couples(market_of: MarketOf) -> None:
    market = market_of(30, 3, 1)
    assert match_by(market, "deferred_acceptance").method
    with pytest.raises(MarketError, match="for singles, and this market has 3 couples"):
        match_by(market, "top_trading_cycles")
    with pytest.raises(ValueError, match="it must be deferred_acceptance"):
        match_by(market, "auction")  # type: ignore[arg-type]
