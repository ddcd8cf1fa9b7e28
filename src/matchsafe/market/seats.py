"""The seats of a program: once they are full, a heap whose root is the holder it would give up first.

Heaps of all programs lie in two flat arrays. A higher score is better; of two equal scores the lower applicant number
is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import inner_kernel, kernel


class Seats(NamedTuple):
    """Who holds the seats of all programs.

    Program ``p`` owns the places of ``score`` and ``who`` from ``base[p]`` to ``base[p + 1]``, of which ``size[p]``
    are taken. ``floor`` and ``floor_who`` say what a newcomer has to be better than: the last holder of a full
    program, minus infinity and -1 where a seat is free, plus infinity where there are none.
    """

    base: Array
    size: Array
    score: Array
    who: Array
    floor: Array
    floor_who: Array


def empty_seats(base: Any) -> Seats:
    """All seats free; ``base`` has shape (programs + 1,)."""
    quotas = np.diff(base)
    total = int(base[-1])
    floor = np.where(quotas > 0, -np.inf, np.inf).astype(np.float32)
    return Seats(
        base,
        np.zeros(len(quotas), np.int64),
        np.empty(total, np.float32),
        np.empty(total, np.int32),
        floor,
        np.full(len(quotas), -1, np.int32),
    )


@inner_kernel
def whole(number: int) -> int:
    """A number out of an array as a kernel's own: so other kernels are compiled for one kind of numbers only."""
    return number + 0


@kernel
def worse(score: float, who: int, other_score: float, other: int) -> bool:
    """Whether the first applicant stands below the second at a program."""
    return score < other_score or (score == other_score and who > other)


@inner_kernel
def sift_down(scores: Array, who: Array, low: int, size: int, at: int, score: float, applicant: int) -> None:
    """Put an applicant at place ``at`` or below, where the heap of ``size`` from ``low`` wants them."""
    child = 2 * at + 1
    while child < size:
        left = low + child
        if child + 1 < size and worse(scores[left + 1], who[left + 1], scores[left], who[left]):
            child += 1
            left += 1
        if not worse(scores[left], who[left], score, applicant):
            break
        scores[low + at] = scores[left]
        who[low + at] = who[left]
        at = child
        child = 2 * at + 1
    scores[low + at] = score
    who[low + at] = applicant


@inner_kernel
def heapify(scores: Array, who: Array, low: int, size: int) -> None:
    """Make a heap of holders in any order."""
    for at in range(size // 2 - 1, -1, -1):
        sift_down(scores, who, low, size, at, scores[low + at], who[low + at])


@inner_kernel
def admit(s: Seats, program: int, score: float, applicant: int) -> int:
    """Seat an applicant above the floor; returns who had to go, or -1."""
    low = s.base[program]
    seats = s.base[program + 1] - low
    taken = s.size[program]
    displaced = -1
    if taken < seats:
        s.score[low + taken] = score
        s.who[low + taken] = applicant
        s.size[program] = taken + 1
        if taken + 1 < seats:
            return displaced
        heapify(s.score, s.who, low, seats)
    else:
        displaced = s.who[low]
        sift_down(s.score, s.who, low, seats, 0, score, applicant)
    s.floor[program] = s.score[low]
    s.floor_who[program] = s.who[low]
    return displaced


@inner_kernel
def dismiss(s: Seats, program: int, applicant: int) -> None:
    """Take one holder out; they must be there. Without them a seat is free, so the rest need no order."""
    at = s.base[program]
    while s.who[at] != applicant:
        at += 1
    s.size[program] -= 1
    last = s.base[program] + s.size[program]
    s.score[at], s.who[at] = s.score[last], s.who[last]
    s.floor[program] = -np.inf
    s.floor_who[program] = -1
