"""A plan as a file to take along: CSV or an Excel workbook, in which no text is run as a formula."""

from __future__ import annotations

from typing import Final

from matchsafe._plan import table
from matchsafe.catalog.export import csv_of, xlsx_of
from matchsafe.domain.plan import Plan

KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Kinds of file by their ending, with their media type."""


def content(plan: Plan, kind: str) -> bytes:
    """The whole list as a file.

    Raises:
        KeyError: If there is no such kind.
        matchsafe.catalog.errors.CatalogError: If what writes Excel files is not installed.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    if kind == "xlsx":
        return xlsx_of("plan", table.headings(plan), table.rows(plan))
    return csv_of(table.headings(plan), table.rows(plan)).encode("utf-8-sig")
