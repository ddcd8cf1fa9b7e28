"""The picture of the method page: what the table shows, and what one more interview adds."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from matchsafe.odds.effects import interview_effect
from matchsafe.present.effect_plot import EffectPoint

_LONGEST: Final = 12
_ON: Final = date(2026, 11, 22)
"""A day of the season whose tables are fitted; nothing in the picture depends on it otherwise."""


@cache
def one_more_by_ranks() -> tuple[EffectPoint, ...]:
    """Non-US IMGs in Internal Medicine by their number of ranks, with the effect of one more interview."""
    effects = {n: interview_effect("non_us_img", "internal_medicine", n, _ON) for n in range(1, _LONGEST + 1)}
    return tuple(EffectPoint(n, e.chance, e.one_more) for n, e in effects.items())
