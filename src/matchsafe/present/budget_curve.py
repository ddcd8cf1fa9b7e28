"""What each budget would buy, drawn: the chance of matching against dollars, as an accessible SVG.

Class names and plain attributes as in ``curve``; the reader's own budget has a mark and a label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from matchsafe.domain.plan import CurveAt
from matchsafe.domain.text import dollars, plural
from matchsafe.present.svg import image, line, tag, words
from matchsafe.present.words import chance, whole

_WIDTH, _HEIGHT = 640, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 28, 44, 52
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
    plot = _Plot(points)
    parts = [*plot.axes(), plot.band(), *plot.flat(diminishing_from), plot.middle(), *plot.reader(cost)]
    return image("ms-curve", _WIDTH, _HEIGHT, title, describe(points, cost, diminishing_from), parts)


class _Plot:
    def __init__(self, points: Sequence[CurveAt]) -> None:
        self.points = points
        self.first, self.last = points[0].budget, points[-1].budget
        self.top = min(1.0, max(0.2, -(-max(p.chance.high for p in points) * 10 // 1) / 10))

    def x(self, budget: float) -> float:
        return _LEFT + (budget - self.first) / (self.last - self.first) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, share: float) -> float:
        return _HEIGHT - _BOTTOM - share / self.top * (_HEIGHT - _TOP - _BOTTOM)

    def axes(self) -> Iterator[str]:
        left, right, floor = _LEFT, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
        for share in (0.0, self.top / 2, self.top):
            height = self.y(share)
            yield line(left, height, right, height, css="ms-grid", stroke_opacity="0.2")
            yield words(str(whole(share)), css="ms-tick", x=left - 8, y=height + 5, text_anchor="end")
        for part in range(5):
            budget = self.first + (self.last - self.first) * part / 4
            x, anchor = (self.x(budget), "middle") if part < 4 else (_WIDTH - 4, "end")
            yield words(dollars(budget), css="ms-tick", x=x, y=floor + 20, text_anchor=anchor)
        yield words("match, of 100", css="ms-axis", x=left - 40, y=_TOP - 26)
        yield words(
            "dollars for applications",
            css="ms-axis",
            x=(left + right) / 2,
            y=_HEIGHT - 8,
            text_anchor="middle",
        )

    def _path(self, places: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{self.x(budget):.1f},{self.y(share):.1f}" for budget, share in places)

    def band(self) -> str:
        upper = [(p.budget, p.chance.high) for p in self.points]
        lower = [(p.budget, p.chance.low) for p in reversed(self.points)]
        return tag("polygon", css="ms-band", points=self._path(upper + lower), fill_opacity="0.15")

    def middle(self) -> str:
        path = self._path([(p.budget, p.chance.value) for p in self.points])
        return tag(
            "polyline", css="ms-line", points=path, fill="none", stroke="currentColor", stroke_width=2.5
        )

    def flat(self, budget: float | None) -> Iterator[str]:
        if budget is not None and self.first <= budget <= self.last:
            x = self.x(budget)
            yield line(x, _TOP, x, _HEIGHT - _BOTTOM, css="ms-rule", stroke_width=1.5, stroke_dasharray="3 3")

    def reader(self, cost: float) -> Iterator[str]:
        here = nearest(self.points, cost)
        x, y = self.x(here.budget), self.y(here.chance.value)
        yield line(x, self.y(here.chance.low), x, self.y(here.chance.high), css="ms-you-line", stroke_width=2)
        yield tag("circle", css="ms-you", cx=x, cy=y, r=7)
        y = min(self.y(here.chance.low) + 24, _HEIGHT - _BOTTOM - 10)
        side, anchor = (10, "start") if x + _LABEL < _WIDTH else (-10, "end")
        label = f"your list: {dollars(cost)}"
        yield words(label, css="ms-you-label", x=x + side, y=y, text_anchor=anchor, font_weight="bold")
