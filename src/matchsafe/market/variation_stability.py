"""Is a match with variations stable? Made from the market and the result alone, without the engine's pairs or passes.

What is checked:

- everyone holds a place of their list, and a first-year place only of the list linked to the advanced place they hold;
- no program has more than its seats, after reversions;
- a program that asks for an even or odd number has one (or no one at all);
- a donor gave only seats it did not fill and, as far as its reversions allow, all of them, in the order it asked for;
- **no one blocks**: of its holders and all who would rather be there, each program has those it would choose: the best,
  up to its seats, and one less where the number would have the wrong parity. Seats a donor gave away count as its own
  here, because it fills first. Who would rather be there? An applicant, where the program stands higher on the primary
  list than what they hold; and for a first-year place, where it stands higher on the list linked to the advanced place
  held. Nothing about the first year makes an applicant leave an advanced place.

Couples are checked by the definition asked for; at a program that asks for an even or odd number they
are taken to compete for the seats that are filled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from matchsafe.market.arrays import Definition, Ints, Longs
from matchsafe.market.market import Market
from matchsafe.market.stability import certify_couples, certify_edges, positions
from matchsafe.market.variations import VariedMarket


@dataclass(frozen=True, eq=False)
class VariedCertificate:
    """What was found when a result was checked.

    Attributes:
        definition: The definition of a blocking couple used, as in ``Certificate``.
        irrational: Applicants (numbers) who hold what they may not.
        over_quota: Programs (numbers) with more holders than seats.
        wrong_parity: Programs (numbers) with an even number of holders that want an odd one, or the other way round.
        wrong_reversions: Reversions (numbers) that moved too many seats or too few.
        blocking: Applicants and programs, by name, that would rather have each other; at most ``stability.KEPT``.
        blocking_count: How many there are.
        blocking_couples: Couples and the pairs of programs, by name, that would have them.
    """

    definition: Definition
    irrational: Longs
    over_quota: Longs
    wrong_parity: Longs
    wrong_reversions: Longs
    blocking: tuple[tuple[str, str], ...]
    blocking_count: int
    blocking_couples: tuple[tuple[tuple[str, str], tuple[str, str]], ...]

    @property
    def blocking_couples_count(self) -> int:
        """How many couples and pairs of programs would have each other."""
        return len(self.blocking_couples)

    def blocking_pairs(self, _: Market) -> list[tuple[str, str]]:
        """The same as ``blocking``, as ``Certificate`` says it."""
        return list(self.blocking)

    @property
    def stable(self) -> bool:
        """Nothing was found that could upset the result."""
        return self.blocking_count == 0 and not any(
            len(found)
            for found in (
                self.irrational,
                self.over_quota,
                self.wrong_parity,
                self.wrong_reversions,
                self.blocking_couples,
            )
        )


@dataclass(frozen=True, eq=False)
class ResultMarket:
    """A result with each first-year candidacy that it gives rise to as an applicant of its own, after all others.

    Attributes:
        market: Lists of everyone, with the seats each program may fill.
        held: The edge each of them holds, or -1.
        people: Who each of them is.
    """

    market: Market
    held: Ints
    people: Longs

    def wishes(self, programs: Longs) -> list[Longs]:
        """For each of these programs, the edges of singles who would rather be there and whom it accepts."""
        market, place = self.market, np.full(len(self.market.quotas), -1)
        place[programs] = np.arange(len(programs))
        edges = np.flatnonzero(place[market.programs] >= 0)
        edges = edges[market.scores[edges] > -np.inf]
        owner = market.owners[edges]
        stop = np.where(self.held[owner] >= 0, self.held[owner], market.offsets[owner + 1])
        edges = edges[(edges < stop) & (market.couple_of[owner] < 0)]
        return grouped(edges, place[market.programs[edges]], len(programs))

    @cached_property
    def holding(self) -> list[Longs]:
        """For each program, the edges by which somebody is there."""
        edges = self.held[self.held >= 0].astype(np.int64)
        return grouped(edges, self.market.programs[edges], len(self.market.quotas))


def grouped(values: Longs, groups: Longs | Ints, count: int) -> list[Longs]:
    """The values of each group, in their order."""
    ends = np.cumsum(np.bincount(groups, minlength=count)).tolist()
    ordered = values[np.argsort(groups, kind="stable")]
    return [ordered[start:end] for start, end in pairwise([0, *ends])]


def seat_counts(varied: VariedMarket, held: Ints, entries: Longs) -> Longs:
    """How many people each program has, first-year places included."""
    programs = np.concatenate(
        [varied.market.programs[held[held >= 0]], varied.supplemental.programs[entries[entries >= 0]]]
    )
    return np.bincount(programs, minlength=len(varied.market.quotas))


def result_market(varied: VariedMarket, held: Ints, entries: Longs, seats: Longs) -> ResultMarket:
    """Write a result as a market of singles and couples in which the advanced places held are settled."""
    market, extra = varied.market, varied.supplemental
    owner = market.owners[extra.linked]
    lists = np.flatnonzero(held[owner] == extra.linked)
    lengths = np.diff(extra.offsets)[lists]
    kept = np.flatnonzero(np.isin(extra.lists, lists))
    mine = entries[owner[lists]]
    first = len(market.programs)
    known = (mine >= extra.offsets[lists]) & (mine < extra.offsets[lists + 1])
    seconds = np.where(known, first + np.searchsorted(kept, mine), -1)
    whole = replace(
        market,
        offsets=np.concatenate([market.offsets, first + np.cumsum(lengths)]),
        programs=np.concatenate([market.programs, extra.programs[kept]]),
        scores=np.concatenate([market.scores, extra.scores[kept]]),
        quotas=seats.astype(np.int32),
        applicant_ids=(),
    )
    people = np.concatenate([np.arange(market.applicants), owner[lists]])
    return ResultMarket(whole, np.concatenate([held, seconds]).astype(np.int32), people)


def choice(standing: ResultMarket, program: int, wishes: Longs, seats: int, remainder: int) -> Longs:
    """The people a program would choose from its holders and those who wish to be there.

    Someone may ask in two ways, by the primary list and for the first year, and is one person all the same.
    """
    market = standing.market
    among = np.concatenate([standing.holding[program], wishes])
    people, at = np.unique(standing.people[market.owners[among]], return_index=True)
    best = people[np.lexsort((people, -market.scores[among][at]))][:seats]
    return best[: len(best) - 1] if len(best) % 2 != remainder and len(best) else best


def certify_varied(
    varied: VariedMarket, held: Ints, entries: Longs, given: Longs, definition: Definition = "KPR"
) -> VariedCertificate:
    """Check a result.

    Args:
        varied: The market.
        held: The edge each applicant holds, or -1.
        entries: The entry of the supplemental lists each applicant holds, or -1.
        given: How many seats went by each reversion.
        definition: Of a blocking couple.
    """
    market, extra = varied.market, varied.supplemental
    filled = seat_counts(varied, held, entries)
    seats = market.quotas + varied.receipts(given)
    final = seats - varied.donations(given)
    wants = varied.parity.astype(np.int64)
    particular = np.flatnonzero(wants >= 0)
    now = result_market(varied, held, entries, np.where(wants >= 0, filled, seats))
    found = certify_edges(now.market, now.held, definition)
    found = replace(found, blocking_couples=_with_own_seats(now, found.blocking_couples, definition))
    stray = np.flatnonzero(entries >= 0)
    stray = stray[extra.linked[extra.lists[entries[stray]]] != held[stray]]
    at_particular = np.isin(now.market.programs[found.blocking], particular)
    by_choice = []
    for program, asking in zip(particular.tolist(), now.wishes(particular), strict=True):
        if len(asking):
            best = choice(now, program, asking, int(seats[program]), int(wants[program]))
            by_choice.append(asking[np.isin(now.people[now.market.owners[asking]], best)])
    blocking = np.concatenate([found.blocking[~at_particular], *by_choice]).astype(np.int64)
    names = [
        (
            market.applicant_name(int(now.people[now.market.owners[e]])),
            market.program_name(int(now.market.programs[e])),
        )
        for e in blocking.tolist()
    ]
    return VariedCertificate(
        definition,
        np.union1d(now.people[found.irrational], stray),
        np.flatnonzero(filled > final),
        np.flatnonzero((wants >= 0) & (filled > 0) & (filled % 2 != wants)),
        _wrong_reversions(varied, given, final - filled),
        tuple(names),
        len(blocking) + found.blocking_count - len(found.blocking),
        tuple((_partners(market, couple), pair) for couple, pair in found.blocking_couple_pairs(now.market)),
    )


def _with_own_seats(now: ResultMarket, blocking: Longs, definition: Definition) -> Longs:
    """The couples' blocking pairs, where a partner is already at the program both want, but for the first year.

    That is one person there, whichever way they ask: they count as there by the pair, and not twice.
    """
    market, couples = now.market, now.market.couples
    candidate = np.flatnonzero((now.people != np.arange(len(now.people))) & (now.held >= 0))
    candidate = candidate[market.couple_of[now.people[candidate]] >= 0]
    position, _ = positions(market, now.held) if len(candidate) else (couples.offsets, None)
    for couple in np.unique(market.couple_of[now.people[candidate]]).tolist():
        mine = candidate[market.couple_of[now.people[candidate]] == couple]
        for pair in range(int(couples.offsets[couple]), int(position[couple])):
            edges = np.array([couples.first[pair], couples.second[pair]])
            here = mine[market.programs[now.held[mine]] == market.programs[edges[0]]]
            if not len(here) or edges.min() < 0 or np.ptp(market.programs[edges]):
                continue
            held = now.held.copy()
            members = couples.members[couple]
            held[members] = np.where(np.isin(members, now.people[here]), edges, held[members])
            held[here] = -1
            both = (held[members] >= 0).all() and np.ptp(market.programs[held[members]]) == 0
            granted = both or pair in certify_couples(market, held, definition, position=position)[0]
            blocking = np.union1d(blocking, [pair]) if granted else np.setdiff1d(blocking, [pair])
    return blocking


def _wrong_reversions(varied: VariedMarket, given: Longs, unfilled: Longs) -> Longs:
    """Reversions that moved more than they may, less than they could, or after one that was not yet done."""
    waiting = set(np.flatnonzero(unfilled > 0).tolist())
    wrong = []
    for number, donor in enumerate(varied.donors.tolist()):
        moved, most = int(given[number]), int(varied.positions[number])
        later = given[number + 1 :][varied.donors[number + 1 :] == donor].any()
        if not 0 <= moved <= most or (moved < most and (donor in waiting or later)):
            wrong.append(number)
    return np.array(wrong, np.int64)


def _partners(market: Market, couple: int) -> tuple[str, str]:
    first, second = market.couples.members[couple].tolist()
    return market.applicant_name(first), market.applicant_name(second)
