"""``read_market`` and ``read_varied_market``: tables become a market, or every problem of all is told at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matchsafe.market.files.assembly import join
from matchsafe.market.files.formats import table_of
from matchsafe.market.files.market_lists import Listings
from matchsafe.market.files.names import Names
from matchsafe.market.files.preference_lists import (
    Listing,
    read_applicants,
    read_couples,
    read_programs,
    read_reversions,
    read_supplemental,
)
from matchsafe.market.files.tables import MarketTable
from matchsafe.market.market_builder import OneSided
from matchsafe.market.problems import MarketError, MarketProblem, MarketProblems
from matchsafe.market.types import Market
from matchsafe.market.variations import VariedMarket


@dataclass(frozen=True)
class Tables:
    """The tables of a market; ``None`` for one that was not given."""

    applicants: MarketTable
    programs: MarketTable
    couples: MarketTable | None = None
    supplemental: MarketTable | None = None
    reversions: MarketTable | None = None


def read_varied_market(
    applicants: str | Path,
    programs: str | Path,
    couples: str | Path | None = None,
    *,
    supplemental: str | Path | None = None,
    reversions: str | Path | None = None,
    one_sided: OneSided = "report",
    form: str | None = None,
) -> VariedMarket:
    """Read a market with the variations of the real Match from files.

    Args:
        applicants: Path of the singles' lists.
        programs: Path of the programs' lists.
        couples: Path of the couples' lists.
        supplemental: Path of the lists linked to advanced programs.
        reversions: Path of the reversions.
        one_sided: See ``varied_building.varied_market``.
        form: "csv", "json" or "parquet" for all files; otherwise the suffix of each decides.

    Raises:
        MarketError: Naming file, row and column of every problem.
        ValueError: If there is no such form.
    """
    paths = (applicants, programs, couples, supplemental, reversions)
    first, second, *others = (None if path is None else table_of(path, form) for path in paths)
    assert first is not None
    assert second is not None
    return market_of(Tables(first, second, *others), one_sided=one_sided)


def read_market(
    applicants: str | Path,
    programs: str | Path,
    couples: str | Path | None = None,
    *,
    one_sided: OneSided = "report",
    form: str | None = None,
) -> Market:
    """Read a market without variations from files; see ``read_varied_market``.

    Raises:
        MarketError: Also where a program asks for an even or odd number, which such a market cannot hold.
        ValueError: If there is no such form.
    """
    return plain(read_varied_market(applicants, programs, couples, one_sided=one_sided, form=form))


def market_of(tables: Tables, *, one_sided: OneSided = "report") -> VariedMarket:
    """The market in tables of rows.

    Raises:
        MarketError: As ``read_varied_market``.
    """
    people, places = Names(), Names()
    problems = MarketProblems()

    def read(
        reader: Callable[[MarketTable, Names, Names, MarketProblems], Listing], table: MarketTable
    ) -> Listing:
        found = MarketProblems()
        listing = reader(table, people, places, found)
        problems.extend(found)
        return listing

    def read_if(
        reader: Callable[[MarketTable, Names, Names, MarketProblems], Listing], table: MarketTable | None
    ) -> Listing | None:
        return None if table is None else read(reader, table)

    listings = Listings(
        read(read_applicants, tables.applicants),
        read(read_programs, tables.programs),
        read_if(read_couples, tables.couples),
        read_if(read_supplemental, tables.supplemental),
        read_if(read_reversions, tables.reversions),
    )
    return join(listings, people, places, one_sided, problems)


def plain(varied: VariedMarket) -> Market:
    """The market of a reader that knows no variations.

    Raises:
        MarketError: If it has some.
    """
    if not varied.plain:
        message = (
            "has supplemental lists, reversions, or programs that want an even or odd number;"
            " read_varied_market reads it"
        )
        raise MarketError([MarketProblem("this market", message, "variations")])
    return varied.market
