"""A stable match in fractions, which always exists, by Scarf's lemma.

Everyone's options are columns: a single at a program, a couple at a pair of programs. Singles, couples and programs are
rows: each takes part in its columns once (a program twice in a column that sends it both partners), one in all for a
single or couple, its seats for a program. Scarf's lemma (1967) gives shares of the columns that are stable: for each
column there is a row that is used up by columns it likes at least as much. His pivots find them; how many they are is
exponential at worst, but one or two for each column in the markets of the tests (see Biro, Fleiner and Irving 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.market.arrays import Flags, Longs
from matchsafe.market.kernels import places_at_programs
from matchsafe.market.market import Market

MOST_ROWS: Final = 3_000
"""The inverse of a matrix of so many rows and columns is kept."""
_REFRESHED: Final = 100
"""After so many pivots the inverse is computed anew, so that rounding errors do not add up."""
_SHIFT: Final = 1e-5
"""How far seats are moved apart so that no two rows are used up at once."""
_HALVES: Final = 3
"""Rows of a column at most: a couple and two programs."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OptionTable:
    """Rows, and the columns that are options; column ``j`` of the first ``len(limits)`` is row ``j`` left alone.

    Attributes:
        limits: How much of each row there is.
        rows: The rows of each column, -1 for none, shape (columns, 3).
        uses: How often the column uses each of them.
        likes: How much each of them likes the column, above 0 and different in one row; 0 for being left alone.
        first: The edge of the single or the first partner in each column, -1 for none.
        second: The edge of the second partner.
        programs: The program of each row, -1 for a single or a couple.
    """

    limits: Longs
    rows: Longs
    uses: Longs
    likes: Longs
    first: Longs
    second: Longs
    programs: Longs

    @classmethod
    def of(cls, market: Market) -> OptionTable:
        """The options of a market that both sides accept, at programs with seats."""
        open_to = (market.scores > -np.inf) & (market.quotas > 0)[market.programs]
        couples = market.couples
        alone = np.flatnonzero(open_to & (market.couple_of[market.owners] < 0))
        fits = np.append(open_to, True)  # no match for one partner
        pairs = np.flatnonzero(fits[couples.first] & fits[couples.second])
        couple = np.searchsorted(couples.offsets, pairs, side="right") - 1
        who = np.concatenate([market.owners[alone], market.applicants + couple]).astype(np.int64)
        first = np.concatenate([alone, couples.first[pairs]]).astype(np.int64)
        second = np.concatenate([np.full(len(alone), -1), couples.second[pairs]]).astype(np.int64)
        people, who = np.unique(who, return_inverse=True)
        at = np.append(market.programs, -1).astype(np.int64)
        one, two = at[first], np.where(at[first] == at[second], -1, at[second])
        one, two = np.where(one < 0, two, one), np.where(one < 0, -1, two)
        met = np.unique(np.concatenate([one, two]))
        met = met[met >= 0]
        number = np.full(len(market.quotas) + 1, -1)
        number[met] = np.arange(len(people), len(people) + len(met))
        rows = np.stack([who, number[one], number[two]], 1)
        uses = np.where(rows >= 0, 1, 0)
        uses[(at[first] == at[second]) & (first >= 0), 1] = 2
        place = np.append(places_at_programs(market), -1)
        by_program = [np.where(at[e] == p, place[e], -1) for p in (one, two) for e in (first, second)]
        worst = [np.maximum(by_program[0], by_program[1]), np.maximum(by_program[2], by_program[3])]
        count = len(people) + len(met)
        order = np.arange(len(rows))  # lists are in order, and for equal places at a program the list decides
        keys = np.stack([order, *(place * len(rows) + order for place in worst)], 1)
        slack = np.full((count, _HALVES), -1)
        slack[:, 0] = np.arange(count)
        ones = np.where(slack >= 0, 1, 0)
        none = np.full(count, -1)
        return cls(
            np.concatenate([np.ones(len(people), np.int64), market.quotas[met]]),
            np.concatenate([slack, rows]),
            np.concatenate([ones, uses]),
            np.concatenate([np.zeros_like(slack), _likes(rows, keys)]),
            np.concatenate([none, first]),
            np.concatenate([none, second]),
            np.concatenate([np.full(len(people), -1), met]),
        )


def _likes(rows: Longs, keys: Longs) -> Longs:
    """How much each row likes its columns, from 1 for the one with the largest key."""
    likes = np.zeros_like(rows)
    columns, halves = np.nonzero(rows >= 0)
    mine = rows[columns, halves]
    order = np.lexsort((-keys[columns, halves], mine))
    starts = np.searchsorted(mine[order], mine[order])
    likes[columns[order], halves[order]] = np.arange(len(order)) - starts + 1
    return likes


