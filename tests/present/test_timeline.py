"""The season is one drawing with a table behind it, and the reader is in it where the day is."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.present import timeline

NAMES = ["First invitations", "Bulk of invitations", "Late invitations", "Cancellations", "Rank lists"]


def texts(svg: str) -> str:
    return " ".join(e.text or "" for e in ElementTree.fromstring(f"<p>{svg}</p>").iter())


def test_the_five_periods_of_the_article_follow_each_other_without_a_gap() -> None:
    periods = [r for r in timeline.rows(date(2026, 11, 22)) if r.ends is not None]
    assert [r.name for r in periods] == NAMES
    for one, following in itertools.pairwise(periods):
        assert one.ends is not None
        assert one.ends + timedelta(days=1) == following.begins
    assert (periods[0].begins, periods[-1].ends) == (date(2026, 9, 1), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (date(2026, 9, 1), NAMES[0]),
        (date(2026, 11, 22), NAMES[1]),
        (date(2026, 12, 31), NAMES[2]),
        (date(2027, 1, 1), NAMES[3]),
        (date(2028, 2, 29), NAMES[4]),
    ],
)
def test_the_period_of_the_day_is_marked(on: date, name: str) -> None:
    assert [r.name for r in timeline.rows(on) if r.here and r.ends] == [name]
    assert f"you are here: {on.day} {on:%B}" in texts(timeline.svg(on))


@pytest.mark.parametrize("on", [date(2026, 7, 10), date(2027, 3, 8), date(2027, 4, 20)])
def test_a_day_between_the_periods_has_a_row_of_its_own_in_order(on: date) -> None:
    found = timeline.rows(on)
    (here,) = (r for r in found if r.here)
    assert (here.day_words, here.text) == (f"{on.day} {on:%B} {on.year}", "Today.")
    assert [r.begins for r in found] == sorted(r.begins for r in found)
    assert "Today" not in [e.text for e in ElementTree.fromstring(f"<p>{timeline.svg(on)}</p>").iter()]


def test_official_dates_are_in_order_each_with_its_source_and_said_to_be_expected_where_they_are() -> None:
    dates = [r for r in timeline.rows(date(2026, 11, 22)) if r.ends is None]
    assert [r.text for r in dates][-1] == "Match Day."
    assert [r.begins for r in dates] == sorted(r.begins for r in dates)
    assert all(r.source.startswith("calendar.") for r in dates)
    later = [r for r in timeline.rows(date(2031, 11, 22)) if r.ends is None]
    assert all(r.text.endswith("(expected).") for r in later)


def test_a_match_of_its_own_gets_none_of_the_dates_of_the_main_match() -> None:
    rows = timeline.rows(date(2026, 11, 22), own_match=True)
    assert [r.name for r in rows] == NAMES
    assert "Match Day" not in texts(timeline.svg(date(2026, 11, 22), own_match=True))


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_everything_drawn_stays_on_the_paper_and_one_place_is_the_readers(on: date) -> None:
    drawn = timeline.svg(on)
    assert "style" not in drawn
    wide, narrow = ElementTree.fromstring(f"<p>{drawn}</p>")
    for picture, width, letter in ((wide, 640, 7.6), (narrow, 350, 6.6)):
        assert picture.attrib["viewBox"].split()[2] == str(width)
        assert picture.attrib["role"] == "img"
        for e in picture.iter():
            for name in ("x", "x1", "x2"):
                assert 0 <= float(e.attrib.get(name, 0)) <= width
        marks = [e for e in picture if e.attrib.get("class") == "ms-you-line"]
        assert len(marks) == (1 if on.month in (9, 10, 11, 12, 1, 2, 3) else 0)
        taken: dict[str, list[tuple[float, float]]] = {}
        for e in picture.iter("text"):
            long = len(e.text or "") * letter * (1.2 if "font-weight" in e.attrib else 1)
            left = float(e.attrib["x"]) - (long / 2 if e.attrib.get("text-anchor") == "middle" else 0)
            assert -2 <= left <= width + 2 - long
            taken.setdefault(e.attrib["y"], []).append((left, left + long))
        for line in taken.values():  # no two words of a line lie on each other
            assert all(a[1] <= b[0] for a, b in itertools.pairwise(sorted(line)))
        numbers = [float(e.attrib["x"]) for e in picture.iter("text") if "ms-number" in e.attrib["class"]]
        assert all(b - a > 1.7 * letter for a, b in itertools.pairwise(numbers))  # 5 and 6 are not 56


def test_no_date_strikes_the_name_of_a_month_through() -> None:
    drawn = timeline.svg(date(2026, 11, 30)).partition("</svg>")[0]
    march = re.search(r'<text[^>]*\bx="([\d.]+)"[^>]*>Mar<', drawn)
    marks = [float(x) for x in re.findall(r'<line[^>]*\bms-date[^>]*\bx1="([\d.]+)"', drawn)]
    marks += [float(x) for x in re.findall(r'<line[^>]*\bx1="([\d.]+)"[^>]*\bms-date', drawn)]
    assert march is not None
    assert marks
    assert not any(0 <= mark - float(march.group(1)) < 25 for mark in marks)
