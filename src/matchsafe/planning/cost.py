"""What a list costs: tiers that start again in each specialty, and fees that open a specialty or a season."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matchsafe.planning.chances import Floats


@dataclass(frozen=True)
class Tier:
    """Programs up to the ``up_to``-th of a specialty (``None``: all that follow) cost ``price`` dollars each."""

    up_to: int | None
    price: float


@dataclass(frozen=True)
class FeeSchedule:
    """Fees of one specialty in US dollars.

    Attributes:
        tiers: In order, the last one open. Prices may not fall: the bound on a plan rests on it.
        opening: Paid once with the first application in the specialty.
    """

    tiers: tuple[Tier, ...]
    opening: float = 0.0

    def problems(self) -> list[str]:
        """What is wrong with the schedule, in words."""
        said: list[str] = []
        if not self.tiers or self.tiers[-1].up_to is not None:
            said.append("the last tier has to be open (up_to none)")
        ends = [0, *(t.up_to for t in self.tiers[:-1])]
        if any(end is None for end in ends):
            said.append("only the last tier may be open (up_to none)")
        elif any(b <= a for a, b in pairwise(ends) if a is not None and b is not None):
            said.append("tiers have to end one after the other")
        prices = [0.0, *(t.price for t in self.tiers)]
        if not all(math.isfinite(p) for p in (*prices, self.opening)) or self.opening < 0:
            said.append("prices have to be numbers of dollars, 0 or more")
        elif any(b < a for a, b in pairwise(prices)):
            said.append("the price of a program may not fall from one tier to the next, nor below 0")
        return said

    def totals(self, most: int) -> Floats:
        """The fees for 0, 1, ... ``most`` programs; shape (most + 1,)."""
        ends = [most if t.up_to is None else min(t.up_to, most) for t in self.tiers]
        each = np.zeros(most + 1)
        start = 0
        for end, tier in zip(ends, self.tiers, strict=True):
            each[start + 1 : end + 1] = tier.price
            start = max(start, end)
        each[1:2] += self.opening
        return np.cumsum(each)
