"""Entries of the applicants' lists as arrays, each with the place it was read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.problem import Problem
from matchsafe.market.files.keys import is_sorted, stable_order
from matchsafe.market.files.list_entries import MarketEntries
from matchsafe.market.types import Ints, Longs

SIDES: Final = (
    ("program", "score"),
    ("first_program", "first_score"),
    ("second_program", "second_score"),
    ("program", "score"),
)
"""Where edges come from, and the columns of program and score there: the applicants' file, a couple's first and second
partner, and supplemental lists."""
SINGLE, SUPPLEMENTAL = 0, 3


@dataclass(frozen=True)
class Edges:
    """Entries of the applicants' lists in order.

    Attributes:
        owners: Applicant of each edge, ascending.
        programs: Program of each edge.
        entries: The entry of the listing it was first read from.
        sides: Which listing and columns; see ``SIDES``.
    """

    owners: Ints
    programs: Ints
    entries: Longs
    sides: npt.NDArray[np.int8]

    def key(self, programs: int) -> Longs:
        """One number for each pair of applicant and program."""
        key: Longs = self.owners.astype(np.int64) * max(programs, 1) + self.programs
        return key

    def problem(self, edge: int, listings: MarketEntries, message: str, code: str) -> Problem:
        """A problem of an edge, where it was first read."""
        side = int(self.sides[edge])
        return listings.of_side(side).problem(int(self.entries[edge]), SIDES[side][0], message, code)

    def first(self, count: int) -> Edges:
        """The first so many of them."""
        return Edges(self.owners[:count], self.programs[:count], self.entries[:count], self.sides[:count])


def concatenate(parts: Sequence[Edges], *, sort: bool = True) -> Edges:
    """All edges, in order of their owners (within one owner the order stays) or one part after the other."""
    parts = [part for part in parts if len(part.owners)] or parts[:1]
    if len(parts) == 1 and (not sort or is_sorted(parts[0].owners)):
        return parts[0]
    owners = np.concatenate([part.owners for part in parts])
    order = stable_order(owners) if sort else np.arange(len(owners))
    return Edges(
        owners[order],
        np.concatenate([part.programs for part in parts])[order],
        np.concatenate([part.entries for part in parts])[order],
        np.concatenate([part.sides for part in parts])[order],
    )
