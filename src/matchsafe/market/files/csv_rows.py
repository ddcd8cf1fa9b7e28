"""Rows of a CSV file, read in bounded memory whatever the file holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from matchsafe.domain.spreadsheet import APOSTROPHE, cell_text
from matchsafe.market.files.columns import Columns, plain
from matchsafe.market.files.limits import (
    BLOCK,
    LINES_OF_A_ROW,
    LONGEST_CELL,
    LONGEST_LINE,
    MOST_PROBLEMS,
    MOST_ROWS,
)
from matchsafe.market.files.tables import (
    Block,
    UnreadableTable,
    gather,
    open_bytes,
    refuse_other_kinds,
    spreadsheet_place,
)
from matchsafe.market.problems import MarketProblems

_SEPARATORS: Final = ",;\t"


class CsvTable:
    """A CSV file in UTF-8 with a header. The separator is the comma, semicolon or tab that gives the needed columns."""

    def __init__(self, path: str | Path, name: str) -> None:
        self.path = path
        self.name = name

    def place(self, row: int, column: str = "") -> str:
        """Where a row is, as a spreadsheet counts."""
        return spreadsheet_place(self.name, row, column)

    def blocks(self, columns: Columns, found: MarketProblems) -> Iterator[Block]:
        """The rows, some at a time."""
        try:
            with open_bytes(self.path) as file:
                start = file.peek(16) if isinstance(file, io.BufferedReader) else b""
                refuse_other_kinds(start, "csv")
                text = io.TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline="")
                yield from self._blocks(_Lines(text), columns, found)
        except UnreadableTable as error:
            found.lose(self.name, str(error), "file")
        except OSError as error:
            found.lose(self.name, f"cannot be read: {error.strerror or error}", "file")

    def _blocks(self, lines: _Lines, columns: Columns, found: MarketProblems) -> Iterator[Block]:
        number = 0
        try:
            lines.look_ahead()
            reader = csv.reader(lines, delimiter=_separator(lines.first, columns), strict=True)
            header = next(reader, [])
            number = 1
            present = gather(self, columns, header, 1, found)
            if not present:
                return
            names = [plain(name) for name in header]
            taken = [(column, names.index(column)) for column in present]
            rows: list[int] = []
            kept: list[list[str]] = []
            for number, cells in enumerate(reader, 2):
                lines.fed = 0
                if len(cells) == len(header):
                    rows.append(number)
                    kept.append(cells)
                elif cells:
                    message = f"{len(cells)} cells under {len(header)} columns"
                    found.lose(self.place(number), message, "cells")
                if len(kept) == BLOCK:
                    yield self._block(rows, kept, taken, found)
                    rows, kept = [], []
                if number > MOST_ROWS or found.total > MOST_PROBLEMS:
                    found.lose(
                        self.place(number), "reading stops here: too many rows or problems", "too_long"
                    )
                    return
            yield self._block(rows, kept, taken, found)
        except csv.Error as error:
            found.lose(self.place(number + 1), f"cannot be read as CSV in UTF-8: {error}", "csv")

    def _block(
        self, rows: list[int], kept: list[list[str]], taken: list[tuple[str, int]], found: MarketProblems
    ) -> Block:
        whole = list(zip(*kept, strict=True)) if kept else [()] * (1 + max(at for _, at in taken))
        cells: dict[str, list[str]] = {}
        for column, at in taken:
            texts = list(map(str.strip, whole[at]))
            if max(map(len, texts), default=0) > LONGEST_CELL:
                for i in [i for i, text in enumerate(texts) if len(text) > LONGEST_CELL]:
                    message = f"has more than {LONGEST_CELL:,} characters"
                    found.lose(self.place(rows[i], column), message, "long_cell")
                    texts[i] = texts[i][:LONGEST_CELL]
            for i in [i for i, text in enumerate(texts) if text[:1] == APOSTROPHE]:
                texts[i] = cell_text(texts[i])
            cells[column] = texts
        return Block(rows, cells)


class _Lines:
    """Lines of bounded length for the CSV reader, so that a file without line ends is not read whole.

    Attributes:
        first: The first line, after ``look_ahead``.
        fed: Lines handed out since the reader last completed a row.
    """

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.readline = text.readline
        self.first = ""
        self.waiting = False
        self.fed = 0

    def look_ahead(self) -> None:
        """Read the first line and keep it."""
        self.first = next(self, "")
        self.waiting = bool(self.first)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self.waiting:
            self.waiting = False
            return self.first
        line = self.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.fed += 1
        if self.fed > LINES_OF_A_ROW:
            raise csv.Error(f"one row goes on for more than {LINES_OF_A_ROW} lines; is a quote never closed?")
        if "\0" in line:
            raise csv.Error("it holds a NUL byte")
        if len(line) == LONGEST_LINE:
            raise csv.Error(f"a line is longer than {LONGEST_LINE:,} characters")
        if not line.isascii():
            wrong = next((c for c in line if "\udc80" <= c <= "\udcff"), None)
            if wrong is not None:
                raise csv.Error(
                    f"the byte 0x{ord(wrong) - 0xDC00:02x} does not belong there; save it in UTF-8"
                )
        return line


def _separator(line: str, columns: Columns) -> str:
    for separator in _SEPARATORS:
        header = next(csv.reader([line], delimiter=separator), [])
        if not columns.fault(header):
            return separator
    return _SEPARATORS[0]
