"""Each program's edges, and deferred acceptance with programs proposing down them.

An edge of score minus infinity is one the program does not accept. In ``offers`` ``held[a]`` is the edge applicant
``a`` holds, or past the end of their list.
"""

from __future__ import annotations

import numpy as np

from matchsafe.market.arrays import Array, Ints, Longs, Scores
from matchsafe.market.jit import kernel
from matchsafe.market.market import Market


@kernel
def group_by_program(programs: Array, count: int, starts: Array, edges: Array) -> None:
    """Fill ``starts`` (count + 1) and ``edges``: program ``p`` is named by ``edges[starts[p]:starts[p + 1]]``."""
    starts[:] = 0
    for edge in range(len(programs)):
        starts[programs[edge] + 1] += 1
    for program in range(count):
        starts[program + 1] += starts[program]
    for edge in range(len(programs)):
        program = programs[edge]
        edges[starts[program]] = edge
        starts[program] += 1
    for program in range(count, 0, -1):
        starts[program] = starts[program - 1]
    starts[0] = 0


@kernel
def offers(
    offsets: Array,
    owners: Array,
    scores: Array,
    starts: Array,
    ranked: Array,
    held: Array,
    free: Array,
    next_offer: Array,
    stack: Array,
    program_of: Array,
) -> int:
    """Let programs make offers until none has a free seat and someone left to ask; see ``programs_propose``."""
    depth = len(stack)
    count = 0
    while depth > 0:
        depth -= 1
        program = stack[depth]
        while free[program] > 0 and next_offer[program] < starts[program + 1]:
            edge = ranked[next_offer[program]]
            next_offer[program] += 1
            if scores[edge] == -np.inf:
                continue
            count += 1
            applicant = owners[edge]
            if edge < held[applicant]:
                left = program_of[applicant]
                held[applicant] = edge
                program_of[applicant] = program
                free[program] -= 1
                if left >= 0:
                    free[left] += 1
                    if free[left] == 1:
                        stack[depth] = left
                        depth += 1
    return count


def rank_by_program(market: Market) -> tuple[Longs, Longs]:
    """Each program's edges, best first, and where they begin: the one place where programs' lists are sorted."""
    ranked = np.lexsort((market.owners, -market.scores, market.programs))
    starts = np.zeros(len(market.quotas) + 1, np.int64)
    np.cumsum(np.bincount(market.programs, minlength=len(market.quotas)), out=starts[1:])
    return starts, ranked


def places_at_programs(market: Market) -> Longs:
    """The place of each edge's applicant on the program's list, from 0, those it does not accept at the end."""
    starts, ranked = rank_by_program(market)
    places = np.empty(len(ranked), np.int64)
    places[ranked] = np.arange(len(ranked)) - starts[market.programs[ranked]]
    return places


def programs_propose(market: Market, scores: Scores, starts: Longs, ranked: Longs) -> tuple[Ints, int]:
    """Match with programs proposing down ``ranked``; edges whose score in ``scores`` is minus infinity are skipped.

    A program offers its free seats down its list. An applicant holds the best offer: within one list that is the
    lowest edge, so no ranks are needed. A program whose offer is given up goes on from where it stopped.

    Returns:
        The edges held (-1 for none), and how many offers were made.
    """
    held = market.offsets[1:].copy()
    count = offers(
        market.offsets,
        market.owners,
        scores,
        starts,
        ranked,
        held,
        market.quotas.astype(np.int64),
        starts[:-1].copy(),
        np.arange(len(market.quotas)),
        np.full(market.applicants, -1, np.int64),
    )
    return np.where(held < market.offsets[1:], held, -1).astype(np.int32), int(count)
