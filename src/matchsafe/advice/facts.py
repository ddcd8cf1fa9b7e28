"""Everything the rules look at, worked out once for a season and a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import pairwise
from statistics import fmean
from typing import Final

import numpy as np

from matchsafe import evidence
from matchsafe.advice import buckets, zones
from matchsafe.advice.phase import FINAL, Clock, season_clock
from matchsafe.domain.clocks import day_part
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import Bucket, TargetCount, Zone
from matchsafe.domain.rankable import Counts, counts, rankable, visa_fit
from matchsafe.domain.season import Applicant, Season, VisaNeed
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import listing
from matchsafe.evidence.tables import rows
from matchsafe.odds.draws import thin_draws
from matchsafe.odds.invitation import timing
from matchsafe.odds.strength import strength


def has_lapsed(interview: Interview, on: date) -> bool:
    """Whether the time to answer an invitation ended more than a week ago, so that it is no longer there to book."""
    days = timedelta(days=evidence.number("advice.days_this_week"))
    limit = interview.reply_by if interview.status == "invited" else None
    return limit is not None and day_part(limit) + days < on


VISA_WORDS: Final[dict[VisaNeed, str]] = {
    "none": "no visa",
    "j1": "J-1",
    "h1b": "H-1B",
    "j1_or_h1b": "J-1 or H-1B",
}
"""A visa need in words."""


PlanSpends = Callable[[], bool | None]
"""Says whether a plan would spend money on new applications; ``None`` where no plan can be made."""


def most(some: int, whole: int) -> bool:
    """More than half."""
    return 2 * some > whole


@dataclass(frozen=True)
class Facts:
    """A season on a day, with its counts, group, zone, target and the phase of the season.

    Attributes:
        one_more: What one more typical interview adds to the chance by the model (0 to 1); ``None`` if not asked.
        chance: The chance by the model; ``None`` if not asked.
        plan_spends: Asks whether a plan would send new applications; see ``services.plan``.
    """

    season: Season
    clock: Clock
    counts: Counts
    ranked: tuple[Interview, ...]
    bucket: Bucket
    zone: Zone
    target: TargetCount | None
    one_more: float | None = None
    chance: Estimate | None = None
    plan_spends: PlanSpends | None = None

    @property
    def applicant(self) -> Applicant:
        """The applicant."""
        return self.season.applicant

    @property
    def n(self) -> int:
        """Number of interviews that count toward safety."""
        return self.counts.rankable

    @property
    def is_img(self) -> bool:
        """Whether the article speaks about this applicant."""
        return self.bucket.code != "not_an_img"

    @property
    def competitive(self) -> bool:
        """Whether no number is safe in the specialty."""
        return self.zone.code == "no_safe_number"

    @property
    def own_match(self) -> bool:
        """Whether the specialty fills its places in a match of its own, with dates of its own."""
        return self.clock.own_match

    @cached_property
    def specialty(self) -> str:
        """Printed name of the specialty, or of all of them; first years beside a whole training are none."""
        return listing(
            dict.fromkeys(specialty_name(wish.specialty) for wish in buckets.trainings(self.season))
        )

    @cached_property
    def safe_count(self) -> int:
        """Rankable interviews that count toward the target."""
        return _safe_count(self.season, self.ranked)

    @cached_property
    def ahead(self) -> int:
        """Interviews that count and are still to come."""
        on = self.clock.on
        return sum(
            i.status == "scheduled" and (i.start is None or day_part(i.start) >= on) for i in self.ranked
        )

    @property
    def not_applied(self) -> bool:
        """Whether she says that nothing was sent, so that no program can invite her."""
        return self.season.applications_sent == 0 and not self.season.interview_list

    @property
    def at_risk(self) -> bool:
        """Whether the season may well end without a match: by the model if it was asked, else by the count."""
        if self.chance is None:
            return self.below_target or self.own_match
        return 100 * self.chance.low < evidence.number("likelihood.even")

    @property
    def safe_specialties(self) -> str:
        """Printed names of the specialties whose interviews count toward the target."""
        wishes = buckets.toward_target(self.season)
        return listing(dict.fromkeys(specialty_name(wish.specialty) for wish in wishes))

    @property
    def application_year(self) -> int:
        """Calendar year in which this season's applications are sent."""
        return self.clock.year - 1

    @property
    def needs_visa(self) -> bool:
        """Whether the applicant is known to need a visa."""
        return self.applicant.visa not in (None, "none")

    @property
    def visa(self) -> str:
        """The visa that is needed, in words."""
        return VISA_WORDS[self.applicant.visa or "none"]

    @property
    def a_visa(self) -> str:
        """The visa that is needed, with its article."""
        return f"{'an' if self.visa.startswith('H') else 'a'} {self.visa}"

    @cached_property
    def visa_unknown(self) -> tuple[Interview, ...]:
        """Interviews that count although it is not known whether the program sponsors the needed visa."""
        return tuple(i for i in self.ranked if visa_fit(i, self.applicant.visa) == "unknown")

    @cached_property
    def invited_only(self) -> tuple[Interview, ...]:
        """Invitations that are not booked yet and that would count once they are."""
        fits = ("not_needed", "sponsored", "unknown")
        held = (i for i in self.season.interview_list if i.status == "invited" and i.would_rank)
        open_ones = (i for i in held if not has_lapsed(i, self.clock.on))
        return tuple(i for i in open_ones if visa_fit(i, self.applicant.visa) in fits)

    @cached_property
    def waitlisted(self) -> tuple[Interview, ...]:
        """Programs whose waiting list the applicant is on."""
        return tuple(i for i in self.season.interview_list if i.status == "waitlisted")

    @cached_property
    def partner_count(self) -> int | None:
        """The partner's rankable interviews; ``None`` without a couple."""
        partner = self.season.partner_season()
        return None if partner is None else counts(partner).rankable

    @property
    def counts_by_month(self) -> bool:
        """Whether what the article says of a count by month speaks of this applicant: IMGs in primary care."""
        return self.is_img and not self.other_than_primary_care

    @cached_property
    def other_than_primary_care(self) -> str:
        """Printed names of the specialties wished for that are not primary care by the article; "" for none."""
        care = {str(r["specialty"]) for r in rows("article.main_specialties") if r["primary_care"] == "yes"}
        others = (wish.specialty for wish in self.season.wishes if wish.specialty not in care)
        return listing(dict.fromkeys(map(specialty_name, others)))

    @cached_property
    def applications_pay(self) -> bool:
        """Whether further applications sent on this day can add enough to the chance to be worth sending.

        A plan says so where one can be made. Elsewhere: ``advice.more_applications`` at the rate of invitations of such
        a profile, late as they are, times what one more interview adds: by the model if it was asked, otherwise by the
        article's match rates. Never for a couple: only a plan for two can say so of both lists.
        """
        if self.clock.phase in FINAL or self.partner_count is not None:
            return False
        if self.plan_spends is not None and (spends := self.plan_spends()) is not None:
            return spends
        rate = max(_own_rate(self.applicant, wish.specialty, self.clock.on) for wish in self.season.wishes)
        invitations = evidence.number("advice.more_applications") * rate
        one_more = _article_step(self.n) if self.one_more is None else self.one_more
        late = float(timing.share("sent_late", self.clock.on, _DRAWS).mean())
        return 100 * invitations * late * one_more >= evidence.number("advice.worth_adding")

    @property
    def fewest(self) -> int:
        """Rankable interviews of the applicant, of a couple those of the partner who has fewer."""
        return self.safe_count if self.partner_count is None else min(self.safe_count, self.partner_count)

    @property
    def below_target(self) -> bool:
        """Whether more interviews are needed: for this applicant, or for the partner in a couple.

        Where the article gives no target: always in a highly competitive specialty, and below "hopeful" for
        US graduates.
        """
        if self.target is None:
            return self.competitive or self.zone.code in ("extremely_high_risk", "danger", "borderline")
        return self.fewest < self.target.low


