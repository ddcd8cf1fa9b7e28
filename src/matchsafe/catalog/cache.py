"""Catalogs kept open: read once for each version and searched many times; one that was changed is read anew."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from threading import Lock
from typing import Final

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


_kept: OrderedDict[tuple[str, str, str], Opened] = OrderedDict()
_alone = Lock()


def opened(store: Store, name: str | None = None) -> Opened:
    """The catalog of that name, else the one in use.

    Raises:
        UnknownCatalog: If there is no such catalog.
        Damaged: If it cannot be read.
    """
    chosen = name_in_use(store, name)
    stamp = "" if is_unkept_sample(store, chosen) else store.stamp(chosen)
    key = (str(store.folder), chosen, stamp)
    with _alone:
        if key not in _kept:
            _kept[key] = Opened(open_catalog(store, chosen))
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
        return _kept[key]
