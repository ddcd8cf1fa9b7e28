"""One average interview more or fewer, at the strength the count speaks of: to hold the model against other worlds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.season import Applicant, ApplicantType, Season, Target
from matchsafe.odds.applicant_posterior import standing
from matchsafe.odds.credible_intervals import estimate
from matchsafe.odds.quadrature import log_miss


@dataclass(frozen=True)
class InterviewEffect:
    """An applicant of whom only type, specialty and number of ranks are known.

    Attributes:
        chance: Chance to match.
        one_fewer: What it would lose with one of the interviews taken away.
        one_more: What it would gain with one more average interview.
    """

    chance: Estimate
    one_fewer: Estimate
    one_more: Estimate


def step(kind: ApplicantType, specialty: str, ranks: int, on: date) -> InterviewEffect:
    """The chance at a number of ranks (1 or more) and the effect of the last and of the next one.

    Raises:
        ValueError: If there is no rank.
    """
    if ranks < 1:
        raise ValueError(f"ranks is {ranks}; it must be 1 or more")
    season = Season(applicant=Applicant(type=kind), target=Target(specialty=specialty), interviews=ranks)
    now = standing(season, on)
    fewer = now.matching(now.missed * ((ranks - 1) / ranks))
    more = now.matching(now.missed + log_miss(now.odds))
    return InterviewEffect(estimate(now.chance), estimate(now.chance - fewer), estimate(more - now.chance))
