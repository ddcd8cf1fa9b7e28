"""Opening a catalog by name, the one in use if none is named, or the sample."""

from __future__ import annotations

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import UnknownCatalog
from matchsafe.catalog.sample import NAME as SAMPLE
from matchsafe.catalog.sample import sample
from matchsafe.catalog.store import Store


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
        raise UnknownCatalog(
            "There is no catalog yet. To bring in a list of programs: matchsafe catalog import FILE. "
            "To try things on invented programs: matchsafe catalog use sample."
        )
    return chosen


def open_catalog(store: Store, name: str | None = None) -> Catalog:
    """The catalog of that name, else the one in use; the sample is there without having been kept.

    Raises:
        UnknownCatalog: If there is no such catalog.
        Damaged: If it cannot be read.
    """
    chosen = name_in_use(store, name)
    return sample() if chosen == SAMPLE and SAMPLE not in store.names() else store.read(chosen)


def use(store: Store, name: str) -> None:
    """Make a catalog the one in use; the sample is made when it is first used.

    Raises:
        UnknownCatalog: If there is no such catalog.
    """
    if name == SAMPLE and SAMPLE not in store.names():
        made = sample()
        store.change(SAMPLE, "invented sample", lambda _: (made, f"{len(made.records)} invented programs"))
    store.use(name)
