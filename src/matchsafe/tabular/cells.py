"""Cells: what may stand in one, how its text is compared, and how a typed value is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Final, TypeAlias

from matchsafe.domain.spreadsheet import APOSTROPHE, cell_text

Cell: TypeAlias = str | int | float | bool | date | time
"""Text, or what a typed file says it is; ``""`` for nothing."""
_LONGEST: Final = 20
_EXACT: Final = 10**15
"""Whole numbers below it are exact as floating point."""
KEPT: Final = 15
"""Digits that every number of 64 bits keeps."""
_LITERAL: Final = re.compile(
    r'=(?:HYPERLINK\((?:"[^"]*"|[A-Z]+\d+)[,;])?\s*"((?:[^"]|"")*)"\s*\)?', re.IGNORECASE
)
_UNSEEN: Final = dict.fromkeys(
    (
        0xAD,
        0xFEFF,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),
    )
) | dict.fromkeys((0xA0, 0x2007, 0x202F), " ")
"""Characters without width are dropped, and blanks that only look like blanks become blanks."""


def clean(text: str) -> str:
    r"""Text in one Unicode form (NFC), without what nobody sees and without blanks around it.

    >>> clean("Jose\u0301\u200b ") == "Jos\u00e9"
    True
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    return text.strip()


def literal(formula: str) -> str:
    r"""The text of a formula that only holds one, as spreadsheets write ids and links; any other as it is.

    >>> literal('="0401234567"'), literal('=HYPERLINK("https://a.example", "Alder ""A"" Hospital")'), literal("=1+1")
    ('0401234567', 'Alder "A" Hospital', '=1+1')
    """
    found = _LITERAL.fullmatch(formula.strip())
    return found[1].replace('""', '"') if found else formula


def clean_texts(texts: Sequence[str]) -> list[str]:
    """Many cells of a text file, clean and without the apostrophe that marks text in a spreadsheet."""
    out = list(map(str.strip, texts))
    together = "".join(out)
    if not together.isascii():
        out = list(map(clean, out))
    if '="' in together or "=H" in together or "=h" in together:
        out = list(map(literal, out))
    if APOSTROPHE in together:
        out = list(map(cell_text, out))
    return out


def clean_cell(value: object) -> Cell:
    """A cell of a typed file; ``""`` for nothing, text for what is of no type a cell has."""
    if value is None or value != value:  # a missing number is NaN
        return ""
    if isinstance(value, str):
        return cell_text(clean(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value if isinstance(value, int | float | date | time) else str(value)


def is_long(text: str) -> bool:
    """Whether a number may have more digits than 64 bits always keep, or be too small for them."""
    return len(text) > KEPT or "e" in text or "E" in text


def loses_digits(text: str, value: float) -> bool:
    """Whether a finite number was written with digits that 64 bits do not keep, so that two could become one."""
    if value == 0:
        return text.lower().partition("e")[0].strip("+-.0_ ") != ""
    if not is_long(text):
        return False
    exact = Decimal(text)
    digits = len("".join(map(str, exact.as_tuple().digits)).rstrip("0"))
    return digits > KEPT and Decimal(f"{value:.{digits - 1}e}") != exact


def real_cell(digits: str) -> float | str:
    """A decimal number of a typed file; its text where a number of 64 bits would not keep it.

    >>> real_cell("0.100000000000000000"), real_cell("0.10000000000000000001"), real_cell("1e400")
    (0.1, '0.10000000000000000001', '1e400')
    """
    value = float(digits)
    return value if not is_long(digits) or (isfinite(value) and not loses_digits(digits, value)) else digits


def whole_cell(digits: str) -> int | str:
    """A whole number of a typed file; its text where it is too long to be one."""
    return int(digits) if len(digits) < _LONGEST else digits


def text_of(cell: Cell) -> str:
    """A cell as a reader of the file sees it.

    >>> text_of("City"), text_of(3.0), text_of(True), text_of(date(2026, 3, 1))
    ('City', '3', 'yes', '2026-03-01')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
