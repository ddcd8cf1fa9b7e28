"""Adding couples one at a time and following who moves until no one has to: Roth and Peranson's second part."""

from __future__ import annotations

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.board import (
    ADDED,
    PUT_OFF,
    UNITS,
    VACATED,
    Board,
    fits,
    leave,
    leave_together,
    look_again,
    seat,
    seat_together,
    takes,
)
from matchsafe.market.jit import inner_kernel, kernel
from matchsafe.market.seats import whole, worse


@inner_kernel
def pair_with(b: Board, couple: int, edge: int) -> int:
    """The best pair with this edge that a couple would rather have and that both programs grant, or -1."""
    for pair in range(b.pair_offsets[couple], b.position[couple]):
        if (b.first[pair] == edge or b.second[pair] == edge) and fits(b, couple, pair):
            return pair
    return -1


@inner_kernel
def best_candidate(b: Board, program: int) -> tuple[int, int]:
    """The edge of the best applicant who would rather be at a program that would take them; for a couple the pair too.

    The list is scanned, not sorted. Best first matters: the worst acceptable candidate would be put out again at once.
    """
    best, best_pair, best_who = -1, -1, -1
    best_score = -np.inf
    for at in range(b.starts[program], b.starts[program + 1]):
        edge = whole(b.edges[at])
        score, who = b.scores[edge], whole(b.owners[edge])
        if score == -np.inf or (best >= 0 and not worse(best_score, best_who, score, who)):
            continue
        couple = whole(b.couple_of[who])
        if couple < 0:
            if edge >= b.held[who] or not takes(b, edge, who):
                continue
            best_pair = -1
        else:
            pair = pair_with(b, couple, edge) if b.active[couple] and takes(b, edge, who) else -1
            if pair < 0:
                continue
            best_pair = pair
        best, best_who, best_score = edge, who, score
    return best, best_pair


@inner_kernel
def loops(b: Board, couple: int, limit: int) -> bool:
    """Count a visit of a couple; beyond ``limit`` it is put off: withdrawn now and tried again later."""
    b.visits[couple] += 1
    if b.visits[couple] <= limit:
        return False
    b.active[couple] = False
    b.put_off[b.counts[PUT_OFF]] = couple
    b.counts[PUT_OFF] += 1
    return True


@inner_kernel
def place(b: Board, unit: int, limit: int) -> None:
    """Take a unit without a place down its list from the top."""
    applicants = len(b.offsets) - 1
    if unit < applicants:
        for edge in range(b.offsets[unit], b.offsets[unit + 1]):
            if takes(b, edge, unit):
                seat(b, edge, unit)
                return
        return
    couple = unit - applicants
    if not b.active[couple] or loops(b, couple, limit):
        return
    for pair in range(b.pair_offsets[couple], b.pair_offsets[couple + 1]):
        if fits(b, couple, pair):
            seat_together(b, couple, pair)
            return


@inner_kernel
def fill(b: Board, program: int, limit: int) -> None:
    """Let a program that lost someone have its best candidate, who leaves whatever they hold."""
    edge, pair = best_candidate(b, program)
    if edge < 0:
        return
    look_again(b, program)
    who = whole(b.owners[edge])
    if pair < 0:
        leave(b, who)
        seat(b, edge, who)
        return
    couple = whole(b.couple_of[who])
    leave_together(b, couple)
    if not loops(b, couple, limit):
        seat_together(b, couple, pair)


@inner_kernel
def move(b: Board, limit: int) -> None:
    """Move one who has to move: units without a place first, then programs that have to look again."""
    if b.counts[UNITS] > 0:
        b.counts[UNITS] -= 1
        place(b, whole(b.units[b.counts[UNITS]]), limit)
    else:
        b.counts[VACATED] -= 1
        program = whole(b.vacated[b.counts[VACATED]])
        b.is_vacated[program] = False
        fill(b, program, limit)


@kernel
def add_couples(b: Board, order: Array, limit: int, moves: int) -> bool:
    """Go on adding couples in ``order``, settling after each; those that loop are added to ``put_off``.

    Returns:
        Whether all are added and nobody has to move; if not, so many ``moves`` were made, and another call goes on.
    """
    applicants = len(b.offsets) - 1
    while True:
        while b.counts[UNITS] > 0 or b.counts[VACATED] > 0:
            if moves == 0:
                return False
            moves -= 1
            move(b, limit)
        if b.counts[ADDED] == len(order):
            return True
        couple = whole(order[b.counts[ADDED]])
        b.counts[ADDED] += 1
        b.visits[:] = 0
        b.active[couple] = True
        b.units[0] = applicants + couple
        b.counts[UNITS] = 1
