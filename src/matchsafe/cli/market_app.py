"""The commands that match and study a market. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.market_options import MarketOptions, MatchOptions
from matchsafe.cli.options import SETTINGS, Maybe, argument, option, with_options

market_app = typer.Typer(
    help="Study a market: figures, mechanisms, changes, all stable matches.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings=SETTINGS,
)

Pictures = Annotated[Maybe, option("A folder for pictures (SVG), each with its table (CSV).", "DIR")]
_RESULT = "a mechanism (such as top_trading_cycles) or a file with a result."


@market_app.command()
@with_options(MarketOptions)
def statistics(
    asked: MarketOptions,
    by: Annotated[str, option(f"What to look at: {_RESULT}", "NAME|FILE")] = "deferred_acceptance",
    svg: Pictures = None,
) -> None:
    """Who reached which rank, where programs' lines are, how tight the market is."""
    from matchsafe.cli import market as command

    command.statistics(asked, by, svg)


@market_app.command()
@with_options(MarketOptions)
def mechanisms(asked: MarketOptions) -> None:
    """Four mechanisms side by side on one market of singles."""
    from matchsafe.cli import market as command

    command.mechanisms(asked)


@market_app.command()
@with_options(MarketOptions)
def compare(
    asked: MarketOptions,
    first: Annotated[str, option(f"The first: {_RESULT}", "NAME|FILE")] = "deferred_acceptance",
    second: Annotated[str, option(f"The second: {_RESULT}", "NAME|FILE")] = "top_trading_cycles",
    svg: Pictures = None,
) -> None:
    """Two results on one market: who moved, who gains, what upsets each."""
    from matchsafe.cli import market as command

    command.compare(asked, first, second, svg)


@market_app.command("what-if")
@with_options(MarketOptions)
def what_if(
    asked: MarketOptions,
    changes: Annotated[str, argument("What is different, as JSON: a list of changes.", "CHANGES")],
    each: Annotated[bool, option("Make each change alone.", name="--each")] = False,
    by: Annotated[str, option("The mechanism that matches both.")] = "deferred_acceptance",
    svg: Pictures = None,
) -> None:
    """What one more seat, another list or a program less does to the match."""
    from matchsafe.cli import market as command

    command.what_if(asked, changes, by, each=each, svg=svg)


@market_app.command("stable-set")
@with_options(MarketOptions)
def stable_set(
    asked: MarketOptions,
    most: Annotated[str, option("How many to list at most.", "N")] = "10000",
) -> None:
    """All stable matches: how many, and what lies between the best for each side."""
    from matchsafe.cli import market as command

    command.stable_set(asked, most)


@market_app.command()
@with_options(MarketOptions)
def reserves(
    asked: MarketOptions,
    rules: Annotated[str, argument("Types and rules, as JSON.", "RULES")],
) -> None:
    """Match with seats reserved for types of applicants, and limits by type."""
    from matchsafe.cli import market as command

    command.reserves(asked, rules)


@with_options(MatchOptions)
def match(asked: MatchOptions) -> None:
    """Match a market from its rank lists, with its proof.

    The procedure of the Match itself (Roth and Peranson), on any market. Exit code 3: the result is not stable.
    """
    from matchsafe.cli import match as command

    command.run(asked)
