"""The chance by number of ranks: an accessible SVG for the page, and bars for the terminal.

The SVG carries class names and plain presentation attributes only: a strict content policy allows it, a
stylesheet can restyle all of it, and unstyled it is still readable in the text's own colour. Classes:
``ms-curve`` (the svg), ``ms-grid``, ``ms-tick``, ``ms-axis``, ``ms-band``, ``ms-line``, ``ms-rule``,
``ms-you``, ``ms-you-line``, ``ms-you-label``, ``ms-key``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import CurvePoint
from matchsafe.present.sources import mark
from matchsafe.present.svg import image, line, tag, words
from matchsafe.present.words import chance, span, whole

_WIDTH, _HEIGHT = 640, 376
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 20, 44, 52
_LETTER = 11
"""Width of a letter of the reader's label at its largest, which is on a phone."""
_ROWS: Final = frozenset((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20))


def estimate(point: CurvePoint) -> Estimate:
    """A point of the curve as an estimate, to be told in words."""
    return Estimate(value=point.value, low=point.low, high=point.high)


def at(points: Sequence[CurvePoint], you: int) -> CurvePoint:
    """The point of the reader's count; past either end of the curve, the nearest one.

    Raises:
        ValueError: If there are no points.
    """
    return min(points, key=lambda p: abs(p.ranks - you))


def describe(points: Sequence[CurvePoint], you: int) -> str:
    """The curve in words: where it starts, where the reader is and where it ends."""
    first, here, last = points[0], at(points, you), points[-1]
    where = f"You are at {_ranks(you)}: "
    if here.ranks != you:
        where = f"You are at {_ranks(you)}, off this chart; at {here.ranks} it says "
    told = [
        f"With {_ranks(first.ranks)}, {chance(estimate(first))}.",
        f"{where}{chance(estimate(here))}.",
        f"With {_ranks(last.ranks)}, {chance(estimate(last))}.",
    ]
    if here.rule_of_thumb is not None:
        told.append(f"The rule of thumb where you are says {whole(here.rule_of_thumb)} in 100.")
    return " ".join(told)


def _ranks(n: int) -> str:
    return f"{n} rank" if n == 1 else f"{n} ranks"


def svg(points: Sequence[CurvePoint], you: int, *, title: str) -> str:
    """The curve, its band, the rule of thumb's bins as thin steps, and the reader's point, as inline SVG.

    Args:
        points: The curve in rising order of ranks, at least two points.
        you: The reader's number of ranks.
        title: What the chart shows; read aloud, not drawn.

    Raises:
        ValueError: If there are fewer than two points.
    """
    if len(points) < 2:
        raise ValueError("a curve needs at least two points")
    plot = _Plot(points)
    parts = [*plot.axes(), plot.band(), *plot.steps(), plot.middle(), *plot.reader(you), *plot.key()]
    return image("ms-curve", _WIDTH, _HEIGHT, title, describe(points, you), parts)


class _Plot:
    """The parts of one chart; ``x`` and ``y`` turn ranks and shares into places."""

    def __init__(self, points: Sequence[CurvePoint]) -> None:
        self.points = points
        self.first, self.last = points[0].ranks, points[-1].ranks

    def x(self, ranks: float) -> float:
        return _LEFT + (ranks - self.first) / (self.last - self.first) * (_WIDTH - _LEFT - _RIGHT)

    def y(self, share: float) -> float:
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)

    def axes(self) -> Iterator[str]:
        left, right, floor = _LEFT, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
        for share in (0, 0.25, 0.5, 0.75, 1):
            height = self.y(share)
            yield line(left, height, right, height, css="ms-grid", stroke_opacity="0.2")
            yield words(str(whole(share)), css="ms-tick", x=left - 8, y=height + 5, text_anchor="end")
        for ranks in range(self.first, self.last + 1):
            if ranks % 5 == 0:
                yield words(str(ranks), css="ms-tick", x=self.x(ranks), y=floor + 20, text_anchor="middle")
        yield words("matched, of 100", css="ms-axis", x=left - 40, y=_TOP - 26)
        middle = (left + right) / 2
        yield words(
            "programs on your rank list", css="ms-axis", x=middle, y=_HEIGHT - 8, text_anchor="middle"
        )

    def _path(self, places: list[tuple[int, float]]) -> str:
        return " ".join(f"{self.x(ranks):.1f},{self.y(share):.1f}" for ranks, share in places)

    def band(self) -> str:
        upper = [(p.ranks, p.high) for p in self.points]
        lower = [(p.ranks, p.low) for p in reversed(self.points)]
        return tag("polygon", css="ms-band", points=self._path(upper + lower), fill_opacity="0.15")

    def middle(self) -> str:
        path = self._path([(p.ranks, p.value) for p in self.points])
        return tag(
            "polyline", css="ms-line", points=path, fill="none", stroke="currentColor", stroke_width=2.5
        )

    def steps(self) -> Iterator[str]:
        for share, start, end in _runs(self.points):
            left, right = max(self.x(start - 0.4), _LEFT), min(self.x(end + 0.4), _WIDTH - _RIGHT)
            height = self.y(share)
            yield line(left, height, right, height, css="ms-rule", stroke_width=1.5, stroke_dasharray="3 3")

    def reader(self, you: int) -> Iterator[str]:
        here = at(self.points, you)
        x, y = self.x(here.ranks), self.y(here.value)
        yield line(x, self.y(here.low), x, self.y(here.high), css="ms-you-line", stroke_width=2)
        yield tag("circle", css="ms-you", cx=x, cy=y, r=7)
        told = f"you are here: {you}" if you == here.ranks else f"you are at {you}, off the chart"
        x, y, anchor = self._label_place(here, _LETTER * len(told))
        yield words(told, css="ms-you-label", x=x, y=y, text_anchor=anchor, font_weight="bold")

    def _label_place(self, here: CurvePoint, width: float) -> tuple[float, float, str]:
        """Below the band, where a rising curve leaves room, and above the axis with its numbers."""
        floor = _HEIGHT - _BOTTOM - 10
        y = min(self.y(here.low) + 28, floor)
        clear = (p for p in self.points if p.ranks >= here.ranks and self.y(p.low) <= y - 24)
        x = self.x(next(clear, here).ranks) + 10
        if x + width <= _WIDTH:
            return x, min(self._below_steps(y, x, x + width), floor), "start"
        x = self.x(here.ranks) - 10
        over = [p for p in self.points if x - width <= self.x(p.ranks) <= x]
        y = max(self.y(p.low) for p in over or [here]) + 28
        return x, min(self._below_steps(y, x - width, x), floor), "end"

    def _below_steps(self, y: float, left: float, right: float) -> float:
        """The height for a text that would cross one of the rule's steps: just below it."""
        for share, start, end in sorted(_runs(self.points), reverse=True):
            if self.x(start) < right and left < self.x(end) and -6 < y - self.y(share) < 20:
                y = self.y(share) + 22
        return y

    def key(self) -> Iterator[str]:
        left, row = _WIDTH - _RIGHT - 160, _HEIGHT - _BOTTOM - 66
        yield line(left, row, left + 26, row, css="ms-line", stroke_width=2.5)
        yield words("our estimate", css="ms-key", x=left + 34, y=row + 5)
        yield tag("rect", css="ms-band", x=left, y=row + 17, width=26, height=12, fill_opacity="0.15")
        yield words("its range", css="ms-key", x=left + 34, y=row + 28)
        if _runs(self.points):
            yield line(
                left, row + 46, left + 26, row + 46, css="ms-rule", stroke_width=1.5, stroke_dasharray="3 3"
            )
            yield words("rule of thumb", css="ms-key", x=left + 34, y=row + 51)


