"""Values of a program list in words."""

from __future__ import annotations

import pytest

from matchsafe.present.program_words import RELIABILITY, from_source, heading, value_text


@pytest.mark.parametrize(
    ("value", "field", "words"),
    [
        (None, "j1", "not known"),
        ((), "notes", "not known"),
        (("a", "b"), "notes", "a, b"),
        (True, "j1", "yes"),
        (False, "usce_required", "no"),
        ("internal_medicine", "specialty", "Internal Medicine"),
        ("community_university_affiliated", "setting", "community, university-affiliated"),
        ("physician", "track", "physician"),
        ("PR", "state", "Puerto Rico"),
        (0.123, "invite_rate_us_img", "12 in 100"),
        (0.001, "img_share", "fewer than 1 in 100"),
        (0.0, "img_share", "0 in 100"),
        (65000, "salary", "$65,000"),
        (225, "step2_minimum", "225"),
        (-83.0, "longitude", "-83.0"),
        ("Albany", "city", "Albany"),
    ],
)
def test_a_value_reads_as_people_say_it(value: object, field: str, words: str) -> None:
    assert value_text(value, field) == words


def test_the_unit_leaves_the_name_of_a_field_when_the_value_tells_it() -> None:
    assert heading("IMGs among residents (share)") == "IMGs among residents"
    assert heading("First-year salary (US dollars)") == "First-year salary"
    assert heading("Latitude (degrees north)") == "Latitude (degrees north)"


def test_a_source_without_a_date_says_so() -> None:
    assert from_source("An invented list", "2025") == "An invented list, as of 2025"
    assert from_source("An invented list", None) == "An invented list, no date given"


def test_what_is_doubtful_or_invented_is_said() -> None:
    assert (RELIABILITY["doubtful"], RELIABILITY["invented"]) == ("doubtful", "invented")
