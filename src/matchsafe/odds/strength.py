"""What the profile says about an applicant's strength, in standard deviations of those who apply to the specialty.

Step 2 CK acts through its fitted correlation with strength. Everything else acts as it does on the number of
interviews: a log rate ratio, over the slope of log-mean interviews on strength.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log2
from typing import Final, NamedTuple

import numpy as np

from matchsafe.domain.season import Applicant, Season
from matchsafe.evidence import figure, number
from matchsafe.evidence.calendar import application_year
from matchsafe.odds.arrays import Floats
from matchsafe.odds.assumptions import Variation, draws, normal_quantiles, note, variation
from matchsafe.odds.draws import PosteriorGroup

SCORE_LIMIT: Final = 3.0
"""Step 2 CK further than this many standard deviations from the mean says no more: few applicants stand behind it."""
MOST_YEARS: Final = 25
"""Years since graduation beyond which no more are told apart."""
FULL_MONTHS: Final = 12
"""Months of US experience up to which each counts as much: the sample behind its size told no more apart."""
_MEASURED: Final = "assumptions.visa_needed"
"""The one fact beside Step 2 CK of which tables of matched and not matched applicants tell."""
_LEAST_VARIANCE: Final = 0.25
"""However much is known of an applicant, programs see more."""


@dataclass(frozen=True)
class Strength:
    """Normal belief about strength before the interview count is seen; one value per draw.

    Attributes:
        mean, sd: Of all that is believed.
        hidden: The part of the variance that a full profile would settle; ``None`` if the profile is full or leaving
            it out of the range is asked for.
        place: Where in that part the draw stands, in standard deviations.
        profile: What the profile moves strength by, over how far profiles move applicants: in standard deviations.
    """

    mean: Floats
    sd: Floats
    hidden: Floats | None = None
    place: Floats | float = 0.0
    profile: Floats | float = 0.0


class ProfileFact(NamedTuple):
    """A fact of the profile, by the names of its figures.

    Attributes:
        size: Its size, a log rate ratio of interviews.
        usual: How much of it applicants have on average.
        spread: Its standard deviation over applicants; ``None`` for a fact one has or has not.
    """

    size: str
    usual: str
    spread: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The assumptions behind it; usual shares of what is measured are published and none."""
        found = (self.size, "" if self.size == _MEASURED else self.usual, self.spread)
        return tuple(name for name in found if name)


_FACTS: Final = {
    "visa_needed": ProfileFact(_MEASURED, "match_rates.visa_required_share_2026", None),
    **{
        name: ProfileFact(f"assumptions.{name}", f"assumptions.usual_{name}", None)
        for name in ("failed_attempts", "strong_letters", "weak_letters", "red_flags", "step3_passed")
    },
    **{
        name: ProfileFact(f"assumptions.{name}", f"assumptions.usual_{of}", f"assumptions.usual_{of}_spread")
        for name, of in (("year_since_graduation", "years"), ("month_of_us_experience", "months"))
    },
}


@lru_cache(maxsize=128)
def _moved(name: str, group: PosteriorGroup, _in: Variation) -> tuple[Floats, Floats, Floats]:
    """What a fact does, one value per draw: how far it moves strength, its usual amount, variance over applicants."""
    fact, size = _FACTS[name], group.size
    step, usual = draws(fact.size, size, noted=False) / group.slope, draws(fact.usual, size, noted=False)
    if fact.spread is None:
        return step, usual, step**2 * (usual * (1 - usual))
    return step, usual, step**2 * draws(fact.spread, size, noted=False) ** 2


def strength(applicant: Applicant, group: PosteriorGroup, on: date) -> Strength:
    """Belief about strength from the profile.

    Each fact counts against its usual amount, so that the average applicant stays average. What is unknown leaves the
    mean as it is and stands in ``hidden``.
    """
    size, varied = group.size, variation()
    mean, known, unknown = np.zeros(size), np.zeros(size), np.zeros(size)
    z = score_place(applicant, group)
    if z is None:
        unknown += group.lam**2
    else:
        mean += group.lam * z
        known += group.lam**2
    for name, has in _facts(applicant, on, size).items():
        step, usual, part = _moved(name, group, varied)
        if has is None:
            unknown += part
        else:
            note(*_FACTS[name].names)
            mean += step * (has - usual)
            known += part
    # what is known and what could be never leave programs with nothing of their own to see
    both = known + unknown
    scale = np.minimum(1.0, (1 - _LEAST_VARIANCE) / np.maximum(both, _LEAST_VARIANCE))
    known, unknown, both = known * scale, unknown * scale, both * scale
    open_ = varied.assumption_part(unknown)
    profile = mean / np.sqrt(np.maximum(both, _LEAST_VARIANCE**2))
    place = normal_quantiles("what the profile leaves open", size)
    return Strength(mean, np.sqrt(1 - known), open_ if open_.any() else None, place, profile)


