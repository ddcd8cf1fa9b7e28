"""What counts as together for two: the region of each program, by every rule."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.domain.couple_plan import CoupleRequest
from matchsafe.domain.places import miles
from matchsafe.domain.program import Program
from matchsafe.planning.couples import NOWHERE
from matchsafe.planning.errors import PlanningError
from matchsafe.services.couple_plan.regions import regions_of


def program(number: int, **facts: object) -> Program:
    return Program.model_validate(
        {"id": f"p{number}", "name": f"Invented {number}", "specialty": "family_medicine", **facts}
    )


def at(number: int, latitude: float, longitude: float, city: str = "Nowhere", state: str = "OH") -> Program:
    return program(number, latitude=latitude, longitude=longitude, city=city, state=state)


def by(together: str, *sides: tuple[Program, ...], real: bool = True, **more: object) -> tuple:
    return regions_of(CoupleRequest.model_validate({"together": together, **more}), sides, real=real)


OHIO, NEW_YORK, JERSEY, STATELESS = (
    program(1, state="OH"), program(2, state="NY"), program(3, state="NJ"), program(4),
)  # fmt: skip


def test_states_and_divisions_are_regions_and_a_program_without_a_state_is_nowhere() -> None:
    sides = (OHIO, NEW_YORK), (JERSEY, STATELESS)
    assert by("state", *sides) == (("Ohio", "New York"), ("New Jersey", NOWHERE))
    assert by("division", *sides) == (
        ("East North Central", "Middle Atlantic"),
        ("Middle Atlantic", NOWHERE),
    )
    (everywhere,) = {name for side in by("anywhere", *sides) for name in side}
    assert everywhere != NOWHERE


placed = st.tuples(
    st.floats(39, 43), st.floats(-85, -80), st.sampled_from(["Lake", "Hill"]), st.sampled_from(["OH", "MI"])
)


@given(st.lists(placed, min_size=1, max_size=12), st.lists(placed, max_size=5), st.floats(1, 300))
def test_no_two_programs_of_a_group_are_farther_apart_than_was_said(
    first: list[tuple], second: list[tuple], most: float
) -> None:
    sides = tuple(tuple(at(i, *where) for i, where in enumerate(side)) for side in (first, second))
    regions = by("miles", *sides, miles=most)
    groups: dict[str, list[Program]] = {}
    for side, names in zip(sides, regions, strict=True):
        for one, name in zip(side, names, strict=True):
            groups.setdefault(name, []).append(one)
    assert NOWHERE not in groups
    for inside in groups.values():
        for a, b in combinations(inside, 2):
            assert miles((a.latitude, a.longitude), (b.latitude, b.longitude)) <= most + 1e-6
    # No group could be put to another whole: that would lose pairs of programs that are near each other.
    for a, b in combinations(groups.values(), 2):
        assert any(
            miles((x.latitude, x.longitude), (y.latitude, y.longitude)) > most - 1e-6 for x in a for y in b
        )


def test_a_group_is_named_after_its_commonest_city_and_numbered_where_several_share_it() -> None:
    sides = (
        (at(1, 40.0, -83.0, "Lake"), at(2, 40.1, -83.0, "Lake"), at(3, 40.1, -83.1, "Hill")),
        (at(4, 42.9, -78.9, "Lake"), at(5, 30.0, -97.0, "Far"), program(6, state="OH")),
    )
    assert by("miles", *sides, miles=50) == (
        ("around Lake, OH (1)",) * 3,
        ("around Lake, OH (2)", "around Far, OH", NOWHERE),
    )


def test_a_group_of_which_only_the_state_is_known_is_named_after_it() -> None:
    one = program(1, latitude=40.0, longitude=-83.0, state="OH")
    other = program(2, latitude=18.2, longitude=-66.4)
    assert by("miles", (one,), (other,)) == (("around Ohio",), ("around unnamed place",))


@pytest.mark.parametrize(
    ("together", "real", "told"),
    [
        ("miles", False, "miles needs a program list with places"),
        ("miles", True, "no program of the list has a place"),
        ("state", True, "no program of the list has a state"),
    ],
)
def test_a_rule_that_needs_places_which_are_not_known_is_refused_in_words(
    together: str, real: bool, told: str
) -> None:
    with pytest.raises(PlanningError, match=told) as caught:
        by(together, (STATELESS,), (STATELESS,), real=real)
    assert [p.path for p in caught.value.problems] == ["together"]
