"""The first rows of a table, from which it is found out what its columns are and what stands between its programs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from matchsafe.catalog.importers.cell_values import is_unknown
from matchsafe.catalog.importers.problems import CatalogFileError
from matchsafe.catalog.importers.section_rows import SectionRows
from matchsafe.domain.problem import Problems
from matchsafe.tabular import Cell, FileTable

_ROWS: Final = 20_000
_CELLS: Final = 300
"""Known cells of a column that are looked at."""


@dataclass(frozen=True)
class TableSample:
    """Some of a table.

    Attributes:
        cells: Known ones of each column.
        sections: Specialties that head sections, each once.
        carried: Columns that may hold for the rows below: filled in the first row, and later now and then, with
            something else each time.
    """

    cells: dict[str, list[Cell]]
    sections: tuple[str, ...]
    carried: frozenset[str]


def sample_of(table: FileTable) -> TableSample:
    """Read the first rows of a table."""
    cells: dict[str, list[Cell]] = {name: [] for name in table.columns}
    between = SectionRows(table.columns, table.above)
    sections = {between.heading.specialty: True}
    first: list[Cell] = []
    count = 0
    for _, row in islice(table.rows(Problems(CatalogFileError)), _ROWS):
        if between.why_none(row):
            sections[between.heading.specialty] = True
            continue
        count += 1
        first = first or row
        for name, cell in zip(table.columns, row, strict=True):
            if len(cells[name]) < _CELLS and not is_unknown(cell):
                cells[name].append(cell)
    begun = {name for name, cell in zip(table.columns, first, strict=False) if not is_unknown(cell)}
    carried = {n for n in begun if 1 < len(set(cells[n])) == len(cells[n]) <= count / 2}
    return TableSample(cells, tuple(filter(None, sections)), frozenset(carried))
