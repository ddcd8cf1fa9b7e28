"""Files of imports while they are looked at: in a private folder of this process, few of them, and not for long."""

from __future__ import annotations

import shutil
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from matchsafe.catalog.errors import CatalogBusy, CatalogError
from matchsafe.catalog.files import make_folder, only_writer
from matchsafe.catalog.import_change import NEEDS_PROGRAMS
from matchsafe.catalog.importers.federal.files import is_public_file
from matchsafe.catalog.importers.federal.sources import TERMS, public_source, public_sources
from matchsafe.catalog.importers.from_nrmp import RIGHTS
from matchsafe.catalog.store import Store, default_folder
from matchsafe.domain.text import listing
from matchsafe.services.catalog_import.request import ImportRequest

MOST: Final = 6
"""Files kept at once; a further one takes the place of the oldest."""
SECONDS_KEPT: Final = 3600.0
"""How long a file is kept after it was last asked for."""
_FOLDER: Final = ".uploads"
_LONGEST_NAME: Final = 100


@dataclass(frozen=True)
class StagedFile:
    """A file that is kept for a while.

    Attributes:
        id: 32 hexadecimal digits nobody can guess.
        path: Where it is; its name is that of the file as it was sent.
        name: Of the list it shall be brought into.
        asked: How it shall be read, and answers.
        used: When it was last asked for.
    """

    id: str
    path: Path
    name: str
    asked: ImportRequest
    used: float


