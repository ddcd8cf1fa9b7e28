from __future__ import annotations

import pytest

from matchsafe.domain.places import MIDDLES, miles
from matchsafe.evidence.metro import city_point, metro_area
from matchsafe.evidence.tables import rows


@pytest.mark.parametrize(
    ("city", "state", "area"),
    [
        ("Brooklyn", "NY", "New York"),
        ("the  BRONX", "NY", "New York"),
        ("Newark", "NJ", "New York"),
        ("Newark", "DE", "Newark, DE"),
        ("nyc", None, "New York"),
        ("Arlington", "TX", "Dallas"),
        ("Arlington", "VA", "Washington"),
        ("Arlington", None, "Arlington"),
        ("Dallas/Fort Worth", "TX", "Dallas"),
        ("Bronx, NY", None, "New York"),
        ("Queens (Elmhurst)", "NY", "New York"),
        ("Saint Paul", "MN", "Minneapolis"),
        ("Minneapolis/St. Paul", "MN", "Minneapolis"),
        ("Belleville", "NJ", "New York"),
        ("Belleville", "IL", "St. Louis"),
        ("Winston-Salem", "NC", "Winston-Salem, NC"),
        ("springfield", "IL", "Springfield, IL"),
        ("Springfield", "MA", "Springfield, MA"),
        ("", "NY", ""),
        (None, None, ""),
    ],
)
def test_each_city_has_its_place(city: str | None, state: str | None, area: str) -> None:
    assert metro_area(city, state) == area


@pytest.mark.parametrize(
    ("city", "state", "point"),
    [
        ("the Bronx", "NY", (40.7, -74.0)), ("El Paso", "TX", (31.8, -106.5)), ("springfield", "IL", (39.8, -89.6)),
        ("Nowhere", "TX", MIDDLES["TX"]), (None, "HI", MIDDLES["HI"]), ("El Paso", None, None), (None, None, None),
    ],
)  # fmt: skip
def test_a_city_lies_in_its_area_at_its_place_or_in_the_middle_of_its_state(
    city: str | None, state: str | None, point: tuple[float, float] | None
) -> None:
    assert city_point(city, state) == point


def test_every_city_lies_near_its_state() -> None:
    for row in rows("metro_areas.cities"):
        here = (float(row["latitude"]), float(row["longitude"]))
        assert miles(here, MIDDLES[str(row["state"])]) < 520, row
