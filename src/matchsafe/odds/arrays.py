"""The arrays that chances are worked out on, and their log-odds."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]


def expit(logits: Floats) -> Floats:
    """The shares whose log-odds these are."""
    found = np.exp(-logits)
    found += 1
    return np.asarray(1 / found)


def logit(share: Floats | float) -> Floats:
    """The log-odds of shares between 0 and 1."""
    return np.asarray(np.log(share) - np.log1p(-np.asarray(share)))
