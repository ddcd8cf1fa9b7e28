"""A page is read as a person sees it: what is hidden counts for nothing, what is broken costs nothing."""

from __future__ import annotations

import pytest

from matchsafe.intake.visible_text import html_text


@pytest.mark.parametrize(
    ("page", "seen"),
    [
        ("Nov 3<!-- never ends <p>Nov 9</p>", "Nov 3"),
        ('<img alt="Logo of Palm Bay"> writes', "Logo of Palm Bay writes"),
        ("<blockquote>old<br>words</blockquote><p>new</p>", "> old\n> words\n>\nnew"),
        ("<div><b>text</div>after</i>", "text\nafter"),
        ("<pre>Nov 3\nNov 5</pre>", "Nov 3\nNov 5"),
        ("<p>Nov 3\nNov 5</p>", "Nov 3 Nov 5"),
        ("<p>one</p><![unknown[ x ]>", "one"),
    ],
)
def test_a_page_is_the_lines_a_person_reads(page: str, seen: str) -> None:
    lines = [line for line in html_text(page).text.splitlines() if line.strip("> ")]
    assert lines == [line for line in seen.splitlines() if line.strip("> ")]


def test_a_mail_quoted_by_a_mail_program_begins_on_a_line_of_its_own() -> None:
    page = 'Thank you.<span class="gmail_quote">On Monday they wrote</span>'
    assert html_text(page).text.splitlines() == ["Thank you.", "On Monday they wrote"]


@pytest.mark.parametrize(
    "style",
    [
        "color:white;background:url(a.png)",
        "color:rgba(0,0,0,1.2.3)",
        "color:inherit",
        "color:chartreuse;background:transparent",
        "background:rgba(0,0,0,0)",
        "background:rgba(0,0,0,.0)",
    ],
)
def test_words_on_a_picture_on_no_ground_or_in_a_broken_colour_are_seen(style: str) -> None:
    page = f'<p style="{style}">seen with certainty</p><p>and what follows</p>'
    assert " ".join(html_text(page).text.split()) == "seen with certainty and what follows"
    assert not html_text(page).hostile


def test_white_words_on_a_ground_that_is_see_through_are_hidden() -> None:
    hidden = html_text(
        '<p>Seen.</p><p style="color:#fff;background:rgba(9,9,9,0)">invited accepted matched</p>'
    )
    assert (hidden.text, hidden.hostile) == ("Seen.", True)


def test_a_style_for_elements_inside_others_hides_nothing_else() -> None:
    page = "<style>div p {display:none} .gone {display:none}</style><p>shown</p><p class=gone>not shown</p>"
    assert html_text(page).text == "shown"
