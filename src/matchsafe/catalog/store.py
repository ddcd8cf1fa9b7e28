"""Catalogs on this machine: every change is a new version, so that any change can be undone.

A catalog is a folder with ``versions/000001.jsonl.gz`` and so on, each a whole catalog in the exchange format, and
``index.json``, which lists them and points at the one in use. A change writes the new version first and replaces
the index last, in one step: a program killed at any moment leaves the catalog as it was, or wholly changed.
``ready/`` holds what is in force in a version, to save time; it may be removed at any moment (see ``ready``).
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from matchsafe.catalog import exchange, snapshot_file
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError, DamagedCatalog, NothingToUndo, UnknownCatalog
from matchsafe.catalog.files import clear_unfinished, make_folder, only_writer, write_whole

FOLDER: Final = "MATCHSAFE_CATALOGS"
"""The environment variable that names another folder than the one in the user's data directory."""

KEPT_VERSIONS: Final = 20
"""Older versions are removed, except the one in use."""

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Version:
    """One version of a catalog.

    Attributes:
        number: Counts up; 0 is the empty catalog before the first change.
        parent: The version it was made from.
        made_at: When, in UTC, to the second.
        what: What was done: "import of programs.csv".
        summary: The report in one line.
        records: How many programs it has.
    """

    number: int
    parent: int
    made_at: str
    what: str
    summary: str
    records: int


@dataclass(frozen=True)
class _Index:
    current: int = 0
    versions: tuple[Version, ...] = ()

    def find(self, number: int) -> Version | None:
        return next((v for v in self.versions if v.number == number), None)


Change = Callable[[Catalog], tuple[Catalog, str]]
"""Makes a catalog into the next one, and tells in one line what was done."""


