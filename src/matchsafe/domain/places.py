"""Where the states lie: census divisions and regions, and the middle of each.

Divisions and regions are those of the US Census Bureau (*Census Regions and Divisions of the United States*); the
territories have none there and are called so here. The middle of a state is rounded to a tenth of a degree: near
enough to say how far apart two states are, and no address of anything.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final

from matchsafe.domain.states import state_code

DIVISIONS: Final[dict[str, tuple[str, ...]]] = {
    "New England": ("CT", "MA", "ME", "NH", "RI", "VT"),
    "Middle Atlantic": ("NJ", "NY", "PA"),
    "East North Central": ("IL", "IN", "MI", "OH", "WI"),
    "West North Central": ("IA", "KS", "MN", "MO", "ND", "NE", "SD"),
    "South Atlantic": ("DC", "DE", "FL", "GA", "MD", "NC", "SC", "VA", "WV"),
    "East South Central": ("AL", "KY", "MS", "TN"),
    "West South Central": ("AR", "LA", "OK", "TX"),
    "Mountain": ("AZ", "CO", "ID", "MT", "NM", "NV", "UT", "WY"),
    "Pacific": ("AK", "CA", "HI", "OR", "WA"),
    "Territories": ("GU", "PR", "VI"),
}
"""The states of each census division, and the territories."""

REGIONS: Final[dict[str, tuple[str, ...]]] = {
    "Northeast": ("New England", "Middle Atlantic"),
    "Midwest": ("East North Central", "West North Central"),
    "South": ("South Atlantic", "East South Central", "West South Central"),
    "West": ("Mountain", "Pacific"),
    "Territories": ("Territories",),
}
"""The divisions of each census region."""

_DIVISION_OF: Final = {state: division for division, states in DIVISIONS.items() for state in states}
_REGION_OF: Final = {division: region for region, divisions in REGIONS.items() for division in divisions}

MIDDLES: Final[dict[str, tuple[float, float]]] = {
    "AK": (63.6, -154.5),
    "AL": (32.3, -86.9),
    "AR": (35.2, -91.8),
    "AZ": (34.0, -111.1),
    "CA": (36.8, -119.4),
    "CO": (39.6, -105.8),
    "CT": (41.6, -73.1),
    "DC": (38.9, -77.0),
    "DE": (38.9, -75.5),
    "FL": (27.7, -81.5),
    "GA": (32.2, -82.9),
    "GU": (13.4, 144.8),
    "HI": (19.9, -155.7),
    "IA": (41.9, -93.1),
    "ID": (44.1, -114.7),
    "IL": (40.6, -89.4),
    "IN": (40.6, -85.6),
    "KS": (39.0, -98.5),
    "KY": (37.8, -84.3),
    "LA": (31.2, -92.1),
    "MA": (42.4, -71.4),
    "MD": (39.0, -76.6),
    "ME": (45.3, -69.4),
    "MI": (44.3, -85.6),
    "MN": (46.7, -94.7),
    "MO": (38.0, -91.8),
    "MS": (32.4, -89.4),
    "MT": (46.9, -110.4),
    "NC": (35.8, -79.0),
    "ND": (47.6, -101.0),
    "NE": (41.5, -99.9),
    "NH": (43.2, -71.6),
    "NJ": (40.1, -74.4),
    "NM": (35.0, -105.0),
    "NV": (38.8, -116.4),
    "NY": (43.3, -74.2),
    "OH": (40.4, -82.9),
    "OK": (35.0, -97.1),
    "OR": (43.8, -120.6),
    "PA": (41.2, -77.2),
    "PR": (18.2, -66.6),
    "RI": (41.6, -71.5),
    "SC": (33.8, -81.2),
    "SD": (44.0, -99.9),
    "TN": (35.5, -86.6),
    "TX": (32.0, -99.9),
    "UT": (39.3, -111.1),
    "VA": (37.4, -78.7),
    "VI": (18.0, -64.8),
    "VT": (44.6, -72.6),
    "WA": (47.8, -120.7),
    "WI": (43.8, -88.8),
    "WV": (38.6, -80.5),
    "WY": (43.1, -107.3),
}
"""Latitude and longitude (degrees north and east) of the middle of each state."""

EARTH_MILES: Final = 3958.8
"""Mean radius of the Earth (IUGG), in miles."""


def division(state: str) -> str:
    """The census division of a state, "Territories" for a territory.

    Raises:
        KeyError: If it is not a postal code of a state.
    """
    return _DIVISION_OF[state]


def region(state: str) -> str:
    """The census region of a state, "Territories" for a territory.

    Raises:
        KeyError: If it is not a postal code of a state.
    """
    return _REGION_OF[_DIVISION_OF[state]]


def point(text: str) -> tuple[float, float] | None:
    """Where a place lies: the middle of a state named by code or name, or "latitude,longitude" in degrees.

    ``None`` if the text is neither, or no point on Earth.
    """
    if (state := state_code(text)) is not None:
        return MIDDLES[state]
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


MILE_KM: Final = 1.609344
"""Kilometres of an international mile."""


def miles(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance along the Earth between two points given as latitude and longitude in degrees, in miles.

    Haversine formula on a sphere: within 0.6 in 100 of the true distance.
    """
    (lat1, lon1), (lat2, lon2) = (tuple(map(radians, p)) for p in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_MILES * asin(sqrt(min(1.0, half)))
