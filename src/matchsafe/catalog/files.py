"""Writing files so that a crash leaves the old one or the new one, and one writer at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from matchsafe.catalog.errors import CatalogBusy, CatalogError
from matchsafe.whole_file import UNFINISHED
from matchsafe.whole_file import write_whole as write_file

WAIT_SECONDS: Final = 5.0
"""How long to wait for another program to finish its change."""


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, for this user only.

    Raises:
        CatalogError: If it cannot be made.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CatalogError(f"Catalogs cannot be kept in {path}: {error.strerror}.") from None


def write_whole(path: Path, content: bytes) -> None:
    """Put content in a file, all of it or nothing: written beside it, forced to disk, then moved.

    Raises:
        CatalogError: If it cannot be written, for example because the disk is full.
    """
    try:
        write_file(path, content, private=True)
    except OSError as error:
        raise CatalogError(f"{path} cannot be written: {error.strerror}. Nothing was changed.") from None


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed program left half-written."""
    for path in folder.glob(f"*{UNFINISHED}"):
        with suppress(OSError):
            path.unlink()


@contextmanager
def only_writer(folder: Path, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock of a folder; the system lets go of it when the program ends, however it ends.

    Raises:
        CatalogBusy: If another program holds it for longer than ``wait`` seconds.
    """
    make_folder(folder)
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        until = time.monotonic() + wait
        while not _try_lock(handle):
            if time.monotonic() >= until:
                raise CatalogBusy("Another program is changing this catalog. Please try again in a moment.")
            time.sleep(0.02)
        yield
    finally:
        os.close(handle)


if os.name == "nt":  # pragma: no cover - Windows has another call for the same thing
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
