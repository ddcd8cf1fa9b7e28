"""Somebody's result read from a file, to be checked against a market."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matchsafe.domain.problem import Problems
from matchsafe.market.files.numbers import name_texts
from matchsafe.market.files.tables import RESULT, AnyTable, market_table
from matchsafe.market.problems import MarketError
from matchsafe.market.settings import check_type
from matchsafe.market.types import NO_MATCH, Ints, Market
from matchsafe.tabular import clean


@dataclass(frozen=True, eq=False)
class Result:
    """Who goes where according to a file.

    Attributes:
        assignment: The program of each applicant, -1 for none.
        missing: How many applicants of the market are not in the file; they count as unmatched.
        first_year: The first-year program of each applicant, -1 for none.
    """

    assignment: Ints
    missing: int
    first_year: Ints


def read_result(table: AnyTable, market: Market) -> Result:
    """Read a result, from a file or a data frame with columns applicant and program, and perhaps first_year.

    "-" or an empty cell is no match.

    Raises:
        MarketError: Naming every row that cannot be: an unknown applicant or program, an applicant twice.
    """
    check_type("market", market, Market)
    problems = Problems(MarketError)
    rows_of = market_table(table, RESULT, problems, "result")
    has = RESULT.columns(rows_of, problems)
    people = {clean(market.applicant_name(i)): i for i in range(market.applicants)}
    places = {clean(market.program_name(i)): i for i in range(len(market.quotas))} | {NO_MATCH: -1, "": -1}
    assignment = np.full(market.applicants, -1, np.int32)
    first_year = np.full(market.applicants, -1, np.int32)
    row_of: dict[int, int] = {}
    has_programs = [column for column in has if column != "applicant"]

    def unknown(row: int, column: str, message: str, code: str = "unknown_id") -> None:
        problems.add(rows_of.problem(message, code, row, column))

    for rows, columns in rows_of.blocks(problems, list(has.values())) if has else ():
        wanted = (name_texts(cells, lambda i: None) for cells in columns)
        for row, name, *programs in zip(rows, *wanted, strict=True):
            person = people.get(name)
            if person is None:
                there_is_none = f"there is no applicant {name!r} in this market"
                unknown(row, "applicant", there_is_none if name else "is empty")
            elif person in row_of:
                unknown(row, "applicant", f"{name!r} stands in row {row_of[person]} too", "listed_twice")
            else:
                row_of[person] = row
            for column, program, kept in zip(has_programs, programs, (assignment, first_year), strict=False):
                place = places.get(program)
                if place is None:
                    unknown(row, column, f"there is no program {program!r} in this market")
                elif person is not None:
                    kept[person] = place
    problems.check()
    return Result(assignment, market.applicants - len(row_of), first_year)
