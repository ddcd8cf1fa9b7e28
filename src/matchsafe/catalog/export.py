"""A catalog as a table for a spreadsheet: the values in force, with where they come from. Text is never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.record import FIELD_LABELS, Record
from matchsafe.catalog.standing import standing
from matchsafe.domain.spreadsheet import safe_cell

Cell = str | int | float | None

HEADINGS: Final = ("id", *FIELD_LABELS, "sources", "remark")


def rows(catalog: Catalog) -> Iterable[tuple[Cell, ...]]:
    """One row a program under ``HEADINGS``; an empty cell is unknown, and ``remark`` has the banner of a sample."""
    for record in catalog.records:
        values = (_cell(standing(record, field).value) for field in FIELD_LABELS)
        cells = (record.id, *values, "; ".join(_sources(record)), catalog.banner)
        yield tuple(safe_cell(c) for c in cells)


def csv_text(catalog: Catalog) -> str:
    """The table as CSV, with lines ended as RFC 4180 has it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    writer.writerows(rows(catalog))
    return out.getvalue()


def xlsx_bytes(catalog: Catalog) -> bytes:
    """The table as an Excel workbook; every text is stored as text.

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
    sheet = book.create_sheet("programs")
    sheet.freeze_panes = "B2"
    for row in (HEADINGS, *rows(catalog)):
        cells = []
        for content in row:
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
    told = {(v.source, v.as_of) for field, _ in record.facts() for v in standing(record, field).winners}
    return sorted(f"{source} ({as_of})" if as_of else source for source, as_of in told)
