from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


def text(advice: Any, code: str) -> str:
    return next((w.text for w in advice.warnings if w.code == code), "")


@pytest.mark.parametrize(
    ("specialty", "said"),
    [
        ("internal_medicine", False),
        ("family_medicine", False),
        ("psychiatry", False),
        ("pediatrics", False),
        ("neurology", False),
        ("surgery_general", True),
        ("anesthesiology", True),
        ("dermatology", False),
    ],
)
def test_a_specialty_the_article_does_not_name_is_said_so(
    advise_on: Callable[..., Any], specialty: str, said: bool
) -> None:
    assert bool(text(advise_on(8, specialty=specialty), "specialty_not_named")) is said


def test_an_incomplete_profile_is_told_what_a_complete_one_could_change(
    advise_on: Callable[..., Any],
) -> None:
    found = text(advise_on(6, applicant={"type": "us_img"}), "profile_incomplete")
    assert "Nothing is held against you" in found
    assert "8 to 10" in found
    assert "10 to 12" in text(advise_on(6, applicant={"type": "non_us_img"}), "profile_incomplete")


def test_a_known_flag_makes_the_rest_of_the_profile_not_worth_asking(advise_on: Callable[..., Any]) -> None:
    assert not text(advise_on(6, applicant={"type": "us_img", "letters": "weak"}), "profile_incomplete")


def test_an_older_graduate_is_told_twelve_to_fifteen_against_ten_to_twelve(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    found = text(advise_on(10, applicant=strong | {"graduation_year": 2017}), "older_graduate")
    assert all(words in found for words in ("9 years ago", "12 to 15", "10 to 12"))
    assert not text(advise_on(10), "older_graduate")


def test_ten_with_hurdles_is_an_achievement(advise_on: Callable[..., Any], strong: dict[str, Any]) -> None:
    assert text(advise_on(10, applicant=strong | {"letters": "weak"}), "beaten_the_odds")
    assert not text(advise_on(9, applicant=strong | {"letters": "weak"}), "beaten_the_odds")
    assert not text(advise_on(10), "beaten_the_odds")


def test_experience_and_video_do_not_change_the_number(
    advise_on: Callable[..., Any], strong: dict[str, Any], programs: Any
) -> None:
    assert "observership" in text(
        advise_on(6, applicant=strong | {"us_clinical_experience": "observership"}), "experience_same_target"
    )
    assert "hands-on" in text(advise_on(6), "experience_same_target")
    assert text(advise_on(programs(6, format="virtual")), "virtual_same")
    assert not text(advise_on(programs(6, format="in_person")), "virtual_same")


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [(5, 7, "neither of you has"), (12, 7, "one of you has"), (12, 15, "both of you have")],
)
def test_a_couple_is_told_who_has_reached_twelve(
    advise_on: Callable[..., Any], strong: dict[str, Any], mine: int, theirs: int, words: str
) -> None:
    found = text(advise_on(mine, couples={"partner": strong, "partner_interviews": theirs}), "couple_each")
    assert words in found
    assert f"not add up to one of {mine + theirs}" in found
