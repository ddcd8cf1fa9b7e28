"""Figures of a result, two results side by side, and what changes of a market do."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from matchsafe.domain.market_study import MarketChange
from matchsafe.market import Market, MarketError, match
from matchsafe.market.study.changes import changed_market, what_if
from matchsafe.market.study.comparison import as_match, compare
from matchsafe.market.study.mechanisms import match_by
from matchsafe.market.study.statistics import statistics

MarketOf = Callable[..., Market]
LISTS = {"Ann": ["City", "Hill"], "Ben": ["City", "Hill"], "Cat": ["Hill"]}
PROGRAMS = {"City": (1, ["Ben", "Ann"]), "Hill": (1, ["Cat", "Ann", "Ben"]), "Lake": (2, [])}
SMALL = Market.from_lists(LISTS, PROGRAMS)


def test_the_figures_of_a_result_are_those_counted_by_hand() -> None:
    found = statistics(match(SMALL))
    assert (found.applicants.counts, found.applicants.without, found.applicants.mean) == ((2,), 1, 1.0)
    assert (found.programs.counts, found.programs.without) == ((2,), 2)
    assert (found.matched, found.unmatched, found.filled, found.unfilled) == (2, 1, 2, 2)
    city, hill, lake = found.cutoffs
    assert (city.place, city.last_holder, city.listed) == (1, "Ben", 2)
    assert (hill.place, hill.last_holder, hill.listed) == (1, "Cat", 3)
    assert (lake.place, lake.last_holder, lake.mean_place, lake.filled) == (None, None, None, 0)
    assert (found.tightness.per_applicant, found.tightness.list_length) == (round(4 / 3, 4), round(5 / 3, 4))
    assert (found.stable, found.efficient) == (True, True)


def test_a_market_without_anybody_has_figures_too() -> None:
    found = statistics(match(Market.from_lists({}, {})))
    assert (found.applicants.counts, found.applicants.mean, found.tightness.per_applicant) == ((), None, None)
    assert found.tightness.listings_per_position is None


def test_couples_are_counted_by_their_pair(market_of: MarketOf) -> None:
    found = statistics(match(market_of(60, 6, 1)))
    assert sum(found.couples.counts) + found.couples.without == 6
    assert sum(found.applicants.counts) + found.applicants.without == 48
    assert found.efficient is None


def test_a_seat_that_is_free_and_wanted_is_no_efficient_result() -> None:
    assert statistics(as_match(SMALL, [-1, -1, 1])).efficient is False


def test_the_side_that_proposes_decides_who_gains(crossed: MarketOf) -> None:
    market = crossed(12, 3)
    there = compare(match(market), match(market, "program"))
    back = compare(match(market, "program"), match(market))
    assert there.loses == back.gains == len(there.moves) > 0
    assert there.gains == there.other == back.loses == 0
    assert {(a, b, n) for b, a, n in back.rank_flows} == set(there.rank_flows)
    for change in there.programs:
        assert change.filled[0] == change.filled[1]
        assert len(change.arrived) == len(change.left)


def test_pairs_of_one_result_that_upset_the_other_are_named() -> None:
    market = Market.from_lists({"Ann": ["City"], "Ben": ["City"]}, {"City": (1, ["Ann", "Ben"])})
    found = compare(as_match(market, [-1, 0]), match(market))
    assert found.blocking == (1, 0)
    assert [(b.applicant, b.program) for b in found.upset_by_other[0]] == [("Ann", "City")]
    assert [(m.applicant, m.change) for m in found.moves] == [("Ann", "gains"), ("Ben", "loses")]
    assert found.upset_by_other[1] == ()


def test_a_place_that_is_not_on_the_list_is_neither_gain_nor_loss() -> None:
    found = compare(match(SMALL), as_match(SMALL, [-1, 0, 2]))
    assert [(m.applicant, m.second, m.second_rank, m.change) for m in found.moves] == [
        ("Cat", "Lake", None, "other")
    ]


@pytest.mark.parametrize("seed", range(3))
def test_one_more_seat_hurts_nobody_and_a_closed_program_helps_nobody(market_of: MarketOf, seed: int) -> None:
    market = market_of(60, 0, seed)
    for one in what_if(market, [MarketChange(program="*", add_seats=1)]):
        assert one.comparison.loses == one.comparison.other == 0
    for one in what_if(market, [MarketChange(program="*", closes=True)]):
        assert one.comparison.gains == 0
        assert one.comparison.matched[1] <= one.comparison.matched[0]


def test_changes_of_lists_give_the_market_of_the_new_lists() -> None:
    changes = [
        MarketChange(applicant="Cat", list=("City", "Hill"), places={"City": 1}),
        MarketChange(applicant="Ann", withdraws=True),
        MarketChange(program="Hill", list=("Ben", "Cat")),
        MarketChange(program="Lake", seats=5),
    ]
    made = changed_market(SMALL, changes)
    wanted = Market.from_lists(
        {"Ann": [], "Ben": ["City", "Hill"], "Cat": ["City", "Hill"]},
        {"City": (1, ["Cat", "Ben", "Ann"]), "Hill": (1, ["Ben", "Cat"]), "Lake": (5, [])},
        one_sided="unacceptable",
    )
    assert match(made).as_dict() == match(wanted).as_dict() == {"Ann": None, "Ben": "Hill", "Cat": "City"}
    assert made.quotas.tolist() == [1, 1, 5]
    (both,) = what_if(SMALL, changes)
    assert both.comparison.names == ("before", "after")
    assert {m.applicant: m.change for m in both.comparison.moves} == {"Ben": "loses", "Cat": "other"}


def test_a_change_of_nothing_changes_nothing(market_of: MarketOf) -> None:
    market = market_of(50, 5, 2)
    partners = tuple(map(market.applicant_name, market.couples.members[0].tolist()))
    same = changed_market(market, [MarketChange(program="0", list=tuple(in_order(market, 0)))])
    assert match(same, search=False).as_dict().keys() == match(market, search=False).as_dict().keys()
    single = next(a for a in range(50) if market.couple_of[a] < 0)
    assert match(same).stable == match(market).stable
    (gone,) = what_if(market, [MarketChange(couple=partners, withdraws=True)])
    assert {m.second for m in gone.comparison.moves if m.applicant in partners} <= {None}
    pairs = (("0", "-"), ("-", "1"))
    places = {"0": 1, "1": 1}  # each of one partner's list alone
    made = changed_market(market, [MarketChange(couple=partners, pairs=pairs, places=places)])
    assert match(made).as_dict()[partners[0]] == "0"
    assert market.applicant_name(single) in match(made).as_dict()


def in_order(market: Market, program: int) -> list[str]:
    edges = np.flatnonzero(market.programs == program)
    best = edges[np.lexsort((market.owners[edges], -market.scores[edges]))]
    return [market.applicant_name(int(a)) for a in market.owners[best]]


def test_what_cannot_be_changed_is_named_all_at_once(market_of: MarketOf) -> None:
    wrong = [
        MarketChange(),
        MarketChange(program="Moon", seats=1),
        MarketChange(program="City", add_seats=-2),
        MarketChange(program="City", list=("Zoe",)),
        MarketChange(applicant="Zoe", withdraws=True),
        MarketChange(applicant="Cat", list=("City", "Moon")),
        MarketChange(applicant="Cat", add_seats=1),
        MarketChange(couple=("Ann", "Ben"), withdraws=True),
        MarketChange(applicant="Cat", list=("City",), places={"City": 0}),
        MarketChange(applicant="Cat", list=("City",), places={"City": 4, "Hill": 1}),
    ]
    with pytest.raises(MarketError) as caught:
        changed_market(SMALL, wrong)
    assert str(caught.value).splitlines() == [
        "changes[0]: needs one of program, applicant and couple, and one thing that is different",
        "changes[1].program: there is no program 'Moon'",
        "changes[2]: 'City' would have -1 seats; accepted: 0 to 2,147,483,647",
        "changes[3].list: there is no applicant 'Zoe'",
        "changes[4].applicant: 'Zoe' is no applicant",
        "changes[5].places: 'City' does not list 'Cat'; places says where it would put them",
        "changes[5].list: there is no program 'Moon'",
        "changes[6].add_seats: cannot be said of an applicant; accepted: list, withdraws",
        "changes[7].couple: there is no couple Ann and Ben",
        "changes[8].places.City: is 0; on the list of 'City' it is from 1 to 2",
        "changes[9].places: 'Hill' is not on the new list",
        "changes[9].places.City: is 4; on the list of 'City' it is from 1 to 2",
    ]
    market = market_of(30, 2, 1)
    partner = market.applicant_name(int(market.couples.members[0, 0]))
    with pytest.raises(MarketError, match="is the partner of a couple; give couple"):
        changed_market(market, [MarketChange(applicant=partner, withdraws=True)])
    couple = tuple(map(market.applicant_name, market.couples.members[0].tolist()))
    with pytest.raises(MarketError, match="'1' is not on the new list"):
        changed_market(
            market, [MarketChange(couple=couple, pairs=(("0", "-"), ("-", "0")), places={"0": 1, "1": 1})]
        )


def test_other_mechanisms_can_be_asked_what_if_too() -> None:
    (found,) = what_if(SMALL, [MarketChange(program="City", add_seats=1)], mechanism="top_trading_cycles")
    assert found.comparison.matched == (2, 3)
    assert match_by(SMALL, "top_trading_cycles").method == "top_trading_cycles"
