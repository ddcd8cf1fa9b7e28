"""The state of a match in which people move: who sits where, who waits, which programs have to look again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import inner_kernel
from matchsafe.market.seats import Seats, admit, dismiss, whole, worse
from matchsafe.market.stability_kernels import KPR, MM


class Board(NamedTuple):
    """A market and its seats.

    ``held[a]`` is the edge of applicant ``a`` or the end of their list; ``position[c]`` the pair of couple ``c`` or
    the end of theirs. A *unit* is a single ``a`` or a couple, numbered ``applicants + c``. ``counts`` holds the depths
    of the two stacks, the number of couples put off, and how many of an order have been added.
    """

    offsets: Array
    programs: Array
    scores: Array
    owners: Array
    starts: Array
    edges: Array
    couple_of: Array
    members: Array
    pair_offsets: Array
    first: Array
    second: Array
    seats: Seats
    held: Array
    position: Array
    active: Array
    units: Array
    vacated: Array
    is_vacated: Array
    visits: Array
    put_off: Array
    counts: Array
    definition: int


UNITS, VACATED, PUT_OFF, ADDED = 0, 1, 2, 3


@inner_kernel
def takes(b: Board, edge: int, applicant: int) -> bool:
    """Whether a program would choose this applicant from its holders and them; -1 (no match) always does."""
    if edge < 0 or b.held[applicant] == edge:
        return True
    score, program = b.scores[edge], b.programs[edge]
    floor = b.seats.floor[program]
    return bool(score > floor or (score == floor and applicant < b.seats.floor_who[program]))


@inner_kernel
def takes_both(b: Board, edge: int, applicant: int, other_edge: int, other: int) -> bool:
    """Whether one program would choose both from its holders and the two, under the board's definition."""
    score, who = b.scores[edge], applicant
    better, better_who = b.scores[other_edge], other
    if worse(better, better_who, score, who):
        score, who, better, better_who = better, better_who, score, who
    program = b.programs[edge]
    low = b.seats.base[program]
    seats = b.seats.base[program + 1] - low
    if seats < 2 or score == -np.inf:
        return False
    above, above_better = 0, 0
    here = b.held[better_who] < b.offsets[better_who + 1] and b.programs[b.held[better_who]] == program
    for at in range(low, low + b.seats.size[program]):
        holder = b.seats.who[at]
        if holder != applicant and holder != other:
            above += 1 if worse(score, who, b.seats.score[at], holder) else 0
            above_better += 1 if worse(better, better_who, b.seats.score[at], holder) else 0
    if b.definition == KPR:
        return bool(above + 2 <= seats)
    return bool(above + (1 if here else 0) + 1 <= seats and above_better + 2 <= seats)


@inner_kernel
def fits(b: Board, couple: int, pair: int) -> bool:
    """Whether both programs of a pair would take their partner, judged by who holds them now."""
    edge, other_edge = whole(b.first[pair]), whole(b.second[pair])
    applicant, other = whole(b.members[couple, 0]), whole(b.members[couple, 1])
    if edge >= 0 and other_edge >= 0 and b.programs[edge] == b.programs[other_edge]:
        return takes_both(b, edge, applicant, other_edge, other)
    return takes(b, edge, applicant) and takes(b, other_edge, other)


@inner_kernel
def look_again(b: Board, program: int) -> None:
    """Put a program on the stack of those that may have a seat for someone."""
    if not b.is_vacated[program]:
        b.is_vacated[program] = True
        b.vacated[b.counts[VACATED]] = program
        b.counts[VACATED] += 1


@inner_kernel
def leave(b: Board, applicant: int) -> None:
    """Withdraw an applicant from the seat they hold, if any; its program looks again."""
    end = b.offsets[applicant + 1]
    edge = whole(b.held[applicant])
    if edge == end:
        return
    program = whole(b.programs[edge])
    dismiss(b.seats, program, applicant)
    b.held[applicant] = end
    look_again(b, program)


@inner_kernel
def leave_together(b: Board, couple: int) -> None:
    """Withdraw both partners."""
    leave(b, whole(b.members[couple, 0]))
    leave(b, whole(b.members[couple, 1]))
    b.position[couple] = b.pair_offsets[couple + 1]


@inner_kernel
def put_out(b: Board, applicant: int) -> None:
    """A displaced applicant waits for a place; a displaced partner's partner is withdrawn and both wait as one unit."""
    b.held[applicant] = b.offsets[applicant + 1]
    unit = applicant
    couple = whole(b.couple_of[applicant])
    if couple >= 0:
        leave_together(b, couple)
        unit = len(b.offsets) - 1 + couple
    b.units[b.counts[UNITS]] = unit
    b.counts[UNITS] += 1


@inner_kernel
def seat(b: Board, edge: int, applicant: int) -> None:
    """Seat an applicant whom the program takes, putting out its last holder if it is full."""
    b.held[applicant] = edge
    displaced = admit(b.seats, whole(b.programs[edge]), b.scores[edge], applicant)
    if displaced >= 0:
        put_out(b, displaced)


@inner_kernel
def make_room(b: Board, program: int) -> None:
    """Put out the last holders until two seats are free."""
    low = b.seats.base[program]
    while b.seats.base[program + 1] - low - b.seats.size[program] < 2:
        last = low
        for at in range(low + 1, low + b.seats.size[program]):
            if worse(b.seats.score[at], b.seats.who[at], b.seats.score[last], b.seats.who[last]):
                last = at
        displaced = whole(b.seats.who[last])
        dismiss(b.seats, program, displaced)
        put_out(b, displaced)


@inner_kernel
def seat_together(b: Board, couple: int, pair: int) -> None:
    """Seat a couple without seats at a pair that fits."""
    b.position[couple] = pair
    edge, other_edge = whole(b.first[pair]), whole(b.second[pair])
    if b.definition == MM and edge >= 0 and other_edge >= 0 and b.programs[edge] == b.programs[other_edge]:
        make_room(b, whole(b.programs[edge]))
    if edge >= 0:
        seat(b, edge, whole(b.members[couple, 0]))
    if other_edge >= 0:
        seat(b, other_edge, whole(b.members[couple, 1]))
