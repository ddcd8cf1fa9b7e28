"""Putting what the applicant knows of a program into a list on this machine, as a change that can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from matchsafe.catalog.access import kept
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.own import with_own, without_own
from matchsafe.catalog.store import Store, Version
from matchsafe.catalog.value_resolution import explain_field


def enter(
    store: Store,
    catalog: str,
    key: str,
    field: str,
    value: object | None,
    on: date,
    words: Callable[[object, str], str],
) -> Version:
    """Enter a value of the applicant's own, or with ``None`` take it back.

    Args:
        store: The lists of this machine.
        catalog: Name of the list; the sample becomes one that is kept.
        key: Id of the program, NRMP code or ACGME id.
        field: Name of the field.
        value: What stands in it from now on.
        on: The day it is entered.
        words: Tells a value of a field in words, for the history of the list.

    Returns:
        The new version of the list.

    Raises:
        UnknownCatalog: If there is no such list.
        UnknownProgram: If there is no such program in it.
        CatalogError: If there is no such field, or the value cannot stand in it; nothing is changed.
        CatalogBusy: If another program is changing the list.
    """
    what = f"own {field} of {key}"[:200] + (" taken back" if value is None else "")

    def work(before: Catalog) -> tuple[Catalog, str]:
        record = before.find(key)
        changed = without_own(record, field) if value is None else with_own(record, field, value, on)
        at = next(i for i, program in enumerate(before.programs) if program.id == record.id)
        records = (*before.records[:at], changed, *before.records[at + 1 :])
        known = before.in_force.with_own(at, changed)
        after = Catalog(before.name, records, before.sample, before.became, known)
        told = explain_field(changed, field)
        return after, f"{told.label}: {words(told.value, field)}"

    return store.change(kept(store, catalog), what, work)
