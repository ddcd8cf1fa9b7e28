"""What a simulated national season is made of: counts, shares and parameters, all given from outside.

Nothing here is a number of the world. The figures come from whoever builds the preset, with their sources; this
module only says what is needed and that it fits together.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BY_TYPE: Final = {
    "pool": "applicants who apply for each one who ends with a rank list",
    "applications": "mean number of programs applied to in the first-choice specialty",
    "most_interviews": "mean number of interviews an applicant is willing to hold",
    "strength_spread": "standard deviation of strength within a type",
    "invite_offset": "what programs add to the strength of a type when they invite",
    "rank_offset": "what programs add to the strength of a type when they rank",
    "selective_penalty": "what a type loses at invitation for one unit of a specialty's selectivity",
    "openness_weight": "what a type gains, when invited and ranked, for one unit of a program's openness to IMGs",
    "backup_share": "share of applicants who also apply to a second specialty",
    "home_share": "share of applicants with a home state in the country",
    "couple_weight": "relative chance of an applicant to be in a couple",
}
"""Parameters with one value for each applicant type, and what they mean."""

PLAIN: Final = {
    "strength_invite": "weight of strength against noise of size 1 when programs invite, and make offers in SOAP",
    "strength_rank": "weight of strength against noise of size 1 when programs rank",
    "trait_rank": "weight of what only an interview shows, alike to all programs, when programs rank",
    "quality_openness": "correlation of a program's appeal with its openness to IMGs",
    "taste_quality": "weight of a program's appeal against a taste of size 1",
    "taste_home": "what applicants add for a program in their home state",
    "taste_open": "what IMGs add for openness when they choose where to apply",
    "taste_interview": "size of what an interview day changes in an applicant's taste",
    "taste_backup": "what applicants take off a program of their second specialty",
    "signal_bonus": "what programs add for a signal when they invite",
    "home_bonus": "what programs add for an applicant of their own state when they invite",
    "interviews_per_position": "interviews a program holds for one position",
    "interviews_spread": "spread of that number between programs, on the log scale",
    "invites_per_interview": "invitations a program sends at most for one interview it wants to hold",
    "most_interviews_spread": "spread of the most interviews between applicants, on the log scale",
    "applications_spread": "spread of the number of applications, on the log scale",
    "backup_applications": "applications in a second specialty for one in the first",
    "couples": "couples that enter",
    "couple_same_place": "how many ranks a couple gives for being in one state",
    "couple_alone": "share of couples who end their list with one partner alone",
    "padding_share": "share of applicants who fill up their list with programs that did not interview them",
    "soap_applications": "applications of one applicant in SOAP",
}
"""Parameters with a single value."""

BY_SPECIALTY: Final = {
    "cut": "score below which programs leave an interviewed applicant off their list",
    "interviews_factor": "how many times as many interviews a program of the specialty holds for one position",
    "capacity_factor": "how many times as many interviews an applicant in the specialty is willing to hold",
}
"""Parameters that may be given for a specialty, with a value for all others under ``other``."""

OF_IMGS: Final = {
    "img_pool": "how many times as many IMGs apply in the specialty for one who ends with a rank list",
    "img_applications": "how many times as many programs an IMG applies to in the specialty",
    "img_spread": "how many times as far the strength of IMGs varies in the specialty",
    "img_padding": "how many times as many IMGs in the specialty fill up their list",
    "img_trait": "how many times as much what only an interview shows counts for IMGs in the specialty",
    "img_invite": "what programs of the specialty add for an IMG when they invite",
    "img_rank": "what programs of the specialty add for an IMG when they rank",
}
"""Parameters on IMGs in a specialty, for one type of them or for all; where none is given nothing is changed."""
NOTHING_CHANGED: Final = {"img_invite": 0.0, "img_rank": 0.0}
"""The others are factors."""


@dataclass(frozen=True)
class Specialty:
    """One specialty of the season.

    Attributes:
        code: Its code.
        programs: Program tracks.
        positions: Positions offered.
        candidates: Active applicants who prefer it, by type.
        signals: How many signals an applicant may send in it.
        selectivity: How contested it is, in standard deviations over specialties.
        backup_weights: Relative chance to be somebody's second specialty, by type.
    """

    code: str
    programs: int
    positions: int
    candidates: tuple[float, ...]
    signals: int
    selectivity: float
    backup_weights: tuple[float, ...]


@dataclass(frozen=True)
class Preset:
    """A national season to draw from.

    Attributes:
        name: Such as ``"us_2025"``.
        version: Changes whenever a figure or a parameter does.
        types: Applicant types.
        is_img: Which of them are IMGs.
        specialties: The specialties.
        places: Share of positions in each place (state).
        parameters: Values by name: ``"name"``, ``"name.type"`` or ``"name.specialty"``.
    """

    name: str
    version: str
    types: tuple[str, ...]
    is_img: tuple[bool, ...]
    specialties: tuple[Specialty, ...]
    places: tuple[float, ...]
    parameters: Mapping[str, float]

    def __post_init__(self) -> None:
        problems = self._problems()
        if problems:
            raise ValueError("this preset cannot be simulated:\n" + "\n".join(problems))

    def _problems(self) -> list[str]:
        needed = [*PLAIN, *(f"{name}.{t}" for name in BY_TYPE for t in self.types)]
        needed += [f"{name}.other" for name in BY_SPECIALTY]
        codes = [s.code for s in self.specialties]
        allowed = {*needed, *(f"{name}.{code}" for name in BY_SPECIALTY for code in codes)}
        imgs = [f"{t}." for t, img in zip(self.types, self.is_img, strict=False) if img]
        allowed |= {f"{name}.{t}{s}" for name in OF_IMGS for t in ("", *imgs) for s in ("other", *codes)}
        found = [f"parameter {name} is missing" for name in needed if name not in self.parameters]
        found += [f"there is no parameter {name}" for name in self.parameters if name not in allowed]
        found += [
            f"parameter {name} is {value!r}, not a number"
            for name, value in self.parameters.items()
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value)
        ]
        if len(self.is_img) != len(self.types):
            found.append(f"{len(self.is_img)} IMG flags for {len(self.types)} types")
        for s in self.specialties:
            if len(s.candidates) != len(self.types) or min(s.candidates, default=0) < 0:
                found.append(f"specialty {s.code}: candidates must be {len(self.types)} numbers, 0 or more")
            if not 0 < s.programs <= s.positions:
                found.append(f"specialty {s.code}: {s.programs} programs with {s.positions} positions")
        if not self.places or min(self.places) < 0 or sum(self.places) <= 0:
            found.append("places must be shares, 0 or more, not all 0")
        return found

    @property
    def digest(self) -> str:
        """A fingerprint of everything a season is drawn from."""
        content: dict[str, Any] = {
            **vars(self),
            "specialties": [vars(s) for s in self.specialties],
            "parameters": dict(sorted(self.parameters.items())),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def provenance(self) -> dict[str, Any]:
        """What to keep beside what was drawn, so that it can be drawn again when the preset has changed."""
        parameters = dict(sorted(self.parameters.items()))
        return {"name": self.name, "version": self.version, "digest": self.digest, "parameters": parameters}

    def value(self, name: str) -> float:
        """A parameter with a single value."""
        return float(self.parameters[name])

    def by_type(self, name: str) -> Floats:
        """A parameter by type, shape (types,)."""
        return np.array([self.parameters[f"{name}.{t}"] for t in self.types], np.float64)

    def by_specialty(self, name: str) -> Floats:
        """A parameter by specialty, shape (specialties,)."""
        other = self.parameters[f"{name}.other"]
        return np.array([self.parameters.get(f"{name}.{s.code}", other) for s in self.specialties])

    def of_imgs(self, name: str) -> Floats:
        """A parameter on IMGs, shape (specialties, types); that of other types changes nothing."""
        nothing = NOTHING_CHANGED.get(name, 1.0)
        found = np.full((len(self.specialties), len(self.types)), nothing)
        for i in np.flatnonzero(self.is_img):
            for s, specialty in enumerate(self.specialties):
                where = (f".{self.types[i]}.{specialty.code}", f".{self.types[i]}.other")
                given = (f"{name}{end}" for end in (*where, f".{specialty.code}", ".other"))
                found[s, i] = next((self.parameters[n] for n in given if n in self.parameters), nothing)
        return found

    def with_parameters(self, changed: Mapping[str, float], version: str | None = None) -> Preset:
        """The same season with some parameters changed."""
        merged = {**self.parameters, **changed}
        return replace(self, parameters=merged, version=version or self.version)
