"""Where rows come from: any file as blocks of named columns of text, whatever its format."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Literal, NamedTuple, Protocol, get_args

from matchsafe.market.files.columns import Columns
from matchsafe.market.problems import MarketProblems

Format = Literal["csv", "json", "parquet"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
STDIN: Final = "-"
PATIENCE: Final = 10
"""Seconds to wait for the first byte of a named pipe."""
_STARTS: Final = (
    (b"\x1f\x8b", "a gzip file; unpack it first"),
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook; save the sheet as CSV in UTF-8"),
    (b"%PDF", "a PDF"),
    (b"\xff\xfe", "text in UTF-16; save it as CSV in UTF-8"),
    (b"\xfe\xff", "text in UTF-16; save it as CSV in UTF-8"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ", "an xz file; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save the sheet as CSV in UTF-8"),
    (b"SQLite format 3", "a database"),
)
_PARQUET: Final = b"PAR1"


class Block(NamedTuple):
    """Some rows of a table: their numbers, and the cells of each column as text without blanks around it."""

    rows: list[int]
    cells: dict[str, list[str]]


class MarketTable(Protocol):
    """Something that has rows and can say where each of them stands."""

    @property
    def name(self) -> str:
        """What messages call it."""

    def blocks(self, columns: Columns, found: MarketProblems) -> Iterator[Block]:
        """The rows, some at a time. What is not a row goes to ``found``; after a fault of the whole, none come."""

    def place(self, row: int, column: str = "") -> str:
        """Where a row, or a cell of it, is to be looked for."""


class UnreadableTable(Exception):  # noqa: N818 - the reason a file gives no rows
    """A file that cannot be read at all; the message says why."""


def open_bytes(path: str | Path) -> BinaryIO:
    """A file, or standard input for "-", opened.

    Raises:
        UnreadableTable: With the reason in words.
    """
    if str(path) == STDIN:
        return sys.stdin.buffer
    try:
        return _writer_of_pipe(path) if Path(path).is_fifo() else Path(path).open("rb")
    except IsADirectoryError:
        raise UnreadableTable("is a folder, not a file") from None
    except FileNotFoundError:
        raise UnreadableTable("there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableTable(f"cannot be opened: {reason}") from None


def _writer_of_pipe(path: str | Path) -> BinaryIO:
    """A named pipe, once somebody writes to it; a plain ``open`` would wait for them for ever."""
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not select.select([pipe], [], [], PATIENCE)[0]:
        os.close(pipe)
        raise UnreadableTable(f"is a pipe that nothing wrote to for {PATIENCE} seconds")
    os.set_blocking(pipe, True)
    return os.fdopen(pipe, "rb")


def refuse_other_kinds(start: bytes, kind: Format) -> None:
    """Tell by its first bytes that a file is something else.

    Raises:
        UnreadableTable: Saying what it is.
    """
    for first, what in _STARTS:
        if start.startswith(first):
            raise UnreadableTable(f"is {what}")
    if kind != "parquet" and start.startswith(_PARQUET):
        raise UnreadableTable("is a Parquet file; call it .parquet or say --format parquet")


def spreadsheet_place(name: str, row: int, column: str = "") -> str:
    """A place as a spreadsheet counts: the header is row 1."""
    return f"{name}, row {row}, column {column}" if column else f"{name}, row {row}"


def gather(
    table: MarketTable, columns: Columns, header: list[str], row: int, found: MarketProblems
) -> list[str]:
    """The known columns of a header; a faulty header is noted and gives none."""
    fault = columns.fault(header)
    if fault:
        found.lose(table.place(row), fault, "header")
        return []
    return columns.present(header)