def _runs(points: Sequence[CurvePoint]) -> list[tuple[float, int, int]]:
    """The rule of thumb's bins as (share, first rank, last rank)."""
    runs: list[tuple[float, int, int]] = []
    for p in points:
        if p.rule_of_thumb is None:
            continue
        if runs and runs[-1][0] == p.rule_of_thumb and runs[-1][2] == p.ranks - 1:
            runs[-1] = (p.rule_of_thumb, runs[-1][1], p.ranks)
        else:
            runs.append((p.rule_of_thumb, p.ranks, p.ranks))
    return runs


def text(points: Sequence[CurvePoint], you: int, width: int = 80, *, ascii_only: bool = False) -> str:
    """The curve for a terminal: a bar for each count of ranks, solid to the low end, shaded to the high end.

    Args:
        points: The curve in rising order of ranks.
        you: The reader's number of ranks; its row is marked.
        width: Columns to stay within; where there is no room for bars the words stand alone.
        ascii_only: Whether to draw with ``#``, ``-``, ``|`` and ``.``.
    """
    if not points:
        return ""
    here = at(points, you).ranks
    rows = [p for p in points if p.ranks in _ROWS or p.ranks == here]
    tails = [_tail(p) for p in rows]
    longest = max(len(t) for t in tails)
    thumbs = [_thumb(p, ascii_only) if width >= 64 else "" for p in rows]
    room = min(50, width - 7 - longest - max(len(t) for t in thumbs))
    pointer = ">" if ascii_only else "▶"
    lines = []
    for p, tail, thumb in zip(rows, tails, thumbs, strict=True):
        bar = f"{_bar(p, room, ascii_only)} " if room >= 8 else ""
        start = f"{pointer if p.ranks == here else ' '} {p.ranks:>3} {bar}"
        lines.append(f"{start}{tail:<{longest}}{thumb}".rstrip())
    return "\n".join(lines)


def _tail(p: CurvePoint) -> str:
    return f"{_short(p.value):>3}" if p.low == p.high else f"{_short(p.value):>3} ({span(estimate(p))})"


def _thumb(p: CurvePoint, ascii_only: bool) -> str:
    sign = mark("rule_of_thumb").ascii if ascii_only else mark("rule_of_thumb").symbol
    return "" if p.rule_of_thumb is None else f"  {sign} {whole(p.rule_of_thumb)}"


def _short(share: float) -> str:
    rounded = whole(share)
    if rounded == 0 and share > 0:
        return "<1"
    return ">99" if rounded == 99 and share * 100 >= 99.5 else str(rounded)


def _bar(p: CurvePoint, room: int, ascii_only: bool) -> str:
    solid, shade, mid, rest = "#-|." if ascii_only else "█▒┃·"
    low, high = round(p.low * room), round(p.high * room)
    drawn = list(solid * low + shade * (high - low) + rest * (room - high))
    if high > low:
        drawn[min(high - 1, max(low, round(p.value * room) - 1))] = mid
    return "".join(drawn)
