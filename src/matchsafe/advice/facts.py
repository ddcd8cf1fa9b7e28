"""Everything the rules look at, worked out once for a season and a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from matchsafe.advice import buckets, season_clock, targets, zones
from matchsafe.domain.outlook import Bucket, TargetCount, Zone
from matchsafe.domain.rankable import Counts, counts, rankable, visa_fit
from matchsafe.domain.season import Applicant, Interview, Season, VisaNeed
from matchsafe.domain.specialties import OWN_MATCH, specialty_name

VISA_WORDS: Final[dict[VisaNeed, str]] = {
    "none": "no visa",
    "j1": "J-1",
    "h1b": "H-1B",
    "j1_or_h1b": "J-1 or H-1B",
}
"""A visa need in words."""


def most(some: int, whole: int) -> bool:
    """More than half."""
    return 2 * some > whole


@dataclass(frozen=True)
class Facts:
    """A season on a day, with its counts, group, zone, target and the phase of the season."""

    season: Season
    clock: season_clock.Clock
    counts: Counts
    ranked: tuple[Interview, ...]
    bucket: Bucket
    zone: Zone
    target: TargetCount | None

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
        return self.season.target.specialty in OWN_MATCH

    @property
    def specialty(self) -> str:
        """Printed name of the specialty."""
        return specialty_name(self.season.target.specialty)

    @property
    def application_year(self) -> int:
        """Calendar year in which this season's applications are sent."""
        return season_clock.application_year(self.clock.on)

    @property
    def needs_visa(self) -> bool:
        """Whether the applicant is known to need a visa."""
        return self.applicant.visa not in (None, "none")

    @property
    def visa(self) -> str:
        """The visa that is needed, in words."""
        return VISA_WORDS[self.applicant.visa or "none"]

    @cached_property
    def visa_unknown(self) -> tuple[Interview, ...]:
        """Interviews that count although it is not known whether the program sponsors the needed visa."""
        return tuple(i for i in self.ranked if visa_fit(i, self.applicant.visa) == "unknown")

    @cached_property
    def invited_only(self) -> tuple[Interview, ...]:
        """Invitations that are not booked yet and that would count once they are."""
        fits = ("not_needed", "sponsored", "unknown")
        open_ones = (i for i in self.season.interview_list if i.status == "invited" and i.would_rank)
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
    def below_target(self) -> bool:
        """Whether more interviews are needed: for this applicant, or for the partner in a couple.

        Where the article gives no target: always in a highly competitive specialty, and below "hopeful" for
        US graduates.
        """
        if self.target is None:
            return self.competitive or self.zone.code in ("extremely_high_risk", "danger", "borderline")
        return min(self.n, self.n if self.partner_count is None else self.partner_count) < self.target.low


def facts(season: Season, on: date) -> Facts:
    """Work out the facts of a season on a day."""
    clock = season_clock.clock(on)
    count = counts(season)
    group = buckets.bucket(season, season_clock.application_year(on))
    return Facts(
        season=season,
        clock=clock,
        counts=count,
        ranked=rankable(season),
        bucket=group,
        zone=zones.zone(season, count.rankable),
        target=targets.target(season, group.code),
    )
