"""The commands on saved lists, with their options."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.errors import run_command

_NAME = typer.Option("--name", metavar="CATALOG", help="The catalog; the one in use if left out.")
_JSON = typer.Option("--json", help="Print JSON, for programs.")
_IDS = typer.Argument(help="Ids as listed, NRMP codes or ACGME ids.", metavar="ID...")
_LIST = typer.Argument(help="Name of a saved list.", metavar="LIST")

lists_app = typer.Typer(rich_markup_mode=None)


@lists_app.command("lists")
def catalog_lists(
    which: Annotated[
        str | None, typer.Argument(help="A saved list; all of them if left out.", metavar="LIST")
    ] = None,
    rename: Annotated[str | None, typer.Option(metavar="NEW", help="Give the list another name.")] = None,
    delete: Annotated[
        bool, typer.Option("--delete", help="Forget the list; the programs stay in the catalog.")
    ] = False,
    name: Annotated[str | None, _NAME] = None,
    json: Annotated[bool, _JSON] = False,
) -> None:
    """Show the saved lists, or the programs of one."""
    from matchsafe.cli import catalog_lists as command

    run_command(lambda: command.show(which, name, rename=rename, delete=delete, as_json=json))


@lists_app.command("save")
def catalog_save(
    which: Annotated[str, _LIST],
    keys: Annotated[list[str], _IDS],
    name: Annotated[str | None, _NAME] = None,
    json: Annotated[bool, _JSON] = False,
) -> None:
    """Put programs on a saved list; it is made if there is none of this name."""
    from matchsafe.cli import catalog_lists as command

    run_command(lambda: command.change(which, keys, name, off=False, as_json=json))


@lists_app.command("unsave")
def catalog_unsave(
    which: Annotated[str, _LIST],
    keys: Annotated[list[str], _IDS],
    name: Annotated[str | None, _NAME] = None,
    json: Annotated[bool, _JSON] = False,
) -> None:
    """Take programs off a saved list."""
    from matchsafe.cli import catalog_lists as command

    run_command(lambda: command.change(which, keys, name, off=True, as_json=json))
