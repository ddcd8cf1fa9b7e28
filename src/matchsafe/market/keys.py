"""A score and an edge in one whole number, so that standing above someone is one comparison.

The upper half orders as scores do; the lower half is higher for lower edges. Edges are numbered by applicant and a
program stands once in a list, so of equal scores the lower applicant's key is higher.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import inner_kernel, kernel

LOW: Final = 0xFFFFFFFF
SIGN: Final = 0x80000000
REFUSED: Final = -0x7F800000 * 2**32 + LOW
"""No key of score minus infinity is above it, and every other key is."""


@inner_kernel
def key_of_score(score: float) -> Any:
    """A whole number that orders as the score does: its bits, counted downwards where it is negative."""
    bits = np.int64(np.float32(score).view(np.int32))
    negative = bits >> 31
    return ((bits & 0x7FFFFFFF) ^ negative) - negative


@inner_kernel
def score_of(whole: int) -> Any:
    """The score that ``key_of_score`` was given."""
    negative = whole >> 31
    return np.int32((whole ^ negative) - negative - (negative & SIGN)).view(np.float32)


@inner_kernel
def key_of_edge(score: float, edge: int) -> Any:
    """The key of an edge with this score."""
    return (key_of_score(score) << 32) + (LOW - edge)


@kernel
def edge_of(key: int) -> int:
    """The edge of a key."""
    return LOW - (key & LOW)


@kernel
def pack(offsets: Array, programs: Array, scores: Array, packed: Array) -> None:
    """All that a proposal needs in one word: the key of its score, the program, and a bit for the end of the list."""
    for edge in range(len(programs)):
        packed[edge] = (key_of_score(scores[edge]) << 32) + (np.int64(programs[edge]) << 1)
    for applicant in range(len(offsets) - 1):
        if offsets[applicant + 1] > offsets[applicant]:
            packed[offsets[applicant + 1] - 1] |= 1
