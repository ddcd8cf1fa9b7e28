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


def estimate(values: Floats, caveats: tuple[str, ...] = ()) -> Estimate:
    """The mean of the draws as the value, the middle nine tenths of them as the range."""
    low, high = np.percentile(values, _ENDS)
    value = float(values.mean())
    return Estimate(
        value=value, low=min(float(low), value), high=max(float(high), value), level=LEVEL, caveats=caveats
    )
