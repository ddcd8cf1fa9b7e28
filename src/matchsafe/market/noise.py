"""Noise that is a function of seed, season and edge, so that no order of work and no number of threads changes it."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from matchsafe.market.arrays import Array, Scores
from matchsafe.market.jit import kernel
from matchsafe.market.markets import Market

WORD: Final = 0xFFFFFFFF
Key = tuple[int, int]


def key_of(seed: int, season: int) -> Key:
    """Two words for a season of a seed; different for every pair."""
    first, second = np.random.SeedSequence((seed, season)).generate_state(2)
    return int(first), int(second)


@kernel
def mix(x: int) -> int:
    """Scramble 32 bits so that neighbours have nothing in common. Only the low bits of a product are used."""
    x ^= x >> 16
    x = (x * 0x21F0AAAD) & WORD
    x ^= x >> 15
    x = (x * 0x735A2D97) & WORD
    return x ^ (x >> 15)


@kernel
def normal(key: Key, counter: int) -> float:
    """One standard normal draw: a scrambled counter through the inverse of the normal distribution (Acklam, 1e-9)."""
    word = mix(mix((counter + key[0]) & WORD) ^ key[1])
    p = (word + 0.5) / 4294967296.0
    low = min(p, 1 - p)
    if low > 0.02425:
        q = p - 0.5
        r = q * q
        top = (
            (((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269)
            * r
            - 30.66479806614716
        ) * r + 2.506628277459239
        bottom = (
            (((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972)
            * r
            - 13.28068155288572
        ) * r + 1.0
        return q * top / bottom
    q = math.sqrt(-2.0 * math.log(low))
    top = (
        (((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734)
        * q
        + 4.374664141464968
    ) * q + 2.938163982698783
    bottom = (
        ((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416
    ) * q + 1.0
    return top / bottom if p < 0.5 else -top / bottom


@kernel
def add_noise(scores: Array, spread: float, key: Key, out: Array) -> None:
    """Fill ``out`` with each score plus its noise."""
    for edge in range(len(scores)):
        out[edge] = np.float32(float(scores[edge]) + spread * normal(key, edge))


def noisy_scores(market: Market, spread: float, seed: int, season: int) -> Scores:
    """The scores of a season in full: what a match with ``spread`` goes by, edge by edge."""
    out = np.empty_like(market.scores)
    add_noise(market.scores, spread, key_of(seed, season), out)
    return out
