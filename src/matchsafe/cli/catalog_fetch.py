"""``matchsafe catalog fetch``: download a public report."""

from __future__ import annotations

import sys
from pathlib import Path

from matchsafe.catalog.importers.download import address_of, fetch, file_name
from matchsafe.catalog.importers.from_nrmp import RIGHTS
from matchsafe.catalog.importers.problems import CatalogFileError, Watch
from matchsafe.cli.errors import CliError, fitted, printable
from matchsafe.cli.progress_line import shown_on_terminal


def run(what: str, address: str | None, to: str | None, *, force: bool) -> None:
    """Download, and say what to do next.

    Raises:
        CliError: If it did not work; the message tells the way by hand.
    """
    if what != "nrmp":
        raise CliError(f'"{what[:40]}" cannot be downloaded. Accepted: nrmp.')
    try:
        where = address_of(address)
        path = Path(to) if to else Path(file_name(where))
        with shown_on_terminal("Downloading", "bytes") as progress:
            size = fetch(where, path, force=force, watch=Watch(progress))
    except CatalogFileError as error:
        raise CliError(str(error)) from error
    said = f"Saved in {path} ({size:,} bytes). {RIGHTS}\nNow: matchsafe catalog import {path}\n"
    sys.stdout.write(fitted(printable(said), sys.stdout))