class Store:
    """The catalogs in a folder.

    Attributes:
        folder: ``MATCHSAFE_CATALOGS``, else ``catalogs`` in the data directory of this user.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def names(self) -> tuple[str, ...]:
        """The names of all catalogs, in order."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(p.name for p in self.folder.iterdir() if _NAME.fullmatch(p.name) and _there(p)))

    def read(self, name: str, version: int | None = None) -> Catalog:
        """A catalog at the version in use, or at another one.

        Raises:
            UnknownCatalog: If there is no catalog of this name.
            CatalogError: If there is no such version.
            DamagedCatalog: If the version cannot be read; the message tells which others can.
        """
        place = self._existing(name)
        index = self._index(place)
        number = index.current if version is None else version
        if number == 0:
            return Catalog(name)
        if index.find(number) is None:
            raise CatalogError(f'The catalog "{name}" has no version {number}.')
        try:
            return _open(place, number, name)
        except DamagedCatalog as error:
            good = [
                v
                for v in reversed(index.versions)
                if v.number != number and _fine(_path(place, v.number), name)
            ]
            offer = ", ".join(f"{v.number} ({v.what}, {v.made_at[:10]})" for v in good[:3]) or "none"
            raise DamagedCatalog(
                f'Version {number} of the catalog "{name}" cannot be read: {error} It was left as it is. '
                f"Versions that can be read: {offer}. To go to one: matchsafe catalog undo --to NUMBER"
            ) from None

    def change(self, name: str, what: str, work: Change) -> Version:
        """Make a new version, as the only writer; on any error nothing is changed.

        Raises:
            CatalogError: If the name cannot be used, or the files cannot be written.
            CatalogBusy: If another program is changing this catalog.
        """
        place = self._place(name)
        with only_writer(place):
            make_folder(place / "versions")
            clear_unfinished(place)
            clear_unfinished(place / "versions")
            index = self._index(place)
            before = self.read(name) if index.current else Catalog(name)
            after, summary = work(before)
            number = max((v.number for v in index.versions), default=0) + 1
            made_at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            version = Version(number, index.current, made_at, what, summary, len(after.records))
            content = exchange.dump(after, asdict(version))
            whole = gzip.compress(content, compresslevel=5, mtime=0)
            write_whole(_path(place, number), whole)
            kept, dropped = _versions_to_keep((*index.versions, version), index.current)
            _write_index(place, _Index(number, kept))
            for old in dropped:
                _path(place, old.number).unlink(missing_ok=True)
                _ready(place, old.number).unlink(missing_ok=True)
            clear_unfinished(place / "ready")
            snapshot_file.write(_ready(place, number), whole, after)
        return version

    def undo(self, name: str, to: int | None = None) -> Version | None:
        """Go back to the version the one in use was made from, or to any version that is kept.

        Returns:
            The version now in use; ``None`` for the empty catalog before the first change.

        Raises:
            NothingToUndo: If there is no earlier version, or it is no longer kept.
        """
        return self._move(name, lambda index: _back(index, name) if to is None else to)

    def redo(self, name: str) -> Version | None:
        """Go forward again to the newest version made from the one in use.

        Raises:
            NothingToUndo: If there is none.
        """
        return self._move(name, lambda index: _forward(index, name))

    def history(self, name: str) -> tuple[tuple[Version, ...], int]:
        """Every version that is kept, oldest first, and the number of the one in use.

        Raises:
            UnknownCatalog: If there is no catalog of this name.
        """
        index = self._index(self._existing(name))
        return index.versions, index.current

    def use(self, name: str) -> None:
        """Make a catalog the one that is used when none is named.

        Raises:
            UnknownCatalog: If there is no catalog of this name.
        """
        self._existing(name)
        write_whole(self.folder / "in-use", name.encode())

    def in_use(self) -> str | None:
        """The catalog to use when none is named: the one chosen, else the only one; ``None`` if neither."""
        names, chosen = self.names(), self.choice()
        if chosen in names:
            return chosen
        return names[0] if len(names) == 1 else None

    def choice(self) -> str | None:
        """The catalog that was chosen last, whether it is still there or not."""
        try:
            return (self.folder / "in-use").read_text(encoding="utf-8").strip() or None
        except (OSError, UnicodeDecodeError):
            return None

    def remove(self, name: str) -> None:
        """Delete a catalog with all its versions, own entries and saved lists; this cannot be undone.

        Raises:
            UnknownCatalog: If there is no catalog of this name.
            CatalogError: If its files cannot be deleted.
            CatalogBusy: If another program is changing this catalog.
        """
        place = self._existing(name)
        with only_writer(place):
            try:
                # from here on it is gone, whatever happens to the rest
                (place / "index.json").unlink()
                for part in place.iterdir():
                    if part.is_dir():
                        shutil.rmtree(part, ignore_errors=True)
                    elif part.name != "lock":
                        part.unlink(missing_ok=True)
            except OSError as error:
                raise CatalogError(f'The catalog "{name}" cannot be deleted: {error.strerror}.') from None

    def stamp(self, name: str) -> str:
        """A word that is another one after every change, also where a list was deleted and made anew.

        Raises:
            UnknownCatalog: If there is no catalog of this name.
        """
        told = (self._existing(name) / "index.json").stat()
        return f"{told.st_mtime_ns}-{told.st_ino}"

    def place(self, name: str) -> Path:
        """The folder of a catalog that exists.

        Raises:
            UnknownCatalog: If there is no catalog of this name.
        """
        return self._existing(name)

    def _move(self, name: str, where: Callable[[_Index], int]) -> Version | None:
        place = self._existing(name)
        with only_writer(place):
            index = self._index(place)
            number = where(index)
            found = index.find(number)
            if number and found is None:
                raise NothingToUndo(f'Version {number} of the catalog "{name}" is not kept.')
            if number and not _fine(_path(place, number), name):
                raise DamagedCatalog(
                    f'Version {number} of the catalog "{name}" cannot be read. Nothing was changed.'
                )
            _write_index(place, _Index(number, index.versions))
        return found

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise CatalogError(
                f'"{name[:60]}" cannot be the name of a catalog. '
                "Accepted: up to 40 small letters a to z, digits, - and _, with a letter or digit first."
            )
        return self.folder / name

    def _existing(self, name: str) -> Path:
        place = self.folder / name
        if not _NAME.fullmatch(name) or not _there(place):
            listed = ", ".join(self.names()) or "none yet"
            raise UnknownCatalog(f'There is no catalog "{name[:60]}". Catalogs: {listed}.')
        return place

    def _index(self, place: Path) -> _Index:
        """The versions of a catalog; found again from the version files if the list of them is damaged."""
        if not _there(place):
            return _Index()
        try:
            content = json.loads((place / "index.json").read_bytes())
            return _Index(int(content["current"]), tuple(Version(**v) for v in content["versions"]))
        except (OSError, ValueError, TypeError, KeyError):
            found = [
                v for p in sorted((place / "versions").glob("*.jsonl.gz")) if (v := _head_of(p, place.name))
            ]
            return _Index(found[-1].number if found else 0, tuple(found))


