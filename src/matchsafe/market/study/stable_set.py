"""All stable matches of a market: how many there are, and what lies between the best for one side and for the other.

For singles they are walked through by *rotations* (Irving and Leather 1986; Gusfield and Irving 1989): from the match
that is best for applicants, each exposed rotation, a circle of applicants who each move to the next program that would
rather have them than its last holder, leads to another stable match, and every stable match is reached. With couples
each way to place them is tried: the singles' stable matches around it, of which those that no couple upsets stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

import numpy as np

from matchsafe.domain.market_study import StableOutcomes, StableSetReport
from matchsafe.domain.problem import Problem
from matchsafe.market.arrays import Couples, Definition, Ints, Longs
from matchsafe.market.engine import match
from matchsafe.market.kernels import places_at_programs
from matchsafe.market.market import Market
from matchsafe.market.problems import MarketError
from matchsafe.market.proposals import applicants_propose
from matchsafe.market.report import own_ranks
from matchsafe.market.settings import check_settings, check_type, check_whole
from matchsafe.market.stability import certify_edges
from matchsafe.market.study.mechanisms import without_variations
from matchsafe.market.study.statistics import distribution
from matchsafe.market.variations import VariedMarket

MOST: Final = 10_000
"""How many stable matches are listed, unless the caller says otherwise."""
MOST_STEPS: Final = 50_000_000
"""Listings times matches: a large market is listed to fewer."""
MOST_ARRANGEMENTS: Final = 20_000
"""In how many ways couples may be placed for all of them to be tried."""


@dataclass(frozen=True, eq=False)
class StableSet:
    """Stable matches of one market.

    Attributes:
        held: The edge each applicant holds (-1 for none), one array for each match; the best for applicants comes
            first where there are no couples.
        complete: Whether these are all.
        limit: To how many they were listed.
    """

    market: Market
    held: tuple[Ints, ...]
    complete: bool
    limit: int


def stable_set(
    market: Market | VariedMarket,
    most: int = MOST,
    *,
    definition: Definition = "KPR",
    ways: int = MOST_ARRANGEMENTS,
) -> StableSet:
    """List stable matches of a market.

    Args:
        most: How many to list at most.
        definition: Of a blocking couple.
        ways: In how many ways couples may be placed.

    Raises:
        MarketError: If the market has variations, or couples can be placed in more ways.
        ValueError: If there is no such definition, or ``most`` or ``ways`` is no number from 1.
    """
    check_type("market", market, Market, VariedMarket)
    check_settings(definition=definition)
    check_whole("most", most, 1)
    check_whole("ways", ways, 1)
    market = without_variations(market, "the list of all stable matches")
    limit = max(1, min(most, MOST_STEPS // max(len(market.programs), 1)))
    found = _with_couples(market, definition, ways) if len(market.couples) else _Rotations(market).matches()
    held: list[Ints] = []
    for one in found:
        if len(held) == limit:
            return StableSet(market, tuple(held), complete=False, limit=limit)
        held.append(one)
    return StableSet(market, tuple(held), complete=True, limit=limit)


def report_stable_set(found: StableSet) -> StableSetReport:
    """What the stable matches of a market have in common and where they differ.

    Best and worst of a market of singles are exact even where not all matches are listed: they are the matches with
    applicants and with programs proposing.
    """
    check_type("found", found, StableSet)
    market, held = found.market, list(found.held)
    if not len(market.couples):
        held.append(match(market, "program").held)
    if not held:
        return StableSetReport(matches=0, complete=found.complete, limit=found.limit, several=0, applicants=(),
                               applicant_means=(None, None), program_means=(None, None))  # fmt: skip
    every = np.array(held)
    ranks = np.array([own_ranks(market, one) for one in held])
    standing = np.where(ranks > 0, ranks, np.iinfo(np.int64).max)
    places = places_at_programs(market) + 1
    means = [distribution(r).mean or 0.0 for r in ranks]
    theirs = [distribution(places[one[one >= 0]]).mean or 0.0 for one in held]
    several = np.flatnonzero((every != every[0]).any(axis=0))
    rows = []
    for applicant in several.tolist():
        own = standing[:, applicant]
        best, worst = (int(every[at, applicant]) for at in (own.argmin(), own.argmax()))
        rows.append(
            StableOutcomes(
                applicant=market.applicant_name(applicant),
                best=_name(market, best),
                worst=_name(market, worst),
                best_rank=int(ranks[own.argmin(), applicant]) or None,
                worst_rank=int(ranks[own.argmax(), applicant]) or None,
                outcomes=len(np.unique(every[:, applicant])) if found.complete else None,
            )
        )
    return StableSetReport(
        matches=len(found.held),
        complete=found.complete,
        limit=found.limit,
        several=len(several),
        applicants=tuple(rows),
        applicant_means=(min(means), max(means)),
        program_means=(min(theirs), max(theirs)),
    )


def _name(market: Market, edge: int) -> str | None:
    return None if edge < 0 else market.program_name(int(market.programs[edge]))


class _Rotations:
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


def _with_couples(market: Market, definition: Definition, most: int) -> Iterator[Ints]:
    """Every stable match, arrangement of the couples by arrangement."""
    couples = market.couples
    lengths = np.diff(couples.offsets).tolist()
    ways = prod(length + 1 for length in lengths)
    if ways > most:
        message = f"can be placed in {ways:,} ways; all stable matches are listed for at most {most:,}"
        raise MarketError([Problem(message, "couples", path="couples")])
    single = market.couple_of[market.owners] < 0
    options = [
        [*range(int(start), int(start) + n), -1] for start, n in zip(couples.offsets, lengths, strict=False)
    ]
    for choice in product(*options):
        chosen = [int(side[pair]) for pair in choice if pair >= 0 for side in (couples.first, couples.second)]
        fixed = [edge for edge in chosen if edge >= 0]
        kept = single.copy()
        kept[fixed] = True
        edges = np.flatnonzero(kept)
        if (market.scores[fixed] == -np.inf).any():
            continue
        walk = _Rotations(_only(market, edges))
        seated = np.append(edges, -1)[walk.first]
        if not np.isin(fixed, seated).all():
            continue  # a partner is turned away in every match of this arrangement
        for held in walk.matches():
            whole = np.append(edges, -1)[held].astype(np.int32)
            if certify_edges(market, whole, definition).stable:
                yield whole


def _only(market: Market, edges: Longs) -> Market:
    """A market of singles with some of the edges."""
    offsets = np.searchsorted(edges, market.offsets)
    return Market(offsets, market.programs[edges], market.scores[edges], market.quotas, Couples.none())
