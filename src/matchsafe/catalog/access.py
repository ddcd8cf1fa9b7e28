"""A catalog by name, the one in use if none is named, or the sample; those looked at last stay in memory."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import UnknownCatalog
from matchsafe.catalog.sample import NAME as SAMPLE
from matchsafe.catalog.sample import sample
from matchsafe.catalog.search import Finder
from matchsafe.catalog.store import Store

NO_CATALOG: Final = (
    "There is no catalog yet. To bring in a list of programs: matchsafe catalog import FILE. "
    "To try things on invented programs: matchsafe catalog use sample."
)
"""What is said where there is none."""


def name_in_use(store: Store, name: str | None = None) -> str:
    """The name given, else that of the catalog in use.

    Raises:
        UnknownCatalog: If none is named and none is in use; the message says how to get one.
    """
    chosen = name or store.in_use()
    if chosen is None and store.names():
        raise UnknownCatalog(
            f"Which catalog? Choose one with: matchsafe catalog use NAME. Catalogs: {', '.join(store.names())}."
        )
    if chosen is None:
        raise UnknownCatalog(NO_CATALOG)
    return chosen


def open_catalog(store: Store, name: str | None = None) -> Catalog:
    """The catalog of that name, else the one in use; the sample is there without having been kept.

    Raises:
        UnknownCatalog: If there is no such catalog.
        DamagedCatalog: If it cannot be read.
    """
    chosen = name_in_use(store, name)
    return sample() if is_unkept_sample(store, chosen) else store.read(chosen)


def is_unkept_sample(store: Store, name: str) -> bool:
    """Whether this is the sample that is there without having been kept."""
    return name == SAMPLE and SAMPLE not in store.names()


def writable_name(store: Store, name: str) -> str:
    """The name of a catalog that is about to be changed; the sample is kept from now on.

    Raises:
        UnknownCatalog: If there is no such catalog.
        CatalogError: If the sample cannot be written.
    """
    if is_unkept_sample(store, name):
        made = sample()
        store.change(SAMPLE, "invented sample", lambda _: (made, f"{len(made.records)} invented programs"))
    store.place(name)
    return name


def use(store: Store, name: str) -> None:
    """Make a catalog the one in use; the sample is made when it is first used.

    Raises:
        UnknownCatalog: If there is no such catalog.
    """
    store.use(writable_name(store, name))


class SearchableCatalog:
    """A catalog, and what searches it, made when first needed."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    @cached_property
    def finder(self) -> Finder:
        """The catalog ready to be searched."""
        return Finder(self.catalog)


_one_at_a_time: Final = Lock()


def searchable_catalog(store: Store, name: str | None = None) -> SearchableCatalog:
    """The catalog of that name, else the one in use; read once for each version, however many ask at once.

    Raises:
        UnknownCatalog: If there is no such catalog.
        DamagedCatalog: If it cannot be read.
    """
    chosen = name_in_use(store, name)
    with _one_at_a_time:
        return _version(store.folder, chosen, stamp_of(chosen, store))


@lru_cache(maxsize=4)
def _version(folder: Path, name: str, stamp: str) -> SearchableCatalog:
    return SearchableCatalog(open_catalog(Store(folder), name))


def stamp_of(name: str, store: Store | None = None) -> str:
    """A word that is another one after every change of a catalog; "" for the sample that was never kept.

    Raises:
        UnknownCatalog: If there is no such catalog.
    """
    store = store or Store()
    return "" if is_unkept_sample(store, name) else store.stamp(name)


def catalog_of(name: str | None) -> Catalog | None:
    """The catalog of that name on this machine; ``None`` for ``None``; errors as for ``searchable_catalog``."""
    return None if name is None else searchable_catalog(Store(), name).catalog
