"""Where a city lies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from matchsafe.domain.places import MIDDLES
from matchsafe.evidence.metro import metro_area
from matchsafe.evidence.tables import rows

Point = tuple[float, float]
"""Latitude and longitude, in degrees north and east."""


def city_point(city: str | None, state: str | None) -> Point | None:
    """The middle of a city, or of the metro area it belongs to; ``None`` where neither is known.

    Args:
        city: A city or area in free words.
        state: Postal code of its state.
    """
    name = " ".join((city or "").split())
    if not name or state is None:
        return None
    area = metro_area(name, state).partition(",")[0]
    known = _points()
    found = next((known[n, state] for n in _names(name, area) if (n, state) in known), None)
    if found is None:  # an area may have its first city in the next state
        found = next(
            (at for (n, _), at in known.items() if n in _names(area) and _is_area(area, name, state)), None
        )
    return found


def travel_point(city: str | None, state: str | None) -> Point | None:
    """Where one travels to: the middle of the metro area, else of the city, else of the state; ``None`` without any.

    All of a metro area is one place here: within it nobody travels.
    """
    area = _areas().get(metro_area(city, state))
    return area or city_point(city, state) or MIDDLES.get(state or "")


def _names(*names: str) -> list[str]:
    plain = [n.casefold() for n in names]
    return [*plain, *(f"{n} city" for n in plain), *(n.replace("saint ", "st. ") for n in plain)]


def _is_area(area: str, name: str, state: str) -> bool:
    """Whether an area is more than the city's own name."""
    return area.casefold() != name.casefold() and metro_area(name, state) == area


@cache
def _points() -> dict[tuple[str, str], Point]:
    found = {(str(r["city"]).casefold(), str(r["state"])): _point(r) for r in rows("metro_areas.towns")}
    for row in rows("city_points.us"):
        for city in str(row["cities"]).split("; "):
            name, latitude, longitude = city.rsplit(" ", 2)
            found[name, str(row["state"])] = (float(latitude), float(longitude))
    return found


@cache
def _areas() -> dict[str, Point]:
    return {str(row["area"]): _point(row) for row in rows("metro_areas.areas")}


def _point(row: Mapping[str, Any]) -> Point:
    return float(row["latitude"]), float(row["longitude"])
