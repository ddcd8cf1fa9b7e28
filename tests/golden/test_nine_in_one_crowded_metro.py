"""Nine interviews in one crowded metro area are a caution, unlike nine spread over a friendly state."""

from __future__ import annotations

from typing import Any

import pytest

KINDS = ["community", "community_university_affiliated", "community"]


@pytest.fixture
def nine() -> Any:
    def make(*cities: str) -> list[dict[str, Any]]:
        return [
            {
                "program": f"Hospital {i}",
                "status": "attended",
                "state": "NY",
                "city": cities[i % len(cities)],
                "setting": KINDS[i % len(KINDS)],
                "img_share": 0.6,
            }
            for i in range(9)
        ]

    return make


def test_one_city_is_a_caution(outlook: Any, nine: Any, warned: Any) -> None:
    found = warned(outlook(nine("New York City")))
    assert "in New York." in found["crowded_metro"]
    assert "elsewhere" in found["crowded_metro"]
    assert "one_state_note" not in found


def test_its_boroughs_are_one_place(outlook: Any, nine: Any, warned: Any) -> None:
    assert "crowded_metro" in warned(outlook(nine("Brooklyn", "Bronx", "New York")))


def test_several_cities_of_the_state_are_a_note_only(outlook: Any, nine: Any, warned: Any) -> None:
    found = warned(outlook(nine("Buffalo", "Albany", "Syracuse", "Rochester")))
    assert "one_state_note" in found
    assert "crowded_metro" not in found


def test_one_city_is_never_a_better_chance(outlook: Any, nine: Any) -> None:
    crowded = outlook(nine("New York City")).chance.value
    assert crowded <= outlook(nine("Buffalo", "Albany", "Syracuse", "Rochester")).chance.value


def test_famous_programs_in_one_state_are_a_caution_too(outlook: Any, programs: Any, warned: Any) -> None:
    found = warned(outlook(programs(9, state="MA", setting="university", highly_selective=True)))
    assert "one_state_caution" in found
