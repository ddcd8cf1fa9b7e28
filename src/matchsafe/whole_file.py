"""A file written whole or not at all: beside its place first, then put there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

UNFINISHED: Final = ".unfinished"
"""What the names of files end with that are not whole yet; a killed program leaves them behind."""


@contextmanager
def whole_file(path: Path, *, new: bool = False, private: bool = False) -> Iterator[Path]:
    """A file to be filled that takes a place when it is whole; if it cannot, what stood there is as it was.

    Where several are open in one ``ExitStack``, none takes its place before all are whole.

    Args:
        path: The place. A file there keeps its mode, and a link its name; a pipe or a device is written to as it is.
        new: Whether a file there is refused.
        private: Whether a file that was not there is for this user only.

    Raises:
        FileExistsError: If there is one already, and ``new`` says that there must be none.
        OSError: If it cannot be written.
    """
    path = Path(os.path.realpath(path))
    before = path.stat().st_mode if path.exists() else None
    if before is not None and new:
        raise FileExistsError(17, "it is already there", str(path))
    if before is not None and not stat.S_ISREG(before):
        yield path
        return
    if before is not None and not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied", str(path))
    beside = path.with_name(f".{os.urandom(8).hex()}{UNFINISHED}")  # a longer name may be too long
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600 if private else 0o666))
        yield beside
        _settle(beside, os.O_RDWR)
        if before is not None:
            beside.chmod(stat.S_IMODE(before))
        if new:
            _put_new(beside, path)
        else:
            os.replace(beside, path)
        with suppress(OSError):  # it is there; not every folder can be held
            _settle(path.parent, os.O_RDONLY)
    finally:
        with suppress(OSError):  # one that has taken its place is here no more
            beside.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes, *, new: bool = False, private: bool = False) -> None:
    """Put content in a place as ``whole_file`` does.

    Raises:
        OSError: As there.
    """
    with whole_file(path, new=new, private=private) as file:
        file.write_bytes(content)


def _put_new(beside: Path, path: Path) -> None:
    """Give a finished file the name it should have.

    Raises:
        FileExistsError: If there is a file of this name.
        OSError: If it cannot be done.
    """
    try:
        os.link(beside, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if path.exists():
            raise FileExistsError(17, "it is already there") from None
        beside.rename(path)


def _settle(path: Path, how: int) -> None:
    """Force a file, or what a folder lists, to the disk."""
    handle = os.open(path, how)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
