"""What can be asked of a catalog: words, filters, order and page, checked."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from matchsafe.domain.places import DIVISIONS, REGIONS
from matchsafe.domain.program import ProgramTrack
from matchsafe.domain.season_interview import Setting
from matchsafe.domain.season_part import Part, SpecialtyName, StateCode, Visa

Sort = Literal[
    "name", "specialty", "state", "city", "distance", "positions", "unfilled", "img_share", "us_img_share",
    "non_us_img_share", "step2_minimum", "graduation_limit", "invite_rate_us_img", "invite_rate_non_us_img", "salary",
]  # fmt: skip


def _area(text: str) -> str:
    by_name = {name.casefold(): name for name in (*REGIONS, *DIVISIONS)}
    if (name := by_name.get(" ".join(text.casefold().split()))) is None:
        known = ", ".join(by_name.values())
        raise PydanticCustomError(
            "area", "not a census region or division; accepted: {known}", {"known": known}
        )
    return name


class Query(Part):
    """A search of a catalog. Filters are joined by *and*, the values of one filter by *or*.

    Attributes:
        text: Words that the name, institution, city, state, specialty or an id has to hold or begin with; accents and
            case do not matter.
        areas: Census regions or divisions by name.
        near: Latitude and longitude of a point, for ``within`` and the order by distance.
        within: Most miles from ``near``.
        visas: Visas of which the program has to sponsor at least one.
        img_share_at_least: Least share of IMGs among residents, 0 to 1.
        score: A Step 2 CK score the minimum of the program must not be above.
        years_since_graduation: Years the limit of the program must not be below.
        attempts: Failed attempts the program has to accept.
        without_usce: Only programs that do not require US clinical experience.
        signals: Only programs that take signals: as the program says, else as the table of ``signal_season`` has it.
        unfilled: Only programs with positions left in the latest Match known.
        unknown: What to do with programs with unknown values.
        page: The first is 1.
    """

    text: str = Field(default="", max_length=200)
    specialties: tuple[SpecialtyName, ...] = ()
    states: tuple[StateCode, ...] = ()
    areas: tuple[Annotated[str, AfterValidator(_area)], ...] = ()
    near: (
        tuple[
            Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)],
            Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)],
        ]
        | None
    ) = None
    within: float | None = Field(default=None, gt=0, le=13_000, allow_inf_nan=False)
    tracks: tuple[ProgramTrack, ...] = ()
    settings: tuple[Setting, ...] = ()
    visas: tuple[Visa, ...] = ()
    img_share_at_least: float | None = Field(default=None, ge=0, le=1)
    score: int | None = Field(default=None, ge=1, le=300)
    years_since_graduation: int | None = Field(default=None, ge=0, le=80)
    attempts: int | None = Field(default=None, ge=0, le=10)
    without_usce: bool = False
    signals: bool = False
    signal_season: Literal["2025", "2026"] = "2026"
    unfilled: bool = False
    unknown: Literal["include", "exclude"] = "include"
    sort: Sort = "name"
    descending: bool = False
    page: int = Field(default=1, ge=1, le=100_000)
    per_page: int = Field(default=50, ge=1, le=1000)

    @model_validator(mode="after")
    def _has_a_point(self) -> Self:
        if self.near is None and (self.within is not None or self.sort == "distance"):
            raise PydanticCustomError("near", "a distance needs a point: give near")
        return self
