"""Exact search over where couples are: finds a stable match wherever there is one, or proves that there is none.

Couples are taken one at a time, the one with the fewest options first; each time the bounds of ``couple_bounds`` say
what that leaves the others. Couples that cannot influence each other are searched apart, so that what fails in one
corner of a market is not tried again with every arrangement of another. With every couple at one pair, the match that
is best for programs is the hardest to block, because each program holds the best set it holds in any: one check
decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np

from matchsafe.market.arrays import Array, Definition, Flags, Ints, Longs
from matchsafe.market.couple_bounds import Bounds, bounds_of, propagate
from matchsafe.market.jit import kernel
from matchsafe.market.market import Market
from matchsafe.market.proposals import fill_edges
from matchsafe.market.stability import certify_edges, positions


@kernel
def join(programs: Array, units: Array, seen: Array, group: Array) -> None:
    """Number the groups of programs that units tie together: ``group[p]`` becomes the lowest program of p's group.

    ``programs[i]`` and ``units[i]`` belong together; ``seen`` holds -1 for each unit.
    """
    for at in range(len(programs)):
        program, unit = programs[at], units[at]
        if seen[unit] < 0:
            seen[unit] = program
            continue
        one, other = program, seen[unit]
        while group[one] != one:
            group[one] = group[group[one]]
            one = group[one]
        while group[other] != other:
            group[other] = group[group[other]]
            other = group[other]
        group[max(one, other)] = min(one, other)
    for program in range(len(group)):
        group[program] = group[group[program]]  # the lowest come first, so theirs are known


class SearchLimit(Exception):  # noqa: N818 - the end of a search, not a fault
    """The search used up its time or its steps."""


@dataclass(eq=False)
class CoupleSearch:
    """A search of one market.

    Attributes:
        market: What is searched.
        definition: Of a blocking couple.
        until: When it ends (``time.monotonic``).
        steps: How many more arrangements may be looked at.
        wish: The entry each couple is tried at first (the end of its list for going without).
        allowed: Which pairs, and which couples without any, may be; everything if ``None``. What is not allowed still
            blocks.
        accepts: What decides of a match with every couple at one option, if not its certificate.
    """

    market: Market
    definition: Definition
    until: float
    steps: int
    wish: Longs
    allowed: tuple[Flags, Flags] | None = None
    accepts: Callable[[Ints], bool] | None = None

    def __post_init__(self) -> None:
        self.bounds: Bounds = bounds_of(self.market, self.definition)
        if self.allowed is not None:
            self.bounds.alive[:], self.bounds.alone[:] = self.allowed

    def result(self) -> Ints | None:
        """The edges held in a stable match, or ``None`` if there is none.

        Raises:
            SearchLimit: If neither is known yet.
        """
        b = self.bounds
        undecided = propagate(b)
        if undecided < 0:
            return None
        root = b.alive.copy(), b.alone.copy()
        groups = self.components() if undecided and self.accepts is None else []
        if len(groups) > 1:
            for group in groups:
                if self.settle(group, whole=False) is None:
                    return None
            if propagate(b) == 0 and (held := self.stable()) is not None:
                return held
            b.alive[:], b.alone[:] = root
        return self.settle(np.arange(len(self.market.couples)), whole=True)

    def components(self) -> list[Longs]:
        """Couples with several options, in groups that cannot influence each other.

        A program whose last two seats are known takes or refuses everyone alike wherever couples go, so it passes
        nothing on. Singles and couples tie together the other programs at which they may come to ask.
        """
        b, market = self.bounds, self.market
        loose = (b.low != b.high) | self._second_seat_unknown()
        several = b.options > 1
        couple = market.couple_of[market.owners]
        asks = np.where(couple < 0, True, several[couple] & (b.uses > 0)) & (market.scores > -np.inf)
        edges = np.flatnonzero(loose[market.programs] & asks)
        unit = np.where(couple >= 0, market.applicants + couple, market.owners)[edges]
        group = np.arange(len(market.quotas))
        join(market.programs[edges], unit, np.full(market.applicants + len(several), -1), group)
        mine = np.flatnonzero(several)
        of_couple = dict(zip(unit.tolist(), group[market.programs[edges]].tolist(), strict=True))
        groups: dict[int, list[int]] = {}
        for one in mine.tolist():
            alone = len(group) + one
            groups.setdefault(of_couple.get(market.applicants + one, alone), []).append(one)
        return [np.array(members) for members in groups.values()]

    def _second_seat_unknown(self) -> Flags:
        """Programs at which some couple could have both partners, where the seat before the last counts too."""
        c, market = self.market.couples, self.market
        both = np.flatnonzero((c.first >= 0) & (c.second >= 0) & self.bounds.alive)
        left, right = market.programs[c.first[both]], market.programs[c.second[both]]
        flags = np.zeros(len(market.quotas), np.bool_)
        flags[left[left == right]] = True
        return flags

    def settle(self, group: Longs, *, whole: bool) -> Ints | None:
        """Give each couple of a group one option; the bounds are then those of this arrangement."""
        b = self.bounds
        stack = [(b.alive.copy(), b.alone.copy())]
        while stack:
            b.alive[:], b.alone[:] = stack.pop()
            self.steps -= 1
            if self.steps < 0 or monotonic() > self.until:
                raise SearchLimit
            if propagate(b) < 0:
                continue
            open_couples = group[b.options[group] > 1]
            if len(open_couples):
                self.branch(int(open_couples[b.options[open_couples].argmin()]), stack)
            elif not whole and self.is_seated(group):
                return self.assignment()
            elif whole and (held := self.stable()) is not None:
                return held
        return None

    def branch(self, couple: int, stack: list[tuple[Flags, Flags]]) -> None:
        """Put two arrangements on the stack: the couple at its wished option, which comes first, and anywhere else."""
        b = self.bounds
        low, high = int(b.pair_offsets[couple]), int(b.pair_offsets[couple + 1])
        alive = low + np.flatnonzero(b.alive[low:high])
        wish = int(self.wish[couple])
        if wish == high and b.alone[couple]:
            choice = high
        else:
            choice = wish if wish < high and b.alive[wish] else int(alive[0]) if len(alive) else high
        elsewhere, here = (b.alive.copy(), b.alone.copy()), (b.alive.copy(), b.alone.copy())
        here[0][low:high], here[1][couple] = False, choice == high
        if choice == high:
            elsewhere[1][couple] = False
        else:
            here[0][choice], elsewhere[0][choice] = True, False
        stack += [elsewhere, here]

    def assignment(self) -> Ints:
        """The edge each applicant holds in the match that is best for programs, -1 for none."""
        b, market = self.bounds, self.market
        edges = b.held[b.held < b.offsets[1:]]
        held = np.full(market.applicants, -1, np.int32)
        held[market.owners[edges]] = edges
        return held

    def is_seated(self, group: Longs) -> bool:
        """Whether the programs keep every partner of these couples at the one option they have."""
        b = self.bounds
        edges = np.flatnonzero(np.isin(self.market.couple_of, group)[self.market.owners])
        edges = edges[b.uses[edges] > 0]
        return bool((b.held[b.askers[edges]] == edges).all())

    def stable(self) -> Ints | None:
        """The match of the one arrangement that is left, if it is stable."""
        if not self.is_seated(np.arange(len(self.market.couples))):
            return None
        if self.accepts is None:
            held = self.assignment()
            return held if certify_edges(self.market, held, self.definition).stable else None
        return next(filter(self.accepts, (self.assignment(), self.best_for_applicants())), None)

    def best_for_applicants(self) -> Ints:
        """The edge each applicant holds in the match that is best for applicants, -1 for none."""
        b, held = self.bounds, np.full(self.market.applicants, -1, np.int32)
        fill_edges(b.seats, self.market.owners, held)
        return held


def search_couples(
    market: Market,
    held: Ints,
    *,
    definition: Definition,
    until: float,
    steps: int,
    allowed: tuple[Flags, Flags] | None = None,
    accepts: Callable[[Ints], bool] | None = None,
) -> Ints | None:
    """Search a market from a match that is nearly stable; see ``CoupleSearch``."""
    wish, _ = positions(market, held)
    return CoupleSearch(market, definition, until, steps, wish, allowed, accepts).result()
