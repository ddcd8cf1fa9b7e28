"""Results of ``matchsafe match`` as files: one row for each applicant, or the whole report."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from matchsafe.cli.errors import CliError
from matchsafe.cli.output import new_file
from matchsafe.domain.spreadsheet import NONE
from matchsafe.whole_file import whole_file

if TYPE_CHECKING:
    from matchsafe.domain.match_report import MatchReport

HEADER: Final = ("applicant", "program", "rank")
FIRST_YEAR: Final = ("first_year", "first_year_rank")
"""Columns more where the market has variations."""
SUFFIXES: Final = (".csv", ".json", ".parquet")


def problems_of_target(out: str, inputs: list[str], *, force: bool) -> list[str]:
    """Why a result cannot be written there, if it cannot."""
    path = Path(out)
    if path.suffix.lower() not in SUFFIXES:
        return [f'--out: "{out[:80]}" has to end in {", ".join(SUFFIXES)}; the ending decides the format.']
    if path.exists() and any(Path(name).exists() and path.samefile(name) for name in inputs):
        return [f'--out: "{out[:80]}" is one of the files to be read.']
    lines: list[str] = []
    new_file("--out", out, lines, force=force)
    return lines


def header(report: MatchReport) -> tuple[str, ...]:
    """The columns of a result."""
    return HEADER if report.variations is None else (*HEADER, *FIRST_YEAR)


def rows(report: MatchReport) -> Iterator[tuple[str | int | None, ...]]:
    """Everyone with their program and its rank; "-" and no rank for no match.

    With variations also the first-year program and its rank: "-" where nobody on the linked list took them, and nothing
    where no list is linked to the place they have.
    """
    told = report.variations
    first = (
        {} if told is None else {one.applicant: (one.program or NONE, one.rank) for one in told.first_year}
    )
    for placed in report.matches:
        more = () if told is None else first.get(placed.applicant, (None, None))
        yield placed.applicant, placed.program, placed.rank, *more
    for name in report.unmatched:
        yield name, NONE, None, *(() if told is None else (None, None))


def print_csv(report: MatchReport) -> None:
    """Print the rows as CSV."""
    _csv(report, sys.stdout)


def save(report: MatchReport, out: str) -> None:
    """Write a result; the file is complete or as it was before."""
    path = Path(out)
    try:
        with whole_file(path) as part:
            _fill(report, part, path.suffix.lower())
    except OSError as error:
        raise CliError(f'--out: "{out[:80]}" cannot be written: {error.strerror}.') from error


def _fill(report: MatchReport, part: Path, suffix: str) -> None:
    if suffix == ".json":
        part.write_text(report.model_dump_json(indent=2) + "\n", encoding="utf-8")
    elif suffix == ".parquet":
        _parquet(report, part)
    else:
        with part.open("w", encoding="utf-8", newline="") as file:
            _csv(report, file)


def _csv(report: MatchReport, file: TextIO) -> None:
    from matchsafe.market.files.writer import write_csv

    write_csv(file, header(report), rows(report))


def _parquet(report: MatchReport, part: Path) -> None:
    try:
        import pyarrow as arrow
    except ImportError as error:
        raise CliError('--out: writing Parquet needs: pip install "matchsafe[parquet]"') from error
    names = header(report)
    columns = list(zip(*rows(report), strict=True)) or [()] * len(names)
    arrays = [
        arrow.array(column, arrow.int32() if name.endswith("rank") else arrow.string())
        for name, column in zip(names, columns, strict=True)
    ]
    from pyarrow import parquet

    parquet.write_table(arrow.table(dict(zip(names, arrays, strict=True))), part)
