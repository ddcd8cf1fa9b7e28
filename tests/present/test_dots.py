"""The 50 dots keep their number, whatever is drawn of them."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.domain.outlook import TargetCount
from matchsafe.domain.plan import InterviewCount
from matchsafe.present import dots

SVG = "{http://www.w3.org/2000/svg}"
counts = st.lists(st.integers(0, 120), min_size=1, max_size=50).map(sorted)
targets = st.none() | st.tuples(st.integers(1, 30), st.integers(0, 6)).map(
    lambda t: TargetCount(low=t[0], high=t[0] + t[1])
)


def made(found: list[int]) -> InterviewCount:
    return InterviewCount(mean=sum(found) / len(found), low=found[0], high=found[-1], dots=tuple(found))


@given(counts, targets)
def test_every_dot_stands_in_one_row_and_rows_leave_no_gap(
    found: list[int], target: TargetCount | None
) -> None:
    drawn = dots.rows(found, target)
    assert sum(r.dots for r in drawn) == len(found)
    assert len(drawn) <= 9
    assert all(a.high + 1 == b.low for a, b in pairwise(drawn))


@given(counts, targets)
def test_the_picture_has_as_many_dots_and_stays_inside(found: list[int], target: TargetCount | None) -> None:
    root = ElementTree.fromstring(dots.svg(made(found), target, title="Interviews"))
    _, _, wide, high = map(int, root.attrib["viewBox"].split())
    circles = root.findall(f".//{SVG}circle")
    assert len(circles) == len(found)
    assert all(0 <= float(c.attrib["cx"]) <= wide and 0 <= float(c.attrib["cy"]) <= high for c in circles)
    band = root.find(f"{SVG}rect")
    if band is not None:
        assert float(band.attrib["x"]) >= 0
        assert float(band.attrib["x"]) + float(band.attrib["width"]) <= wide


def test_the_terminal_marks_the_usual_target_in_words() -> None:
    lines = dots.text(made([0, 1, 1, 2]), TargetCount(low=2, high=3), ascii_only=True)
    assert lines == ["0  o", "1  oo", "2  o   usual target"]


def test_no_dots_is_an_empty_text_and_no_picture() -> None:
    none = InterviewCount(mean=0, low=0, high=0, dots=())
    assert dots.text(none, None) == []
    with pytest.raises(ValueError, match="at least one"):
        dots.svg(none, None, title="Interviews")


def test_the_description_tells_what_the_dots_show() -> None:
    told = dots.describe(made([0, 1, 1]), TargetCount(low=2, high=3))
    assert told == "Interviews this list brings: 1 of 50 at 0, 2 of 50 at 1. The usual target is 2 to 3."
