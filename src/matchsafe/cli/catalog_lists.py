"""``matchsafe catalog lists``, ``save`` and ``unsave``: programs put aside under a name."""

from __future__ import annotations

from matchsafe.catalog import lists as saved
from matchsafe.catalog.access import name_in_use, searchable_catalog
from matchsafe.catalog.as_json import brief, list_content
from matchsafe.catalog.store import Store
from matchsafe.catalog.value_resolution import resolve
from matchsafe.cli.catalog import banner, errors, line
from matchsafe.cli.errors import CliError
from matchsafe.cli.output import print_json, print_line
from matchsafe.domain.text import plural


def show(which: str | None, name: str | None, *, rename: str | None, delete: bool, as_json: bool) -> None:
    """Print the saved lists of a catalog, or the programs of one; or rename or delete one."""
    if which is None and (delete or rename is not None):
        raise CliError("Say which list: matchsafe catalog lists LIST --rename NEW, or --delete.")
    if delete and rename is not None:
        raise CliError("A list is renamed or deleted: give --rename or --delete, not both.")
    with errors():
        store = Store()
        chosen = name_in_use(store, name)
        if which is not None and delete:
            saved.delete_list(store, chosen, which)
            which = None
        elif which is not None and rename is not None:
            saved.rename_list(store, chosen, which, rename)
            which = rename
    _tell(store, chosen, which, as_json=as_json)


def change(which: str, keys: list[str], name: str | None, *, off: bool, as_json: bool) -> None:
    """Put programs on a saved list, or take them off, and print what is on it then."""
    with errors():
        store = Store()
        chosen = name_in_use(store, name)
        (saved.take_from_list if off else saved.add_to_list)(store, chosen, which, keys)
    _tell(store, chosen, which, as_json=as_json)


def _tell(store: Store, chosen: str, which: str | None, *, as_json: bool) -> None:
    with errors():
        catalog = searchable_catalog(store, chosen).catalog
        everything = saved.saved_lists(store, chosen)
        found = None if which is None else saved.saved_list(store, chosen, which)
    banner(catalog, as_json)
    if found is None:
        if as_json:
            print_json(
                {"catalog": brief(catalog), "lists": [{"name": n, "ids": i} for n, i in everything.items()]}
            )
            return
        for list_name, ids in everything.items():
            print_line(f"{list_name}: {plural(len(ids), 'program', none='0')}")
        if not everything:
            print_line("There is no saved list yet. To make one: matchsafe catalog save LIST ID...")
        return
    told = saved.records_of(catalog, found[1])
    if as_json:
        print_json({"catalog": brief(catalog), **list_content(found[0], found[1], told)})
        return
    print_line(f"{found[0]}: {plural(len(found[1]), 'program', none='0')}")
    for key, record in told.items():
        print_line(
            f"  {line(resolve(record), None)}"
            if record
            else f"  {key} | no longer in the catalog {catalog.name}"
        )
