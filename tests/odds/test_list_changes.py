"""The chance with another list: strength stays, so giving up an interview never says anything about the applicant."""

from __future__ import annotations

from datetime import date

import pytest

from matchsafe.domain.season import Season
from matchsafe.odds import what_if
from matchsafe.odds.assessment import assess
from matchsafe.odds.list_changes import chances_with

ON = date(2026, 11, 22)


def season(n: int, **more: object) -> Season:
    held = [{"program": f"Hospital {i}", "setting": "community"} for i in range(n)]
    return Season.model_validate(
        {"applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"},
         "interviews": held, **more}
    )  # fmt: skip


def test_the_list_as_it_is_has_the_chance_of_the_outlook() -> None:
    made = season(5)
    (same,) = chances_with(made, ON, [made.interview_list])
    assert same.chance.value == pytest.approx(assess(made, ON).chance.value)
    assert (same.change.value, same.ranks) == (0.0, 5)


def test_adding_one_is_the_what_if_of_the_outlook() -> None:
    made = season(5)
    more = season(6).interview_list
    (found,) = chances_with(made, ON, [more])
    assert found.change.value == pytest.approx(what_if(made, {"community": 1}, ON).change.value, abs=1e-9)


def test_giving_up_one_costs_less_than_having_had_one_less() -> None:
    """The applicant who was never asked is, on average, a weaker one."""
    made = season(6)
    (found,) = chances_with(made, ON, [made.interview_list[:-1]])
    associated = assess(season(5), ON).chance.value
    assert associated < found.chance.value < assess(made, ON).chance.value


def test_of_two_specialties_the_one_that_loses_an_interview_is_the_right_one() -> None:
    two = [{"specialty": "internal_medicine"}, {"specialty": "surgery"}]
    held = [{"program": "A"}, {"program": "B"}, {"program": "C", "specialty": "surgery"}]
    made = Season.model_validate({"applicant": {"type": "non_us_img"}, "targets": two, "interviews": held})
    all_, no_surgery, one_medicine, none = chances_with(
        made, ON, [made.interview_list, made.interview_list[:2], made.interview_list[1:], ()]
    )
    assert no_surgery.change.value < 0
    assert one_medicine.change.value < no_surgery.change.value
    assert (all_.ranks, no_surgery.ranks, none.ranks) == (3, 2, 0)
    assert none.chance.value == pytest.approx(0)
