"""From one value per draw to an estimate with its range."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.estimate import Estimate

Floats = npt.NDArray[np.float64]

LEVEL: Final = 0.9
"""Share of the draws inside every range this package gives."""
_ENDS: Final = (100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2)


def ends(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Low end, mean and high end over the draws (last axis); the mean never lies outside the ends."""
    ordered = np.sort(values, -1)
    at = [(values.shape[-1] - 1) * end / 100 for end in _ENDS]
    low, high = (ordered[..., round(i)] for i in at)
    mean = values.mean(-1)
    return np.minimum(low, mean), mean, np.maximum(high, mean)


def estimate(values: Floats, caveats: tuple[str, ...] = ()) -> Estimate:
    """The mean of the draws as the value, the middle nine tenths of them as the range."""
    low, value, high = (float(v) for v in ends(values))
    return Estimate(value=value, low=low, high=high, level=LEVEL, caveats=caveats)
