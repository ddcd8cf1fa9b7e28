"""Is there a stable match every applicant likes at least as well? And do two matches fill the same seats?

In a stable match of singles each full program has a *next in line*: of those who would rather be there, the one it
likes best. A better match exists exactly when programs form a circle in which each one's next in line sits at the
following one: all of them move up at once and stability is kept.
"""

from __future__ import annotations

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.market import Market
from matchsafe.market.seats import worse
from matchsafe.market.types import Match


def next_in_line(offsets: Array, programs: Array, scores: Array, held: Array, best: Array) -> None:
    """For each program the edge of the best applicant who would rather be there; -1 for none."""
    for applicant in range(len(held)):
        stop = held[applicant] if held[applicant] >= 0 else offsets[applicant + 1]
        for edge in range(offsets[applicant], stop):
            program = programs[edge]
            score = scores[edge]
            if score == -np.inf:
                continue
            known = best[program]
            # Applicants come in order, so of two equal scores the one already known is better.
            if known < 0 or worse(scores[known], 0, score, 0):
                best[program] = edge


def improving_circle(market: Market, match: Match) -> list[str]:
    """Programs whose next in line could all move up together, in order of the circle; empty if no one can do better.

    Raises:
        ValueError: If the market has couples or the match is not stable.
    """
    if len(market.couples) or not match.certificate.stable:
        raise ValueError("only a stable match of singles can be tested for this")
    best = np.full(len(market.quotas), -1, np.int64)
    next_in_line(market.offsets, market.programs, market.scores, match.held, best)
    seen = np.zeros(len(best), np.int64)
    follows = [
        -1 if e < 0 or market.quotas[p] == 0 else int(match.assignment[market.owners[e]])
        for p, e in enumerate(best)
    ]
    for start in range(len(best)):
        path = []
        program = start
        while program >= 0 and not seen[program]:
            seen[program] = start + 1
            path.append(program)
            program = follows[program]
        if program >= 0 and seen[program] == start + 1:
            return [market.program_name(p) for p in path[path.index(program) :]]
    return []


def is_applicant_optimal(market: Market, match: Match) -> bool:
    """Whether no stable match is better for any applicant."""
    return not improving_circle(market, match)


def same_seats(one: Match, other: Match) -> bool:
    """Whether two matches of a market place the same people and fill as many seats of each program.

    All stable matches of singles do (the rural hospitals theorem), and a program with a free seat has the very same
    people.
    """
    market = one.market
    if not np.array_equal(one.held >= 0, other.held >= 0):
        return False
    counts = [np.bincount(m.assignment[m.held >= 0], minlength=len(market.quotas)) for m in (one, other)]
    if not np.array_equal(counts[0], counts[1]):
        return False
    short = np.append(counts[0] < market.quotas, True)
    return bool((one.assignment == other.assignment)[short[one.assignment]].all())
