"""The first year that an advanced position needs: how many find one, and who has a first year with nothing after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeGuard

import numpy as np

from matchsafe.domain.outlook import FirstYears
from matchsafe.domain.season import Season
from matchsafe.domain.season_part import Track
from matchsafe.odds.applicant_posterior import ApplicantPosterior, JointPosterior
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import draws
from matchsafe.odds.programs import PRELIMINARY
from matchsafe.odds.quadrature import average, estimate
from matchsafe.odds.reference import without_assumptions

WHOLE: Final[Track] = "categorical"
"""Positions that need no first year of their own."""
FIRST_YEAR_FOUND: Final = "assumptions.first_year_found"
"""How many find a first year, where no interview is for one."""


def first_years(season: Season, on: date, now: ApplicantPosterior) -> FirstYears | None:
    """What a list is worth with the first years that its advanced positions need; ``None`` where it holds none.

    The range of a whole training holds what the evidence alone says.

    Args:
        now: The season's applicant with the list.
    """
    if not any(part.ranks for part in now.parts if part.target.track == "advanced"):
        return None
    held = sum(part.ranks for part in now.parts if part.target.track in PRELIMINARY)
    both, alone = _both(now), without_assumptions(season, on)
    return FirstYears(
        held=held,
        both=estimate(both),
        alone=estimate(_in_tracks(now, *PRELIMINARY)),
        complete=estimate(
            both + _in_tracks(now, WHOLE), holds=[float((_both(alone) + _in_tracks(alone, WHOLE)).mean())]
        ),
    )


def _in_tracks(now: ApplicantPosterior, *tracks: Track) -> Floats:
    """The share of the list that matches in some tracks, one value per draw."""
    shares = (share for part, share in zip(now.parts, now.shares, strict=True) if part.target.track in tracks)
    return sum(shares, np.zeros(now.group.size))


def holds_both(now: ApplicantPosterior) -> TypeGuard[JointPosterior]:
    """Whether a list holds advanced positions and first years: the answer is then about a full training."""
    held = {part.target.track for part in now.parts if part.ranks}
    return isinstance(now, JointPosterior) and "advanced" in held and not held.isdisjoint(PRELIMINARY)


def full_training(now: JointPosterior, missed: Sequence[Floats]) -> Floats:
    """Chance of a full training, one value per draw, from the log-chances that every program of each part is missed."""
    shares = zip(now.parts, now.shares_of(list(missed), now.belief), strict=True)
    return _with_those_held(now, missed) + sum(
        (share for part, share in shares if part.target.track == WHOLE), np.zeros(now.group.size)
    )


def _both(now: ApplicantPosterior) -> Floats:
    """Chance of an advanced position with a first year: by those held, else by how many find one."""
    if holds_both(now):
        return _with_those_held(now, [part.list_log_miss for part in now.parts])
    return _in_tracks(now, "advanced") * draws(FIRST_YEAR_FOUND, now.group.size)


def _with_those_held(now: JointPosterior, of: Sequence[Floats]) -> Floats:
    """Chance of an advanced position and then of a first year on its supplemental list, one value per draw.

    A first year that is wished for more than the position has missed her already, and does so again.

    Args:
        of: Log-chances that every program of each part is missed.
    """
    tracks = [part.target.track for part in now.parts]
    found = np.zeros(now.group.size)
    for weight, missed in now.levels(of):
        for at, track in enumerate(tracks):
            if track == "advanced":
                years = [m for m, t in zip(missed[at:], tracks[at:], strict=True) if t in PRELIMINARY]
                before, no_year = (sum(some, np.zeros_like(missed[at])) for some in (missed[:at], years))
                reached = np.exp(before) * np.expm1(missed[at]) * np.expm1(no_year)
                found += weight * average(now.belief, reached)
    return found
