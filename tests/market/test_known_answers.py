"""Markets from the literature whose answers are known."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from tests.market.optimality import improving_circle, is_applicant_optimal, same_seats

from matchsafe.market import Market, certify, match

Named = Callable[[Any], dict[str, str]]

RUN_A_MATCH = (
    {
        "Anderson": ["City"],
        "Chen": ["City", "Mercy"],
        "Ford": ["City", "General", "Mercy"],
        "Davis": ["Mercy", "City", "General"],
        "Eastman": ["City", "Mercy", "General"],
    },
    {
        "Mercy": (2, ["Chen", "Ford"]),
        "City": (2, ["Eastman", "Anderson", "Chen", "Davis", "Ford"]),
        "General": (2, ["Eastman", "Anderson", "Ford", "Davis"]),
    },
    {"Anderson": "City", "Eastman": "City", "Chen": "Mercy", "Davis": "General", "Ford": "General"},
)
EIGHT_BY_FOUR = (
    {
        "Anderson": ["C"],
        "Brown": ["C", "M"],
        "Chen": ["C", "M"],
        "Davis": ["M", "C", "G", "S"],
        "Eastman": ["C", "M", "S", "G"],
        "Ford": ["C", "G", "M", "S"],
        "Garcia": ["C", "M", "S", "G"],
        "Hassan": ["S", "C", "M", "G"],
    },
    {
        "M": (2, ["Chen", "Garcia"]),
        "C": (2, ["Garcia", "Hassan", "Eastman", "Anderson", "Brown", "Chen", "Davis", "Ford"]),
        "G": (2, ["Brown", "Eastman", "Hassan", "Anderson", "Chen", "Davis", "Garcia"]),
        "S": (2, ["Brown", "Eastman", "Anderson", "Chen", "Hassan", "Ford", "Davis", "Garcia"]),
    },
    {
        "Chen": "M",
        "Eastman": "C",
        "Garcia": "C",
        "Davis": "G",
        "Ford": "S",
        "Hassan": "S",
        "Anderson": "-",
        "Brown": "-",
    },
)
THREE_CYCLE = (
    {"A": ["U", "C", "G"], "B": ["C", "G", "U"], "C": ["G", "U", "C"], "D": ["U"]},
    {"U": (1, ["C", "D", "B", "A"]), "C": (1, ["A", "B", "C"]), "G": (1, ["B", "C", "A"])},
    {"A": "C", "B": "G", "C": "U", "D": "-"},
)


@pytest.mark.parametrize("side", ["applicant", "program"])
@pytest.mark.parametrize("known", [RUN_A_MATCH, EIGHT_BY_FOUR], ids=["run a match", "eight by four"])
def test_an_example_with_one_stable_match_gives_it_to_both_sides(
    named: Named, oracle: Callable[..., Any], known: Any, side: Any
) -> None:
    applicants, programs, answer = known
    result = match(Market.from_lists(applicants, programs, one_sided="unacceptable"), side)
    assert named(result) == answer
    assert result.stable
    assert oracle(applicants, programs).stable_set() == [answer]


def test_a_chain_of_rejections_runs_round_to_where_it_began(named: Named) -> None:
    applicants, programs, answer = THREE_CYCLE
    assert named(match(Market.from_lists(applicants, programs, one_sided="unacceptable"))) == answer


def gusfield_irving() -> tuple[dict[str, list[str]], dict[str, tuple[int, list[str]]]]:
    """Gusfield and Irving (1989), figure 1.6.5; numbers as printed."""
    applicants = ["3154", "13425", "45312", "3415", "142", "43215", "2513", "13254", "415", "31524", "54132"]
    programs = [
        (4, "3 7 9 11 5 4 10 8 6 1 2"),
        (1, "5 7 10 6 8 2 3 11"),
        (3, "11 6 8 3 2 4 7 1 10"),
        (2, "10 1 2 11 4 9 5 3 6 8"),
        (1, "2 4 10 7 6 1 8 3 11 9"),
    ]
    return (
        {f"a{i}": [f"p{p}" for p in ranked] for i, ranked in enumerate(applicants, 1)},
        {f"p{i}": (q, [f"a{a}" for a in order.split()]) for i, (q, order) in enumerate(programs, 1)},
    )


def test_gusfield_and_irvings_market_has_both_extreme_matches(named: Named) -> None:
    market = Market.from_lists(*gusfield_irving())
    ours, theirs = match(market), match(market, "program")
    assert [int(p[1]) for p in named(ours).values()] == [3, 1, 4, 3, 1, 3, 2, 1, 4, 1, 5]
    # The answer printed in the book for this side is not stable.
    assert [int(p[1]) for p in named(theirs).values()] == [4, 5, 3, 1, 1, 3, 2, 3, 1, 4, 1]
    assert is_applicant_optimal(market, ours)
    assert improving_circle(market, theirs)
    assert same_seats(ours, theirs)


def test_gusfield_and_irvings_market_has_eight_stable_matches(
    oracle: Callable[..., Any], named: Named
) -> None:
    applicants, programs = gusfield_irving()
    market = Market.from_lists(applicants, programs)
    best, worst = named(match(market)), named(match(market, "program"))
    between = {
        a: ranked[ranked.index(best[a]) : ranked.index(worst[a]) + 1] for a, ranked in applicants.items()
    }
    judge = oracle(applicants, programs)
    choices = (dict(zip(between, choice, strict=True)) for choice in product(*between.values()))
    assert sum(judge.is_stable(choice) for choice in choices) == 8


COUPLES: dict[str, Any] = {
    "smallest market without a stable match": (
        {"s": ["h0", "h1"]},
        {"h0": (1, ["u", "s"]), "h1": (1, ["s", "v"])},
        ("u", "v", ["h0"], ["h1"]),
        {"MM": [], "KPR": []},
    ),
    "both and one fit": (
        {"B": ["h"]},
        {"h": (3, ["A", "B", "a"])},
        ("A", "a", ["h"], ["h"]),
        {"MM": [{"A": "h", "a": "h", "B": "h"}], "KPR": [{"A": "h", "a": "h", "B": "h"}]},
    ),
    "definitions differ": (
        {"B": ["h"]},
        {"h": (2, ["A", "B", "a"])},
        ("A", "a", ["h"], ["h"]),
        {"MM": [], "KPR": [{"A": "-", "a": "-", "B": "h"}]},
    ),
    "couple wins together": (
        {"B": ["h"]},
        {"h": (2, ["A", "a", "B"])},
        ("A", "a", ["h"], ["h"]),
        {"MM": [{"A": "h", "a": "h", "B": "-"}], "KPR": [{"A": "h", "a": "h", "B": "-"}]},
    ),
    "couple wins together, or one alone": (
        {"B": ["h"]},
        {"h": (2, ["A", "a", "B"])},
        ("A", "a", ["h", "h", "-"], ["h", "-", "h"]),
        {"MM": [{"A": "h", "a": "h", "B": "-"}], "KPR": [{"A": "h", "a": "h", "B": "-"}]},
    ),
    "freeing each other's seat": (
        {"3": ["d2"]},
        {"d1": (1, ["1", "3", "2"]), "d2": (1, ["1", "3", "2"]), "d3": (1, ["1", "3", "2"])},
        ("1", "2", ["d1", "d2"], ["d2", "d3"]),
        {"MM": [{"1": "d2", "2": "d3", "3": "-"}], "KPR": [{"1": "d2", "2": "d3", "3": "-"}]},
    ),
}


@pytest.mark.parametrize("name", COUPLES)
@pytest.mark.parametrize("seed", range(4))
def test_a_couple_of_the_literature_gets_the_known_answer(
    named: Named, oracle: Callable[..., Any], name: str, seed: int
) -> None:
    singles, programs, couple, stable = COUPLES[name]
    market = Market.from_lists(singles, programs, [couple], one_sided="unacceptable")
    judge = oracle(singles, programs, [couple])
    assert {d: judge.stable_set(d) for d in stable} == stable
    result = match(market, seed=seed)
    assert result.definition == "KPR"
    if stable["KPR"]:
        assert [named(result)] == stable["KPR"]
        assert result.stable
    else:
        assert result.none_exists
        assert not result.stable
        assert [u.partners for u in result.unresolved] == [couple[:2]]
    assert certify(market, result, definition="MM").stable == (named(result) in stable["MM"])


def test_a_match_that_one_published_checker_accepts_is_found_unstable() -> None:
    singles, programs, couple, _ = COUPLES["couple wins together, or one alone"]
    market = Market.from_lists(singles, programs, [couple])
    number = {"B": 0, "A": 0, "a": -1}
    found = certify(market, [number[a] for a in market.applicant_ids])
    assert not found.stable
    assert found.blocking_couple_pairs(market) == [(0, ("h", "h"))]
