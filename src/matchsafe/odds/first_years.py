"""The first year that an advanced position needs: how many find one, and who has a first year with nothing after it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.outlook import FirstYears
from matchsafe.odds.applicant_posterior import ApplicantPosterior, JointPosterior
from matchsafe.odds.assumptions import draws
from matchsafe.odds.programs import PRELIMINARY
from matchsafe.odds.quadrature import average, estimate

Floats = npt.NDArray[np.float64]

FIRST_YEAR_FOUND: Final = "assumptions.first_year_found"
"""How many find a first year, where no interview is for one."""


def first_years(now: ApplicantPosterior) -> FirstYears | None:
    """What a list is worth with the first years that its advanced positions need; ``None`` where it holds none."""
    nothing = np.zeros(now.group.size)
    shares = [
        (part.ranks, part.target.track, share) for part, share in zip(now.parts, now.shares, strict=True)
    ]
    if not any(ranks for ranks, track, _ in shares if track == "advanced"):
        return None
    held = sum(ranks for ranks, track, _ in shares if track in PRELIMINARY)
    if held and isinstance(now, JointPosterior):
        both = _with_those_held(now)
    else:
        positions = sum((share for _, track, share in shares if track == "advanced"), nothing)
        both = positions * draws(FIRST_YEAR_FOUND, now.group.size)
    alone = sum((share for _, track, share in shares if track in PRELIMINARY), nothing)
    return FirstYears(held=held, both=estimate(both), alone=estimate(alone))


def _with_those_held(now: JointPosterior) -> Floats:
    """Chance of an advanced position and then of a first year on its supplemental list, one value per draw.

    A first year that is wished for more than the position has missed her already, and does so again.
    """
    tracks = [part.target.track for part in now.parts]
    found = np.zeros(now.group.size)
    for weight, missed in now.levels([part.missed for part in now.parts]):
        for at, track in enumerate(tracks):
            if track == "advanced":
                years = [m for m, t in zip(missed[at:], tracks[at:], strict=True) if t in PRELIMINARY]
                before, no_year = (sum(some, np.zeros_like(missed[at])) for some in (missed[:at], years))
                reached = np.exp(before) * np.expm1(missed[at]) * np.expm1(no_year)
                found += weight * average(now.belief, reached)
    return found
