"""The commands that look into catalogs and change which one is in use, with their options."""

from __future__ import annotations

from typing import Annotated

import typer

from matchsafe.cli.errors import run_command

_NAME = typer.Option("--name", metavar="CATALOG", help="The catalog; the one in use if left out.")
_JSON = typer.Option("--json", help="Print JSON, for programs.")
_ID = typer.Argument(help="Id of a program as listed, NRMP code or ACGME id.", metavar="ID")

look_app = typer.Typer(rich_markup_mode=None)


@look_app.command("show")
def catalog_show(
    key: Annotated[
        str | None, typer.Argument(help="Id of a program; the whole catalog if left out.", metavar="ID")
    ] = None,
    name: Annotated[str | None, _NAME] = None,
    json: Annotated[bool, _JSON] = False,
) -> None:
    """Show a program with the source and date of every value, or what a catalog holds."""
    from matchsafe.cli import catalog as command

    run_command(lambda: command.show(key, name, as_json=json))


@look_app.command("search")
def catalog_search(
    words: Annotated[str, typer.Argument(help="Words of the name, place or specialty.", metavar="TEXT")] = "",
    specialty: Annotated[list[str] | None, typer.Option(help="A specialty; may be given again.")] = None,
    state: Annotated[list[str] | None, typer.Option(help="A state; may be given again.")] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="A census region or division, such as Midwest.")
    ] = None,
    near: Annotated[str | None, typer.Option(metavar="PLACE", help="A state, or latitude,longitude.")] = None,
    within: Annotated[
        float | None, typer.Option(metavar="MILES", help="At most this far from --near.")
    ] = None,
    track: Annotated[
        list[str] | None, typer.Option(help="categorical, preliminary, transitional, advanced or physician.")
    ] = None,
    setting: Annotated[
        list[str] | None, typer.Option(help="community, community_university_affiliated or university.")
    ] = None,
    visa: Annotated[
        list[str] | None, typer.Option(help="j1 or h1b: sponsors at least one of those given.")
    ] = None,
    img_share: Annotated[
        float | None, typer.Option(metavar="SHARE", help="Least share of IMGs, 0 to 1.")
    ] = None,
    score: Annotated[int | None, typer.Option(help="Your Step 2 CK score: minimum not above it.")] = None,
    years: Annotated[
        int | None, typer.Option(help="Years since your graduation: limit not below it.")
    ] = None,
    attempts: Annotated[int | None, typer.Option(help="Failed attempts it has to accept.")] = None,
    no_usce: Annotated[
        bool, typer.Option("--no-usce", help="Does not require US clinical experience.")
    ] = False,
    signals: Annotated[bool, typer.Option("--signals", help="Takes program signals.")] = False,
    season: Annotated[
        str, typer.Option(metavar="YEAR", help="ERAS season of --signals: 2025 or 2026.")
    ] = "2026",
    unfilled: Annotated[
        bool, typer.Option("--unfilled", help="Had positions left in the last Match known.")
    ] = False,
    known_only: Annotated[
        bool, typer.Option("--known-only", help="Leave out what a filter cannot tell of.")
    ] = False,
    sort: Annotated[
        str, typer.Option(help="name, state, distance, positions, img_share, unfilled and others.")
    ] = "name",
    descending: Annotated[bool, typer.Option("--descending", help="The greatest first.")] = False,
    page: Annotated[int, typer.Option(help="Page to show.")] = 1,
    per_page: Annotated[int, typer.Option(help="Programs on a page, up to 1000.")] = 50,
    name: Annotated[str | None, _NAME] = None,
    json: Annotated[bool, _JSON] = False,
) -> None:
    """Find programs by words and filters; what is not known is kept and counted unless you say otherwise."""
    from matchsafe.cli import catalog as command

    options = {
        "text": words, "specialties": specialty, "states": state, "areas": area, "within": within, "tracks": track,
        "settings": setting, "visas": visa, "img_share_at_least": img_share, "score": score,
        "years_since_graduation": years, "attempts": attempts, "without_usce": no_usce, "signals": signals,
        "signal_season": season, "unfilled": unfilled, "unknown": "exclude" if known_only else "include", "sort": sort,
        "descending": descending, "page": page, "per_page": per_page,
    }  # fmt: skip
    run_command(lambda: command.search(options, name, near=near, as_json=json))


@look_app.command("compare")
def catalog_compare(
    keys: Annotated[list[str], typer.Argument(help="Two to four programs.", metavar="ID...")],
    name: Annotated[str | None, _NAME] = None,
    json: Annotated[bool, _JSON] = False,
) -> None:
    """Show two to four programs side by side, each value with its source."""
    from matchsafe.cli import catalog as command

    run_command(lambda: command.compare(keys, name, as_json=json))


@look_app.command("set")
def catalog_set(
    key: Annotated[str, _ID],
    field: Annotated[str, typer.Argument(help="Field to set, such as j1 or notes.", metavar="FIELD")],
    value: Annotated[
        str | None, typer.Argument(help="Your value; left out, your own is taken back.", metavar="VALUE")
    ] = None,
    name: Annotated[str | None, _NAME] = None,
) -> None:
    """Enter what you know of a program: it stands before every source, and can be taken back."""
    from matchsafe.cli import catalog as command

    run_command(lambda: command.put(key, field, value, name))


@look_app.command("history")
def catalog_history(name: Annotated[str | None, _NAME] = None, json: Annotated[bool, _JSON] = False) -> None:
    """List the versions of a catalog: what was done, when, and what came of it."""
    from matchsafe.cli import catalog as command

    run_command(lambda: command.history(name, as_json=json))


@look_app.command("use")
def catalog_use(
    name: Annotated[str, typer.Argument(help='A catalog, or "sample".', metavar="CATALOG")],
) -> None:
    """Make a catalog the one in use; "sample" is a list of invented programs to try things on."""
    from matchsafe.cli import catalog as command

    run_command(lambda: command.use(name))


@look_app.command("export")
def catalog_export(
    path: Annotated[str, typer.Argument(help="File to write.", metavar="PATH")],
    kind: Annotated[
        str | None, typer.Option("--format", help="csv, xlsx or json (complete, with every source).")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is already there.")] = False,
    name: Annotated[str | None, _NAME] = None,
) -> None:
    """Write a catalog to a file: a table for a spreadsheet, or everything as JSON Lines."""
    from matchsafe.cli import catalog as command

    run_command(lambda: command.write(path, kind, name, force=force))