def default_folder() -> Path:
    """``MATCHSAFE_CATALOGS``, else ``catalogs`` in the data directory of this user."""
    if named := os.environ.get(FOLDER):
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("matchsafe", appauthor=False)) / "catalogs"


def is_name(name: str) -> bool:
    """Whether a catalog can be called so."""
    return bool(_NAME.fullmatch(name))


def _there(place: Path) -> bool:
    """Whether a change of this catalog was ever finished."""
    return (place / "index.json").is_file()


def _path(place: Path, number: int) -> Path:
    return place / "versions" / f"{number:06d}.jsonl.gz"


def _ready(place: Path, number: int) -> Path:
    return place / "ready" / f"{number:06d}.json.gz"


def _open(place: Path, number: int, name: str) -> Catalog:
    """A version, from what is kept ready if that fits; else read whole, and made ready for the next time.

    Raises:
        DamagedCatalog: If it cannot be read.
    """
    content = _content(_path(place, number))
    if (quick := snapshot_file.read(_ready(place, number), content, name)) is not None:
        return quick
    catalog = _read(content, name)
    snapshot_file.write(_ready(place, number), content, catalog)
    return catalog


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DamagedCatalog("its file is gone.") from None
    except OSError:
        raise DamagedCatalog("its file is damaged.") from None


def _read(content: bytes, name: str) -> Catalog:
    """A version read whole and checked.

    Raises:
        DamagedCatalog: If it cannot be read.
    """
    try:
        return exchange.load(gzip.decompress(content), name)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DamagedCatalog("its file is damaged.") from None
    except CatalogError as error:
        raise DamagedCatalog(str(error)) from None


def _fine(path: Path, name: str) -> bool:
    try:
        _read(_content(path), name)
    except DamagedCatalog:
        return False
    return True


def _head_of(path: Path, name: str) -> Version | None:
    """What a version file says of itself, if the whole of it can be read."""
    if not _fine(path, name):
        return None
    head: Mapping[str, Any] = exchange.header(gzip.decompress(path.read_bytes()).partition(b"\n")[0])
    try:
        return Version(**head["version_of"])
    except (KeyError, TypeError):
        return None


def _write_index(place: Path, index: _Index) -> None:
    content = {"current": index.current, "versions": [asdict(v) for v in index.versions]}
    write_whole(place / "index.json", json.dumps(content, indent=1, ensure_ascii=False).encode())


def _versions_to_keep(
    versions: tuple[Version, ...], current: int
) -> tuple[tuple[Version, ...], tuple[Version, ...]]:
    """The versions to keep, and those to remove: the newest ones and the one that is undone to stay."""
    newest = versions[-KEPT_VERSIONS:]
    kept = tuple(v for v in versions if v in newest or v.number == current)
    return kept, tuple(v for v in versions if v not in kept)


def _back(index: _Index, name: str) -> int:
    now = index.find(index.current)
    if now is None:
        raise NothingToUndo(f'The catalog "{name}" has no earlier version.')
    return now.parent


def _forward(index: _Index, name: str) -> int:
    made = [v.number for v in index.versions if v.parent == index.current]
    if not made:
        raise NothingToUndo(f'Nothing was undone in the catalog "{name}", so there is nothing to do again.')
    return max(made)
