"""What can be typed after ``matchsafe match`` and the studies of ``matchsafe market``, declared once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from matchsafe.cli.options import Force, Json, Maybe, argument, option


@dataclass(frozen=True)
class MarketOptions:
    """The files of a market, and how they are read and shown."""

    applicants: Annotated[
        str,
        argument(
            "The applicants' rank lists: columns applicant, rank, program. Or one JSON file.", "APPLICANTS"
        ),
    ]
    programs: Annotated[
        Maybe, argument("The programs' rank lists: columns program, quota, rank, applicant.", "PROGRAMS")
    ] = None
    couples: Annotated[
        Maybe, option("Couples' lists: columns first, second, rank, first_program, second_program.", "FILE")
    ] = None
    supplemental: Annotated[
        Maybe,
        option(
            "First-year lists linked to advanced programs: columns applicant, advanced, rank, program.",
            "FILE",
        ),
    ] = None
    reversions: Annotated[
        Maybe, option("Where unfilled positions go, in order: columns donor, receiver, positions.", "FILE")
    ] = None
    one_sided: Annotated[
        str,
        option(
            "A listing that only one side made: report it as a problem, or take it as unacceptable to the other."
        ),
    ] = "report"
    ties: Annotated[
        Maybe,
        option(
            "Programs' equal ranks or scores: refuse, or break by a single or multiple lottery. By default equal ranks"
            " are refused, and of equal scores the first in the file is taken."
        ),
    ] = None
    seed: Annotated[
        str, option("Of lotteries, the order in which couples are added, and serial dictatorship.", "N")
    ] = "0"
    as_json: Json = False

    @property
    def files(self) -> tuple[Maybe, ...]:
        """The files that are read."""
        return self.applicants, self.programs, self.couples, self.supplemental, self.reversions


@dataclass(frozen=True)
class MatchOptions(MarketOptions):
    """What was typed after ``matchsafe match``."""

    side: Annotated[str, option("Who proposes: applicant or program.")] = "applicant"
    definition: Annotated[str, option("What stable means with couples: KPR or MM.")] = "KPR"
    check: Annotated[
        Maybe, option("Do not match; check this result (columns applicant, program).", "RESULT")
    ] = None
    explain: Annotated[Maybe, option("Say why this applicant is where they are.", "APPLICANT")] = None
    out: Annotated[Maybe, option("Write the result: .csv or .parquet (rows), .json (all of it).", "FILE")] = (
        None
    )
    seconds: Annotated[str, option("How long the search for a place for every couple may take.", "N")] = "60"
    mechanism: Annotated[
        str,
        option(
            "deferred_acceptance, or for singles immediate_acceptance, top_trading_cycles or serial_dictatorship."
        ),
    ] = "deferred_acceptance"
    near_feasible: Annotated[
        bool,
        option("Where no stable match is found, change as few seats as one needs.", name="--near-feasible"),
    ] = False
    force: Force = False
    as_csv: Annotated[bool, option("Print one row for each applicant as CSV.", name="--csv")] = False

    @property
    def files(self) -> tuple[Maybe, ...]:
        """The files that are read, a result to be checked among them."""
        return *super().files, self.check
