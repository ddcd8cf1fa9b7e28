"""The program lists of this machine as their page tells of them: how large, how new, what was done last."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.store import Store, Version
from matchsafe.present import words
from matchsafe.web.catalogs import Catalogs


def rows(catalogs: Catalogs) -> list[dict[str, Any]]:
    """Every list that is kept, the one in use first."""
    store = catalogs.store
    in_use = store.in_use()
    return [_row(catalogs, name, name == in_use) for name in sorted(store.names(), key=lambda n: n != in_use)]


def _row(catalogs: Catalogs, name: str, in_use: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "in_use": in_use, "sample": False, **steps(catalogs.store, name)}
    try:
        catalog = catalogs.catalog(name)
    except CatalogError as error:
        return {**row, "readable": False, "state": str(error)}
    newest = f" The newest value is of {catalog.as_of}." if catalog.as_of else ""
    state = f"{count(len(catalog.records), 'program')}.{newest}"
    return {**row, "readable": True, "state": state, "sample": catalog.sample}


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
        "last": _told(now) if now else None,
        "undo": _told(now) if now and can_undo else None,
        "before": count(back.records, "program") if back else "no programs",
        "redo": _told(later[-1]) if later else None,
    }


def history(store: Store, name: str) -> list[dict[str, Any]]:
    """Every version that is kept, the newest first.

    Raises:
        UnknownCatalog: If there is no such list.
    """
    versions, current = store.history(name)
    return [{**_told(v), "number": v.number, "now": v.number == current} for v in reversed(versions)]


def _told(version: Version) -> dict[str, str]:
    made = datetime.fromisoformat(version.made_at).astimezone()
    return {
        "what": words.sentence(version.what).rstrip("."),
        "day": words.day(made.date()),
        "summary": words.sentence(version.summary),
        "programs": count(version.records, "program"),
    }


def count(number: int, what: str) -> str:
    """A number with what it counts: "1 program", "5,012 programs"."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
