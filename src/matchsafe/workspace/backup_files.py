"""Backups as files: a SQLite database copied whole, the copies made by themselves, and what is deleted from them."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL

from matchsafe.whole_file import whole_file, write_whole
from matchsafe.workspace.errors import UnreadableSeason, WorkspaceError, WorkspaceUnavailable
from matchsafe.workspace.sqlite_file import copies, folder_of_copies
from matchsafe.workspace.tables import season_changes, seasons

DAYS_KEPT: Final = 7
"""Copies kept of the last days on which something was changed."""
SPECIAL_KEPT: Final = 3
"""Copies kept from before a migration or a restore, of each."""


def file_url(path: Path) -> str:
    """The address of a SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, readable by this user only; whole or not at all, even in a crash."""
    try:
        write_whole(path, content, new=True, private=True)
    except OSError as error:
        raise WorkspaceError(f"The backup cannot be written to {path}: {error.strerror}.") from None


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite file with what its write-ahead log still holds."""
    if not source.is_file() or source.stat().st_size == 0:
        raise UnreadableSeason(f"There is no backup in {source}.")
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
    except sqlite3.Error:
        raise UnreadableSeason(f"{source} is not a backup of saved seasons, or it is damaged.") from None


def copy_beside(path: Path, name: str) -> Path:
    """Copy the database of a workspace into the folder of its automatic copies, as one private file.

    Raises:
        OSError: If it cannot be written.
        UnreadableSeason: If it cannot be copied.
    """
    folder = folder_of_copies(path)
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{name}.sqlite"
    with whole_file(target, private=True) as beside:
        copy_database(path, beside)
        with closing(sqlite3.connect(beside)) as copied:
            copied.execute("PRAGMA journal_mode = DELETE").fetchall()
    return target


def copy_of_today(path: Path) -> None:
    """Copy a database before its first change of a day, if there is room, and let go of the oldest copies."""
    today = date.today().isoformat()
    with suppress(OSError, UnreadableSeason):
        if not (folder_of_copies(path) / f"{today}.sqlite").exists():
            copy_beside(path, today)
    _rotate(path)


def copy_before(path: Path, what: str) -> Path:
    """Copy a database before something that replaces what is in it, such as a migration.

    Raises:
        WorkspaceUnavailable: If there is no room; then nothing may be replaced.
    """
    try:
        made = copy_beside(path, f"{date.today().isoformat()}-before-{what}")
    except (OSError, UnreadableSeason):
        raise WorkspaceUnavailable(
            f"A copy of the saved seasons cannot be written to {folder_of_copies(path)}, so nothing was changed. "
            "Free some space, then try again."
        ) from None
    _rotate(path)
    return made


def _rotate(path: Path) -> None:
    daily = [copy for copy in copies(path) if "before" not in copy.stem]
    special = [copy for copy in copies(path) if "before" in copy.stem]
    for old in (*daily[DAYS_KEPT:], *special[SPECIAL_KEPT:]):
        with suppress(OSError):
            old.unlink(missing_ok=True)


def delete_from_copies(path: Path, season_id: str | None = None) -> None:
    """Delete a season from every automatic copy, or, without an id, the copies themselves.

    A copy from which it cannot be deleted is deleted whole: what a reader deletes stays nowhere.
    """
    for copy in copies(path):
        if season_id is None or not _deleted_in(copy, season_id):
            copy.unlink(missing_ok=True)
    if season_id is None:
        with suppress(OSError):
            folder_of_copies(path).rmdir()


def _deleted_in(copy: Path, season_id: str) -> bool:
    try:
        with closing(sqlite3.connect(copy, isolation_level=None)) as database:
            database.execute("PRAGMA secure_delete = ON").fetchall()
            with suppress(sqlite3.OperationalError):  # made before there was a log
                database.execute(f"DELETE FROM {season_changes.name} WHERE season = ?", (season_id,))
            database.execute(f"DELETE FROM {seasons.name} WHERE id = ?", (season_id,))
            database.execute("VACUUM")
    except sqlite3.Error:
        return False
    return True
