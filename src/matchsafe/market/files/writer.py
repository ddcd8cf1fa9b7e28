"""A market written as files that ``read_market`` reads back as the same market."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from matchsafe.domain.spreadsheet import safe_cell
from matchsafe.market.files.columns import COUPLES
from matchsafe.market.types import NO_MATCH, Market


def write_market(market: Market, folder: str | Path) -> list[Path]:
    """Write ``applicants.csv``, ``programs.csv`` and, if there are couples, ``couples.csv``.

    Scores are written as the ranks they amount to: equal scores in the order of applicants.

    Args:
        market: What to write.
        folder: Where; it has to exist. Files of these names are written over.

    Returns:
        The files written.
    """
    there = Path(folder)
    files = [
        (there / "applicants.csv", ("applicant", "rank", "program"), _applicants(market)),
        (there / "programs.csv", ("program", "quota", "rank", "applicant"), _programs(market)),
    ]
    if len(market.couples):
        files.append((there / "couples.csv", COUPLES.needed, _couples(market)))
    for path, header, rows in files:
        write_rows(path, header, rows)
    return [path for path, _, _ in files]


def write_rows(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """A CSV file in UTF-8 whose text no spreadsheet runs as a formula."""
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, header, rows)


def write_csv(file: TextIO, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Rows as CSV; a carriage return within a name is quoted, which Python's writer does not do by itself."""
    plain = csv.writer(file, lineterminator="\n")
    quoted = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow(header)
    for row in rows:
        cells = [safe_cell(cell) for cell in row]
        writer = quoted if any(isinstance(cell, str) and "\r" in cell for cell in cells) else plain
        writer.writerow(cells)


def _applicants(market: Market) -> Iterator[tuple[object, ...]]:
    for applicant in np.flatnonzero(market.couple_of < 0).tolist():
        edges = range(int(market.offsets[applicant]), int(market.offsets[applicant + 1]))
        name = market.applicant_name(applicant)
        if not edges:
            yield name, "", ""
        for rank, edge in enumerate(edges, 1):
            yield name, rank, market.program_name(int(market.programs[edge]))


def _programs(market: Market) -> Iterator[tuple[object, ...]]:
    accepted = np.flatnonzero(market.scores > -np.inf)
    order = accepted[
        np.lexsort((market.owners[accepted], -market.scores[accepted], market.programs[accepted]))
    ]
    starts = np.searchsorted(market.programs[order], np.arange(len(market.quotas) + 1))
    for program, quota in enumerate(market.quotas.tolist()):
        name = market.program_name(program)
        mine = order[starts[program] : starts[program + 1]]
        if not len(mine):
            yield name, quota, "", ""
        for rank, edge in enumerate(mine.tolist(), 1):
            yield name, quota, rank, market.applicant_name(int(market.owners[edge]))


def _couples(market: Market) -> Iterator[tuple[object, ...]]:
    couples = market.couples
    for couple, members in enumerate(couples.members.tolist()):
        first, second = map(market.applicant_name, members)
        pairs = range(int(couples.offsets[couple]), int(couples.offsets[couple + 1]))
        if not pairs:
            yield first, second, "", "", ""
        for rank, pair in enumerate(pairs, 1):
            edges = (int(couples.first[pair]), int(couples.second[pair]))
            left, right = (NO_MATCH if e < 0 else market.program_name(int(market.programs[e])) for e in edges)
            yield first, second, rank, left, right
