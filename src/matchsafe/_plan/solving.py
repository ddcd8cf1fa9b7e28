"""From choices to a solved plan: scenarios, fees, caps, and the list valued on scenarios it was not chosen on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from matchsafe import evidence
from matchsafe._plan.choices import Choices, worth
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season import Season
from matchsafe.odds.invitation import MANY_DRAWS, Scenarios, Ties, scenarios
from matchsafe.odds.ranges import estimate
from matchsafe.planning import (
    Chances,
    FeeSchedule,
    Minimum,
    Plan,
    PlanningError,
    PlanningProblem,
    Problem,
    Progress,
    SignalCaps,
    by_draw,
    evaluate,
)
from matchsafe.planning import plan as solve
from matchsafe.planning.fees import schedule
from matchsafe.planning.places import match_there
from matchsafe.planning.problem import Part

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PARTS: Final[Mapping[str | None, Part]] = {
    "advanced": "first",
    "preliminary": "second",
    "transitional": "second",
}
"""A match to an advanced position is one only together with a first year; a first year alone leads nowhere."""


@dataclass(frozen=True, eq=False)
class Solved:
    """A plan and its ranges over draws of the model.

    Attributes:
        problem: What was solved.
        found: The plan in plain numbers.
        strength: Strength in each scenario of ``problem``, on any scale that rises with it; shape (S,).
        chance: Chance of matching to any program of the list.
        p_interview, p_match_there, gain: One for each of ``found.picks``.
    """

    problem: Problem
    found: Plan
    strength: Floats
    chance: Estimate
    p_interview: tuple[Estimate, ...]
    p_match_there: tuple[Estimate, ...]
    gain: tuple[Estimate, ...]


def signal_caps(specialties: tuple[str, ...]) -> dict[str, SignalCaps]:
    """Signals of each specialty in the newest season seen; one kind of signal is called silver."""
    caps = {}
    for specialty in specialties:
        for figure in ("signals.season_2026", "signals.season_2025"):
            rows = [r for r in evidence.table(figure).records() if r["specialty"] == specialty]
            if rows:
                gold, silver = (int(rows[0][k] or 0) for k in ("gold", "silver"))
                caps[specialty] = (
                    SignalCaps(gold, silver) if gold else SignalCaps(0, int(rows[0]["total"] or 0))
                )
                break
    return caps


def chances_of(found: Scenarios) -> Chances:
    """The planner's arrays from the model's."""
    return Chances(
        weights=found.weights / found.weights.sum(),
        hit=found.hit("plain"),
        invite=found.invite["plain"],
        hit_silver=found.hit("silver"),
        hit_gold=found.hit("gold"),
        invite_silver=found.invite["silver"],
        invite_gold=found.invite["gold"],
    )


def problem_of(choices: Choices, request: PlanRequest, chances: Chances) -> Problem:
    """The planning problem of a request.

    Raises:
        PlanningError: Naming every part of the request that cannot be met.
    """
    programs = choices.programs
    number = {p.id: j for j, p in enumerate(programs)}
    gone = {p.id for p, _ in choices.barred}
    specialty = tuple(p.specialty for p in programs)
    fees = schedule(request.fee_year)
    if fees is None:
        message = f"not every fee of {request.fee_year} is known; a plan needs them all. Accepted: 2025, 2026"
        raise PlanningError([PlanningProblem("fee_year", message, "unknown")])
    minimums = tuple(
        Minimum(
            ", ".join(m.states),
            frozenset(j for j, p in enumerate(programs) if p.state in m.states),
            m.at_least,
        )
        for m in request.minimums
    )
    parts: tuple[Part, ...] = tuple(PARTS.get(p.track, "alone") for p in programs)
    together = {"first", "second"} <= set(parts)
    names = tuple(dict.fromkeys(specialty))
    by_name: dict[str, FeeSchedule] = dict.fromkeys(names, fees)
    return Problem(
        names=tuple(p.id for p in programs),
        specialty=specialty,
        chances=chances,
        fees=by_name,
        budget=request.budget,
        signals=signal_caps(names),
        max_programs=request.max_programs,
        max_per_specialty=request.max_per_specialty,
        minimums=minimums,
        include=frozenset(number[i] for i in request.include),
        exclude=frozenset(number[i] for i in request.exclude if i not in gone),
        applied={number[i]: sent for i, sent in request.applied.items()},
        utility=worth(request, programs),
        parts=parts if together else None,
        pools=tuple(0 for _ in programs) if together else None,
    )


def solve_plan(
    season: Season,
    choices: Choices,
    request: PlanRequest,
    on: date,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Solved:
    """Search the list on a few draws of the model, and value it on many others."""
    ties = Ties(frozenset(request.home_states), frozenset(request.preferred_states))
    few = scenarios(season, choices.programs, on, rates=choices.rates, ties=ties, overrides=request.overrides)
    problem = problem_of(choices, request, chances_of(few))
    found = solve(
        problem,
        request.objective,
        exact=request.exact,
        time_limit=request.seconds,
        on_progress=on_progress,
        cancel=cancel,
    )
    picked = [p.number for p in found.picks]
    if not picked:
        none = Estimate(value=0, low=0, high=0)
        return Solved(problem, found, _strength(few), none, (), (), ())
    many = scenarios(
        season,
        [choices.programs[j] for j in picked],
        on,
        rates=choices.rates.at(picked),
        ties=ties,
        overrides=request.overrides,
        count=MANY_DRAWS,
    )
    return _valued(problem, found, few, many)


def _strength(found: Scenarios) -> Floats:
    average = np.clip(found.invite["plain"].mean(0), 1e-9, 1 - 1e-9)
    return np.asarray(np.log(average / (1 - average)))


def part_of(problem: Problem, numbers: list[int], chances: Chances) -> Problem:
    """The problem of some programs only, without rules: to value a list on other scenarios."""
    return Problem(
        names=tuple(problem.names[j] for j in numbers),
        specialty=tuple(problem.specialty[j] for j in numbers),
        chances=chances,
        fees=problem.fees,
        utility=None if problem.utility is None else problem.utility[numbers],
        parts=_taken(problem.parts, numbers),
        pools=_taken(problem.pools, numbers),
    )


T = TypeVar("T")


def _taken(values: tuple[T, ...] | None, numbers: list[int]) -> tuple[T, ...] | None:
    return None if values is None else tuple(values[j] for j in numbers)


def _valued(problem: Problem, found: Plan, few: Scenarios, many: Scenarios) -> Solved:
    picked = [p.number for p in found.picks]
    modes = np.array([found.modes[j] for j in picked])
    chances = chances_of(many)
    whole = part_of(problem, picked, chances)
    weights, draw = chances.weights, many.draw
    value = by_draw(evaluate(whole, modes), weights, draw)
    gains = []
    for j in range(len(picked)):
        without = modes.copy()
        without[j] = -1
        gains.append(estimate(value - by_draw(evaluate(whole, without), weights, draw)))
    invite = chances.invites[modes, np.arange(len(picked))]
    interviews = [estimate(by_draw(row, weights, draw)) for row in invite]
    if problem.utility is None and problem.parts is None:
        there = by_draw_rows(in_no_order(chances.hits[modes, np.arange(len(picked))]), weights, draw)
    else:
        there = np.array([_in_draw(whole, modes, draw == d) for d in range(int(draw.max()) + 1)]).T
    places = [estimate(row) for row in there]
    return Solved(
        problem, found, _strength(few), estimate(value), tuple(interviews), tuple(places), tuple(gains)
    )


def by_draw_rows(values: Floats, weights: Floats, draw: Ints) -> Floats:
    """Averages within each draw, row by row: (rows, S) to (rows, draws)."""
    return np.array([by_draw(row, weights, draw) for row in values])


_POINTS, _SHARES = np.polynomial.legendre.leggauss(12)
_POINTS, _SHARES = (_POINTS + 1) / 2, _SHARES / 2


def in_no_order(hits: Floats) -> Floats:
    """Chance of matching at each program where nothing is known of the applicant's preferences, by scenario.

    The average over all orders of preference: give each program a place t in the order, evenly spread over 0 to 1; it
    is where the applicant matches if it takes them and no program before it does, so its chance is
    ``hit_j`` times the integral of ``prod_(k != j) (1 - t hit_k)``. Over all programs these add to the chance of
    matching anywhere.

    Args:
        hits: Chance that each program takes the applicant, shape (programs, S).
    """
    out = np.zeros_like(hits)
    for t, share in zip(_POINTS, _SHARES, strict=True):
        missed = np.log1p(-t * hits)
        out += share * np.exp(missed.sum(0) - missed)
    return np.asarray(out * hits)


def _in_draw(problem: Problem, modes: Ints, inside: npt.NDArray[np.bool_]) -> Floats:
    chances = problem.chances
    weights = chances.weights * inside
    return match_there(replace(problem, chances=replace(chances, weights=weights / weights.sum())), modes)
