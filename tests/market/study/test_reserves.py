"""Seats by type: programs' choices keep their promises, and the match is stable under them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product

import numpy as np
import pytest

from matchsafe.domain.market_study import TypeRule
from matchsafe.market import Market, MarketError, match
from matchsafe.market.study.reserves import (
    TypedMarket,
    blocking_pairs,
    match_reserved,
    report_reserved,
    typed_market,
)

MarketOf = Callable[..., Market]


def with_types(market: Market, seed: int) -> TypedMarket:
    random = np.random.default_rng(seed)
    kinds = random.permutation(market.applicants) % 3
    types = {market.applicant_name(a): ("x", "y", "")[kind] for a, kind in enumerate(kinds.tolist())}
    rules = []
    for p, quota in enumerate(market.quotas.tolist()):
        for kind in ("x", "y"):
            reserved = int(random.integers(0, quota // 2 + 1))
            most = int(random.integers(reserved, quota + 1)) if random.random() < 0.7 else None
            rules.append(TypeRule(program=market.program_name(p), type=kind, reserved=reserved, most=most))
    return typed_market(market, {a: t for a, t in types.items() if t}, rules)


@pytest.mark.parametrize("seed", range(4))
def test_a_choice_never_wants_somebody_only_because_of_others_and_never_shrinks(
    crossed: MarketOf, seed: int
) -> None:
    """What the proofs need: substitutable, and more applicants never fill fewer seats (Hatfield and Milgrom 2005)."""
    typed = with_types(crossed(2, seed, 3), seed)
    edges = np.flatnonzero(typed.market.programs == 0).tolist()
    chosen = {s: set(typed.choice(0, s)) for n in range(len(edges) + 1) for s in combinations(edges, n)}
    for asked, taken in chosen.items():
        for more in set(edges) - set(asked):
            larger = tuple(sorted((*asked, more)))
            assert chosen[larger] & set(asked) <= taken
            assert len(chosen[larger]) >= len(taken)


def everything(market: Market) -> Iterator[np.ndarray]:
    options = [
        [-1, *range(int(market.offsets[a]), int(market.offsets[a + 1]))] for a in range(market.applicants)
    ]
    for choice in product(*options):
        yield np.array(choice, np.int32)


@pytest.mark.parametrize("seed", range(5))
def test_the_match_is_the_stable_one_that_is_best_for_applicants(crossed: MarketOf, seed: int) -> None:
    market = crossed(2, seed, 2)
    typed = with_types(market, seed)
    ours = match_reserved(typed)
    assert blocking_pairs(typed, ours) == []
    standing = np.where(ours >= 0, ours, market.offsets[1:])
    for held in everything(market):
        filled = np.bincount(market.programs[held[held >= 0]], minlength=2)
        if (filled <= market.quotas).all() and not blocking_pairs(typed, held):
            assert (standing <= np.where(held >= 0, held, market.offsets[1:])).all()


def test_without_rules_it_is_deferred_acceptance(market_of: MarketOf) -> None:
    market = market_of(80, 0, 2)
    typed = typed_market(market, {}, [])
    held = match_reserved(typed)
    assert held.tolist() == match(market).held.tolist()
    report = report_reserved(typed, held)
    assert (report.stable, report.comparison.moves, report.types) == (True, (), ())


LISTS = {a: ["City", "Hill"] for a in ("Ann", "Ben", "Cat", "Dan")}
PROGRAMS = {"City": (2, ["Ann", "Ben", "Cat", "Dan"]), "Hill": (1, ["Ann", "Ben", "Cat", "Dan"])}
TYPES = {"Cat": "local", "Dan": "local", "Ann": "other", "Ben": "other"}


def test_a_reserve_lifts_the_best_of_its_type_and_a_limit_keeps_others_out() -> None:
    market = Market.from_lists(LISTS, PROGRAMS)
    typed = typed_market(market, TYPES, [TypeRule(program="City", type="local", reserved=1)])
    report = report_reserved(typed, match_reserved(typed))
    assert {m.applicant: m.program for m in report.matches} == {"Ann": "City", "Cat": "City", "Ben": "Hill"}
    assert (report.stable, report.unmatched) == (True, ("Dan",))
    assert [(t.program, t.filled, t.reserved, t.most) for t in report.types] == [("City", 1, 1, 2)]
    assert {m.applicant: m.change for m in report.comparison.moves} == {"Ben": "loses", "Cat": "gains"}
    assert report.comparison.stable == (True, False)
    typed = typed_market(market, TYPES, [TypeRule(program="*", type="other", most=0)])
    assert {m.applicant: m.program for m in report_reserved(typed, match_reserved(typed)).matches} == {
        "Cat": "City", "Dan": "City",
    }  # fmt: skip


def test_a_result_that_breaks_the_rules_names_who_objects_and_who_may_not_stay() -> None:
    market = Market.from_lists(LISTS, PROGRAMS)
    typed = typed_market(market, TYPES, [TypeRule(program="City", type="other", most=1)])
    plain = match(market).held
    assert [(market.applicant_name(a), market.program_name(p)) for a, p in blocking_pairs(typed, plain)] == [
        ("Ben", "City"), ("Cat", "City"), ("Dan", "City"),
    ]  # fmt: skip
    assert not report_reserved(typed, plain).stable


def test_rules_that_do_not_fit_are_named_all_at_once(market_of: MarketOf) -> None:
    rules = [
        TypeRule(program="Moon", type="local"),
        TypeRule(program="City", type="tall", reserved=1),
        TypeRule(program="City", type="local", reserved=2, most=1),
        TypeRule(program="City", type="local"),
    ]
    with pytest.raises(MarketError) as caught:
        typed_market(Market.from_lists(LISTS, PROGRAMS), TYPES | {"Zoe": "local"}, rules)
    assert str(caught.value).splitlines() == [
        "types: there is no applicant 'Zoe'",
        "rules[0].program: there is no program 'Moon'",
        "rules[1].type: no applicant is of type 'tall'",
        "rules[2].most: is below the 2 that are reserved",
        "rules[3]: 'City' has two rules for 'local'",
        "program City: reserves 3 of its 2 seats",
    ]
    with pytest.raises(MarketError, match="a market with reserves is for singles"):
        typed_market(market_of(30, 2, 1), {}, [])
