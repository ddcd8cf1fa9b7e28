"""The layout of NRMP's "Program Results": institutions under their state, programs with a quota and a fill by year.

A block begins with the institution's name (on one line or several), the line "City Program" and lines of column heads,
which name the years, in the words of the edition (``presets.toml``); its rows hold a program's name, its code and
two values a year, newest year first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from matchsafe.catalog.importers.presets import ReportPreset
from matchsafe.catalog.importers.problems import CellProblems, refuse
from matchsafe.domain.states import STATE_NAMES, state_code
from matchsafe.evidence.program_codes import parse_code

_TITLE: Final = re.compile(r"^Program Results(?:$|:|,? 20\d\d)")
_ISSUED: Final = re.compile(
    r"^(January|February|March|April|May|June|July|August|September|October|November|December) (20\d\d)$"
)
_FOOT: Final = re.compile(r"Page (\d+) of (\d+)$")
_ROW: Final = re.compile(r"^(.*?)\s*\b(\d{7}[A-Z]\d{1,3})((?:\s+(?:\d{1,4}|-+))+)$")
_ANY: Final = re.compile(r"^(.+)$")
_CODE_SOMEWHERE: Final = re.compile(r"\b\d{7}[A-Z]\d{1,3}\b")
_CITY: Final = re.compile(r"^(.*?)\s*\bProgram(?: Name| Description)?$")
_YEAR_LINE: Final = re.compile(r"^20\d\d(?: 20\d\d)*$")
_LETTERS: Final = re.compile(r"[^\W\d_]")
_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                  "November", "December")  # fmt: skip
_STATES: Final = {name.upper() for name in STATE_NAMES.values()}

YearValues = dict[int, tuple[int | None, int | None]]
"""Offered and filled by year; ``None`` where the report prints dashes: not in the Match that year."""


@dataclass(frozen=True)
class NrmpRow:
    """One program of the report.

    Attributes:
        page: Where it stands.
        program: As printed, such as "Family Medicine/Rural".
        years: Offered and filled.
    """

    page: int
    line: int
    state: str
    city: str
    institution: str
    program: str
    code: str
    years: YearValues


@dataclass
class Report:
    """What is known of the document apart from its rows; whole after the last row has been read.

    Attributes:
        first_year: Of the years on the cover.
        last_year: Of them.
        issued: Month of issue, "2025-03"; ``None`` if the cover does not tell.
        pages: How many pages the footers promise.
        last_page: The last page a footer was seen on.
    """

    first_year: int = 0
    last_year: int = 0
    issued: str | None = None
    pages: int = 0
    last_page: int = 0
    codes: set[str] = field(default_factory=set)

    @property
    def title(self) -> str:
        """How the report is cited as a source."""
        return f"NRMP Program Results {self.first_year}-{self.last_year}"


class _ReportBlock:
    """Where the reading stands: state, institution and city in force, and lines not yet understood."""

    def __init__(self) -> None:
        self.state = self.institution = self.city = ""
        self.years: list[int] = []
        self.heading = False
        self.pending: list[str] = []

    def open(self, head: str, page: int, found: CellProblems) -> None:
        """Take the pending lines as the head of a block."""
        lines, self.pending = self.pending, []
        named = [at for at, line in enumerate(lines) if line in _STATES]
        if named:  # what stands above a state's name is no institution of its
            self.state = state_code(lines[named[-1]]) or ""
            self.institution = ""
            lines = lines[named[-1] + 1 :]
        city = lines.pop() if lines else ""
        name = " ".join(lines).removesuffix("(Continued)").strip()
        place = _CITY.match(city)
        if place is None and head.startswith("Program"):  # the word stands in the head itself
            place = _ANY.match(city)
        # An institution in two cities has its name above the first only.
        if place is None or not (name or self.institution):
            found.note(f"An institution's name or city is missing before {head!r}.", "block", page)
            self.institution = self.city = ""
        else:
            self.city = place[1].strip()
            self.institution = name or self.institution
        self.years, self.heading = [], True


def read_report(
    pages: Iterable[tuple[int, list[str]]], report: Report, found: CellProblems
) -> Iterator[NrmpRow]:
    """The rows of the report, and what its cover and footers say.

    Args:
        pages: Number and lines of each page.
        report: Is filled in on the way.
        found: Gets lines that hold a program code but cannot be read, and codes that come twice; rows are pages.

    Raises:
        CatalogFileError: If it is another document, or pages are missing at its end.
    """
    block = _ReportBlock()
    count = 0
    for number, lines in pages:
        if number == 1:
            _cover(lines, report)
            continue
        if number == 5 and not count and not report.last_page:
            raise _another()
        for line_number, line in enumerate(lines, 1):
            row = _line(line, number, line_number, block, report, found)
            if row is not None:
                count += 1
                yield row
    if count == 0:
        raise _another()
    if report.last_page < report.pages:
        raise refuse(
            f"The file is cut off: the last page read is {report.last_page} of {report.pages}. Download it again.",
            "cut_off",
        )
    if len(block.pending) > 0:
        found.note(
            f"Lines at the end were not understood: {' / '.join(block.pending)[:200]}",
            "rest",
            report.last_page,
        )


def _another() -> Exception:
    return refuse(
        'This PDF is not NRMP\'s "Program Results" (the report that lists every program with its code, quota and '
        "fill for five years). Other PDFs cannot be read; a table in CSV, Excel or JSON can.",
        "another_pdf",
    )


def _cover(lines: list[str], report: Report) -> None:
    text = " ".join(lines)
    years = ReportPreset.load().span.search(text)
    if years is None or "Program Results" not in text:
        raise _another()
    report.first_year, report.last_year = map(int, filter(None, years.groups()))
    issued = next((m for line in lines if (m := _ISSUED.match(line))), None)
    if issued:
        report.issued = f"{issued[2]}-{_MONTHS.index(issued[1]) + 1:02}"


def _line(
    line: str, page: int, number: int, block: _ReportBlock, report: Report, found: CellProblems
) -> NrmpRow | None:
    if foot := _FOOT.search(line):
        report.last_page, report.pages = int(foot[1]), int(foot[2])
        if not block.institution:
            block.pending.clear()  # the introduction
        return None
    if _TITLE.match(line):
        return None
    words = ReportPreset.load()
    if line in words.heads:
        block.open(line, page, found)
        return None
    if block.heading:
        if _YEAR_LINE.match(line):
            block.years += [int(y) for y in line.split()]
            return None
        if words.values.match(line):
            return None
        block.heading = False
    if not block.years:
        block.pending.append(line)
        return None
    return _program(line, page, number, block, report, found)


def _program(
    line: str, page: int, number: int, block: _ReportBlock, report: Report, found: CellProblems
) -> NrmpRow | None:
    match = _ROW.match(line)
    if match is None:
        if _CODE_SOMEWHERE.search(line):
            found.note(f"The line cannot be read as a program: {line[:150]}", "line", page)
            block.pending.clear()
        else:
            block.pending.append(line)
        return None
    name = " ".join([*block.pending, match[1]]).strip()
    block.pending.clear()
    values = [int(v) if v.isdigit() else None for v in match[3].split()]
    if len(values) != 2 * len(block.years):
        found.note(f"{len(values)} values under {len(block.years)} years: {line[:150]}", "values", page)
        return None
    code = match[2]
    if parse_code(code) is None:
        found.note(f"{code} is not a program code of the Main Residency Match.", "code", page)
        return None
    if code in report.codes:
        found.note(f"{code} is listed twice; the first time counts.", "duplicate_code", page)
        return None
    if not (block.state and block.institution and _LETTERS.search(name)):
        found.note(f"{code} has no name, institution or state.", "nameless", page)
        return None
    report.codes.add(code)
    pairs = dict(zip(block.years, zip(values[0::2], values[1::2], strict=True), strict=True))
    return NrmpRow(page, number, block.state, block.city, block.institution, name, code, pairs)
