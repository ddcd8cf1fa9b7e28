"""Noise that is a function of seed, season and edge, so that no order of work and no number of threads changes it."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any, Final

import numpy as np

from matchsafe.market.arrays import Array, Scores
from matchsafe.market.jit import inner_kernel, kernel
from matchsafe.market.market import Market

WORD: Final = 0xFFFFFFFF
Key = tuple[int, int]

CELLS: Final = 4096
CELL_BITS: Final = 20
"""How many low bits of a word say where in its cell it is."""
CELL_MASK: Final = (1 << CELL_BITS) - 1
CELL_SHARE: Final = 1 / (1 << CELL_BITS)
TAIL_CELLS: Final = 32
QUANTILES: Final = np.array(
    [0.0, *(NormalDist().inv_cdf(cell / CELLS) for cell in range(1, CELLS)), 0.0], np.float32
)
"""Normal quantiles at the edges of the cells; the two ends are never used."""


def key_of(seed: int, season: int) -> Key:
    """Two words for a season of a seed; different for every pair."""
    first, second = np.random.SeedSequence((seed, season)).generate_state(2)
    return int(first), int(second)


@kernel
def mix_bits(key: Key, counter: int) -> Any:
    """Scramble 32 bits so that neighbours have nothing in common (three rounds after Wellons, "triple32").

    Half of the key moves the counter, the other half goes in between two rounds. Only the low bits of a product are
    used, and each step says so, so that as many words as fit into a register are scrambled at once.
    """
    x = np.uint32((int(counter) + key[0]) & WORD)
    x = np.uint32(x ^ (x >> 17))
    x = np.uint32((int(x) * 0xED5AD4BB) & WORD)
    x = np.uint32(x ^ (x >> 11) ^ key[1])
    x = np.uint32((int(x) * 0xAC4C1B51) & WORD)
    x = np.uint32(x ^ (x >> 15))
    x = np.uint32((int(x) * 0x31848BAB) & WORD)
    return np.int64(x ^ (x >> 14))


@inner_kernel
def tail(word: int) -> float:
    """The normal quantile far from the middle (Acklam's approximation, relative error 1e-9)."""
    p = (word + 0.5) / 4294967296.0
    q = math.sqrt(-2.0 * math.log(min(p, 1 - p)))
    top = (
        (((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734)
        * q
        + 4.374664141464968
    ) * q + 2.938163982698783
    bottom = (
        ((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416
    ) * q + 1.0
    return top / bottom if p < 0.5 else -top / bottom


@inner_kernel
def normal_of(word: int) -> float:
    """The standard normal draw of a word.

    Between the quantiles of ``QUANTILES`` it is interpolated, which is right to 5e-5; the outermost cells, where it is
    not, are computed.
    """
    cell = word >> CELL_BITS
    if cell < TAIL_CELLS or cell >= CELLS - TAIL_CELLS:
        return tail(word)
    low = float(QUANTILES[cell])
    return low + (float(QUANTILES[cell + 1]) - low) * ((word & CELL_MASK) + 0.5) * CELL_SHARE


@kernel
def normal(key: Key, counter: int) -> float:
    """One standard normal draw: a scrambled counter through the inverse of the normal distribution."""
    return normal_of(mix_bits(key, counter))


@inner_kernel
def noisy(score: float, spread: float, key: Key, edge: int) -> Any:
    """A score with the noise of its edge."""
    return np.float32(float(score) + spread * normal(key, edge))


@kernel
def add_noise(scores: Array, spread: float, key: Key, out: Array) -> None:
    """Fill ``out`` with each score plus its noise."""
    for edge in range(len(scores)):
        out[edge] = noisy(scores[edge], spread, key, edge)


def noisy_scores(market: Market, spread: float, seed: int, season: int) -> Scores:
    """The scores of a season in full: what a match with ``spread`` goes by, edge by edge."""
    out = np.empty_like(market.scores)
    add_noise(market.scores, spread, key_of(seed, season), out)
    return out
