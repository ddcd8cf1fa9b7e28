"""``read_market``: three tables become one market, or every problem of all of them is told at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matchsafe.market.building import OneSided
from matchsafe.market.files.joining import join
from matchsafe.market.files.listing import Listing, read_applicants, read_couples, read_programs
from matchsafe.market.files.names import Names
from matchsafe.market.files.opening import table_of
from matchsafe.market.files.tables import Table
from matchsafe.market.problems import Found
from matchsafe.market.types import Market


def read_market(
    applicants: str | Path,
    programs: str | Path,
    couples: str | Path | None = None,
    *,
    one_sided: OneSided = "report",
    form: str | None = None,
) -> Market:
    """Read a market from files.

    Args:
        applicants: Path of the singles' lists.
        programs: Path of the programs' lists.
        couples: Path of the couples' lists.
        one_sided: See ``building.from_lists``.
        form: "csv", "json" or "parquet" for all files; otherwise the suffix of each decides.

    Raises:
        MarketError: Naming file, row and column of every problem.
        ValueError: If there is no such form.
    """
    pairs = None if couples is None else table_of(couples, form)
    return market_of(table_of(applicants, form), table_of(programs, form), pairs, one_sided=one_sided)


def market_of(
    applicants: Table, programs: Table, couples: Table | None = None, *, one_sided: OneSided = "report"
) -> Market:
    """The market in tables of rows.

    Raises:
        MarketError: As ``read_market``.
    """
    people, places = Names(), Names()
    found: list[Found] = []

    def read(reader: Callable[[Table, Names, Names, Found], Listing], table: Table) -> Listing:
        found.append(Found())
        return reader(table, people, places, found[-1])

    singles, offers = read(read_applicants, applicants), read(read_programs, programs)
    pairs = None if couples is None else read(read_couples, couples)
    problems = Found()
    for part in found:
        problems.extend(part)
    return join(singles, offers, pairs, people, places, one_sided, problems)
