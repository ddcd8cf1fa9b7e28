"""From a match to its report: counts, who goes where, the certificate by name."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from matchsafe.domain.match_report import (
    BlockingCouple,
    BlockingPair,
    MarketCounts,
    MatchReport,
    PairReason,
    Placement,
    ProgramFill,
    RankReason,
    ReasonsOf,
    StabilityCertificate,
    UnresolvedCouple,
)
from matchsafe.market.certificate import Certificate
from matchsafe.market.explanation import Explanation
from matchsafe.market.stability import positions
from matchsafe.market.types import Definition, Ints, Longs, Market, Match


def report_match(match: Match, *, seed: int = 0, seconds: float = 0.0) -> MatchReport:
    """The report of a match the engine made; its sentences are left to whoever words it.

    Args:
        seed: The seed it was made with.
        seconds: The time it took.
    """
    market, filled = match.market, _filled(match.market, match.assignment)
    return report_of(
        market, match.held, match.assignment, market.quotas, filled,
        certificate=_certificate(market, match.certificate, filled, none_exists=match.none_exists),
        unresolved=tuple(UnresolvedCouple(partners=u.partners, blocking=u.blocking) for u in match.unresolved),
        side=match.side, seed=seed, method=match.method, limit_reached=match.limit_reached, seconds=round(seconds, 6),
    )  # fmt: skip


def report_result(
    market: Market, assignment: Ints, definition: Definition = "KPR", *, missing: int = 0
) -> MatchReport:
    """The report of somebody else's result.

    Args:
        market: Whose lists the result is checked against.
        assignment: The program of each applicant, -1 for none.
        definition: Of a blocking couple.
        missing: How many applicants the result does not name.
    """
    from matchsafe.market.stability import certify, edges_of

    held, _ = edges_of(market, assignment)
    filled = _filled(market, assignment)
    certificate = _certificate(market, certify(market, assignment, definition=definition), filled)
    return report_of(
        market, held, assignment, market.quotas, filled, certificate=certificate, not_in_file=missing
    )


def reasons(explanation: Explanation) -> ReasonsOf:
    """An explanation as part of a report."""
    return ReasonsOf(
        applicant=explanation.applicant,
        program=explanation.program,
        ranks=tuple(RankReason(**asdict(rank)) for rank in explanation.ranks),
        pairs=tuple(PairReason(**asdict(pair)) for pair in explanation.pairs),
        first_year=tuple(RankReason(**asdict(rank)) for rank in explanation.first_year),
        sentences=tuple(explanation.sentences()),
    )


def report_of(
    market: Market, held: Ints, assignment: Ints, quotas: Ints | Longs, filled: Longs, **more: Any
) -> MatchReport:
    """The report of a result.

    Args:
        market: What was matched.
        held: The edge each applicant holds, -1 for none.
        assignment: The program of each applicant, -1 for none.
        quotas: Seats of each program.
        filled: People each program has.
        more: The certificate, and the fields of the report that only some results have.
    """
    from matchsafe.market.jit import COMPILED

    people = [market.applicant_name(i) for i in range(market.applicants)]
    places = [market.program_name(i) for i in range(len(market.quotas))]
    at, ranks = assignment.tolist(), own_ranks(market, held).tolist()
    matched = int((assignment >= 0).sum())
    counts = MarketCounts(
        applicants=market.applicants,
        couples=len(market.couples),
        programs=len(places),
        positions=int(market.quotas.sum(dtype=np.int64)),
        matched=matched,
        unmatched=market.applicants - matched,
        filled=int(filled.sum()),
        unfilled=int(np.maximum(quotas - filled, 0).sum(dtype=np.int64)),
    )
    blank = {"side": None, "seed": None, "unresolved": (), "seconds": 0.0}
    return MatchReport(
        market=counts,
        matches=tuple(
            Placement.model_construct(applicant=name, program=places[program], rank=rank or None)
            for name, program, rank in zip(people, at, ranks, strict=True)
            if program >= 0
        ),
        unmatched=tuple(name for name, program in zip(people, at, strict=True) if program < 0),
        programs=tuple(
            ProgramFill.model_construct(program=name, quota=quota, filled=taken)
            for name, quota, taken in zip(places, quotas.tolist(), filled.tolist(), strict=True)
        ),
        compiled=COMPILED,
        **{**blank, **more},
    )


def _filled(market: Market, assignment: Ints) -> Longs:
    return np.bincount(assignment[assignment >= 0], minlength=len(market.quotas))


def own_ranks(market: Market, held: Ints) -> Longs:
    """The place each applicant reached on their own list, a partner on the couple's; 0 for none."""
    ranks: Longs = np.where(held >= 0, held - market.offsets[:-1] + 1, 0)
    if len(market.couples):
        couples = market.couples
        position, _ = positions(market, held)
        reached = np.where(position < couples.offsets[1:], position - couples.offsets[:-1] + 1, 0)
        for side in (0, 1):
            members = couples.members[:, side]
            ranks[members] = np.where(held[members] >= 0, reached, 0)
    return ranks


def _certificate(
    market: Market, found: Certificate, filled: Longs, *, none_exists: bool = False
) -> StabilityCertificate:
    couples = []
    for couple, programs in found.blocking_couple_pairs(market):
        first, second = map(market.applicant_name, market.couples.members[couple].tolist())
        couples.append(BlockingCouple(partners=(first, second), programs=programs))
    return StabilityCertificate(
        stable=found.stable,
        definition=found.definition,
        no_stable_match_exists=none_exists,
        blocking_pairs=tuple(BlockingPair(applicant=a, program=p) for a, p in found.blocking_pairs(market)),
        blocking_pairs_count=int(found.blocking_count),
        blocking_couples=tuple(couples),
        blocking_couples_count=int(found.blocking_couples_count),
        misplaced=tuple(map(market.applicant_name, found.irrational.tolist())),
        over_quota=tuple(map(market.program_name, np.flatnonzero(filled > market.quotas).tolist())),
        sentences=(),
    )
