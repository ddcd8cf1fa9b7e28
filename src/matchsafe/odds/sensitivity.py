"""How far each assumption moves the chance when it is set to the ends of its range."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import numpy as np

from matchsafe.domain.outlook import AssumptionEffect
from matchsafe.domain.season import Season
from matchsafe.evidence import figure
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.assumptions import AS_IT_IS, assumption_overrides, bounds
from matchsafe.odds.list_lengths import chance_of

_DRAWS: Final = 8
"""Draws behind each bar; what is left of their noise cancels, as a bar is the difference to the same draws."""
_CUT: Final = "assumptions.strength_at_each_program"
"""The assumption that the fit was run over; its ends are those of the draws."""


def assumption_effects(
    season: Season, on: date, now: ApplicantPosterior, used: Iterable[str]
) -> tuple[AssumptionEffect, ...]:
    """The mean chance at the low and the high end of every assumption in use, widest first.

    Args:
        now: The season's applicant.
        used: Names of the assumptions behind the chance that every program of their list is missed.
    """
    if not now.ranks:
        return ()
    names = sorted(used)
    ends = (AS_IT_IS, *((name, end) for name in names for end in bounds(name)[::2]))
    with assumption_overrides(ends):
        each = chance_of(applicant_posterior(season, on, _DRAWS, like=now))
    means = each.reshape(len(ends), _DRAWS).mean(-1)
    moved = np.minimum(np.maximum(now.mean_chance + (means[1:] - means[0]).reshape(-1, 2), 0), 1)
    found = [(name, low, high) for name, (low, high) in zip(names, moved.tolist(), strict=True)]
    cut = now.group.cut
    low, high = (float(now.chance[cut == end].mean()) for end in (cut.min(), cut.max()))
    found.append((_CUT, low, high))
    effects = (AssumptionEffect(id=n, label=figure(n).title, at_low=a, at_high=b) for n, a, b in found)
    return tuple(sorted(effects, key=lambda e: -abs(e.at_high - e.at_low)))
