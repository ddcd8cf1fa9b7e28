"""What is wrong with a market is said, all of it, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.problem import SHOWN
from matchsafe.market import (
    Couples,
    Market,
    MarketError,
    VariedMarket,
    as_match,
    certify,
    compare,
    compare_policies,
    explain,
    match,
    match_by,
    match_reserved,
    match_varied,
    match_with_noise,
    report_stable_set,
    stable_set,
    statistics,
    typed_market,
    what_if,
)
from matchsafe.market.array_checks import single_precision
from matchsafe.market.files import read_result, write_market
from matchsafe.market.problems import KEPT


def problems(*args: Any, **kwargs: Any) -> dict[str, set[str]]:
    with pytest.raises(MarketError) as caught:
        Market.from_lists(*args, **kwargs)
    found: dict[str, set[str]] = {}
    for problem in caught.value.problems:
        found.setdefault(problem.code, set()).add(problem.place)
    assert len(caught.value.problems) == caught.value.total
    return found


def test_every_problem_of_a_market_is_reported_at_once() -> None:
    assert problems(
        {"Ann": ["P", "P", "Q", "X"], "Bob": "PQ", "Cat": ["Q"]},
        {"P": (-1, ["Ann", "Ann", "Zoe"]), "Q": (2.5, []), "-": (True, [])},
        [("Dan", "Eve", ["P", "Q"], ["Q"]), ("Fay", "Fay", ["P"], ["P"]), ("Ann", "Gus", ["P", "-"], ["-", "-"])],
    ) == {
        "duplicate_rank": {"applicant Ann", "program P"},
        "unknown_id": {"applicant Ann", "program P"},
        "not_a_list": {"applicant Bob"},
        "quota": {"program P", "program Q", "program -"},
        "reserved_id": {"program -"},
        "unequal_lists": {"couple Dan and Eve"},
        "self_couple": {"couple Fay and Fay"},
        "listed_twice": {"applicant Ann", "applicant Fay"},
        "empty_pair": {"couple Ann and Gus"},
        "one_sided": {"applicant Ann", "applicant Cat", "applicant Dan", "applicant Eve", "applicant Fay"},
    }  # fmt: skip


def test_a_listing_of_one_side_only_is_a_problem_unless_it_is_said_to_mean_no() -> None:
    lists = ({"Ann": ["P"], "Bob": []}, {"P": (1, ["Bob"])})
    assert problems(*lists) == {"one_sided": {"applicant Ann", "program P"}}
    assert Market.from_lists(*lists, one_sided="unacceptable").scores.tolist() == [-np.inf]


NAMES = st.sampled_from("abcd")
PLACES = st.sampled_from("PQR")


@settings(max_examples=80, deadline=None)
@given(
    lists=st.dictionaries(NAMES, st.lists(PLACES, max_size=3)),
    offers=st.dictionaries(PLACES, st.lists(NAMES, max_size=3)),
)
def test_every_listing_of_one_side_only_is_found_and_no_other(
    lists: dict[str, list[str]], offers: dict[str, list[str]]
) -> None:
    wanted = {
        (f"applicant {a}", p) for a, own in lists.items() for p in own if p in offers and a not in offers[p]
    }
    wanted |= {
        (f"program {p}", a) for p, own in offers.items() for a in own if a in lists and p not in lists[a]
    }
    try:
        Market.from_lists(lists, {p: (1, own) for p, own in offers.items()})
        found = set()
    except MarketError as error:
        found = {(p.place, p.message.split("'")[1]) for p in error.problems if p.code == "one_sided"}
    assert found == wanted


def test_couples_lists_have_a_longest_length_and_no_pair_twice() -> None:
    programs = {f"p{i}": (1, ["a", "b"]) for i in range(20)}
    names = list(programs)
    left = [names[i // 20] for i in range(301)]
    right = [names[i % 20] for i in range(301)]
    assert problems({}, programs, [("a", "b", left, right)], one_sided="unacceptable") == {
        "long_list": {"couple a and b"}
    }
    market = Market.from_lists({}, programs, [("a", "b", left[:300], right[:300])], one_sided="unacceptable")
    assert len(market.couples.first) == 300
    assert problems({}, programs, [("a", "b", ["p1", "p1"], ["p2", "p2"])], one_sided="unacceptable") == {
        "duplicate_rank": {"couple a and b"}
    }


def test_a_flood_of_problems_is_counted_and_cut() -> None:
    with pytest.raises(MarketError) as caught:
        Market.from_lists({str(i): ["nowhere"] for i in range(3 * KEPT)}, {})
    assert len(caught.value.problems) == KEPT
    assert caught.value.total == 3 * KEPT
    assert str(caught.value).splitlines()[-1] == f"... and {3 * KEPT - SHOWN:,} more."


@pytest.mark.parametrize(
    ("arrays", "code"),
    [
        (([0, 2], [0], [1.0], [1]), "offsets"),
        (([0, 1], [0], [1.0, 2.0], [1]), "scores"),
        (([0, 1], [3], [1.0], [1]), "unknown_id"),
        (([0, 1], [-1], [1.0], [1]), "unknown_id"),
        (([0, 1], [0], [np.nan], [1]), "scores"),
        (([0, 1], [0], [np.inf], [1]), "scores"),
        (([0, 1], [0], [1.0], [-1]), "quota"),
        (([0, 2], [0, 0], [1.0, 2.0], [1]), "duplicate_rank"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(arrays: Any, code: str) -> None:
    with pytest.raises(MarketError) as caught:
        Market.from_arrays(*arrays)
    assert {p.code for p in caught.value.problems} == {code}


@pytest.mark.parametrize(
    ("couples", "code"),
    [
        (([[0, 5]], [0, 1], [0], [1]), "unknown_id"),
        (([[0, 1], [1, 2]], [0, 1, 2], [0, 1], [1, 2]), "listed_twice"),
        (([[0, 1]], [0, 1], [0], [1, 1]), "unequal_lists"),
        (([[0, 1]], [0, 2], [0], [1]), "offsets"),
        (([[0, 1]], [0, 1], [1], [1]), "unknown_id"),
        (([[0, 1]], [0, 1], [-1], [-1]), "empty_pair"),
        (([[0, 1]], [0, 2], [0, 0], [1, 1]), "duplicate_rank"),
        (([[0, 1]], [0, 301], [0] * 301, [-1] * 301), "long_list"),
    ],
)
def test_couples_that_do_not_fit_are_refused(couples: Any, code: str) -> None:
    members, offsets, first, second = couples
    built = Couples(
        np.array(members, np.int32), np.array(offsets), np.array(first, np.int32), np.array(second, np.int32)
    )
    with pytest.raises(MarketError) as caught:
        Market.from_arrays([0, 1, 2, 3], [0, 0, 0], [3.0, 2.0, 1.0], [1], built)
    assert code in {p.code for p in caught.value.problems}


@pytest.mark.parametrize(
    ("arrays", "place"),
    [
        (([0, 1], [0], [1.0], [1.5]), "quotas[0]"),
        (([0, 1], [0], [1.0], [2**32 + 1]), "quotas[0]"),
        (([0, 1], [0.7], [1.0], [1]), "programs[0]"),
        (([0, 1], [2**32], [1.0], [1]), "programs[0]"),
        (([0, 1.5], [0], [1.0], [1]), "offsets[1]"),
        (([0, 1], ["P"], [1.0], [1]), "programs"),
        (([0, 1], [0], ["high"], [1]), "scores"),
        (([0, 1], [0], [True], [1]), "scores"),
        (([0, 1], [0], np.ma.masked_array([1.0], [True]), [1]), "scores"),
        (([0, 1], [0], [1.0], 1), "quotas"),
        (([0, 1], [0], [1.0], [[1]]), "quotas"),
        (([[0, 1]], [0], [1.0], [1]), "offsets"),
        (([0, 2], [[0], [0, 1]], [1.0], [1]), "programs"),
        (([0, 1], [None], [1.0], [1]), "programs"),
        (([0, 1], [0], [1.0], np.array([2.0**31], np.float32)), "quotas[0]"),
        (([0, 2.0**63], [0], [1.0], [1]), "offsets[1]"),
        (([0, 1, 2], [0, 0], [2**53 + 1, 0.5], [1]), "scores[0]"),
        (([0, 1, 2], [0, 0], [2**70, 1], [1]), "scores"),
        (([0, 1], [0], [1.0], [1], ([[0, 1]], [0], [], [])), "couples"),
    ],
)
def test_numbers_that_are_not_whole_or_too_large_are_refused_by_name(arrays: Any, place: str) -> None:
    with pytest.raises(MarketError) as caught:
        Market.from_arrays(*arrays)
    assert [p.place for p in caught.value.problems] == [place]


@pytest.mark.parametrize("kind", [np.float16, np.float32, ">i8", object, np.uint64])
def test_whole_numbers_of_any_type_are_taken(kind: Any) -> None:
    market = Market.from_arrays(*(np.array(part, kind) for part in ([0, 1, 2], [0, 0], [1, 2], [1])))
    assert match(market).as_dict() == {"0": None, "1": "0"}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (({"A": {"P"}}, {"P": (1, [])}), "applicant A: the rank list is of the type set, not a list"),
        (({"A": None}, {"P": (1, [])}), "applicant A: the rank list is of the type NoneType, not a list"),
        (({}, {"P": (1,), "Q": 2}), "program P: is (1,); it must be 2 things: a quota and a rank list"),
        (({}, {}, [("A", "B")]), "couples[0]: is ('A', 'B'); it must be 4 things: two partners and"),
    ],
)  # fmt: skip
def test_lists_of_another_shape_are_told_by_their_place(parts: Any, said: str) -> None:
    with pytest.raises(MarketError) as caught:
        Market.from_lists(*parts)
    assert any(line.startswith(said) for line in str(caught.value).splitlines())


def test_a_quota_may_be_a_number_of_numpy() -> None:
    assert match(Market.from_lists({"A": ["P"]}, {"P": (np.int64(1), ["A"])})).as_dict() == {"A": "P"}


SINGLE = Market.from_arrays([0, 1, 2], [0, 0], [1.0, 2.0], [1])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: match(None), "market is of the type NoneType; it must be a Market"),
        (lambda: match(VariedMarket.of(SINGLE)), "market is of the type VariedMarket; it must be a Market"),
        (lambda: match_by([], "deferred_acceptance"), "market is of the type list; it must be a Market or a VariedM"),
        (lambda: match_varied(SINGLE), "varied is of the type Market; it must be a VariedMarket"),
        (lambda: statistics(SINGLE), "match is of the type Market; it must be a Match or a VariedMatch"),
        (lambda: compare(match(SINGLE), SINGLE), "second is of the type Market; it must be a Match or a VariedMatch"),
        (lambda: what_if(SINGLE, [{"program": "0"}]), "changes[0] is of the type dict; it must be a MarketChange"),
        (lambda: typed_market(SINGLE, {}, ["0"]), "rules[0] is of the type str; it must be a TypeRule"),
        (lambda: match_with_noise(SINGLE, "1", 0, 0), "spread is '1'; it must be a number from 0"),
        (lambda: match_with_noise(SINGLE, 10**400, 0, 0), "spread has more than 300 digits; it must be a number"),
        (lambda: match(SINGLE, seconds=10**400), "seconds has more than 300 digits; it must be a number from 0"),
        (lambda: write_market(None, "."), "market is of the type NoneType; it must be a Market"),
        (lambda: write_market(SINGLE, None), "folder is of the type NoneType; it must be a str or a PathLike"),
        (lambda: read_result("-", None), "market is of the type NoneType; it must be a Market"),
        (lambda: explain(SINGLE, None, 0), "match is of the type NoneType; it must be a Match"),
        (lambda: report_stable_set(None), "found is of the type NoneType; it must be a StableSet"),
        (lambda: match_reserved(None), "typed is of the type NoneType; it must be a TypedMarket"),
        (lambda: compare_policies(SINGLE, "x"), "mechanisms is 'x'; it must be a list, as in ['deferred_acceptance']"),
        (lambda: match_with_noise(SINGLE, np.nan, 0, 0), "spread is nan; it must be a number from 0"),
        (lambda: stable_set(SINGLE, ways=0), "ways is 0; it must be a whole number from 1"),
        (lambda: match(SINGLE, search="no"), "search is 'no'; it must be True or False"),
        (lambda: Market.from_lists({}, {}, one_sided="no"), "one_sided is 'no'; it must be 'report' or 'unacceptable'"),
        (lambda: certify(SINGLE, np.ma.masked_array([0, 0], [0, 1])), "assignment has masked values"),
        (lambda: as_match(SINGLE, None), "assignment is of the type NoneType; it must be a match, a program's number"),
    ],
)  # fmt: skip
def test_anything_but_what_is_asked_for_is_refused_by_name(call: Callable[[], Any], said: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert str(caught.value).startswith(said)


def test_a_match_of_another_market_is_checked_by_its_names() -> None:
    lists = {"Ann": ["City"], "Ben": ["Lake", "City"]}
    market = Market.from_lists(lists, {"City": (1, ["Ben", "Ann"]), "Lake": (1, ["Ben"])})
    fewer = Market.from_lists(lists, {"Lake": (0, ["Ben"]), "City": (1, ["Ben", "Ann"])})
    assert certify(market, match(fewer)).blocking_pairs(market) == [("Ben", "Lake")]
    assert certify(market, match(market)).stable


@pytest.mark.parametrize(
    "scores",
    [
        [16777216.0, 16777217.0],
        [-16777217, -16777216],
        [0.0, 1e-60],
        [-1e-60, 0.0],
        [1e39, 1e40],
        [-1e40, -1e39],
        [2**60, 2**60 + 1],
    ],
)
def test_scores_that_single_precision_cannot_tell_apart_keep_their_order(scores: list[float]) -> None:
    for order, chosen in (([0, 1], "1"), ([1, 0], "0")):
        market = Market.from_arrays([0, 1, 2], [0, 0], [scores[i] for i in order], [1])
        assert match(market).as_dict()[chosen] == "0"


def test_many_scores_in_single_precision_are_close_in_order_and_equal_where_they_were() -> None:
    random = np.random.default_rng(4)
    values, programs = random.normal(size=60_000), random.integers(0, 3, 60_000).astype(np.int32)
    values[:50] = values[50:100]
    programs[:50] = programs[50:100]
    single = single_precision(values, programs)
    assert abs(single - values).max() < 1e-6
    for program in range(3):
        exact, kept = values[programs == program], single[programs == program]
        order = np.argsort(exact, kind="stable")
        assert (np.sign(np.diff(kept[order])) == np.sign(np.diff(exact[order]))).all()


@pytest.mark.parametrize("assignment", [[-7, 0], [0, 1], [0.5, -1], [np.nan, 0], [-1, np.inf]])
def test_an_assignment_to_a_program_that_does_not_exist_is_refused(assignment: list[int]) -> None:
    market = Market.from_arrays([0, 1, 2], [0, 0], [1.0, 2.0], [1])
    with pytest.raises(ValueError, match=r"assignment\[\d\] is .* must be a program's number, 0 to 0, or -1"):
        certify(market, assignment)


def test_an_assignment_may_be_given_by_name() -> None:
    lists = {"Ann": ["City"], "Ben": ["City"]}
    market = Market.from_lists(lists, {"City": (1, ["Ann", "Ben"])})
    assert certify(market, {"Ann": "City", "Ben": None}).stable
    assert certify(market, {"Ben": "City"}).blocking_pairs(market) == [("Ann", "City")]
    with pytest.raises(MarketError) as caught:
        certify(market, {"Zoe": "City", "Ann": "Moon"})
    assert str(caught.value).splitlines() == [
        "assignment: there is no applicant 'Zoe'", "assignment: there is no program 'Moon'"]  # fmt: skip


@pytest.mark.parametrize("assignment", [["0", "1"], [None, 0], [True, False], [[0, 0]]])
def test_an_assignment_that_is_no_list_of_numbers_is_refused(assignment: Any) -> None:
    market = Market.from_arrays([0, 1, 2], [0, 0], [1.0, 2.0], [1])
    with pytest.raises(ValueError, match=r"it must be whole numbers|it must have one dimension"):
        certify(market, assignment)


@pytest.mark.parametrize(
    ("setting", "value", "accepted"),
    [
        ("side", "Applicant", "'applicant' or 'program'"),
        ("definition", "stable", "'KPR' or 'MM'"),
        ("seed", -1, "a whole number from 0"),
        ("seed", 1.0, "a whole number from 0"),
        ("seed", True, "a whole number from 0"),
        ("seconds", np.nan, "a number from 0"),
        ("seconds", "60", "a number from 0"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(setting: str, value: Any, accepted: str) -> None:
    market = Market.from_arrays([0, 1, 2], [0, 0], [1.0, 2.0], [1])
    with pytest.raises(ValueError, match=f"{setting} is {value!r}; it must be {accepted}"):
        match(market, **{setting: value})


def test_only_applicants_have_explanations() -> None:
    market = Market.from_arrays([0, 1, 2], [0, 0], [1.0, 2.0], [1])
    assert match(market).program_of("1") == "0"
    for nobody in ("2", "x", 1.5, True, None):
        with pytest.raises(KeyError, match="no applicant"):
            match(market).program_of(nobody)  # type: ignore[arg-type]


def test_arrays_of_the_right_type_are_not_copied() -> None:
    scores = np.array([1.0], np.float32)
    assert Market.from_arrays([0, 1], [0], scores, [1]).scores is scores
