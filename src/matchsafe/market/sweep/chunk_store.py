"""Finished seasons in a folder: one file a chunk, whole or not there at all, and never trusted unread.

A file is a NumPy archive (``numpy.load`` reads it) whose archive comment, the last 64 bytes of the file, is the SHA-256
of everything before it. It holds every array of the chunk with the seasons as first axis, ``_seasons`` (the first
season and the one after the last) and ``_identity`` (the hash of task and code).
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

import numpy as np

from matchsafe.market.sweep.errors import KeepError
from matchsafe.market.sweep.task import Outcome
from matchsafe.whole_file import UNFINISHED, write_whole

_CHECK: Final = 64
"""Bytes of a SHA-256 in hexadecimal."""
_SHORT: Final = 16
"""Characters of the identity in a file's name; the whole of it stands inside."""
_FILE: Final = re.compile(rf"seasons-([0-9a-f]{{{_SHORT}}})-(\d{{1,15}})-(\d{{1,15}})\.npz")
_UNFINISHED: Final = re.compile(rf"\.[0-9a-f]+{re.escape(UNFINISHED)}")
_OLD: Final = 3600.0
"""Seconds after which a file that is being written has been abandoned."""


class ChunkStore:
    """The finished seasons of one task in a folder that may hold others too."""

    def __init__(self, folder: Path, identity: str) -> None:
        """Open the folder, making it if need be.

        Raises:
            KeepError: If it cannot be made, read or written.
        """
        self.folder = folder
        self.identity = identity
        self.notes: list[str] = []
        """What was found that a person should know, a sentence each."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._clear_unfinished()
            with TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise self._unusable(error) from error

    def read(self) -> Iterator[Outcome]:
        """The chunks that are there, in the order of their seasons; what cannot be trusted is moved aside and noted.

        Raises:
            KeepError: If the folder cannot be read.
        """
        others = 0
        try:
            found = sorted(
                (int(m[2]), int(m[3]), m[1], m[0]) for m in map(_FILE.fullmatch, os.listdir(self.folder)) if m
            )
            for first, stop, short, name in found:
                if short != self.identity[:_SHORT]:
                    others += 1
                    continue
                try:
                    yield decode_chunk((self.folder / name).read_bytes(), self.identity, range(first, stop))
                except ChunkError as error:
                    aside = f"{name}.damaged"
                    (self.folder / name).replace(self.folder / aside)
                    self.notes.append(f"{name} {error}; its seasons are made again, and it is now {aside}.")
        except OSError as error:
            raise self._unusable(error) from error
        if others:
            self.notes.append(
                f"{others:,} files in {self.folder} are of other settings or another version, and are left alone."
            )

    def write(self, outcome: Outcome) -> None:
        """Keep a chunk.

        Raises:
            KeepError: If it cannot be written; what was kept before stays.
        """
        name = self._name(outcome.seasons)
        try:
            write_whole(self.folder / name, encode_chunk(outcome, self.identity))
        except OSError as error:
            raise self._unusable(error) from error

    def _name(self, seasons: range) -> str:
        return f"seasons-{self.identity[:_SHORT]}-{seasons.start}-{seasons.stop}.npz"

    def _clear_unfinished(self) -> None:
        """Remove what a killed run was writing, not what another run may be writing now."""
        for name in os.listdir(self.folder):
            file = self.folder / name
            if _UNFINISHED.fullmatch(name) and time.time() - file.stat().st_mtime > _OLD:
                file.unlink(missing_ok=True)

    def _unusable(self, error: OSError) -> KeepError:
        return KeepError(f"Finished seasons cannot be kept in {self.folder}: {error.strerror or error}.")


class ChunkError(Exception):
    """The content of a file is not what its name says; the message goes on after the name."""


def encode_chunk(outcome: Outcome, identity: str) -> bytes:
    """The content of a file for a chunk."""
    buffer = io.BytesIO()
    about = {
        "_identity": np.array(identity),
        "_seasons": np.array([outcome.seasons.start, outcome.seasons.stop]),
    }
    np.savez(buffer, **about, **outcome.arrays)  # type: ignore[arg-type]
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"0" * _CHECK
    body = buffer.getvalue()[:-_CHECK]
    return body + hashlib.sha256(body).hexdigest().encode()


def decode_chunk(content: bytes, identity: str, seasons: range) -> Outcome:
    """The chunk in the content of a file.

    Raises:
        ChunkError: If it is not whole, or not of this task and these seasons.
    """
    body, check = content[:-_CHECK], content[-_CHECK:]
    if hashlib.sha256(body).hexdigest().encode() != check:
        raise ChunkError("is damaged")
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (ValueError, OSError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise ChunkError("is no archive of arrays") from error
    about = arrays.pop("_identity", None), arrays.pop("_seasons", None)
    if about[0] is None or str(about[0]) != identity:
        raise ChunkError("is of another task")
    if about[1] is None or about[1].tolist() != [seasons.start, seasons.stop]:
        raise ChunkError("is of other seasons than its name says")
    if not arrays or any(a.ndim == 0 or len(a) != len(seasons) for a in arrays.values()):
        raise ChunkError("does not hold an array for each of its seasons")
    return Outcome(seasons, arrays)
