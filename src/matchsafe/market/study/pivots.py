"""Scarf's walk on flat arrays: a basis of amounts and an ordinal basis that differ in one column, until they do not.

Whoever is new brings one row. The bases of those before, with that row alone, are where the next walk begins, so it
visits only what the newcomer moves; with single applicants that is how deferred acceptance goes on. Scarf's own walk
begins where nobody but the last has moved yet. It always ends, while another one may come back to where it began.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import inner_kernel, kernel

NEARLY: Final = 1e-9
"""Below this a number of the inverse is a rounding error of 0."""
LOST: Final = -2
"""The bases are no longer what they say they are."""


class Bases(NamedTuple):
    """Both bases, and the options that are their columns (see ``OptionTable``).

    Attributes:
        rows: The rows of each column, -1 for none.
        uses: How often the column uses each of them.
        likes: How much each of them likes the column.
        starts: Where the columns of each row begin in ``listing``.
        listing: The columns of each row.
        present: Which rows take part.
        basis: The column at each place of the basis of amounts.
        inverse: The inverse of its matrix.
        amounts: How much of each of its columns there is.
        chosen: Which columns are in the ordinal basis.
        lowest: The column of the ordinal basis that each row likes least.
        lows: How much it does.
        low_of: The row that likes each column of the ordinal basis least.
        change: Room for a column of the tableau.
        spots: Room for the places of a row that are not 0.
    """

    rows: Array
    uses: Array
    likes: Array
    starts: Array
    listing: Array
    present: Array
    basis: Array
    inverse: Array
    amounts: Array
    chosen: Array
    lowest: Array
    lows: Array
    low_of: Array
    change: Array
    spots: Array


@inner_kernel
def worth(b: Bases, row: int, column: int) -> int:
    """How much a row likes a column: others' more than any of its own, most of all those of others alone."""
    for half in range(b.rows.shape[1]):
        if b.rows[column, half] == row:
            return int(b.likes[column, half])
    columns = len(b.rows)
    return int(column + columns if column >= len(b.basis) else column + 2 * columns)


@inner_kernel
def exchange(b: Bases, enters: int) -> int:
    """Bring a column into the basis of amounts; returns the one that leaves, -1 if rounding errors leave none."""
    count = len(b.basis)
    b.change[:] = 0
    for half in range(b.rows.shape[1]):
        row = b.rows[enters, half]
        if row >= 0:
            for at in range(count):
                b.change[at] += b.uses[enters, half] * b.inverse[at, row]
    leaves, amount = -1, np.inf
    for at in range(count):
        if b.change[at] > NEARLY and b.amounts[at] < amount * b.change[at]:
            leaves, amount = at, b.amounts[at] / b.change[at]
    if leaves < 0:
        return -1
    found, scale = 0, b.change[leaves]
    for spot in range(count):
        if abs(b.inverse[leaves, spot]) > NEARLY:
            b.inverse[leaves, spot] /= scale
            b.spots[found] = spot
            found += 1
    for at in range(count):
        if at != leaves and abs(b.change[at]) > NEARLY:
            b.amounts[at] = max(b.amounts[at] - amount * b.change[at], 0.0)
            for index in range(found):
                spot = b.spots[index]
                b.inverse[at, spot] -= b.change[at] * b.inverse[leaves, spot]
    b.amounts[leaves] = amount
    column = b.basis[leaves]
    b.basis[leaves] = enters
    return int(column)


@inner_kernel
def better_for_all_but(b: Bases, row: int, column: int, special: int) -> bool:
    """Whether every other row likes a column more than the least of its own; only ``special`` may have none."""
    if not b.present[b.rows[column, 0]]:
        return False
    for half in range(b.rows.shape[1]):
        other = b.rows[column, half]
        if other >= 0 and other != row and b.likes[column, half] <= b.lows[other]:
            return False
    return row == special or b.lows[special] < len(b.rows) or worth(b, special, column) > b.lows[special]


@inner_kernel
def best_for(b: Bases, row: int, special: int, everywhere: bool) -> int:
    """The column a row likes best of those that are better for all others; of its own alone, if not everywhere."""
    best, most = -1, -1
    if everywhere:
        for column in range(len(b.rows)):
            liked = worth(b, row, column)
            if liked > most and better_for_all_but(b, row, column, special):
                best, most = column, liked
    else:
        for at in range(b.starts[row], b.starts[row + 1]):
            column = b.listing[at]
            liked = worth(b, row, column)
            if liked > most and better_for_all_but(b, row, column, special):
                best, most = column, liked
    return best


@inner_kernel
def replace(b: Bases, leaves: int, special: int) -> int:
    """Take a column out of the ordinal basis; returns the one that comes in for it, ``LOST`` if there is none."""
    row = b.low_of[leaves]
    b.chosen[leaves] = False
    b.low_of[leaves] = -1
    second, least = -1, 4 * len(b.rows)
    for at in range(b.starts[row], b.starts[row + 1]):
        column = b.listing[at]
        if b.chosen[column] and worth(b, row, column) < least:
            second, least = column, worth(b, row, column)
    if second < 0:
        for at in range(len(b.basis)):
            column = b.basis[at]
            if b.chosen[column] and worth(b, row, column) < least:
                second, least = column, worth(b, row, column)
    if second < 0:
        return LOST
    everywhere = b.lows[special] >= len(b.rows) or least >= len(b.rows)
    other = b.low_of[second]
    b.low_of[second], b.lowest[row], b.lows[row] = row, second, least
    enters = best_for(b, other, special, everywhere)
    if enters < 0:
        return LOST
    b.chosen[enters] = True
    b.low_of[enters], b.lowest[other], b.lows[other] = other, enters, worth(b, other, enters)
    return enters


@kernel
def admit(b: Bases, row: int, everywhere: bool) -> int:
    """Let a row take part; returns the column its walk begins with, or the row itself where there is nothing to do.

    The column is one of its own, or where nobody has moved yet, so that no row but this stands against anything, any.
    """
    b.present[row] = True
    b.lows[row] = 0
    column = best_for(b, row, row, everywhere)
    b.chosen[column] = True
    b.low_of[column], b.lowest[row], b.lows[row] = row, column, worth(b, row, column)
    return column


@kernel
def walk(b: Bases, row: int, first: int, enters: int, most: int, home: Array) -> int:
    """Go on with the walk of a row for at most so many pivots.

    Args:
        b: The bases.
        row: Whose walk it is.
        first: The column it began with.
        enters: The column that is next.
        most: How many pivots.
        home: Which columns were in the basis of amounts when it began.

    Returns:
        The column that is next, ``row`` at the end, -1 where it came back to where it began (the row then takes no part
        any more), or ``LOST`` where rounding errors ended it.
    """
    for _ in range(most):
        leaves = exchange(b, enters)
        if leaves < 0:
            return LOST
        if leaves == row:
            return row
        enters = replace(b, leaves, row)
        if enters in (row, LOST):
            return enters
        if enters == first:
            again = 0
            while again < len(b.basis) and home[b.basis[again]]:
                again += 1
            if again == len(b.basis):
                b.present[row], b.chosen[first], b.low_of[first] = False, False, -1
                return -1
    return enters
