"""The commands on figures and their options. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.errors import run_command
from matchsafe.cli.options import SETTINGS, Json, Maybe, argument, option

evidence_app = typer.Typer(
    help="Show the figures every answer rests on.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings=SETTINGS,
)


@evidence_app.command("list")
def evidence_list(
    text: Annotated[str, argument("Show only figures that hold these words.", "TEXT")] = "",
    kind: Annotated[Maybe, option("Only one kind: published, derived, rule_of_thumb or assumption.")] = None,
    json: Json = False,
) -> None:
    """List the figures, each with its mark."""
    from matchsafe.cli import evidence as command

    run_command(lambda: command.listing(text, kind, as_json=json))


@evidence_app.command("show")
def evidence_show(
    figure_id: Annotated[str, argument("The id of a figure, as listed.", "ID")],
    json: Json = False,
) -> None:
    """Show one figure in full, with where it comes from."""
    from matchsafe.cli import evidence as command

    run_command(lambda: command.show(figure_id, as_json=json))
