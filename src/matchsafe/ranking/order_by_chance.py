"""Whether a list follows guessed chances instead of wishes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from matchsafe.ranking.preferences import concordance, scores
from matchsafe.ranking.rank_order import RankEntry, RankOrder

_LEVELS: Final = 3
"""Different chances a list needs before an order by chance is more than an accident."""
_SAME: Final = 0.005
"""Chances closer than this are the same to a reader."""


def against_wishes(order: RankOrder, chances: Sequence[float]) -> list[RankEntry] | None:
    """The entries that stand above one rated higher, if the list follows chances more than ratings; else none.

    Returns:
        ``None`` if fewer than two entries are rated, so that wishes are not known.
    """
    listed = [(e, c) for e, c in zip(order.primary, chances, strict=True) if e.counts and e.interview]
    rated = scores(order.season, [e.interview for e, _ in listed if e.interview])
    known = [(e, c, r) for (e, c), r in zip(listed, rated, strict=True) if r is not None]
    if len(known) < 2:
        return None
    places = [-float(at) for at in range(len(known))]
    wish, chance = concordance(places, [r for *_, r in known]), concordance(places, [c for _, c, _ in known])
    if chance <= wish:
        return []
    return [
        entry for at, (entry, likely, own) in enumerate(known)
        if any(r > own and c < likely for _, c, r in known[at + 1 :])
    ]  # fmt: skip


def by_chance_alone(order: RankOrder, chances: Sequence[float]) -> bool:
    """Whether the list runs from the best chance to the worst, with enough different ones to be no accident."""
    counted = [c for e, c in zip(order.primary, chances, strict=True) if e.counts]
    falls = all(b <= a + 1e-12 for a, b in pairwise(counted))
    levels = sum(b < a - _SAME for a, b in pairwise(counted)) + 1
    return falls and levels >= _LEVELS


def chance_order(chances: Sequence[float]) -> list[int]:
    """The places of a list by chance, the best first; equal chances keep their order."""
    return sorted(range(len(chances)), key=lambda at: -chances[at])
