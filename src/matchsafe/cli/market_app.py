"""The commands that match and study a market, and their options. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.errors import run_command
from matchsafe.cli.options import SETTINGS, Maybe, argument, option

market_app = typer.Typer(
    help="Study a market: figures, mechanisms, changes, all stable matches.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings=SETTINGS,
)

Applicants = Annotated[str, argument("The applicants' rank lists, or one JSON file.", "APPLICANTS")]
Programs = Annotated[Maybe, argument("The programs' rank lists.", "PROGRAMS")]
CoupleFile = Annotated[Maybe, option("Couples' lists.", "FILE")]
OneSided = Annotated[str, option("Listings that only one side made: report or unacceptable.")]
Ties = Annotated[Maybe, option("Programs' ties: refuse, or break by a single or multiple lottery.")]
Seed = Annotated[str, option("Of lotteries, couples and serial dictatorship.", "N")]
Json = Annotated[bool, option("Print everything as JSON, for programs.", name="--json")]
Pictures = Annotated[Maybe, option("A folder for pictures (SVG), each with its table (CSV).", "DIR")]
_RESULT = "a mechanism (such as top_trading_cycles) or a file with a result."
By = Annotated[str, option(f"What to look at: {_RESULT}", "NAME|FILE")]


@market_app.command()
def statistics(
    applicants: Applicants,
    programs: Programs = None,
    couples: CoupleFile = None,
    by: By = "deferred_acceptance",
    one_sided: OneSided = "report",
    ties: Ties = None,
    seed: Seed = "0",
    svg: Pictures = None,
    json: Json = False,
) -> None:
    """Who reached which rank, where programs' lines are, how tight the market is."""
    from matchsafe.cli import market as command

    asked = command.options(applicants, programs, couples, one_sided, ties, seed, json)
    run_command(lambda: command.statistics(asked, by, svg))


@market_app.command()
def mechanisms(
    applicants: Applicants,
    programs: Programs = None,
    one_sided: OneSided = "report",
    ties: Ties = None,
    seed: Seed = "0",
    json: Json = False,
) -> None:
    """Four mechanisms side by side on one market of singles."""
    from matchsafe.cli import market as command

    asked = command.options(applicants, programs, None, one_sided, ties, seed, json)
    run_command(lambda: command.mechanisms(asked))


@market_app.command()
def compare(
    applicants: Applicants,
    programs: Programs = None,
    couples: CoupleFile = None,
    first: Annotated[str, option(f"The first: {_RESULT}", "NAME|FILE")] = "deferred_acceptance",
    second: Annotated[str, option(f"The second: {_RESULT}", "NAME|FILE")] = "top_trading_cycles",
    one_sided: OneSided = "report",
    ties: Ties = None,
    seed: Seed = "0",
    svg: Pictures = None,
    json: Json = False,
) -> None:
    """Two results on one market: who moved, who gains, what upsets each."""
    from matchsafe.cli import market as command

    asked = command.options(applicants, programs, couples, one_sided, ties, seed, json)
    run_command(lambda: command.compare(asked, first, second, svg))


@market_app.command("what-if")
def what_if(
    changes: Annotated[str, argument("What is different, as JSON: a list of changes.", "CHANGES")],
    applicants: Applicants,
    programs: Programs = None,
    couples: CoupleFile = None,
    each: Annotated[bool, option("Make each change alone.", name="--each")] = False,
    by: Annotated[str, option("The mechanism that matches both.")] = "deferred_acceptance",
    one_sided: OneSided = "report",
    ties: Ties = None,
    seed: Seed = "0",
    svg: Pictures = None,
    json: Json = False,
) -> None:
    """What one more seat, another list or a program less does to the match."""
    from matchsafe.cli import market as command

    asked = command.options(applicants, programs, couples, one_sided, ties, seed, json)
    run_command(lambda: command.what_if(asked, changes, by, each=each, svg=svg))


