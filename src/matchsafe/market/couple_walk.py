"""Random blocking-pair walks: whoever blocks gets what they want, in random order, until no one blocks."""

from __future__ import annotations

from matchsafe.market.arrays import Array
from matchsafe.market.board import (
    UNITS,
    VACATED,
    Board,
    fits,
    leave,
    leave_together,
    seat,
    seat_together,
    takes,
)
from matchsafe.market.jit import inner_kernel, kernel
from matchsafe.market.noise import Key, mix_bits

BEST_FIRST = 0xB0000000
"""Below it a random word means: take the best that is granted, else any that is (about two in three)."""


@inner_kernel
def improve(b: Board, unit: int, key: Key, draw: int) -> bool:
    """Let a single or a couple have something they prefer and would be granted; whether there was anything."""
    applicants = len(b.offsets) - 1
    couple = unit - applicants
    if couple < 0 and b.couple_of[unit] >= 0:
        return False
    low, high = (
        (b.offsets[unit], b.held[unit]) if couple < 0 else (b.pair_offsets[couple], b.position[couple])
    )
    best = mix_bits(key, draw) < BEST_FIRST
    chosen, granted = -1, 0
    for option in range(low, high):
        if takes(b, option, unit) if couple < 0 else fits(b, couple, option):
            granted += 1
            if best:
                chosen = option
                break
            if mix_bits(key, draw + granted) % granted == 0:
                chosen = option
    if chosen < 0:
        return False
    if couple < 0:
        leave(b, unit)
        seat(b, chosen, unit)
    else:
        leave_together(b, couple)
        seat_together(b, couple, chosen)
    for at in range(b.counts[VACATED]):
        b.is_vacated[b.vacated[at]] = False
    b.counts[VACATED] = 0
    b.counts[UNITS] = 0
    return True


@kernel
def walk(b: Board, key: Key, rounds: int, order: Array, draws: Array) -> bool:
    """Go on until no one blocks, for at most so many rounds; whether that was reached.

    ``order`` lists all units and is shuffled anew for each round; a round in which no one moved is the end.
    ``draws`` has the number of random words used, from which another call goes on.
    """
    draw = draws[0]
    for _ in range(rounds):
        for at in range(len(order) - 1, 0, -1):
            draw += 1
            other = mix_bits(key, draw) % (at + 1)
            order[at], order[other] = order[other], order[at]
        moved = False
        for at in range(len(order)):
            draw += 1
            if improve(b, order[at], key, draw):
                moved = True
                draw += 400  # as many as a list can have granted entries
        if not moved:
            return True
    draws[0] = draw
    return False