def score_place(applicant: Applicant, group: PosteriorGroup) -> Floats | None:
    """Step 2 CK in standard deviations from the mean of the type, one value per draw; ``None`` if not known."""
    score = applicant.step2_ck.score
    if score is None:
        return None
    centre = group.step2_mean + score_offset(applicant, group.size)
    place = (score - centre) / group.step2_sd + np.zeros(group.size)
    return np.minimum(np.maximum(place, -SCORE_LIMIT), SCORE_LIMIT)


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


def doublings(count: int) -> float:
    """How often 1 is doubled to reach the count and 1: 0, 1, 1.6, 2, ... for 0, 1, 2, 3, ...; it never levels off."""
    return log2(1 + count)


def _facts(applicant: Applicant, on: date, size: int) -> dict[str, Floats | float | None]:
    """How much the applicant has of every fact that bears on the type, by its name in ``_FACTS``.

    ``None`` where it is not known. Of US-IMGs and US graduates few need a visa.
    """
    flags, failed, letters = set(applicant.red_flags), failures(applicant), applicant.letters
    has: dict[str, Floats | float | None] = {
        "failed_attempts": None if failed is None else doublings(failed),
        "strong_letters": None if letters == "unknown" else float(letters == "strong"),
        "weak_letters": None if letters == "unknown" else float(letters == "weak"),
        "red_flags": doublings(len(flags - {"attempt"}))
        if "red_flags" in applicant.model_fields_set
        else None,
        "step3_passed": None if applicant.step3.passed is None else float(applicant.step3.passed),
        "year_since_graduation": years_since(applicant, on),
        "month_of_us_experience": months(applicant, size),
    }
    if applicant.type == "non_us_img":
        has["visa_needed"] = None if applicant.visa is None else float(applicant.visa != "none")
    return has


def failures(applicant: Applicant) -> int | None:
    """How many Step exams were failed, counting each try; ``None`` where nothing is known.

    A flag "attempt" and a Step 1 not passed count as one where no number is given.
    """
    tries = [a - 1 for a in (applicant.step1.attempts, applicant.step2_ck.attempts) if a is not None]
    flagged = int("attempt" in applicant.red_flags or applicant.step1.passed is False)
    return max(sum(tries), flagged) if tries or flagged else None


def years_since(applicant: Applicant, on: date) -> float | None:
    """Years from graduation to the application, 0 to ``MOST_YEARS``; ``None`` where not known."""
    year = applicant.graduation_year
    return None if year is None else float(min(max(application_year(on) - year, 0), MOST_YEARS))


def months(applicant: Applicant, size: int) -> Floats | float | None:
    """Months of US clinical experience that count, one value per draw; ``None`` where nothing is known.

    Months given are counted one by one to ``FULL_MONTHS`` and more slowly from there, with no threshold; without them
    a kind of experience stands for some months.
    """
    given, kind = applicant.us_experience_months, applicant.us_clinical_experience
    if given is not None:
        return float(given if given <= FULL_MONTHS else FULL_MONTHS * (1 + np.log(given / FULL_MONTHS)))
    if kind in ("observership", "hands_on"):
        return draws(f"assumptions.months_{kind}", size)
    return 0.0 if kind == "none" else None


def how_old(graduation_year: int | None, on: date) -> float | None:
    """0 for a recent graduate, 1 from the high end of the article's range of years on, a straight line between."""
    if graduation_year is None:
        return None
    years = figure("article.older_graduate_years")
    low, high = years.low or 0.0, years.high or 0.0
    return float(np.clip((application_year(on) - graduation_year - low) / (high - low), 0, 1))


def exposure(season: Season, size: int) -> Floats | float:
    """What the number of applications does to log-mean interviews, one value per draw; nothing where not known.

    Six interviews from 40 applications and six from 300 are not the same news.
    """
    sent = season.applications_sent
    if not sent:
        return 0.0
    usual = number("interview_counts.usual_applications")
    return np.asarray(np.log(sent / usual) * draws("assumptions.applications_exponent", size))
