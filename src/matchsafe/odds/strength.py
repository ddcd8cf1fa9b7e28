"""What the profile says about an applicant's strength, in standard deviations of those who prefer the specialty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.season import Applicant
from matchsafe.evidence import figure, number
from matchsafe.odds.assumptions import draws
from matchsafe.odds.draws import Group

Floats = npt.NDArray[np.float64]

_FIRST_MONTH_OF_NEXT_SEASON: Final = 6
"""ERAS opens a season in June: from then on a date belongs to the next year's Match. Not a statistical figure."""
_SCORE_LIMIT: Final = 3.0
"""Step 2 CK further than this many standard deviations from the mean says no more: few applicants stand behind it."""
_MOST_FLAGS: Final = 2
"""More red flags than this are not told apart: nothing is known about their joint effect."""


@dataclass(frozen=True)
class Strength:
    """Normal belief about strength before the interview count is seen: mean and spread, one value per draw."""

    mean: Floats
    sd: Floats


def match_year(on: date) -> int:
    """The year of the Match that a date's season leads to."""
    return on.year + (on.month >= _FIRST_MONTH_OF_NEXT_SEASON)


def strength(applicant: Applicant, group: Group, on: date) -> Strength:
    """Belief about strength from the profile; what is unknown leaves the reference population's belief as it is.

    Step 2 CK acts through its fitted correlation with strength, visa need through the fitted gap between those who
    need one and those who do not; everything else is an assumption with a range.
    """
    size = group.size
    mean, variance = np.zeros(size), np.ones(size)
    score = applicant.step2_ck.score
    if score is not None:
        centre = group.step2_mean + _score_offset(applicant, size)
        z = np.clip((score - centre) / group.step2_sd, -_SCORE_LIMIT, _SCORE_LIMIT)
        mean = mean + group.lam * z
        variance = variance - group.lam**2
    if applicant.type == "non_us_img" and applicant.visa is not None:
        share = number("match_rates.visa_required_share_2026")
        mean = mean + group.visa * (share if applicant.visa == "none" else share - 1)
    for name, times in _terms(applicant, on):
        mean = mean + times * draws(name, size)
    return Strength(mean, np.sqrt(variance))


def _score_offset(applicant: Applicant, size: int) -> Floats | float:
    if applicant.type == "non_us_img":
        return 0.0
    return draws(
        "assumptions.step2_mean_us_img"
        if applicant.type == "us_img"
        else "assumptions.step2_mean_us_graduate",
        size,
    )


def _terms(applicant: Applicant, on: date) -> list[tuple[str, float]]:
    flags = set(applicant.red_flags)
    attempts = (applicant.step1.attempts, applicant.step2_ck.attempts)
    retried = applicant.step1.passed is False or any(a is not None and a > 1 for a in attempts)
    experience = {"hands_on": "assumptions.hands_on_experience", "none": "assumptions.no_us_experience"}
    letters = {"strong": "assumptions.strong_letters", "weak": "assumptions.weak_letters"}
    terms: list[tuple[str, float]] = []
    if retried or "attempt" in flags:
        terms.append(("assumptions.exam_attempts", 1.0))
    if (older := _how_old(applicant.graduation_year, on)) > 0:
        terms.append(("assumptions.older_graduate", older))
    if name := experience.get(applicant.us_clinical_experience or ""):
        terms.append((name, 1.0))
    if name := letters.get(applicant.letters):
        terms.append((name, 1.0))
    if others := len(flags - {"attempt"}):
        terms.append(("assumptions.red_flag", float(min(others, _MOST_FLAGS))))
    if applicant.step3.passed:
        terms.append(("assumptions.step3_passed", 1.0))
    return terms


def _how_old(graduation_year: int | None, on: date) -> float:
    """0 for a recent graduate, 1 from the high end of the article's range of years on, a straight line between."""
    if graduation_year is None:
        return 0.0
    years = figure("article.older_graduate_years")
    low, high = years.low or 0.0, years.high or 0.0
    return float(np.clip((match_year(on) - graduation_year - low) / (high - low), 0, 1))
