"""What an NRMP program code says: institution, specialty, kind of position and track.

The structure is the one NRMP prints in its Program Results (page "NRMP Program Code Structure"): characters 1 to 4
institution, 5 to 7 the specialty (the first digits of the ACGME id), 8 the kind of position, 9 to 11 the track.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from matchsafe.domain.program import ProgramTrack
from matchsafe.evidence.store import table

_FOR_DIGITS: Final = str.maketrans("OoОоIlІL", "00001111")
_LATIN: Final = str.maketrans("СРАМ", "CPAM")
"""Cyrillic letters that look like those of a code."""
_CODE: Final = re.compile(r"(\d{4})(\d{3})([A-Z])(\d{1,3})", re.ASCII)
_KIND_OF_LETTER: Final[dict[str, ProgramTrack]] = {
    "C": "categorical",
    "M": "categorical",
    "P": "preliminary",
    "A": "advanced",
    "R": "physician",
}
"""The letter of an NRMP code: C and M (primary care) begin in the first year, R is for earlier training."""


def kind_of_code(code: str, specialty: str | None = None) -> ProgramTrack | None:
    """The kind of track an NRMP code stands for; a transitional year is one whatever its letter says."""
    if specialty == "transitional_year":
        return "transitional"
    return _KIND_OF_LETTER.get(code[7:8].upper())


@dataclass(frozen=True)
class NrmpCode:
    """The parts of a code.

    Attributes:
        text: The code itself, such as "9999140C0".
        institution: NRMP's number of the institution.
        specialty_digits: ACGME's number of the specialty.
        kind: C, M (primary care), P, A or R.
        number: Of the track; 0 is the main one.
    """

    text: str
    institution: str
    specialty_digits: str
    kind: str
    number: int

    @property
    def track(self) -> ProgramTrack | None:
        """The track; primary care positions ("M") are categorical."""
        return kind_of_code(self.text, self.specialty)

    @property
    def specialty(self) -> str | None:
        """Code of the specialty; ``None`` if this tool has none for it (combined programs)."""
        return specialty_of(self.specialty_digits)


def as_digits(text: str) -> str:
    """Text in which the letters that people type for digits are digits: O for 0, I and l for 1.

    >>> as_digits("14O1234S6l")
    '1401234S61'
    """
    return unicodedata.normalize("NFKC", text).translate(_FOR_DIGITS)


def parse_code(text: str) -> NrmpCode | None:
    """The parts of a code, blanks and case aside; ``None`` if it is not one of the Main Residency Match."""
    bare = unicodedata.normalize("NFKC", "".join(text.split())).upper()
    kind = bare[7:8].translate(_LATIN)
    found = _CODE.fullmatch(f"{as_digits(bare[:7])}{kind}{as_digits(bare[8:])}")
    if found is None or kind_of_code(found[0]) is None:
        return None
    return NrmpCode(found[0], found[1], found[2], found[3], int(found[4]))


@cache
def _specialties() -> dict[str, tuple[str, str | None]]:
    rows = table("program_codes.specialty_digits").records()
    return {
        str(r["digits"]).zfill(3): (str(r["name"]), None if r["specialty"] is None else str(r["specialty"]))
        for r in rows
    }


def specialty_of(digits: str) -> str | None:
    """Code of the specialty with these first three digits of an ACGME id; ``None`` if there is none."""
    return _specialties().get(digits, ("", None))[1]


def nrmp_name(digits: str) -> str | None:
    """The name NRMP prints for these digits; ``None`` if they are not in its list."""
    found = _specialties().get(digits)
    return found[0] if found else None


def combined_name(digits: str) -> str | None:
    """The name of the combined specialty with these digits, if it is one that this tool has none of its own for."""
    name = nrmp_name(digits)
    return name if name in combined_names() else None


def combined_names() -> tuple[str, ...]:
    """The combined specialties of which this tool has none of its own, as NRMP prints them, and two former ones."""
    printed = (name for name, specialty in _specialties().values() if specialty is None and "/" in name)
    return (*printed, "Internal Medicine/Family Medicine", "Internal Medicine/Neurology")
