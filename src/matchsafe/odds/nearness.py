"""Whether two programs count as together, by the rule a couple chose."""

from __future__ import annotations

from typing import Final

from matchsafe.domain.places import MIDDLES, division, miles
from matchsafe.domain.season_couple import CoupleWishes
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.text import plain_name
from matchsafe.evidence import number
from matchsafe.evidence.city_points import city_point
from matchsafe.evidence.metro import metro_area

_NO_ROAD: Final = frozenset(("AK", "GU", "HI", "PR", "VI"))
"""Where no road leads to in a working week."""


def near(one: Interview | None, other: Interview | None, wishes: CoupleWishes) -> bool:
    """Whether two programs are together; never where a place that the rule needs is not known.

    With ``miles`` the distance is that between the two cities, and 0 within a city or metro area.
    """
    if one is None or other is None:
        return False
    a, b, rule = one, other, wishes.together
    if rule == "anywhere":
        return True
    if rule == "program":
        return plain_name(a.program) == plain_name(b.program)
    if rule == "city":
        return bool(a.city and b.city) and (plain_name(a.city or ""), a.state) == (
            plain_name(b.city or ""),
            b.state,
        )
    if rule == "metro":
        return _one_metro(a, b)
    if rule == "miles":
        apart = distance(one, other)
        return apart is not None and apart <= wishes.miles
    if rule == "hours":
        hours = road_hours(one, other)
        return hours is not None and hours <= wishes.hours
    if a.state is None or b.state is None:
        return False
    return a.state == b.state if rule == "state" else division(a.state) == division(b.state)


def distance(one: Interview | None, other: Interview | None) -> float | None:
    """Miles between the cities of two programs, 0 within a metro area; ``None`` where a place is not known.

    A city we have no place for lies in the middle of its state.
    """
    if one is None or other is None:
        return None
    if _one_metro(one, other):
        return 0.0
    both = (one, other)
    points = [city_point(i.city, i.state) or (None if i.state is None else MIDDLES[i.state]) for i in both]
    return None if points[0] is None or points[1] is None else miles(points[0], points[1])


def road_hours(one: Interview | None, other: Interview | None) -> float | None:
    """Hours by road between two programs, as an estimate: the miles over ``advice.travel_speed``.

    ``None`` where a place is not known, or only one of the two can be driven to from the mainland.
    """
    apart = distance(one, other)
    states = {i.state for i in (one, other) if i is not None}
    if apart is None or (len(states) > 1 and states & _NO_ROAD):
        return None
    return apart / number("advice.travel_speed")


def _one_metro(a: Interview, b: Interview) -> bool:
    areas = [metro_area(i.city, i.state).casefold() for i in (a, b)]
    return bool(areas[0]) and areas[0] == areas[1]
