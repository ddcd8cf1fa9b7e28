"""Stability with couples as a question of satisfiability, for the solvers of ``python-sat`` (extra ``sat``).

A variable for each entry of a list and each pair of a couple says that it is held. Down each program's list, counters
say how many seats go to those it likes better. An entry does not block if the single holds it or a better one, or if
all seats go to people the program likes better; for couples' pairs alike, by the definition asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from threading import TIMEOUT_MAX, Timer
from time import monotonic
from typing import Any, Final

import numpy as np

from matchsafe.market.arrays import Definition, Ints
from matchsafe.market.couple_search import SearchLimit
from matchsafe.market.kernels import rank_by_program
from matchsafe.market.market import Market

MOST_CELLS: Final = 4_000_000
"""Entries of lists times quotas, at most; beyond it the clauses would fill the memory."""
AT_ONCE: Final = 10_000
"""So many clauses are made between two looks at the clock."""
Literals = list[int]


def available(market: Market) -> bool:
    """Whether a solver is installed and the market small enough for it."""
    from importlib.util import find_spec

    cells = (
        np.minimum(market.quotas[market.programs], 1_000).sum(dtype=np.int64) if len(market.programs) else 0
    )
    return bool(cells <= MOST_CELLS) and find_spec("pysat") is not None


def solve(market: Market, definition: Definition, until: float) -> Ints | None:
    """The edges held in a stable match, -1 for none; or ``None`` if there is none.

    Raises:
        SearchLimit: If the time is over before the solver knows. It looks up between restarts, so on the largest
            markets a second or two late.
    """
    from pysat.solvers import Solver

    clauses = Clauses(market, definition).all()
    with Solver("glucose4") as solver:
        while some := list(islice(clauses, AT_ONCE)):
            if monotonic() > until:
                raise SearchLimit
            solver.append_formula(some)
        timer = Timer(min(max(until - monotonic(), 0.0), TIMEOUT_MAX), solver.interrupt)
        timer.start()
        try:
            answer = solver.solve_limited(expect_interrupt=True)
        finally:
            timer.cancel()
            timer.join()
        if answer is None:
            raise SearchLimit
        if not answer:
            return None
        true = np.array(solver.get_model(), np.int64)
    edges = true[(true > 0) & (true <= len(market.programs))] - 1
    held = np.full(market.applicants, -1, np.int32)
    held[market.owners[edges]] = edges
    return held


class Clauses:
    """The clauses of a market. Entry ``e`` is variable ``e + 1``, pair ``j`` is ``entries + j + 1``.

    Attributes:
        above: For each entry the variables "at least k seats go to those its program likes better", k from 1 to its
            quota; 0 where that cannot be.
    """

    def __init__(self, market: Market, definition: Definition) -> None:
        self.market, self.definition = market, definition
        self.entries = len(market.programs)
        self.top = self.entries + len(market.couples.first)
        self.above: dict[int, Literals] = {}

    def all(self) -> Iterator[Literals]:
        """Every clause."""
        yield from self.seats()
        yield from self.singles()
        for couple in range(len(self.market.couples)):
            yield from self.couple(couple)

    def seats(self) -> Iterator[Literals]:
        """Counters down each program's list, and no more holders than seats."""
        starts, ranked = rank_by_program(self.market)
        accepted = self.market.scores > -np.inf
        for program, quota in enumerate(self.market.quotas.tolist()):
            listed = ranked[starts[program] : starts[program + 1]]
            seats = min(quota, len(listed))
            count = [0] * seats
            for edge in listed.tolist():
                self.above[edge] = count if seats == quota else [*count, 0]
                if not accepted[edge] or not seats:
                    yield [-(edge + 1)]
                    continue
                if count[-1]:
                    yield [-(edge + 1), -count[-1]]
                count = yield from self.increment(count, edge + 1)

    def increment(self, count: Literals, entry: int) -> Any:
        """The next counters, which are one higher if the entry is held."""
        after: Literals = []
        for k, known in enumerate(count):
            before = count[k - 1] if k else None
            if before == 0:  # fewer than k entries so far
                after.append(0)
                continue
            self.top += 1
            new = self.top
            after.append(new)
            yield [-entry, new] if before is None else [-entry, -before, new]
            yield [entry, -new, known] if known else [entry, -new]
            if known:
                yield [-known, new]
            if before is not None:
                yield [-new, before, known] if known else [-new, before]
        return after

    def full(self, edge: int, seats: int = 0) -> Literals:
        """That all but ``seats`` of the program's seats go to those it likes better, as the rest of a clause."""
        counts = self.above[edge]
        known = counts[len(counts) - 1 - seats]
        return [known] if known else []

    def closed(self, edge: int) -> bool:
        """Whether the program takes nobody, or not this applicant."""
        market = self.market
        return bool(market.scores[edge] == -np.inf or market.quotas[market.programs[edge]] == 0)

    def at_most_one(self, options: Literals) -> Iterator[Literals]:
        """By a chain: after the first that is true none may follow."""
        chosen = 0
        for option in options:
            if chosen:
                yield [-chosen, -option]
            self.top += 1
            yield [-option, self.top]
            if chosen:
                yield [-chosen, self.top]
            chosen = self.top

    def singles(self) -> Iterator[Literals]:
        """Each has one entry at most, and that or a better one unless the program is full of better people."""
        market = self.market
        for person in np.flatnonzero(market.couple_of < 0).tolist():
            edges = range(int(market.offsets[person]), int(market.offsets[person + 1]))
            yield from self.at_most_one([e + 1 for e in edges])
            for edge in edges:
                if not self.closed(edge):
                    yield [*(e + 1 for e in range(edges[0], edge + 1)), *self.full(edge)]

    def couple(self, couple: int) -> Iterator[Literals]:
        """Each has one pair at most, whose two entries its partners hold, and that or a better one unless refused."""
        market, c = self.market, self.market.couples
        pairs = range(int(c.offsets[couple]), int(c.offsets[couple + 1]))
        variable = {j: self.entries + j + 1 for j in pairs}
        yield from self.at_most_one(list(variable.values()))
        for person, halves in zip(c.members[couple].tolist(), (c.first, c.second), strict=True):
            using: dict[int, Literals] = {}
            for j in pairs:
                using.setdefault(int(halves[j]), []).append(variable[j])
            for edge in range(int(market.offsets[person]), int(market.offsets[person + 1])):
                mine = using.get(edge, [])
                yield [-(edge + 1), *mine]
                yield from ([-pair, edge + 1] for pair in mine)
        for j in pairs:
            as_good = [variable[i] for i in range(pairs[0], j + 1)]
            yield from ([*as_good, *why] for why in self.refusals(int(c.first[j]), int(c.second[j])))

    def refusals(self, edge: int, other: int) -> Iterator[Literals]:
        """The rests of clauses that say together: the programs would not take the couple at this pair."""
        market = self.market
        real = [e for e in (edge, other) if e >= 0]
        if any(map(self.closed, real)):
            return
        if len(real) < 2 or market.programs[edge] != market.programs[other]:
            yield [literal for e in real for literal in self.full(e)]
        elif market.quotas[market.programs[edge]] >= 2:
            worse, better = sorted(real, key=lambda e: (market.scores[e], -e))
            if self.definition == "MM":
                yield [*self.full(worse), *self.full(better, 1)]
            else:
                yield [*self.full(worse), *self.full(worse, 1)]
                yield [*self.full(worse), -(better + 1)]
