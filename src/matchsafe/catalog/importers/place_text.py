"""States and places as people write them."""

from __future__ import annotations

import re
from typing import Final

from matchsafe.domain.states import state_code

_ABBREVIATED: Final = {
    "ala": "AL", "ariz": "AZ", "ark": "AR", "calif": "CA", "colo": "CO", "conn": "CT", "del": "DE", "fla": "FL",
    "ill": "IL", "ind": "IN", "kan": "KS", "kans": "KS", "mass": "MA", "mich": "MI", "minn": "MN", "miss": "MS",
    "mont": "MT", "neb": "NE", "nebr": "NE", "nev": "NV", "okla": "OK", "ore": "OR", "penn": "PA", "penna": "PA",
    "tenn": "TN", "tex": "TX", "wash": "WA", "wis": "WI", "wisc": "WI", "wyo": "WY", "w va": "WV","washington dc": "DC",
}  # fmt: skip
_COUNTRY: Final = re.compile(
    r"[\s,]+\d{5}(-\d{4})?$|[\s,]+(USA|U\.S\.A\.|US|United States)$|^(US|USA)[ -]+", re.IGNORECASE
)
_POINT: Final = (("n", "north"), ("s", "south"), ("w", "west"))
_PARTED: Final = re.compile(r"(.+?)\s*[,/|;()-]\s*([A-Za-z. ]+)\)?")
_STATE_FIRST: Final = re.compile(r"([A-Za-z. ]+?)\s*[,/|;-]\s*(.+)")
_LAST_WORDS: Final = re.compile(
    r"(.+?)\s((?:(?:north|south|west|new|rhode|puerto) )?[A-Za-z.]+)", re.IGNORECASE
)
_NAMED_AFTER: Final = re.compile(
    r"\b(port|fort|ft|mount|mt|lake|new|north|south|east|west)\.? washington", re.IGNORECASE
)
_NO_STATE_ALONE: Final = ("washington", "la")
"""A city as well, so that alone it may be either."""


def state_in(text: str) -> str | None:
    """The postal code of a state, written in any way; ``None`` if it is none, or two.

    >>> state_in("N.Y."), state_in("New York (NY)"), state_in("US-NY"), state_in("Washington, D.C.")
    ('NY', 'NY', 'NY', 'DC')
    """
    bare = " ".join(_COUNTRY.sub("", text).split())
    if code := _one_state(bare.replace(",", " ")):
        return code
    parts = {_one_state(part) for part in re.split(r"[(),/-]", bare) if part.strip()}
    if len(parts) == 2:  # "TX (Houston)"
        parts.discard(None)
    return parts.pop() if len(parts) == 1 else None


def place_in(text: str) -> tuple[str, str] | None:
    """City and state of a cell that names both; the city is empty where it names a state alone.

    >>> place_in("Detroit MI 48201"), place_in("Detroit/Michigan"), place_in("MI - Detroit"), place_in("Michigan")
    (('Detroit', 'MI'), ('Detroit', 'MI'), ('Detroit', 'MI'), ('', 'MI'))
    """
    bare = _COUNTRY.sub("", _COUNTRY.sub("", " ".join(text.split())))
    alone = bare.casefold() not in _NO_STATE_ALONE and _one_state(bare)
    if alone and bare.casefold() not in _ABBREVIATED:
        return ("Washington" if alone == "DC" and bare.casefold().startswith("washington") else ""), alone
    for found in (_PARTED.fullmatch(bare), _LAST_WORDS.fullmatch(bare)):
        if found and (state := _one_state(found[2])) and not _NAMED_AFTER.fullmatch(bare):
            return found[1].rpartition(",")[2].strip(" ,"), state
    found = _STATE_FIRST.fullmatch(bare)
    if found and (state := _one_state(found[1])):
        return found[2].strip(" ,"), state
    return None


def _one_state(text: str) -> str | None:
    bare = " ".join(text.replace(".", " ").split()).casefold()
    if (
        code := state_code(bare)
        or state_code(bare.replace(" ", ""))
        or _ABBREVIATED.get(bare.replace(",", ""))
    ):
        return code
    first, _, rest = bare.partition(" ")
    return next((state_code(f"{whole} {rest}") for short, whole in _POINT if first == short), None)
