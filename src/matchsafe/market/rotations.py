"""All matches that are stable for singles, with couples wherever they may be.

Singles' stable matches are walked through by *rotations* (Irving and Leather 1986; Gusfield and Irving 1989): from the
match that is best for applicants, each exposed rotation, a circle of applicants who each move to the next program that
would rather have them than its last holder, leads to another stable match, and every stable match is reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod

import numpy as np

from matchsafe.market.arrays import Couples, Flags, Ints, Longs
from matchsafe.market.kernels import places_at_programs
from matchsafe.market.market import Market
from matchsafe.market.proposals import applicants_propose


class Rotations:
    """Walks through the stable matches of a market of singles."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.places = places_at_programs(market).tolist()
        self.programs, self.owners = market.programs.tolist(), market.owners.tolist()
        self.stops, self.open_to = market.offsets[1:].tolist(), (market.scores > -np.inf).tolist()
        self.first = applicants_propose(market)[0]
        taken = np.bincount(market.programs[self.first[self.first >= 0]], minlength=len(market.quotas))
        self.full = (taken >= market.quotas).tolist()
        """Which programs are full is the same in every stable match (the rural hospitals theorem)."""

    def matches(self) -> Iterator[Ints]:
        """Every stable match once, the best for applicants first."""
        start = tuple(self.first.tolist())
        seen, stack = {start}, [start]
        while stack:
            held = stack.pop()
            yield np.array(held, np.int32)
            for moves in self.rotations(held):
                after = list(held)
                for applicant, edge in moves:
                    after[applicant] = edge
                key = tuple(after)
                if key not in seen:
                    seen.add(key)
                    stack.append(key)

    def rotations(self, held: tuple[int, ...]) -> Iterator[list[tuple[int, int]]]:
        """The exposed rotations of a match: who moves to which edge."""
        last: dict[int, int] = {}
        for edge in held:
            if edge >= 0:
                program = self.programs[edge]
                if program not in last or self.places[edge] > self.places[last[program]]:
                    last[program] = edge
        known: dict[int, int] = {}
        state: dict[int, int] = {}
        for start in range(len(held)):
            path = []
            here = start
            while here >= 0 and here not in state:
                state[here] = start
                path.append(here)
                edge = self.next_edge(here, held, last)
                known[here] = edge
                here = -1 if edge < 0 else self.owners[last[self.programs[edge]]]
            if here >= 0 and state[here] == start and here in path:
                yield [(a, known[a]) for a in path[path.index(here) :]]

    def next_edge(self, applicant: int, held: tuple[int, ...], last: dict[int, int]) -> int:
        """The next program that would rather have an applicant than its last holder, as an edge; -1 for none."""
        if held[applicant] < 0:
            return -1
        for edge in range(held[applicant] + 1, self.stops[applicant]):
            if not self.open_to[edge]:
                continue
            program = self.programs[edge]
            if not self.full[program]:
                return -1  # nobody goes past a seat that is always free
            if program in last and self.places[edge] < self.places[last[program]]:
                return edge
        return -1


def _options(market: Market, allowed: tuple[Flags, Flags] | None) -> list[list[int]]:
    """The pairs each couple may have, -1 for none."""
    couples = market.couples
    alive, alone = allowed or (np.ones(len(couples.first), np.bool_), np.ones(len(couples), np.bool_))
    ends = couples.offsets.tolist()
    return [
        [*(pair for pair in range(ends[c], ends[c + 1]) if alive[pair]), *([-1] if alone[c] else [])]
        for c in range(len(couples))
    ]


def arrangements(market: Market, allowed: tuple[Flags, Flags] | None = None) -> int:
    """In how many ways couples may be placed; ``allowed`` are pairs, and couples without any, that may be."""
    return prod(map(len, _options(market, allowed)))


def arranged_matches(market: Market, allowed: tuple[Flags, Flags] | None = None) -> Iterator[Ints]:
    """The edges held in every match that no single upsets, arrangement of the couples by arrangement."""
    couples = market.couples
    single = market.couple_of[market.owners] < 0
    for choice in product(*_options(market, allowed)):
        chosen = [int(side[pair]) for pair in choice if pair >= 0 for side in (couples.first, couples.second)]
        fixed = [edge for edge in chosen if edge >= 0]
        kept = single.copy()
        kept[fixed] = True
        edges = np.flatnonzero(kept)
        if (market.scores[fixed] == -np.inf).any():
            continue
        walk = Rotations(_only(market, edges))
        seated = np.append(edges, -1)[walk.first]
        if not np.isin(fixed, seated).all():
            continue  # a partner is turned away in every match of this arrangement
        for held in walk.matches():
            yield np.append(edges, -1)[held].astype(np.int32)


def _only(market: Market, edges: Longs) -> Market:
    """A market of singles with some of the edges."""
    offsets = np.searchsorted(edges, market.offsets)
    return Market(offsets, market.programs[edges], market.scores[edges], market.quotas, Couples.none())
