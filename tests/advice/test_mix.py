from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

PLACES = {"crowded_metro", "one_state_caution", "one_state_check", "one_state_note", "one_region"}


@pytest.fixture
def codes(advise_on: Callable[..., Any]) -> Callable[[list[dict[str, Any]]], set[str]]:
    return lambda interviews: {w.code for w in advise_on(interviews).warnings}


Codes = Callable[[list[dict[str, Any]]], set[str]]
Programs = Callable[..., list[dict[str, Any]]]


def test_a_list_of_famous_programs_is_less_safe_than_its_length(codes: Codes, programs: Programs) -> None:
    assert "prestige_heavy" in codes(programs(5, setting="university"))
    assert "prestige_heavy" in codes(programs(5, setting="university", img_share=0.1))
    assert "prestige_heavy" in codes(programs(5, setting="community", highly_selective=True))


def test_a_university_program_with_many_imgs_is_not_prestige(codes: Codes, programs: Programs) -> None:
    assert "prestige_heavy" not in codes(programs(5, setting="university", img_share=0.5))


def test_half_is_not_most(codes: Codes, programs: Programs) -> None:
    half = programs(3, setting="university") + programs(3, setting="community")
    assert "prestige_heavy" not in codes(half)
    assert "prestige_heavy" in codes([*half, *programs(1, setting="university")])


def test_programs_with_few_imgs_are_named_when_they_are_not_prestigious(
    codes: Codes, programs: Programs
) -> None:
    found = codes(programs(4, setting="community", img_share=0.05))
    assert "few_img_programs" in found
    assert "prestige_heavy" not in found


def test_one_dream_program_carries_no_safety_until_the_rest_reaches_the_target(
    codes: Codes, programs: Programs
) -> None:
    dream = [{"program": "Dream Hospital", "highly_selective": True}]
    assert "one_dream_program" in codes(dream + programs(6))
    assert "one_dream_program" in codes(dream + programs(9))
    assert "one_dream_program" not in codes(dream + programs(10))
    assert "one_dream_program" not in codes(dream * 2 + programs(6))


@pytest.mark.parametrize("city", ["New York", " new   YORK ", "NYC", "Brooklyn", "the Bronx", "Queens"])
def test_most_interviews_in_one_metro_area_are_a_caution_whatever_they_call_it(
    advise_on: Callable[..., Any], programs: Programs, city: str
) -> None:
    here = [{"program": "A", "city": "Bronx", "state": "NY", "setting": "community", "img_share": 0.9}]
    there = programs(2, state="OH")
    warnings = advise_on(here * 2 + [here[0] | {"city": city}] + there).warnings
    assert {w.code for w in warnings} & PLACES == {"crowded_metro"}
    assert "in New York." in next(w.text for w in warnings if w.code == "crowded_metro")


def test_a_city_of_the_same_name_elsewhere_is_another_place(codes: Codes, programs: Programs) -> None:
    texas = programs(2, city="Arlington", state="TX") + programs(1, city="Dallas", state="TX")
    assert "crowded_metro" in codes(texas + programs(2, state="OH"))
    virginia = programs(2, city="Arlington", state="VA") + programs(1, city="Dallas", state="TX")
    assert "crowded_metro" not in codes(virginia + programs(2, state="OH"))
    nobody_knows = programs(2, city="Arlington") + programs(1, city="Dallas")
    assert "crowded_metro" not in codes(nobody_knows + programs(2, state="OH"))


def test_a_city_of_no_known_area_stands_for_itself(advise_on: Callable[..., Any], programs: Programs) -> None:
    warnings = advise_on(programs(3, city="toledo", state="OH") + programs(2, state="NY")).warnings
    assert "in Toledo, OH." in next(w.text for w in warnings if w.code == "crowded_metro")


def test_one_state_is_a_note_when_it_is_mixed_and_friendly(codes: Codes, programs: Programs) -> None:
    mixed = programs(4, state="NY", setting="community", img_share=0.7)
    mixed += programs(3, state="NY", setting="community_university_affiliated", img_share=0.5)
    assert codes(mixed) & PLACES == {"one_state_note"}


@pytest.mark.parametrize(
    "fields", [{"setting": "university"}, {"highly_selective": True}, {"img_share": 0.05}]
)
def test_one_state_is_a_caution_when_most_programs_take_few_imgs(
    codes: Codes, programs: Programs, fields: dict[str, Any]
) -> None:
    assert codes(programs(5, state="CA", **fields)) & PLACES == {"one_state_caution"}


def test_one_state_with_nothing_else_known_asks_what_matters(codes: Codes, programs: Programs) -> None:
    assert codes(programs(5, state="CA")) & PLACES == {"one_state_check"}


def test_one_region_is_mentioned_when_there_are_several_states(codes: Codes, programs: Programs) -> None:
    assert codes(programs(3, state="NY") + programs(3, state="NJ")) & PLACES == {"one_region"}


@pytest.mark.parametrize("states", [("NY", "CA"), ("PR", "GU"), ("NY", None), (None, None)])
def test_places_far_apart_or_unknown_say_nothing(
    codes: Codes, programs: Programs, states: tuple[str | None, str | None]
) -> None:
    a, b = states
    assert not codes(programs(3, state=a) + programs(3, state=b)) & PLACES


def test_a_good_mix_is_said_too(codes: Codes, programs: Programs) -> None:
    good = programs(5, state="NY", setting="community", img_share=0.7)
    good += programs(5, state="MI", setting="community", img_share=0.6)
    assert "good_mix" in codes(good)
    assert "good_mix" not in codes(programs(5, state="NY", setting="community", img_share=0.7))


def test_two_interviews_or_a_bare_number_have_no_mix(
    codes: Codes, programs: Programs, advise_on: Callable[..., Any]
) -> None:
    assert not codes(programs(2, state="NY", city="Bronx", setting="university")) & (
        PLACES | {"prestige_heavy"}
    )
    assert not {w.code for w in advise_on(9).warnings} & (PLACES | {"prestige_heavy", "one_dream_program"})


def test_only_rankable_interviews_make_up_the_mix(codes: Codes, programs: Programs) -> None:
    rest = programs(9, status="declined", setting="university")
    assert "prestige_heavy" not in codes(programs(3, setting="community") + rest)