_DRAWS: Final = 64
"""Draws whose mean stands for the share of invitations a late application still brings."""


@cache
def _invitation_rate(kind: str, specialty: str) -> float:
    """Invitations per application of an IMG at a mean program; of all specialties where this one has no figure."""
    column = "us_img" if kind == "us_img" else "non_us_img"
    rates = {str(row["specialty"]): row[column] for row in rows("invitations.by_specialty_2024")}
    known = [rate for rate in rates.values() if isinstance(rate, int | float)]
    own = rates.get(specialty)
    return (own if isinstance(own, int | float) else fmean(known)) / 100


def _own_rate(applicant: Applicant, specialty: str, on: date) -> float:
    """Invitations per application of this applicant at a mean program, as far as the profile moves their number."""
    fitted = thin_draws(applicant.type, specialty, _DRAWS)
    moved = np.exp(fitted.slope * strength(applicant, fitted, on).mean)
    return min(1.0, _invitation_rate(applicant.type, specialty) * float(moved.mean()))


@cache
def _article_step(count: int) -> float:
    """What one more interview adds by the article's match rates: the slope from this bin to the next (0 to 1)."""
    bins = [(0, 0.0)]
    for row in rows("article.match_rate_by_ranks"):
        low, rate = row["low"], row["per_100"]
        if isinstance(low, int) and isinstance(rate, int | float):
            bins.append((low, float(rate)))
    for (low, rate), (following, higher) in pairwise(bins):
        if low <= count < following:
            return (higher - rate) / (following - low) / 100
    return 0.0


def _safe_count(season: Season, ranked: tuple[Interview, ...]) -> int:
    safe = buckets.toward_target(season)
    return sum(season.target_of(i) in safe for i in ranked)


def facts(
    season: Season,
    on: date,
    one_more: float | None = None,
    chance: Estimate | None = None,
    plan_spends: PlanSpends | None = None,
) -> Facts:
    """Work out the facts of a season on a day."""
    clock = season_clock(season, on)
    ranked = rankable(season)
    profile = buckets.bucket(season, clock.year - 1)
    goal = zones.target(season, profile.code)
    unknown = not buckets.flags(season.applicant, clock.year - 1)
    return Facts(
        season=season,
        clock=clock,
        counts=counts(season),
        ranked=ranked,
        bucket=profile,
        zone=zones.zone(season, _safe_count(season, ranked), profile, goal, unknown=unknown),
        target=goal,
        one_more=one_more,
        chance=chance,
        plan_spends=plan_spends,
    )
