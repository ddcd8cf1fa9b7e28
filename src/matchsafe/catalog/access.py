"""Opening a catalog by name, the one in use if none is named, or the sample."""

from __future__ import annotations

from typing import Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import UnknownCatalog
from matchsafe.catalog.sample import NAME as SAMPLE
from matchsafe.catalog.sample import sample
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
        Damaged: If it cannot be read.
    """
    chosen = name_in_use(store, name)
    return sample() if is_unkept_sample(store, chosen) else store.read(chosen)


def is_unkept_sample(store: Store, name: str) -> bool:
    """Whether this is the sample that is there without having been kept."""
    return name == SAMPLE and SAMPLE not in store.names()


def kept(store: Store, name: str) -> str:
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
    store.use(kept(store, name))
