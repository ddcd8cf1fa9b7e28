"""Why an applicant is where they are: every rank, where the line was drawn, who held the last seat."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from matchsafe.market.arrays import NO_MATCH, Longs
from matchsafe.market.certificate import pair_names
from matchsafe.market.market import Market, index_of
from matchsafe.market.settings import check_type
from matchsafe.market.stability import certify_edges, edges_of, positions
from matchsafe.market.types import Match
from matchsafe.market.variation_match import VariedMatch
from matchsafe.market.variation_stability import result_market

Outcome = Literal["matched", "not_needed", "full", "not_accepted", "no_seats", "would_take"]


@dataclass(frozen=True)
class Rank:
    """One program of an applicant's list.

    Attributes:
        rank: Place on the applicant's list, from 1.
        outcome: What became of it: "would_take" means the program would have them and only their couple keeps them
            away (or the match is not stable).
        standing: Place on the program's list among the applicants who list it, from 1; ``None`` if it does not accept
            them.
        seats: Its quota.
        taken: How many are matched there.
        last_holder: The matched applicant it likes least, by name.
        cutoff: That applicant's place on the program's list; ``None`` while a seat is free.
    """

    rank: int
    program: str
    outcome: Outcome
    standing: int | None
    seats: int
    taken: int
    last_holder: str | None
    cutoff: int | None

    def sentence(self) -> str:
        """The reason in words."""
        head = f"Rank {self.rank}, {self.program}: "
        if self.outcome == "matched":
            return head + "matched here."
        if self.outcome == "not_needed":
            return head + "not needed, matched higher on the list."
        if self.outcome == "not_accepted":
            return head + "this program does not list the applicant."
        if self.outcome == "no_seats":
            return head + "this program has no seats."
        if self.outcome == "would_take":
            return head + f"would take the applicant (place {self.standing} on its list)."
        return head + (
            f"full. {_last_seat(self.seats).capitalize()} went to {self.last_holder}, place {self.cutoff} on its list; "
            f"the applicant has place {self.standing}."
        )


@dataclass(frozen=True)
class Pair:
    """One entry of a couple's list and, for each half, whether its program would take that partner.

    ``refusals`` says in words why programs that would not, would not.
    """

    rank: int
    programs: tuple[str, str]
    outcome: Literal["matched", "not_needed", "not_granted", "granted"]
    granted: tuple[bool, bool]
    refusals: tuple[str, ...] = ()

    def sentence(self) -> str:
        """What became of the pair, in words."""
        head = "Rank {}, {}: ".format(self.rank, " and ".join(_or_no_match(name) for name in self.programs))
        if self.outcome == "matched":
            return head + (
                "matched here, one partner alone." if NO_MATCH in self.programs else "matched here."
            )
        if self.outcome == "not_needed":
            return head + "not needed, matched higher on the list."
        if self.outcome == "granted":
            return head + "would take both partners."
        return head + "; ".join(self.refusals) + "."


@dataclass(frozen=True)
class Explanation:
    """The result of one applicant with a reason for every rank; ``pairs`` only for a partner of a couple.

    A couple matches by pairs, so theirs is told pair by pair; ``ranks`` are the programs of one partner's half.
    ``first_year`` has the ranks of the supplemental list that is linked to the place they have.
    """

    applicant: str
    program: str | None
    ranks: tuple[Rank, ...]
    pairs: tuple[Pair, ...] = ()
    first_year: tuple[Rank, ...] = ()

    def sentences(self) -> list[str]:
        """Every rank in words; of a couple every pair."""
        primary = [one.sentence() for one in (self.pairs or self.ranks)]
        return primary + [f"First year: {one.sentence()}" for one in self.first_year]


def explain(market: Market, match: Match, applicant: str | int) -> Explanation:
    """Say why an applicant matched where they did.

    Args:
        market: What was matched.
        match: The result; one of another market is taken by its names.
        applicant: Name or number.

    Raises:
        KeyError: If there is no such applicant.
    """
    check_type("market", market, Market)
    check_type("match", match, Match)
    if match.market is not market:
        match = replace(match, market=market, held=edges_of(market, match)[0])
    number = index_of(market, applicant)
    edges = range(int(market.offsets[number]), int(market.offsets[number + 1]))
    held = int(match.held[number])
    couple = int(market.couple_of[number])
    ranks = tuple(_rank(market, match, e, i, held, couple >= 0) for i, e in enumerate(edges, 1))
    name = None if held < 0 else market.program_name(int(market.programs[held]))
    pairs = _pairs(market, match, couple) if couple >= 0 else ()
    return Explanation(market.applicant_name(number), name, ranks, pairs)


def explain_varied(result: VariedMatch, applicant: str | int) -> Explanation:
    """Say why an applicant matched where they did in a market with variations.

    Seats are those after reversions; a program that wants an even or odd number has as many as it filled.

    Raises:
        KeyError: If there is no such applicant.
    """
    varied = result.varied
    number = index_of(varied.market, applicant)
    seats = np.where(varied.parity >= 0, result.filled, result.quotas)
    now = result_market(varied, result.held, result.entries, seats)
    names = [varied.market.applicant_name(int(person)) for person in now.people]
    market = replace(now.market, applicant_ids=names)
    match = Match(market, now.held, result.side, 0, (), False, certify_edges(market, now.held))
    candidacies = np.flatnonzero(now.people == number)
    told = explain(market, match, int(candidacies[0]))
    later = explain(market, match, int(candidacies[1])).ranks if len(candidacies) > 1 else ()
    return replace(told, first_year=later)


def _above(market: Market, edges: Longs, edge: int) -> int:
    """How many of these edges their program likes better than this one."""
    scores, owners = market.scores[edges], market.owners[edges]
    better = (scores > market.scores[edge]) | (
        (scores == market.scores[edge]) & (owners < market.owners[edge])
    )
    return int(better.sum())


def _rank(market: Market, match: Match, edge: int, rank: int, held: int, coupled: bool) -> Rank:
    program = int(market.programs[edge])
    listed = np.flatnonzero(market.programs == program)
    seated = listed[match.held[market.owners[listed]] == listed]
    seats, taken = int(market.quotas[program]), len(seated)
    accepted = market.scores[edge] > -np.inf
    standing = _above(market, listed, edge) + 1
    last = max(seated.tolist(), key=lambda e: _above(market, listed, e), default=None)
    full = taken >= seats
    outcome: Outcome = "would_take"
    if edge == held:
        outcome = "matched"
    elif not coupled and 0 <= held < edge:
        outcome = "not_needed"
    elif not accepted:
        outcome = "not_accepted"
    elif seats == 0:
        outcome = "no_seats"
    elif full and last is not None and _above(market, listed, last) < standing - 1:
        outcome = "full"
    return Rank(
        rank,
        market.program_name(program),
        outcome,
        standing if accepted else None,
        seats,
        taken,
        None if last is None else market.applicant_name(int(market.owners[last])),
        _above(market, listed, last) + 1 if last is not None and full else None,
    )


def _pairs(market: Market, match: Match, couple: int) -> tuple[Pair, ...]:
    couples = market.couples
    at = int(positions(market, match.held)[0][couple])
    pairs = []
    for rank, pair in enumerate(range(int(couples.offsets[couple]), int(couples.offsets[couple + 1])), 1):
        halves = (int(couples.first[pair]), int(couples.second[pair]))
        granted = _would_choose(market, match, halves)
        outcome: Literal["matched", "not_needed", "not_granted", "granted"] = "not_needed"
        if pair == at:
            outcome = "matched"
        elif pair < at:
            outcome = "granted" if all(granted) else "not_granted"
        refusals = _refusals(market, match, halves, granted) if outcome == "not_granted" else ()
        pairs.append(Pair(rank, pair_names(market, pair), outcome, granted, refusals))
    return tuple(pairs)


def _refusals(
    market: Market, match: Match, halves: tuple[int, int], granted: tuple[bool, bool]
) -> tuple[str, ...]:
    """Why programs would not take their partner, each by name."""
    said = []
    for edge, is_granted in zip(halves, granted, strict=True):
        if is_granted:
            continue
        reason = _rank(market, match, edge, 0, -1, coupled=True)
        who = market.applicant_name(int(market.owners[edge]))
        if reason.outcome == "not_accepted":
            said.append(f"{reason.program} does not list {who}")
        elif reason.outcome == "no_seats":
            said.append(f"{reason.program} has no seat for {who}")
        elif reason.outcome == "full":
            said.append(
                f"{reason.program} is full: {_last_seat(reason.seats)} went to {reason.last_holder}, place "
                f"{reason.cutoff} on its list; {who} has place {reason.standing}"
            )
        else:
            said.append(f"{reason.program} has no seats for both partners")
    return tuple(dict.fromkeys(said))


def _last_seat(seats: int) -> str:
    return f"the last of its {seats} seats" if seats > 1 else "its one seat"


def _or_no_match(name: str) -> str:
    return "no match" if name == NO_MATCH else name


def _would_choose(market: Market, match: Match, halves: tuple[int, int]) -> tuple[bool, bool]:
    """Whether each half's program would choose its partner from its holders and the newcomers."""
    real = [e for e in halves if e >= 0]
    result = []
    for edge in halves:
        if edge < 0:
            result.append(True)
            continue
        program = market.programs[edge]
        together = [e for e in real if market.programs[e] == program]
        holders = np.flatnonzero(
            (market.programs == program) & (match.held[market.owners] == np.arange(len(market.programs)))
        )
        among = np.union1d(holders, together)
        accepted = market.scores[edge] > -np.inf
        result.append(bool(accepted) and _above(market, among, edge) < market.quotas[program])
    return result[0], result[1]
