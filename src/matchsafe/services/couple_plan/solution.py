"""From two seasons to two solved lists, and what values them on held-out draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.couple_plan import CoupleRequest
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.problem import Problem
from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.domain.states import STATE_NAMES
from matchsafe.odds.invitation import joint_weights
from matchsafe.planning import PlanningError, PortfolioProblem
from matchsafe.planning.couples import NOWHERE, CouplePortfolio, plan_for_two
from matchsafe.planning.problem import Ints
from matchsafe.services.couple_plan.regions import regions_of
from matchsafe.services.plan.candidates import Candidates, candidates
from matchsafe.services.plan.evaluator import chances_of
from matchsafe.services.plan.held_interviews import HELD
from matchsafe.services.plan.solution import problem_of, scenarios_at

T = TypeVar("T")

DRAWS: Final = 8
"""Draws of the model a plan for two is searched on: fewer than for one, as strengths come in pairs."""
NODES: Final = 5
"""Strengths of a draw for each partner while two lists are searched: few, as each meets each."""
WHO: Final = ("first", "second")


@dataclass(frozen=True, eq=False)
class Partner:
    """One partner and what there is to choose from.

    Attributes:
        sent: The day new applications are sent.
        regions: The region of each program of ``candidates``, then of each interview held.
        parts_set_aside: Advanced and preliminary positions that were left aside.
    """

    season: Season
    request: PlanRequest
    candidates: Candidates
    problem: PortfolioProblem
    sent: date
    regions: tuple[str, ...]
    parts_set_aside: int

    def on_list(self, number: int) -> bool:
        """Whether a number is that of a program which may stand on a list, not of an interview held."""
        return number < len(self.candidates.programs) and number not in self.candidates.invited

    def program(self, number: int) -> Program:
        """A program of the candidates, or that of an interview held."""
        return (*self.candidates.programs, *self.candidates.held)[number]


@dataclass(frozen=True, eq=False)
class CoupleSolution:
    """Two lists.

    Attributes:
        partners: Both partners with what they could choose from.
        found: The lists in plain numbers.
        stopped: Whether the search was stopped on the way.
    """

    partners: tuple[Partner, Partner]
    found: CouplePortfolio
    stopped: bool

    def numbers(self, who: int) -> Ints:
        """Programs on a partner's list, by their number in the partner's candidates."""
        return self.found.second if who else self.found.first

    def modes(self, who: int) -> Ints:
        """How each of them is sent."""
        start = self.partners[0].problem.programs if who else 0
        return self.found.modes[self.numbers(who) + start]


def solve_couple(
    seasons: tuple[Season, Season],
    request: CoupleRequest,
    catalog: Catalog | None,
    on: date,
    *,
    cancel: Callable[[], bool],
) -> CoupleSolution:
    """Search both lists.

    Raises:
        PlanningError: Naming every part of the request that cannot be met, and whose it is.
    """
    asked = [
        getattr(request, who).model_copy(update={"budget": None, "fee_year": request.fee_year}) for who in WHO
    ]
    offered = _each(lambda k: candidates(seasons[k], asked[k], catalog, on))
    places = [(*c.programs, *c.held) for c in offered]
    regions = regions_of(request, places, real=catalog is not None)
    drawn = [
        scenarios_at(seasons[k], asked[k], c, range(len(c.programs)), on, count=DRAWS, nodes=NODES)
        for k, c in enumerate(offered)
    ]
    problems = _each(
        lambda k: _for_a_couple(
            problem_of(
                offered[k],
                asked[k],
                chances_of(drawn[k], sorted(offered[k].invited), sorted(offered[k].open_invitations)),
                on,
            ),
            asked[k],
        )
    )
    partners = tuple(
        Partner(seasons[k], asked[k], offered[k], problem, asked[k].sent_on or on, regions[k], aside)
        for k, (problem, aside) in enumerate(problems)
    )
    found = plan_for_two(
        partners[0].problem,
        partners[1].problem,
        regions=(regions[0], regions[1]),
        weights=joint_weights(drawn[0], drawn[1]),
        worth=_worth(request, places, regions),
        budget=request.budget,
        cancel=cancel,
    )
    return CoupleSolution((partners[0], partners[1]), found, cancel())


def _each(make: Callable[[int], T]) -> list[T]:
    """The same for both partners, with the problems of both told at once."""
    made, problems = [], []
    for k, who in enumerate(WHO):
        try:
            made.append(make(k))
        except PlanningError as error:
            problems += [Problem(p.message, p.code, f"{who}.{p.path}") for p in error.problems]
    if problems:
        raise PlanningError(problems)
    return made


def _for_a_couple(problem: PortfolioProblem, request: PlanRequest) -> tuple[PortfolioProblem, int]:
    """The problem without positions that need another one, and how many those are; its longest list by specialty.

    Raises:
        PlanningError: If a longest list is asked for over several specialties.
    """
    aside: frozenset[int] = frozenset()
    if problem.parts is not None:
        aside = (
            frozenset(j for j, part in enumerate(problem.parts) if part != "alone") - problem.applied.keys()
        )
    most = dict(problem.max_per_specialty)
    if request.max_programs is not None:
        names = [name for name in dict.fromkeys(problem.specialty) if name != HELD]
        if len(names) > 1:
            message = "cannot be kept over several specialties in a plan for two; give max_per_specialty"
            raise PlanningError([Problem(message, "contradiction", "max_programs")])
        most |= {name: min(request.max_programs, most.get(name, request.max_programs)) for name in names}
    kept = replace(
        problem, parts=None, pools=None, exclude=problem.exclude | aside, include=problem.include - aside,
        max_programs=None, max_per_specialty=most,
    )  # fmt: skip
    return kept, len(aside)


def _worth(
    request: CoupleRequest, sides: Sequence[Sequence[Program]], regions: Sequence[Sequence[str]]
) -> dict[str, float] | None:
    """What a match together is worth by region; ``None`` where one place is as good as another."""
    if not request.wanted_states or not request.wanted_weight:
        return None
    best = wanted_regions(request, sides, regions)
    less = 1 / (1 + request.wanted_weight)
    return {name: 1.0 if name in best else less for side in regions for name in side}


def wanted_regions(
    request: CoupleRequest, sides: Sequence[Sequence[Program]], regions: Sequence[Sequence[str]]
) -> frozenset[str]:
    """Regions of which every program with a known state is in a wanted state.

    Raises:
        PlanningError: If there is none.
    """
    states: dict[str, set[str]] = {}
    for programs, names in zip(sides, regions, strict=True):
        for program, name in zip(programs, names, strict=True):
            if name != NOWHERE and program.state is not None:
                states.setdefault(name, set()).add(program.state)
    found = frozenset(name for name, inside in states.items() if inside <= set(request.wanted_states))
    if not found:
        listed = ", ".join(STATE_NAMES[s] for s in request.wanted_states)
        message = (
            f"no region lies in {listed} alone; with together by state each state is a region of its own"
        )
        raise PlanningError([Problem(message, "empty", "wanted_states")])
    return found
