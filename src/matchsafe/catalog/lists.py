"""Lists of programs a person keeps under a name, beside the catalog they are from."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from matchsafe.catalog.errors import CatalogError, Damaged
from matchsafe.catalog.files import only_writer, write_whole
from matchsafe.catalog.store import Store

LONGEST_NAME: Final = 80
_FILE: Final = "lists.json"

Lists = dict[str, tuple[str, ...]]


def saved_lists(store: Store, catalog: str) -> Lists:
    """Every list of a catalog by name: ids of programs in the order they were put in.

    Raises:
        UnknownCatalog: If there is no such catalog.
        Damaged: If the lists cannot be read; they are left as they are.
    """
    path = store.place(catalog) / _FILE
    try:
        content = json.loads(path.read_bytes())
        return {str(name): tuple(str(i) for i in ids) for name, ids in content.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError):
        raise Damaged(f"The saved lists in {path} cannot be read. They were left as they are.") from None


def save_list(store: Store, catalog: str, name: str, ids: tuple[str, ...]) -> Lists:
    """Keep a list under a name, in place of one of the same name; every id has to be in the catalog.

    Returns:
        All lists.

    Raises:
        CatalogError: If the name is empty or too long.
        UnknownProgram: If an id is not in the catalog.
    """
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise CatalogError(f"The name of a list has 1 to {LONGEST_NAME} signs; this one has {len(cleaned)}.")
    known = store.read(catalog)
    kept = tuple(dict.fromkeys(known.find(i).id for i in ids))
    return _write(store, catalog, lambda lists: {**lists, cleaned: kept})


def delete_list(store: Store, catalog: str, name: str) -> Lists:
    """Forget a list.

    Returns:
        The lists that are left.

    Raises:
        CatalogError: If there is no list of this name.
    """

    def without(lists: Lists) -> Lists:
        if name not in lists:
            raise CatalogError(
                f'There is no list "{name[:LONGEST_NAME]}". Lists: {", ".join(lists) or "none yet"}.'
            )
        return {n: ids for n, ids in lists.items() if n != name}

    return _write(store, catalog, without)


def _write(store: Store, catalog: str, change: Callable[[Lists], Lists]) -> Lists:
    place = store.place(catalog)
    with only_writer(place):
        lists = change(saved_lists(store, catalog))
        write_whole(place / _FILE, json.dumps(lists, indent=1, ensure_ascii=False).encode())
    return lists
