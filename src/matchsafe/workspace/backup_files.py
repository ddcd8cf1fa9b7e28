"""Backups as files: a SQLite database copied whole, and a new file that only this user may read."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL

from matchsafe.workspace.errors import UnreadableSeason, WorkspaceError


def file_url(path: Path) -> str:
    """The address of a SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, readable by this user only; whole or not at all."""
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            try:
                file.write(content)
            except OSError:
                path.unlink(missing_ok=True)
                raise
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
