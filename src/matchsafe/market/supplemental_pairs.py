"""Supplemental lists written as pairs, so that the couples' part of the engine can match them.

An applicant with supplemental lists is a couple of themselves (for the primary list) and their *other half* (for the
first year). Their paired list goes down the primary list: an advanced program with each first-year program of its list
and then alone, any other program alone. So a better program of the primary list always comes before a better
first-year program, a first-year program is asked only together with the advanced one that is held, and whoever has to
leave the advanced program leaves the first-year program as well and starts again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matchsafe.market.arrays import Couples, Ints, Longs
from matchsafe.market.market import Market
from matchsafe.market.variations import Supplemental, VariedMarket


@dataclass(frozen=True, eq=False)
class Paired:
    """A market in which other halves are applicants too, numbered after all others.

    Attributes:
        market: The market with pairs.
        people: The applicant of each other half.
        entries: The entry of the supplemental lists behind each pair of the other halves, or -1; the pairs of the
            couples there were come first.
    """

    market: Market
    people: Longs
    entries: Longs

    def halves(self, applicants: Longs) -> Longs:
        """The edges of the other halves of these applicants."""
        market, first = self.market, self.market.applicants - len(self.people)
        return np.flatnonzero(
            np.isin(market.owners, first + np.flatnonzero(np.isin(self.people, applicants)))
        )

    def entries_held(self, held: Ints, applicants: int) -> Longs:
        """The entry of the supplemental lists each applicant holds, or -1, from the edges held in ``market``."""
        couples = self.market.couples
        own = len(couples) - len(self.people)
        pairs = np.arange(couples.offsets[own], couples.offsets[-1])
        of = self.people[np.searchsorted(couples.offsets, pairs, side="right") - 1 - own]
        other = held[couples.members[own:, 1]][np.searchsorted(self.people, of)]
        hit = (couples.first[pairs] == held[of]) & (couples.second[pairs] == other) & (other >= 0)
        entries = np.full(applicants, -1, np.int64)
        entries[of[hit]] = self.entries[hit]
        return entries


def paired(varied: VariedMarket) -> Paired:
    """Write a market's supplemental lists as pairs."""
    market, extra = varied.market, varied.supplemental
    people = np.unique(market.owners[extra.linked]).astype(np.int64)
    half = len(market.programs)
    lengths: list[int] = []
    programs: list[int] = []
    scores: list[float] = []
    pairs: list[tuple[int, int, int]] = []
    starts = [int(market.couples.offsets[-1])]
    by_edge = dict(zip(extra.linked.tolist(), range(len(extra.linked)), strict=True))
    for person in people.tolist():
        edge_of: dict[int, int] = {}
        begun = len(pairs)
        for edge in range(int(market.offsets[person]), int(market.offsets[person + 1])):
            number = by_edge.get(edge)
            for entry in () if number is None else _entries(extra, number):
                program = int(extra.programs[entry])
                if program not in edge_of:
                    edge_of[program] = half + len(programs)
                    programs.append(program)
                    scores.append(float(extra.scores[entry]))
                pairs.append((edge, edge_of[program], entry))
            pairs.append((edge, -1, -1))
        lengths.append(len(edge_of))
        starts.append(starts[-1] + len(pairs) - begun)
    first, second, entries = np.array(pairs, np.int64).reshape(-1, 3).T
    known = market.couples
    members = np.stack([people, market.applicants + np.arange(len(people))], axis=1)
    couples = Couples(
        np.concatenate([known.members, members]).astype(np.int32),
        np.concatenate([known.offsets[:-1], starts]).astype(np.int64),
        np.concatenate([known.first, first]).astype(np.int32),
        np.concatenate([known.second, second]).astype(np.int32),
    )
    names = [f"{market.applicant_name(p)} (supplemental)" for p in people.tolist()]
    whole = replace(
        market,
        offsets=np.concatenate([market.offsets, half + np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
        programs=np.concatenate([market.programs, np.array(programs, np.int32)]),
        scores=np.concatenate([market.scores, np.array(scores, np.float32)]),
        couples=couples,
        applicant_ids=[*market.applicant_ids, *names] if market.applicant_ids else (),
    )
    return Paired(whole, people, entries)


def _entries(extra: Supplemental, number: int) -> range:
    return range(int(extra.offsets[number]), int(extra.offsets[number + 1]))
