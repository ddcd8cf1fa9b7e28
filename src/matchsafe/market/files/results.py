"""Somebody's result read from a file, to be checked against a market."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matchsafe.market.files.columns import RESULT
from matchsafe.market.files.formats import table_of
from matchsafe.market.files.limits import MOST_PROBLEMS
from matchsafe.market.files.tables import MarketTable
from matchsafe.market.problems import MarketProblems
from matchsafe.market.types import NO_MATCH, Ints, Market


@dataclass(frozen=True, eq=False)
class Result:
    """Who goes where according to a file.

    Attributes:
        assignment: The program of each applicant, -1 for none.
        missing: How many applicants of the market are not in the file; they count as unmatched.
    """

    assignment: Ints
    missing: int


def read_result(path: str | Path, market: Market, form: str | None = None) -> Result:
    """Read a result: columns applicant and program, where "-" or an empty cell is no match.

    Raises:
        MarketError: Naming every row that cannot be: an unknown applicant or program, an applicant twice.
        ValueError: If there is no such form.
    """
    return result_of(table_of(path, form), market)


def result_of(table: MarketTable, market: Market) -> Result:
    """The result in a table of rows; see ``read_result``."""
    found = MarketProblems()
    people = {market.applicant_name(i): i for i in range(market.applicants)}
    places = {market.program_name(i): i for i in range(len(market.quotas))} | {NO_MATCH: -1, "": -1}
    assignment = np.full(market.applicants, -1, np.int32)
    row_of: dict[int, int] = {}
    for block in table.blocks(RESULT, found):
        for row, name, program in zip(block.rows, *(block.cells[c] for c in RESULT.needed), strict=True):
            person, place = people.get(name), places.get(program)
            if person is None:
                message = f"there is no applicant {name!r} in this market" if name else "is empty"
                found.add(table.place(row, "applicant"), message, "unknown_id")
            elif person in row_of:
                message = f"{name!r} stands in row {row_of[person]} too"
                found.add(table.place(row, "applicant"), message, "listed_twice")
            else:
                row_of[person] = row
            if place is None:
                message = f"there is no program {program!r} in this market"
                found.add(table.place(row, "program"), message, "unknown_id")
            elif person is not None:
                assignment[person] = place
        if found.total > MOST_PROBLEMS:
            break
    found.check()
    return Result(assignment, market.applicants - len(row_of))
