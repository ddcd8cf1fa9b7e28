"""Supplemental lists, reversions, even and odd numbers and positions for physicians, in examples one can read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matchsafe.market import MarketError, Reversion, Variations, match_varied, varied_market
from matchsafe.market.variation_stability import certify_varied

LISTS = {"Ann": ["Derm", "Rad", "City"], "Ben": ["Derm", "Rad"], "Cat": ["City"]}
PROGRAMS = {
    "Derm": (1, ["Ben", "Ann"]),
    "Rad": (1, ["Ann", "Ben"]),
    "City": (1, ["Ann", "Cat", "Ben"]),
    "Hill": (1, ["Ben", "Ann"]),
}


def matched(lists: Any, programs: Any, couples: Any = (), *, mutual: bool = True, **wanted: Any) -> Any:
    rule: Any = "report" if mutual else "unacceptable"
    return match_varied(varied_market(lists, programs, couples, Variations(**wanted), one_sided=rule))


def codes(caught: Any) -> list[tuple[str, str]]:
    return sorted((p.place, p.code) for p in caught.value.problems)


def test_a_supplemental_list_is_tried_once_the_advanced_program_holds() -> None:
    links = {"Ann": {"Rad": ["Hill", "City"]}, "Ben": {"Derm": ["City", "Hill"]}}
    result = matched(LISTS, PROGRAMS, supplemental=links)
    assert result.stable
    assert result.as_dict() == {"Ann": "Rad", "Ben": "Derm", "Cat": None}, "City prefers Ann to Cat"
    assert result.first_year() == {"Ann": "City", "Ben": "Hill"}


def test_the_list_linked_to_another_advanced_program_is_not_used() -> None:
    result = matched(LISTS, PROGRAMS, mutual=False, supplemental={"Ann": {"Derm": ["Hill"]}})
    assert result.as_dict()["Ann"] == "Rad"
    assert result.first_year() == {}


def test_who_gets_no_first_year_place_keeps_the_advanced_one() -> None:
    programs = {**PROGRAMS, "Hill": (0, ["Ann"])}
    result = matched(LISTS, programs, mutual=False, supplemental={"Ann": {"Rad": ["Hill"]}})
    assert result.stable
    assert result.as_dict()["Ann"] == "Rad"
    assert result.first_year() == {"Ann": None}


def test_when_the_advanced_seat_changes_the_first_year_candidacy_starts_again() -> None:
    """Ann holds Derm and Hill until Ben is added, who puts her out of Derm; Hill goes to Cat."""
    lists = {"Ann": ["Derm", "Rad"], "Ben": ["Derm"], "Cat": ["Hill"]}
    programs = {
        "Derm": (1, ["Ben", "Ann"]),
        "Rad": (1, ["Ann"]),
        "Hill": (1, ["Ann", "Cat"]),
        "City": (1, ["Ann"]),
    }
    for seed in range(6):
        market = varied_market(
            lists, programs, variations=Variations({"Ann": {"Derm": ["Hill"], "Rad": ["City"]}})
        )
        result = match_varied(market, seed)
        assert result.stable
        assert result.as_dict() == {"Ann": "Rad", "Ben": "Derm", "Cat": "Hill"}
        assert result.first_year() == {"Ann": "City"}


def test_where_no_stable_match_exists_the_first_year_place_is_given_up_and_named() -> None:
    lists = {"Ann": ["Derm", "Rad"], "Ben": ["Hill", "Derm"]}
    programs = {"Derm": (1, ["Ben", "Ann"]), "Rad": (1, ["Ann"]), "Hill": (1, ["Ann", "Ben"])}
    result = matched(lists, programs, supplemental={"Ann": {"Derm": ["Hill"]}})
    assert result.none_exists
    assert not result.stable
    assert result.given_up == ("Ann",)
    assert result.as_dict() == {"Ann": "Derm", "Ben": "Hill"}
    assert result.certificate.blocking == (("Ann", "Hill"),)


def test_a_couple_stands_beside_supplemental_lists() -> None:
    lists = {"Ann": ["Rad"], "Cat": ["Hill"]}
    programs = {
        "Rad": (1, ["Ann"]),
        "Hill": (1, ["Ann", "Uma", "Cat"]),
        "North": (1, ["Vic"]),
        "South": (1, ["Uma"]),
    }
    couple = ("Uma", "Vic", ["Hill", "South"], ["North", "North"])
    result = matched(lists, programs, [couple], supplemental={"Ann": {"Rad": ["Hill"]}})
    assert result.stable
    assert result.as_dict() == {"Ann": "Rad", "Cat": None, "Uma": "South", "Vic": "North"}
    assert result.first_year() == {"Ann": "Hill"}


def test_partners_of_a_couple_have_supplemental_lists_each() -> None:
    """Uma needs a first year beside radiology; it is hers once the couple has its pair, and Sol goes without."""
    lists = {"Sol": ["Prelim"]}
    programs = {"Rad": (1, ["Uma"]), "Med": (1, ["Vic"]), "Prelim": (1, ["Uma", "Sol"])}
    result = matched(
        lists, programs, [("Uma", "Vic", ["Rad"], ["Med"])], supplemental={"Uma": {"Rad": ["Prelim"]}}
    )
    assert result.stable
    assert result.as_dict() == {"Sol": None, "Uma": "Rad", "Vic": "Med"}
    assert result.first_year() == {"Uma": "Prelim"}


def test_a_partner_who_loses_the_advanced_place_leaves_the_first_year_to_others() -> None:
    lists = {"Sol": ["Prelim"], "Ray": ["Rad"]}
    programs = {
        "Rad": (1, ["Ray", "Uma"]), "Med": (2, ["Vic", "Uma"]), "Prelim": (1, ["Uma", "Sol"]), "Spare": (1, ["Vic"]),
    }  # fmt: skip
    couple = ("Uma", "Vic", ["Rad", "Med"], ["Med", "Spare"])
    result = matched(lists, programs, [couple], supplemental={"Uma": {"Rad": ["Prelim"]}})
    assert result.stable
    assert result.as_dict() == {"Sol": "Prelim", "Ray": "Rad", "Uma": "Med", "Vic": "Spare"}


def test_unfilled_seats_go_to_the_receivers_in_order_and_no_further_than_their_number() -> None:
    lists = {"Ann": ["Lab"], **{a: ["Main", "Night"] for a in ("Ben", "Cat", "Dan", "Eve", "Fay")}}
    people = ["Ben", "Cat", "Dan", "Eve", "Fay"]
    programs = {"Lab": (4, ["Ann"]), "Main": (1, people), "Night": (0, people)}
    result = matched(lists, programs, reversions=[Reversion("Lab", "Main", 2), Reversion("Lab", "Night", 2)])
    assert result.reverted == (Reversion("Lab", "Main", 2), Reversion("Lab", "Night", 1))
    assert result.as_dict() == {
        "Ann": "Lab", "Ben": "Main", "Cat": "Main", "Dan": "Main", "Eve": "Night", "Fay": None,
    }  # fmt: skip
    assert result.quotas.tolist() == [1, 3, 1]
    assert result.stable


def test_a_donor_fills_first() -> None:
    lists = {"Ann": ["Lab"], "Ben": ["Main"], "Cat": ["Main"]}
    programs = {"Lab": (1, ["Ann"]), "Main": (1, ["Ben", "Cat"])}
    result = matched(lists, programs, reversions=[Reversion("Lab", "Main", 1)])
    assert result.reverted == ()
    assert result.as_dict()["Cat"] is None


def test_a_seat_travels_on_through_a_receiver_that_reverts_too() -> None:
    """Lab's seat lets Ben move up to Main; the seat he leaves at Night goes on to Ward."""
    lists = {"Ben": ["Main", "Night"], "Cat": ["Ward"]}
    programs = {"Lab": (1, []), "Main": (0, ["Ben"]), "Night": (1, ["Ben"]), "Ward": (0, ["Cat"])}
    moves = [Reversion("Lab", "Main", 1), Reversion("Night", "Ward", 1)]
    result = matched(lists, programs, reversions=moves)
    assert result.as_dict() == {"Ben": "Main", "Cat": "Ward"}
    assert [p.moved for p in result.passes] == [(moves[0],), (moves[1],), ()]
    assert all(p.stable for p in result.passes)


