"""What a row says of its owner rather than of one rank, put together over all rows of an owner."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matchsafe.market.files.columns import FLAGS
from matchsafe.market.files.names import UNSAID
from matchsafe.market.files.preference_lists import Listing
from matchsafe.market.problems import MarketProblems
from matchsafe.market.types import Ints
from matchsafe.market.variations import PARITIES


def told(
    listing: Listing, column: str, owners: Ints, names: Sequence[str], found: MarketProblems, side: int = 0
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
