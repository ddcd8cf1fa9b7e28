"""One interview as the applicant notes it, and the interviews field of a season: a list, or a bare number."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from matchsafe.domain.moments import ProgramZone, WallTime
from matchsafe.domain.season_part import (
    FrozenMap,
    Id,
    Link,
    LongText,
    Name,
    OwnId,
    Part,
    ShortText,
    SpecialtyCode,
    StateCode,
    Track,
    Visa,
)
from matchsafe.domain.season_record import Ratings, VisaPromise

Setting = Literal["community", "community_university_affiliated", "university", "unknown"]
Status = Literal["invited", "scheduled", "attended", "declined", "cancelled", "waitlisted", "rejected"]
Format = Literal["virtual", "in_person", "unknown"]
Went = Literal["poorly", "mixed", "well", "unknown"]
PoorSign = Literal["short_answers", "defensive", "uninterested", "arrogant", "scripted", "generic"]
GoodSign = Literal["engaged", "keep_updated", "conversation"]
POOR_SIGNS: Final = get_args(PoorSign)

MAX_INTERVIEWS = 300
"""The longest rank order list the Match accepts; a longer list of interviews is an error."""


class Interview(Part):
    """One program that invited the applicant.

    Attributes:
        id: What events refer to; empty until it has one (``season_ids.with_ids``).
        application: The id of the application it came from.
        specialty: Specialty of the program; the first target's if ``None``.
        track: Kind of position there; that of the target with this specialty if ``None``.
        state: Two-letter code of a US state, DC or a territory.
        city: City or metro area in free words; only used to see whether all interviews crowd into one place.
        img_share: Share (0 to 1) of current residents who are IMGs.
        visas_sponsored: Visas the program sponsors; ``()`` means none, ``None`` means not known.
        would_rank: Whether the applicant would be willing to train there.
        signs: What the applicant noticed on the day of the interview.
        highly_selective: A "dream" or top-name program.
        start: When it begins by the clock at the program (a ``datetime``), or only its day (a ``date``).
        end: When it ends by the same clock.
        reply_by: Until when the invitation must be answered, by the same clock.
        time_zone: The program's time zone.
        step3_asked: Whether the program was asked if it wants Step 3 for a visa.
        ratings: 1 to 5 on the season's criteria.
        joint_with: The advanced program that a preliminary one is joined to (Joint A/P), by name, id or code.
    """

    program: Name
    id: OwnId = ""
    application: Id | None = None
    specialty: SpecialtyCode | None = None
    track: Track | None = None
    state: StateCode | None = None
    city: str | None = Field(default=None, max_length=100)
    setting: Setting = "unknown"
    img_share: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    visas_sponsored: tuple[Visa, ...] | None = None
    status: Status = "scheduled"
    format: Format = "unknown"
    went: Went = "unknown"
    signs: tuple[PoorSign | GoodSign, ...] = ()
    would_rank: bool = True
    highly_selective: bool = False
    start: WallTime | None = None
    end: WallTime | None = None
    time_zone: ProgramZone | None = None
    reply_by: WallTime | None = None
    platform: ShortText | None = None
    link: Link | None = None
    interviewers: tuple[Name, ...] = Field(default=(), max_length=30)
    notes: LongText | None = None
    thank_you_sent: bool | None = None
    step3_asked: bool | None = None
    visa_promise: VisaPromise | None = None
    ratings: Ratings = Field(default_factory=FrozenMap)
    nrmp_code: ShortText | None = None
    joint_with: Name | None = None

    @property
    def impression(self) -> Went:
        """How it went: as the applicant says, or else by the signs noticed, more of one kind than of the other."""
        if self.went != "unknown" or not self.signs:
            return self.went
        poor = sum(sign in POOR_SIGNS for sign in set(self.signs))
        good = len(set(self.signs)) - poor
        return "mixed" if poor == good else "poorly" if poor > good else "well"


Interviews = (
    Annotated[tuple[Interview, ...], Field(max_length=MAX_INTERVIEWS)]
    | Annotated[int, Field(ge=0, le=MAX_INTERVIEWS, strict=True)]
)


@lru_cache(maxsize=512)
def _unnamed_interviews(count: int) -> tuple[Interview, ...]:
    return tuple(Interview(program=f"Interview {i}") for i in range(1, count + 1))


def expand(interviews: Interviews) -> tuple[Interview, ...]:
    """The list behind an interviews field: a bare number becomes that many scheduled interviews at unnamed programs."""
    if isinstance(interviews, int):
        return _unnamed_interviews(interviews)
    return interviews
