"""The list of pairs: in the order of worth, within the limit, nothing twice and nothing that cannot be reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.season import Season, Target
from matchsafe.domain.season_couple import CoupleWishes
from matchsafe.domain.season_interview import Interview
from matchsafe.ranking.pair_reasons import reason
from matchsafe.ranking.pairs import NOBODY, PairUtility, pair_list, place_of, unreachable
from matchsafe.ranking.rank_order import RankEntry, rank_order


def entries(*places: str | None, counts: bool = True, name: str = "P") -> list[RankEntry]:
    """Programs in these states, ranked in this order."""
    target = Target(specialty="internal_medicine")
    return [
        RankEntry(f"{name}{i}", target, Interview(program=f"{name}{i}", state=state), counts)
        for i, state in enumerate(places, 1)
    ]


def worth(first: list[RankEntry], second: list[RankEntry], **wishes: Any) -> PairUtility:
    return PairUtility(first, second, CoupleWishes(**wishes))


def test_pairs_that_are_together_come_first_and_single_outcomes_last() -> None:
    made = pair_list(worth(entries("NY", "TX"), entries("TX", "NY", name="Q")))
    assert made.pairs[:2] == ((0, 1), (1, 0))
    assert set(made.pairs[2:4]) == {(0, 0), (1, 1)}
    assert set(made.pairs[4:]) == {(0, NOBODY), (1, NOBODY), (NOBODY, 0), (NOBODY, 1)}


def test_the_worth_of_a_pair_worked_by_hand() -> None:
    # choice 2 of 4 is worth 3/4, choice 1 of 2 is worth 1; the first counts three times as much; together adds 0.5
    made = worth(entries(*["NY"] * 4), entries("NY", "NY", name="Q"), first_weight=3, together_weight=0.5)
    assert made((1, 0)) == pytest.approx(0.75 * 0.75 + 0.25 * 1 + 0.5)
    assert made((1, NOBODY)) == pytest.approx(0.75 * 0.75 - 0.25)


def test_a_pair_below_one_of_its_halves_with_no_match_is_left_out() -> None:
    first, second = entries("NY", "TX"), entries("CA", name="Q")
    # no match of a partner is as good as their best program: single outcomes stand above most pairs
    made = pair_list(worth(first, second, one_matches="mixed", no_match_worth=1, together_weight=0))
    assert {code for _, code in made.pruned} == {"unreachable"}
    assert not unreachable(made.pairs)
    assert len(made.pairs) + len(made.pruned) == 2 * 1 + 3


def test_single_outcomes_keep_their_place_when_the_limit_bites() -> None:
    made = pair_list(worth(entries(*["NY"] * 20), entries(*["NY"] * 20, name="Q")))
    assert len(made.pairs) == 300
    assert sum(NOBODY in p for p in made.pairs) == 40
    assert [code for _, code in made.pruned] == ["over_limit"] * 140


def test_pairs_that_must_be_there_come_first_and_others_never_do() -> None:
    wishes = {"must": [("P2", "no match"), ("P1", "Q2")], "never": [("P1", "Q1"), ("P9", "Q1")], "limit": 3}
    made = pair_list(worth(entries("NY", "NY"), entries("NY", "NY", name="Q"), **wishes))
    assert made.pairs[:2] == ((1, NOBODY), (0, 1))
    assert (0, 0) not in made.pairs
    assert made.unknown == (("P9", "Q1"),)
    assert ((0, 0), "never") in made.pruned


def test_a_program_that_cannot_take_a_partner_is_in_no_pair() -> None:
    first = [*entries("NY"), *entries("NY", counts=False, name="X")]
    made = pair_list(worth(first, entries("NY", name="Q")))
    assert all(a != 1 for a, _ in made.pairs)
    assert ((1, 0), "cannot_match") in made.pruned


RULES = st.sampled_from(["program", "city", "metro", "state", "division", "miles", "hours", "anywhere"])
STATES = st.lists(st.sampled_from(["NY", "NJ", "CA", None]), max_size=6)


@given(
    states=st.tuples(STATES, STATES), rule=RULES, apart=st.booleans(),
    one=st.sampled_from(["last", "mixed", "never"]), none=st.floats(-2, 1), weight=st.floats(0.1, 10),
    limit=st.integers(1, 60), must=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=4),
    never=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=4),
)  # fmt: skip
@settings(max_examples=25)
def test_no_list_has_a_pair_twice_an_unreachable_one_or_one_that_was_ruled_out(
    states: Any,
    rule: Any,
    apart: bool,
    one: Any,
    none: float,
    weight: float,
    limit: int,
    must: Any,
    never: Any,
) -> None:
    def named(pairs: Any) -> list[tuple[str, str]]:
        return [(f"P{a}" if a else "-", f"Q{b}" if b else "-") for a, b in pairs]

    wishes = CoupleWishes(
        together=rule, apart=apart, one_matches=one, no_match_worth=none, first_weight=weight, limit=limit,
        must=tuple(named(must)), never=tuple(named(never)),
    )  # fmt: skip
    first, second = entries(*states[0]), entries(*states[1], name="Q")
    made = pair_list(PairUtility(first, second, wishes))
    assert len(set(made.pairs)) == len(made.pairs) <= limit
    assert not unreachable(made.pairs)
    forbidden = {(a - 1, b - 1) for a, b in never}
    for pair in made.pairs:
        a, b = pair
        assert pair != (NOBODY, NOBODY)
        assert -1 <= a < len(first)
        assert -1 <= b < len(second)
        assert pair not in forbidden
    assert not set(made.pairs) & {pair for pair, _ in made.pruned}
    for at, pair in enumerate(made.pairs):
        assert reason(PairUtility(first, second, wishes), pair, None, at + 1)


@pytest.mark.parametrize(
    ("rule", "one", "two", "together"),
    [
        ("city", {"city": "Boston", "state": "MA"}, {"city": "boston ", "state": "MA"}, True),
        ("city", {"city": "Portland", "state": "OR"}, {"city": "Portland", "state": "ME"}, False),
        ("metro", {"city": "Brooklyn", "state": "NY"}, {"city": "Bronx", "state": "NY"}, True),
        ("state", {"state": "NY"}, {"state": "NJ"}, False),
        ("state", {"state": "NY"}, {}, False),
        ("division", {"state": "NY"}, {"state": "NJ"}, True),
        ("miles", {"state": "NY"}, {"state": "CA"}, False),
        ("miles", {"city": "Brooklyn"}, {"city": "Bronx"}, True),
        ("hours", {"city": "New York", "state": "NY"}, {"city": "Philadelphia", "state": "PA"}, True),
        ("hours", {"city": "New York", "state": "NY"}, {"city": "Buffalo", "state": "NY"}, False),
        ("hours", {"city": "Seattle", "state": "WA"}, {"city": "Honolulu", "state": "HI"}, False),
        ("hours", {"city": "Honolulu", "state": "HI"}, {"city": "Honolulu", "state": "HI"}, True),
        ("anywhere", {}, {}, True),
    ],
)
def test_what_together_means(rule: Any, one: Any, two: Any, together: bool) -> None:
    target = Target(specialty="internal_medicine")
    sides = [
        [RankEntry(name, target, Interview(program=name, **place), True)]
        for name, place in (("P1", one), ("Q1", two))
    ]
    assert worth(sides[0], sides[1], together=rule).together((0, 0)) is together


def test_one_hospital_is_together_by_its_name() -> None:
    both = entries("NY")
    assert worth(both, both, together="program").together((0, 0))


def test_a_program_is_found_by_name_id_or_code(season: Callable[..., Season]) -> None:
    target = Target(specialty="internal_medicine")
    held = Interview(program="St. Mary", id="k3x9", nrmp_code="9999140C0")
    side = [RankEntry(held.program, target, held, True)]
    assert [place_of(side, text) for text in ("st.  mary", "K3X9", "9999140c0", "999999999", "No match", "Lake")] == [
        0, 0, 0, NOBODY, NOBODY, None,
    ]  # fmt: skip


def test_a_name_is_one_however_its_accents_are_written(season: Callable[..., Season]) -> None:
    composed, apart = "Caf\u00e9 Hospital", "CAFE\u0301 Hospital"
    held = season([{"program": composed}, {"program": "Lake"}], rank_list={"order": [apart, "Lake"]})
    order = rank_order(held)
    assert order.primary[0].interview == held.interview_list[0]
    assert order.left_off == ()
    assert place_of(order.primary, apart) == 0


def test_the_reasons_name_what_outweighs_what() -> None:
    made = worth(entries("NY", "NY", "TX"), entries("NY", "TX", name="Q"))
    pairs = pair_list(made).pairs
    told = {
        p: reason(made, p, pairs[at + 1] if at + 1 < len(pairs) else None, at + 1)
        for at, p in enumerate(pairs)
    }
    assert told[(0, 0)].startswith(
        "Together (New York); the first partner's choice 1, the second's choice 1. Above 2:"
    )
    assert "it is together, and that one apart" in told[(2, 1)]
    assert any("both match, and below it only one" in text for text in told.values())
    assert told[(0, NOBODY)].startswith("Only the first partner matches, at choice 1. Above")


def test_a_pair_that_the_couple_put_higher_itself_says_so() -> None:
    made = worth(entries("NY", "NY"), entries("NY", "NY", name="Q"))
    assert reason(made, (1, 1), (0, 0), 1).endswith("Above 2: you said so.")


def test_a_program_without_an_interview_is_together_with_none() -> None:
    alone = [RankEntry("P1", Target(specialty="neurology"))]
    assert not worth(alone, alone, together="anywhere").together((0, 0))
