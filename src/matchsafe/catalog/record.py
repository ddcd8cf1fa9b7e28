"""A program as sources tell it: every field holds the values found, each with its source and date.

Nothing is filled in: a field no source speaks of is empty, and empty means unknown. Which value is in force where
sources differ is decided in ``value_resolution``, not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Annotated, Final, Generic, Literal, Self, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from matchsafe.domain.program import Accreditation, ProgramTrack
from matchsafe.domain.season_interview import Setting
from matchsafe.domain.season_part import SpecialtyName, StateCode

Reliability = Literal["own", "official", "reported", "doubtful", "invented"]
"""How far to trust a value.

``own``: the applicant entered it. ``official``: the program itself, NRMP or ACGME says so. ``reported``: a directory,
a survey or another list says so. ``doubtful``: the source marks it as a guess, or it was put together from parts that
may not belong together. ``invented``: made up for a sample.
"""

T = TypeVar("T")


@lru_cache(maxsize=4096)
def _as_of(text: str) -> str:
    whole = text + "-01-01"[len(text) - 4 :]
    try:
        date.fromisoformat(whole)
    except ValueError:
        raise PydanticCustomError("as_of", "not a date that exists") from None
    return text


AsOf = Annotated[
    str,
    StringConstraints(pattern=r"^(19|20)\d\d(-\d\d(-\d\d)?)?$", strip_whitespace=True),
    AfterValidator(_as_of),
]
"""A year, a year and month, or a day, as far as the source tells: "2025", "2025-06" or "2025-06-30".

