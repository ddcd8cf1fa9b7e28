"""A list in the making: which programs, how, what it costs, and what may still be added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.planning.chances import Floats
from matchsafe.planning.objective import Objective, Slopes
from matchsafe.planning.problem import Ints, PortfolioProblem

CENT: Final = 1e-6
"""Dollars below which two sums are the same."""


@dataclass(frozen=True)
class Allowance:
    """What the rules leave open: for each specialty the price of one more program and whether there is room for it."""

    price: Floats
    """Fee of the next program by specialty; infinite where there is no room or no money."""
    signals: Ints
    """Signals left by (specialty, mode)."""


class Selection:
    """A list that can grow and shrink; every change keeps the state of the objective and the cost up to date."""

    def __init__(self, problem: PortfolioProblem, objective: Objective, modes: Ints | None = None) -> None:
        self.problem, self.objective = problem, objective
        layout = problem.layout
        self.modes: Ints = np.array(layout.locked if modes is None else modes, np.int64)
        self._recount()

    def _recount(self) -> None:
        layout, chosen = self.problem.layout, self.members
        exposures = self.problem.chances.exposures[self.modes[chosen], chosen]
        self.state = self.objective.state(chosen, exposures)
        self.counts: Ints = np.bincount(layout.specialty[chosen], minlength=len(layout.specialties))
        self.used: Ints = np.zeros_like(layout.caps)
        np.add.at(self.used, (layout.specialty[chosen], self.modes[chosen]), 1)
        self._slopes: Slopes | None = None

    @property
    def members(self) -> Ints:
        """Numbers of the programs on the list, those already applied to included."""
        return np.flatnonzero(self.modes >= 0)

    @property
    def cost(self) -> float:
        """What the new applications cost."""
        return cost_of(self.problem, self.counts)

    def copy(self) -> Selection:
        """A list that changes on its own."""
        other = object.__new__(Selection)
        other.problem, other.objective = self.problem, self.objective
        other.modes, other.state = self.modes.copy(), self.state.copy()
        other.counts, other.used = self.counts.copy(), self.used.copy()
        other._slopes = self._slopes
        return other

    def take(self, other: Selection) -> None:
        """Become as another list of the same problem is."""
        self.modes, self.state, self._slopes = other.modes, other.state, other._slopes
        self.counts, self.used = other.counts, other.used

    def set(self, program: int, mode: int) -> None:
        """Put a program on the list in this mode, change its mode, or take it off (mode -1)."""
        exposures, group = self.problem.chances.exposures, int(self.objective.group[program])
        of, before = self.problem.layout.specialty[program], self.modes[program]
        change = np.zeros_like(self.state[group])
        if before >= 0:
            change -= exposures[before, program]
            self.counts[of] -= 1
            self.used[of, before] -= 1
        if mode >= 0:
            change += exposures[mode, program]
            self.counts[of] += 1
            self.used[of, mode] += 1
        self.state[group] += change
        self.modes[program] = mode
        if self._slopes is not None:
            self._slopes = self.objective.shift(self._slopes, group, change)

    def settle(self) -> None:
        """Compute the state afresh, so that rounding does not add up over many changes."""
        self._recount()

    @property
    def value(self) -> float:
        """What the list is worth."""
        if self._slopes is None and self.objective.pools:
            return self.objective.value(self.state)
        return self.slopes().value

    def slopes(self) -> Slopes:
        """What could be gained from here."""
        if self._slopes is None:
            self._slopes = self.objective.slopes(self.state)
        return self._slopes

    def room(self) -> Allowance:
        """What may still be added."""
        problem, layout, counts = self.problem, self.problem.layout, self.counts
        opens = 0.0 if counts.any() else problem.fixed_fee
        rows = zip(layout.fees, counts.tolist(), layout.most.tolist(), strict=True)
        price = np.array(
            [table.item(n + 1) - table.item(n) + opens if n < most else np.inf for table, n, most in rows]
        )
        if problem.max_programs is not None and counts.sum() >= problem.max_programs:
            price[:] = np.inf
        if problem.budget is not None:
            price[price > problem.budget - self.cost + CENT] = np.inf
        return Allowance(price, self.signals_left)

    @property
    def signals_left(self) -> Ints:
        """Signals that may still be given, by (specialty, mode)."""
        return np.asarray(self.problem.layout.caps - self.used)

    def holds_minimums(self) -> bool:
        """Whether every minimum is met."""
        on = set(self.members.tolist())
        return all(len(m.members & on) >= m.at_least for m in self.problem.minimums)

    def removable(self) -> Ints:
        """New programs that nobody insists on."""
        new = np.flatnonzero((self.modes >= 0) & (self.problem.layout.locked < 0))
        kept = self.problem.include
        return new[[j not in kept for j in new.tolist()]] if kept else new


def cost_of(problem: PortfolioProblem, counts: Iterable[int]) -> float:
    """What new applications cost when the list has so many programs in each specialty, old ones included."""
    layout = problem.layout
    counts, start = [int(n) for n in counts], layout.start.tolist()
    each = zip(layout.fees, counts, start, strict=True)
    total = sum(table.item(n) - table.item(n0) for table, n, n0 in each)
    opened = not any(start) and any(counts)
    return total + (problem.fixed_fee if opened else 0.0)


def feasible(selection: Selection) -> bool:
    """Whether a list keeps every rule of its problem."""
    problem, layout = selection.problem, selection.problem.layout
    on = selection.modes >= 0
    return bool(
        (selection.modes[layout.locked >= 0] == layout.locked[layout.locked >= 0]).all()
        and not (on & (layout.locked < 0) & ~layout.free).any()
        and all(on[j] for j in problem.include)
        and (selection.used <= layout.caps).all()
        and (selection.counts <= np.maximum(layout.most, layout.start)).all()
        and (problem.max_programs is None or on.sum() <= problem.max_programs)
        and (problem.budget is None or selection.cost <= problem.budget + CENT)
        and selection.holds_minimums()
    )


def losses(selection: Selection, programs: Ints) -> Floats:
    """What the list would lose with each of these programs taken off."""
    now = selection.problem.chances.hits[selection.modes[programs], programs]
    slopes = selection.slopes().by_group[selection.objective.group[programs]]
    return np.asarray(np.einsum("js,js->j", now / (1 - now), slopes))
