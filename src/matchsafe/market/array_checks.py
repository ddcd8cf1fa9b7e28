"""What is wrong with a market handed in as arrays, all of it at once."""

from __future__ import annotations

import numpy as np

from matchsafe.market.arrays import MAX_PAIRS, MarketArrays
from matchsafe.market.problems import MarketProblems


def check_arrays(market: MarketArrays) -> None:
    """Check that arrays make a market.

    Raises:
        MarketError: Listing every problem: offsets that do not fit, unknown programs, a program twice in one list, a
            score that is not a number, a negative quota, couples that name wrong edges.
    """
    found = MarketProblems()
    starts, edges = market.offsets, market.programs
    if len(starts) < 1 or starts[0] != 0 or starts[-1] != len(edges) or (np.diff(starts) < 0).any():
        found.add("offsets", "must begin with 0, never fall, and end with the number of edges", "offsets")
    if len(market.scores) != len(edges):
        found.add("scores", f"{len(market.scores)} scores for {len(edges)} edges", "scores")
    for edge in np.flatnonzero((edges < 0) | (edges >= len(market.quotas))).tolist():
        found.add(f"edge {edge}", f"there is no program {edges[edge]}", "unknown_id")
    for edge in np.flatnonzero(np.isnan(market.scores) | (market.scores == np.inf)).tolist():
        found.add(f"edge {edge}", f"the score is {market.scores[edge]}", "scores")
    for number in np.flatnonzero(market.quotas < 0).tolist():
        found.add(f"program {number}", f"the quota is {market.quotas[number]}", "quota")
    found.check()
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    key = np.sort(owners * max(len(market.quotas), 1) + edges)
    for twice in np.unique(key[1:][key[1:] == key[:-1]]):
        applicant, program = divmod(int(twice), len(market.quotas))
        found.add(f"applicant {applicant}", f"program {program} stands twice", "duplicate_rank")
    _check_couple_arrays(market, found)
    found.check()


def _check_couple_arrays(market: MarketArrays, found: MarketProblems) -> None:
    couples = market.couples
    if (couples.members < 0).any() or (couples.members >= len(market.offsets) - 1).any():
        found.add("couples", "a partner is not an applicant of this market", "unknown_id")
        return
    people, times = np.unique(couples.members, return_counts=True)
    for applicant in people[times > 1]:
        found.add(f"applicant {applicant}", "stands in two couples", "listed_twice")
    if len(couples.offsets) != len(couples) + 1 or len(couples.first) != len(couples.second):
        found.add(
            "couples", "the paired lists must be equally long and begin where offsets say", "unequal_lists"
        )
        return
    lengths = np.diff(couples.offsets)
    if couples.offsets[0] != 0 or couples.offsets[-1] != len(couples.first) or (lengths < 0).any():
        found.add(
            "couples", "offsets must begin with 0, never fall, and end with the number of pairs", "offsets"
        )
        return
    for long in np.flatnonzero(lengths > MAX_PAIRS).tolist():
        found.add(f"couple {long}", f"the paired list has more than {MAX_PAIRS} entries", "long_list")
    couple = np.repeat(np.arange(len(couples)), lengths)
    for side, edges in enumerate((couples.first, couples.second)):
        owner = couples.members[couple, side]
        wrong = (
            (edges < -1)
            | (edges >= market.offsets[owner + 1])
            | ((edges >= 0) & (edges < market.offsets[owner]))
        )
        for pair in np.flatnonzero(wrong):
            found.add(f"couple {couple[pair]}", f"edge {edges[pair]} is not their own", "unknown_id")
    for pair in np.flatnonzero((couples.first < 0) & (couples.second < 0)):
        found.add(f"couple {couple[pair]}", "no match for both is the end of every list", "empty_pair")
    key = np.stack([couple, couples.first, couples.second])
    pairs, times = np.unique(key, axis=1, return_counts=True)
    for repeated in np.flatnonzero(times > 1):
        found.add(f"couple {pairs[0, repeated]}", "a pair stands twice", "duplicate_rank")
