"""From candidates to a solved plan: scenarios, fees, caps, the list, and the lists it is compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.evidence.signals import signal_counts
from matchsafe.odds.invitation import ALL_DRAWS, DRAWS, Scenarios, Ties, scenarios
from matchsafe.odds.invitation.scenarios import NODES
from matchsafe.planning import (
    Chances,
    FeeSchedule,
    Minimum,
    Pick,
    PlanningError,
    Portfolio,
    PortfolioProblem,
    ProofProgress,
    SignalCaps,
    Tier,
    budget_curve,
    with_more,
)
from matchsafe.planning import plan as solve
from matchsafe.planning.curve import BudgetPoint
from matchsafe.planning.fees import schedule
from matchsafe.planning.problem import Part
from matchsafe.planning.sensitivity import Shift, sensitivity
from matchsafe.services.plan.candidates import Candidates, utilities
from matchsafe.services.plan.evaluator import Ints, Modes, PortfolioEvaluator, chances_of, strength_groups
from matchsafe.services.plan.held_interviews import HELD, sent_on

HELD_OUT_NODES: Final = 7
"""Strengths a draw on which lists are valued: a chance is within 3 in 10,000 of that with 25."""
PARTS: Final[Mapping[str | None, Part]] = {
    "advanced": "first",
    "preliminary": "second",
    "transitional": "second",
}
"""A match to an advanced position is one only together with a first year; a first year alone leads nowhere."""


@dataclass(frozen=True, eq=False)
class Solved:
    """A solved plan, what other money or another strength would make of it, and what all these lists are worth.

    Attributes:
        problem: What was solved.
        found: The plan in plain numbers, as it looks on the draws it was chosen on.
        curve: Lists for other budgets; the plan's own is among them from its cost on.
        more: The list with a little more money, by program.
        shifts: The lists if strength is a little lower and a little higher.
        evaluator: Values any of these lists on draws that none was chosen on.
        invited: Numbers of programs applied to that count as interviews held.
    """

    problem: PortfolioProblem
    found: Portfolio
    curve: tuple[BudgetPoint, ...]
    more: Ints
    shifts: tuple[Shift, ...]
    evaluator: PortfolioEvaluator
    invited: frozenset[int]

    @property
    def picks(self) -> tuple[Pick, ...]:
        """The list without what is among the interviews held."""
        return tuple(p for p in self.found.picks if self.on_list(p.number))

    def on_list(self, number: int) -> bool:
        """Whether a number is that of a program which may stand on a list."""
        return number < self.problem.programs - self.evaluator.held and number not in self.invited


def problem_of(candidates: Candidates, request: PlanRequest, chances: Chances) -> PortfolioProblem:
    """The planning problem of a request.

    Raises:
        PlanningError: Naming every part of the request that cannot be met.
    """
    programs = (*candidates.programs, *candidates.held)
    known = len(candidates.programs)
    number = {p.id: j for j, p in enumerate(programs)}
    specialty = (*(p.specialty for p in candidates.programs), *(HELD for _ in candidates.held))
    fees = schedule(request.fee_year)
    if fees is None:
        message = f"not every fee of {request.fee_year} is known; a plan needs them all. Accepted: 2025, 2026"
        raise PlanningError([Problem(message, "unknown", "fee_year")])
    minimums = tuple(
        Minimum(
            ", ".join(m.states),
            frozenset(j for j, p in enumerate(candidates.programs) if p.state in m.states),
            m.at_least,
        )
        for m in request.minimums
    )
    tracks = (*(p.track for p in candidates.programs), *(None for _ in candidates.held))
    parts: tuple[Part, ...] = tuple(PARTS.get(track, "alone") for track in tracks)
    together = {"first", "second"} <= set(parts)
    names = tuple(dict.fromkeys(specialty))
    by_name: dict[str, FeeSchedule] = dict.fromkeys(names, fees)
    by_name[HELD] = FeeSchedule((Tier(None, 0.0),))
    longest = request.max_programs
    return PortfolioProblem(
        names=tuple(p.id for p in programs),
        specialty=specialty,
        chances=chances,
        fees=by_name,
        budget=request.budget,
        signals={name: SignalCaps(*signal_counts(name)) for name in names},
        max_programs=None if longest is None else longest + len(candidates.held),
        max_per_specialty=request.max_per_specialty,
        minimums=minimums,
        include=frozenset(number[i] for i in request.include if i in number),
        exclude=frozenset(number[i] for i in request.exclude if i in number),
        applied={
            **{number[i]: sent for i, sent in request.applied.items()},
            **dict.fromkeys(range(known, len(programs))),
        },
        utility=utilities(request, programs),
        parts=parts if together else None,
        pools=tuple(0 for _ in programs) if together else None,
    )


def scenarios_at(
    season: Season,
    request: PlanRequest,
    candidates: Candidates,
    numbers: Sequence[int],
    on: date,
    *,
    count: int = DRAWS,
    nodes: int = NODES,
) -> Scenarios:
    """Chances at some of the candidates and at the interviews held, for a request; see ``odds.scenarios``."""
    return scenarios(
        season,
        [candidates.programs[j] for j in numbers],
        on,
        rates=candidates.rates.at(list(numbers)),
        ties=Ties(frozenset(request.home_states), frozenset(request.preferred_states)),
        overrides=request.overrides,
        sent=sent_on(season, request, on),
        pending=frozenset(request.applied),
        count=count,
        nodes=nodes,
    )


def solve_plan(
    season: Season,
    candidates: Candidates,
    request: PlanRequest,
    on: date,
    *,
    on_progress: Callable[[ProofProgress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Solved:
    """Search the lists on a few draws of the model, to be valued on all of them."""
    few = scenarios_at(season, request, candidates, range(len(candidates.programs)), on)
    problem = problem_of(candidates, request, chances_of(few, sorted(candidates.invited)))
    found = solve(
        problem,
        request.objective,
        exact=request.exact,
        time_limit=request.seconds,
        on_progress=on_progress,
        cancel=cancel,
    )
    modes = np.array(found.modes)
    curve = budget_curve(problem).points
    more = with_more(problem, modes).modes
    strength, groups = strength_groups(few.strength, few.draw)
    shifts = sensitivity(problem, modes, strength, aim=found.aim, within=groups)
    lists: tuple[Modes, ...] = (found.modes, more, *(p.modes for p in curve), *(s.modes for s in shifts))
    known = range(len(candidates.programs))
    numbers = sorted((_in_any(lists) & set(known)) | _one_of_each_part(problem)) or [0]
    many = scenarios_at(season, request, candidates, numbers, on, count=ALL_DRAWS, nodes=HELD_OUT_NODES)
    evaluator = PortfolioEvaluator.of(problem, numbers, many, candidates.invited)
    return Solved(problem, found, curve, more, shifts, evaluator, candidates.invited)


def _in_any(lists: Iterable[Modes]) -> set[int]:
    return {j for modes in lists for j in np.flatnonzero(np.asarray(modes) >= 0).tolist()}


def _one_of_each_part(problem: PortfolioProblem) -> set[int]:
    """Parts that need each other stay a problem only where both kinds are there."""
    parts = problem.parts or ()
    return {parts.index(part) for part in ("first", "second") if part in parts}
