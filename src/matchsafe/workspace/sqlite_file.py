"""The file of a SQLite workspace: made whole, private, checked when opened, with some room kept for deleting."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from matchsafe.whole_file import whole_file
from matchsafe.workspace.errors import UnreadableSeason

RESERVE: Final = 512 * 1024
"""Bytes kept free beside the database: on a full disk they are what opening it and deleting everything need."""
_LEAST: Final = 64 * 1024
"""Bytes that opening a database needs."""


def make(path: Path, *, own_folder: bool) -> None:
    """Make the file if it is not there, for this user only; it is never empty, not even for a moment.

    Args:
        path: Of the database.
        own_folder: Whether its folder is ours alone, and is made private too.

    Raises:
        UnreadableSeason: If it cannot be made, or what is there is a folder or an emptied database.
    """
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if own_folder:
            path.parent.chmod(0o700)
        if path.is_dir():
            raise UnreadableSeason(f"{path} is a folder, not a file of saved seasons.")
        if not path.exists():
            _make_new(path)
        if path.stat().st_size == 0:
            raise UnreadableSeason(
                f"{path} is empty: what was saved in it is gone, perhaps after a crash or a full disk. Nothing was "
                "changed. Bring back a copy with: matchsafe restore FILE. "
                f"{_copies(path)} To begin anew instead, delete the empty file."
            )
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or "the disk refuses it"
        raise UnreadableSeason(f"The saved seasons cannot be kept in {path}: {why}.") from None


def _make_new(path: Path) -> None:
    with (
        suppress(FileExistsError),  # another program was first
        whole_file(path, new=True, private=True) as beside,
        closing(sqlite3.connect(beside)) as new,
    ):
        new.execute("PRAGMA user_version = 1")  # writes the first page


def folder_of_copies(path: Path) -> Path:
    """Where the automatic copies of a database are kept: beside it."""
    return path.with_name(f"{path.stem}-backups")


def copies(path: Path) -> tuple[Path, ...]:
    """The automatic copies of a database, the newest first."""
    folder = folder_of_copies(path)
    found = (path for path in folder.glob("*.sqlite") if not path.name.startswith("."))
    return tuple(sorted(found, key=lambda copy: (copy.stat().st_mtime_ns, copy.name), reverse=True))


def _copies(path: Path) -> str:
    found = copies(path)
    return f"The newest automatic copy is {found[0]}." if found else "There is no automatic copy of it."


def settle(driver: Any, path: Path) -> None:
    """Make the file readable by this user only, and let readers and one writer work at once (WAL).

    Raises:
        UnreadableSeason: If the file is damaged.
    """
    if stat.S_IMODE(path.stat().st_mode) != 0o600:
        with suppress(OSError):
            path.chmod(0o600)
    if driver.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise UnreadableSeason(
            f"{path} is damaged. It was left as it is. Bring back a copy with: matchsafe restore FILE. {_copies(path)}"
        )
    if driver.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        driver.execute("PRAGMA journal_mode = WAL")
    keep_room(path)


def has_log(path: Path) -> bool:
    """Whether changes stand beside a database that are not in it yet."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def set_aside_if_damaged(path: Path) -> None:
    """Give a database that was emptied or damaged another name, with its log, so that a new one can be made."""
    if not path.is_file() or _is_sound(path):
        return
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(path.with_name(f"{path.name}-damaged{ending}"))


def _is_sound(path: Path) -> bool:
    if path.stat().st_size == 0:
        return False
    try:
        with closing(sqlite3.connect(path)) as database:
            return bool(database.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except (
        sqlite3.OperationalError
    ):  # held by another program, or not to be read: that is told when it is opened
        return True
    except sqlite3.DatabaseError:
        return False


def _reserve(path: Path) -> Path:
    return path.with_name(f"{path.name}-reserve")


def keep_room(path: Path) -> None:
    """Take the reserve; of a disk that is nearly full half of it, or all that is left. Without it all else works."""
    reserve = _reserve(path)
    for size in (RESERVE, RESERVE // 2):
        if reserve.exists() and reserve.stat().st_size >= size:
            return
        with suppress(OSError):
            with os.fdopen(os.open(reserve, os.O_CREAT | os.O_WRONLY, 0o600), "wb", buffering=0) as file:
                if file.write(bytes(size)) == size or size < RESERVE:
                    return
            give_room(path)


def give_room(path: Path) -> None:
    """Give the reserve back to the disk."""
    with suppress(OSError):
        _reserve(path).unlink(missing_ok=True)


def is_disk_full(path: Path) -> bool:
    """Whether the disk has not even the room that opening a database needs."""
    with suppress(OSError):
        return shutil.disk_usage(path.parent).free < _LEAST
    return False
