"""Tables in Excel workbooks, through openpyxl (in the extra ``catalog``). No formula is computed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from matchsafe.catalog.importers.limits import MOST_COLUMNS, size_of
from matchsafe.catalog.importers.problems import CatalogFileError, FileProblems, refuse
from matchsafe.catalog.importers.tables import Row, Table, fitted_rows, header_names
from matchsafe.catalog.importers.workbook_guard import check_workbook

_FORMULA: Final = "f"
_ERROR: Final = "e"
_HEADER_WITHIN: Final = 50
"""The column names stand in one of the first rows."""
_MOST_EMPTY: Final = 1_000
"""After so many empty rows the sheet is over."""


def read_workbook(path: Path, sheet: str | None = None) -> Table:
    """The table in a sheet of a workbook.

    Args:
        path: Of the file.
        sheet: Name of the sheet; the first one that holds a table if ``None``.

    Raises:
        CatalogFileError: If it is no workbook, unsafe to open, has no such sheet or no table.
    """
    size_of(path)
    check_workbook(path)
    with _opened(path) as book:
        names = [s.title for s in book.worksheets]
        if sheet is not None and sheet not in names:
            raise refuse(f"There is no sheet {sheet!r}. There are: {', '.join(names)[:300]}.", "sheet")
        heads = {n: h for n in ([sheet] if sheet else names) if (h := _head(book[n], path.name))}
    if not heads:
        raise refuse(f"{path.name} holds no table: no sheet has a row with two filled cells.", "no_table")
    chosen, (start, columns) = next(iter(heads.items()))

    def read(found: FileProblems) -> Iterator[Row]:
        with _opened(path) as opened:
            rows = (r for r in _cells(opened[chosen], columns, found, start))
            yield from fitted_rows(rows, columns, found)

    notes = [f"Excel workbook, sheet {chosen!r}"]
    if others := [n for n in heads if n != chosen]:
        notes.append(f"not read: the sheets {', '.join(map(repr, others))[:300]} (another one can be chosen)")
    return Table(path.name, columns, read, tuple(notes))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise refuse(
            'Reading an Excel workbook needs the extra "catalog": pip install "matchsafe[catalog]". Or save it as CSV.',
            "no_extra",
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that carry no values
        try:
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except (CatalogFileError, GeneratorExit):
            raise
        except Exception as error:  # what openpyxl raises on a damaged part is not listed anywhere
            raise refuse(
                f"{path.name} cannot be read as an Excel workbook; a part of it is damaged. Save it again, or as CSV.",
                "damaged",
            ) from error


def _head(sheet: Any, name: str) -> tuple[int, tuple[str, ...]] | None:
    """Row number and names of the columns; ``None`` if there is no table."""
    sheet.reset_dimensions()  # what a file says of its own size need not be true
    rows = sheet.iter_rows(max_row=_HEADER_WITHIN, max_col=MOST_COLUMNS + 1, values_only=True)
    for number, cells in enumerate(rows, 1):
        if sum(c is not None and bool(str(c).strip()) for c in cells) > 1:
            return number, header_names(["" if c is None else str(c) for c in cells], name)
    return None


def _cells(sheet: Any, columns: tuple[str, ...], found: FileProblems, start: int) -> Iterator[Row]:
    sheet.reset_dimensions()
    empty = 0
    rows = sheet.iter_rows(min_row=start + 1, max_col=len(columns))
    for number, row in enumerate(rows, start + 1):
        cells = [_text(c, columns[i], number, found) for i, c in enumerate(row)]
        empty = 0 if any(cells) else empty + 1
        if empty > _MOST_EMPTY:
            return
        yield number, cells


def _text(cell: Any, column: str, row: int, found: FileProblems) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == _FORMULA:
        found.add(
            "A formula, which is not computed here; taken as unknown. In the spreadsheet program, copy the column and "
            "paste it as values.",
            "formula", row, column,
        )  # fmt: skip
        return ""
    if cell.data_type == _ERROR:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | datetime | time) else str(value)
