"""What a public file says of one employer or hospital, before it is known which programs are its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from matchsafe.catalog.identity import plain
from matchsafe.catalog.similarity import words

_LEGAL: Final = re.compile(
    r"\b(the )?(regents|trustees|board of (regents|trustees)|curators|rector and visitors) of( the)?\b|"
    r"\b(inc|incorporated|corp|corporation|llc|ltd|pc|pllc|dba|d b a|foundation)\b",
    re.IGNORECASE,
)
_QUARTERS: Final = re.compile(r"\((Q[1-4](?:, Q[1-4])*)\)$")


COUNTS: Final = ("h1b_filings", "h1b_approvals")
"""Fields that count what an employer did, wherever its people work."""


@dataclass
class Organization:
    """An employer or a hospital.

    Attributes:
        name: As the file prints it.
        other_names: Further names of it, such as the one it trades under.
        places: City, in the form of ``plain``, and two-letter state of each address.
        facts: Values of each field, as a ``Value`` takes them; filings also have ``cases``, a digest of each case.
        rows: How many rows of the file speak of it.
        home: City and state of its own address.
        programs: Ids of the programs somebody said it is; empty for none of the list, ``None`` if nobody said.
        asked: Whether it may be programs of the list, and nobody said which.
    """

    name: str
    other_names: set[str] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)
    facts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rows: int = 0
    home: tuple[str, str] = ("", "")
    programs: tuple[str, ...] | None = None
    asked: bool = False

    def stands_in(self, city: str, state: str) -> None:
        """Note an address, as far as it is known; the first one is its own."""
        if len(state.strip()) == 2:
            place = plain(city), state.strip().upper()
            self.home = self.home if self.home[1] else place
            self.places.add(place)

    @property
    def label(self) -> str:
        """Name and place, for a person to read."""
        return ", ".join(part for part in (self.name, self.home[0].title(), self.home[1]) if part)

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others: its name and state, and the city of a hospital; an employer has many."""
        city, state = self.home
        return words(self.name), state, "" if self.facts.keys() & set(COUNTS) else city

    @property
    def names(self) -> frozenset[str]:
        """Its names, ready to be compared."""
        return frozenset({legal_words(n) for n in (self.name, *self.other_names)} - {""})

    def union(self, other: Organization) -> Organization:
        """What both tell of one employer; of a year that both tell, what ``other`` says stands."""
        whole = deepcopy(self)
        whole.other_names |= other.other_names | ({other.name} - {self.name})
        whole.places |= other.places
        whole.rows = other.rows
        for name, values in other.facts.items():
            for value in values:
                set_value(whole.facts.setdefault(name, []), value)
        return whole

    def as_plain(self) -> dict[str, Any]:
        """As plain data, the same each time; what is empty is left out."""
        sets = {"other_names": sorted(self.other_names), "places": sorted(self.places)}
        told = {k: v for k, v in {**asdict(self), **sets, "rows": 0}.items() if v}
        return told if self.programs is None else {**told, "programs": self.programs}


def by_key(organizations: Iterable[Organization]) -> dict[tuple[str, str, str], Organization]:
    """Each employer once, with what all the entries of it tell."""
    found: dict[tuple[str, str, str], Organization] = {}
    for one in organizations:
        found[one.key] = found[one.key].union(one) if one.key in found else one
    return found


def set_value(values: list[dict[str, Any]], value: Mapping[str, Any]) -> None:
    """Note a value; of an earlier one of the same year and kind of file only its cases stay.

    A case counts once, in whichever files it stands and however often a file is read.
    """
    for at, earlier in enumerate(values):
        if earlier.get("year") == value.get("year") and _edition(earlier["source"]) == _edition(
            value["source"]
        ):
            values[at] = {**earlier, **with_cases_of(value, earlier)}
            return
    values.append(dict(value))


def with_cases_of(value: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """A value that counts cases with those of another one; any other value as it is."""
    if not value.get("cases") or not other.get("cases"):
        return dict(value)
    cases = sorted({*value["cases"], *other["cases"]})
    quarters = sorted(_quarters(value["source"]) | _quarters(other["source"]))
    source = f"{_edition(value['source'])} ({', '.join(quarters)})"
    return {**value, "value": len(cases), "cases": cases, "source": source}


def legal_words(name: str) -> str:
    """The words of an employer's name that tell it apart, without its legal form."""
    return words(" ".join(_LEGAL.sub(" ", plain(name)).split()))


def _edition(source: str) -> str:
    return _QUARTERS.sub("", source).strip()


def _quarters(source: str) -> set[str]:
    found = _QUARTERS.search(source)
    return set(found[1].split(", ")) if found else set()
