"""The engine against every possible match of small markets, couples included."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.market import Market, certify, match
from matchsafe.market.stability import edges_of

PROGRAMS = ("P", "Q", "R")
RELAXED = settings(
    max_examples=5_000 if os.environ.get("MATCHSAFE_EVERY_SEED") else 120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


@st.composite
def markets(draw: st.DrawFn, max_singles: int = 6, max_couples: int = 2) -> tuple[Any, Any, Any]:
    """Singles, programs and couples of at most six people; listings of one side only may occur."""
    couples_count = draw(st.integers(0, max_couples))
    singles_count = draw(st.integers(0, max_singles - 2 * couples_count))
    programs = draw(st.permutations(PROGRAMS))[: draw(st.integers(1, 3))]
    singles = {
        f"s{i}": draw(st.permutations(programs))[: draw(st.integers(0, 3))] for i in range(singles_count)
    }
    couples = []
    choices = [(p, q) for p in (*programs, "-") for q in (*programs, "-") if (p, q) != ("-", "-")]
    for i in range(couples_count):
        pairs = draw(st.lists(st.sampled_from(choices), unique=True, min_size=1, max_size=4))
        couples.append((f"c{i}", f"d{i}", [p for p, _ in pairs], [q for _, q in pairs]))
    people = [*singles, *(name for c in couples for name in c[:2])]
    wanted = {p: [a for a in people if p in _listed(a, singles, couples)] for p in programs}
    offers = {}
    for p in programs:
        order = draw(st.permutations(wanted[p]))
        offers[p] = (draw(st.integers(0, 3)), order[: draw(st.integers(max(0, len(order) - 1), len(order)))])
    return singles, offers, couples


def _listed(name: str, singles: Any, couples: Any) -> set[str]:
    if name in singles:
        return set(singles[name])
    return {
        p
        for first, second, left, right in couples
        for p in (left if name == first else right if name == second else ())
    }


@RELAXED
@given(markets(max_couples=0))
def test_singles_get_the_stable_match_that_is_best_for_the_side_that_proposes(
    oracle: Callable[..., Any], named: Callable[[Any], dict[str, str]], market: Any
) -> None:
    singles, programs, _ = market
    stable = oracle(singles, programs).stable_set()
    built = Market.from_lists(singles, programs, one_sided="unacceptable")
    ours, theirs = match(built), match(built, "program")
    assert ours.stable
    assert theirs.stable
    assert named(ours) in stable
    assert named(theirs) in stable
    for other in stable:
        for a, ranked in singles.items():
            order = [*ranked, "-"]
            assert order.index(named(ours)[a]) <= order.index(other[a]) <= order.index(named(theirs)[a])


@RELAXED
@given(
    markets(), st.integers(0, 3), st.sampled_from(["applicant", "program"]), st.sampled_from(["KPR", "MM"])
)
def test_a_market_with_couples_is_solved_wherever_it_can_be(
    oracle: Callable[..., Any],
    named: Callable[[Any], dict[str, str]],
    market: Any,
    seed: int,
    side: Any,
    definition: Any,
) -> None:
    judge = oracle(*market)
    singles, programs, couples = market
    built = Market.from_lists(singles, programs, couples, one_sided="unacceptable")
    result = match(built, side, seed, definition=definition)
    stable = judge.stable_set(definition)
    assert judge.allowed(named(result))
    assert result.stable == judge.is_stable(named(result), definition) == bool(stable)
    assert result.none_exists == (not stable)
    assert bool(result.unresolved) == (not stable)


@RELAXED
@given(markets(), st.integers(0, 3))
def test_without_the_search_a_result_is_stable_or_says_whom_it_left(
    oracle: Callable[..., Any], named: Callable[[Any], dict[str, str]], market: Any, seed: int
) -> None:
    judge = oracle(*market)
    singles, programs, couples = market
    result = match(
        Market.from_lists(singles, programs, couples, one_sided="unacceptable"), seed=seed, search=False
    )
    blocks = set(judge.couple_blocks(named(result), "KPR"))
    assert judge.allowed(named(result))
    assert not list(judge.single_blocks(named(result)))
    assert {(*u.partners, *pair) for u in result.unresolved for pair in u.blocking} == blocks
    assert result.stable == (not blocks)
    assert all(named(result)[name] == "-" for u in result.unresolved for name in u.partners)


@RELAXED
@given(markets(), st.sampled_from(["KPR", "MM"]), st.data())
def test_a_certificate_finds_exactly_what_blocks(
    oracle: Callable[..., Any], market: Any, definition: Any, data: st.DataObject
) -> None:
    singles, programs, couples = market
    judge = oracle(singles, programs, couples)
    built = Market.from_lists(singles, programs, couples, one_sided="unacceptable")
    number = {p: i for i, p in enumerate(built.program_ids)} | {"-": -1}
    tried = data.draw(st.sampled_from(list(judge.everything())))
    found = certify(built, [number[tried[a]] for a in built.applicant_ids], definition=definition)
    assert sorted(found.blocking_pairs(built)) == sorted(judge.single_blocks(tried))
    wanted = [(*couples[c][:2], *pair) for c, pair in found.blocking_couple_pairs(built)]
    assert wanted == list(judge.couple_blocks(tried, definition))
    assert found.stable == judge.is_stable(tried, definition)


def test_an_assignment_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="assignment has 2 values; it must have one for each of 1"):
        edges_of(Market.from_lists({"a": ["P"]}, {"P": (1, ["a"])}), [0, 0])
