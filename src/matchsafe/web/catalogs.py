"""The program lists on this machine as the pages use them: read once for each version, then kept."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError, UnknownCatalog
from matchsafe.catalog.opening import open_catalog
from matchsafe.catalog.sample import NAME as SAMPLE
from matchsafe.catalog.search import Finder
from matchsafe.catalog.store import Store

_KEPT: Final = 4
"""Lists held in memory at most."""


@dataclass(frozen=True)
class Offered:
    """A list a reader can choose."""

    name: str
    label: str
    hint: str


class Catalogs:
    """Lists by name; a list that was changed, here or by another program, is read anew."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, int], Finder] = OrderedDict()
        self._alone = Lock()

    @property
    def store(self) -> Store:
        """Where the lists are kept."""
        return Store()

    def finder(self, name: str) -> Finder:
        """A list ready to be searched.

        Raises:
            UnknownCatalog: If there is no such list.
            CatalogError: If it cannot be read.
        """
        store = self.store
        version = store.history(name)[1] if name != SAMPLE or SAMPLE in store.names() else 0
        key = (str(store.folder), name, version)
        with self._alone:
            if key not in self._kept:
                self._kept[key] = Finder(open_catalog(store, name))
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def catalog(self, name: str) -> Catalog:
        """The list of this name.

        Raises:
            UnknownCatalog: If there is no such list.
            CatalogError: If it cannot be read.
        """
        return self.finder(name).catalog

    def offered(self) -> list[Offered]:
        """Every list on this machine, then the sample."""
        found = [self._offer(name) for name in self.store.names() if name != SAMPLE]
        return [*found, Offered(SAMPLE, "The sample", "Invented programs, to try things out.")]

    def _offer(self, name: str) -> Offered:
        try:
            catalog = self.catalog(name)
        except CatalogError as error:
            return Offered(name, name, str(error))
        as_of = f", newest date {catalog.as_of}" if catalog.as_of else ""
        return Offered(name, name, f"{len(catalog.records):,} programs{as_of}.")

    def usual(self) -> str | None:
        """The list in use, if one is; a list that is gone counts as none."""
        name = self.store.in_use()
        try:
            return None if name is None else self.catalog(name).name
        except CatalogError:
            return None

    def known(self, name: str | None) -> bool:
        """Whether there is such a list."""
        try:
            return name is not None and bool(self.catalog(name).name)
        except UnknownCatalog:
            return False
