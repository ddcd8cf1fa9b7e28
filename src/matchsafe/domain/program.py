"""What is known of a residency program when an applicant weighs it: one value a field, ``None`` for unknown."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from matchsafe.domain.season_interview import Setting
from matchsafe.domain.season_part import Part, Track

Accreditation = Literal["accredited", "initial", "warning", "probation", "withdrawn"]
"""What ACGME says of a program; ``initial`` is new, ``withdrawn`` is lost or about to be."""

ProgramTrack = Track | Literal["physician"]
"""The track of a program: ``physician`` positions (NRMP type R) are only for those with earlier US training."""


FIRST_YEARS: Final = ("preliminary", "transitional")
"""Tracks of one year, before an advanced position or for its own sake."""


class Program(Part):
    """One program track, with the values in force; where each came from is the catalog's business.

    Attributes:
        id: Of the record in its catalog.
        track: ``None`` if not known.
        acgme_id: Ten digits, from the accrediting council.
        nrmp_codes: The codes to rank it by, such as "9999140C0".
        specialty: Code of the specialty (see ``domain.specialties``).
        state: Two-letter code of a US state, DC or a territory.
        latitude: Degrees north.
        longitude: Degrees east.
        positions: Positions offered in the latest year known.
        filled: Positions filled in the Match of that year.
        img_share: Share (0 to 1) of residents or filled seats who are IMGs.
        us_img_share: The share who are US-IMGs.
        non_us_img_share: The share who are non-US IMGs.
        j1: Whether the program sponsors J-1 visas.
        h1b: Whether the program sponsors H-1B visas.
        h1b_evidence: What public files count of its employer: "H-1B: 47 filings in 2025 (DOL)".
        step2_minimum: The lowest Step 2 CK score it says it takes.
        step2_low: Lower quartile of the Step 2 CK scores of those it invites.
        step2_high: Upper quartile of them.
        attempts_allowed: How many failed USMLE attempts it says it accepts; 0 means none.
        graduation_limit: The most years since graduation it says it accepts.
        usce_required: Whether it requires US clinical experience.
        letters_required: How many letters it asks for.
        ecfmg_by: When it wants ECFMG certification, in its own words.
        takes_signals: Whether it takes part in program signaling.
        applications: Applications it received in the latest season known.
        interviewed: Applicants it interviewed in that season.
        invite_rate_us_img: Share of its US-IMG applicants it invited.
        invite_rate_non_us_img: Share of its non-US IMG applicants it invited.
        invite_rate_signal: Share invited of the applicants who sent it a signal.
        invite_rate_no_signal: Share invited of those who did not.
        military: Whether it takes members of the US armed forces only.
        closed: Whether it, or its hospital, has closed.
        accreditation: What ACGME says of it.
        in_match: Whether it offered positions in the latest Match of which the list tells.
        in_eras: Whether applications go through ERAS.
        first_match: The first Match it was in.
        salary: First-year salary in US dollars.
        website: Address of its page.
    """

    id: str = Field(min_length=1, max_length=100)
    name: str = Field(min_length=1, max_length=300)
    specialty: str
    institution: str | None = Field(default=None, max_length=300)
    track: ProgramTrack | None = "categorical"
    acgme_id: str | None = None
    nrmp_codes: tuple[str, ...] = ()
    city: str | None = Field(default=None, max_length=100)
    state: str | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    setting: Setting = "unknown"
    positions: int | None = Field(default=None, ge=0, le=1000)
    filled: int | None = Field(default=None, ge=0, le=1000)
    img_share: float | None = Field(default=None, ge=0, le=1)
    us_img_share: float | None = Field(default=None, ge=0, le=1)
    non_us_img_share: float | None = Field(default=None, ge=0, le=1)
    j1: bool | None = None
    h1b: bool | None = None
    h1b_evidence: str | None = Field(default=None, max_length=200)
    step2_minimum: int | None = Field(default=None, ge=1, le=300)
    step2_low: int | None = Field(default=None, ge=1, le=300)
    step2_high: int | None = Field(default=None, ge=1, le=300)
    attempts_allowed: int | None = Field(default=None, ge=0, le=10)
    graduation_limit: int | None = Field(default=None, ge=0, le=60)
    usce_required: bool | None = None
    letters_required: int | None = Field(default=None, ge=0, le=10)
    ecfmg_by: str | None = Field(default=None, max_length=100)
    takes_signals: bool | None = None
    applications: int | None = Field(default=None, ge=0, le=100_000)
    interviewed: int | None = Field(default=None, ge=0, le=100_000)
    invite_rate_us_img: float | None = Field(default=None, ge=0, le=1)
    invite_rate_non_us_img: float | None = Field(default=None, ge=0, le=1)
    invite_rate_signal: float | None = Field(default=None, ge=0, le=1)
    invite_rate_no_signal: float | None = Field(default=None, ge=0, le=1)
    military: bool | None = None
    closed: bool | None = None
    accreditation: Accreditation | None = None
    in_match: bool | None = None
    in_eras: bool | None = None
    first_match: int | None = Field(default=None, ge=1950, le=2100)
    salary: int | None = Field(default=None, ge=0, le=1_000_000)
    website: str | None = None
