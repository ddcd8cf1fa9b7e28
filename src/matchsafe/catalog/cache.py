"""Catalogs kept open: read once for each version and searched many times; one that was changed is read anew."""

from __future__ import annotations

from functools import cached_property
from threading import Lock
from typing import Final

from cachetools import LRUCache

from matchsafe.catalog.access import is_unkept_sample, name_in_use, open_catalog
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.search import Finder
from matchsafe.catalog.store import Store

KEPT: Final = 4
"""Catalogs held in memory at most."""


class Opened:
    """A catalog, and what searches it, made when first asked for."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    @cached_property
    def finder(self) -> Finder:
        """The catalog ready to be searched."""
        return Finder(self.catalog)


_kept: LRUCache[tuple[str, str, str], Opened] = LRUCache(KEPT)
_alone = Lock()


def opened(store: Store, name: str | None = None) -> Opened:
    """The catalog of that name, else the one in use.

    Raises:
        UnknownCatalog: If there is no such catalog.
        Damaged: If it cannot be read.
    """
    chosen = name_in_use(store, name)
    key = (str(store.folder), chosen, stamp_of(chosen, store))
    with _alone:  # one reads it, the others wait for that
        if key not in _kept:
            _kept[key] = Opened(open_catalog(store, chosen))
        return _kept[key]


def stamp_of(name: str, store: Store | None = None) -> str:
    """A word that is another one after every change of a catalog; "" for the sample that was never kept.

    Raises:
        UnknownCatalog: If there is no such catalog.
    """
    store = store or Store()
    return "" if is_unkept_sample(store, name) else store.stamp(name)


def catalog_of(name: str | None) -> Catalog | None:
    """The catalog of that name on this machine; ``None`` for ``None``; errors as for ``opened``."""
    return None if name is None else opened(Store(), name).catalog
