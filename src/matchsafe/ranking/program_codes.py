"""NRMP program codes as they are typed: four digits, three of the specialty, the kind of position, the track."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from matchsafe.domain.season_part import Track
from matchsafe.evidence import table

_CODE: Final = re.compile(r"\d{4}(\d{3})([CMPAR])\d{1,3}", re.ASCII)
_TRACKS: Final[dict[str, tuple[Track, ...]]] = {
    "C": ("categorical",),
    "M": ("categorical",),
    "P": ("preliminary", "transitional"),
    "A": ("advanced",),
    "R": ("advanced",),
}


class TypedCode(NamedTuple):
    """What a code says.

    Attributes:
        specialty: Code of the specialty; ``None`` where this tool has none for the digits.
        tracks: The kinds of position it can be.
    """

    text: str
    specialty: str | None
    tracks: tuple[Track, ...]


def typed_code(text: str) -> TypedCode | None:
    """What a code says, blanks and case aside; ``None`` if it is not one."""
    plain = "".join(text.split()).upper()
    found = _CODE.fullmatch(plain)
    return None if found is None else TypedCode(plain, _specialties().get(found[1]), _TRACKS[found[2]])


def like_a_code(text: str) -> bool:
    """Whether a text is meant as a code, right or wrong: it begins with digits and has no words."""
    plain = "".join(text.split())
    return len(plain) >= 5 and plain[:3].isdigit() and sum(c.isdigit() for c in plain) >= len(plain) - 3


@cache
def _specialties() -> dict[str, str]:
    rows = table("program_codes.specialty_digits").records()
    return {str(r["digits"]).zfill(3): str(r["specialty"]) for r in rows if r["specialty"] is not None}
