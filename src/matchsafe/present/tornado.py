"""Which assumption moves the chance most: bars from the lowest to the highest chance, widest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matchsafe.domain.outlook import AssumptionEffect
from matchsafe.present.words import per_100, spread, whole

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
