from __future__ import annotations

import pytest

from matchsafe.evidence.metro import metro_area


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
