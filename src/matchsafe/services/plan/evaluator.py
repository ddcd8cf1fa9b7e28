"""What lists are worth on draws of the model that none of them was chosen on, each figure with its range.

A list looks better on the draws it was chosen on than it is. So everything a plan says of a list is averaged over many
others, and its range is where the averages of nine in ten of these draws lie.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeVar

import numpy as np

from matchsafe.domain.estimate import Estimate
from matchsafe.odds.arrays import Floats, Ints
from matchsafe.odds.invitation import Scenarios
from matchsafe.odds.invitation.effects import SIGNALS
from matchsafe.odds.quadrature import LEVEL, estimate
from matchsafe.planning import Chances, PortfolioProblem, by_draw, evaluate
from matchsafe.planning.counts import Interviews, interviews
from matchsafe.planning.measures import if_independent, objective_of, thirds
from matchsafe.planning.objective import Objective
from matchsafe.planning.places import match_there
from matchsafe.planning.sensitivity import tilt

_TOGETHER: Final = 32
"""Programs that are averaged or taken off a list at a time: what the processor holds near."""

Modes = Sequence[int] | Ints


def chances_of(found: Scenarios, invited: Sequence[int] = (), waiting: Sequence[int] = ()) -> Chances:
    """The planner's arrays from the model's: the programs, then the interviews held, which need no invitation.

    Args:
        found: The scenarios.
        invited: Rows of programs whose answer is among the interviews held; they count there alone.
        waiting: Rows of programs that have invited, with nothing booked yet: the interview is sure.
    """
    invites, hits = {}, {}
    known = len(found.reach)
    for signal, chance in found.invite.items():
        invites[signal] = np.ones((known + len(found.held), chance.shape[1]))
        invites[signal][:known] = chance
        invites[signal][list(waiting)] = 1
        invites[signal][list(invited)] = 0
        hits[signal] = np.empty_like(invites[signal])
        np.multiply(invites[signal][:known], found.reach, out=hits[signal][:known])
        hits[signal][known:] = found.held
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

    A program with a signal is a row of its own beside the one without, so that signals cost nothing elsewhere.

    Attributes:
        problem: The problem of these rows, sent without a signal, and of the interviews held; it has no rules.
        numbers: Of each row the number of its program in the whole problem, the interviews held last.
        sent: How each row is sent, as a mode.
        held: How many interviews are held.
        draw: The draw of each scenario.
        strength: See ``Scenarios.strength``.
    """

    problem: PortfolioProblem
    numbers: Ints
    sent: Ints
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
        signalled: tuple[Sequence[int], Scenarios] | None = None,
    ) -> PortfolioEvaluator:
        """An evaluator of lists of these programs.

        Args:
            problem: The whole problem.
            numbers: The programs.
            many: Their chances, row by row (see ``chances_of``).
            invited: Programs whose answer is among the interviews held.
            waiting: Programs that have invited, with nothing booked yet.
            signalled: Those of the programs that lists signal, with their chances; all of them if left out.
        """
        some, found = signalled or (numbers, many)
        modes = [mode for mode, name in enumerate(SIGNALS) if mode and name in found.invite and len(some)]
        invite = [many.invite["plain"], *(found.invite[SIGNALS[mode]] for mode in modes)]
        both = many if not modes else replace(
            many,
            invite={"plain": np.concatenate(invite)},
            reach=np.concatenate([many.reach, *(found.reach for _ in modes)]),
        )  # fmt: skip
        listed = [*numbers, *(j for _ in modes for j in some)]
        sent = [0 for _ in numbers] + [mode for mode in modes for _ in some]
        held = len(many.held)
        every = [*listed, *range(problem.programs - held, problem.programs)]
        rows = [[row for row, j in enumerate(listed) if j in those] for those in (invited, waiting)]
        part = part_of(problem, every, chances_of(both, *rows))
        return cls(part, np.array(every), np.array(sent + [0] * held), held, many.draw, many.strength)

    def values(self, lists: Iterable[Modes]) -> bool:
        """Whether it has every program of these lists, sent as they are."""
        known = set(zip(self.numbers.tolist(), self.sent.tolist(), strict=True))
        return all(
            (j, modes[j]) in known
            for modes in map(np.asarray, lists)
            for j in np.flatnonzero(modes >= 0).tolist()
        )

    def held_worth(self) -> Floats:
        """Chance of matching with the interviews held alone, one value a draw."""
        alone = np.full(len(self.numbers), -1)
        alone[len(self.numbers) - self.held :] = 0
        return self._average(self._evaluate(alone))

    def rows_of(self, modes: Modes) -> Ints:
        """A list by row: 0 on it, -1 not."""
        return np.where(np.asarray(modes, np.int64)[self.numbers] == self.sent, 0, -1)

    def _average(self, values: Floats) -> Floats:
        """Averages within each draw: (..., S) to (..., draws); see ``by_draw``."""
        if values.ndim > 1 and len(values) > _TOGETHER:
            return np.concatenate(
                [self._average(values[i : i + _TOGETHER]) for i in range(0, len(values), _TOGETHER)]
            )
        begins, total = self._draws
        return np.asarray(np.add.reduceat(values * self.problem.chances.weights, begins, axis=-1) / total)

    @cached_property
    def _draws(self) -> tuple[Ints, Floats]:
        """Where each draw begins among the scenarios, and its weight."""
        begins = np.flatnonzero(np.diff(self.draw, prepend=-1))
        return begins, np.add.reduceat(self.problem.chances.weights, begins)

    @cached_property
    def _known(self) -> dict[bytes, Floats]:
        """Chances of matching with lists that were asked for."""
        return {}

    def _evaluate(self, rows: Ints) -> Floats:
        """Chance of matching with a list of these rows, by scenario."""
        key = rows.tobytes()
        if key not in self._known:
            self._known[key] = evaluate(self.problem, rows)
        return self._known[key]

    def worth(self, modes: Modes) -> Floats:
        """Chance of matching with a list, one value a draw."""
        return self._average(self._evaluate(self.rows_of(modes)))

    def worths(self, lists: Iterable[Modes]) -> list[Floats]:
        """The same with each of many lists, each of them little else than the one before."""
        objective, exposures = objective_of(self.problem, "match"), self.problem.chances.exposures
        state, before = np.zeros((objective.groups, len(self.draw))), np.full(len(self.numbers), -1)
        out = []
        for mine in map(self.rows_of, lists):
            for j in np.flatnonzero(mine != before).tolist():
                state[objective.group[j]] += exposures[0, j] if mine[j] == 0 else -exposures[0, j]
            before = mine
            out.append(self._average(objective.by_scenario(state)))
        return out

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
        return estimate(by_draw(self._evaluate(self.rows_of(modes)), weights, self.draw))

    def by_strength(self, modes: Modes) -> tuple[Estimate, Estimate, Estimate]:
        """Chance of matching for the weakest, the middle and the strongest third of what the applicant may be like."""
        value, weights = self._evaluate(self.rows_of(modes)), self.problem.chances.weights
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
        mine, weights = self.rows_of(modes), self.problem.chances.weights
        value = float(if_independent(self.problem, mine, lambda hits: hits @ weights))
        spread = estimate(if_independent(self.problem, mine, self._average))
        return Estimate(value=value, low=min(spread.low, value), high=max(spread.high, value), level=LEVEL)

    def picks(self, modes: Modes, some: Collection[int] | None = None) -> Picks:
        """Each program of a list but the interviews held, or some of them by number, in the order of the problem."""
        mine = self.rows_of(modes)
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

    def _without(self, row: int, instead: int | None = None) -> Floats:
        """Worth of the list without one row, or with another in its place."""
        (objective, state), exposures = self._state, self.evaluator.problem.chances.exposures[0]
        other, group = state.copy(), objective.group[row]
        other[group] -= exposures[row]
        if instead is not None:
            other[group] += exposures[instead]
        return self.evaluator._average(objective.by_scenario(other))

    def gain(self) -> list[Estimate]:
        """What the list would lose without each."""
        objective, state = self._state
        if objective.groups > 1:
            return [estimate(self._worth - self._without(row)) for row in self.on.tolist()]
        # Without a program the list is missed more often by one over the chance that this one misses.
        missed, hits = 1 - objective.by_scenario(state), self.evaluator.problem.chances.hits[0]
        return [
            estimate(row)
            for begin in range(0, len(self.on), _TOGETHER)
            for some in (hits[self.on[begin : begin + _TOGETHER]],)
            for row in self.evaluator._average(missed * some / (1 - some))
        ]

    def signal_gain(self) -> list[Estimate]:
        """What the list would lose if each went without its signal; 0 without one."""
        sent, numbers = self.evaluator.sent, self.evaluator.numbers.tolist()
        return [
            estimate(
                self._worth - self._without(row, numbers.index(numbers[row]))
            )  # the row without a signal is first
            if sent[row] > 0
            else Estimate(value=0, low=0, high=0, level=LEVEL)
            for row in self.on.tolist()
        ]

    def match_there(self) -> list[Estimate]:
        """Chance of matching at each; where no preference is known, every order counts alike."""
        there = match_there(self.evaluator.problem, self.modes, self.on)
        return [estimate(row) for row in self.evaluator._average(there)]


def part_of(problem: PortfolioProblem, numbers: list[int], chances: Chances) -> PortfolioProblem:
    """The problem of some programs only, without rules: to value a list on other scenarios."""
    return PortfolioProblem(
        names=tuple(map(str, range(len(numbers)))),
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
