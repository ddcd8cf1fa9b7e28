"""What a list of seasons shows of each, so that the whole of it need not be read."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from matchsafe.domain.rankable import counts
from matchsafe.domain.season import ApplicantType, Season, Target

FORMAT: Final = 2
"""Raised when seasons hold what earlier versions cannot read, or a summary says something else of the same season:
other formats are made anew from the season itself."""


class SeasonSummary(BaseModel):
    """A season in a line.

    Attributes:
        cycle: The year of its Match, where the season says it.
        applications: How many were sent, as the season says; where it does not, how many it lists.
        invited: Invitations.
        rankable: Interviews that count toward safety.
        couple: Whether a partner is in the Match too.
        closed: Whether it has its result.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[2] = FORMAT
    type: ApplicantType
    wishes: tuple[Target, ...]
    cycle: int | None
    applications: int = Field(ge=0)
    invited: int = Field(ge=0)
    rankable: int = Field(ge=0)
    couple: bool
    closed: bool


def summarize(season: Season) -> SeasonSummary:
    """The summary of a season."""
    steps = counts(season)
    return SeasonSummary(
        type=season.applicant.type,
        wishes=season.wishes,
        cycle=season.cycle,
        applications=season.applications_sent or len(season.applications),
        invited=steps.invited,
        rankable=steps.rankable,
        couple=season.couples is not None,
        closed=season.result is not None,
    )
