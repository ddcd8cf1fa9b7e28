"""What each budget would buy, drawn: the chance of matching against dollars, as an accessible SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matchsafe.domain.plan import CurveAt
from matchsafe.domain.text import dollars, plural
from matchsafe.present.plot import TOP, WIDTH, Plot, PlotPoint
from matchsafe.present.words import chance

_HEIGHT = 340
_LABEL: Final = 150
"""Room a label beside the reader's mark needs."""


def describe(points: Sequence[CurveAt], cost: float, diminishing_from: float | None) -> str:
    """The curve in words: its ends, the reader's place and where it flattens."""
    here = nearest(points, cost)
    told = [
        f"{dollars(p.budget)} buys {plural(p.programs, 'program')}: {chance(p.chance)}."
        for p in dict.fromkeys((points[0], here, points[-1]))
    ]
    if diminishing_from is not None:
        told.append(
            f"From {dollars(diminishing_from)} on, more money adds little."
            if diminishing_from > 0
            else "Already the first dollars add little."
        )
    return " ".join(told)


def nearest(points: Sequence[CurveAt], cost: float) -> CurveAt:
    """The point whose cost is nearest to an amount.

    Raises:
        ValueError: If there are no points.
    """
    return min(points, key=lambda p: abs(p.cost - cost))


def svg(points: Sequence[CurveAt], cost: float, *, diminishing_from: float | None, title: str) -> str:
    """The curve, the band of its ranges and the reader's place on it, as inline SVG.

    Args:
        points: In rising order of budgets, at least two.
        cost: What the reader's list costs.
        diminishing_from: Budget from which more money adds little; drawn as a dashed line.
        title: What the chart shows; read aloud, not drawn.

    Raises:
        ValueError: If there are fewer than two different budgets.
    """
    if len(points) < 2 or points[0].budget == points[-1].budget:
        raise ValueError("a curve needs at least two budgets")
    top = min(1.0, max(0.2, -(-max(p.chance.high for p in points) * 10 // 1) / 10))
    plot = Plot([PlotPoint(p.budget, p.chance) for p in points], height=_HEIGHT, right=28, top=top)
    here = nearest(points, cost)
    side, anchor = (10, "start") if plot.x(here.budget) + _LABEL < WIDTH else (-10, "end")
    low = min(plot.y(here.chance.low) + 24, plot.floor - 10)
    quarters = [plot.first + (plot.last - plot.first) * part / 4 for part in range(5)]
    ticks = [(budget, dollars(budget)) for budget in quarters]
    parts = [
        *plot.axes((0.0, top / 2, top), ticks, "match, of 100", "dollars for applications"),
        *plot.curve(),
        *plot.reader(
            PlotPoint(here.budget, here.chance),
            f"your list: {dollars(cost)}",
            (plot.x(here.budget) + side, low, anchor),
        ),
    ]
    if diminishing_from is not None and plot.first <= diminishing_from <= plot.last:
        x = plot.x(diminishing_from)
        parts.append(plot.rule(x, TOP, x, plot.floor))
    return plot.image(title, describe(points, cost, diminishing_from), parts)
