"""What a row says of its owner rather than of one rank: seats, even or odd, whether it is about physicians."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from matchsafe.market.files.columns import FLAGS
from matchsafe.market.files.names import UNSAID, Wholes, Words
from matchsafe.market.problems import Found
from matchsafe.market.types import Ints
from matchsafe.market.variations import PARITIES

if TYPE_CHECKING:
    from matchsafe.market.files.listing import Listing

FACTS: Final = frozenset({"quota", "positions", "parity", *FLAGS})
"""The columns of facts."""


def coder_of(column: str) -> Wholes | Words:
    """What turns the texts of a column of facts, or of ranks, into numbers."""
    if column == "parity":
        return Words("even, odd or empty", {word: code for code, word in enumerate(PARITIES)})
    if column in FLAGS:
        return Words("yes, no or empty", {"yes": 1, "no": 0, "true": 1, "false": 0, "1": 1, "0": 0})
    return Wholes(0 if column == "quota" else 1)


def told(
    listing: Listing, column: str, owners: Ints, names: Sequence[str], found: Found, side: int = 0
) -> Ints:
    """What the rows say of each owner, ``UNSAID`` where none of them says anything; they have to agree.

    Args:
        listing: The rows.
        column: The column of the fact.
        owners: For each number of ``listing.owners`` the number of the owner in ``names``.
        names: All owners.
        found: Where rows that say different things are noted.
        side: Which owner of a row, for a couple.
    """
    given = np.full(len(names), UNSAID, np.int32)
    if column not in listing.facts:
        return given
    codes, owner = listing.facts[column], owners[listing.owners[:, side]]
    said = np.flatnonzero(codes >= 0)
    given[owner[said[::-1]]] = codes[said[::-1]]  # the earliest is written last
    differ = said[codes[said] != given[owner[said]]]

    def tell(row: int) -> tuple[str, str]:
        where = listing.table.place(int(listing.owner_rows[row]), column)
        one, other = (_word(column, int(code)) for code in (codes[row], given[owner[row]]))
        return where, f"{one}, but {other} in an earlier row of {names[owner[row]]!r}"

    found.each(differ.tolist(), tell, column)
    return given


def _word(column: str, code: int) -> str:
    if column == "parity":
        return PARITIES[code]
    return ("no", "yes")[code] if column in FLAGS else str(code)
