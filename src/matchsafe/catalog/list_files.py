"""The files of program lists as a backup keeps them, and lists put in place of those on this machine."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from matchsafe.catalog.errors import CatalogError, DamagedCatalog
from matchsafe.catalog.files import make_folder, only_writer, write_whole
from matchsafe.catalog.store import Store, is_name

_INDEX: Final = "index.json"
_KEPT: Final = re.compile(r"index\.json|lists\.json|versions/[0-9]{6,12}\.jsonl\.gz")
_NEW: Final = ".restored"


def read_files(store: Store, name: str) -> dict[str, bytes]:
    """The files of a list by their place in its folder; what can be made anew is left out.

    Raises:
        UnknownCatalog: If there is no such list.
        CatalogBusy: If another program is changing it.
        CatalogError: If a file cannot be read.
    """
    place = store.place(name)
    try:
        with only_writer(place):
            found = (p for p in sorted(place.rglob("*")) if p.is_file())
            return {where: p.read_bytes() for p in found if _KEPT.fullmatch(where := _where(place, p))}
    except OSError as error:
        raise CatalogError(f"The program list in {place} cannot be read: {error.strerror}.") from None


def _where(place: Path, path: Path) -> str:
    return path.relative_to(place).as_posix()


@contextmanager
def replace_lists(
    store: Store, lists: Mapping[str, Mapping[str, bytes]], in_use: str | None
) -> Iterator[None]:
    """Write the files of lists beside those there are; put them in their place if the body goes well.

    Raises:
        DamagedCatalog: If a name or a file is none of a program list; nothing was changed.
        CatalogError: If they cannot be written.
    """
    for name, files in lists.items():
        if not is_name(name) or _INDEX not in files or not all(_KEPT.fullmatch(where) for where in files):
            raise DamagedCatalog("The program lists in this backup are damaged. Nothing was changed.")
    if in_use is not None and in_use not in lists:
        in_use = None
    make_folder(store.folder)
    beside = store.folder / _NEW
    shutil.rmtree(beside, ignore_errors=True)
    try:
        for name, files in lists.items():
            for where, content in files.items():
                make_folder((beside / name / where).parent)
                write_whole(beside / name / where, content)
        yield
        _put(store, beside, lists)
        if in_use is None:
            with suppress(OSError):
                (store.folder / "in-use").unlink(missing_ok=True)
        else:
            store.use(in_use)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put(store: Store, beside: Path, lists: Mapping[str, Mapping[str, bytes]]) -> None:
    """Each list at once: without its index it counts as none, and the index comes last."""
    for name in store.names():
        if name not in lists:
            store.remove(name)
    for name, files in lists.items():
        place = store.folder / name
        with only_writer(place):
            (place / _INDEX).unlink(missing_ok=True)
            for part in ("versions", "ready"):
                shutil.rmtree(place / part, ignore_errors=True)
            (place / "lists.json").unlink(missing_ok=True)
            for where in sorted(files, key=lambda where: where == _INDEX):
                make_folder((place / where).parent)
                (beside / name / where).replace(place / where)