def test_the_last_one_goes_where_an_even_number_is_wanted() -> None:
    people = ["Ann", "Ben", "Cat"]
    lists = {a: ["Ward", "Hill"] for a in people}
    programs = {"Ward": (4, people), "Hill": (1, people)}
    result = matched(lists, programs, parity={"Ward": "even"})
    assert result.as_dict() == {"Ann": "Ward", "Ben": "Ward", "Cat": "Hill"}
    assert result.stable
    assert matched(lists, programs, parity={"Ward": "odd"}).filled.tolist() == [3, 0]


def test_a_seat_that_parity_leaves_empty_can_revert() -> None:
    people = ["Ann", "Ben", "Cat"]
    lists = {a: ["Ward", "Hill"] for a in people}
    programs = {"Ward": (3, people), "Hill": (0, people)}
    result = matched(lists, programs, parity={"Ward": "even"}, reversions=[Reversion("Ward", "Hill", 1)])
    assert result.as_dict() == {"Ann": "Ward", "Ben": "Ward", "Cat": "Hill"}
    assert result.stable


def test_a_program_gets_back_the_seats_taken_for_parity_when_two_people_wait() -> None:
    """Each has one person and gives them up; then Xia, for whom Quay is closed, makes two at Port."""
    lists = {"Ann": ["Port"], "Xia": ["Quay", "Port"]}
    programs = {"Port": (2, ["Ann", "Xia"]), "Quay": (2, ["Xia"])}
    result = matched(lists, programs, parity={"Port": "even", "Quay": "even"})
    assert result.stable
    assert result.as_dict() == {"Ann": "Port", "Xia": "Port"}


