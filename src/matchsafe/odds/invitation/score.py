"""Step 2 CK at an invitation: against a program's own range of invited scores where known, else the specialty's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from matchsafe.domain.program import Program
from matchsafe.domain.season import Applicant
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import draws
from matchsafe.odds.draws import PosteriorGroup
from matchsafe.odds.invitation.profile import Overrides, ScreeningProfile
from matchsafe.odds.strength import score_offset, score_place

_QUARTILES: Final = 1.349
"""Standard deviations between the quartiles of a normal distribution."""
_NARROWEST: Final = 0.4
"""A range of invited scores is taken as no narrower than this share of the applicants' spread: printed
ranges are of few."""
_TOO_LOW: Final = (1.0, 2.0)
"""Standard deviations below the mean from which an unstated minimum may bar, and from which it counts in full."""
_STRONG: Final = (2.0, 3.0)
"""Strengths between which interviews rise least with strength."""
_Z, _WEIGHTS = np.polynomial.hermite_e.hermegauss(21)  # not a figure: nodes of a quadrature
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def score_screen(
    applicant: Applicant, programs: Sequence[Program], group: PosteriorGroup, overrides: Overrides
) -> ScreeningProfile:
    """Factor and step of the score at each program; nothing changes where it is not known."""
    shape = (len(programs), group.size)
    score, z = applicant.step2_ck.score, score_place(applicant, group)
    if score is None or z is None:
        return ScreeningProfile(np.ones(shape), np.zeros(shape))
    passes = np.ones(shape)
    unstated = np.array([p.step2_minimum is None for p in programs])
    reach = _in_reach(z) * draws("interview_assumptions.unknown_bars_score", group.size)
    usual = float(_WEIGHTS @ _in_reach(_Z)) * draws("interview_assumptions.unknown_bars_score", group.size)
    passes[unstated] = 1 - reach
    for j, p in enumerate(programs):
        if (
            p.step2_minimum is not None
            and score < p.step2_minimum
            and "step2_minimum" not in overrides.get(p.id, ())
        ):
            passes[j] = 0
    step = np.tile(_plain_step(z, group), (len(programs), 1))
    step[unstated] -= np.log1p(-usual)
    ranged = [j for j, p in enumerate(programs) if p.step2_low is not None and p.step2_high is not None]
    if ranged:
        low = np.array([float(programs[j].step2_low or 0) for j in ranged])
        high = np.array([float(programs[j].step2_high or 0) for j in ranged])
        offset = np.where(unstated[ranged, None], -np.log1p(-usual), 0.0)
        step[ranged] = (
            _ranged_step(
                z, low, high, float(np.mean(group.step2_mean + score_offset(applicant, group.size))), group
            )
            + offset
        )
    return ScreeningProfile(passes, step)


def _in_reach(z: Floats) -> Floats:
    return np.asarray(np.clip((-z - _TOO_LOW[0]) / (_TOO_LOW[1] - _TOO_LOW[0]), 0, 1))


def _plain_step(z: Floats, group: PosteriorGroup) -> Floats:
    """A straight line in the score, the mix of applicants' scores taken out."""
    slope = draws("interview_assumptions.score_slope", group.size)
    through_strength = group.slope * group.lam
    return np.asarray(slope * z - 0.5 * ((slope + through_strength) ** 2 - through_strength**2))


def _ranged_step(z: Floats, low: Floats, high: Floats, centre: float, group: PosteriorGroup) -> Floats:
    """The step a range implies: (programs with a range, draws).

    If those who apply are Normal(0, 1) in standard deviations of the score and those invited Normal(m,
    s), the log-odds of
    an invitation are the log ratio of the two densities; it is made flat beyond its top, where more can only help.
    """
    middle = (0.5 * (low + high) - centre) / group.step2_sd
    spread = np.clip(np.abs(high - low) / _QUARTILES / group.step2_sd, _NARROWEST, 1)

    def shape(points: Floats) -> Floats:
        top = np.where(
            spread < 1, middle / np.maximum(1 - spread**2, 1e-9), np.sign(middle) * np.inf
        )  # not a figure: a guard
        at = np.where(spread[:, None] < 1, np.minimum(points[None, :], top[:, None]), points[None, :])
        return np.asarray(0.5 * at**2 - 0.5 * ((at - middle[:, None]) / spread[:, None]) ** 2)

    weight = draws("interview_assumptions.score_range", group.size)
    # the part of the score that strength holds already, taken where it rises least, so that no score lowers a chance
    rise = group.log_mean_count(np.array(_STRONG))
    through_strength = (rise[:, 1] - rise[:, 0]) * group.lam
    mine, all_ = shape(z), shape(_Z)
    # where the range says the lower the better (middle below the mean, equal spread) the score is left out
    falling = (spread >= 1) & (middle < 0)
    mix = np.log(np.exp(weight[None, :, None] * all_[:, None, :]) @ _WEIGHTS)
    step = weight * mine - through_strength * z - (mix - 0.5 * through_strength**2)
    return np.where(falling[:, None], 0.0, step)
