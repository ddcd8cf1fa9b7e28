"""How far each assumption moves the chance when it is set to the ends of its range."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from matchsafe.domain.outlook import AssumptionEffect
from matchsafe.domain.season import Season
from matchsafe.evidence import figure
from matchsafe.odds.assumptions import bounds, noting, overriding
from matchsafe.odds.standing import Standing, standing

_DRAWS: Final = 32
"""Draws behind each bar: the means over them differ by far less than the bars."""
_COUPLING: Final = {"assumptions.strength_in_rank_count": "k", "assumptions.strength_at_each_program": "c"}
"""Assumptions that the fit was run over; their ends are the lower and the upper half of the draws."""


def assumption_effects(season: Season, on: date, now: Standing) -> tuple[AssumptionEffect, ...]:
    """The mean chance at the low and the high end of every assumption in use, widest first."""
    if not now.ranks:
        return ()
    with noting() as used:
        standing(season, on, _DRAWS).missed  # noqa: B018 - computed for the names it uses
    names = sorted(used)
    ends = tuple((name, end) for name in names for end in bounds(name)[::2])
    with overriding(ends):
        moved = standing(season, on, _DRAWS, len(ends)).chance.reshape(-1, 2, _DRAWS).mean(-1)
    found = [(name, float(low), float(high)) for name, (low, high) in zip(names, moved, strict=True)]
    for name, attribute in _COUPLING.items():
        values = getattr(now.group, attribute)
        weak = values <= np.median(values)
        found.append((name, float(now.chance[weak].mean()), float(now.chance[~weak].mean())))
    effects = (AssumptionEffect(id=n, label=figure(n).title, at_low=a, at_high=b) for n, a, b in found)
    return tuple(sorted(effects, key=lambda e: -abs(e.at_high - e.at_low)))
