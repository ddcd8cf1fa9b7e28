"""From a match with variations to its report: what the variations did, and their own certificate by name."""

from __future__ import annotations

import numpy as np

from matchsafe.domain.match_report import (
    BlockingCouple,
    BlockingPair,
    FirstYear,
    MatchReport,
    ParityFill,
    SeatMove,
    StabilityCertificate,
    VariationReport,
)
from matchsafe.market.report import report_of
from matchsafe.market.types import assignment_of
from matchsafe.market.variation_match import VariedMatch
from matchsafe.market.variation_stability import result_market
from matchsafe.market.variations import PARITIES, Reversion


def report_varied(
    result: VariedMatch, *, seed: int | None = 0, seconds: float = 0.0, missing: int = 0
) -> MatchReport:
    """The report of a match with variations; its sentences are left to whoever words it.

    Args:
        result: The match.
        seed: The seed it was made with; ``None`` for a result that was handed in.
        seconds: The time it took.
        missing: How many applicants a result that was handed in does not name.
    """
    market, made = (
        result.varied.market,
        {} if seed is None else {"side": result.side, "method": result.method},
    )
    return report_of(
        market, result.held, assignment_of(market, result.held), result.quotas, result.filled,
        certificate=_certificate(result), variations=_outcome(result), seed=seed, **made,
        limit_reached=result.limit_reached, not_in_file=missing, seconds=round(seconds, 6),
    )  # fmt: skip


def _certificate(result: VariedMatch) -> StabilityCertificate:
    found, varied = result.certificate, result.varied
    market = varied.market
    wrong = found.wrong_reversions
    return StabilityCertificate(
        stable=found.stable,
        definition=found.definition,
        no_stable_match_exists=result.none_exists,
        blocking_pairs=tuple(BlockingPair(applicant=a, program=p) for a, p in found.blocking),
        blocking_pairs_count=found.blocking_count,
        blocking_couples=tuple(BlockingCouple(partners=a, programs=p) for a, p in found.blocking_couples),
        blocking_couples_count=len(found.blocking_couples),
        misplaced=tuple(map(market.applicant_name, found.irrational.tolist())),
        over_quota=tuple(map(market.program_name, found.over_quota.tolist())),
        wrong_parity=tuple(map(market.program_name, found.wrong_parity.tolist())),
        wrong_reversions=tuple(
            SeatMove(
                donor=market.program_name(int(varied.donors[r])),
                receiver=market.program_name(int(varied.receivers[r])),
                positions=int(result.given[r]),
            )
            for r in wrong.tolist()
        ),
        sentences=(),
    )


def _outcome(result: VariedMatch) -> VariationReport:
    return VariationReport(
        reverted=tuple(map(_seat_move, result.reverted)),
        reversions=len(result.varied.donors),
        first_year=_first_years(result),
        given_up=result.given_up,
        parity=_parities(result),
        passes=len(result.passes),
    )


def _seat_move(one: Reversion) -> SeatMove:
    return SeatMove(donor=one.donor, receiver=one.receiver, positions=one.positions)


def _first_years(result: VariedMatch) -> tuple[FirstYear, ...]:
    extra, market = result.varied.supplemental, result.varied.market
    where = result.as_dict()
    begins = {
        market.applicant_name(int(market.owners[edge])): int(begin)
        for edge, begin in zip(extra.linked.tolist(), extra.offsets.tolist(), strict=False)
        if result.held[market.owners[edge]] == edge
    }
    entries = dict(zip(where, result.entries.tolist(), strict=True))
    return tuple(
        FirstYear(
            applicant=name,
            advanced=str(where[name]),
            program=program,
            rank=None if program is None else entries[name] - begins[name] + 1,
        )
        for name, program in result.first_year().items()
    )


def _parities(result: VariedMatch) -> tuple[ParityFill, ...]:
    varied = result.varied
    particular = np.flatnonzero(varied.parity >= 0)
    if not len(particular):
        return ()
    now = result_market(varied, result.held, result.entries, result.quotas)
    told = []
    for program, asking in zip(particular.tolist(), now.wishes(particular), strict=True):
        waiting = len(np.unique(now.people[now.market.owners[asking]]))
        filled, positions = int(result.filled[program]), int(result.quotas[program])
        told.append(
            ParityFill(
                program=varied.market.program_name(program),
                wants=PARITIES[int(varied.parity[program])],
                filled=filled,
                positions=positions,
                left_empty=max(min(positions - filled, waiting), 0),
            )
        )
    return tuple(told)
