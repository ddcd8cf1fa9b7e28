"""``matchsafe catalog list``, ``history``, ``use``, ``undo`` and ``delete``: the catalogs of this computer."""

from __future__ import annotations

from dataclasses import asdict

from matchsafe.catalog.access import NO_CATALOG, name_in_use
from matchsafe.catalog.access import use as use_catalog
from matchsafe.catalog.store import Store, Version
from matchsafe.cli.catalog import banner, errors
from matchsafe.cli.output import UNCHANGED, confirmed, print_json, print_line
from matchsafe.domain.text import plural


def listing(*, as_json: bool) -> None:
    """Print the catalogs and what was done to each, newest last; the version in use has a mark."""
    store = Store()
    with errors():
        known = {name: store.history(name) for name in store.names()}
    if as_json:
        content = [
            {
                "name": name,
                "in_use": name == store.in_use(),
                "version": current,
                "versions": [vars(v) for v in versions],
            }
            for name, (versions, current) in known.items()
        ]
        print_json(content)
        return
    if not known:
        print_line(NO_CATALOG)
    for name, (versions, current) in known.items():
        print_line(f"{name}{' (in use)' if name == store.in_use() else ''}")
        for version in versions:
            mark = "*" if version.number == current else " "
            print_line(
                f" {mark}{version.number:>4}  {version.made_at[:10]}  {version.records:,} programs: {version.what}"
            )


def history(name: str | None, *, as_json: bool) -> None:
    """Print the versions of a catalog."""
    with errors():
        store = Store()
        chosen = name_in_use(store, name)
        versions, current = store.history(chosen)
    if as_json:
        print_json({"name": chosen, "current": current, "versions": [asdict(v) for v in versions]})
        return
    for v in versions:
        mark = "*" if v.number == current else " "
        print_line(f"{mark} {v.number}  {v.made_at[:16].replace('T', ' ')}  {v.records:,} programs  {v.what}")
        print_line(f"       {v.summary}")
    if current == 0:
        print_line(
            "All changes are undone: the catalog is empty. To do one again: matchsafe catalog undo --redo"
        )


def use(name: str) -> None:
    """Make a catalog the one in use."""
    with errors():
        store = Store()
        use_catalog(store, name)
        catalog = store.read(name)
    banner(catalog, as_json=False)
    print_line(f"In use: {name}, {len(catalog.records):,} programs")


def undo(name: str | None, to: int | None, *, redo: bool, as_json: bool) -> None:
    """Go back to the version before, or to another one; every version stays."""
    store = Store()
    with errors():
        chosen = name_in_use(store, name)
        version = store.redo(chosen) if redo else store.undo(chosen, to)
    if as_json:
        content = {"name": chosen, "version": None if version is None else asdict(version)}
        print_json(content)
        return
    print_line(_now(chosen, version))


def delete(name: str, *, yes: bool) -> None:
    """Delete a catalog for good, with all its versions."""
    store = Store()
    with errors():
        versions, _ = store.history(name)
        told = f'the catalog "{name}" with its {plural(len(versions), "version")}'
        refusal = f"{UNCHANGED} To delete {told} for good, add --yes."
        if not (yes or confirmed(f"Delete {told}? This cannot be undone.", refusal)):
            return
        store.remove(name)
    print_line(f"Deleted: {told}.")


def _now(name: str, version: Version | None) -> str:
    if version is None:
        return f'The catalog "{name}" is empty again, as before the first import. To do it again: --redo'
    return (
        f'The catalog "{name}" is at version {version.number} ({version.what}), {version.records:,} programs.'
    )
