"""The commands on a season and their options. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.errors import run_command
from matchsafe.cli.options import SETTINGS, Force, Json, Maybe, On, Several, argument, option, with_options
from matchsafe.cli.season_options import IntakeOptions, OwnSeason

season_app = typer.Typer(
    help="Keep a season: note what happens, read messages, weigh it.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings=SETTINGS,
)
_SEASON = argument("A season file (- reads standard input), or the id of one saved here.", "SEASON")


@season_app.command("intake")
@with_options(IntakeOptions)
def season_intake(asked: IntakeOptions) -> None:
    """Read messages from programs and propose what happened; nothing is changed until you accept it.

    Nothing in a message is run or fetched. Exit code 2: some file could not be read; the others were.
    """
    from matchsafe.cli import season_intake as command

    command.run(asked)


@season_app.command("import")
def season_import(
    tracker: Annotated[
        str, argument("A sheet of yours, a shared tracker or a list of unfilled positions.", "TRACKER")
    ],
    season: OwnSeason = None,
    columns: Annotated[
        Several, option("Which field a column is; - leaves it out.", "COLUMN=FIELD", name="--map")
    ] = None,
    accept: Annotated[bool, option("Take the kept rows into the season.", name="--accept")] = False,
    json: Json = False,
) -> None:
    """Read an old tracker: every row is kept, asked about or left out with its reason.

    Rows whose program you have already are left as they are. Nothing is changed without --accept.
    """
    from matchsafe.cli import season_tracker as command

    run_command(lambda: command.run(tracker, season, columns or (), accept=accept, as_json=json))


@season_app.command()
def release(
    season: Annotated[str, _SEASON],
    on: On = None,
    json: Json = False,
) -> None:
    """List the interviews ahead by what giving each up would cost. Nothing is cancelled."""
    from matchsafe.cli import season_views as command

    run_command(lambda: command.release(season, on, as_json=json))


@season_app.command()
def visas(
    season: Annotated[str, _SEASON],
    on: On = None,
    json: Json = False,
) -> None:
    """Show what each program does about visas, and what to ask."""
    from matchsafe.cli import season_views as command

    run_command(lambda: command.visas(season, on, as_json=json))


@season_app.command()
def ics(
    season: Annotated[str, _SEASON],
    on: On = None,
    out: Annotated[Maybe, option("Where to write it; standard output if left out.", "FILE")] = None,
    force: Force = False,
) -> None:
    """Write interviews and dates as a calendar file (RFC 5545)."""
    from matchsafe.cli import season_views as command

    run_command(lambda: command.ics(season, on, out, force=force))


@season_app.command()
def feed(
    season: Annotated[str, argument("The id of a season saved here.", "SEASON")],
    new: Annotated[bool, option("Make an address, or a new one in place of the old.", name="--new")] = False,
    end: Annotated[bool, option("Withdraw the address.", name="--end")] = False,
    server: Annotated[
        str, option("Where matchsafe serve is reached.", "ADDRESS", name="--server")
    ] = "http://127.0.0.1:8000",
    json: Json = False,
) -> None:
    """Make or withdraw the private address under which a calendar reads a saved season."""
    from matchsafe.cli import season_views as command

    run_command(lambda: command.feed(season, new=new, end=end, server=server, as_json=json))


@season_app.command()
def soap(
    season: Annotated[str, _SEASON],
    unfilled: Annotated[
        Maybe, option("A list of unfilled positions: a shortlist is made of it.", "FILE")
    ] = None,
    columns: Annotated[
        Several, option("Which field a column of it is; - leaves it out.", "COLUMN=FIELD", name="--map")
    ] = None,
    specialty: Annotated[
        Several, option("A specialty you would take, the most wanted first; your season's if left out.")
    ] = None,
    on: On = None,
    json: Json = False,
) -> None:
    """Show what SOAP asks of you, and with --unfilled which programs to apply to."""
    from matchsafe.cli import season_soap as command

    run_command(lambda: command.soap(season, unfilled, columns or (), specialty or (), on, as_json=json))


@season_app.command()
def draft(
    season: Annotated[str, _SEASON],
    part: Annotated[
        Maybe, argument("The id of an interview or application, as season show prints it.", "ID")
    ] = None,
    letter: Annotated[Maybe, argument("Which letter; the list of them if left out.", "LETTER")] = None,
    update: Annotated[str, option("Your one real update.", "TEXT")] = "",
    reason: Annotated[str, option("One sentence that fits this program only.", "TEXT")] = "",
    person: Annotated[str, option("To whom.", "NAME")] = "",
    me: Annotated[str, option("Your name; it is not kept.", "NAME")] = "",
    out: Annotated[Maybe, option("Write the letter as .eml, which mail programs open.", "FILE")] = None,
    sent: Annotated[bool, option("Note in the season that you sent it.", name="--sent")] = False,
    json: Json = False,
) -> None:
    """Draft a letter to a program from your own facts. Nothing is ever sent from here."""
    from matchsafe.cli import season_soap as command

    said = {"update": update, "reason": reason, "person": person, "me": me}
    run_command(lambda: command.draft(season, part, letter, said, out, sent=sent, as_json=json))
