"""Of a page or a mail in HTML, what a person sees is read, and what was hidden from them decides nothing."""

from __future__ import annotations

import pytest

from matchsafe.intake.visible_text import html_text

TRICK = "please wire us money today"


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("Before <!-- aside -->after", "Before after"),
        ("Before<!-- a comment that never ends", "Before"),
        ('At <img src="a.png" alt="Palm Bay Medical Center"> today', "At Palm Bay Medical Center today"),
        ("Welcome <img src='line.png'>today", "Welcome today"),
        ("<pre>Monday 9 AM\nTuesday <b>1 PM\nor 2 PM</b></pre>", "Monday 9 AM\nTuesday 1 PM\nor 2 PM"),
        ("one\ntwo", "one two"),
        ("Yes.<blockquote>Can you come?</blockquote>Bye.", "Yes.\n\n> Can you come?\nBye."),
        ("Yes.<span class='gmail_quote'>On Monday she wrote</span>", "Yes.\nOn Monday she wrote"),
        ("<table><tr><td>Monday</td><td>9 AM</td></tr></table>", "Monday 9 AM"),
        ("</b>Never opened</i>", "Never opened"),
        ("<p><b>Left open</p>after", "Left open\nafter"),
    ],
)  # fmt: skip
def test_a_page_is_read_as_it_looks(source: str, seen: str) -> None:
    assert html_text(source).text == seen
    assert not html_text(source).hostile


@pytest.mark.parametrize(
    "style",
    [
        "color: white",
        "color: #fefefe",
        "color: white; background: rgba(0, 0, 0, 0)",
        "color: white; background: rgba(0, 0, 0, .0)",
        "color: white; background: transparent",
        "color: tomato; background: tomato",
    ],
)
def test_words_in_the_colour_of_their_ground_are_hidden(style: str) -> None:
    found = html_text(f'<p>Hello</p><p style="{style}">{TRICK}</p>')
    assert (found.text, found.hostile) == ("Hello", True)


@pytest.mark.parametrize(
    "style",
    [
        "color: white; background: rgba(0, 0, 0, .5)",
        "color: white; background-image: url(sky.png)",
        "color: white; background: linear-gradient(navy, black)",
        "color: tomato",
        "color: inherit",
    ],
)
def test_words_on_another_ground_or_a_picture_are_seen(style: str) -> None:
    found = html_text(f'<p style="{style}">{TRICK}</p>')
    assert (found.text, found.hostile) == (TRICK, False)


def test_a_style_sheet_hides_what_it_names_and_nothing_that_it_names_within_something_else() -> None:
    sheet = "<style>table .kept, .gone, #away { display: none }</style>"
    found = html_text(f'{sheet}<p class="kept">Hello</p><p class="gone">{TRICK}</p><p id="away">{TRICK}</p>')
    assert (found.text, found.hostile) == ("Hello", True)
