"""Without a season the names of programs are given as the messages have them."""

from __future__ import annotations

import pytest
from tests.intake.reading import HERE, read_messages

from matchsafe.intake import messages_of_text, propose_events


@pytest.mark.parametrize(
    ("file", "names"),
    [
        ("first/h01_thalamus_invite.eml", ["Palm Bay Medical Center"]),
        ("first/h30_unknown_program.eml", ["Willow Creek Regional Medical Center"]),
        ("first/h16_two_programs.eml", ["Mount Tabor University Hospital", "Brookline Heights Hospital"]),
        ("first/h22_newsletter.eml", [None]),
        ("second/t29_two_one_line.eml", ["Palm Bay Medical Center", "Hudson Ridge Medical Center"]),
        ("third/f27_two_rejections.eml", ["Cedar Valley Community Hospital", "St. Brendan Hospital"]),
        ("fifth/w01.eml", ["Hudson Ridge Medical Center"]),
    ],
)
def test_a_name_is_read_and_no_platform_is_one(file: str, names: list[str | None]) -> None:
    found = [e.program for e in propose_events(read_messages(file, (HERE / file).read_bytes()))]
    assert [name and name.removesuffix(" Program") for name in found] == names


def test_an_affiliate_makes_no_second_event() -> None:
    text = (
        "Palm Bay Medical Center is pleased to invite you to interview. Our residents rotate at Sunrise University "
        "Hospital. We look forward to your visit."
    )
    assert [e.program for e in propose_events(messages_of_text(text))] == ["Palm Bay Medical Center"]
