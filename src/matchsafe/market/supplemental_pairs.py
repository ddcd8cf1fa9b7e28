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

from matchsafe.market.arrays import Array, Couples, Flags, Ints, Longs
from matchsafe.market.jit import kernel
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
        pairs = slice(couples.offsets[own], couples.offsets[-1])
        lengths = np.diff(couples.offsets[own:])
        mine, other = (np.repeat(held[half], lengths) for half in couples.members[own:].T)
        hit = (couples.first[pairs] == mine) & (couples.second[pairs] == other) & (other >= 0)
        entries = np.full(applicants, -1, np.int64)
        entries[np.repeat(self.people, lengths)[hit]] = self.entries[hit]
        return entries


@kernel
def number_edges(owners: Array, programs: Array, latest: Array, edge_of: Array, first: Array) -> int:
    """Number the programs of each owner, a program once: ``edge_of`` each entry, the ``first`` entry of each number.

    ``latest`` begins as -1 for every program. Entries of one owner stand together.
    """
    count = 0
    for at in range(len(owners)):
        number = latest[programs[at]]
        if number < 0 or owners[first[number]] != owners[at]:
            number = count
            first[number] = at
            latest[programs[at]] = number
            count += 1
        edge_of[at] = number
    return count


def pair_market(varied: VariedMarket) -> PairedMarket:
    """Write a market's supplemental lists as pairs."""
    market, extra, known = varied.market, varied.supplemental, varied.market.couples
    everyone = np.unique(market.owners[extra.linked]).astype(np.int64)
    coupled = market.couple_of[everyone] >= 0
    people = everyone[~coupled]
    edges = ranges(market.offsets[people], market.offsets[people + 1])
    number = np.full(len(market.programs), -1)
    number[extra.linked] = np.arange(len(extra.linked))
    lists = number[edges]
    starts = np.where(lists < 0, 0, extra.offsets[lists])
    stops = np.where(lists < 0, 0, extra.offsets[lists + 1]) + 1
    lengths, entries = stops - starts, ranges(starts, stops)
    entries[np.cumsum(lengths) - 1] = -1  # the last of each edge is for it alone
    first, paired = np.repeat(edges, lengths), entries >= 0
    asked = entries[paired]
    owners, programs = market.owners[first[paired]], extra.programs[asked]
    edge_of, firsts = np.empty(len(asked), np.int64), np.empty(len(asked), np.int64)
    count = number_edges(owners, programs, np.full(len(market.quotas), -1), edge_of, firsts)
    firsts, half = firsts[:count], len(market.programs)
    second = np.full(len(first), -1)
    second[paired] = half + edge_of
    pairs = np.bincount(market.owners[first], minlength=market.applicants)[people]
    own = np.bincount(owners[firsts], minlength=market.applicants)[people]
    members = np.stack([people, market.applicants + np.arange(len(people))], axis=1)
    couples = Couples(
        np.concatenate([known.members, members]).astype(np.int32),
        np.concatenate([known.offsets, known.offsets[-1] + np.cumsum(pairs)]).astype(np.int64),
        np.concatenate([known.first, first]).astype(np.int32),
        np.concatenate([known.second, second]).astype(np.int32),
    )
    ids = market.applicant_ids
    whole = replace(
        market,
        offsets=np.concatenate([market.offsets, half + np.cumsum(own)]).astype(np.int64),
        programs=np.concatenate([market.programs, programs[firsts]]),
        scores=np.concatenate([market.scores, extra.scores[asked[firsts]]]),
        couples=couples,
        applicant_ids=[*ids, *(f"{ids[p]} (supplemental)" for p in people.tolist())] if ids else (),
    )
    return PairedMarket(whole, people, entries, everyone[coupled])


def ranges(starts: Longs, stops: Longs) -> Longs:
    """The numbers from each start to before its stop, one range after the other."""
    lengths = stops - starts
    first = np.cumsum(lengths) - lengths
    return np.asarray(np.repeat(starts - first, lengths) + np.arange(lengths.sum()))


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
