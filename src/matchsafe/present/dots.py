"""How many interviews a list brings, as 50 dots that are each as likely as the other: for screens and as SVG.

Classes of the SVG: ``ms-dots`` (the svg), ``ms-dot``, ``ms-dots-target`` (the usual target), ``ms-tick``, ``ms-axis``.
As in the other charts, there is no ``style`` anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from matchsafe.domain.outlook import TargetCount
from matchsafe.domain.plan import InterviewCount
from matchsafe.present.svg import image, line, tag, words

_WIDTH, _SIDE, _FLOOR, _TOP = 640, 24, 44, 30
_ROWS: Final = 9
"""Rows of dots a reader takes in."""
_COLUMNS: Final = 26


class DotRow(NamedTuple):
    """Counts from ``low`` to ``high`` and how many of the dots fall there; ``target`` if the usual target does."""

    low: int
    high: int
    dots: int
    target: bool

    @property
    def name(self) -> str:
        """The counts: "3", "4 to 5"."""
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


def rows(dots: Sequence[int], target: TargetCount | None = None, most: int = _ROWS) -> tuple[DotRow, ...]:
    """The dots by count, in equal steps where there are many counts, without gaps.

    Args:
        dots: Counts, each as likely as the others.
        target: The usual target, to be marked.
        most: Most rows.
    """
    if not dots:
        return ()
    low, high = min(dots), max(dots)
    step = -(-(high - low + 1) // most)
    edges = range(low, high + step + 1, step)
    return tuple(
        DotRow(
            a,
            b - 1,
            sum(a <= d < b for d in dots),
            target is not None and a <= target.high and target.low < b,
        )
        for a, b in pairwise(edges)
        if a <= high
    )


def text(count: InterviewCount, target: TargetCount | None, *, ascii_only: bool = False) -> list[str]:
    """Rows of dots for a terminal, the usual target marked in words."""
    sign = "o" if ascii_only else "●"
    found = rows(count.dots, target)
    wide = max((len(r.name) for r in found), default=0)
    most = max((r.dots for r in found), default=0)
    lines = []
    for row in found:
        mark = "  usual target" if row.target else ""
        lines.append(f"{row.name:>{wide}}  {sign * row.dots:<{most}}{mark}".rstrip())
    return lines


def describe(count: InterviewCount, target: TargetCount | None) -> str:
    """The picture in one sentence, for those who do not see it."""
    told = ", ".join(f"{row.dots} of 50 at {row.name}" for row in rows(count.dots) if row.dots)
    goal = f" The usual target is {target.low} to {target.high}." if target else ""
    return f"Interviews this list brings: {told}.{goal}"


def svg(count: InterviewCount, target: TargetCount | None, *, title: str) -> str:
    """The 50 dots over their counts, with the usual target as a band.

    Args:
        count: The counts; at least one dot.
        target: The usual target, if there is one.
        title: What the chart shows; read aloud, not drawn.

    Raises:
        ValueError: If there are no dots.
    """
    if not count.dots:
        raise ValueError("a chart of dots needs at least one")
    highest = max((*count.dots, target.high if target else 0))
    found = rows(count.dots, target, _COLUMNS)
    step = found[0].high - found[0].low + 1
    first, columns = found[0].low, (highest - found[0].low) // step + 1
    wide = (_WIDTH - 2 * _SIDE) / max(columns, 6)
    tall = min(16.0, wide)
    most = max(Counter({r.low: r.dots for r in found}).values())
    height = round(_TOP + most * tall + _FLOOR)
    floor = height - _FLOOR

    def x(value: float) -> float:
        return _SIDE + ((value - first) / step + 0.5) * wide

    parts = []
    if target is not None and target.high >= first:
        left = x(max(target.low, first)) - wide / 2
        right = x(target.high) + wide / 2
        band = {"x": left, "y": _TOP - 6, "width": right - left, "height": floor - _TOP + 6}
        parts.append(tag("rect", css="ms-dots-target", fill_opacity="0.12", **band))
        place: dict[str, str | float] = {"x": right, "text_anchor": "end"}
        if left + 90 <= _WIDTH:
            place = {"x": left, "text_anchor": "start"}
        parts.append(words("usual target", css="ms-key", y=_TOP - 12, **place))
    radius = tall * 0.4
    parts.append('<g class="ms-dot">')
    for row in found:
        for i in range(row.dots):
            parts.append(tag("circle", cx=x(row.low), cy=floor - tall * (i + 0.5), r=radius))
    parts.append("</g>")
    parts.append(line(_SIDE, floor, _WIDTH - _SIDE, floor, css="ms-grid", stroke_opacity="0.4"))
    every = max(1, -(-columns // 12))
    for column in range(0, columns, every):
        at = first + column * step
        name = str(at) if step == 1 else f"{at}–{at + step - 1}"
        parts.append(words(name, css="ms-tick", x=x(at), y=floor + 18, text_anchor="middle"))
    parts.append(words("interviews", css="ms-axis", x=_WIDTH / 2, y=height - 6, text_anchor="middle"))
    return image("ms-dots", _WIDTH, height, title, describe(count, target), parts)
