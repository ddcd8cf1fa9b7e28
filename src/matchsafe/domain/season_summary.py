"""What a list of seasons shows of each, so that the whole of it need not be read."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from matchsafe.domain.rankable import counts
from matchsafe.domain.season import ApplicantType, Season, Target

FORMAT: Final = 1
"""Raised when seasons hold what earlier versions cannot read, or a summary says something else of the same season:
other formats are made anew from the season itself."""


class SeasonSummary(BaseModel):
    """A season in a line.

    Attributes:
        rankable: Interviews that count toward safety.
        couple: Whether a partner is in the Match too.
        closed: Whether it has its result.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = FORMAT
    type: ApplicantType
    wishes: tuple[Target, ...]
    rankable: int = Field(ge=0)
    couple: bool
    closed: bool


def summarize(season: Season) -> SeasonSummary:
    """The summary of a season."""
    return SeasonSummary(
        type=season.applicant.type,
        wishes=season.wishes,
        rankable=counts(season).rankable,
        couple=season.couples is not None,
        closed=season.result is not None,
    )
