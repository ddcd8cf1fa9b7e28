"""Regions, divisions and distances."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.domain.places import DIVISIONS, MIDDLES, REGIONS, division, miles, point, region
from matchsafe.domain.states import STATE_NAMES

POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def test_every_state_is_in_one_division_and_has_a_middle() -> None:
    placed = [state for states in DIVISIONS.values() for state in states]
    assert sorted(placed) == sorted(STATE_NAMES)
    assert sorted(MIDDLES) == sorted(STATE_NAMES)
    assert sorted(d for divisions in REGIONS.values() for d in divisions) == sorted(DIVISIONS)


@pytest.mark.parametrize(
    ("state", "expected"),
    [("OH", ("East North Central", "Midwest")), ("NY", ("Middle Atlantic", "Northeast")),
     ("DC", ("South Atlantic", "South")), ("HI", ("Pacific", "West")), ("PR", ("Territories", "Territories"))],
)  # fmt: skip
def test_a_state_has_the_division_and_region_of_the_census(state: str, expected: tuple[str, str]) -> None:
    assert (division(state), region(state)) == expected


def test_a_state_that_does_not_exist_is_refused() -> None:
    for call in (division, region):
        with pytest.raises(KeyError):
            call("ZZ")


def test_distances_are_those_of_the_map() -> None:
    new_york, los_angeles = (40.7128, -74.0060), (34.0522, -118.2437)
    assert miles(new_york, los_angeles) == pytest.approx(2446, abs=8)
    assert miles((0, 0), (0, 180)) == pytest.approx(12_437, abs=5)


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_round_the_earth(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    there = miles(one, other)
    assert there == pytest.approx(miles(other, one), abs=1e-6)
    assert 0 <= there <= 12_438
    assert miles(one, one) == 0


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("OH", MIDDLES["OH"]),
        (" puerto  rico", MIDDLES["PR"]),
        ("40.0, -83", (40.0, -83.0)),
        ("the moon", None),
        ("91,0", None),
        ("0,181", None),
        ("nan,0", None),
        ("inf,0", None),
        ("1,2,3", None),
        ("", None),
    ],
)
def test_a_place_is_a_state_or_a_point_on_earth(text: str, place: tuple[float, float] | None) -> None:
    assert point(text) == place
