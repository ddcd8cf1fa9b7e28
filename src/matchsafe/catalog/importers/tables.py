"""A table as it stands in a file: column names, and rows of text with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from matchsafe.catalog.importers.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from matchsafe.catalog.importers.problems import FileProblems, refuse

Row = tuple[int, list[str]]
"""Number of the row in its file, and its cells in the order of the columns."""


@dataclass(frozen=True)
class Table:
    """A table that can be read more than once.

    Attributes:
        name: Of the file.
        columns: Names in the header, each once.
        read: Begins a reading; problems of single rows go to the collector it is given.
        notes: How the file was understood ("UTF-8, columns separated by commas").
    """

    name: str
    columns: tuple[str, ...]
    read: Callable[[FileProblems], Iterator[Row]] = field(repr=False)
    notes: tuple[str, ...] = ()

    def head(self, count: int) -> list[Row]:
        """The first rows."""
        return list(islice(self.read(FileProblems()), count))


def header_names(cells: Sequence[str], name: str) -> tuple[str, ...]:
    """Column names of a header row: empty ones get a number, repeated ones are told apart.

    Raises:
        CatalogFileError: If there are too many, or a single one.
    """
    cells = list(cells)
    while cells and not cells[-1].strip():
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise refuse(
            f"{name} has {len(cells):,} columns; the most that is read is {MOST_COLUMNS}.", "columns"
        )
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        base = " ".join(cell.split())[:100] or f"column {number}"
        again = sum(n == base or n.startswith(f"{base} (") for n in names)
        names.append(f"{base} ({again + 1})" if again else base)
    return tuple(names)


def fitted_rows(rows: Iterator[Row], columns: Sequence[str], found: FileProblems) -> Iterator[Row]:
    """Rows with as many cells as there are columns; one that has more, or a cell too long, is left out and told.

    Raises:
        CatalogFileError: If there are more than ``MOST_ROWS``.
    """
    width = len(columns)
    for count, (number, cells) in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise refuse(
                f"There are more than {MOST_ROWS:,} rows, the most that is read.", "too_many_rows", number
            )
        cells = [c.strip() for c in cells]
        if any(cells[width:]):
            found.add(f"{len(cells)} cells under {width} columns; the row is left out.", "cells", number)
            continue
        cells = cells[:width] + [""] * (width - len(cells))
        long = next((i for i, c in enumerate(cells) if len(c) > LONGEST_CELL), None)
        if long is not None:
            found.add(
                f"A cell has more than {LONGEST_CELL:,} characters; the row is left out.",
                "long_cell", number, columns[long],
            )  # fmt: skip
        elif any(cells):
            yield number, cells
