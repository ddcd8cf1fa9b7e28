"""A couple of IMGs with ten interviews each, and with fourteen each."""

from __future__ import annotations

from typing import Any

import pytest

from matchsafe.domain.outlook import Outlook, TargetCount


@pytest.fixture
def ten(outlook: Any, strong_non_us_img: dict[str, Any]) -> Outlook:
    return outlook(10, couples={"partner": strong_non_us_img, "partner_interviews": 10})


@pytest.fixture
def fourteen(outlook: Any, strong_non_us_img: dict[str, Any]) -> Outlook:
    return outlook(14, couples={"partner": strong_non_us_img, "partner_interviews": 14})


def test_each_needs_twelve_to_fifteen(ten: Outlook, fourteen: Outlook) -> None:
    assert ten.target == fourteen.target == TargetCount(low=12, high=15, source="article.couple_target")
    assert (ten.still_needed, fourteen.still_needed) == (2, 0)


def test_ten_and_ten_are_not_twenty(ten: Outlook, warned: Any, todo: Any) -> None:
    assert "do not add up to one of 20" in warned(ten)["couple_each"]
    assert "neither of you has reached 12" in warned(ten)["couple_each"]
    assert "partner_list" in todo(ten)


def test_with_fourteen_each_both_have_reached_it(fourteen: Outlook, warned: Any, todo: Any) -> None:
    assert "both of you have reached 12" in warned(fourteen)["couple_each"]
    assert "partner_list" not in todo(fourteen)


def test_both_one_and_neither_make_up_the_whole(ten: Outlook, fourteen: Outlook) -> None:
    for answer in (ten, fourteen):
        assert answer.couple is not None
        parts = (answer.couple.both, answer.couple.one, answer.couple.neither)
        assert sum(p.value for p in parts) == pytest.approx(1)


def test_fourteen_each_are_a_better_chance_that_both_match(ten: Outlook, fourteen: Outlook) -> None:
    assert ten.couple is not None
    assert fourteen.couple is not None
    assert fourteen.couple.both.value > ten.couple.both.value
    assert fourteen.couple.neither.value < ten.couple.neither.value


def test_both_matching_is_less_likely_than_one_person_alone(ten: Outlook, outlook: Any) -> None:
    assert ten.couple is not None
    assert ten.couple.both.value < outlook(10).chance.value
