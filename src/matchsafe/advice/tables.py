"""Tables of figures as the rules read them; each is turned into rows once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from matchsafe import evidence
from matchsafe.evidence.figure import Cell

Row = Mapping[str, Cell]


@cache
def rows(figure_id: str) -> tuple[Row, ...]:
    """The rows of a table by column name, in the order of the figure."""
    return evidence.table(figure_id).records()


@cache
def words(figure_id: str, column: str) -> tuple[str, ...]:
    """One column of a table as words."""
    return tuple(str(row[column]) for row in rows(figure_id))


@cache
def find(figure_id: str, **where: Cell) -> Row | None:
    """The one row whose cells equal ``where``; ``None`` where the figure has none or more than one."""
    found = [row for row in rows(figure_id) if all(row[k] == v for k, v in where.items())]
    return found[0] if len(found) == 1 else None


@cache
def bin_of(figure_id: str, count: int) -> Row | None:
    """The row of a table of bins that a count falls in, both ends included; an empty ``high`` is no end."""
    for row in rows(figure_id):
        low, high = row["low"], row["high"]
        if isinstance(low, int) and low <= count and (not isinstance(high, int) or count <= high):
            return row
    return None
