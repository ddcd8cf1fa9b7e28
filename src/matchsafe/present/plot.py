"""A line with its range over a grid, which every chart of chances is drawn on.

The SVG carries class names and plain presentation attributes only: a strict content policy allows it, a
stylesheet can restyle all of it, and unstyled it is still readable in the text's own colour. Classes:
``ms-curve`` (the svg), ``ms-grid``, ``ms-tick``, ``ms-axis``, ``ms-band``, ``ms-line``, ``ms-rule``,
``ms-you``, ``ms-you-line``, ``ms-you-label``, ``ms-key``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from matchsafe.domain.estimate import Estimate
from matchsafe.present.svg import image, line, tag, words
from matchsafe.present.words import whole

WIDTH: Final = 640
LEFT: Final = 52
TOP: Final = 44
BOTTOM: Final = 52


class PlotPoint(NamedTuple):
    """A place on the axis and the chance there."""

    at: float
    chance: Estimate


class Plot:
    """The parts of a chart of chances; ``x`` and ``y`` turn values and shares into places on the paper.

    Args:
        points: In rising order of ``at``, at least two different ones.
        height: Of the paper; its width is ``WIDTH``.
        right: Room to the right of the grid.
        top: The highest share on the grid.
    """

    def __init__(
        self, points: Sequence[PlotPoint], *, height: int, right: int = 20, top: float = 1.0
    ) -> None:
        self.points, self.top, self.height = points, top, height
        self.right, self.floor = WIDTH - right, height - BOTTOM
        self.first, self.last = points[0].at, points[-1].at

    def x(self, at: float) -> float:
        """Where a value lies from left to right."""
        return LEFT + (at - self.first) / (self.last - self.first) * (self.right - LEFT)

    def y(self, share: float) -> float:
        """Where a share lies from top to bottom."""
        return self.floor - share / self.top * (self.floor - TOP)

    def axes(
        self, shares: Iterable[float], ticks: Iterable[tuple[float, str]], vertical: str, horizontal: str
    ) -> Iterator[str]:
        """Grid lines at shares, ticks at values, and the names of both axes."""
        for share in shares:
            height = self.y(share)
            yield line(LEFT, height, self.right, height, css="ms-grid", stroke_opacity="0.2")
            yield words(str(whole(share)), css="ms-tick", x=LEFT - 8, y=height + 5, text_anchor="end")
        for at, name in ticks:
            # A wide name under the last tick would run off the paper.
            wide = len(name) > 2 and at == self.last
            x, anchor = (WIDTH - 4, "end") if wide else (self.x(at), "middle")
            yield words(name, css="ms-tick", x=x, y=self.floor + 20, text_anchor=anchor)
        yield words(vertical, css="ms-axis", x=LEFT - 40, y=TOP - 26)
        middle = (LEFT + self.right) / 2
        yield words(horizontal, css="ms-axis", x=middle, y=self.height - 8, text_anchor="middle")

    def _path(self, places: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{self.x(at):.1f},{self.y(share):.1f}" for at, share in places)

    def curve(self) -> Iterator[str]:
        """The band of the ranges and the line of the values."""
        upper = [(p.at, p.chance.high) for p in self.points]
        lower = [(p.at, p.chance.low) for p in reversed(self.points)]
        yield tag("polygon", css="ms-band", points=self._path(upper + lower), fill_opacity="0.15")
        path = self._path((p.at, p.chance.value) for p in self.points)
        yield tag(
            "polyline", css="ms-line", points=path, fill="none", stroke="currentColor", stroke_width=2.5
        )

    def key(self, left: float, row: float, value: str, spread: str) -> Iterator[str]:
        """What the line and the band stand for."""
        yield line(left, row, left + 26, row, css="ms-line", stroke_width=2.5)
        yield words(value, css="ms-key", x=left + 34, y=row + 5)
        yield tag("rect", css="ms-band", x=left, y=row + 17, width=26, height=12, fill_opacity="0.15")
        yield words(spread, css="ms-key", x=left + 34, y=row + 28)

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> str:
        """A dashed line: a rule, not an estimate."""
        return line(x1, y1, x2, y2, css="ms-rule", stroke_width=1.5, stroke_dasharray="3 3")

    def reader(self, here: PlotPoint, label: str, place: tuple[float, float, str]) -> Iterator[str]:
        """The reader's place: a dot with its range, and a label at ``place`` (x, y and anchor)."""
        x = self.x(here.at)
        low, high = self.y(here.chance.low), self.y(here.chance.high)
        yield line(x, low, x, high, css="ms-you-line", stroke_width=2)
        yield tag("circle", css="ms-you", cx=x, cy=self.y(here.chance.value), r=7)
        left, top, anchor = place
        yield words(label, css="ms-you-label", x=left, y=top, text_anchor=anchor, font_weight="bold")

    def image(self, title: str, described: str, parts: Iterable[str]) -> str:
        """The whole chart as inline SVG."""
        return image("ms-curve", WIDTH, self.height, title, described, list(parts))
