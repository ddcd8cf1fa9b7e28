"""How far each assumption moves the chance when it is set to the ends of its range."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from matchsafe.domain.outlook import AssumptionEffect
from matchsafe.domain.season import Season
from matchsafe.evidence import figure
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.assumptions import assumption_overrides, bounds, used_assumptions

_DRAWS: Final = 8
"""Draws behind each bar; what is left of their noise cancels, as a bar is the difference to the same draws."""
_AS_IT_IS: Final = ("", 0.0)
"""An override of nothing."""
_COUPLING: Final = {"assumptions.strength_in_rank_count": "k", "assumptions.strength_at_each_program": "c"}
"""Assumptions that the fit was run over; its ends are read off a plane through the draws."""


def assumption_effects(season: Season, on: date, now: ApplicantPosterior) -> tuple[AssumptionEffect, ...]:
    """The mean chance at the low and the high end of every assumption in use, widest first."""
    if not now.ranks:
        return ()
    with used_assumptions() as used:
        applicant_posterior(season, on, _DRAWS).missed  # noqa: B018 - computed for the names it uses
    names = sorted(used)
    ends = (_AS_IT_IS, *((name, end) for name in names for end in bounds(name)[::2]))
    with assumption_overrides(ends):
        means = applicant_posterior(season, on, _DRAWS, len(ends)).chance.reshape(len(ends), _DRAWS).mean(-1)
    chance = now.chance.mean()
    moved = np.clip(chance + (means[1:] - means[0]).reshape(-1, 2), 0, 1)
    found = [(name, float(low), float(high)) for name, (low, high) in zip(names, moved, strict=True)]
    found += _coupling_effects(now)
    effects = (AssumptionEffect(id=n, label=figure(n).title, at_low=a, at_high=b) for n, a, b in found)
    return tuple(sorted(effects, key=lambda e: -abs(e.at_high - e.at_low)))


def _coupling_effects(now: ApplicantPosterior) -> list[tuple[str, float, float]]:
    """The chance at the ends of the two coupling ranges, from a least-squares plane over the draws' pairs (k, c).

    The fitted values lie in the middles of equal parts of each range, so its ends are half a part further out.
    """
    places, margins = [], []
    for attribute in _COUPLING.values():
        values = getattr(now.group, attribute)
        fitted = np.unique(values)
        places.append((values - values.mean()) / (np.ptp(values) or 1.0))
        margins.append(0.5 / max(len(fitted) - 1, 1))
    plane = np.stack([np.ones(now.group.size), *places], 1)
    slopes = np.linalg.lstsq(plane, now.chance, rcond=None)[0][1:]
    found = []
    for name, place, margin, slope in zip(_COUPLING, places, margins, slopes, strict=True):
        ends = np.array([place.min() - margin, place.max() + margin])
        low, high = np.clip(now.chance.mean() + slope * ends, 0, 1)
        found.append((name, float(low), float(high)))
    return found
