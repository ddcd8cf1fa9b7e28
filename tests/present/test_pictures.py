"""The icon array, the charts and the terminal bars show the same numbers as the words."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import AssumptionEffect, CurvePoint
from matchsafe.present import curve, icons, tornado, words

shares = st.floats(0, 1)
chances = (
    st.tuples(shares, shares, shares).map(sorted).map(lambda t: Estimate(low=t[0], value=t[1], high=t[2]))
)
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> str:
    return " ".join(e.text or "" for e in ElementTree.fromstring(svg).iter())


@given(chances)
def test_there_are_always_100_cells_full_then_range_then_empty(e: Estimate) -> None:
    drawn = icons.cells(e)
    assert len(drawn) == 100
    assert sorted(drawn, key=("full", "range", "empty").index) == list(drawn)


@given(chances)
def test_cells_and_words_round_alike(e: Estimate) -> None:
    drawn = icons.cells(e)
    assert drawn.count("full") == words.whole(e.low)
    assert drawn.count("full") + drawn.count("range") == words.whole(e.high)
    at = icons.value_cell(e)
    if words.number(e).isdigit() and e.value > 0:
        assert at is not None
        assert at + 1 == int(words.number(e))


@given(chances, st.booleans())
def test_the_terminal_array_is_ten_by_ten_and_marks_one_value(e: Estimate, ascii_only: bool) -> None:
    lines = icons.lines(e, ascii_only=ascii_only)
    assert [len(line) for line in lines] == [19] * 10
    marked = "".join(lines).count(icons.MARK[ascii_only])
    assert marked == (1 if words.whole(e.value) and e.low != e.high else 0)
    assert not ascii_only or "".join(lines).isascii()


def test_the_array_is_told_in_words_too() -> None:
    told = icons.caption(Estimate(value=0.71, low=0.58, high=0.82))
    assert told == (
        "100 cells: 58 filled, 24 hatched for the range 58 to 82, 18 empty. "
        "The value is about 71 in 100 (58 to 82)."
    )
    assert (
        icons.caption(Estimate(value=0.45, low=0.45, high=0.45))
        == "100 cells, 45 of them filled: about 45 in 100."
    )


def test_a_negative_difference_has_no_picture() -> None:
    with pytest.raises(ValueError, match="not a share"):
        icons.cells(Estimate(value=-0.1, low=-0.2, high=0.1))


def test_the_curve_is_a_named_and_described_image_without_styles(points: tuple[CurvePoint, ...]) -> None:
    drawn = curve.svg(points, 6, title="Chance <by> ranks")
    root = ElementTree.fromstring(drawn)
    assert root.attrib["role"] == "img"
    ids = {e.attrib["id"]: e.text for e in root if "id" in e.attrib}
    assert list(ids) == root.attrib["aria-labelledby"].split()
    assert "Chance <by> ranks" in ids.values()
    assert "style" not in drawn
    assert "%" not in drawn
    assert "You are at 6 ranks: about 70 in 100 (57 to 80)." in texts(drawn)
    assert "The rule of thumb where you are says 45 in 100." in texts(drawn)
    assert "you are here: 6" in texts(drawn)


def test_the_curve_draws_one_step_for_each_bin_of_the_rule_of_thumb(points: tuple[CurvePoint, ...]) -> None:
    root = ElementTree.fromstring(curve.svg(points, 6, title="t"))
    in_key = 1
    assert len(root.findall(f"{SVG}line[@class='ms-rule']")) == 6 + in_key
    bare = [p.model_copy(update={"rule_of_thumb": None}) for p in points]
    drawn = curve.svg(bare, 6, title="t")
    assert "rule" not in drawn


def test_two_charts_on_one_page_do_not_share_ids(points: tuple[CurvePoint, ...]) -> None:
    first, second = (ElementTree.fromstring(curve.svg(points, n, title="t")) for n in (6, 7))
    assert first.attrib["aria-labelledby"] != second.attrib["aria-labelledby"]


def test_a_reader_past_the_end_is_told_that_the_chart_ends(points: tuple[CurvePoint, ...]) -> None:
    assert "you are at 40, off the chart" in texts(curve.svg(points, 40, title="t"))
    assert "You are at 40 ranks, off this chart; at 20 it says about 98 in 100" in curve.describe(points, 40)


@given(st.integers(0, 300))
def test_everything_drawn_stays_on_the_paper(you: int) -> None:
    points = [
        CurvePoint(ranks=n, value=n / 20, low=n / 25, high=min(1, n / 15), rule_of_thumb=None)
        for n in range(21)
    ]
    root = ElementTree.fromstring(curve.svg(points, you, title="t"))
    for e in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(e.attrib.get(name, 0)) <= 640
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(e.attrib.get(name, 0)) <= 376


@given(st.integers(0, 20), st.floats(0.05, 1), st.booleans())
def test_the_readers_label_is_off_the_band_the_axis_and_the_rules_steps(
    you: int, steep: float, ruled: bool
) -> None:
    points = [
        CurvePoint(
            ranks=n,
            value=1 - (1 - steep) ** n if n else 0,
            low=(1 - (1 - steep) ** n) * 0.8 if n else 0,
            high=min(1, (1 - (1 - steep) ** n) * 1.1) if n else 0,
            rule_of_thumb=(0.2 + 0.15 * ((n - 1) // 3) if n < 16 else 0.95) if ruled and n else None,
        )
        for n in range(21)
    ]
    root = ElementTree.fromstring(curve.svg(points, you, title="t"))
    label = root.find(f"{SVG}text[@class='ms-you-label']")
    assert label is not None
    y = float(label.attrib["y"])
    assert 60 < y <= 376 - 52 - 10, "under the title of the axis and above the ticks"
    if you:
        low_end = max(
            float(e.attrib["y1"]) for e in root.findall(f"{SVG}line") if e.attrib["class"] == "ms-you-line"
        )
        assert y > low_end or y == 376 - 52 - 10


def test_a_curve_needs_two_points(points: tuple[CurvePoint, ...]) -> None:
    with pytest.raises(ValueError, match="two points"):
        curve.svg(points[:1], 1, title="t")
    assert curve.text((), 3) == ""


@pytest.mark.parametrize("width", [12, 30, 40, 63, 64, 80, 200])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_terminal_curve_keeps_to_its_width(
    points: tuple[CurvePoint, ...], width: int, ascii_only: bool
) -> None:
    told = curve.text(points, 6, width, ascii_only=ascii_only)
    assert all(len(line) <= max(width, 26) for line in told.splitlines())
    here = [line for line in told.splitlines() if line.startswith(">" if ascii_only else "▶")]
    assert len(here) == 1
    assert "70 (57 to 80)" in here[0]
    assert not ascii_only or told.isascii()
    assert "%" not in told
    assert ("≈ 45" in told or "~ 45" in told) is (width >= 64)


def test_a_count_that_is_certain_has_no_range(points: tuple[CurvePoint, ...]) -> None:
    assert curve.text(points, 0, 40).splitlines()[0].endswith("·   0")


def test_the_terminal_curve_never_rounds_up_to_all_or_down_to_none() -> None:
    points = [
        CurvePoint(ranks=1, value=0.001, low=0, high=0.002, rule_of_thumb=None),
        CurvePoint(ranks=2, value=0.998, low=0.997, high=0.999, rule_of_thumb=None),
    ]
    first, second = curve.text(points, 2).splitlines()
    assert first.endswith("<1 (0 to under 1)")
    assert second.endswith(">99 (over 99 to over 99)")


EFFECTS = (
    AssumptionEffect(id="a.small", label="small & tidy", at_low=0.701, at_high=0.702),
    AssumptionEffect(id="a.large", label="large", at_low=0.8, at_high=0.6),
)


def test_the_assumption_that_moves_the_answer_most_comes_first() -> None:
    first, second = tornado.bars(EFFECTS)
    assert (first.id, first.low, first.high, first.text) == ("a.large", 0.6, 0.8, "from 60 to 80 in 100")
    assert second.text == "stays at 70 in 100"


def test_only_a_few_bars_are_drawn_and_none_that_moves_nothing() -> None:
    many = [AssumptionEffect(id=f"a.{n}", label="x", at_low=0.5, at_high=0.5 + n / 100) for n in range(12)]
    drawn = tornado.most(tornado.bars(many))
    assert [b.id for b in drawn] == [f"a.{n}" for n in range(11, 3, -1)]
    assert [b.id for b in tornado.most(tornado.bars(EFFECTS))] == ["a.large"]


def test_an_assumption_that_moves_nothing_stays_where_it_is() -> None:
    still = AssumptionEffect(id="a.b", label="nothing", at_low=0.5, at_high=0.5)
    (bar,) = tornado.bars([still])
    assert bar.text == "stays at 50 in 100"
    assert tornado.most([bar]) == ()