@market_app.command("stable-set")
def stable_set(
    applicants: Applicants,
    programs: Programs = None,
    couples: CoupleFile = None,
    most: Annotated[str, option("How many to list at most.", "N")] = "10000",
    one_sided: OneSided = "report",
    ties: Ties = None,
    seed: Seed = "0",
    json: Json = False,
) -> None:
    """All stable matches: how many, and what lies between the best for each side."""
    from matchsafe.cli import market as command

    asked = command.options(applicants, programs, couples, one_sided, ties, seed, json)
    run_command(lambda: command.stable_set(asked, most))


@market_app.command()
def reserves(
    rules: Annotated[str, argument("Types and rules, as JSON.", "RULES")],
    applicants: Applicants,
    programs: Programs = None,
    one_sided: OneSided = "report",
    ties: Ties = None,
    seed: Seed = "0",
    json: Json = False,
) -> None:
    """Match with seats reserved for types of applicants, and limits by type."""
    from matchsafe.cli import market as command

    asked = command.options(applicants, programs, None, one_sided, ties, seed, json)
    run_command(lambda: command.reserves(asked, rules))


def match(
    applicants: Annotated[
        str, argument("The applicants' rank lists: columns applicant, rank, program.", "APPLICANTS")
    ],
    programs: Annotated[
        Maybe, argument("The programs' rank lists: columns program, quota, rank, applicant.", "PROGRAMS")
    ] = None,
    couples: Annotated[
        Maybe, option("Couples' lists: columns first, second, rank, first_program, second_program.", "FILE")
    ] = None,
    supplemental: Annotated[
        Maybe,
        option(
            "First-year lists linked to advanced programs: columns applicant, advanced, rank, program.",
            "FILE",
        ),
    ] = None,
    reversions: Annotated[
        Maybe, option("Where unfilled positions go, in order: columns donor, receiver, positions.", "FILE")
    ] = None,
    side: Annotated[str, option("Who proposes: applicant or program.")] = "applicant",
    seed: Annotated[str, option("Of lotteries, and of the order in which couples are added.")] = "0",
    one_sided: Annotated[
        str,
        option(
            "A listing that only one side made: report it as a problem, or take it as unacceptable to the other."
        ),
    ] = "report",
    definition: Annotated[str, option("What stable means with couples: KPR or MM.")] = "KPR",
    check: Annotated[
        Maybe, option("Do not match; check this result (columns applicant, program).", "RESULT")
    ] = None,
    explain: Annotated[Maybe, option("Say why this applicant is where they are.", "APPLICANT")] = None,
    out: Annotated[
        Maybe, option("Write the result: .csv or .parquet (rows), .json (all of it).", "FILE")
    ] = None,
    seconds: Annotated[str, option("How long the search for a place for every couple may take.", "N")] = "60",
    ties: Annotated[
        Maybe,
        option(
            "Programs' equal ranks or scores: refuse, or break by a single or multiple lottery. By default equal ranks"
            " are refused, and of equal scores the first in the file is taken."
        ),
    ] = None,
    mechanism: Annotated[
        str,
        option(
            "deferred_acceptance, or for singles immediate_acceptance, top_trading_cycles or serial_dictatorship."
        ),
    ] = "deferred_acceptance",
    near_feasible: Annotated[
        bool,
        option("Where no stable match is found, change as few seats as one needs.", name="--near-feasible"),
    ] = False,
    force: Annotated[bool, option("Write over a file that is already there.", name="--force")] = False,
    json: Annotated[bool, option("Print the whole result as JSON, for programs.", name="--json")] = False,
    csv: Annotated[bool, option("Print one row for each applicant as CSV.", name="--csv")] = False,
) -> None:
    """Match a market from its rank lists, with its proof.

    The procedure of the Match itself (Roth and Peranson), on any market. Exit code 3: the result is not stable.
    """
    from matchsafe.cli import match as command

    asked = command.MatchOptions(
        applicants, programs, couples, supplemental, reversions, side, seed, one_sided, definition, check, explain, out,
        seconds, ties, mechanism, near_feasible, force, json, csv,
    )  # fmt: skip
    run_command(lambda: command.run(asked))
