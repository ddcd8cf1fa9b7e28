"""A market written as files that ``read_market`` reads back as the same market."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from os import PathLike
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from matchsafe.domain.spreadsheet import safe_cell
from matchsafe.market.certificate import pair_names
from matchsafe.market.files.tables import COUPLES
from matchsafe.market.kernels import places_at_programs
from matchsafe.market.settings import check_type
from matchsafe.market.types import Longs, Market
from matchsafe.whole_file import whole_file


def write_market(market: Market, folder: str | Path) -> list[Path]:
    """Write ``applicants.csv``, ``programs.csv`` and, if there are couples, ``couples.csv``.

    Scores are written as the ranks they amount to: equal scores in the order of applicants. Where a program does not
    accept somebody who lists it, the ranks stand as scores beside the applicants' lists (minus the rank, empty for "not
    accepted"), so that the files say so and the reader does not ask.

    Args:
        market: What to write.
        folder: Where; it has to exist. Files of these names are written over.

    Returns:
        The files written.
    """
    check_type("market", market, Market)
    check_type("folder", folder, str, PathLike)
    there = Path(folder)
    places = _places(market)
    scored = bool((places < 0).any())
    scores = [str(-p) if p else "0" for p in places.tolist()] if scored else []
    for edge in np.flatnonzero(places < 0).tolist() if scored else ():
        scores[edge] = ""
    files = [
        _applicants(market, scores, there / "applicants.csv"),
        _programs(market, places, there / "programs.csv", scored=scored),
        *([_couples(market, scores, there / "couples.csv")] if len(market.couples) else []),
    ]
    with ExitStack() as whole:  # one that cannot be written leaves all as they were
        for path, header, rows in files:
            _write(whole.enter_context(whole_file(path)), header, rows)
    return [path for path, _, _ in files]


File = tuple[Path, tuple[str, ...], Iterator[tuple[object, ...]]]
"""Where a file goes, its header and its rows."""


def _places(market: Market) -> Longs:
    """The place of each edge's applicant on the program's list, from 0; -1 where it does not accept them."""
    return np.where(market.scores > -np.inf, places_at_programs(market), -1)


def write_rows(path: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """A CSV file in UTF-8 whose text no spreadsheet runs as a formula."""
    with whole_file(path) as part:
        _write(part, header, rows)


def _write(part: Path, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    with part.open("w", encoding="utf-8", newline="") as file:
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


def _applicants(market: Market, scores: Sequence[str], path: Path) -> File:
    def rows() -> Iterator[tuple[object, ...]]:
        for applicant in np.flatnonzero(market.couple_of < 0).tolist():
            edges = range(int(market.offsets[applicant]), int(market.offsets[applicant + 1]))
            name = market.applicant_name(applicant)
            if not edges:
                yield name, "", "", *([""] if scores else [])
            for rank, edge in enumerate(edges, 1):
                yield name, rank, market.program_name(int(market.programs[edge])), *scores[edge : edge + 1]

    return path, ("applicant", "rank", "program", *(["score"] if scores else [])), rows()


def _programs(market: Market, places: Longs, path: Path, *, scored: bool) -> File:
    names = [market.program_name(p) for p in range(len(market.quotas))]
    if scored:
        return path, ("program", "quota"), zip(names, market.quotas.tolist(), strict=True)

    def rows() -> Iterator[tuple[object, ...]]:
        order = np.lexsort((places, market.programs))
        starts = np.searchsorted(market.programs[order], np.arange(len(names) + 1))
        for program, quota in enumerate(market.quotas.tolist()):
            mine = order[starts[program] : starts[program + 1]]
            if not len(mine):
                yield names[program], quota, "", ""
            for rank, edge in enumerate(mine.tolist(), 1):
                yield names[program], quota, rank, market.applicant_name(int(market.owners[edge]))

    return path, ("program", "quota", "rank", "applicant"), rows()


def _couples(market: Market, scores: Sequence[str], path: Path) -> File:
    couples = market.couples

    def rows() -> Iterator[tuple[object, ...]]:
        for couple, members in enumerate(couples.members.tolist()):
            names = tuple(map(market.applicant_name, members))
            pairs = range(int(couples.offsets[couple]), int(couples.offsets[couple + 1]))
            if not pairs:
                yield *names, "", "", "", *(["", ""] if scores else [])
            for rank, pair in enumerate(pairs, 1):
                edges = (int(couples.first[pair]), int(couples.second[pair]))
                seen = ["" if e < 0 else scores[e] for e in edges] if scores else []
                yield *names, rank, *pair_names(market, pair), *seen

    return path, (*COUPLES.needed, *(["first_score", "second_score"] if scores else [])), rows()
