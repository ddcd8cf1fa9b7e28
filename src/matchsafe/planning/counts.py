"""How many interviews a list brings: the sum of unlike chances, averaged over scenarios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.planning.chances import Floats

DOTS: Final = 50
"""Dots of the quantile plot: each stands for 2 in 100."""
_TAIL: Final = 0.05
"""What lies outside the range on either side."""


@dataclass(frozen=True)
class Interviews:
    """Distribution of the number of interviews.

    Attributes:
        mean: The average.
        low: The count that 5 in 100 stay at or below.
        high: The count that 95 in 100 stay at or below.
        dots: 50 counts, each as likely as any other (quantiles in the middle of 50 equal parts).
        chances: Chance of 0, 1, 2 ... interviews.
    """

    mean: float
    low: int
    high: int
    dots: tuple[int, ...]
    chances: tuple[float, ...]


def count_chances(invite: Floats, weights: Floats) -> Floats:
    """Chance of 0, 1, ... n interviews (Poisson-binomial in each scenario, then averaged).

    Args:
        invite: Chance of an interview by (program, scenario).
        weights: Weight of each scenario.
    """
    pmf = np.zeros((len(invite) + 1, len(weights)))
    pmf[0] = 1.0
    for n, chance in enumerate(invite, 1):
        pmf[1 : n + 1] = pmf[1 : n + 1] * (1 - chance) + pmf[:n] * chance
        pmf[0] *= 1 - chance
    return np.asarray(pmf @ weights)


def interviews(invite: Floats, weights: Floats) -> Interviews:
    """The distribution of the number of interviews of a list; shapes as for ``count_chances``."""
    chances = count_chances(invite, weights)
    up_to = np.cumsum(chances)
    up_to[-1] = np.inf

    def quantile(share: float) -> int:
        return int(np.searchsorted(up_to, share))

    dots = tuple(quantile((i + 0.5) / DOTS) for i in range(DOTS))
    mean = float(invite.sum(axis=0) @ weights)
    return Interviews(mean, quantile(_TAIL), quantile(1 - _TAIL), dots, tuple(chances.tolist()))
