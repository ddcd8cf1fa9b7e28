"""All stable matches of a market: how many there are, and what lies between the best for one side and for the other.

For singles they are walked through by rotations. With couples each way to place them is tried: the singles' stable
matches around it, of which those that no couple upsets stay (``market.rotations``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.domain.market_study import StableOutcomes, StableSetReport
from matchsafe.domain.problem import Problem
from matchsafe.market.arrays import Definition, Ints
from matchsafe.market.engine import match
from matchsafe.market.kernels import places_at_programs
from matchsafe.market.market import Market
from matchsafe.market.problems import MarketError
from matchsafe.market.report import own_ranks
from matchsafe.market.rotations import Rotations, arranged_matches, arrangements
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
    found = _with_couples(market, definition, ways) if len(market.couples) else Rotations(market).matches()
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


def _with_couples(market: Market, definition: Definition, most: int) -> Iterator[Ints]:
    """Every stable match, arrangement of the couples by arrangement."""
    ways = arrangements(market)
    if ways > most:
        message = f"can be placed in {ways:,} ways; all stable matches are listed for at most {most:,}"
        raise MarketError([Problem(message, "couples", path="couples")])
    for held in arranged_matches(market):
        if certify_edges(market, held, definition).stable:
            yield held
