"""What one season tells: a published figure is of one, of few people and in whole ranks, and no model meets it better.

Each season in its turn plays the part of the published one, and the others that of the simulation. So it is known how
many figures a model would meet that is right in everything. How the world changes from year to year is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.market.season.preset import Floats

NEAR: Final = 0.1
"""How far off a figure may be to be met, as a share of the published one."""
GOAL: Final = 0.8
"""The share of figures that one would like to be met: four in five."""
FEWEST: Final = 20
"""Seasons that tell how far single ones are spread."""
CENTRAL: Final = (0.025, 0.975)
"""95 in 100 of them."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class SingleSeasons:
    """A figure of each season by itself, and of all seasons but that one.

    Attributes:
        values: Of each season, shape (seasons,).
        others: Of the seasons without it, taken together, shape (seasons,).
    """

    values: Floats
    others: Floats

    @property
    def mean(self) -> float:
        """Of the seasons' own figures."""
        return float(self.values.mean())

    @property
    def spread(self) -> float:
        """Their standard deviation."""
        return float(self.values.std(ddof=1))

    @property
    def ends(self) -> tuple[float, float]:
        """Between which 95 in 100 of them lie."""
        low, high = np.quantile(self.values, CENTRAL)
        return float(low), float(high)

    @property
    def others_mean(self) -> Floats:
        """Of each season: the mean of the others' own figures."""
        return np.asarray((self.values.sum() - self.values) / (len(self.values) - 1))

    @property
    def inside(self) -> Flags:
        """Which seasons lie between the ends; of no season nothing."""
        if not len(self.values):
            return np.zeros(0, np.bool_)
        low, high = self.ends
        return (low <= self.values) & (self.values <= high)


def near(simulated: npt.ArrayLike, published: npt.ArrayLike) -> Flags:
    """Whether simulated figures are within ``NEAR`` of published ones."""
    return np.asarray(np.abs(np.subtract(simulated, published)) <= NEAR * np.abs(published) + 1e-9)


@dataclass(frozen=True)
class Tally:
    """How many of some figures are met, and how many a model would meet that is right in everything.

    Attributes:
        scope: Which figures.
        measure: What counts as met: "all seasons together" or the "mean of single seasons" within ``NEAR`` of what is
            published, or that "among single seasons" it is none of the 5 in 100 farthest out.
        figures: How many there are.
        met: How many of them are met by the published figures.
        perfect: How many would be if one of the seasons were the published one, on average over seasons; ``None`` with
            fewer than ``FEWEST`` seasons.
        low: The number that 5 in 100 seasons do not reach.
        high: The number that 5 in 100 seasons exceed.
        often: The share (0 to 1) of seasons in which as many as ``GOAL`` would be met.
    """

    scope: str
    measure: str
    figures: int
    met: int
    perfect: float | None
    low: float | None
    high: float | None
    often: float | None


def tally(scope: str, measure: str, met: Sequence[bool] | Flags, by_season: Sequence[Flags]) -> Tally:
    """Count; ``by_season`` says of each figure whether each season would be met by the others."""
    if not len(by_season) or len(by_season[0]) < FEWEST:
        return Tally(scope, measure, len(met), int(np.sum(met)), None, None, None, None)
    counts = np.sum(by_season, axis=0)
    low, high = np.quantile(counts, (0.05, 0.95))
    often = float((counts >= GOAL * len(met)).mean())
    return Tally(
        scope, measure, len(met), int(np.sum(met)), float(counts.mean()), float(low), float(high), often
    )
