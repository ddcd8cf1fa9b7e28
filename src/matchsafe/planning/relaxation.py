"""The concave relaxation of a plan as a linear program: what no list can beat.

With ``x`` the (possibly fractional) list, a level is missed in a scenario with chance at least ``exp(-T)``
where ``T`` is linear in ``x``; a tangent of the exponential never lies above it. So minimising the tangents'
upper envelope bounds the chance of a miss from below, and any set of tangents gives a valid bound. Fees rise
with the number of programs and are therefore the upper envelope of their own lines.

Where a position has two parts, ``A B <= min(A, B)`` times the most the other side can reach replaces the product (see
``docs/methods/planning.md``): valid, but not exact on whole lists.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from matchsafe.planning.aggregation import reach
from matchsafe.planning.chances import Floats
from matchsafe.planning.objective import Levels
from matchsafe.planning.problem import Ints, PortfolioProblem
from matchsafe.planning.solver import LinearProgram, SparseRows

AROUND: Final = (-1.2, -0.6, -0.3, -0.15, -0.07, -0.02, 0.03, 0.08, 0.16, 0.32, 0.64, 1.2)
"""Where tangents touch at first, besides at nothing: around the exposure of a list known to be good."""


PART_SHIFTS: Final = (-0.3, 0.0, 0.3, 1.0)
"""The same for the exposures of parts."""
TINY: Final = 1e-300
"""Kept in a denominator that underflows when a part is all but certain."""


class Relaxation:
    """The linear program of a problem: variables, fixed rows, and tangents that can be added.

    Variables in order: one for each open (mode, program); T by (level, scenario); the miss by (level,
    scenario); the fee and the opening of each specialty; the opening of the season; and where there are two
    parts, the exposures of first parts by (level, pool, scenario), of second parts by (pool, scenario), and
    what both make of it by (level, pool, scenario).

    Args:
        share: Which scenarios make up each node (see ``merge``).
    """

    def __init__(self, problem: PortfolioProblem, levels: Levels, share: Floats) -> None:
        self.problem, self.levels = problem, levels
        self.weights = share.sum(axis=1)
        self.exposures = problem.chances.exposures @ (share / self.weights[:, None]).T
        layout = problem.layout
        signalled = layout.caps.T[:, layout.specialty] > 0
        self.mode, self.program = np.nonzero(layout.free[None, :] & signalled)
        self.nodes, self.steps, self.pools = len(share), len(levels.steps), layout.pools
        n, kinds, cells = len(self.program), len(layout.specialties), self.steps * self.nodes
        widths = (
            n,
            cells,
            cells,
            kinds,
            kinds,
            1,
            cells * self.pools,
            self.pools * self.nodes,
            cells * self.pools,
        )
        starts = np.concatenate([[0], np.cumsum(widths)]).tolist()
        self.at_t, self.at_miss, self.at_fee, self.at_open, self.at_season = starts[1:6]
        self.at_first, self.at_second, self.at_both, self.width = starts[6:]
        self.cost = np.zeros(self.width)
        self.cost[self.at_miss : self.at_fee] = np.outer(levels.steps, self.weights).ravel()
        self.lower, self.upper = np.zeros(self.width), np.full(self.width, np.inf)
        self.upper[:n] = 1.0
        self.upper[self.at_miss : self.at_fee] = 1.0
        self.upper[self.at_open : self.at_first] = 1.0
        self._rows: list[SparseRows] = []
        if self.pools:
            whole = reach(problem, problem.chances.exposures)
            self.reach = np.stack([whole[..., own > 0].max(axis=-1) for own in share], axis=-1)
        self._exposures()
        self._rules()

    def _add(self, rows: Ints, columns: Ints, values: Floats, limits: Floats) -> None:
        """Rows that may not go above their limits."""
        self._rows.append(SparseRows(rows, columns, values, np.full(len(limits), -np.inf), limits))

    def _row(self, columns: Any, values: Any, limit: float) -> None:
        columns = np.asarray(columns, np.int64)
        values = np.broadcast_to(np.asarray(values, np.float64), columns.shape)
        self._add(np.zeros(len(columns), np.int64), columns, values, np.array([limit], np.float64))

    def _exposures(self) -> None:
        """Rows that define T and the exposures of parts, and what applications already sent bring to each.

        T of a level is T of the level above, plus what programs of this level add, plus what pools add over
        the level above.
        """
        layout, nodes, pools = self.problem.layout, self.nodes, self.pools
        cells = self.steps * nodes
        # The row each program's exposure goes to: T of its level, or that of its part, level and pool.
        level = self.levels.of
        first = cells + (level * pools + layout.pool) * nodes
        second = cells * (1 + pools) + layout.pool * nodes
        goes = np.where(layout.part == 0, level * nodes, np.where(layout.part == 1, first, second))
        rows = goes[self.program][:, None] + np.arange(nodes)
        columns = np.broadcast_to(np.arange(len(self.program))[:, None], rows.shape)
        entries = [(rows.ravel(), columns.ravel(), self.exposures[self.mode, self.program].ravel())]

        def diagonal(row: Ints, column: Ints, value: float) -> None:
            entries.append((row, column, np.full(len(row), value)))

        t, f = np.arange(cells), np.arange(cells * pools)
        diagonal(t, self.at_t + t, -1.0)
        diagonal(t[nodes:], self.at_t + t[: cells - nodes], 1.0)
        g = np.arange(pools * nodes)
        diagonal(cells + f, self.at_first + f, -1.0)
        diagonal(cells + f[len(g) :], self.at_first + f[: len(f) - len(g)], 1.0)
        diagonal(cells * (1 + pools) + g, self.at_second + g, -1.0)
        to_t = f // max(len(g), 1) * nodes + f % nodes
        diagonal(to_t, self.at_both + f, 1.0)
        diagonal(to_t[len(g) :], self.at_both + f[: len(f) - len(g)], -1.0)
        height = cells * (1 + pools) + pools * nodes
        sunk = np.zeros((height,))
        held = np.flatnonzero(layout.locked >= 0)
        np.add.at(sunk, goes[held][:, None] + np.arange(nodes), self.exposures[layout.locked[held], held])
        row, column, value = (np.concatenate(columns) for columns in zip(*entries, strict=True))
        self._rows.append(SparseRows(row, column, value, -sunk, -sunk))

    def _rules(self) -> None:
        """Everything a list has to respect."""
        problem, layout = self.problem, self.problem.layout
        of = layout.specialty[self.program]
        variables = np.arange(len(self.program))
        held = layout.locked >= 0
        if (self.mode > 0).any():
            self._add(self.program, variables, np.ones(len(variables)), np.ones(problem.programs))
        for j in problem.include:
            if not held[j]:
                self._row(variables[self.program == j], -1.0, -1.0)
        for m in problem.minimums:
            inside = np.isin(self.program, list(m.members))
            self._row(variables[inside], -1.0, sum(bool(held[j]) for j in m.members) - m.at_least)
        if problem.max_programs is not None:
            self._row(variables, 1.0, max(problem.max_programs - int(held.sum()), 0))
        for c in range(len(layout.specialties)):
            mine = variables[of == c]
            self._row(mine, 1.0, max(int(layout.most[c] - layout.start[c]), 0))
            for mode in (1, 2):
                used = int((layout.locked[layout.specialty == c] == mode).sum())
                self._row(mine[self.mode[mine] == mode], 1.0, max(int(layout.caps[c, mode]) - used, 0))
            self._fees(c, mine)
        if problem.fixed_fee and not held.any():
            self._opens(variables, self.at_season)
        if problem.budget is not None:
            fees = np.arange(self.at_fee, self.at_open)
            season = 0.0 if held.any() else problem.fixed_fee
            self._row([*fees, self.at_season], [1.0] * len(fees) + [season], problem.budget)

    def _fees(self, c: int, mine: Ints) -> None:
        """The fee of a specialty lies on or above the line of each tier; its opening fee comes on top."""
        layout = self.problem.layout
        start, table = int(layout.start[c]), layout.fees[c]
        opening = self.problem.fees[layout.specialties[c]].opening if start == 0 else 0.0
        if opening:
            self._opens(mine, self.at_open + c)
        each = np.diff(table[start:])
        each[:1] -= opening
        total = np.concatenate([[0.0], np.cumsum(each)])
        for k in np.flatnonzero(np.diff(each, prepend=-1.0) > 0).tolist():
            # fee >= total[k] + price * (n - k), plus the opening
            columns = [*mine, self.at_fee + c, self.at_open + c]
            values = [*np.full(len(mine), each[k]), -1.0, opening]
            self._row(columns, values, each[k] * k - total[k])

    def _opens(self, variables: Ints, switch: int) -> None:
        """Any program needs the switch to be on."""
        n = len(variables)
        rows = np.concatenate([np.arange(n), np.arange(n)])
        columns = np.concatenate([variables, np.full(n, switch)])
        self._add(rows, columns, np.concatenate([np.ones(n), -np.ones(n)]), np.zeros(n))

    def touch(self, exposures: Floats) -> None:
        """Add the tangent of the exponential at these values of T; shape (levels, scenarios)."""
        t = np.maximum(exposures, 0.0).ravel()
        slope = np.exp(-t)
        size = len(t)
        rows = np.concatenate([np.arange(size), np.arange(size)])
        columns = np.concatenate([self.at_t + np.arange(size), self.at_miss + np.arange(size)])
        # miss >= slope * (1 + t - T)
        self._add(rows, columns, np.concatenate([-slope, -np.ones(size)]), -slope * (1 + t))

    def touch_parts(self, first: Floats, second: Floats) -> None:
        """Add the tangents of what a pool makes of its parts; (levels, pools, scenarios) and (pools, scenarios)."""
        size = first.size
        cells = np.arange(size)
        both = self.at_both + cells
        sides = (
            (first, self.reach[1], self.at_first + cells),
            (second, self.reach[0], self.at_second + cells % second.size),
        )
        for exposure, other, columns in sides:
            t = np.broadcast_to(np.maximum(exposure, 0.0), first.shape).ravel()
            c = np.broadcast_to(other, first.shape).ravel()
            missed = 1 - c + c * np.exp(-t)
            slope = c * np.exp(-t) / np.maximum(missed, TINY)
            value = -np.log(np.maximum(missed, TINY))
            rows = np.concatenate([cells, cells])
            values = np.concatenate([np.ones(size), -slope])
            # both <= value + slope * (exposure - t)
            self._add(rows, np.concatenate([both, columns]), values, value - slope * t)

    def exposures_of(self, modes: Ints) -> tuple[Floats, Floats, Floats]:
        """T of a list by (level, scenario), and the exposures of its parts as ``touch_parts`` takes them."""
        layout = self.problem.layout
        on = np.flatnonzero(modes >= 0)
        brought, level, pool, part = (
            self.exposures[modes[on], on],
            self.levels.of[on],
            layout.pool[on],
            layout.part[on],
        )
        t = np.zeros((self.steps, self.nodes))
        first = np.zeros((self.steps, self.pools, self.nodes))
        second = np.zeros((self.pools, self.nodes))
        np.add.at(t, level[part == 0], brought[part == 0])
        np.add.at(first, (level[part == 1], pool[part == 1]), brought[part == 1])
        np.add.at(second, pool[part == 2], brought[part == 2])
        t, first = np.cumsum(t, axis=0), np.cumsum(first, axis=0)
        return t + np.minimum(first, second).sum(axis=1), first, second

    def start_tangents(self, modes: Ints) -> None:
        """Tangents at nothing and around the exposures of a good list."""
        t, first, second = self.exposures_of(modes)
        for shift in (-np.inf, *AROUND):
            self.touch(t + shift)
        for shift in (-np.inf, *PART_SHIFTS) if self.pools else ():
            self.touch_parts(first + shift, second + shift)

    def touch_list(self, modes: Ints) -> None:
        """Tangents at a list: from then on it is not valued above what the relaxation itself says."""
        t, first, second = self.exposures_of(modes)
        self.touch(t)
        if self.pools:
            self.touch_parts(first, second)

    def list_of(self, x: Floats) -> Ints:
        """The modes of a solution in whole programs."""
        modes = self.problem.layout.locked.copy()
        taken = x[: len(self.program)] > 0.5
        modes[self.program[taken]] = self.mode[taken]
        return modes

    def linear_program(self, *, whole: bool = False) -> LinearProgram:
        """The linear program as it stands; with whole programs only, where that is asked for."""
        numbers = None
        if whole:
            numbers = np.zeros(self.width, np.int64)
            numbers[: len(self.program)] = numbers[self.at_open : self.at_first] = 1
        return LinearProgram(self.cost, self.lower, self.upper, SparseRows.stack(self._rows), numbers)

    def shares(self, x: Floats) -> Floats:
        """How much a solution takes of each (mode, program); shape (3, J)."""
        out = np.zeros((3, self.problem.programs))
        out[self.mode, self.program] = x[: len(self.program)]
        return out
