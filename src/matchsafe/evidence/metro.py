"""The metro area behind a city's name."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from matchsafe.evidence.tables import rows


@lru_cache(maxsize=4096)
def metro_area(city: str | None, state: str | None) -> str:
    """The metro area of a city, one name for all of its cities; any other city with its state, "" without a city.

    "Brooklyn", "Bronx, NY" and "NYC" are New York, "Dallas/Fort Worth" is Dallas. Where the state is not known, a name
    that several areas share belongs to none of them.

    Args:
        city: A city or area in free words.
        state: Postal code of its state, if it is known.
    """
    name = " ".join((city or "").split())
    for parts in ([name], _BETWEEN.split(name)):
        areas = {area for part in parts for area in _areas().get(part.strip().casefold(), ())}
        fitting = {area for area, states in areas if state is None or state in states}
        if len(fitting) == 1:
            return fitting.pop()
    name = name.title() if name == name.lower() else name
    return f"{name}, {state}" if name and state else name


_BETWEEN: Final = re.compile(r"[/,()&–]| - | and ")
"""What stands between the parts of a place written as one: "Dallas/Fort Worth", "Bronx, NY"."""


@cache
def _areas() -> dict[str, tuple[tuple[str, frozenset[str]], ...]]:
    """The areas, each with its states, behind each city name in small letters."""
    found: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}
    for row in rows("metro_areas.areas"):
        area = (str(row["area"]), frozenset(str(row["states"]).split()))
        for name in str(row["cities"]).split("; "):
            found[name] = (*found.get(name, ()), area)
    return found
