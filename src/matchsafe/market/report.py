"""From a match to its report: counts, who goes where, the certificate by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

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
from matchsafe.market.types import Definition, Ints, Longs, Market, Match, Side


def report_match(match: Match, *, seed: int = 0, seconds: float = 0.0) -> MatchReport:
    """The report of a match the engine made; its sentences are left to whoever words it.

    Args:
        match: The match.
        seed: The seed it was made with.
        seconds: The time it took.
    """
    report = _report(
        match.market, match.assignment, match.held, match.certificate,
        side=match.side, seed=seed, none_exists=match.none_exists, seconds=seconds,
    )  # fmt: skip
    unresolved = tuple(UnresolvedCouple(partners=u.partners, blocking=u.blocking) for u in match.unresolved)
    more = {"unresolved": unresolved, "method": match.method, "limit_reached": match.limit_reached}
    return report.model_copy(update=more)


def report_result(
    market: Market,
    assignment: Ints,
    definition: Definition = "KPR",
    *,
    missing: int = 0,
    seconds: float = 0.0,
) -> MatchReport:
    """The report of somebody else's result.

    Args:
        market: Whose lists the result is checked against.
        assignment: The program of each applicant, -1 for none.
        definition: Of a blocking couple.
        missing: How many applicants the result does not name.
        seconds: The time the check took.
    """
    from matchsafe.market.stability import certify, edges_of

    held, _ = edges_of(market, assignment)
    certificate = certify(market, assignment, definition=definition)
    return _report(market, assignment, held, certificate, missing=missing, seconds=seconds)


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


def _report(
    market: Market,
    assignment: Ints,
    held: Ints,
    certificate: Certificate,
    *,
    side: Side | None = None,
    seed: int | None = None,
    none_exists: bool = False,
    missing: int = 0,
    seconds: float,
) -> MatchReport:
    from matchsafe.market.jit import COMPILED

    people = [market.applicant_name(i) for i in range(market.applicants)]
    places = [market.program_name(i) for i in range(len(market.quotas))]
    at = assignment.tolist()
    filled = np.bincount(assignment[assignment >= 0], minlength=len(places))
    ranks = own_ranks(market, held).tolist()
    return MatchReport(
        market=_counts(market, filled),
        side=side,
        seed=seed,
        certificate=_certificate(market, certificate, people, places, filled, none_exists=none_exists),
        unresolved=(),
        matches=tuple(
            Placement.model_construct(applicant=name, program=places[program], rank=rank or None)
            for name, program, rank in zip(people, at, ranks, strict=True)
            if program >= 0
        ),
        unmatched=tuple(name for name, program in zip(people, at, strict=True) if program < 0),
        programs=tuple(
            ProgramFill.model_construct(program=name, quota=quota, filled=taken)
            for name, quota, taken in zip(places, market.quotas.tolist(), filled.tolist(), strict=True)
        ),
        not_in_file=missing,
        seconds=round(seconds, 6),
        compiled=COMPILED,
    )


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


def _counts(market: Market, filled: Longs) -> MarketCounts:
    positions, taken = int(market.quotas.sum(dtype=np.int64)), int(filled.sum())
    return MarketCounts(
        applicants=market.applicants,
        couples=len(market.couples),
        programs=len(market.quotas),
        positions=positions,
        matched=taken,
        unmatched=market.applicants - taken,
        filled=taken,
        unfilled=int(np.maximum(market.quotas - filled, 0).sum(dtype=np.int64)),
    )


def _certificate(
    market: Market,
    found: Certificate,
    people: Sequence[str],
    places: Sequence[str],
    filled: Longs,
    *,
    none_exists: bool,
) -> StabilityCertificate:
    couples = []
    for couple, programs in found.blocking_couple_pairs(market):
        first, second = market.couples.members[couple].tolist()
        couples.append(BlockingCouple(partners=(people[first], people[second]), programs=programs))
    return StabilityCertificate(
        stable=found.stable,
        definition=found.definition,
        no_stable_match_exists=none_exists,
        blocking_pairs=tuple(BlockingPair(applicant=a, program=p) for a, p in found.blocking_pairs(market)),
        blocking_pairs_count=int(found.blocking_count),
        blocking_couples=tuple(couples),
        blocking_couples_count=int(found.blocking_couples_count),
        misplaced=tuple(people[i] for i in found.irrational.tolist()),
        over_quota=tuple(places[i] for i in np.flatnonzero(filled > market.quotas).tolist()),
        sentences=(),
    )
