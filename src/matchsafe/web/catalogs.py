"""The program lists on this machine, as the pages offer and use them."""

from __future__ import annotations

from dataclasses import dataclass

from matchsafe.catalog.cache import opened
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError, UnknownCatalog
from matchsafe.catalog.sample import NAME as SAMPLE
from matchsafe.catalog.search import Finder
from matchsafe.catalog.store import Store


@dataclass(frozen=True)
class Offered:
    """A list a reader can choose."""

    name: str
    label: str
    hint: str


class Catalogs:
    """Lists by name; a list that was changed, here or by another program, is read anew."""

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
        return opened(self.store, name).finder

    def version(self, name: str) -> int:
        """Which version of a list is in use; 0 for the sample, which never changes.

        Raises:
            UnknownCatalog: If there is no such list.
        """
        store = self.store
        return store.history(name)[1] if name != SAMPLE or SAMPLE in store.names() else 0

    def catalog(self, name: str) -> Catalog:
        """The list of this name.

        Raises:
            UnknownCatalog: If there is no such list.
            CatalogError: If it cannot be read.
        """
        return opened(self.store, name).catalog

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
