"""Typed values of JSON and Parquet as the text a CSV file would have."""

from __future__ import annotations

from typing import Final

_MOST_WHOLE: Final = 10**18
_EXACT: Final = 10**15
"""Whole numbers below it are exact as floating point."""


def cell_of(value: object, *, flag: bool = False) -> str | None:
    """The text of a cell; empty for a missing value, ``None`` for what is neither text nor number.

    A truth value is told as yes or no where ``flag`` says that the column holds such.

    >>> cell_of(" City "), cell_of(12), cell_of(3.0), cell_of(None), cell_of([1])
    ('City', '12', '3', '', None)
    >>> cell_of(True), cell_of(True, flag=True)
    (None, 'yes')
    """
    if isinstance(value, str):
        return value.strip()
    if value is None or value != value:  # a missing number is NaN in Parquet
        return ""
    if isinstance(value, bool):
        return ("yes" if value else "no") if flag else None
    if isinstance(value, int):
        return str(value) if abs(value) < _MOST_WHOLE else None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    return None
