"""Deferred acceptance with applicants proposing, on one word for each edge and one key for each seat.

Most of the time goes into waiting for memory, so a proposal reads as little of it as can be: the word of its edge and
the floor of its program. Whoever is put out is known by their edge, from which they go on.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from matchsafe.market.arrays import Array, Ints
from matchsafe.market.jit import inner_kernel, kernel
from matchsafe.market.keys import LOW, REFUSED, edge_of, key_of_edge, pack, score_of
from matchsafe.market.market import Market
from matchsafe.market.noise import Key, noisy

NO_ONE: Final = REFUSED
"""What ``hold`` returns where a seat was free."""
NO_SEATS: Final = 2**63 - 1
ONE: Final = np.uint64(1)


class Holders(NamedTuple):
    """Who holds the seats of all programs, as keys (see ``keys``).

    Program ``p`` owns the places of ``keys`` from ``base[p]`` to ``base[p + 1]``, of which ``size[p]`` are taken; once
    all are, they are a heap with the last holder at its root. A newcomer's key has to be above ``floor[p]``: the last
    holder of a full program, ``REFUSED`` where a seat is free, ``NO_SEATS`` where there are none.
    """

    base: Array
    size: Array
    keys: Array
    floor: Array


@inner_kernel
def sink(keys: Array, low: int, size: int, at: int, key: int) -> None:
    """Put a key at place ``at`` or below, where the heap of ``size`` from ``low`` wants it; the lowest is the root."""
    root, end, to = np.uint64(low), np.uint64(size), np.uint64(at)
    child = to + to + ONE
    while child < end:
        if child + ONE < end:
            child += np.uint64(keys[root + child + ONE] < keys[root + child])
        if keys[root + child] >= key:
            break
        keys[root + to] = keys[root + child]
        to = child
        child = to + to + ONE
    keys[root + to] = key


@inner_kernel
def hold(h: Holders, program: int, key: int) -> int:
    """Seat a key above the floor; returns the key that had to go, or ``NO_ONE``."""
    low = h.base[program]
    seats = h.base[program + 1] - low
    taken = h.size[program]
    displaced = NO_ONE
    if taken < seats:
        h.keys[low + taken] = key
        h.size[program] = taken + 1
        if taken + 1 < seats:
            return displaced
        for at in range(seats // 2 - 1, -1, -1):
            sink(h.keys, low, seats, at, h.keys[low + at])
    else:
        displaced = h.keys[low]
        sink(h.keys, low, seats, 0, key)
    h.floor[program] = h.keys[low]
    return displaced


@kernel
def propose(offsets: Array, packed: Array, waits: Array, holders: Holders, spread: float, key: Key) -> int:
    """Fill ``holders`` with all applicants who do not wait; returns how many proposals were made.

    Each applicant goes down their list until a program takes them; whoever they put out goes on at once, so there is
    no queue. A program compares newcomers with its last holder only: nothing is sorted. With a ``spread`` above 0 the
    noise of an edge is drawn when it is proposed, and never for the edges no one comes to.
    """
    floor = holders.floor
    proposals = 0
    for applicant in range(len(offsets) - 1):
        edge = offsets[applicant]
        if waits[applicant] or edge == offsets[applicant + 1]:
            continue
        while True:
            proposals += 1
            word = packed[edge]
            program = (word & LOW) >> 1
            if spread > 0:
                newcomer = key_of_edge(noisy(score_of(word >> 32), spread, key, edge), edge)
            else:
                newcomer = (word | LOW) - edge
            if newcomer > floor[program]:
                displaced = hold(holders, program, newcomer)
                if displaced == NO_ONE:
                    break
                edge = edge_of(displaced)
                word = packed[edge]
            if word & 1:
                break
            edge += 1
    return proposals


@kernel
def fill_edges(holders: Holders, owners: Array, held: Array) -> None:
    """Tell each holder of a seat by which edge they hold it."""
    for program in range(len(holders.size)):
        low = holders.base[program]
        for at in range(low, low + holders.size[program]):
            edge = edge_of(holders.keys[at])
            held[owners[edge]] = edge


def applicants_propose(market: Market, spread: float = 0.0, key: Key = (0, 0)) -> tuple[Ints, int]:
    """Match all applicants who are not in a couple; they propose.

    Args:
        market: The market.
        spread: Standard deviation of the noise that is added to every score; 0 for none.
        key: Of the noise.

    Returns:
        The edge each applicant holds (-1 for none), and how many proposals were made.
    """
    packed = np.empty(len(market.programs), np.int64)
    pack(market.offsets, market.programs, market.scores, packed)
    base = market.seats
    floor = np.where(np.diff(base) > 0, REFUSED, NO_SEATS)
    holders = Holders(base, np.zeros(len(floor), np.int64), np.empty(int(base[-1]), np.int64), floor)
    waits = market.couple_of >= 0
    proposals = propose(market.offsets, packed, waits, holders, spread, key)
    held = np.full(market.applicants, -1, np.int32)
    fill_edges(holders, market.owners, held)
    return held, int(proposals)
