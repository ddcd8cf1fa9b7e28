"""Tables and ranges of figures as rules read them; each is turned into rows once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from matchsafe.evidence.figure import Cell
from matchsafe.evidence.store import figure, table

Row = Mapping[str, Cell]


@cache
def rows(figure_id: str) -> tuple[Row, ...]:
    """The rows of a table by column name, in the order of the figure."""
    return table(figure_id).records()


@cache
def column(figure_id: str, name: str) -> tuple[str, ...]:
    """One column of a table as text."""
    return tuple(str(row[name]) for row in rows(figure_id))


@cache
def row_where(figure_id: str, **where: Cell) -> Row | None:
    """The one row whose cells equal ``where``; ``None`` where the figure has none or more than one."""
    fitting = [row for row in rows(figure_id) if all(row[k] == v for k, v in where.items())]
    return fitting[0] if len(fitting) == 1 else None


@cache
def bin_of(figure_id: str, count: int) -> Row | None:
    """The row of a table of bins that a count falls in, both ends included; an empty ``high`` is no end."""
    for row in rows(figure_id):
        low, high = row["low"], row["high"]
        if isinstance(low, int) and low <= count and (not isinstance(high, int) or count <= high):
            return row
    return None


def bounds(figure_id: str) -> tuple[int, int]:
    """Both ends of a figure that is a range, as whole numbers.

    Raises:
        TypeError: If the figure has no range.
    """
    found = figure(figure_id)
    if found.low is None or found.high is None:
        raise TypeError(f"figure {figure_id!r} has no range")
    return int(found.low), int(found.high)
