"""The rank order list that a season keeps: its order, supplemental lists, certification, history and comparisons.

Programs are named by the id of their interview, by NRMP's code or by name, so that a list can be written by hand.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from matchsafe.domain.moments import Instant
from matchsafe.domain.season_part import Name, Part, ShortText

MOST_RANKS: Final = 1000
"""More entries than any list has; the Match's own limit is a check, so that a list too long can still be mended."""
MAX_VERSIONS: Final = 200
MAX_COMPARISONS: Final = 5000

Entries = Annotated[tuple[Name, ...], Field(max_length=MOST_RANKS)]
"""Programs, best first."""


class SupplementalList(Part):
    """First years to try after a match to any of these advanced programs."""

    advanced: Entries = ()
    programs: Entries = ()


class RankVersion(Part):
    """A list as it was at a moment.

    Attributes:
        why: What was done, in words, such as "moved City up".
    """

    at: Instant
    order: Entries = ()
    supplemental: tuple[SupplementalList, ...] = Field(default=(), max_length=100)
    why: ShortText | None = None


class Comparison(Part):
    """Which of two programs is preferred; a tie says that they are alike."""

    first: Name
    second: Name
    preferred: Literal["first", "second", "tie"]


class RankList(Part):
    """A rank order list.

    Attributes:
        order: The primary list.
        certified: The list as it was certified in the official system, which keeps no earlier one.
        history: Earlier versions, the oldest first.
        comparisons: Answers to "A or B?", in the order given.
    """

    order: Entries = ()
    supplemental: tuple[SupplementalList, ...] = Field(default=(), max_length=100)
    certified: RankVersion | None = None
    history: tuple[RankVersion, ...] = Field(default=(), max_length=MAX_VERSIONS)
    comparisons: tuple[Comparison, ...] = Field(default=(), max_length=MAX_COMPARISONS)
