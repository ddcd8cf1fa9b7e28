"""The design of the regression of invitation rates, kept in the two kinds of column it is made of.

A row has one specialty and one state, so nearly all of their columns are zero there; the other columns are full. Kept
apart, the sums over pairs of columns that each Newton step needs take a tenth of the time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from matchsafe.odds.invitation.features import Floats


@dataclass(frozen=True, eq=False)
class Design:
    """A matrix of (rows, columns): first the columns of groups, then the full ones.

    Attributes:
        groups: Columns of which a row fills only a few, sparse.
        full: Columns that every row fills.
    """

    groups: csr_array
    full: Floats

    def of(self, rows: npt.NDArray[np.intp]) -> Design:
        """Some of the rows."""
        return Design(self.groups[rows], self.full[rows])

    def __matmul__(self, coefficients: Floats) -> Floats:
        """One value a row."""
        cut = self.groups.shape[1]
        return np.asarray(self.groups @ coefficients[:cut] + self.full @ coefficients[cut:])

    def sums(self, values: Floats) -> Floats:
        """Sum over the rows of a value times each column."""
        return np.concatenate([self.groups.T @ values, self.full.T @ values])

    def products(self, weights: Floats) -> Floats:
        """Weighted sum over the rows of each column times each other one: (columns, columns)."""
        weighted = self.full * weights[:, None]
        mixed = self.groups.T @ weighted
        among = (self.groups.T @ self.groups.multiply(weights[:, None])).toarray()
        return np.block([[among, mixed], [mixed.T, self.full.T @ weighted]])
