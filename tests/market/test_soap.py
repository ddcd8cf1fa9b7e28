"""Four rounds of offers: all at once, down each list, binding when accepted and gone when not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.market import MarketError
from matchsafe.market.soap import by_preference, run_soap


def test_a_declined_offer_is_not_made_again_and_the_seat_goes_down_the_list() -> None:
    lists = {"Ann": ["P", "Q"], "Ben": ["P"], "Cat": ["P", "Q"]}
    programs = {"P": (1, ["Ann", "Ben"]), "Q": (1, ["Ann", "Cat"])}
    done = run_soap(lists, programs, by_preference(lists))
    assert done.placed == {"Ann": "P", "Cat": "Q"}
    assert [(o.round, o.program, o.applicant, o.accepted) for o in done.offers] == [
        (1, "P", "Ann", True),
        (1, "Q", "Ann", False),
        (2, "Q", "Cat", True),
    ]
    assert done.free == {"P": 0, "Q": 0}


def test_an_accepted_offer_binds_even_when_a_better_one_would_have_come() -> None:
    lists = {"Ann": ["P", "Q"], "Ben": ["R", "P"]}
    programs = {"P": (1, ["Ben", "Ann"]), "Q": (1, ["Ann"]), "R": (1, ["Ben"])}
    done = run_soap(lists, programs, by_preference(lists))
    assert done.placed == {"Ann": "Q", "Ben": "R"}
    assert done.free["P"] == 1


def test_who_did_not_apply_gets_no_offer() -> None:
    done = run_soap({"Ann": []}, {"P": (2, ["Ann", "Ben"])}, lambda _a, _r, offering: offering[0])
    assert not done.offers


def test_the_rule_of_acceptance_is_the_callers() -> None:
    lists = {"Ann": ["P", "Q"]}
    programs = {"P": (1, ["Ann"]), "Q": (1, ["Ann"])}
    assert run_soap(lists, programs, lambda _a, _r, _o: None).placed == {}
    assert run_soap(lists, programs, lambda _a, _r, offering: offering[-1]).placed == {"Ann": "Q"}
    with pytest.raises(ValueError, match="made no offer"):
        run_soap(lists, programs, lambda _a, _r, _o: "Z")
    assert by_preference({})("Ann", 1, ["P"]) is None


def test_offers_end_after_the_last_round() -> None:
    people = [f"a{i}" for i in range(6)]
    programs = {"P": (1, people)}
    done = run_soap({a: ["P"] for a in people}, programs, lambda _a, _r, _o: None)
    assert [o.applicant for o in done.offers] == people[:4]


def test_every_problem_of_a_soap_is_reported_at_once() -> None:
    with pytest.raises(MarketError) as caught:
        run_soap(
            {"Ann": [f"p{i}" for i in range(46)], "Ben": ["P", "P"]},
            {"P": (-1, ["Ann", "Ann"]), **{f"p{i}": (1, []) for i in range(45)}},
            by_preference({}),
        )
    assert sorted((p.place, p.code) for p in caught.value.problems) == [
        ("applicant Ann", "applications"),
        ("applicant Ann", "unknown_id"),
        ("applicant Ben", "duplicate_rank"),
        ("program P", "duplicate_rank"),
        ("program P", "quota"),
    ]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.data())
def test_no_seat_is_given_twice_and_no_offer_repeated(data: st.DataObject) -> None:
    people, places = [f"a{i}" for i in range(6)], ["P", "Q", "R"]
    lists = {a: data.draw(st.lists(st.sampled_from(places), unique=True)) for a in people}
    programs = {
        p: (data.draw(st.integers(0, 3)), data.draw(st.lists(st.sampled_from(people), unique=True)))
        for p in places
    }
    done = run_soap(lists, programs, by_preference(lists))
    made = [(o.program, o.applicant) for o in done.offers]
    assert len(set(made)) == len(made)
    for p, (seats, _) in programs.items():
        assert seats - sum(at == p for at in done.placed.values()) == done.free[p] >= 0
    assert all(a in programs[p][1] and p in lists[a] for p, a in made)
