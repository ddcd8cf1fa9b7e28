"""``matchsafe catalog list``, ``undo`` and ``delete``: what is kept on this computer, taking back, doing away."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from matchsafe.catalog.access import NO_CATALOG, name_in_use
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.store import Store, Version
from matchsafe.cli.errors import CliError, fitted, printable
from matchsafe.domain.text import plural


def listing(*, as_json: bool) -> None:
    """Print the catalogs and what was done to each, newest last; the version in use has a mark.

    Raises:
        CliError: If a catalog cannot be read.
    """
    store = Store()
    try:
        known = {name: store.history(name) for name in store.names()}
    except CatalogError as error:
        raise CliError(str(error)) from error
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
        sys.stdout.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
        return
    if not known:
        _say(NO_CATALOG)
    for name, (versions, current) in known.items():
        _say(f"{name}{' (in use)' if name == store.in_use() else ''}")
        for version in versions:
            mark = "*" if version.number == current else " "
            _say(
                f" {mark}{version.number:>4}  {version.made_at[:10]}  {version.records:,} programs: {version.what}"
            )


def undo(name: str | None, to: int | None, *, redo: bool, as_json: bool) -> None:
    """Go back to the version before, or to another one; every version stays.

    Raises:
        CliError: If there is no such catalog or version.
    """
    store = Store()
    try:
        chosen = name_in_use(store, name)
        version = store.redo(chosen) if redo else store.undo(chosen, to)
    except CatalogError as error:
        raise CliError(str(error)) from error
    if as_json:
        content = {"name": chosen, "version": None if version is None else asdict(version)}
        sys.stdout.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
        return
    _say(_now(chosen, version))


def delete(name: str, *, yes: bool) -> None:
    """Delete a catalog for good, with all its versions.

    Raises:
        CliError: If there is no such catalog, or nobody said that it is meant.
    """
    store = Store()
    try:
        versions, _ = store.history(name)
        told = f'the catalog "{name}" with its {plural(len(versions), "version")}'
        if not yes:
            if not _at_terminal():
                raise CliError(f"Nothing was changed. To delete {told} for good, add --yes.")
            sys.stdout.write(f"Delete {told}? This cannot be undone. [y/N] ")
            sys.stdout.flush()
            if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
                _say("Nothing was changed.")
                return
        store.remove(name)
    except CatalogError as error:
        raise CliError(str(error)) from error
    _say(f"Deleted: {told}.")


def _now(name: str, version: Version | None) -> str:
    if version is None:
        return f'The catalog "{name}" is empty again, as before the first import. To do it again: --redo'
    return (
        f'The catalog "{name}" is at version {version.number} ({version.what}), {version.records:,} programs.'
    )


def _at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _say(text: str) -> None:
    sys.stdout.write(fitted(printable(text), sys.stdout) + "\n")
