"""The design of the regression of invitation rates, kept in the two kinds of column it is made of.

A row has one specialty and one state, so nearly all of their columns are zero there; the other columns are full. Kept
apart, the sums over pairs of columns that each Newton step needs take a tenth of the time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchsafe.odds.arrays import Floats, Ints


@dataclass(frozen=True, eq=False)
class GroupColumns:
    """Columns of which a row fills only a few: by (row, entry) the column and the value there.

    Attributes:
        column: May name a column twice in a row; both values count.
        width: How many columns there are.
    """

    column: Ints
    value: Floats
    width: int

    def of(self, rows: npt.NDArray[np.intp]) -> GroupColumns:
        """Some of the rows."""
        return GroupColumns(self.column[rows], self.value[rows], self.width)

    def __matmul__(self, coefficients: Floats) -> Floats:
        """One value a row; of a matrix, one row a row."""
        out = np.zeros((len(self.column), *coefficients.shape[1:]))
        for at, value in zip(self.column.T, self.value.T, strict=True):
            out += value.reshape(-1, *(1,) * (coefficients.ndim - 1)) * coefficients[at]
        return out

    def sums(self, values: Floats) -> Floats:
        """Sum over the rows of a value times each column."""
        return np.asarray(
            np.bincount(self.column.ravel(), (self.value * values[:, None]).ravel(), self.width)
        )

    def products(self, weights: Floats) -> Floats:
        """Weighted sum over the rows of each column times each other one."""
        pairs = self.column[:, :, None] * self.width + self.column[:, None, :]
        values = self.value[:, :, None] * (self.value * weights[:, None])[:, None, :]
        sums = np.bincount(pairs.ravel(), values.ravel(), self.width**2)
        return np.asarray(sums.reshape(self.width, self.width))


@dataclass(frozen=True, eq=False)
class Design:
    """A matrix of (rows, columns): first the columns of groups, then the full ones.

    Attributes:
        groups: Columns of which a row fills only a few.
        full: Columns that every row fills.
    """

    groups: GroupColumns
    full: Floats

    def of(self, rows: npt.NDArray[np.intp]) -> Design:
        """Some of the rows."""
        return Design(self.groups.of(rows), self.full[rows])

    def __matmul__(self, coefficients: Floats) -> Floats:
        """One value a row; of a matrix, one row a row."""
        cut = self.groups.width
        return np.asarray(self.groups @ coefficients[:cut] + self.full @ coefficients[cut:])

    def sums(self, values: Floats) -> Floats:
        """Sum over the rows of a value times each column."""
        return np.concatenate([self.groups.sums(values), self.full.T @ values])

    def products(self, weights: Floats) -> Floats:
        """Weighted sum over the rows of each column times each other one: (columns, columns)."""
        weighted = self.full * weights[:, None]
        mixed = np.stack([self.groups.sums(column) for column in weighted.T], axis=1)
        return np.block([[self.groups.products(weights), mixed], [mixed.T, self.full.T @ weighted]])
