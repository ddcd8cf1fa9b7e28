"""Lists of programs a person keeps under a name, beside the catalog they are from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Final
from unicodedata import category

from matchsafe.catalog.access import is_unkept_sample, searchable_catalog, writable_name
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError, DamagedCatalog, UnknownList, UnknownProgram
from matchsafe.catalog.files import only_writer, write_whole
from matchsafe.catalog.record import Record
from matchsafe.catalog.store import Store

LONGEST_NAME: Final = 80
_FILE: Final = "lists.json"

Lists = dict[str, tuple[str, ...]]


def saved_lists(store: Store, catalog: str) -> Lists:
    """Every list of a catalog by name: ids of programs in the order they were put in.

    Raises:
        UnknownCatalog: If there is no such catalog.
        DamagedCatalog: If the lists cannot be read; they are left as they are.
    """
    if is_unkept_sample(store, catalog):
        return {}
    path = store.place(catalog) / _FILE
    try:
        content = json.loads(path.read_bytes())
        return {str(name): tuple(str(i) for i in ids) for name, ids in content.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError):
        raise DamagedCatalog(
            f"The saved lists in {path} cannot be read. They were left as they are."
        ) from None


def saved_list(store: Store, catalog: str, name: str) -> tuple[str, tuple[str, ...]]:
    """One list: its name as it is kept, and the ids of its programs.

    Raises:
        UnknownCatalog: If there is no such catalog.
        UnknownList: If there is no list of this name.
        DamagedCatalog: If the lists cannot be read.
    """
    lists = saved_lists(store, catalog)
    found = _exact_name(lists, name)
    return found, lists[found]


def save_list(store: Store, catalog: str, name: str, ids: Iterable[str]) -> Lists:
    """Keep a list under a name, in place of one of the same name; every id has to be in the catalog.

    Returns:
        All lists.

    Raises:
        CatalogError: If the name is empty or too long.
        UnknownProgram: If an id is not in the catalog.
    """
    cleaned, known = _name(name), _known_ids(store, catalog, ids)
    return _write(store, catalog, lambda lists: {**lists, cleaned: known})


def add_to_list(store: Store, catalog: str, name: str, ids: Iterable[str]) -> Lists:
    """Put programs at the end of a list, which is made if there is none of this name.

    Returns:
        All lists.

    Raises:
        CatalogError: If the name is empty or too long.
        UnknownProgram: If an id is not in the catalog.
    """
    cleaned, known = _name(name), _known_ids(store, catalog, ids)
    return _write(store, catalog, lambda lists: {**lists, cleaned: _once((*lists.get(cleaned, ()), *known))})


def take_from_list(store: Store, catalog: str, name: str, ids: Iterable[str]) -> Lists:
    """Take programs off a list; also such as are no longer in the catalog.

    Returns:
        All lists.

    Raises:
        UnknownList: If there is no list of this name.
        CatalogError: If a program is not on it.
    """
    gone = tuple(ids)

    def without(lists: Lists) -> Lists:
        found = _exact_name(lists, name)
        if missing := [i for i in gone if i not in lists[found]]:
            raise CatalogError(
                f'Not on the list "{found}": {", ".join(i[:80] for i in missing[:5])}. '
                f"On it: {', '.join(lists[found][:5]) or 'nothing'}."
            )
        return {**lists, found: tuple(i for i in lists[found] if i not in gone)}

    return _write(store, catalog, without)


def rename_list(store: Store, catalog: str, name: str, to: str) -> Lists:
    """Give a list another name; it keeps its place among the lists.

    Returns:
        All lists.

    Raises:
        UnknownList: If there is no list of this name.
        CatalogError: If the new name is empty, too long, or that of another list.
    """
    cleaned = _name(to)

    def renamed(lists: Lists) -> Lists:
        found = _exact_name(lists, name)
        if cleaned in lists and cleaned != found:
            raise CatalogError(f'There is a list "{cleaned}" already. Choose another name.')
        return {cleaned if n == found else n: ids for n, ids in lists.items()}

    return _write(store, catalog, renamed)


def delete_list(store: Store, catalog: str, name: str) -> Lists:
    """Forget a list.

    Returns:
        The lists that are left.

    Raises:
        UnknownList: If there is no list of this name.
    """

    def without(lists: Lists) -> Lists:
        found = _exact_name(lists, name)
        return {n: ids for n, ids in lists.items() if n != found}

    return _write(store, catalog, without)


def records_of(catalog: Catalog, ids: Iterable[str]) -> dict[str, Record | None]:
    """The programs behind the ids of a list, in its order; ``None`` for one that is no longer in the catalog."""
    found: dict[str, Record | None] = {}
    for key in ids:
        try:
            found[key] = catalog.find(key)
        except UnknownProgram:
            found[key] = None
    return found


def _name(name: str) -> str:
    cleaned = " ".join(name.split())
    if any(category(sign) in ("Cc", "Cs") for sign in cleaned):
        raise CatalogError("A sign that cannot be shown cannot be used in the name of a list.")
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise CatalogError(f"The name of a list has 1 to {LONGEST_NAME} signs; this one has {len(cleaned)}.")
    return cleaned


def _exact_name(lists: Lists, name: str) -> str:
    cleaned = " ".join(name.split())
    if cleaned not in lists:
        raise UnknownList(
            f'There is no list "{cleaned[:LONGEST_NAME]}". Lists: {", ".join(lists) or "none yet"}.'
        )
    return cleaned


def _known_ids(store: Store, catalog: str, ids: Iterable[str]) -> tuple[str, ...]:
    """The ids under which the catalog has the programs today."""
    there = searchable_catalog(store, catalog).catalog
    return _once(there.find(i).id for i in ids)


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _write(store: Store, catalog: str, change: Callable[[Lists], Lists]) -> Lists:
    place = store.place(writable_name(store, catalog))
    with only_writer(place):
        lists = change(saved_lists(store, catalog))
        write_whole(place / _FILE, json.dumps(lists, indent=1, ensure_ascii=False).encode())
    return lists
