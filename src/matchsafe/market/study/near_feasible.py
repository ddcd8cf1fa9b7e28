"""A stable match with couples where there is none: the fewest seats to change so that one exists.

Nguyen and Vohra (2018) prove that it is enough to change each program's seats by at most two, with all seats together
not fewer and at most four more: whole numbers of the options of a stable match in fractions, chosen so that what was
used up stays so. Of those numbers the ones that change fewest seats are found as a small integer program, where their
proof rounds step by step. Then every smaller change is tried, first those near the couples that could not be settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product
from time import monotonic
from typing import Final

import numpy as np

from matchsafe.domain.match_report import NearFeasible, SeatsChanged
from matchsafe.market.arrays import Definition, Flags, Longs
from matchsafe.market.engine import SECONDS, match
from matchsafe.market.market import Market, index_of
from matchsafe.market.settings import check_settings, check_type
from matchsafe.market.stability import certify_edges
from matchsafe.market.study.fractional_match import OptionTable, stable_columns
from matchsafe.market.types import Match

MOST_OF_ONE: Final = 2
"""By how many a program's seats change at most."""
MOST_IN_ALL: Final = 4
"""How many seats more there are at most in all; never fewer."""
LARGEST: Final = 4
"""Seats moved, added or taken in all: changes beyond so many are not tried."""
_OF_MATCH: Final = 0.4
"""Which part of the time that is left the search for a match without changes may take; the rounding takes the rest."""
_SHARE: Final = 20
"""The first look, and each try, may take so small a part of the time."""


@dataclass(frozen=True, eq=False)
class SeatChange:
    """A match of a market with some seats more or fewer.

    Attributes:
        match: The match of the changed market; of the market as it is where that has a stable one or none was found.
        changes: Seats added to each program, below 0 for fewer.
        smallest: Whether it is proved that no smaller change has a stable match.
        tried: How many changes were tried.
        limit_reached: Whether the time, or what is tried at most, was over first.
        too_large: Whether the market has too many rows for a match in fractions to be rounded.
    """

    match: Match
    changes: Longs
    smallest: bool
    tried: int
    limit_reached: bool = False
    too_large: bool = False

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
            too_large=self.too_large,
        )


def match_near_feasible(
    market: Market, seed: int = 0, *, definition: Definition = "KPR", seconds: float = SECONDS
) -> SeatChange:
    """Match a market, with as few seats changed as a stable match needs.

    Args:
        seed: As for ``match``.
        definition: As for ``match``.
        seconds: How long all of it may take.
    """
    check_type("market", market, Market)
    check_settings(seed=seed, definition=definition, seconds=seconds)
    seconds = float(seconds)
    until = monotonic() + seconds
    none = np.zeros(len(market.quotas), np.int64)
    found = match(market, seed=seed, definition=definition, seconds=seconds / _SHARE)
    if found.stable:
        return SeatChange(found, none, smallest=True, tried=0)
    table = OptionTable.of(market)
    rounded = rounded_match(market, table, until - (until - monotonic()) * _OF_MATCH, definition)
    if rounded is not None and not rounded.changes.any():
        return replace(rounded, smallest=True)
    left = until - monotonic()
    if left > 0 and not found.none_exists:
        found = match(market, seed=seed, definition=definition, seconds=left * _OF_MATCH)
    if found.stable:
        return SeatChange(found, none, smallest=True, tried=0)
    best, size = SeatChange(found, none, False, 0, limit_reached=True, too_large=table.too_large), 0
    if rounded is not None:
        best, size = rounded, int(np.abs(rounded.changes).sum())
    near, tried = _programs_near(market, found), 0
    ruled_out = found.none_exists
    for smaller in range(1, size or LARGEST + 1):
        if smaller > LARGEST:
            return replace(best, tried=tried)
        all_ruled_out = ruled_out
        for change in _changes(market, near, smaller):
            left = until - monotonic()
            if left <= 0:
                return replace(best, tried=tried)
            tried += 1
            share = min(left, max(seconds / _SHARE, 0.5))
            result = match(_with_seats(market, change), seed=seed, definition=definition, seconds=share)
            if result.stable:
                return SeatChange(result, change, smallest=ruled_out, tried=tried)
            all_ruled_out &= result.none_exists
        ruled_out = all_ruled_out
    return replace(best, tried=tried, smallest=ruled_out and rounded is not None)


def rounded_match(
    market: Market, table: OptionTable, until: float, definition: Definition = "KPR"
) -> SeatChange | None:
    """A stable match of a market with couples, by rounding one in fractions.

    ``None`` if the time is over first, the market is too large, or SciPy is not installed.
    """
    chosen = stable_columns(table, until)
    whole = None if chosen is None else _whole_numbers(table, chosen, until)
    if chosen is None or whole is None:
        return None
    taken, seats = whole
    held = np.full(market.applicants, -1, np.int32)
    for edges in (table.first[taken], table.second[taken]):
        held[market.owners[edges[edges >= 0]]] = edges[edges >= 0]
    changes = np.zeros(len(market.quotas), np.int64)
    changes[table.programs[table.programs >= 0]] = seats
    changed = _with_seats(market, changes)
    certificate = certify_edges(changed, held, definition)
    match_found = Match(changed, held, "applicant", 0, (), False, certificate, "rounding")
    return SeatChange(match_found, changes, smallest=False, tried=0) if certificate.stable else None


def _whole_numbers(table: OptionTable, chosen: Flags, until: float) -> tuple[Longs, Longs] | None:
    """Which chosen columns are taken, and the seats added to each program's row, so that fewest seats change.

    A row that is not left alone is used up: its columns use all of it, with its seats as they are changed.
    """
    try:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array
    except ImportError:
        return None
    count, places = len(table.limits), np.flatnonzero(table.programs >= 0)
    columns = np.flatnonzero(chosen[count:]) + count
    n, k = len(columns), len(places)
    rows = table.rows[columns]
    of, half = np.nonzero(rows >= 0)
    more, fewer, total, one = n + np.arange(k), n + k + np.arange(k), np.full(k, count), np.ones(k)
    across = np.concatenate([rows[of, half], places, places, total, total])
    down = np.concatenate([of, more, fewer, more, fewer])
    values = np.concatenate([table.uses[columns][of, half], -one, one, one, -one])
    used_up = ~chosen[:count]
    found = milp(
        np.concatenate([np.zeros(n), one, one]),
        constraints=LinearConstraint(
            csr_array((values, (across, down)), shape=(count + 1, n + 2 * k)),
            np.append(np.where(used_up, table.limits, -np.inf), 0),
            np.append(table.limits, MOST_IN_ALL),
        ),
        integrality=np.ones(n + 2 * k),
        bounds=Bounds(
            0, np.concatenate([np.ones(n), MOST_OF_ONE * one, np.minimum(MOST_OF_ONE, table.limits[places])])
        ),
        options={"time_limit": max(until - monotonic(), 0.01)},
    )
    if found.x is None:
        return None
    whole = np.rint(found.x).astype(np.int64)
    return columns[whole[:n] > 0], whole[more] - whole[fewer]


def _with_seats(market: Market, change: Longs) -> Market:
    return replace(market, quotas=(market.quotas + change).astype(np.int32))


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
