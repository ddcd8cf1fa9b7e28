"""What lists are worth on draws of the model that none of them was chosen on, each figure with its range.

A list looks better on the draws it was chosen on than it is. So everything a plan says of a list is averaged over many
others, and its range is where the averages of nine in ten of these draws lie.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from matchsafe.domain.estimate import Estimate
from matchsafe.odds.invitation import Scenarios
from matchsafe.odds.quadrature import LEVEL, estimate
from matchsafe.planning import Chances, PortfolioProblem, by_draw, evaluate
from matchsafe.planning.counts import Interviews, interviews
from matchsafe.planning.measures import if_independent, objective_of, thirds
from matchsafe.planning.objective import Objective
from matchsafe.planning.places import match_there
from matchsafe.planning.sensitivity import tilt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Modes = Sequence[int] | Ints


def chances_of(found: Scenarios, invited: Sequence[int] = (), waiting: Sequence[int] = ()) -> Chances:
    """The planner's arrays from the model's: the programs, then the interviews held, which need no invitation.

    Args:
        found: The scenarios.
        invited: Rows of programs whose answer is among the interviews held; they count there alone.
        waiting: Rows of programs that have invited, with nothing booked yet: the interview is sure.
    """
    invites, hits = {}, {}
    for signal, chance in found.invite.items():
        every = np.concatenate([chance, np.ones_like(found.held)])
        every[list(waiting)] = 1
        every[list(invited)] = 0
        invites[signal] = every
        hits[signal] = np.concatenate([every[: len(chance)] * found.reach, found.held])
    return Chances(
        weights=found.weights / found.weights.sum(),
        hit=hits["plain"],
        invite=invites["plain"],
        hit_silver=hits.get("silver"),
        hit_gold=hits.get("gold"),
        invite_silver=invites.get("silver"),
        invite_gold=invites.get("gold"),
    )


def strength_groups(strength: Floats, draw: Ints) -> tuple[Floats, Ints]:
    """Strength by scenario, and groups within which a belief about it may shift: the draws.

    Lists that lead nowhere (strength not a number) stay as frequent as they are, whatever the strength.
    """
    nowhere = np.isnan(strength)
    return np.where(nowhere, 0.0, strength), 2 * draw + nowhere


@dataclass(frozen=True, eq=False)
class PortfolioEvaluator:
    """Some programs of a problem on many draws. Lists are given as modes over all programs of the problem.

    Attributes:
        problem: The problem of these programs and of the interviews held, without rules.
        numbers: Their numbers in the whole problem, the interviews held last.
        held: How many interviews are held.
        draw: The draw of each scenario.
        strength: See ``Scenarios.strength``.
    """

    problem: PortfolioProblem
    numbers: Ints
    held: int
    draw: Ints
    strength: Floats

    @classmethod
    def of(
        cls,
        problem: PortfolioProblem,
        numbers: Sequence[int],
        many: Scenarios,
        invited: Collection[int],
        waiting: Collection[int] = (),
    ) -> PortfolioEvaluator:
        """An evaluator of lists of these programs; ``many`` has their chances, row by row (see ``chances_of``)."""
        held = len(many.held)
        every = [*numbers, *range(problem.programs - held, problem.programs)]
        rows = [[row for row, j in enumerate(numbers) if j in some] for some in (invited, waiting)]
        chances = chances_of(many, *rows)
        return cls(part_of(problem, every, chances), np.array(every), held, many.draw, many.strength)

    def held_worth(self) -> Floats:
        """Chance of matching with the interviews held alone, one value a draw."""
        alone = np.full(len(self.numbers), -1)
        alone[len(self.numbers) - self.held :] = 0
        return self._average(evaluate(self.problem, alone))

    def _mine(self, modes: Modes) -> Ints:
        return np.asarray(modes, np.int64)[self.numbers]

    def _average(self, values: Floats) -> Floats:
        """Averages within each draw: (..., S) to (..., draws)."""
        return by_draw(values, self.problem.chances.weights, self.draw)

    def worth(self, modes: Modes) -> Floats:
        """Chance of matching with a list, one value a draw."""
        return self._average(evaluate(self.problem, self._mine(modes)))

    def worth_of_parts(self, parts: Sequence[Modes]) -> Floats:
        """Mean chance of matching with each of many lists, each of them little else than the one before."""
        objective, exposures = objective_of(self.problem, "match"), self.problem.chances.exposures
        state, before = np.zeros((objective.groups, len(self.draw))), np.full(len(self.numbers), -1)
        out = []
        for mine in map(self._mine, parts):
            for j in np.flatnonzero(mine != before).tolist():
                for mode, sign in ((before[j], -1), (mine[j], 1)):
                    if mode >= 0:
                        state[objective.group[j]] += sign * exposures[mode, j]
            before = mine
            out.append(self._average(objective.by_scenario(state)).mean())
        return np.array(out)

    def chance(self, modes: Modes) -> Estimate:
        """Chance of matching with a list."""
        return estimate(self.worth(modes))

    def gain(self, modes: Modes, over: Modes) -> Estimate:
        """What a list adds over one that it could have been; the range is that of the difference.

        A larger budget can always buy the smaller list: where that one is better in some draws, nothing is added.
        """
        return estimate(np.maximum(self.worth(modes) - self.worth(over), 0))

    def with_strength(self, modes: Modes, by: float) -> Estimate:
        """Chance of matching if strength is ``by`` of its standard deviations higher than thought, in every draw."""
        strength, groups = strength_groups(self.strength, self.draw)
        weights = tilt(self.problem.chances.weights, strength, by, groups)
        return estimate(by_draw(evaluate(self.problem, self._mine(modes)), weights, self.draw))

    def by_strength(self, modes: Modes) -> tuple[Estimate, Estimate, Estimate]:
        """Chance of matching for the weakest, the middle and the strongest third of what the applicant may be like."""
        value, weights = evaluate(self.problem, self._mine(modes)), self.problem.chances.weights
        rows = []
        for d in range(int(self.draw.max()) + 1):
            mine = self.draw == d
            nowhere = mine & np.isnan(self.strength)
            known = np.flatnonzero(mine & ~nowhere)
            order = np.argsort(self.strength[known], kind="stable")
            share = weights[known].sum() / weights[mine].sum()
            rest = float(weights[nowhere] @ value[nowhere]) / weights[mine].sum()
            rows.append([share * x + rest for x in thirds(value[known], weights[known], order)])
        weak, middle, strong = (estimate(column) for column in np.array(rows).T)
        return weak, middle, strong

    def if_independent(self, modes: Modes) -> Estimate:
        """What multiplying the programs' average chances would claim; the range runs over the draws' averages."""
        mine, weights = self._mine(modes), self.problem.chances.weights
        value = float(if_independent(self.problem, mine, lambda hits: hits @ weights))
        spread = estimate(if_independent(self.problem, mine, self._average))
        return Estimate(value=value, low=min(spread.low, value), high=max(spread.high, value), level=LEVEL)

    def picks(self, modes: Modes, some: Collection[int] | None = None) -> Picks:
        """Each program of a list but the interviews held, or some of them by number, in the order of the problem."""
        mine = self._mine(modes)
        on = np.flatnonzero(mine[: len(mine) - self.held] >= 0)
        if some is not None:
            on = on[[j in some for j in self.numbers[on].tolist()]]
        return Picks(self, mine, on)


@dataclass(frozen=True, eq=False)
class Picks:
    """The programs of one list, one by one; every attribute is in the order of ``on`` (places in the evaluator)."""

    evaluator: PortfolioEvaluator
    modes: Ints
    on: Ints

    @property
    def numbers(self) -> Ints:
        """Their numbers in the whole problem."""
        return self.evaluator.numbers[self.on]

    @cached_property
    def _invite(self) -> Floats:
        return np.asarray(self.evaluator.problem.chances.invites[self.modes[self.on], self.on])

    def interview(self) -> list[Estimate]:
        """Chance of an interview at each, sent as planned."""
        return [estimate(row) for row in self.evaluator._average(self._invite)]

    def count(self) -> Interviews:
        """How many interviews they bring together."""
        return interviews(self._invite, self.evaluator.problem.chances.weights)

    @cached_property
    def _worth(self) -> Floats:
        objective, state = self._state
        return self.evaluator._average(objective.by_scenario(state))

    @cached_property
    def _state(self) -> tuple[Objective, Floats]:
        problem, on = self.evaluator.problem, np.flatnonzero(self.modes >= 0)
        objective = objective_of(problem, "match")
        return objective, objective.state(on, problem.chances.exposures[self.modes[on], on])

    def _without(self, place: int, mode: int) -> Floats:
        """Worth of the list where one program is sent in another mode, or not at all (-1)."""
        (objective, state), exposures = self._state, self.evaluator.problem.chances.exposures
        other, group = state.copy(), objective.group[place]
        other[group] -= exposures[self.modes[place], place]
        if mode >= 0:
            other[group] += exposures[mode, place]
        return self.evaluator._average(objective.by_scenario(other))

    def gain(self) -> list[Estimate]:
        """What the list would lose without each."""
        return [estimate(self._worth - self._without(j, -1)) for j in self.on.tolist()]

    def signal_gain(self) -> list[Estimate]:
        """What the list would lose if each went without its signal; 0 without one."""
        return [
            estimate(self._worth - self._without(j, 0))
            if self.modes[j] > 0
            else Estimate(value=0, low=0, high=0, level=LEVEL)
            for j in self.on.tolist()
        ]

    def match_there(self) -> list[Estimate]:
        """Chance of matching at each; where no preference is known, every order counts alike."""
        there = match_there(self.evaluator.problem, self.modes, self.on)
        return [estimate(row) for row in self.evaluator._average(there)]


def part_of(problem: PortfolioProblem, numbers: list[int], chances: Chances) -> PortfolioProblem:
    """The problem of some programs only, without rules: to value a list on other scenarios."""
    return PortfolioProblem(
        names=tuple(problem.names[j] for j in numbers),
        specialty=tuple(problem.specialty[j] for j in numbers),
        chances=chances,
        fees=problem.fees,
        utility=None if problem.utility is None else problem.utility[numbers],
        parts=_at_places(problem.parts, numbers),
        pools=_at_places(problem.pools, numbers),
    )


T = TypeVar("T")


def _at_places(values: tuple[T, ...] | None, numbers: list[int]) -> tuple[T, ...] | None:
    return None if values is None else tuple(values[j] for j in numbers)
