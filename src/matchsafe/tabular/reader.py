"""``open_table``: a file of any kind as a table."""

from __future__ import annotations

from matchsafe.tabular.grid import Known
from matchsafe.tabular.html import read_html
from matchsafe.tabular.json_tables import read_json_table
from matchsafe.tabular.kinds import kind_of
from matchsafe.tabular.parquet import read_parquet
from matchsafe.tabular.source import TableSource
from matchsafe.tabular.table import FileTable
from matchsafe.tabular.text import read_text
from matchsafe.tabular.workbook import read_workbook


def open_table(
    source: TableSource, *, known: Known | None = None, delimiter: str | None = None, sheet: str | None = None
) -> FileTable:
    """The table in a file.

    Args:
        source: The file.
        known: Which headings are looked for; they decide between rows, sheets, tables and separators.
        delimiter: Between the columns of a text file; found out if ``None``.
        sheet: Of a workbook; found out if ``None``.

    Raises:
        ProblemsError: Of the kind of the source, if it cannot be read as a table.
    """
    kind = kind_of(source)
    if kind == "xlsx":
        return read_workbook(source, sheet, known)
    if kind == "html":
        return read_html(source, known)
    if kind == "json":
        return read_json_table(source)
    if kind == "parquet":
        return read_parquet(source)
    if kind == "pdf":
        raise source.refuse("This is a PDF. Copy its table into a spreadsheet and save that.", "wrong_kind")
    return read_text(source, delimiter, known)
