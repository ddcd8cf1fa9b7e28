"""Every rank of an applicant has its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matchsafe.market import Market, explain, match

MARKET = Market.from_lists(
    {
        "Ann": ["City", "Mercy"],
        "Ben": ["City", "Closed", "Shy", "Mercy", "Rural"],
        "Cat": ["City"],
    },
    {
        "City": (1, ["Cat", "Ann", "Ben"]),
        "Mercy": (2, ["Ben", "Ann"]),
        "Closed": (0, ["Ben"]),
        "Shy": (1, []),
        "Rural": (1, ["Ben"]),
    },
    one_sided="unacceptable",
)


def test_each_rank_says_what_became_of_it() -> None:
    told = explain(MARKET, match(MARKET), "Ben")
    assert told.program == "Mercy"
    assert [r.outcome for r in told.ranks] == ["full", "no_seats", "not_accepted", "matched", "not_needed"]
    assert told.sentences() == [
        "Rank 1, City: full. Its one seat went to Cat, place 1 on its list; the applicant has place 3.",
        "Rank 2, Closed: this program has no seats.",
        "Rank 3, Shy: this program does not list the applicant.",
        "Rank 4, Mercy: matched here.",
        "Rank 5, Rural: not needed, matched higher on the list.",
    ]
    city = told.ranks[0]
    assert (city.seats, city.taken, city.last_holder, city.cutoff, city.standing) == (1, 1, "Cat", 1, 3)
    assert told.ranks[3].cutoff is not None
    assert told.ranks[2].standing is None


def test_an_applicant_who_is_not_there_is_named() -> None:
    result = match(MARKET)
    for nobody in ("Zoe", 17, -1):
        with pytest.raises(KeyError, match="no applicant"):
            explain(MARKET, result, nobody)
    assert explain(MARKET, result, 0).applicant == "Ann"
    assert result.program_of("Ann") == "Mercy"


def test_a_couple_sees_which_half_was_refused() -> None:
    market = Market.from_lists(
        {"Sam": ["City"]},
        {"City": (1, ["Sam", "Ann"]), "Mercy": (2, ["Ann", "Ben"])},
        [("Ann", "Ben", ["City", "Mercy", "Mercy"], ["Mercy", "Mercy", "-"])],
    )
    told = explain(market, match(market), "Ann")
    assert [(p.programs, p.outcome, p.granted) for p in told.pairs] == [
        (("City", "Mercy"), "not_granted", (False, True)),
        (("Mercy", "Mercy"), "matched", (True, True)),
        (("Mercy", "-"), "not_needed", (True, True)),
    ]
    assert [r.outcome for r in told.ranks] == ["full", "matched"]
    partner = explain(market, match(market), "Ben")
    assert partner.program == "Mercy"


def test_a_couples_story_is_told_pair_by_pair() -> None:
    market = Market.from_lists(
        {"Sam": ["North"]},
        {
            "North": (1, ["Sam", "Max"]),
            "South": (1, ["Max", "Wil"]),
            "East": (0, ["Wil"]),
            "West": (1, ["Wil"]),
            "Hill": (1, ["Max", "Wil"]),
        },
        [("Max", "Wil", ["North", "Hill", "South", "South", "-"], ["East", "Hill", "East", "West", "South"])],
    )
    for partner in ("Max", "Wil"):
        assert explain(market, match(market), partner).sentences() == [
            "Rank 1, North and East: North is full: its one seat went to Sam, place 1 on its list; Max has place 2;"
            " East has no seat for Wil.",
            "Rank 2, Hill and Hill: Hill has no seats for both partners.",
            "Rank 3, South and East: East has no seat for Wil.",
            "Rank 4, South and West: matched here.",
            "Rank 5, no match and South: not needed, matched higher on the list.",
        ]


def test_an_unmatched_partner_may_be_wanted_alone() -> None:
    market = Market.from_lists(
        {"Sam": ["City"]},
        {"City": (1, ["Sam", "Ann"]), "Mercy": (2, ["Ben"])},
        [("Ann", "Ben", ["City", "-"], ["Mercy", "Mercy"])],
    )
    assert explain(market, match(market), "Ann").sentences()[1] == (
        "Rank 2, no match and Mercy: matched here, one partner alone."
    )
    market = Market.from_lists(
        {"Sam": ["City"]},
        {"City": (1, ["Sam", "Ann"]), "Mercy": (2, ["Ben"])},
        [("Ann", "Ben", ["City"], ["Mercy"])],
    )
    told = explain(market, match(market), "Ben")
    assert told.program is None
    assert told.ranks[0].outcome == "would_take"
    assert told.ranks[0].sentence() == "Rank 1, Mercy: would take the applicant (place 1 on its list)."
    assert told.pairs[0].granted == (False, True)


def test_in_a_stable_match_no_single_hears_that_a_better_program_would_take_them(
    market_of: Callable[..., Market],
) -> None:
    market = market_of(80, 0, 2)
    result: Any = match(market)
    for applicant in range(market.applicants):
        outcomes = [r.outcome for r in explain(market, result, applicant).ranks]
        assert "would_take" not in outcomes
        assert outcomes.count("matched") == (result.held[applicant] >= 0)


def test_no_module_takes_the_place_of_a_public_name() -> None:
    """A module of the same name would, as soon as something imports it."""
    import pkgutil

    from matchsafe import market

    assert not {found.name for found in pkgutil.iter_modules(market.__path__)} & set(market.__all__)
