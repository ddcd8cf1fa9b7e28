"""Where cities lie, by the names applicants write."""

from __future__ import annotations

import pytest

from matchsafe.domain.places import MIDDLES, miles
from matchsafe.evidence.city_points import city_point, travel_point
from matchsafe.evidence.tables import rows


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (("Buffalo", "NY"), ("New York", "NY"), 292),
        (("NYC", "NY"), ("Philadelphia", "PA"), 80),
        (("Saint Louis", "MO"), ("St. Louis", "MO"), 0),
        (("Portland", "OR"), ("Portland", "ME"), 2_540),
        (("New Orleans", "LA"), ("San Juan", "PR"), 1_720),
    ],
)
def test_cities_are_as_far_apart_as_on_a_map(
    one: tuple[str, str], other: tuple[str, str], apart: float
) -> None:
    points = [city_point(*place) for place in (one, other)]
    assert points[0] is not None
    assert points[1] is not None
    assert miles(points[0], points[1]) == pytest.approx(apart, rel=0.02, abs=2)


def test_a_borough_and_an_area_lie_where_their_city_does() -> None:
    assert city_point("Bronx", "NY") == city_point("New York City", "NY")
    assert city_point("Dallas/Fort Worth", "TX") == city_point("Dallas", "TX")


@pytest.mark.parametrize("place", [("Nowhere", "NY"), (None, "NY"), ("", "NY"), ("Buffalo", None)])
def test_a_place_that_is_not_known_has_no_point(place: tuple[str | None, str | None]) -> None:
    assert city_point(*place) is None


@pytest.mark.parametrize(
    ("city", "state", "point"),
    [
        ("the Bronx", "NY", (40.7, -74.0)), ("El Paso", "TX", (31.76, -106.49)),
        ("hershey", "PA", (40.3, -76.7)), ("springfield", "IL", (39.8, -89.64)),
        ("Nowhere", "TX", MIDDLES["TX"]), (None, "HI", MIDDLES["HI"]), ("El Paso", None, None), (None, None, None),
    ],
)  # fmt: skip
def test_a_city_lies_in_its_area_at_its_place_or_in_the_middle_of_its_state(
    city: str | None, state: str | None, point: tuple[float, float] | None
) -> None:
    assert travel_point(city, state) == point


def test_every_town_lies_near_its_state() -> None:
    for row in rows("metro_areas.towns"):
        here = (float(row["latitude"]), float(row["longitude"]))
        assert miles(here, MIDDLES[str(row["state"])]) < 520, row
