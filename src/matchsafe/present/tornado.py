"""Which assumption moves the chance most: bars from the lowest to the highest chance, widest first.

Classes of the SVG: ``ms-tornado`` (the svg), ``ms-tornado-bar``, ``ms-tornado-centre``, ``ms-tornado-label``,
``ms-tornado-end``. As in the curve, there is no ``style`` anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matchsafe.domain.outlook import AssumptionEffect
from matchsafe.present.svg import image, line, tag, words
from matchsafe.present.words import per_100, spread, whole

_WIDTH, _ROW, _TOP, _SIDE = 640, 52, 16, 60
_MOST = 8
"""Bars a reader takes in; the rest is one tap or one command away."""


class Bar(NamedTuple):
    """One assumption: the lowest and the highest chance it leads to (shares), and the same in words."""

    id: str
    label: str
    low: float
    high: float
    text: str


def bars(assumptions: Sequence[AssumptionEffect]) -> tuple[Bar, ...]:
    """The assumptions as bars, the one that moves the answer most first; ties in the order given."""
    out = []
    for a in assumptions:
        low, high = sorted((a.at_low, a.at_high))
        same = whole(low) == whole(high)
        told = f"stays at {per_100(low)}" if same else f"from {spread(low, high)} in 100"
        out.append(Bar(a.id, a.label, low, high, told))
    return tuple(sorted(out, key=lambda b: b.low - b.high))


def most(drawn: Sequence[Bar]) -> tuple[Bar, ...]:
    """Those of the bars, widest first, that are worth a picture: a few, each moving the chance by 1 in 100."""
    return tuple(b for b in drawn[:_MOST] if whole(b.low) != whole(b.high))


def svg(assumptions: Sequence[AssumptionEffect], value: float, *, title: str) -> str:
    """The bars around the chance as it is.

    Args:
        assumptions: One or more; drawn widest first.
        value: The chance as it is, a share.
        title: What the chart shows; read aloud, not drawn.

    Raises:
        ValueError: If there are no assumptions.
    """
    if not assumptions:
        raise ValueError("a chart of assumptions needs at least one")
    drawn = bars(assumptions)
    least, most = min(value, *(b.low for b in drawn)), max(value, *(b.high for b in drawn))
    height = 2 * _TOP + _ROW * len(drawn)

    def x(share: float) -> float:
        return _SIDE + (share - least) / ((most - least) or 1) * (_WIDTH - 2 * _SIDE)

    centre = x(value)
    parts = []
    for i, b in enumerate(drawn):
        top, left, right = _TOP + i * _ROW, x(b.low), max(x(b.low) + 2, x(b.high))
        base = top + 36
        parts += [
            words(b.label, css="ms-tornado-label", x=_SIDE, y=top + 14),
            tag(
                "rect",
                css="ms-tornado-bar",
                x=left,
                y=top + 22,
                width=right - left,
                height=18,
                fill_opacity="0.35",
            ),
            words(str(whole(b.low)), css="ms-tornado-end", x=left - 6, y=base, text_anchor="end"),
            words(str(whole(b.high)), css="ms-tornado-end", x=right + 6, y=base),
            line(centre, top + 20, centre, top + 42, css="ms-tornado-centre", stroke_width=2),
        ]
    told = " ".join([f"The chance as it is: {per_100(value)}.", *(f"{b.label}: {b.text}." for b in drawn)])
    return image("ms-tornado", _WIDTH, height, title, told, parts)
