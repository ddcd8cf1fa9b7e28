"""The commands on program lists and their options. Each imports its work when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.catalog_options import ImportOptions, Name, SearchOptions
from matchsafe.cli.errors import run_command
from matchsafe.cli.options import SETTINGS, Force, Json, Maybe, Several, argument, option, with_options

catalog_app = typer.Typer(
    help="Bring in lists of programs, keep them here, look into them.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings=SETTINGS,
)
_ID = argument("Id of a program as listed, NRMP code or ACGME id.", "ID")
_IDS = argument("Ids as listed, NRMP codes or ACGME ids.", "ID...")
_LIST = argument("Name of a saved list.", "LIST")


@catalog_app.command("import")
@with_options(ImportOptions)
def catalog_import(asked: ImportOptions) -> None:
    """Bring a list of programs into a catalog: a look first, then one change that can be undone.

    Nothing is taken in before the whole file has been read. What cannot be read is told with its row and column.
    """
    from matchsafe.cli import catalog_import as command

    command.run(asked)


@catalog_app.command("fetch")
def catalog_fetch(
    what: Annotated[
        str,
        argument(
            "nrmp (the list of all programs), or a public file about its hospitals: dol (H-1B filings for residents), "
            "uscis (H-1B approvals), cms (hospitals), closures (teaching hospitals that closed).",
            "WHAT",
        ),
    ],
    addresses: Annotated[
        Several,
        option("Another address than the published one; several for a file in parts.", "URL", name="--from"),
    ] = None,
    to: Annotated[Maybe, option("Only save it, in this file.", "FILE")] = None,
    force: Force = False,
    name: Name = None,
    yes: Annotated[bool, option("Agree to the terms without being asked.", name="--yes")] = False,
) -> None:
    """Download the national list, or a public file about its hospitals, and bring it in, for your own use."""
    from matchsafe.cli import catalog_import as command

    if to is None:
        run_command(lambda: command.get(what, tuple(addresses or ()), name, yes=yes))
    else:
        run_command(lambda: command.fetch(what, tuple(addresses or ()), to, force=force))


@catalog_app.command("list")
def catalog_list(json: Json = False) -> None:
    """List the catalogs on this computer, with every version that is kept."""
    from matchsafe.cli import catalog_versions as command

    run_command(lambda: command.listing(as_json=json))


@catalog_app.command("undo")
def catalog_undo(
    name: Name = None,
    to: Annotated[
        int | None,
        typer.Option(min=0, metavar="NUMBER", help="The version to go to; the one before if left out."),
    ] = None,
    redo: Annotated[bool, option("Do again what was undone last.", name="--redo")] = False,
    json: Json = False,
) -> None:
    """Take back the last change of a catalog. Nothing is deleted: --redo brings it back."""
    from matchsafe.cli import catalog_versions as command

    run_command(lambda: command.undo(name, to, redo=redo, as_json=json))


@catalog_app.command("delete")
def catalog_delete(
    name: Annotated[str, argument("The catalog to delete.", "CATALOG")],
    yes: Annotated[bool, option("Delete it without asking.", name="--yes")] = False,
) -> None:
    """Delete a catalog for good, with all its versions and what you entered in it."""
    from matchsafe.cli import catalog_versions as command

    run_command(lambda: command.delete(name, yes=yes))


@catalog_app.command("show")
def catalog_show(
    key: Annotated[Maybe, argument("Id of a program; the whole catalog if left out.", "ID")] = None,
    name: Name = None,
    json: Json = False,
) -> None:
    """Show a program with the source and date of every value, or what a catalog holds."""
    from matchsafe.cli import catalog as command

    run_command(lambda: command.show(key, name, as_json=json))


@catalog_app.command("search")
@with_options(SearchOptions)
def catalog_search(asked: SearchOptions) -> None:
    """Find programs by words and filters; what is not known is kept and counted unless you say otherwise."""
    from matchsafe.cli import catalog as command

    command.search(asked)


@catalog_app.command("compare")
def catalog_compare(
    keys: Annotated[list[str], argument("Two to four programs.", "ID...")],
    name: Name = None,
    json: Json = False,
) -> None:
    """Show two to four programs side by side, each value with its source."""
    from matchsafe.cli import catalog as command

    run_command(lambda: command.compare(keys, name, as_json=json))


@catalog_app.command("set")
def catalog_set(
    key: Annotated[str, _ID],
    field: Annotated[str, argument("Field to set, such as j1 or notes.", "FIELD")],
    value: Annotated[Maybe, argument("Your value; left out, your own is taken back.", "VALUE")] = None,
    name: Name = None,
) -> None:
    """Enter what you know of a program: it stands before every source, and can be taken back."""
    from matchsafe.cli import catalog as command

    run_command(lambda: command.put(key, field, value, name))


@catalog_app.command("twins")
def catalog_twins(name: Name = None, json: Json = False) -> None:
    """List entries that may be one program under two names. A plan pays for neither twice."""
    from matchsafe.cli import catalog_twins as command

    run_command(lambda: command.listing(name, as_json=json))


@catalog_app.command("employers")
def catalog_employers(
    employer: Annotated[
        Maybe, argument("An employer as it is listed, with city and state.", "EMPLOYER")
    ] = None,
    keys: Annotated[list[str] | None, argument("The programs it is.", "ID...")] = None,
    none: Annotated[bool, option("It is no program of the list.", name="--none")] = False,
    again: Annotated[bool, option("Take back what you said of it.", name="--again")] = False,
    name: Name = None,
    json: Json = False,
) -> None:
    """List employers of public files that no program was found for, or say which programs one of them is."""
    from matchsafe.cli import catalog_twins as command

    run_command(lambda: command.employers(employer, keys or [], name, none=none, again=again, as_json=json))


@catalog_app.command("audit")
def catalog_audit(
    on: Annotated[
        Maybe, option("The day applications are sent; today if left out.", "DATE", name="--on")
    ] = None,
    name: Name = None,
    json: Json = False,
) -> None:
    """Put a list to the proof: programs by specialty, and what the plans of eight kinds of applicant hold."""
    from matchsafe.cli import catalog_audit as command

    run_command(lambda: command.show(on, name, as_json=json))


@catalog_app.command("same")
def catalog_same(
    one: Annotated[str, _ID],
    other: Annotated[str, _ID],
    name: Name = None,
) -> None:
    """Say that two entries are one program: the second joins the first. To take it back: catalog undo."""
    from matchsafe.cli import catalog_twins as command

    run_command(lambda: command.decide(one, other, name, same=True))


@catalog_app.command("apart")
def catalog_apart(
    one: Annotated[str, _ID],
    other: Annotated[str, _ID],
    name: Name = None,
) -> None:
    """Say that two entries are two programs: nothing joins them any more."""
    from matchsafe.cli import catalog_twins as command

    run_command(lambda: command.decide(one, other, name, same=False))


@catalog_app.command("history")
def catalog_history(name: Name = None, json: Json = False) -> None:
    """List the versions of a catalog: what was done, when, and what came of it."""
    from matchsafe.cli import catalog_versions as command

    run_command(lambda: command.history(name, as_json=json))


@catalog_app.command("use")
def catalog_use(
    name: Annotated[str, argument('A catalog, or "sample".', "CATALOG")],
) -> None:
    """Make a catalog the one in use; "sample" is a list of invented programs to try things on."""
    from matchsafe.cli import catalog_versions as command

    run_command(lambda: command.use(name))


@catalog_app.command("export")
def catalog_export(
    path: Annotated[str, argument("File to write.", "PATH")],
    kind: Annotated[
        Maybe, option("csv, xlsx or json (complete, with every source).", name="--format")
    ] = None,
    force: Force = False,
    name: Name = None,
) -> None:
    """Write a catalog to a file: a table for a spreadsheet, or everything as JSON Lines."""
    from matchsafe.cli import catalog as command

    run_command(lambda: command.write(path, kind, name, force=force))


@catalog_app.command("lists")
def catalog_lists(
    which: Annotated[Maybe, argument("A saved list; all of them if left out.", "LIST")] = None,
    rename: Annotated[Maybe, option("Give the list another name.", "NEW")] = None,
    delete: Annotated[
        bool, option("Forget the list; the programs stay in the catalog.", name="--delete")
    ] = False,
    name: Name = None,
    json: Json = False,
) -> None:
    """Show the saved lists, or the programs of one."""
    from matchsafe.cli import catalog_lists as command

    run_command(lambda: command.show(which, name, rename=rename, delete=delete, as_json=json))


@catalog_app.command("save")
def catalog_save(
    which: Annotated[str, _LIST],
    keys: Annotated[list[str], _IDS],
    name: Name = None,
    json: Json = False,
) -> None:
    """Put programs on a saved list; it is made if there is none of this name."""
    from matchsafe.cli import catalog_lists as command

    run_command(lambda: command.change(which, keys, name, off=False, as_json=json))


@catalog_app.command("unsave")
def catalog_unsave(
    which: Annotated[str, _LIST],
    keys: Annotated[list[str], _IDS],
    name: Name = None,
    json: Json = False,
) -> None:
    """Take programs off a saved list."""
    from matchsafe.cli import catalog_lists as command

    run_command(lambda: command.change(which, keys, name, off=True, as_json=json))
