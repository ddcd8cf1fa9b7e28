"""Specialties by their code: the name people say and the Match reports print. They are data: ``specialties.toml``."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any, Final

from matchsafe.domain.package_data import own_toml

_SPECIALTIES: Final[dict[str, dict[str, Any]]] = own_toml("matchsafe.domain", "specialties.toml")

SPECIALTY_NAMES: Final[dict[str, str]] = {code: s["name"] for code, s in _SPECIALTIES.items()}
"""Every specialty a season file may name."""

SPECIALTIES_ALSO: Final[dict[str, tuple[str, ...]]] = {
    c: tuple(s.get("also", ())) for c, s in _SPECIALTIES.items()
}
"""Other ways people write each, in lower case with underscores for what is no letter or digit."""


def _with(mark: str) -> tuple[str, ...]:
    return tuple(code for code, specialty in _SPECIALTIES.items() if specialty.get(mark))


OWN_MATCH: Final[dict[str, str]] = {c: str(_SPECIALTIES[c]["own_match"]) for c in _with("own_match")}
"""Specialties with a match of their own, and whose it is: neither the dates nor the figures of the Main Residency Match
are theirs."""

ONE_YEAR: Final = _with("one_year")
"""Specialties in which positions of one year are offered (preliminary, or the transitional year)."""

ADVANCED: Final = _with("advanced")
"""Specialties in which training may begin after a first year elsewhere."""


def specialty_name(code: str) -> str:
    """The printed name of a specialty code, such as ``"Internal Medicine"``.

    Raises:
        KeyError: If the code is not in ``SPECIALTY_NAMES``.
    """
    return SPECIALTY_NAMES[code]


def _key(text: str) -> str:
    """Letters and digits alone, without "and": "Obstetrics & Gynecology" is "Obstetrics and Gynecology"."""
    words = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFKC", text).lower()).split()
    return "_".join(word for word in words if word != "and")


_CODES: Final = {
    written: code
    for code, specialty in _SPECIALTIES.items()
    for written in map(_key, (code, specialty["name"], *specialty.get("also", ())))
}


@lru_cache(maxsize=4096)
def specialty_code(text: str) -> str | None:
    """The code behind a code, a printed name or a common short form ("IM", "Ob/Gyn"); ``None`` if unknown."""
    return _CODES.get(_key(text))
