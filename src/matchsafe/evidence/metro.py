"""Cities: the metro area behind a city's name, and where a city lies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final

from matchsafe.domain.places import MIDDLES
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


def city_point(city: str | None, state: str | None) -> tuple[float, float] | None:
    """Latitude and longitude of a city in degrees: of its metro area, its own, or the middle of its state.

    ``None`` if neither city nor state is known. Names are read as ``metro_area`` reads them.
    """
    area = metro_area(city, state)
    if area and area in (found := _points()):
        return found[area]
    return MIDDLES.get(state) if state else None


@cache
def _points() -> dict[str, tuple[float, float]]:
    """Where each area lies by its name, and each other city by its name and state."""
    areas = {str(row["area"]): _point(row) for row in rows("metro_areas.areas")}
    return areas | {f"{row['city']}, {row['state']}": _point(row) for row in rows("metro_areas.cities")}


def _point(row: Mapping[str, Any]) -> tuple[float, float]:
    return float(row["latitude"]), float(row["longitude"])
