"""``matchsafe backup`` and ``matchsafe restore``: everything saved on this computer in one file, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matchsafe.cli.errors import CliError
from matchsafe.cli.output import UNCHANGED, confirmed, print_line
from matchsafe.domain.text import plural


@contextmanager
def _errors() -> Iterator[None]:
    from matchsafe.catalog.errors import CatalogError
    from matchsafe.workspace.errors import WorkspaceError

    try:
        yield
    except (CatalogError, WorkspaceError) as error:
        raise CliError(str(error)) from error


def write(file: str) -> None:
    """Write everything saved to a new file."""
    from matchsafe.catalog.store import Store
    from matchsafe.services.backup import backup
    from matchsafe.workspace.store import Workspace

    with _errors(), Workspace() as workspace:
        path, store = backup(workspace, Store(), Path(file)), Store()
        saved, lists = len(workspace.list()), len(store.names())
    print_line(
        f"Written to {path}: {plural(saved, 'season')}, {plural(lists, 'program list')}. Keep it away from this "
        "computer, and to yourself: whoever has the file can read it."
    )


def put_back(file: str, *, yes: bool) -> None:
    """Replace everything saved by what is in a file."""
    from matchsafe.catalog.store import Store
    from matchsafe.services.backup import restore
    from matchsafe.workspace.store import Workspace

    with _errors(), Workspace(damaged=True) as workspace:
        saved = plural(len(workspace.list()), "season")
        what = f"{saved} saved here by those in {file}"
        if not (yes or confirmed(f"Replace {what}?", f"{UNCHANGED} To replace {what}, add --yes.")):
            return
        seasons, lists = restore(workspace, Store(), Path(file))
        copies = workspace.copies
    told = "the program lists stay as they are" if lists is None else plural(lists, "program list")
    print_line(f"Brought back from {file}: {plural(seasons, 'season')}, {told}.")
    if copies is not None and copies.is_dir():
        print_line(f"What was here before is kept in {copies}.")
