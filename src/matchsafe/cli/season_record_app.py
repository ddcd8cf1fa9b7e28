"""The commands that keep the record of a season, and their options. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

from matchsafe.cli.errors import run_command
from matchsafe.cli.options import Json, Maybe, Several, argument, option
from matchsafe.cli.season_app import season_app

__all__ = ["season_app"]

_SEASON = argument("A season file, or the id of a season saved here.", "SEASON")
_KIND = argument("application, interview, mock_interview, connection or cost.", "KIND")
_ID = argument("The id, as season show prints it.", "ID")
_FIELDS = argument("Fields as a season file has them, such as sent=2026-09-24.", "FIELD=VALUE...")
_YES = option("Do it without asking.", name="--yes")


@season_app.command()
def show(season: Annotated[str, _SEASON], json: Json = False) -> None:
    """Show where applications and interviews stand, and what happened."""
    from matchsafe.cli import season_show as command

    run_command(lambda: command.show(season, as_json=json))


@season_app.command("list")
def season_list(json: Json = False) -> None:
    """List the seasons saved on this computer."""
    from matchsafe.cli import season_show as command

    run_command(lambda: command.show_all(as_json=json))


@season_app.command("name")
def season_name(
    season: Annotated[str, argument("The id of a season saved here.", "SEASON")],
    name: Annotated[str, argument("What lists call it from now on.", "NAME")],
    json: Json = False,
) -> None:
    """Give a saved season a name."""
    from matchsafe.cli import season_life as command

    run_command(lambda: command.rename(season, name, as_json=json))


@season_app.command()
def add(
    season: Annotated[str, _SEASON],
    kind: Annotated[str, _KIND],
    fields: Annotated[Several, _FIELDS] = None,
    again: Annotated[bool, option("Add a program that is there already once more.", name="--again")] = False,
    json: Json = False,
) -> None:
    """Add an application, an interview, practice, a person or a cost."""
    from matchsafe.cli import season_record as command

    run_command(lambda: command.add(season, kind, fields or [], again=again, as_json=json))


@season_app.command()
def edit(
    season: Annotated[str, _SEASON],
    part: Annotated[str, argument("The id of a part, or season for the season itself.", "ID")],
    fields: Annotated[Several, _FIELDS] = None,
    json: Json = False,
) -> None:
    """Change fields; FIELD= without a value takes one out."""
    from matchsafe.cli import season_record as command

    run_command(lambda: command.edit(season, part, fields or [], as_json=json))


@season_app.command()
def remove(season: Annotated[str, _SEASON], part: Annotated[str, _ID], json: Json = False) -> None:
    """Remove a part, or take an event back."""
    from matchsafe.cli import season_record as command

    run_command(lambda: command.remove(season, part, as_json=json))


@season_app.command()
def event(
    season: Annotated[str, _SEASON],
    kind: Annotated[str, argument("What happened: applied, invited, scheduled, attended, ...", "WHAT")],
    part: Annotated[Maybe, argument("The id of the application or interview it is about.", "[ID]")] = None,
    at: Annotated[
        Maybe, option("When: a day, or a moment with its offset; now if left out.", "WHEN", name="--at")
    ] = None,
    start: Annotated[Maybe, option("When the interview now begins, by the program's clock.", "WHEN")] = None,
    end: Annotated[Maybe, option("When it now ends.", "WHEN")] = None,
    zone: Annotated[Maybe, option("The program's time zone.", "ZONE")] = None,
    by: Annotated[Maybe, option("Who did it: applicant or program.", "WHO")] = None,
    note: Annotated[Maybe, option("A note of your own.", "TEXT")] = None,
    json: Json = False,
) -> None:
    """Note what happened to an application or an interview, and when."""
    from matchsafe.cli import season_record as command

    given = {"start": start, "end": end, "time_zone": zone, "by": by, "note": note}
    run_command(lambda: command.event(season, kind, part, at, given, as_json=json))


@season_app.command()
def task(
    season: Annotated[str, _SEASON],
    code: Annotated[str, argument("The code of the task, as matchsafe today gives it.", "CODE")],
    state: Annotated[str, argument("done, snoozed, not_for_me, or open.", "STATE")],
    until: Annotated[Maybe, option("The day a snoozed task comes back.", "YYYY-MM-DD")] = None,
    json: Json = False,
) -> None:
    """Say that a task is done, not now, not for you, or open again."""
    from matchsafe.cli import season_record as command

    run_command(lambda: command.task(season, code, state, until, as_json=json))


@season_app.command()
def undo(season: Annotated[str, _SEASON], json: Json = False) -> None:
    """Take the last change back; of a file, the last one only."""
    from matchsafe.cli import season_life as command

    run_command(lambda: command.step(season, redo=False, as_json=json))


@season_app.command()
def redo(season: Annotated[str, _SEASON], json: Json = False) -> None:
    """Do again what was undone last."""
    from matchsafe.cli import season_life as command

    run_command(lambda: command.step(season, redo=True, as_json=json))


@season_app.command()
def close(
    season: Annotated[str, _SEASON],
    fields: Annotated[
        Several, argument("The result, such as outcome=matched program=NAME rank=2.", "FIELD=VALUE...")
    ] = None,
    reopen: Annotated[bool, option("Take the result out again.", name="--reopen")] = False,
    json: Json = False,
) -> None:
    """Close a season with its result; it stays readable."""
    from matchsafe.cli import season_life as command

    run_command(lambda: command.close(season, fields or [], reopen=reopen, as_json=json))


@season_app.command("next")
def season_next(
    season: Annotated[str, _SEASON],
    out: Annotated[Maybe, option("Where a file's next season goes; beside it if left out.", "FILE")] = None,
    on: Annotated[Maybe, option("The day it begins; today if left out.", "YYYY-MM-DD", name="--on")] = None,
    json: Json = False,
) -> None:
    """Begin the next season: profile, programs and notes go on."""
    from matchsafe.cli import season_life as command

    run_command(lambda: command.start_next(season, out, on, as_json=json))


@season_app.command()
def export(
    season: Annotated[str, _SEASON],
    out: Annotated[Maybe, option("Where to write it; standard output if left out.", "FILE")] = None,
    anonymous: Annotated[
        bool, option("Without names and free text, to keep or to share.", name="--anonymous")
    ] = False,
    json: Annotated[bool, option("Write JSON instead of YAML.", name="--json")] = False,
) -> None:
    """Write a season as a file of its own."""
    from matchsafe.cli import season_life as command

    run_command(lambda: command.export(season, out, anonymous=anonymous, as_json=json))


@season_app.command()
def delete(
    season: Annotated[str, _SEASON],
    yes: Annotated[bool, _YES] = False,
    json: Json = False,
) -> None:
    """Delete a season with its history; nothing of it is left."""
    from matchsafe.cli import season_life as command

    run_command(lambda: command.delete(season, yes=yes, as_json=json))
