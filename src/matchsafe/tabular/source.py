"""A file to be read: where it is, what it is called, how much of it is read, and which error it raises."""

from __future__ import annotations

import os
import select
import stat
import sys
import tempfile
import weakref
from contextlib import nullcontext
from dataclasses import dataclass, field
from errno import EAGAIN, EINVAL, EISDIR
from pathlib import Path
from typing import BinaryIO, Final

from matchsafe.domain.problem import Problem, ProblemsError

MEBIBYTE: Final = 1024 * 1024
STDIN: Final = "-"
PATIENCE: Final = 10
"""Seconds to wait for the first byte of a named pipe."""
STREAMED: Final = 1024 * MEBIBYTE
"""The most that is copied of what may have no end: standard input and pipes."""


@dataclass(frozen=True)
class Limits:
    """How much is read: far above any honest file of its kind, far below what fills a memory.

    Attributes:
        size: Bytes of a file of any kind.
        whole: Bytes of a file that has to be held whole: JSON, a web page.
        unpacked: Bytes of all parts of a workbook together.
        rows: Of a table.
        columns: Of a table.
        cell: Characters of a cell.
        depth: Brackets inside brackets of JSON.
        parts: Lists, groups and values of JSON; each takes memory of its own.
        problems: After so many problems no more rows are read.
        ragged: Whether a row may have fewer cells than there are headings.
        legacy: Whether text that is not Unicode may be read as Windows-1252.
        advice: What to do about a file that is too large.
    """

    size: int = 64 * MEBIBYTE
    whole: int = 16 * MEBIBYTE
    unpacked: int = 160 * MEBIBYTE
    rows: int = 30_000
    columns: int = 500
    cell: int = 10_000
    depth: int = 12
    parts: int = 6_000_000
    problems: int = 100_000
    ragged: bool = True
    legacy: bool = True
    advice: str = "A list of every program in the country is under 10 MB. Is it the right file?"


LIST_LIMITS: Final = Limits()
"""For lists of programs: four times as many rows as there are programs."""


class TableError(ProblemsError):
    """A file that cannot be read as a table."""


def open_file(path: Path) -> BinaryIO:
    """A file to be read, or a named pipe once somebody writes to it; a plain ``open`` would wait for them for ever.

    Raises:
        OSError: If it cannot be opened, is neither, or nothing is written to the pipe.
    """
    mode = path.stat().st_mode
    if stat.S_ISREG(mode) or path.samefile(os.devnull):  # the latter is an empty file to everybody
        return path.open("rb")
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(EISDIR, "this is a folder, not a file")
    if not stat.S_ISFIFO(mode):
        raise OSError(EINVAL, "this is a device or a socket, not a file")
    pipe = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not select.select([pipe], [], [], PATIENCE)[0]:
        os.close(pipe)
        raise OSError(EAGAIN, f"this is a pipe that nothing wrote to for {PATIENCE} seconds")
    os.set_blocking(pipe, True)
    return os.fdopen(pipe, "rb")


@dataclass(frozen=True)
class TableSource:
    """A file to be read.

    Attributes:
        path: Of the file.
        name: What messages call it.
        limits: How much of it is read.
        error: What is raised if it cannot be read.
        several: Whether files are read together, so that problems of rows have to name theirs.
    """

    path: Path
    name: str
    limits: Limits = LIST_LIMITS
    error: type[ProblemsError] = field(default=TableError)
    several: bool = False

    @classmethod
    def of(
        cls,
        path: str | Path,
        limits: Limits = LIST_LIMITS,
        error: type[ProblemsError] = TableError,
        *,
        several: bool = False,
    ) -> TableSource:
        """A file by its path; ``-`` is standard input. What can be read only once is copied first.

        Raises:
            ProblemsError: Of the kind ``error``, if it is not there, no file, not readable, empty or too large.
        """
        if str(path) == STDIN:
            given = cls(Path(STDIN), "standard input", limits, error, several)
            return given._copied()
        there = Path(path)
        given = cls(there, there.name or str(there), limits, error, several)
        try:
            if not there.exists():
                raise given.refuse(f"There is no file {there}.", "no_file")
            if there.is_dir():
                raise given.refuse("This is a folder, not a file.", "not_a_file")
            if there.is_fifo():
                return given._copied()
            size = there.stat().st_size
            with open_file(there):
                pass
        except ValueError as error_:
            if isinstance(error_, ProblemsError):
                raise
            raise given.refuse(f"It cannot be read: {error_}.", "unreadable") from error_
        except OSError as error_:
            raise given.refuse(f"It cannot be read: {error_.strerror or error_}.", "unreadable") from error_
        given.check_size(size)
        return given

    def _copied(self) -> TableSource:
        with tempfile.NamedTemporaryFile(prefix="matchsafe-", delete=False) as file:
            copy = TableSource(Path(file.name), self.name, self.limits, self.error, self.several)
            weakref.finalize(copy, copy.path.unlink, missing_ok=True)
            most = min(self.limits.size, STREAMED)
            with nullcontext(sys.stdin.buffer) if str(self.path) == STDIN else open_file(self.path) as stream:
                while file.tell() <= most and (chunk := stream.read(MEBIBYTE)):
                    file.write(chunk)
            size = file.tell()
        advice = None if most == self.limits.size else "Save it as a file, of which more is read."
        copy.check_size(size, most, advice)
        return copy

    def check_size(self, size: int, most: int | None = None, advice: str | None = None) -> None:
        """Refuse a file that is empty or too large.

        Raises:
            ProblemsError: Of the kind ``error``.
        """
        most = self.limits.size if most is None else most
        if size == 0:
            raise self.refuse("The file is empty.", "empty")
        if size > most:
            message = f"It has {size / MEBIBYTE:,.0f} MB; the most that is read is {most // MEBIBYTE} MB."
            raise self.refuse(f"{message} {self.limits.advice if advice is None else advice}", "too_large")

    def problem(
        self, message: str, code: str, row: int | None = None, column: str = "", typed: str = ""
    ) -> Problem:
        """A problem of the file, or of one of its rows."""
        name = self.name if self.several or row is None else ""
        return Problem(message, code, file=name, row=row, column=column, typed=typed)

    def refuse(self, message: str, code: str, row: int | None = None, typed: str = "") -> ProblemsError:
        """The error of a file with one problem."""
        return self.error([self.problem(message, code, row, typed=typed)])