As text they sort by time; of two that overlap, the more exact one sorts later.
"""


class _Frozen(BaseModel):
    # A plan on a stored list may never look at a record: what checks one is built when the first is read.
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class Value(_Frozen, Generic[T]):
    """One value of a field, as one source gives it.

    Attributes:
        value: What the source says, in the unit of the field.
        source: Who says so, in words a person can follow: "NRMP Program Results 2021-2025".
        as_of: When it was so, as exactly as the source tells; ``None`` if it does not.
        reliability: How far to trust it.
        year: The Match year the value is of, for fields in ``BY_YEAR`` only.
        code: The NRMP code the value is of, for fields in ``SUMMED`` only; ``None`` means the whole program.
        note: Anything a reader should know about this value.
    """

    value: T
    source: str = Field(min_length=1, max_length=200)
    as_of: AsOf | None = None
    reliability: Reliability = "reported"
    year: int | None = Field(default=None, ge=1950, le=2100)
    code: str | None = Field(default=None, pattern=r"^\d{7}[A-Z]\d{1,3}$")
    note: str | None = Field(default=None, max_length=500)


_Name = Annotated[str, StringConstraints(min_length=1, max_length=300)]
_Short = Annotated[str, StringConstraints(min_length=1, max_length=100)]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Score = Annotated[int, Field(ge=1, le=300)]
_Count = Annotated[int, Field(ge=0, le=100_000)]
AcgmeId = Annotated[str, StringConstraints(pattern=r"^\d{10}$")]
NrmpCode = Annotated[str, StringConstraints(pattern=r"^\d{7}[A-Z]\d{1,3}$", to_upper=True)]
InstitutionCode = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
Website = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)]


class ProgramFacts(_Frozen):
    """Every field that can be known of a program; each is a tuple of the values found, empty for unknown.

    The unit and the accepted range of a field are in its type and in ``FIELD_LABELS``. Shares and rates run from 0
    to 1. ``nrmp_codes`` and ``notes`` hold several values that stand beside each other; elsewhere, several values
    of the same year (and code) are different answers to one question.
    """

    acgme_id: tuple[Value[AcgmeId], ...] = ()
    nrmp_codes: tuple[Value[NrmpCode], ...] = ()
    institution_code: tuple[Value[InstitutionCode], ...] = ()
    name: tuple[Value[_Name], ...] = ()
    institution: tuple[Value[_Name], ...] = ()
    specialty: tuple[Value[SpecialtyName], ...] = ()
    track: tuple[Value[ProgramTrack], ...] = ()
    city: tuple[Value[_Short], ...] = ()
    state: tuple[Value[StateCode], ...] = ()
    address: tuple[Value[_Name], ...] = ()
    sponsor_city: tuple[Value[_Short], ...] = ()
    sponsor_state: tuple[Value[StateCode], ...] = ()
    latitude: tuple[Value[Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]], ...] = ()
    longitude: tuple[Value[Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]], ...] = ()
    setting: tuple[Value[Setting], ...] = ()
    positions: tuple[Value[Annotated[int, Field(ge=0, le=1000)]], ...] = ()
    filled: tuple[Value[Annotated[int, Field(ge=0, le=1000)]], ...] = ()
    img_share: tuple[Value[_Share], ...] = ()
    us_img_share: tuple[Value[_Share], ...] = ()
    non_us_img_share: tuple[Value[_Share], ...] = ()
    j1: tuple[Value[bool], ...] = ()
    h1b: tuple[Value[bool], ...] = ()
    h1b_filings: tuple[Value[_Count], ...] = ()
    h1b_approvals: tuple[Value[_Count], ...] = ()
    step2_minimum: tuple[Value[_Score], ...] = ()
    step2_low: tuple[Value[_Score], ...] = ()
    step2_high: tuple[Value[_Score], ...] = ()
    attempts_allowed: tuple[Value[Annotated[int, Field(ge=0, le=10)]], ...] = ()
    attempts_policy: tuple[Value[_Text], ...] = ()
    graduation_limit: tuple[Value[Annotated[int, Field(ge=0, le=60)]], ...] = ()
    usce_required: tuple[Value[bool], ...] = ()
    usce_policy: tuple[Value[_Text], ...] = ()
    letters_required: tuple[Value[Annotated[int, Field(ge=0, le=10)]], ...] = ()
    ecfmg_by: tuple[Value[_Short], ...] = ()
    takes_signals: tuple[Value[bool], ...] = ()
    applications: tuple[Value[_Count], ...] = ()
    interviewed: tuple[Value[_Count], ...] = ()
    invite_rate_us_md: tuple[Value[_Share], ...] = ()
    invite_rate_us_do: tuple[Value[_Share], ...] = ()
    invite_rate_us_img: tuple[Value[_Share], ...] = ()
    invite_rate_non_us_img: tuple[Value[_Share], ...] = ()
    invite_rate_signal: tuple[Value[_Share], ...] = ()
    invite_rate_gold: tuple[Value[_Share], ...] = ()
    invite_rate_silver: tuple[Value[_Share], ...] = ()
    invite_rate_no_signal: tuple[Value[_Share], ...] = ()
    invite_rate_in_state: tuple[Value[_Share], ...] = ()
    invite_rate_out_of_state: tuple[Value[_Share], ...] = ()
    military: tuple[Value[bool], ...] = ()
    closed: tuple[Value[bool], ...] = ()
    accreditation: tuple[Value[Accreditation], ...] = ()
    in_match: tuple[Value[bool], ...] = ()
    in_eras: tuple[Value[bool], ...] = ()
    first_match: tuple[Value[Annotated[int, Field(ge=1950, le=2100)]], ...] = ()
    salary: tuple[Value[Annotated[int, Field(ge=0, le=1_000_000)]], ...] = ()
    website: tuple[Value[Website], ...] = ()
    notes: tuple[Value[_Text], ...] = ()

    def facts(self) -> Iterator[tuple[str, tuple[Value[object], ...]]]:
        """The fields that are known, in the order they are declared, each with its values."""
        for field in FIELDS:
            if values := self.__dict__[field]:
                yield field, values

    @model_validator(mode="after")
    def _placed(self) -> Self:
        for field, values in self.facts():
            if field not in BY_YEAR and any(v.year is not None for v in values):
                raise PydanticCustomError("year", "{field} has no yearly values", {"field": field})
            if field not in SUMMED and any(v.code is not None for v in values):
                raise PydanticCustomError("code", "{field} has no values by NRMP code", {"field": field})
        if not self.specialty or not (self.name or self.institution):
            raise PydanticCustomError("nameless", "a program needs a specialty, and a name or an institution")
        return self


for _field, _info in ProgramFacts.model_fields.items():
    # Each kind of value is a class that pydantic makes; under a name here, it can go from process to process.
    _kind = get_args(_info.annotation)[0]
    _kind.__qualname__ = f"_value_of_{_field}"
    globals()[_kind.__qualname__] = _kind


class Record(ProgramFacts):
    """A program of a catalog: one program in one specialty and one kind of track, with one NRMP code or several.

    Attributes:
        id: Of the record in its catalog; it stays the same from version to version.
    """

    id: str = Field(min_length=1, max_length=100)


class Draft(ProgramFacts):
    """A program as an importer read it, not yet joined to a catalog.

    Attributes:
        origin: Where it stands in what was read, for the report: "row 12" or "page 3, line 8".
    """

    origin: str = Field(min_length=1, max_length=200)


FIELDS: Final = tuple(ProgramFacts.model_fields)
"""The names of all fields, in order."""

BY_YEAR: Final = frozenset(
    f for f in FIELDS if f.startswith("invite_rate_") or f in (
        "positions", "filled", "img_share", "us_img_share", "non_us_img_share", "takes_signals", "applications",
        "interviewed", "salary", "step2_low", "step2_high", "in_match", "h1b_filings", "h1b_approvals",
    )
)  # fmt: skip
"""Fields whose values belong to a Match year: values of different years do not contradict each other."""

SUMMED: Final = frozenset({"positions", "filled", "in_match"})
"""Fields that sources tell by NRMP code: those of a program are the sum over its codes, or yes where one says yes."""

MANY: Final = frozenset({"nrmp_codes", "notes"})
"""Fields whose values stand beside each other instead of contradicting each other."""

FIELD_LABELS: Final[dict[str, str]] = {
    "acgme_id": "ACGME program id",
    "nrmp_codes": "NRMP code",
    "institution_code": "NRMP institution code",
    "name": "Program",
    "institution": "Sponsoring institution",
    "specialty": "Specialty",
    "track": "Track",
    "city": "City",
    "state": "State",
    "address": "Address",
    "sponsor_city": "City of the sponsor",
    "sponsor_state": "State of the sponsor",
    "latitude": "Latitude (degrees north)",
    "longitude": "Longitude (degrees east)",
    "setting": "Setting",
    "positions": "Positions offered",
    "filled": "Positions filled in the Match",
    "img_share": "IMGs among residents (share)",
    "us_img_share": "US-IMGs among residents (share)",
    "non_us_img_share": "Non-US IMGs among residents (share)",
    "j1": "Sponsors J-1 visas",
    "h1b": "Sponsors H-1B visas",
    "h1b_filings": "H-1B filings for residents, by its employer",
    "h1b_approvals": "H-1B petitions approved, all staff of its employer",
    "step2_minimum": "Step 2 CK minimum",
    "step2_low": "Step 2 CK of those invited, lower quartile",
    "step2_high": "Step 2 CK of those invited, upper quartile",
    "attempts_allowed": "Failed attempts accepted",
    "attempts_policy": "Attempts, in the program's words",
    "graduation_limit": "Most years since graduation",
    "usce_required": "Requires US clinical experience",
    "usce_policy": "US clinical experience, in the program's words",
    "letters_required": "Letters asked for",
    "ecfmg_by": "ECFMG certification by",
    "takes_signals": "Takes program signals",
    "applications": "Applications received",
    "interviewed": "Applicants interviewed",
    "invite_rate_us_md": "Invited of US MD applicants (share)",
    "invite_rate_us_do": "Invited of US DO applicants (share)",
    "invite_rate_us_img": "Invited of US-IMG applicants (share)",
    "invite_rate_non_us_img": "Invited of non-US IMG applicants (share)",
    "invite_rate_signal": "Invited of those who signaled (share)",
    "invite_rate_gold": "Invited of those who sent a gold signal (share)",
    "invite_rate_silver": "Invited of those who sent a silver signal (share)",
    "invite_rate_no_signal": "Invited of those who did not signal (share)",
    "invite_rate_in_state": "Invited of applicants from the state (share)",
    "invite_rate_out_of_state": "Invited of applicants from other states (share)",
    "military": "For members of the armed forces only",
    "closed": "Has closed",
    "accreditation": "ACGME accreditation",
    "in_match": "Offered positions in the Match",
    "in_eras": "Takes applications through ERAS",
    "first_match": "First Match it was in",
    "salary": "First-year salary (US dollars)",
    "website": "Website",
    "notes": "Own notes",
}
"""What each field is called where people read it."""
