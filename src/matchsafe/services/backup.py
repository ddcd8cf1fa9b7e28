"""Everything saved on this machine, seasons and program lists, as one file; and bringing such a file back."""

from __future__ import annotations

from pathlib import Path

from matchsafe.catalog.list_files import read_files, replace_lists
from matchsafe.catalog.store import Store
from matchsafe.workspace.backup_files import write_new
from matchsafe.workspace.errors import UnreadableSeason, WorkspaceError
from matchsafe.workspace.store import Workspace
from matchsafe.workspace.workspace_file import ExportedLists, dump, load, pack, unpack

_SQLITE = b"SQLite format 3\x00"


def backup_bytes(workspace: Workspace, store: Store) -> bytes:
    """The workspace file of this machine.

    Raises:
        CatalogError: If a program list cannot be read.
        WorkspaceError: If the seasons cannot.
    """
    files = {name: pack(read_files(store, name)) for name in store.names()}
    return dump(workspace.export(ExportedLists(in_use=store.choice(), files=files)))


def backup(workspace: Workspace, store: Store, path: Path) -> Path:
    """Write everything to a file that does not exist yet, readable by this user only.

    Raises:
        CatalogError: If a program list cannot be read.
        WorkspaceError: If the file exists or cannot be written.
    """
    if path.exists():
        raise WorkspaceError(f"{path} is already there. Choose another name for the backup.")
    write_new(path, backup_bytes(workspace, store))
    return path


def restore(workspace: Workspace, store: Store, path: Path) -> tuple[int, int | None]:
    """Replace everything saved by what is in a file that ``backup`` wrote, or in an automatic copy of the seasons.

    Returns:
        How many seasons and drafts there are now, and how many program lists; ``None`` where the file holds no lists
        and those on the machine stay.

    Raises:
        UnreadableSeason: If the file is no backup; nothing was changed.
        CatalogError: If the program lists cannot be written; the seasons are those of the file then.
    """
    if path.exists() and not path.is_file():
        raise UnreadableSeason(f"There is no backup in {path}: it is no file.")
    try:
        with path.open("rb") as file:
            sqlite = file.read(len(_SQLITE)) == _SQLITE
        content = b"" if sqlite else path.read_bytes()
    except OSError as error:
        raise UnreadableSeason(f"There is no backup in {path}: {error.strerror}.") from None
    return (workspace.restore(path), None) if sqlite else restore_file(workspace, store, content)


def restore_file(workspace: Workspace, store: Store, content: bytes) -> tuple[int, int | None]:
    """Replace everything saved by what is in a workspace file; see ``restore``."""
    file = load(content)
    lists = None if file.lists is None else {n: unpack(files) for n, files in file.lists.files.items()}
    if lists is not None and file.lists is not None:
        with replace_lists(store, lists, file.lists.in_use):
            workspace.import_all(file)
        return len(file.seasons), len(lists)
    workspace.import_all(file)
    return len(file.seasons), None
