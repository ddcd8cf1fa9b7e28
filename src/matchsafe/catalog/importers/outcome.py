"""What reading a file gave: programs, what was left out and why, and how it is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.importers.column_mapping import ColumnMapping
from matchsafe.catalog.importers.nrmp_totals import YearTotal
from matchsafe.catalog.importers.problems import CellProblems
from matchsafe.catalog.record import Draft
from matchsafe.domain.problem import Problem


@dataclass(frozen=True)
class RejectedRow:
    """A row that is no program of a catalog, and why."""

    origin: str
    reason: str
    detail: str = ""


@dataclass
class ProgramFile:
    """A file, read whole; nothing has been put into a catalog.

    Attributes:
        name: Of the file.
        kind: "nrmp", "table" or "exchange".
        notes: How the file was understood.
        drafts: The programs in it.
        rejected: Rows left out.
        cells: Cells that could not be read and are unknown now; the rest of their row is kept.
        rows: How many rows were read.
        mapping: Which column is what, for tables.
        totals: Sums beside the printed ones, for NRMP's report.
        rights: One sentence on what the owner of the data allows; empty if unknown.
        whole: The catalog itself, for the exchange format: a new catalog takes it with its ids.
    """

    name: str
    kind: str
    notes: tuple[str, ...] = ()
    drafts: list[Draft] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    cells: CellProblems = field(default_factory=CellProblems)
    rows: int = 0
    mapping: ColumnMapping | None = None
    totals: tuple[YearTotal, ...] = ()
    rights: str = ""
    whole: Catalog | None = None

    def reject(self, origin: str, reason: str, detail: str = "") -> None:
        """Leave a row out."""
        self.rejected.append(RejectedRow(origin, reason, detail))

    def reasons(self) -> list[tuple[str, int, str]]:
        """Why rows were left out: reason, how many, and the first of them."""
        counts = Counter(r.reason for r in self.rejected)
        firsts: dict[str, RejectedRow] = {}
        for rejected in self.rejected:
            firsts.setdefault(rejected.reason, rejected)
        return [(reason, n, _where(firsts[reason])) for reason, n in counts.most_common()]

    def cell_reasons(self) -> list[tuple[str, int, Problem]]:
        """Cells that could not be read, by column: name, how many, and the first (of those kept)."""
        firsts: dict[str, Problem] = {}
        for problem in self.cells.problems:
            firsts.setdefault(problem.column, problem)
        return [(c, n, firsts[c]) for c, n in self.cells.by_column.most_common() if c in firsts]


def _where(rejected: RejectedRow) -> str:
    return f"{rejected.origin} ({rejected.detail})" if rejected.detail else rejected.origin
