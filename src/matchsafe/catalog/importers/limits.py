"""How large a file may be before it is refused: far above any real program list, far below what fills a memory."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from matchsafe.catalog.importers.problems import refuse

MEBIBYTE: Final = 1024 * 1024
MOST_BYTES: Final = 64 * MEBIBYTE
"""Of a file of any kind; a list of 7,500 programs with 80 columns is under 10."""
MOST_JSON_BYTES: Final = 16 * MEBIBYTE
"""Of a JSON file, which has to be held whole."""
MOST_UNPACKED: Final = 160 * MEBIBYTE
"""Of the parts of a workbook together."""
MOST_RATIO: Final = 200
"""How many times larger a part of a workbook may be than its packed form."""
MOST_ROWS: Final = 30_000
"""Four times a list of every program; a row of 60 columns takes about 20 kB of memory."""
MOST_COLUMNS: Final = 500
LONGEST_CELL: Final = 10_000
"""Characters in a cell."""
DEEPEST_JSON: Final = 12
"""Brackets inside brackets."""
MOST_PAGES: Final = 1_000
MOST_PAGE_TEXT: Final = 200_000
"""Characters on a page of a PDF."""


def size_of(path: Path, most: int = MOST_BYTES) -> int:
    """The size of a file in bytes.

    Raises:
        CatalogFileError: If it is empty, no ordinary file, not there, not readable or larger than ``most``.
    """
    try:
        if not path.exists():
            raise refuse(f"There is no file {path}.", "no_file")
        if not path.is_file():
            raise refuse(f"{path} is not a file that can be read.", "not_a_file")
        size = path.stat().st_size
        with path.open("rb"):
            pass
    except (OSError, ValueError) as error:
        if isinstance(error, OSError):
            raise refuse(f"{path} cannot be read: {error.strerror}.", "unreadable") from error
        raise
    if size == 0:
        raise refuse(f"{path.name} is empty.", "empty")
    if size > most:
        raise refuse(
            f"{path.name} has {size / MEBIBYTE:,.0f} MB; the most that is read is {most // MEBIBYTE} MB. "
            "A list of every program in the country is under 10 MB. Is it the right file?",
            "too_large",
        )
    return size
