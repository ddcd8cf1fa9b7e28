"""What reading a file gave: programs, what was left out and why, and how it is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.importers.column_mapping import ColumnMapping
from matchsafe.catalog.importers.nrmp_totals import YearTotal
from matchsafe.catalog.importers.problems import CellProblems
from matchsafe.catalog.organizations import Organization
from matchsafe.catalog.record import Draft
from matchsafe.domain.problem import Problem
from matchsafe.domain.text import plural


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
        kind: "nrmp", "table", "exchange" or "public".
        notes: How the file was understood.
        drafts: The programs in it.
        rejected: Rows left out.
        cells: Cells that could not be read and are unknown now; the rest of their row is kept.
        rows: How many rows were read.
        several: How many of them name several specialties and became a program of each.
        mapping: Which column is what, for tables.
        totals: Sums beside the printed ones, for NRMP's report.
        rights: One sentence on what the owner of the data allows; empty if unknown.
        whole: The catalog itself, for the exchange format: a new catalog takes it with its ids.
        organizations: Employers and hospitals, for a public file; they go to the programs that are there.
        passed_over: How many rows of a public file are about something else, by what they are about.
        counted: What ``summary`` says, where the programs themselves are no longer kept; empty if they are.
    """

    name: str
    kind: str
    notes: tuple[str, ...] = ()
    drafts: list[Draft] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    cells: CellProblems = field(default_factory=CellProblems)
    rows: int = 0
    several: int = 0
    mapping: ColumnMapping | None = None
    totals: tuple[YearTotal, ...] = ()
    rights: str = ""
    whole: Catalog | None = None
    organizations: list[Organization] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    counted: str = ""

    def pass_over(self, about: str) -> None:
        """Leave out a row that is about something else; only the count is kept."""
        self.passed_over[about] += 1

    @property
    def left_out(self) -> int:
        """How many rows were left out."""
        return len(self.rejected) + self.passed_over.total()

    def summary(self) -> str:
        """How many rows were read, and what is in them; every row is counted once."""
        if self.counted:
            return self.counted
        rows = plural(self.rows, "row")
        if not self.organizations:
            several = (
                f" ({plural(self.several, 'row')} with several specialties each)" if self.several else ""
            )
            return f"{rows} read, {plural(len(self.drafts), 'program')} in them{several}"
        kept = plural(sum(o.rows for o in self.organizations), "of them is", "of them are")
        who = plural(len(self.organizations), "employer or hospital", "employers or hospitals")
        return f"{rows} read, {kept} about {who}"

    def reject(self, origin: str, reason: str, detail: str = "") -> None:
        """Leave a row out."""
        self.rejected.append(RejectedRow(origin, reason, detail))

    def reasons(self) -> list[tuple[str, int, str]]:
        """Why rows were left out: reason, how many, and the first of them (of those kept)."""
        counts = Counter(r.reason for r in self.rejected) + self.passed_over
        firsts: dict[str, RejectedRow] = {}
        for rejected in self.rejected:
            firsts.setdefault(rejected.reason, rejected)
        return [
            (reason, n, _where(firsts[reason]) if reason in firsts else "")
            for reason, n in counts.most_common()
        ]

    def cell_reasons(self) -> list[tuple[str, int, Problem]]:
        """Cells that could not be read, by column: name, how many, and the first (of those kept)."""
        firsts: dict[str, Problem] = {}
        for problem in self.cells.problems:
            firsts.setdefault(problem.column, problem)
        return [(c, n, firsts[c]) for c, n in self.cells.by_column.most_common() if c in firsts]


def _where(rejected: RejectedRow) -> str:
    return f"{rejected.origin} ({rejected.detail})" if rejected.detail else rejected.origin
