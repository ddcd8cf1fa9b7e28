"""Deferred acceptance with applicants proposing, on one word for each edge and one key for each seat.

Most of the time goes into waiting for memory, so a proposal reads as little of it as can be: the word of its edge and
the floor of its program. Whoever is put out is known by their edge, from which they go on. All who are free propose in
turn, and again: so the next word is on its way while a proposal is decided.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

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
MOST_SORTED: Final = 16
"""Up to so many seats a program's holders are kept in order, above it as a heap; each is quicker there."""


class Seating(NamedTuple):
    """The seats of all programs, each with the key (see ``keys``) of its holder, or ``REFUSED`` where it is free.

    Program ``p`` owns the places of ``keys`` from ``base[p]`` to ``base[p + 1]``, the lowest key first: a free seat or
    the last holder. ``floor[p]`` is a copy of it, ``NO_SEATS`` where there are none; a newcomer's key has to be above.
    """

    base: Array
    keys: Array
    floor: Array


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


@inner_kernel
def seat(s: Seating, program: int, key: int) -> int:
    """Give a key above the floor the lowest seat; returns the key that had it, ``REFUSED`` where it was free."""
    keys: Array = s.keys
    low: Any = np.uint64(s.base[program])
    end: Any = np.uint64(s.base[program + 1])
    displaced: int = keys[low]
    at = low
    if end - low > MOST_SORTED:
        sink(keys, low, end - low, 0, key)
    else:
        while at + ONE < end and keys[at + ONE] < key:
            keys[at] = keys[at + ONE]
            at += ONE
        keys[at] = key
    s.floor[program] = keys[low]
    return displaced


@kernel
def propose(
    offsets: Array, packed: Array, waits: Array, seating: Seating, queue: Array, spread: float, key: Key
) -> int:
    """Seat all applicants who do not wait; returns how many proposals were made.

    Each goes down their list until a program takes them, and on from there when they are put out. A program compares
    newcomers with its last holder only: nothing is sorted. With a ``spread`` above 0 the noise of an edge is drawn when
    it is proposed, and never for the edges no one comes to. ``queue`` is room for a number for each applicant.
    """
    floor = seating.floor
    free = 0
    for applicant in range(len(offsets) - 1):
        queue[free] = offsets[applicant]
        free += (not waits[applicant]) & (offsets[applicant] < offsets[applicant + 1])
    proposals = 0
    while free > 0:
        proposals += free
        left = 0
        for at in range(free):
            edge = queue[at]
            word = packed[edge]
            program = (word & LOW) >> 1
            if spread > 0:
                loser = key_of_edge(noisy(score_of(word >> 32), spread, key, edge), edge)
            else:
                loser = (word | LOW) - edge
            if loser > floor[program]:
                loser = seat(seating, program, loser)
                if loser == REFUSED:
                    continue
            edge = edge_of(loser)
            queue[left] = edge + 1
            left += 1 - (packed[edge] & 1)
        free = left
    return proposals


@kernel
def fill_edges(keys: Array, owners: Array, held: Array) -> None:
    """Tell each holder of a seat by which edge they hold it."""
    for key in keys:
        if key > REFUSED:
            edge = edge_of(key)
            held[owners[edge]] = edge


def applicants_propose(market: Market, spread: float = 0.0, key: Key = (0, 0)) -> tuple[Ints, int]:
    """Match all applicants who are not in a couple; they propose.

    Args:
        spread: Standard deviation of the noise that is added to every score; 0 for none.
        key: Of the noise.

    Returns:
        The edge each applicant holds (-1 for none), and how many proposals were made.
    """
    packed = np.empty(len(market.programs), np.int64)
    pack(market.offsets, market.programs, market.scores, packed)
    base, queue = market.seats, np.empty(market.applicants, np.int64)
    floor = np.where(np.diff(base) > 0, REFUSED, NO_SEATS)
    seating = Seating(base, np.full(int(base[-1]), REFUSED), floor)
    proposals = propose(market.offsets, packed, market.couple_of >= 0, seating, queue, spread, key)
    held = np.full(market.applicants, -1, np.int32)
    fill_edges(seating.keys, market.owners, held)
    return held, int(proposals)