def test_where_even_numbers_allow_no_stable_match_none_is_claimed() -> None:
    """Ward wants both or none. With none, Ann takes Hill from Ben; with both, Ben would rather have Hill."""
    lists = {"Ann": ["Ward", "Hill"], "Ben": ["Hill", "Ward"]}
    programs = {"Ward": (2, ["Ann", "Ben"]), "Hill": (1, ["Ann", "Ben"])}
    result = matched(lists, programs, parity={"Ward": "even"})
    assert result.as_dict() == {"Ann": "Hill", "Ben": None}
    assert not result.stable
    assert result.certificate.blocking == (("Ann", "Ward"), ("Ben", "Ward"))
    assert not result.certificate.wrong_parity.size


def test_positions_for_physicians_go_to_physicians_only() -> None:
    lists = {"Ann": ["Rad-R", "City"], "Ben": ["Rad-R"]}
    programs = {"Rad-R": (2, ["Ann", "Ben"]), "City": (1, ["Ann"])}
    result = matched(lists, programs, mutual=False, physician_only=["Rad-R"], physicians=["Ben"])
    assert result.as_dict() == {"Ann": "City", "Ben": "Rad-R"}
    with pytest.raises(MarketError) as caught:
        matched(lists, programs, physician_only=["Rad-R"], physicians=["Ben"])
    assert codes(caught) == [("applicant Ann", "not_eligible"), ("program Rad-R", "not_eligible")]


def test_positions_for_physicians_are_closed_on_supplemental_lists_and_to_couples_too() -> None:
    lists, couple = {"Ann": ["Rad"]}, ("Uma", "Vic", ["Hill-R"], ["Rad"])
    programs = {"Rad": (2, ["Ann", "Vic"]), "Hill-R": (2, ["Ann", "Uma"])}
    wanted = {"supplemental": {"Ann": {"Rad": ["Hill-R"]}}, "physician_only": ["Hill-R"]}
    result = matched(lists, programs, [couple], mutual=False, **wanted)
    assert result.first_year() == {"Ann": None}
    assert result.as_dict() == {"Ann": "Rad", "Uma": None, "Vic": None}
    with pytest.raises(MarketError) as caught:
        matched(lists, programs, [couple], **wanted)
    assert [where for where, code in codes(caught) if code == "not_eligible"] == [
        "applicant Ann", "applicant Uma", "program Hill-R", "program Hill-R",
    ]  # fmt: skip


def test_every_problem_of_market_and_variations_is_reported_at_once() -> None:
    lists = {"Ann": ["Derm", "Nowhere"], "Ben": ["Hill"]}
    programs = {"Derm": (1, ["Ann", "Uma"]), "Hill": (2, ["Ben", "Vic"]), "City": (1, ["Ann"])}
    wanted = Variations(
        supplemental={
            "Ann": {"Derm": ["Derm", "Moon"], "Hill": []},
            "Uma": {"Derm": ["Hill"]},
            "Zoe": {"Derm": ["Hill"]},
        },
        reversions=[
            Reversion("Derm", "Hill", 2),
            Reversion("Hill", "City", 1),
            Reversion("City", "Derm", 1),
            Reversion("City", "Derm", 1),
            Reversion("Mars", "City", 0),
        ],
        parity={"Hill": "prime", "Venus": "odd"},  # type: ignore[dict-item]
        physician_only=["Pluto"],
        physicians=["Max"],
    )
    with pytest.raises(MarketError) as caught:
        varied_market(lists, programs, [("Uma", "Vic", ["Derm"], ["Hill"])], wanted)
    assert codes(caught) == [
        ("applicant Ann", "unknown_id"),
        ("applicant Ann, supplemental list of Derm", "self_supplemental"),
        ("applicant Ann, supplemental list of Derm", "unknown_id"),
        ("applicant Ann, supplemental list of Hill", "empty"),
        ("applicant Ann, supplemental list of Hill", "not_linked"),
        ("applicant Max", "unknown_id"),
        ("applicant Uma", "one_sided"),
        ("applicant Zoe", "unknown_id"),
        ("program City", "one_sided"),
        ("program Hill", "parity"),
        ("program Pluto", "unknown_id"),
        ("program Venus", "unknown_id"),
        ("reversion 1, Derm to Hill", "positions"),
        ("reversion 4, City to Derm", "duplicate_reversion"),
        ("reversion 4, City to Derm", "positions"),
        ("reversion 5, Mars to City", "positions"),
        ("reversion 5, Mars to City", "unknown_id"),
        ("reversions", "circle"),
    ]
    circle = next(p for p in caught.value.problems if p.code == "circle")
    assert circle.message.count(" to ") == 3


