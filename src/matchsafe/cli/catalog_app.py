"""The commands on catalogs and their options. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.catalog_lists_app import lists_app
from matchsafe.cli.catalog_look_app import look_app
from matchsafe.cli.errors import run_command

catalog_app = typer.Typer(
    help="Bring in lists of programs, keep them here, look into them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
catalog_app.add_typer(look_app)
catalog_app.add_typer(lists_app)
_NAME = typer.Option("--name", metavar="CATALOG", help="The catalog; the one in use if left out.")


@catalog_app.command("import")
def catalog_import(
    file: Annotated[
        str, typer.Argument(help="NRMP's PDF, a CSV, Excel or JSON table, or a catalog.", metavar="FILE")
    ],
    kind: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="KIND", help="What it is: nrmp, table or exchange; found out if left out."
        ),
    ] = None,
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="COLUMN=FIELD",
            help="What a column is; FIELD:percent, FIELD:share, FIELD:2025; - for none.",
        ),
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=VALUE", help="A value for every row, such as specialty=neurology."
        ),
    ] = None,
    map_file: Annotated[
        str | None, typer.Option("--map-file", metavar="FILE", help="A YAML file with columns: and set:.")
    ] = None,
    delimiter: Annotated[
        str | None, typer.Option(help="What separates the columns of a text file; found out if left out.")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(help="Sheet of a workbook; the first table if left out.")
    ] = None,
    source: Annotated[str, typer.Option(help="Who says so; the name of the file if left out.")] = "",
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="Date of values that have none: 2026 or 2026-06-30."),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what would happen and change nothing.")
    ] = False,
    name: Annotated[str | None, _NAME] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option(
            "--answer", metavar="KEY=ANSWER", help="Answer a question: the id of a program, new or skip."
        ),
    ] = None,
    unsure: Annotated[
        str | None, typer.Option(help="What to do with every question that has no answer: new or skip.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Bring it in without asking.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON, for programs.")] = False,
) -> None:
    """Bring a list of programs into a catalog: a look first, then one change that can be undone.

    Nothing is taken in before the whole file has been read. What cannot be read is told with its row and column.
    """
    from matchsafe.cli import catalog_import as command

    asked = command.ImportOptions(
        file, kind, tuple(maps or ()), tuple(sets or ()), map_file, delimiter, sheet, source, as_of, preview, name,
        tuple(answers or ()), unsure, yes, json,
    )  # fmt: skip
    run_command(lambda: command.run(asked))


@catalog_app.command("fetch")
def catalog_fetch(
    what: Annotated[
        str, typer.Argument(help="What to download: nrmp (its list of all programs).", metavar="WHAT")
    ],
    address: Annotated[
        str | None, typer.Option("--from", metavar="URL", help="Another address than the published one.")
    ] = None,
    to: Annotated[
        str | None, typer.Option(metavar="FILE", help="Where to save it; this folder if left out.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is already there.")] = False,
) -> None:
    """Download NRMP's public list of all programs, for your own use."""
    from matchsafe.cli import catalog_fetch as command

    run_command(lambda: command.run(what, address, to, force=force))


@catalog_app.command("list")
def catalog_list(json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False) -> None:
    """List the catalogs on this computer, with every version that is kept."""
    from matchsafe.cli import catalog_versions as command

    run_command(lambda: command.listing(as_json=json))


@catalog_app.command("undo")
def catalog_undo(
    name: Annotated[str | None, _NAME] = None,
    to: Annotated[
        int | None,
        typer.Option(min=0, metavar="NUMBER", help="The version to go to; the one before if left out."),
    ] = None,
    redo: Annotated[bool, typer.Option("--redo", help="Do again what was undone last.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Take back the last change of a catalog. Nothing is deleted: --redo brings it back."""
    from matchsafe.cli import catalog_versions as command

    run_command(lambda: command.undo(name, to, redo=redo, as_json=json))


@catalog_app.command("delete")
def catalog_delete(
    name: Annotated[str, typer.Argument(help="The catalog to delete.", metavar="CATALOG")],
    yes: Annotated[bool, typer.Option("--yes", help="Delete it without asking.")] = False,
) -> None:
    """Delete a catalog for good, with all its versions and what you entered in it."""
    from matchsafe.cli import catalog_versions as command

    run_command(lambda: command.delete(name, yes=yes))
