"""Sums over seasons, always in the order of the seasons, with their Monte Carlo error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Mean(NamedTuple):
    """A mean over seasons.

    Attributes:
        value: The mean, shaped as the array of one season.
        error: Its Monte Carlo standard error, how far it would move with other seasons of the same preset; not a
            number where there is one season only. It says nothing about whether the preset is right.
    """

    value: NDArray[np.float64]
    error: NDArray[np.float64]


class Fold:
    """Sums of arrays whose first axis is the season.

    Additions are made one season after the other, so that the result does not depend on how an array lies in memory.
    A value that is not a number in one season makes the sum not a number: nothing is left out silently.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Take the arrays of a run, such as ``Run.arrays``.

        Raises:
            ValueError: If there is no season, or arrays have unequal numbers of them.
        """
        counts = {len(array) for array in arrays.values()}
        if len(counts) != 1 or counts == {0}:
            raise ValueError(
                f"arrays have to share their number of seasons, 1 at least; here {sorted(counts)}"
            )
        self.seasons: int = counts.pop()
        self._arrays = arrays

    def concatenate(self, name: str) -> NDArray[Any]:
        """The arrays of all seasons one after the other along their first axis."""
        array = self._arrays[name]
        return array.reshape(-1, *array.shape[2:])

    def total(self, name: str) -> NDArray[Any]:
        """The sum over seasons; whole numbers stay whole."""
        return _sum(self._arrays[name])

    def mean(self, name: str) -> Mean:
        """The mean over seasons."""
        rows = self._arrays[name].astype(np.float64)
        value = _sum(rows) / self.seasons
        return Mean(value, self._error(rows - value))

    def ratio(self, top: str, bottom: str) -> Mean:
        """The sum of one array over the sum of another, such as matched over applicants.

        The error is that of a ratio of means to first order: Cochran, *Sampling Techniques*, 3rd ed. (1977), eq. 2.45,
        without the correction for a finite population. Not a number where the bottom sums to 0.
        """
        above, below = (self._arrays[name].astype(np.float64) for name in (top, bottom))
        under = _sum(below)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.where(under == 0, np.nan, _sum(above) / under)
            error = self._error(above - value * below) / (under / self.seasons)
        return Mean(value, np.abs(error))

    def _error(self, residuals: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.seasons == 1:
            return np.full(residuals.shape[1:], np.nan)
        return np.asarray(np.sqrt(_sum(residuals**2) / (self.seasons - 1) / self.seasons))


def _sum(rows: NDArray[Any]) -> NDArray[Any]:
    total = np.zeros(
        rows.shape[1:], {"b": np.int64, "i": np.int64, "u": np.uint64}.get(rows.dtype.kind, np.float64)
    )
    for row in rows:
        total = total + row
    return np.asarray(total)
