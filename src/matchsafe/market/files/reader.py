"""``read_market`` and ``read_varied_market``: tables become a market, or one error names every problem."""

from __future__ import annotations

from collections.abc import Callable

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.files.assembly import join
from matchsafe.market.files.list_entries import (
    ListEntries,
    MarketEntries,
    read_applicants,
    read_couples,
    read_programs,
    read_reversions,
    read_supplemental,
)
from matchsafe.market.files.numbers import Names
from matchsafe.market.files.tables import (
    APPLICANTS,
    COUPLES,
    PROGRAMS,
    REVERSIONS,
    SUPPLEMENTAL,
    AnyTable,
    MarketTable,
    market_table,
)
from matchsafe.market.market_builder import OneSided
from matchsafe.market.problems import MarketError
from matchsafe.market.types import Market
from matchsafe.market.variations import VariedMarket


def read_varied_market(
    applicants: AnyTable,
    programs: AnyTable,
    couples: AnyTable | None = None,
    *,
    supplemental: AnyTable | None = None,
    reversions: AnyTable | None = None,
    one_sided: OneSided = "report",
    ties: bool = False,
) -> VariedMarket:
    """Read a market with the variations of the real Match from files of any kind that ``tabular`` reads, or frames.

    Args:
        applicants: Path of the singles' lists, "-" for standard input; or a data frame of pandas, polars or another
            library that hands on Arrow, with the same columns, as all the following may be.
        programs: Path of the programs' lists.
        couples: Path of the couples' lists.
        supplemental: Path of the lists linked to advanced programs.
        reversions: Path of the reversions.
        one_sided: See ``variation_builder.varied_market``.
        ties: Whether programs may give several applicants one rank; they then have equal scores (see ``ties``).

    Raises:
        TypeError: If something is neither a path nor a data frame.
        MarketError: Naming file, row and column of every problem.
    """
    problems = Problems(MarketError)
    others = (
        None if table is None else market_table(table, schema, problems, name)
        for name, table, schema in (
            ("couples", couples, COUPLES),
            ("supplemental", supplemental, SUPPLEMENTAL),
            ("reversions", reversions, REVERSIONS),
        )
    )
    first = market_table(applicants, APPLICANTS, problems, "applicants")
    second = market_table(programs, PROGRAMS, problems, "programs")
    return market_of(first, second, *others, one_sided=one_sided, ties=ties, problems=problems)


def read_market(
    applicants: AnyTable,
    programs: AnyTable,
    couples: AnyTable | None = None,
    *,
    one_sided: OneSided = "report",
    ties: bool = False,
) -> Market:
    """Read a market without variations from files; see ``read_varied_market``.

    Raises:
        MarketError: Also where a program asks for an even or odd number, which such a market cannot hold.
    """
    return plain(read_varied_market(applicants, programs, couples, one_sided=one_sided, ties=ties))


def market_of(
    applicants: MarketTable,
    programs: MarketTable,
    couples: MarketTable | None = None,
    supplemental: MarketTable | None = None,
    reversions: MarketTable | None = None,
    *,
    one_sided: OneSided = "report",
    ties: bool = False,
    problems: Problems | None = None,
) -> VariedMarket:
    """The market in tables of rows.

    Raises:
        MarketError: As ``read_varied_market``, also with the ``problems`` that opening the tables had.
    """
    people, places = Names(), Names()
    problems = problems or Problems(MarketError)

    def read_if(
        reader: Callable[[MarketTable, Names, Names, Problems], ListEntries], table: MarketTable | None
    ) -> ListEntries | None:
        return None if table is None else reader(table, people, places, problems)

    listings = MarketEntries(
        read_applicants(applicants, people, places, problems),
        read_programs(programs, people, places, problems),
        read_if(read_couples, couples),
        read_if(read_supplemental, supplemental),
        read_if(read_reversions, reversions),
        ties,
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
        raise MarketError([Problem(message, "variations", path="this market")])
    return varied.market
