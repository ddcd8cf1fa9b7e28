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
from matchsafe.market.study.pivots import LOST, Bases, admit, walk

MOST_ROWS: Final = 6_000
"""The inverse of a matrix of so many rows and columns is kept."""
_AT_ONCE: Final = 10_000_000
"""So many numbers of the inverse are looked at between two looks at the clock."""
_ORDERS: Final = 20
"""In so many orders people are added before Scarf's own walk begins."""
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

    @property
    def too_large(self) -> bool:
        """Whether there are more than ``MOST_ROWS`` rows."""
        return len(self.limits) > MOST_ROWS

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


def _bases(table: OptionTable, present: Flags) -> Bases:
    """Where every row that takes part is left alone."""
    columns, count = len(table.rows), len(table.limits)
    of, half = np.nonzero(table.rows >= 0)
    mine = table.rows[of, half]
    starts = np.concatenate([[0], np.cumsum(np.bincount(mine, minlength=count))])
    low_of = np.full(columns, -1)
    low_of[:count][present] = np.flatnonzero(present)
    shift = np.random.default_rng(0).random(count) * _SHIFT
    return Bases(
        table.rows, table.uses, table.likes, starts, of[np.argsort(mine, kind="stable")], present.copy(),
        np.arange(count), np.eye(count), table.limits + shift, low_of >= 0, np.arange(count),
        np.zeros(count, np.int64), low_of, np.empty(count), np.empty(count, np.int64),
    )  # fmt: skip


def _joined(bases: Bases, row: int, until: float, *, last: bool = False) -> bool | None:
    """Let a row take part; whether its walk led to a stable match, ``None`` if time or rounding errors ended it first.

    The ``last`` one finds everybody else where they began.
    """
    home = np.zeros(len(bases.rows), np.bool_)
    home[bases.basis] = True
    first = enters = admit(bases, row, last)
    pivots = max(_AT_ONCE // len(bases.basis) ** 2, 1)
    while enters not in (row, -1):
        if monotonic() > until:
            return None
        enters = walk(bases, row, first, enters, pivots, home)
        if enters == LOST:
            return None
    return enters == row


def stable_columns(table: OptionTable, until: float) -> Flags | None:
    """The columns of a stable match in fractions, rows left alone among them.

    People are added one at a time, those whose walk comes back to where it began once more after the others. Where
    that does not help, other orders are tried, and at last Scarf's own walk, in which all but one are there from the
    beginning. ``None`` if time or rounding errors ended it first, or there are more than ``MOST_ROWS`` rows.
    """
    if table.too_large:
        return None
    programs = table.programs >= 0
    people, random = np.flatnonzero(~programs), np.random.default_rng(0)
    for _ in range(_ORDERS):
        bases, waiting = _bases(table, programs), people.tolist()
        before = len(waiting) + 1
        while 0 < len(waiting) < before:
            before, again = len(waiting), []
            for row in waiting:
                joined = _joined(bases, row, until)
                if joined is None:
                    return None
                again += [] if joined else [row]
            waiting = again
        if not waiting:
            return np.asarray(bases.chosen, np.bool_)
        people = random.permutation(people)
    everyone = np.ones(len(programs), np.bool_)
    everyone[people[0]] = False
    bases = _bases(table, everyone)
    return np.asarray(bases.chosen, np.bool_) if _joined(bases, int(people[0]), until, last=True) else None
