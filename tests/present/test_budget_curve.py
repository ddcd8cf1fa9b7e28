"""The chart of chance against budget says what its points say, and draws the reader where the reader is."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import CurveAt
from matchsafe.present import budget_curve

POINTS = tuple(
    CurveAt(budget=b, cost=c, programs=n, chance=Estimate(value=p, low=p * 0.8, high=p * 1.1))
    for b, c, n, p in ((0, 0, 0, 0.0), (500, 480, 30, 0.41), (1000, 990, 60, 0.55), (1500, 1500, 80, 0.58))
)


def drawn(cost: float = 990, flat: float | None = 500, points: tuple[CurveAt, ...] = POINTS) -> str:
    return budget_curve.svg(points, cost, diminishing_from=flat, title="Chance & budget")


def test_the_chart_is_well_formed_and_told_in_words():
    root = ElementTree.fromstring(drawn())
    told = "".join(root.itertext())
    assert "$0 buys no programs: 0 in 100." in told
    assert "$1,000 buys 60 programs: about 55 in 100 (44 to 61)." in told
    assert "$1,500 buys 80 programs: about 58 in 100 (46 to 64)." in told
    assert "From $500 on, more money adds little." in told
    assert "style" not in drawn()


def test_the_band_holds_the_line_at_every_budget():
    band = re.search(r'class="ms-band" points="([^"]+)"', drawn()).group(1).split()
    middle = re.search(r'<polyline [^>]*points="([^"]+)"', drawn()).group(1).split()
    upper, lower = band[: len(POINTS)], band[: len(POINTS) - 1 : -1]
    for top, here, bottom in zip(upper, middle, lower, strict=True):
        assert top.split(",")[0] == here.split(",")[0] == bottom.split(",")[0]
        assert float(top.split(",")[1]) <= float(here.split(",")[1]) <= float(bottom.split(",")[1])


def test_the_line_rises_with_the_chance():
    path = re.search(r'<polyline [^>]*points="([^"]+)"', drawn()).group(1)
    places = [tuple(map(float, p.split(","))) for p in path.split()]
    assert len(places) == len(POINTS)
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert [y for _, y in places] == sorted((y for _, y in places), reverse=True)


def test_the_reader_stands_at_the_point_of_their_cost_and_the_label_stays_inside():
    for cost, anchor in ((0, "start"), (1500, "end")):
        label = re.search(r'<text class="ms-you-label"([^>]*)>([^<]*)<', drawn(cost))
        assert f'text-anchor="{anchor}"' in label.group(1)
        assert label.group(2) == f"your list: ${cost:,}"


def test_without_a_flat_part_no_dashed_line_is_drawn():
    assert "ms-rule" in drawn()
    assert "ms-rule" not in drawn(flat=None)
    assert "ms-rule" not in drawn(flat=9_999)
    assert "adds little" not in drawn(flat=None)


def test_one_budget_is_no_curve():
    with pytest.raises(ValueError, match="two budgets"):
        drawn(points=POINTS[:1])


def test_a_curve_that_is_flat_from_the_start_is_not_told_as_from_nothing_on():
    assert "Already the first dollars add little." in drawn(flat=0)