def test_a_program_may_revert_no_more_than_its_quota_to_all_receivers_together() -> None:
    programs: Any = {"Lab": (2, []), "Main": (1, []), "Night": (1, [])}
    wanted = Variations(reversions=[Reversion("Lab", "Main", 2), Reversion("Lab", "Night", 1)])
    with pytest.raises(
        MarketError, match="reversion 2, Lab to Night: 'Lab' reverts 3 positions in all; its quota is 2"
    ):
        varied_market({}, programs, variations=wanted)


def test_a_first_year_listing_of_one_side_only_is_reported() -> None:
    programs = {**PROGRAMS, "Hill": (1, ["Cat"])}
    with pytest.raises(MarketError) as caught:
        matched(LISTS, programs, supplemental={"Ann": {"Rad": ["Hill"]}})
    assert ("applicant Ann", "one_sided") in codes(caught)
    assert ("program Hill", "one_sided") in codes(caught)


def test_a_first_year_place_without_its_advanced_place_is_not_allowed() -> None:
    market = varied_market(
        LISTS, PROGRAMS, variations=Variations({"Ann": {"Rad": ["Hill"]}}), one_sided="unacceptable"
    )
    at_derm = np.array([0, -1, -1], np.int32)
    found = certify_varied(market, at_derm, np.array([0, -1, -1]), np.zeros(0, np.int64))
    assert found.irrational.tolist() == [0]
    assert not found.stable


def test_a_market_without_variations_is_matched_as_ever() -> None:
    result = match_varied(varied_market(LISTS, PROGRAMS, one_sided="unacceptable"))
    assert result.stable
    assert result.as_dict() == {"Ann": "Rad", "Ben": "Derm", "Cat": "City"}
    assert (result.first_year(), result.reverted, len(result.passes)) == ({}, (), 1)
    assert match_varied(varied_market({}, {})).as_dict() == {}


def test_a_couple_that_blocks_is_named_with_its_pair() -> None:
    lists = {"Sam": ["North", "South"]}
    programs = {"North": (1, ["Uma", "Sam"]), "South": (1, ["Sam", "Vic"])}
    result = matched(lists, programs, [("Uma", "Vic", ["North"], ["South"])])
    assert result.none_exists
    assert result.certificate.blocking_couples == ((("Uma", "Vic"), ("North", "South")),)
    assert not result.stable


def test_reversions_that_moved_too_few_too_many_or_in_the_wrong_order_are_found() -> None:
    lists = {a: ["Main", "Night"] for a in ("Ann", "Ben")}
    programs: Any = {"Lab": (2, []), "Main": (0, ["Ann", "Ben"]), "Night": (0, ["Ann", "Ben"])}
    moves = [Reversion("Lab", "Main", 1), Reversion("Lab", "Night", 1)]
    market = varied_market(lists, programs, variations=Variations(reversions=moves))
    none = np.full(2, -1)

    def wrong(*given: int) -> list[int]:
        found = certify_varied(market, none.astype(np.int32), none, np.array(given))
        return found.wrong_reversions.tolist()

    assert (wrong(0, 0), wrong(1, 0), wrong(0, 1), wrong(1, 1), wrong(2, 0)) == ([0, 1], [1], [0], [], [0])


def test_someone_who_asks_in_two_ways_counts_once_towards_an_odd_number() -> None:
    """Ben asks Ward by his primary list and for his first year; with Ann that would still be two people, not three."""
    lists = {"Ann": ["Ward"], "Ben": ["Ward", "Rad"]}
    programs = {"Ward": (3, ["Ann", "Ben"]), "Rad": (1, ["Ben"])}
    result = matched(lists, programs, supplemental={"Ben": {"Rad": ["Ward"]}}, parity={"Ward": "odd"})
    assert result.as_dict() == {"Ann": "Ward", "Ben": "Rad"}
    assert result.first_year() == {"Ben": None}
    assert result.stable
