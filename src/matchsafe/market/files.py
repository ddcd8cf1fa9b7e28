"""A market in CSV files: ``applicants.csv``, ``programs.csv`` and, if there are couples, ``couples.csv``.

One row is one rank. Every file has a header; columns may stand in any order.

===============  ==============================  ==========================================================
file             columns                         one row is
===============  ==============================  ==========================================================
applicants.csv   applicant, rank, program        one program of a single's list
programs.csv     program, quota, rank, applicant one applicant of a program's list; a program that ranks no
                                                 one has one row with rank and applicant empty
couples.csv      first, second, rank,            one pair of a couple's list; "-" is no match
                 first_program, second_program
===============  ==============================  ==========================================================

Ranks are whole numbers from 1; gaps are allowed, and rows may come in any order.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from matchsafe.market.building import OneSided, PairedLists
from matchsafe.market.markets import Market
from matchsafe.market.problems import Found

LONGEST_CELL: Final = 1_000
"""Characters in a cell; a longer one is no name."""
MOST_ROWS: Final = 20_000_000
MOST_PROBLEMS: Final = 100_000

APPLICANTS: Final = ("applicant", "rank", "program")
PROGRAMS: Final = ("program", "quota", "rank", "applicant")
COUPLES: Final = ("first", "second", "rank", "first_program", "second_program")
MAY_BE_EMPTY: Final = ("rank", "applicant")

Row = tuple[int, list[str]]


def read_market(
    applicants: str | Path,
    programs: str | Path,
    couples: str | Path | None = None,
    *,
    one_sided: OneSided = "report",
) -> Market:
    """Read a market from files.

    Args:
        applicants: Path of the singles' lists.
        programs: Path of the programs' lists.
        couples: Path of the couples' lists.
        one_sided: See ``Market.from_lists``.

    Raises:
        MarketError: Naming file, row and column of every problem; problems between files name the applicant or program.
        OSError: If a file cannot be opened.
    """
    found = Found()
    singles = _lists(_rows(Path(applicants), APPLICANTS, found), Path(applicants).name, found)
    offers = _programs(_rows(Path(programs), PROGRAMS, found, MAY_BE_EMPTY), Path(programs).name, found)
    paired = _couples(_rows(Path(couples), COUPLES, found), Path(couples).name, found) if couples else []
    found.check()
    return Market.from_lists(singles, offers, paired, one_sided=one_sided)


def _rows(path: Path, columns: tuple[str, ...], found: Found, empty: tuple[str, ...] = ()) -> Iterator[Row]:
    """Rows with their number in the file, cells in the order of ``columns``; a row with a problem is left out."""
    name = path.name
    with path.open(encoding="utf-8-sig", newline="", errors="strict") as file:
        reader = csv.reader(_short_lines(file.readline), strict=True)
        try:
            header = [cell.strip() for cell in next(reader, [])]
            missing = [c for c in columns if c not in header]
            if missing:
                found.add(f"{name}, row 1", f"the header lacks {', '.join(missing)}", "header")
                return
            where = [header.index(c) for c in columns]
            for cells in reader:
                number = reader.line_num
                if number > MOST_ROWS or found.total > MOST_PROBLEMS:
                    found.add(
                        f"{name}, row {number}", "reading stops here: too many rows or problems", "too_long"
                    )
                    return
                if not cells:
                    continue
                if len(cells) != len(header):
                    found.add(
                        f"{name}, row {number}", f"{len(cells)} cells under {len(header)} columns", "cells"
                    )
                    continue
                row = [cells[i].strip() for i in where]
                blank = [c for c, cell in zip(columns, row, strict=True) if not cell and c not in empty]
                for column in blank:
                    found.add(f"{name}, row {number}, column {column}", "is empty", "empty")
                long = [c for c, cell in zip(columns, row, strict=True) if len(cell) > LONGEST_CELL]
                for column in long:
                    message = f"has more than {LONGEST_CELL:,} characters"
                    found.add(f"{name}, row {number}, column {column}", message, "long_cell")
                if not (blank or long):
                    yield number, row
        except (csv.Error, UnicodeDecodeError) as error:
            found.add(f"{name}, row {reader.line_num + 1}", f"cannot be read as CSV in UTF-8: {error}", "csv")


def _short_lines(readline: Callable[[int], str]) -> Iterator[str]:
    """Lines of bounded length, so that a file without line ends is not read whole."""
    limit = 10 * LONGEST_CELL
    while line := readline(limit):
        if "\0" in line:
            raise csv.Error("it holds a NUL byte")
        if len(line) == limit:
            raise csv.Error(f"a line is longer than {limit:,} characters")
        yield line


def _whole(text: str, least: int, where: str, found: Found) -> int | None:
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least:
        return int(text)
    found.add(where, f"{text!r} is not a whole number from {least}", "number")
    return None


def _put(ranked: dict[int, str], rank: str, value: str, where: str, found: Found) -> None:
    number = _whole(rank, 1, f"{where}, column rank", found)
    if number is None:
        return
    if number in ranked:
        found.add(f"{where}, column rank", f"rank {number} is given twice in this list", "duplicate_rank")
    ranked[number] = value


def _in_order(ranked: dict[int, str]) -> list[str]:
    return [ranked[rank] for rank in sorted(ranked)]


def _lists(rows: Iterator[Row], name: str, found: Found) -> dict[str, list[str]]:
    lists: dict[str, dict[int, str]] = {}
    for number, (applicant, rank, program) in rows:
        _put(lists.setdefault(applicant, {}), rank, program, f"{name}, row {number}", found)
    return {a: _in_order(ranked) for a, ranked in lists.items()}


def _programs(rows: Iterator[Row], name: str, found: Found) -> dict[str, tuple[int, list[str]]]:
    quotas: dict[str, int] = {}
    lists: dict[str, dict[int, str]] = {}
    for number, (program, quota, rank, applicant) in rows:
        where = f"{name}, row {number}"
        seats = _whole(quota, 0, f"{where}, column quota", found)
        if seats is not None and quotas.setdefault(program, seats) != seats:
            message = f"{seats}, but {quotas[program]} in an earlier row of {program!r}"
            found.add(f"{where}, column quota", message, "quota")
        ranked = lists.setdefault(program, {})
        if rank or applicant:
            if not applicant:
                found.add(f"{where}, column applicant", "is empty", "empty")
            else:
                _put(ranked, rank, applicant, where, found)
    return {p: (quotas.get(p, 0), _in_order(ranked)) for p, ranked in lists.items()}


def _couples(rows: Iterator[Row], name: str, found: Found) -> list[PairedLists]:
    lists: dict[tuple[str, str], tuple[dict[int, str], dict[int, str]]] = {}
    for number, (first, second, rank, left, right) in rows:
        where = f"{name}, row {number}"
        sides = lists.setdefault((first, second), ({}, {}))
        _put(sides[0], rank, left, where, found)
        if rank.isdigit():
            sides[1][int(rank)] = right
    return [(a, b, _in_order(left), _in_order(right)) for (a, b), (left, right) in lists.items()]
