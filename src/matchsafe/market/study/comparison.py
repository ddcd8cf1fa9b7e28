"""Two results side by side: who moved, who gains and who loses, and whether each holds against the other."""

from __future__ import annotations

from collections import Counter
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from matchsafe.domain.market_study import MatchComparison, Move, ProgramChange
from matchsafe.domain.match_report import BlockingPair
from matchsafe.market.arrays import Flags, Ints, Longs
from matchsafe.market.market import Market
from matchsafe.market.report import own_ranks
from matchsafe.market.stability import certify, edges_of, positions
from matchsafe.market.study.statistics import distribution
from matchsafe.market.types import Match

Change = Literal["gains", "loses", "other"]
_CHANGES: Final[dict[int, Change]] = {-1: "gains", 0: "other", 1: "loses"}


def as_match(market: Market, assignment: npt.ArrayLike) -> Match:
    """Somebody's result (each applicant's program number, -1 for none) as a match with its certificate.

    Raises:
        ValueError: If it has the wrong length or names a program that does not exist.
    """
    held, stray = edges_of(market, assignment)
    made = Match(market, held, "applicant", 0, (), False, certify(market, np.asarray(assignment)), None)
    made.assignment[stray] = np.asarray(assignment)[stray]  # they hold no edge, but that is where they are
    return made


def compare(first: Match, second: Match, names: tuple[str, str] = ("first", "second")) -> MatchComparison:
    """Compare two results on one market, or of a market before and after a change (with the same names in both).

    Gains and losses are by the lists of the first market, so somebody who hands in another list is judged by the one
    they had before. What upsets each is found on its own market; the pairs that upset one result with the places of
    the other are only looked for where both have the same market.
    """
    market = first.market
    other = _on(market, second)
    held, stray = edges_of(market, other)
    change = np.sign(_standing(market, held) - _standing(market, first.held))
    if len(stray):
        change[stray] = 0
    moved = np.flatnonzero(other != first.assignment)
    ranks = own_ranks(market, first.held), own_ranks(market, held)
    moves = tuple(
        Move(
            applicant=market.applicant_name(a),
            first=_name(market, int(first.assignment[a])),
            second=_name(market, int(other[a])),
            first_rank=int(ranks[0][a]) or None,
            second_rank=int(ranks[1][a]) or None,
            change=_CHANGES[int(change[a])],
        )
        for a in moved.tolist()
    )
    counts = Counter(move.change for move in moves)
    single = market.couple_of < 0
    means = tuple(distribution(r[single]).mean for r in ranks)
    flows = Counter(zip(ranks[0][single].tolist(), ranks[1][single].tolist(), strict=True))
    same = second.market is market
    certificates = first.certificate, second.certificate
    return MatchComparison(
        names=names,
        stable=(first.stable, second.stable),
        matched=(int((first.assignment >= 0).sum()), int((other >= 0).sum())),
        mean_rank=(means[0], means[1]),
        unchanged=market.applicants - len(moves),
        gains=counts["gains"],
        loses=counts["loses"],
        other=counts["other"],
        moves=moves,
        programs=_program_changes(market, first.assignment, other),
        rank_flows=tuple((one, two, count) for (one, two), count in sorted(flows.items())),
        blocking=tuple(c.blocking_count + c.blocking_couples_count for c in certificates),
        upset_by_other=(_upset(first, held), _upset(second, first.held)) if same else ((), ()),
    )


def _on(market: Market, match: Match) -> Ints:
    """The program each applicant of a market has in a match of another with the same names, -1 for none."""
    if match.market is market:
        return match.assignment
    theirs = match.market
    place = {theirs.program_name(p): p for p in range(len(theirs.quotas))}
    places = np.full(len(theirs.quotas) + 1, -1, np.int32)
    for p in range(len(market.quotas)):
        places[place[market.program_name(p)]] = p
    person = {theirs.applicant_name(a): a for a in range(theirs.applicants)}
    order = [person[market.applicant_name(a)] for a in range(market.applicants)]
    return np.asarray(places[match.assignment[order]], np.int32)


def _standing(market: Market, held: Ints) -> Longs:
    """How far down their list each applicant is, a couple's partners on the couple's; unmatched is the end of it."""
    standing: Longs = np.where(held >= 0, held, market.offsets[1:]).astype(np.int64)
    if len(market.couples):
        position, _ = positions(market, held)
        for side in (0, 1):
            standing[market.couples.members[:, side]] = position
    return standing


def _name(market: Market, program: int) -> str | None:
    return None if program < 0 else market.program_name(program)


def _program_changes(market: Market, first: Ints, second: Ints) -> tuple[ProgramChange, ...]:
    moved = np.flatnonzero(first != second)
    left: dict[int, list[str]] = {}
    arrived: dict[int, list[str]] = {}
    for people, places in ((left, first), (arrived, second)):
        for applicant in moved.tolist():
            people.setdefault(int(places[applicant]), []).append(market.applicant_name(applicant))
    counts = [np.bincount(of[of >= 0], minlength=len(market.quotas)) for of in (first, second)]
    return tuple(
        ProgramChange(
            program=market.program_name(p),
            filled=(int(counts[0][p]), int(counts[1][p])),
            arrived=tuple(arrived.get(p, ())),
            left=tuple(left.get(p, ())),
        )
        for p in sorted((left.keys() | arrived.keys()) - {-1})
    )


def _upset(match: Match, held: Ints) -> tuple[BlockingPair, ...]:
    """Singles who would rather have what they hold in another result, where they are wanted."""
    market = match.market
    blocking: Flags = np.isin(match.certificate.blocking, held)
    return tuple(
        BlockingPair(applicant=a, program=p)
        for (a, p), upsets in zip(match.certificate.blocking_pairs(market), blocking, strict=True)
        if upsets
    )
