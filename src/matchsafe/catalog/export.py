"""A catalog as a table for a spreadsheet: the values in force, with where they come from. Text is never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.record import FIELD_LABELS, Record
from matchsafe.catalog.value_resolution import value_in_force
from matchsafe.domain.spreadsheet import safe_cell

Cell = str | int | float | None

HEADINGS: Final = ("id", *FIELD_LABELS, "sources", "remark")


def rows(catalog: Catalog) -> Iterable[tuple[Cell, ...]]:
    """One row a program under ``HEADINGS``: an empty cell is unknown, ``remark`` has the banner of a sample."""
    for record in catalog.records:
        values = (_cell(value_in_force(record, field).value) for field in FIELD_LABELS)
        cells = (record.id, *values, "; ".join(_sources(record)), catalog.banner)
        yield cells


def csv_text(catalog: Catalog) -> str:
    """The table as CSV, with lines ended as RFC 4180 has it."""
    return csv_of(HEADINGS, rows(catalog))


def csv_of(headings: Sequence[str], table: Iterable[Sequence[Cell]]) -> str:
    """Any table as CSV, each cell made safe for a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([safe_cell(c) for c in row] for row in table)
    return out.getvalue()


def xlsx_bytes(catalog: Catalog) -> bytes:
    """The table as an Excel workbook; every text is stored as text.

    Raises:
        CatalogError: If openpyxl, of the ``catalog`` extra, is not installed.
    """
    return xlsx_of("programs", HEADINGS, rows(catalog))


def xlsx_of(sheet_name: str, headings: Sequence[str], table: Iterable[Sequence[Cell]]) -> bytes:
    """Any table as an Excel workbook of one sheet; every text is stored as text and made safe besides.

    Raises:
        CatalogError: If openpyxl, of the ``catalog`` extra, is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise CatalogError("Writing Excel files needs openpyxl: pip install 'matchsafe[catalog]'.") from None
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name)
    sheet.freeze_panes = "B2"
    for row in (headings, *table):
        cells = []
        for content in map(safe_cell, row):
            text = ILLEGAL_CHARACTERS_RE.sub("", content) if isinstance(content, str) else content
            cell = WriteOnlyCell(sheet, value=text)
            if isinstance(text, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(map(str, value)) or None
    return value if isinstance(value, str | int | float) else None


def _sources(record: Record) -> list[str]:
    told = {(v.source, v.as_of) for field, _ in record.facts() for v in value_in_force(record, field).winners}
    return sorted(f"{source} ({as_of})" if as_of else source for source, as_of in told)
