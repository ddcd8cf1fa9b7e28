"""Supplemental lists written as pairs, so that the couples' part of the engine can match them.

An applicant with supplemental lists is a couple of themselves (for the primary list) and their *other half* (for the
first year). Their paired list goes down the primary list: an advanced program with each first-year program of its list
and then alone, any other program alone. So a better program of the primary list always comes before a better
first-year program, a first-year program is asked only together with the advanced one that is held, and whoever has to
leave the advanced program leaves the first-year program as well and starts again.

A partner of a couple has their place through the couple's list. Their first-year candidacy is one more single, with the
list that is linked to the advanced program they hold; which list that is has to be guessed before the match, and the
match has to bear the guess out (``first_year_market``, ``active_lists``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matchsafe.market.arrays import Couples, Flags, Ints, Longs
from matchsafe.market.market import Market
from matchsafe.market.variations import Supplemental, VariedMarket


@dataclass(frozen=True, eq=False)
class PairedMarket:
    """A market in which other halves are applicants too, numbered after all others.

    Attributes:
        market: The market with pairs.
        people: The applicant of each other half.
        entries: The entry of the supplemental lists behind each pair of the other halves, or -1; the pairs of the
            couples there were come first.
        partners: Partners of couples with supplemental lists.
    """

    market: Market
    people: Longs
    entries: Longs
    partners: Longs

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


def pair_market(varied: VariedMarket) -> PairedMarket:
    """Write a market's supplemental lists as pairs."""
    market, extra = varied.market, varied.supplemental
    everyone = np.unique(market.owners[extra.linked]).astype(np.int64)
    coupled = market.couple_of[everyone] >= 0
    people = everyone[~coupled]
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
    return PairedMarket(whole, people, entries, everyone[coupled])


def asks_both_ways(varied: VariedMarket) -> bool:
    """Whether some couple wants both partners at a program that a partner also asks for the first year.

    Their first-year candidacy is an applicant of its own here, so the partner could count twice at that program.
    """
    market, extra, couples = varied.market, varied.supplemental, varied.market.couples
    count = len(market.quotas)
    of = np.repeat(np.arange(len(couples)), np.diff(couples.offsets))
    both = (couples.first >= 0) & (couples.second >= 0)
    programs = market.programs[couples.first], market.programs[couples.second]
    together = of * count + programs[0]
    couple = market.couple_of[market.owners[extra.linked]][extra.lists].astype(np.int64)
    return bool(np.isin(couple * count + extra.programs, together[both & (programs[0] == programs[1])]).any())


def active_lists(varied: VariedMarket, held: Ints, partners: Longs) -> Longs:
    """The supplemental list linked to what each of these partners holds, or -1."""
    linked = varied.supplemental.linked
    if not len(linked):
        return np.full(len(partners), -1)
    at = np.minimum(np.searchsorted(linked, held[partners]), len(linked) - 1)
    return np.where(linked[at] == held[partners], at, -1)


def first_year_market(varied: VariedMarket, market: Market, active: Longs) -> Market:
    """A market with one more single for each partner, after all others: their first-year candidacy by one list.

    Args:
        varied: Whose supplemental lists are meant.
        market: The market as pairs.
        active: The list of each partner, or -1.
    """
    extra = varied.supplemental
    entries = [
        np.array(_entries(extra, number) if number >= 0 else (), np.int64) for number in active.tolist()
    ]
    chosen = np.concatenate([np.zeros(0, np.int64), *entries])
    ends = len(market.programs) + np.cumsum([len(own) for own in entries], dtype=np.int64)
    return replace(
        market,
        offsets=np.concatenate([market.offsets, ends]),
        programs=np.concatenate([market.programs, extra.programs[chosen]]),
        scores=np.concatenate([market.scores, extra.scores[chosen]]),
        applicant_ids=(),
    )


def allowed_pairs(
    varied: VariedMarket, market: Market, partners: Longs, active: Longs
) -> tuple[Flags, Flags]:
    """Which pairs of couples, and which couples without one, give these partners these lists."""
    couples, linked = market.couples, varied.supplemental.linked
    wanted = dict(zip(partners.tolist(), active.tolist(), strict=True))
    number = dict(zip(linked.tolist(), range(len(linked)), strict=True))
    alive, alone = np.ones(len(couples.first), np.bool_), np.ones(len(couples), np.bool_)
    for couple, members in enumerate(couples.members.tolist()):
        pairs = slice(int(couples.offsets[couple]), int(couples.offsets[couple + 1]))
        for person, halves in zip(members, (couples.first, couples.second), strict=True):
            if person in wanted:
                lists = np.array([number.get(edge, -1) for edge in halves[pairs].tolist()])
                alive[pairs] &= lists == wanted[person]
                alone[couple] &= wanted[person] < 0
    return alive, alone


def _entries(extra: Supplemental, number: int) -> range:
    return range(int(extra.offsets[number]), int(extra.offsets[number + 1]))
