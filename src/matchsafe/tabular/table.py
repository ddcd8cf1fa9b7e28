"""A table that has been found in a file, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from matchsafe.domain.problem import Problem, Problems
from matchsafe.tabular.cells import Cell
from matchsafe.tabular.source import TableSource

BLOCK: Final = 5_000
"""Rows handed on at a time."""


class Block(NamedTuple):
    """Some rows of a table: their numbers, and their cells column by column."""

    rows: Sequence[int]
    columns: Sequence[Sequence[Cell]]


Columnar = Callable[[Sequence[int], Sequence[str]], Any]
"""Reads some columns whole as an Arrow table, each as ``"text"``, ``"whole"`` (int32) or ``"number"`` (float64);
``None`` where that may not mean the same as a reading cell by cell."""
Blocks = Callable[[Problems, Sequence[int]], Iterator[Block]]
"""Begins a reading of some columns, given by their places among the columns of the table."""


@dataclass(frozen=True)
class FileTable:
    """A table that can be read more than once.

    Attributes:
        source: The file.
        columns: Headings, each once.
        read: Begins a reading.
        notes: How the file was understood ("UTF-8, columns separated by commas").
        heading: Row of the headings, counted from 1; ``None`` where the file has no such row.
        address: What stands for a row of JSON in messages; the number of the row goes in.
        above: What single cells above the headings say.
        columnar: Reads clean files column by column, many times as fast as ``read``; row 2 is the first.
    """

    source: TableSource
    columns: tuple[str, ...]
    read: Blocks = field(repr=False)
    notes: tuple[str, ...] = ()
    heading: int | None = 1
    address: str = ""
    above: tuple[str, ...] = ()
    columnar: Columnar = field(default=lambda places, kinds: None, repr=False)

    @property
    def name(self) -> str:
        """Of the file."""
        return self.source.name

    def blocks(self, problems: Problems, wanted: Sequence[str] | None = None) -> Iterator[Block]:
        """The rows, some at a time, column by column.

        Args:
            problems: Gets the problems of single rows; a row that cannot be kept is left out and lost there.
            wanted: The columns to read, in this order; all if ``None``.

        Raises:
            ProblemsError: Of the kind of the source, if reading cannot go on.
        """
        limits = self.source.limits
        places = range(len(self.columns)) if wanted is None else [self.columns.index(c) for c in wanted]
        count = 0
        for block in self.read(problems, places):
            count += len(block.rows)
            if count > limits.rows:
                message = f"There are more than {limits.rows:,} rows, the most that is read."
                raise self.source.refuse(message, "too_many_rows", block.rows[-1])
            yield self._short(block, [self.columns[i] for i in places], problems)
            if problems.total > limits.problems:
                message = f"reading stops after {count:,} rows: too many problems"
                problems.lose(self.source.problem(message, "too_long"))
                return

    def _short(self, block: Block, names: Sequence[str], problems: Problems) -> Block:
        """The block without rows in which a cell is too long."""
        most, lost = self.source.limits.cell, set[int]()
        for name, cells in zip(names, block.columns, strict=True):
            kinds = set(map(type, cells))
            if str not in kinds:
                continue
            texts: Any = cells if len(kinds) == 1 else [c if isinstance(c, str) else "" for c in cells]
            if max(map(len, texts), default=0) > most:
                long = {i for i, text in enumerate(texts) if len(text) > most}
                for i in sorted(long - lost):
                    message = f"has more than {most:,} characters; the row is left out"
                    problems.lose(self.problem(message, "long_cell", block.rows[i], name))
                lost |= long
        if not lost:
            return block
        keep = [i for i in range(len(block.rows)) if i not in lost]
        return Block([block.rows[i] for i in keep], [[cells[i] for i in keep] for cells in block.columns])

    def rows(self, problems: Problems) -> Iterator[tuple[int, list[Cell]]]:
        """Number and cells of each row."""
        for block in self.blocks(problems):
            for number, cells in zip(block.rows, zip(*block.columns, strict=True), strict=True):
                yield number, list(cells)

    def problem(self, message: str, code: str, row: int, column: str = "") -> Problem:
        """A problem of a row or of a cell of it."""
        if self.address:
            path = f"{self.address.format(row - 1)}{'.' if column else ''}{column}"
            return Problem(message, code, path=path, file=self.name if self.source.several else "")
        return self.source.problem(message, code, row, column)
