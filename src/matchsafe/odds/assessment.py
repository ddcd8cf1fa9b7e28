"""All chances of one season on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import (
    AssumptionEffect,
    Caveat,
    CoupleOutlook,
    CurvePoint,
    FirstYears,
    SpecialtyOutlook,
)
from matchsafe.domain.season import Season
from matchsafe.odds.applicant_posterior import ApplicantPosterior, applicant_posterior
from matchsafe.odds.assumptions import used_assumptions
from matchsafe.odds.caveats import OWN_MATCH_IMGS, caveats
from matchsafe.odds.couples import ASSUMPTIONS as COUPLE_ASSUMPTIONS
from matchsafe.odds.couples import couple_outlook
from matchsafe.odds.curve import curve, list_chances
from matchsafe.odds.effects import effective_interviews, next_interviews
from matchsafe.odds.first_years import FIRST_YEAR_FOUND, first_years
from matchsafe.odds.quadrature import estimate
from matchsafe.odds.reference import (
    Reference,
    evidence_alone,
    in_own_match,
    reference,
)
from matchsafe.odds.sensitivity import assumption_effects

_PROFILE_TABLES: Final = (
    "charting_2026.step2_ck",
    "match_rates.visa_required_share_2026",
)
"""Tables that move an applicant's strength by their profile."""


@dataclass(frozen=True)
class Assessment:
    """What the model says about a season.

    Attributes:
        chance: Chance to match from the list as it is, in any of its specialties; ``None``, as is all that rests on
            it, where these have matches of their own.
        by_specialty: The chance by specialty and kind of position, most wanted first.
        first_years: The first year that advanced positions need; ``None`` where no interview is for one.
        caveats: What to know before leaning on the chance, the gravest first.
        next_interview: What each change of ``effects.INTERVIEW_KINDS`` adds, the largest first.
        sources: Ids of the figures behind it, assumptions included.
    """

    chance: Estimate | None
    by_specialty: tuple[SpecialtyOutlook, ...]
    first_years: FirstYears | None
    caveats: tuple[Caveat, ...]
    reference: Reference | None
    curve: tuple[CurvePoint, ...]
    next_interview: dict[str, Estimate]
    effective_interviews: float
    couple: CoupleOutlook | None
    assumptions: tuple[AssumptionEffect, ...]
    sources: tuple[str, ...]


def _by_specialty(now: ApplicantPosterior) -> tuple[SpecialtyOutlook, ...]:
    """The parts of the list, in the order of the wishes."""
    shares = [estimate(share) for share in now.shares]
    alone = shares if len(shares) == 1 else [estimate(each) for each in now.separate_chances()]
    return tuple(
        SpecialtyOutlook(
            specialty=part.target.specialty,
            track=part.target.track,
            count=part.ranks,
            chance=chance,
            share=share,
        )
        for part, chance, share in zip(now.parts, alone, shares, strict=True)
    )


def _no_number(season: Season, now: ApplicantPosterior, on: date) -> Assessment:
    """What is said of a match of which no table of ours speaks: what is published of it, and no number of ours."""
    found = caveats(season, now, on)
    return Assessment(
        chance=None,
        by_specialty=(),
        first_years=None,
        caveats=found,
        reference=None,
        curve=(),
        next_interview={},
        effective_interviews=float(now.ranks),
        couple=None,
        assumptions=(),
        sources=(
            "season_rules.own_match_lead",
            *(OWN_MATCH_IMGS for c in found if c.code == "own_match_imgs"),
        ),
    )


def assess(season: Season, on: date) -> Assessment:
    """Chance, reference class, curve, effects, couple and sensitivity of one season.

    Args:
        season: The season; see ``domain.counting`` for which interviews count.
        on: The day the question is asked, which sets the Match year.
    """
    with used_assumptions() as used:
        now = applicant_posterior(season, on)
        now.list_log_miss  # noqa: B018 - computed here for the names it uses
    if in_own_match(season):
        return _no_number(season, now, on)
    lists = list_chances(season, on, now)
    chance = estimate(now.chance, holds=evidence_alone(season, now, lists.evident_now))
    fared = reference(now.group, now.parts[0].ranks)
    effects = assumption_effects(season, on, now, used)
    couple, years = couple_outlook(season, on), first_years(season, on, now)
    return Assessment(
        chance=chance,
        by_specialty=_by_specialty(now),
        first_years=years,
        caveats=caveats(season, now, on),
        reference=fared,
        curve=curve(now.ranks, chance, lists),
        next_interview=next_interviews(season, now),
        effective_interviews=effective_interviews(now),
        couple=couple,
        assumptions=effects,
        sources=(
            *fared.sources,
            *_PROFILE_TABLES,
            *(e.id for e in effects),
            *(COUPLE_ASSUMPTIONS if couple else ()),
            *((FIRST_YEAR_FOUND,) if years and not years.held else ()),
        ),
    )
