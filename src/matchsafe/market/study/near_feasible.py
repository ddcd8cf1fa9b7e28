"""A stable match with couples where there is none: the fewest seats to change so that one exists.

Nguyen and Vohra (2018) prove that it is enough to change each program's seats by at most two, with all seats together
not fewer and at most four more. Their construction is not used here: changes within these bounds are tried, smallest
first, and of these first those near the couples that could not be settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product
from time import monotonic
from typing import Final

import numpy as np

from matchsafe.domain.match_report import NearFeasible, SeatsChanged
from matchsafe.market.arrays import Definition, Longs
from matchsafe.market.engine import SECONDS, match
from matchsafe.market.market import Market, index_of
from matchsafe.market.types import Match

MOST_OF_ONE: Final = 2
"""By how many a program's seats change at most."""
MOST_IN_ALL: Final = 4
"""How many seats more there are at most in all; never fewer."""
LARGEST: Final = 4
"""Seats moved, added or taken in all: changes beyond so many are not tried."""
_SHARE: Final = 20
"""One try may take so small a part of the time."""


@dataclass(frozen=True, eq=False)
class SeatChange:
    """A match of a market with some seats more or fewer.

    Attributes:
        match: The match of the changed market; of the market as it is where that has a stable one or none was found.
        changes: Seats added to each program, below 0 for fewer.
        smallest: Whether it is proved that no smaller change has a stable match.
        tried: How many changes were tried.
        limit_reached: Whether the time, or what is tried at most, was over first.
    """

    match: Match
    changes: Longs
    smallest: bool
    tried: int
    limit_reached: bool = False

    def report(self, before: Market) -> NearFeasible:
        """The same by name; ``before`` is the market as it is."""
        return NearFeasible(
            changes=tuple(
                SeatsChanged(
                    program=before.program_name(p),
                    before=int(before.quotas[p]),
                    after=int(before.quotas[p] + self.changes[p]),
                )
                for p in np.flatnonzero(self.changes).tolist()
            ),
            smallest=self.smallest,
            tried=self.tried,
            limit_reached=self.limit_reached,
        )


def match_near_feasible(
    market: Market, seed: int = 0, *, definition: Definition = "KPR", seconds: float = SECONDS
) -> SeatChange:
    """Match a market, with as few seats changed as a stable match needs.

    Args:
        market: The market.
        seed: As for ``match``.
        definition: As for ``match``.
        seconds: How long all of it may take.
    """
    until = monotonic() + seconds
    none = np.zeros(len(market.quotas), np.int64)
    found = match(market, seed=seed, definition=definition, seconds=seconds)
    if found.stable:
        return SeatChange(found, none, smallest=True, tried=0)
    near, tried = _programs_near(market, found), 0
    ruled_out = found.none_exists
    for size in range(1, LARGEST + 1):
        all_ruled_out = ruled_out
        for change in _changes(market, near, size):
            left = until - monotonic()
            if left <= 0:
                return SeatChange(found, none, smallest=False, tried=tried, limit_reached=True)
            tried += 1
            changed = replace(market, quotas=(market.quotas + change).astype(np.int32))
            share = min(left, max(seconds / _SHARE, 0.5))
            result = match(changed, seed=seed, definition=definition, seconds=share)
            if result.stable:
                return SeatChange(result, change, smallest=ruled_out, tried=tried)
            all_ruled_out &= result.none_exists
        ruled_out = all_ruled_out
    return SeatChange(found, none, smallest=False, tried=tried, limit_reached=True)


def _programs_near(market: Market, found: Match) -> list[int]:
    """Programs that could matter to the couples that could not be settled, the nearest first."""
    couples = {int(market.couple_of[index_of(market, one.partners[0])]) for one in found.unresolved}
    unit = np.where(market.couple_of >= 0, market.applicants + market.couple_of, np.arange(market.applicants))
    units = unit[market.owners]
    reached = np.zeros(market.applicants + len(market.couples), np.bool_)
    reached[[market.applicants + c for c in couples]] = True
    order: list[int] = []
    known = np.zeros(len(market.quotas), np.bool_)
    while True:
        programs = np.unique(market.programs[reached[units]])
        new = programs[~known[programs]]
        if not len(new):
            return order
        order += new.tolist()
        known[new] = True
        reached[units[known[market.programs]]] = True


def _changes(market: Market, near: list[int], size: int) -> Iterator[Longs]:
    """Changes of so many seats within the bounds."""
    steps = [d for d in range(-MOST_OF_ONE, MOST_OF_ONE + 1) if d]
    for count in range(1, size + 1):
        for programs, deltas in product(combinations(near, count), product(steps, repeat=count)):
            if sum(map(abs, deltas)) == size and 0 <= sum(deltas) <= MOST_IN_ALL:
                change = np.zeros(len(market.quotas), np.int64)
                change[list(programs)] = deltas
                if (market.quotas + change >= 0).all():
                    yield change
