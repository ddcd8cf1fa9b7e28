"""What the profile says about an applicant's strength, in standard deviations of those who prefer the specialty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matchsafe.domain.season import Applicant
from matchsafe.evidence import figure, number
from matchsafe.evidence.calendar import application_year
from matchsafe.odds.assumptions import draws
from matchsafe.odds.draws import PosteriorGroup

Floats = npt.NDArray[np.float64]

SCORE_LIMIT: Final = 3.0
"""Step 2 CK further than this many standard deviations from the mean says no more: few applicants stand behind it."""
_MOST_FLAGS: Final = 2
"""More red flags than this are not told apart: nothing is known about their joint effect."""


@dataclass(frozen=True)
class Strength:
    """Normal belief about strength before the interview count is seen: mean and spread, one value per draw."""

    mean: Floats
    sd: Floats


_LEAST_VARIANCE: Final = 0.1
"""However much is known of an applicant, programs see more; also the narrowest belief the quadrature is checked for."""


def strength(applicant: Applicant, group: PosteriorGroup, on: date) -> Strength:
    """Belief about strength from the profile; what is unknown leaves the reference population's belief as it is.

    Step 2 CK acts through its fitted correlation with strength, visa need through a part of the fitted gap between
    those who need one and those who do not; everything else is an assumption with a range.
    """
    size = group.size
    mean, variance = np.zeros(size), np.ones(size)
    score = applicant.step2_ck.score
    if score is not None:
        centre = group.step2_mean + score_offset(applicant, size)
        z = np.clip((score - centre) / group.step2_sd, -SCORE_LIMIT, SCORE_LIMIT)
        mean = mean + group.lam * z
        variance = variance - group.lam**2
    if applicant.type == "non_us_img" and applicant.visa is not None:
        share = number("match_rates.visa_required_share_2026")
        step = group.visa * draws("assumptions.visa_gap_by_strength", size)
        mean = mean + step * (share if applicant.visa == "none" else share - 1)
    for term in _terms(applicant, on):
        step = draws(term.name, size)
        usual = draws(term.usual, size)
        mean = mean + step * (term.has - usual)
        variance = variance - step * step * usual * (1 - usual)
    return Strength(mean, np.sqrt(np.maximum(variance, _LEAST_VARIANCE)))


def score_offset(applicant: Applicant, size: int) -> Floats | float:
    """Points from the mean Step 2 CK of non-US IMGs of the specialty to that of the type, one value per draw."""
    if applicant.type == "non_us_img":
        return 0.0
    return draws(
        "assumptions.step2_mean_us_img"
        if applicant.type == "us_img"
        else "assumptions.step2_mean_us_graduate",
        size,
    )


class _Term(NamedTuple):
    """A fact of the profile: the figure of its size, that of its usual share, and how much of it the applicant has."""

    name: str
    usual: str
    has: float


def _terms(applicant: Applicant, on: date) -> list[_Term]:
    """The facts that are known; each counts against its usual share, so that the average applicant stays average."""
    flags, given = set(applicant.red_flags), applicant.model_fields_set
    attempts = [a for a in (applicant.step1.attempts, applicant.step2_ck.attempts) if a is not None]
    retried = applicant.step1.passed is False or any(a > 1 for a in attempts) or "attempt" in flags
    terms: list[_Term] = []
    if retried or attempts:
        terms.append(_Term("assumptions.exam_attempts", "assumptions.usual_exam_attempts", float(retried)))
    if (older := how_old(applicant.graduation_year, on)) is not None:
        terms.append(_Term("assumptions.older_graduate", "assumptions.usual_older_graduate", older))
    if (experience := applicant.us_clinical_experience) is not None:
        hands_on, none = float(experience == "hands_on"), float(experience == "none")
        terms.append(
            _Term("assumptions.hands_on_experience", "assumptions.usual_hands_on_experience", hands_on)
        )
        terms.append(_Term("assumptions.no_us_experience", "assumptions.usual_no_us_experience", none))
    if applicant.letters != "unknown":
        strong, weak = float(applicant.letters == "strong"), float(applicant.letters == "weak")
        terms.append(_Term("assumptions.strong_letters", "assumptions.usual_strong_letters", strong))
        terms.append(_Term("assumptions.weak_letters", "assumptions.usual_weak_letters", weak))
    if "red_flags" in given:
        others = float(min(len(flags - {"attempt"}), _MOST_FLAGS))
        terms.append(_Term("assumptions.red_flag", "assumptions.usual_red_flag", others))
    if applicant.step3.passed is not None:
        terms.append(
            _Term("assumptions.step3_passed", "assumptions.usual_step3_passed", float(applicant.step3.passed))
        )
    return terms


def how_old(graduation_year: int | None, on: date) -> float | None:
    """0 for a recent graduate, 1 from the high end of the article's range of years on, a straight line between."""
    if graduation_year is None:
        return None
    years = figure("article.older_graduate_years")
    low, high = years.low or 0.0, years.high or 0.0
    return float(np.clip((application_year(on) - graduation_year - low) / (high - low), 0, 1))