class _Pivots:
    """Scarf's walk: two bases that differ in one column, until they do not."""

    def __init__(self, table: OptionTable) -> None:
        self.table, self.count = table, len(table.limits)
        columns = len(table.rows)
        self.far = np.arange(columns) + columns
        """How much a row likes a column it takes no part in: more than any of its own, most of all to be left alone."""
        self.far[: self.count] += columns
        shift = np.random.default_rng(0).random(self.count) * _SHIFT
        self.limits = table.limits + shift
        self.basis = np.arange(self.count)
        self.inverse = np.eye(self.count)
        self.amounts = self.limits.copy()
        self.pivots = 0
        self.ordinal = np.arange(self.count)
        self.ordinal[0] = int(self.worth(0, np.arange(self.count, columns)).argmax()) + self.count
        self.lows = np.array([self.worth(row, self.ordinal[[row]])[0] for row in range(self.count)])
        self.lowest = self.ordinal.copy()
        """The column of the ordinal basis that each row likes least; a different one for each row."""

    def worth(self, row: int, columns: Longs) -> Longs:
        """How much a row likes some columns."""
        mine = self.table.rows[columns] == row
        liked = np.where(mine, self.table.likes[columns], 0).sum(1)
        return np.where(mine.any(1), liked, self.far[columns])

    def run(self, until: float) -> Longs | None:
        """The columns of a basis that is stable; ``None`` if the time is over first."""
        enters = int(self.ordinal[0])
        while monotonic() < until:
            leaves = self.exchange(enters)
            if leaves == 0:
                return self.basis
            enters = self.replace(leaves)
            if enters == 0:
                return self.basis
        return None

    def exchange(self, enters: int) -> int:
        """Bring a column into the basis of amounts; returns the one that leaves."""
        rows, uses = self.table.rows[enters], self.table.uses[enters]
        there = rows >= 0
        change = self.inverse[:, rows[there]] @ uses[there]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(change > 1e-9, self.amounts / change, np.inf)
        at = int(ratio.argmin())
        leaves, amount = int(self.basis[at]), ratio[at]
        self.basis[at] = enters
        self.pivots += 1
        if self.pivots % _REFRESHED == 0:
            self.inverse[:] = np.linalg.inv(self.uses_of(self.basis))
            self.amounts = np.maximum(self.inverse @ self.limits, 0)
        else:
            pivot = self.inverse[at] / change[at]
            self.inverse -= np.outer(change, pivot)
            self.inverse[at] = pivot
            self.amounts = np.maximum(self.amounts - amount * change, 0)
            self.amounts[at] = amount
        return leaves

    def uses_of(self, columns: Longs) -> Floats:
        """How often each column uses each row."""
        dense = np.zeros((self.count, len(columns)))
        for half in range(_HALVES):
            rows = self.table.rows[columns, half]
            there = np.flatnonzero(rows >= 0)
            dense[rows[there], there] += self.table.uses[columns[there], half]
        return dense

    def replace(self, leaves: int) -> int:
        """Take a column out of the ordinal basis; returns the one that comes in for it."""
        row = int(np.flatnonzero(self.lowest == leaves)[0])
        at = int(np.flatnonzero(self.ordinal == leaves)[0])
        left = np.delete(self.ordinal, at)
        worth = self.worth(row, left)
        second = int(left[worth.argmin()])
        other = int(np.flatnonzero(self.lowest == second)[0])
        self.lows[row], self.lowest[row] = worth.min(), second
        enters = self.best_for(other)
        self.ordinal[at] = enters
        self.lows[other], self.lowest[other] = self.worth(other, np.array([enters]))[0], enters
        return enters

    def best_for(self, row: int) -> int:
        """The column a row likes best of those that every other row likes more than the least of its own."""
        rows = self.table.rows
        bar = np.append(self.lows, -1)
        bar[row] = -1
        good = ((rows < 0) | (self.table.likes > bar[rows])).all(1)
        if row != 0 and self.lows[0] >= 0:
            good &= self.worth(0, np.arange(len(rows))) > self.lows[0]
        able = np.flatnonzero(good)
        return int(able[self.worth(row, able).argmax()])


def stable_columns(table: OptionTable, until: float) -> Flags | None:
    """The columns of a stable match in fractions, rows left alone among them.

    ``None`` if the time is over first, or there are more than ``MOST_ROWS`` rows.
    """
    basis = _Pivots(table).run(until) if len(table.limits) <= MOST_ROWS else None
    if basis is None:
        return None
    chosen = np.zeros(len(table.rows), np.bool_)
    chosen[basis] = True
    return chosen
