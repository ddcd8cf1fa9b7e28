"""A plan as a file to take along: CSV or an Excel workbook, in which no text is run as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from matchsafe.catalog.export import Cell, csv_of, xlsx_of
from matchsafe.domain.couple_plan import CouplePlanReport
from matchsafe.domain.plan import PlanReport
from matchsafe.services.couple_plan import table as for_two
from matchsafe.services.plan import table

KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Kinds of file by their ending, with their media type."""


def content(plan: PlanReport, kind: str) -> bytes:
    """The whole list as a file.

    Raises:
        KeyError: If there is no such kind.
        matchsafe.catalog.errors.CatalogError: If what writes Excel files is not installed.
    """
    return _content(table.headings(plan), table.rows(plan), kind)


def content_for_two(plan: CouplePlanReport, kind: str) -> bytes:
    """Both lists of a couple as a file; errors as for ``content``."""
    return _content(for_two.headings(plan), for_two.rows(plan), kind)


def _content(headings: Sequence[str], rows: Iterable[tuple[Cell, ...]], kind: str) -> bytes:
    if kind not in KINDS:
        raise KeyError(kind)
    if kind == "xlsx":
        return xlsx_of("plan", headings, rows)
    return csv_of(headings, rows).encode("utf-8-sig")
