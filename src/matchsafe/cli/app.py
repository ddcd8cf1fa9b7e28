"""The commands and their options. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.catalog_app import catalog_app
from matchsafe.cli.errors import run_command
from matchsafe.cli.evidence_app import evidence_app
from matchsafe.cli.market_app import market_app, match
from matchsafe.cli.options import SETTINGS, Force, Json, Maybe, On, Several, argument, option, with_options
from matchsafe.cli.plan_options import PlanOptions
from matchsafe.cli.rank_options import CoupleOptions, RankOptions
from matchsafe.cli.season_record_app import season_app
from matchsafe.cli.simulate_options import CalibrateOptions, SimulateOptions

_FILE = argument("A season file in YAML or JSON; - reads it from standard input.", "FILE")

app = typer.Typer(
    name="matchsafe",
    help="How safe is my residency Match season? Nothing you enter leaves this computer.",
    epilog="Start with: matchsafe new, then: matchsafe outlook season.yaml",
    invoke_without_command=True,
    add_completion=False,
    # Rich help would treble the time to answer; the help is plain text and easy on screen readers.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=SETTINGS,
)
app.add_typer(evidence_app, name="evidence")
app.add_typer(catalog_app, name="catalog")
app.add_typer(season_app, name="season")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"matchsafe {version('matchsafe')}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def outlook(
    file: Annotated[str, _FILE],
    on: On = None,
    json: Json = False,
    questions: Annotated[
        bool, option("Answer the seven usual questions with this season instead.", name="--questions")
    ] = False,
    catalog: Annotated[
        Maybe, option("Program list of your plan; the one of the season or in use if left out.", "NAME")
    ] = None,
) -> None:
    """Say how safe a season is, and what would help most.

    The answer comes first, then what to do now, what to check and where every number comes from.
    """
    from matchsafe.cli import outlook as command

    run_command(lambda: command.run(file, on, catalog, as_json=json, questions=questions))


@app.command()
def today(
    season: Annotated[
        str, argument("A season file (- reads standard input), or the id of one saved here.", "SEASON")
    ],
    on: On = None,
    json: Json = False,
) -> None:
    """Say what is due today, what clashes and what is missing."""
    from matchsafe.cli import today as command

    run_command(lambda: command.run(season, on, as_json=json))


@app.command()
def validate(
    file: Annotated[str, _FILE],
    json: Json = False,
) -> None:
    """Check a season file and name every problem in it at once."""
    from matchsafe.cli import validate as command

    run_command(lambda: command.run(file, as_json=json))


@app.command()
def schema() -> None:
    """Print the JSON Schema of season files."""
    from matchsafe.cli import validate as command

    run_command(command.schema)


@app.command()
def new(
    path: Annotated[str, argument("Where to write the season file.", "PATH")] = "season.yaml",
    force: Force = False,
) -> None:
    """Ask a few questions, one at a time, and write a season file."""
    from matchsafe.cli import new as command

    run_command(lambda: command.run(path, force=force))


@app.command()
def serve(
    host: Annotated[
        str, option("Address to listen on. The default can only be reached from this computer.")
    ] = "127.0.0.1",
    port: Annotated[str, option("Port to listen on.")] = "8000",
    workers: Annotated[
        str | None,
        option("Processes that answer requests; one for each core, up to 4, if left out.", metavar="N"),
    ] = None,
    hosted: Annotated[
        bool, option("Give each visitor a private space: for a clinic or an advisor.", name="--hosted")
    ] = False,
) -> None:
    """Open the web page on this computer. Nothing is sent anywhere else."""
    from matchsafe.cli import serve as command

    run_command(lambda: command.run(host, port, workers, hosted=hosted))


@app.command()
def backup(file: Annotated[str, argument("A new file, such as matchsafe-backup.json.", "FILE")]) -> None:
    """Write all saved seasons and program lists to one file."""
    from matchsafe.cli import backup as command

    run_command(lambda: command.write(file))


@app.command()
def restore(
    file: Annotated[str, argument("A backup, or an automatic copy (.sqlite).", "FILE")],
    yes: Annotated[bool, option("Replace what is saved without asking.", name="--yes")] = False,
) -> None:
    """Replace everything saved by what is in a backup."""
    from matchsafe.cli import backup as command

    run_command(lambda: command.put_back(file, yes=yes))


@app.command()
def fees(
    programs: Annotated[Maybe, argument("How many programs, all in one specialty.", "N")] = None,
    specialty: Annotated[
        Several, option("Programs in one specialty; can be given more than once.", "NAME=N")
    ] = None,
    season: Annotated[Maybe, option("Year of the Match; 2026 if left out.", "YEAR")] = None,
    ranks: Annotated[Maybe, option("Programs on your rank list, to count their fees.", "N")] = None,
    couple: Annotated[bool, option("You enter the Match with a partner.", name="--couple")] = False,
    json: Json = False,
) -> None:
    """Say what applying costs, item by item, each with its source."""
    from matchsafe.cli import fees as command

    run_command(lambda: command.run(programs, specialty or [], season, ranks, couple=couple, as_json=json))


@app.command()
@with_options(PlanOptions)
def plan(asked: PlanOptions) -> None:
    """Choose programs to apply to, with signals and reasons.

    With --exact, Ctrl-C stops gently and prints the best list found so far.
    With --partner or --together the plan is for two.
    """
    from matchsafe.cli import plan as command
    from matchsafe.cli import plan_couple

    work = plan_couple.run if asked.partner is not None or asked.of_two else command.run
    work(asked)


@app.command()
@with_options(RankOptions)
def rank(asked: RankOptions) -> None:
    """Check a rank order list, with the chance at each rank.

    The list is the one the season keeps, or its interviews in their order.
    """
    from matchsafe.cli import rank as command

    if asked.seasons is not None:
        command.simulate(asked)
    elif asked.watch or asked.market is not None:
        command.watch(asked)
    else:
        command.run(asked)


@app.command()
@with_options(CoupleOptions)
def couples(asked: CoupleOptions) -> None:
    """Make one list of pairs for two, with the chances of both.

    Each partner's order is their rank list; ratings and notes stay in their own file. Pairs that A keeps are the list,
    unless wishes or pairs are given.
    """
    from matchsafe.cli import rank_couple as command

    if asked.for_partner is not None:
        command.write_for_partner(asked, asked.for_partner)
    else:
        command.run(asked)


app.command()(match)
app.add_typer(market_app, name="market")


@app.command()
@with_options(SimulateOptions)
def simulate(asked: SimulateOptions) -> None:
    """Simulate national Match seasons beside published figures.

    Ctrl-C stops gently; what is finished is printed, and kept with --keep.
    """
    from matchsafe.cli import simulate as command

    command.run(asked)


@app.command()
@with_options(CalibrateOptions)
def calibrate(asked: CalibrateOptions) -> None:
    """Fit a preset of simulated seasons to published figures.

    Takes about two minutes a round. Ctrl-C stops gently; the best so far is written. With --keep the
    same command goes on from there.
    """
    from matchsafe.cli import calibrate as command

    command.run(asked)
