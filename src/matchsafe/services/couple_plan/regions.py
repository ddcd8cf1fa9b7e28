"""What counts as matching together: the region of each program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from matchsafe.domain.couple_plan import CoupleRequest
from matchsafe.domain.places import EARTH_MILES, division
from matchsafe.domain.problem import Problem
from matchsafe.domain.program import Program
from matchsafe.domain.states import STATE_NAMES
from matchsafe.planning.couples import NOWHERE
from matchsafe.planning.errors import MissingExtraError, PlanningError
from matchsafe.planning.solver import HOW

ANYWHERE: Final = "anywhere"
Point = tuple[float, float]


def regions_of(
    request: CoupleRequest, sides: Sequence[Sequence[Program]], *, real: bool
) -> tuple[tuple[str, ...], ...]:
    """The region of every program of both partners; ``NOWHERE`` where its place is not known.

    Args:
        request: What counts as together.
        sides: Each partner's programs.
        real: Whether these are programs of a list; average programs of a state have no place within it.

    Raises:
        PlanningError: If no place is known that the rule needs.
        MissingExtraError: If the plan extra is not installed.
    """
    if request.together == "anywhere":
        return tuple((ANYWHERE,) * len(side) for side in sides)
    if request.together == "miles":
        if not real:
            raise _problem(
                "miles needs a program list with places; without one, accepted: state, division, anywhere"
            )
        return _within(request.miles, sides)
    by_division = request.together == "division"
    found = tuple(tuple(_region_name(p.state, by_division) for p in side) for side in sides)
    if not any(name for side in found for name in side):
        raise _problem("no program of the list has a state; accepted: anywhere")
    return found


def _region_name(state: str | None, by_division: bool) -> str:
    if state is None:
        return NOWHERE
    return division(state) if by_division else STATE_NAMES[state]


def _problem(message: str) -> PlanningError:
    return PlanningError([Problem(message, "unknown", "together")])


def _within(miles: float, sides: Sequence[Sequence[Program]]) -> tuple[tuple[str, ...], ...]:
    """Groups of programs of which no two are farther apart than so many miles (complete linkage)."""
    placed = {_point(p): None for side in sides for p in side if _point(p) is not None}
    if not placed:
        raise _problem(
            "no program of the list has a place (latitude and longitude); accepted: state, division, anywhere"
        )
    points = [p for p in placed if p is not None]
    group = dict(zip(points, _groups(points, miles), strict=True))
    members: dict[int, list[Program]] = {}
    for program in (p for side in sides for p in side):
        if (at := _point(program)) is not None:
            members.setdefault(group[at], []).append(program)
    names = _names(members)
    return tuple(
        tuple(NOWHERE if (at := _point(p)) is None else names[group[at]] for p in side) for side in sides
    )


def _point(program: Program) -> Point | None:
    if program.latitude is None or program.longitude is None:
        return None
    return program.latitude, program.longitude


def _groups(points: list[Point], miles: float) -> list[int]:
    """Complete linkage on the unit sphere, where a chord stands for each distance on the ground."""
    if len(points) == 1:
        return [0]
    try:
        from scipy.cluster.hierarchy import fcluster, linkage
    except ImportError as error:
        raise MissingExtraError(HOW) from error
    lat, lon = np.radians(points).T
    on_sphere = np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
    chord = 2 * np.sin(min(miles / EARTH_MILES, np.pi) / 2)
    return [int(g) for g in fcluster(linkage(on_sphere, "complete"), chord, "distance")]


def _names(members: dict[int, list[Program]]) -> dict[int, str]:
    """A name for each group: its commonest city, else its commonest state; numbered where several share one."""
    usual = {g: _place(programs) for g, programs in sorted(members.items())}
    often, seen = Counter(usual.values()), Counter[str]()
    names = {}
    for g, name in usual.items():
        seen[name] += 1
        names[g] = f"{name} ({seen[name]})" if often[name] > 1 else name
    return names


def _place(programs: Iterable[Program]) -> str:
    found = Counter(", ".join(filter(None, (p.city, p.state))) or "unnamed place" for p in programs)
    place = found.most_common(1)[0][0]
    return f"around {STATE_NAMES.get(place, place)}"
