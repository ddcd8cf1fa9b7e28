"""The program lists on this machine: searchable_catalog, offered, and listed with what was done to them last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matchsafe.catalog.access import searchable_catalog
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError, UnknownCatalog
from matchsafe.catalog.sample import NAME as SAMPLE
from matchsafe.catalog.search import Finder
from matchsafe.catalog.store import Store, Version
from matchsafe.catalog.twins import open_pairs
from matchsafe.domain.text import day, plural, sentence


@dataclass(frozen=True)
class ListChoice:
    """A program list a reader can choose."""

    name: str
    label: str
    hint: str


def finder(name: str) -> Finder:
    """A list ready to be searched.

    Raises:
        UnknownCatalog: If there is no such list.
        CatalogError: If it cannot be read.
    """
    return searchable_catalog(Store(), name).finder


def version(name: str) -> int:
    """Which version of a list is in use; 0 for the sample, which never changes.

    Raises:
        UnknownCatalog: If there is no such list.
    """
    kept = Store()
    return kept.history(name)[1] if name != SAMPLE or SAMPLE in kept.names() else 0


def catalog(name: str) -> Catalog:
    """The list of this name.

    Raises:
        UnknownCatalog: If there is no such list.
        CatalogError: If it cannot be read.
    """
    return searchable_catalog(Store(), name).catalog


def open_twin_pairs(name: str) -> int:
    """How many pairs of a list may be one program; 0 where the list is gone."""
    try:
        return len(open_pairs(catalog(name)))
    except CatalogError:
        return 0


def list_choices() -> list[ListChoice]:
    """Every list on this machine, then the sample."""
    found = [_offer(name) for name in Store().names() if name != SAMPLE]
    return [*found, ListChoice(SAMPLE, "The sample", "Invented programs, to try things out.")]


def _offer(name: str) -> ListChoice:
    try:
        found = catalog(name)
    except CatalogError as error:
        return ListChoice(name, name, str(error))
    as_of = f", newest value from {found.as_of}" if found.as_of else ""
    return ListChoice(name, name, f"{plural(len(found.records), 'program', none='0')}{as_of}.")


def usual() -> str | None:
    """The list in use, if one is; a list that is gone counts as none."""
    name = Store().in_use()
    try:
        return None if name is None else catalog(name).name
    except CatalogError:
        return None


def exists(name: str | None) -> bool:
    """Whether there is such a list."""
    try:
        return name is not None and bool(catalog(name).name)
    except UnknownCatalog:
        return False


def overview() -> list[dict[str, Any]]:
    """Every list that is kept, the one in use first."""
    store = Store()
    in_use = store.in_use()
    return [_row(store, name, name == in_use) for name in sorted(store.names(), key=lambda n: n != in_use)]


def _row(store: Store, name: str, in_use: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "in_use": in_use, "sample": False, **steps(store, name)}
    try:
        kept = catalog(name)
    except CatalogError as error:
        return {**row, "readable": False, "state": str(error)}
    newest = f" The newest value is from {kept.as_of}." if kept.as_of else ""
    state = f"{plural(len(kept.records), 'program', none='0')}.{newest}"
    return {**row, "readable": True, "state": state, "sample": kept.sample, "twins": len(open_pairs(kept)),
            "employers": sum(o.asked for o in kept.employers)}  # fmt: skip


def steps(store: Store, name: str) -> dict[str, Any]:
    """What was done to a list last, and what can be taken back or done again.

    Raises:
        UnknownCatalog: If there is no such list.
    """
    versions, current = store.history(name)
    now = next((v for v in versions if v.number == current), None)
    later = [v for v in versions if v.parent == current]
    back = next((v for v in versions if now and v.number == now.parent), None)
    can_undo = now is not None and (now.parent == 0 or back is not None)
    return {
        "last": _version_row(now) if now else None,
        "undo": _version_row(now) if now and can_undo else None,
        "before": plural(back.records if back else 0, "program"),
        "redo": _version_row(later[-1]) if later else None,
    }


def history(store: Store, name: str) -> list[dict[str, Any]]:
    """Every version that is kept, the newest first.

    Raises:
        UnknownCatalog: If there is no such list.
    """
    versions, current = store.history(name)
    return [{**_version_row(v), "number": v.number, "now": v.number == current} for v in reversed(versions)]


def _version_row(version: Version) -> dict[str, str]:
    made = datetime.fromisoformat(version.made_at).astimezone()
    return {
        "what": sentence(version.what).rstrip("."),
        "day": day(made.date()),
        "summary": sentence(version.summary),
        "programs": plural(version.records, "program", none="0"),
    }
