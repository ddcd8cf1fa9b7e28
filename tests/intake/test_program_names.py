"""A program is known by the words that are its own, under its short and its long name."""

from __future__ import annotations

import pytest

from matchsafe.intake import OwnProgram
from matchsafe.intake.program_match import find_programs, name_in, specialties_in

MINE = (
    OwnProgram("bare", "Internal Medicine Residency"),
    OwnProgram("nyu", "NYU Langone"),
    OwnProgram("ucla", "University of California Los Angeles Medical Center"),
    OwnProgram("reading", "Reading Hospital"),
    OwnProgram("shared", "University Hospital"),
    OwnProgram("long", "Alder Birch Cedar Regional Medical Center Hospital System Network"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You are invited by New York University Langone.", ["nyu"]),
        ("We at UCLA Medical Center write to you.", ["ucla"]),
        ("Reading Hospital writes to you.", ["reading"]),
        ("We are pleased after reading your application.", []),
        ("University Hospital writes to you.", ["shared"]),
        ("Our University is large.", []),
        ("The Internal Medicine Residency writes to you.", []),
        ("Alder Birch Cedar Regional Medical Center", ["long"]),
        ("Mr. Alder and Mrs. Birch write to you.", []),
    ],
)
def test_a_name_is_found_by_its_own_words_alone(text: str, found: list[str]) -> None:
    assert [c.program.id for c in find_programs(text, MINE)] == found


def test_a_specialty_in_full_and_in_short_is_one() -> None:
    assert specialties_in("Internal Medicine (IM), not FM") == ("internal_medicine", "family_medicine")
    assert specialties_in("OB/GYN") == ("obstetrics_gynecology",)


def test_a_line_that_says_which_program_it_is_outweighs_other_names() -> None:
    text = "Greetings from Palm Bay Medical Center.\nProgram name:  Odd   Place\n"
    assert name_in("Interview", text) == "Odd Place"
    assert name_in("Interview", "Nothing of the kind.") is None