class Staging:
    """The files of one process. Those of a process that ended without clearing up go when another one starts.

    Args:
        clock: Seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._files: dict[str, StagedFile] = {}
        self._alone = threading.RLock()
        self._held = ExitStack()
        self._own: dict[Path, Path] = {}
        self._timer: threading.Timer | None = None

    def reserve(self, file_name: str) -> tuple[str, Path]:
        """An id, and where to write the file; its folder is made.

        Raises:
            CatalogError: If it cannot be made.
        """
        key = uuid.uuid4().hex
        with self._alone:
            place = self._folder() / key
        try:
            place.mkdir(mode=0o700)
        except OSError as error:
            raise CatalogError(f"The file cannot be kept for a look: {error.strerror}.") from None
        return key, place / plain_name(file_name)

    def add(self, key: str, path: Path, name: str, asked: ImportRequest) -> StagedFile:
        """Keep a file that was written where it was reserved."""
        staged = StagedFile(key, path, name, asked, self._clock())
        with self._alone:
            self._files[key] = staged
            self._forget()
        return staged

    def change(self, key: str, name: str, asked: ImportRequest) -> None:
        """Note what is asked of a file now; one that is gone stays gone."""
        with self._alone:
            if key in self._files:
                self._files[key] = replace(self._files[key], name=name, asked=asked)

    def find(self, key: str) -> StagedFile | None:
        """A file that is still kept."""
        with self._alone:
            self._forget()
            found = self._files.get(key)
            if found is None or not (
                found.path.exists() or (found.asked.download and found.path.parent.exists())
            ):
                # brought in: the work on it deleted it
                self._files.pop(key, None)
                return None
            self._files[key] = replace(found, used=self._clock())
            return found

    def drop(self, key: str) -> None:
        """Delete a file; one that is gone is none."""
        with self._alone:
            found = self._files.pop(key, None)
        if found is not None:
            shutil.rmtree(found.path.parent, ignore_errors=True)

    def sweep(self) -> None:
        """Delete what processes that ended left behind."""
        for place in default_folder().joinpath(_FOLDER).glob("*/"):
            with suppress(CatalogBusy, CatalogError, OSError), only_writer(place, wait=0):
                shutil.rmtree(place, ignore_errors=True)

    def close(self) -> None:
        """Delete everything that is kept: the process ends."""
        with self._alone:
            if self._timer is not None:
                self._timer.cancel()
            self._files.clear()
            for own in self._own.values():
                shutil.rmtree(own, ignore_errors=True)
            self._held.close()
            self._own.clear()

    def _folder(self) -> Path:
        """The folder of this process, made and locked when it is first needed."""
        above = default_folder() / _FOLDER
        if above not in self._own:
            make_folder(above)
            own = above / uuid.uuid4().hex
            self._held.enter_context(only_writer(own))
            self._own[above] = own
        return self._own[above]

    def _forget(self) -> None:
        """Delete what is too old or too much, and look again when the next one is due."""
        now = self._clock()
        newest = sorted(self._files.values(), key=lambda f: f.used, reverse=True)
        for at, staged in enumerate(newest):
            if at >= MOST or now - staged.used > SECONDS_KEPT:
                self.drop(staged.id)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._files:
            self._timer = threading.Timer(SECONDS_KEPT + 1, self._look_again)
            self._timer.daemon = True
            self._timer.start()

    def _look_again(self) -> None:
        with self._alone:
            self._forget()


def keep_file(
    staging: Staging, file: IO[bytes], file_name: str, name: str, asked: ImportRequest
) -> StagedFile:
    """Keep what was sent. The caller writes it, whichever process owns the staging.

    Args:
        staging: Where it is kept.
        file: Its content.
        file_name: What it was called.
        name: Of the list it shall be brought into.
        asked: How it shall be read.

    Raises:
        CatalogError: If it cannot be written.
    """
    key, path = staging.reserve(file_name)
    try:
        with path.open("xb") as out:
            shutil.copyfileobj(file, out, 1024 * 1024)
    except OSError as error:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise CatalogError(f"The file cannot be kept for a look: {error.strerror}.") from None
    return staging.add(key, path, name, asked)


def keep_public_file(
    staging: Staging, file: IO[bytes], file_name: str, name: str, asked: ImportRequest
) -> StagedFile:
    """Keep a file of the US government, which may be far larger than a program list.

    Raises:
        CatalogError: If it cannot be written, or is none of those that are known.
    """
    staged = keep_file(staging, file, file_name, name, asked)
    if is_public_file(staged.path):
        return staged
    staging.drop(staged.id)
    known = listing(s.source for s in public_sources())
    raise CatalogError(f"{staged.path.name} is none of the public files that are known: {known}.")


def stage_download(staging: Staging, what: str, name: str) -> StagedFile:
    """A place for NRMP's list ("nrmp") or a public file, by its key or alias, that the work will download.

    Raises:
        CatalogError: If there is none of this name, it needs a list that is not there, or its place cannot be made.
    """
    source = public_source(what)
    if source is None and what != "nrmp":
        raise CatalogError(
            f'"{what[:40]}" cannot be downloaded. Accepted: {", ".join(("nrmp", *(s.key for s in public_sources())))}.'
        )
    if source is not None and name not in Store().names():
        raise CatalogError(f"{source.source} {NEEDS_PROGRAMS}")
    key, path = staging.reserve(source.file if source else "nrmp_program_results.pdf")
    asked = ImportRequest(download=source.key) if source else ImportRequest(kind="nrmp", download="nrmp")
    return staging.add(key, path, name, asked)


def terms_of(what: str) -> str:
    """What has to be agreed to before a file is downloaded."""
    source = public_source(what)
    return (
        RIGHTS if source is None else f"{source.source}, by the {source.publisher}: {source.tells}. {TERMS}"
    )


def plain_name(name: str) -> str:
    """The name a file was sent under, without folders and without what names cannot hold: it is only a label."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    cut = (
        f"{stem[: _LONGEST_NAME - len(ending)]}{dot}{ending}"
        if stem and len(ending) <= 10
        else kept[:_LONGEST_NAME]
    )
    while len(cut.encode("utf-8", "replace")) > 2 * _LONGEST_NAME:
        cut = cut[1:]
    return cut.encode("utf-8", "replace").decode() or "list"
