"""Text that goes into a file a spreadsheet may open: it stays text and is never run as a formula.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return for a
formula. What people wrote may begin so, by chance or by intent; such a cell gets an apostrophe before it, which
is how spreadsheets themselves mark text (OWASP, *CSV Injection*). A dash alone is harmless and stays: it is the
sign for "none" in our tables.
"""

from __future__ import annotations

from typing import Final, TypeVar

NONE: Final = "-"
"""The cell that means "none"."""
APOSTROPHE: Final = "'"
STARTERS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters of a formula; the last four are the wide forms some spreadsheets take for the same."""

Cell = TypeVar("Cell")


def safe_cell(value: Cell) -> Cell | str:
    """A cell to be written: text that would be run gets an apostrophe; numbers, dates and nothing stay as they are.

    >>> safe_cell("=1+1"), safe_cell("-"), safe_cell(-3), safe_cell("St. Vincent")
    ("'=1+1", '-', -3, 'St. Vincent')
    """
    if isinstance(value, str) and value != NONE and value.lstrip(APOSTROPHE).startswith(STARTERS):
        return APOSTROPHE + value
    return value


def cell_text(cell: str) -> str:
    """The text of a cell that was read: the apostrophe ``safe_cell`` put there is taken off again.

    >>> cell_text("'=1+1"), cell_text("'tis")
    ('=1+1', "'tis")
    """
    if cell.startswith(APOSTROPHE) and cell.lstrip(APOSTROPHE).startswith(STARTERS):
        return cell[1:]
    return cell
