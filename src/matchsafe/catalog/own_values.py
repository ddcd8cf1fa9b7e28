"""What the applicant enters of a program: it outranks every source, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from matchsafe.catalog.access import writable_name
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.record import FIELD_LABELS, MANY, Record, Value
from matchsafe.catalog.store import Store, Version
from matchsafe.catalog.value_resolution import explain_field
from matchsafe.domain.model_errors import problems_of

SOURCE: Final = "Your own entry"


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
        after = replace(before, records=records, known=known)
        told = explain_field(changed, field)
        return after, f"{told.label}: {words(told.value, field)}"

    return store.change(writable_name(store, catalog), what, work)


def with_own(record: Record, field: str, value: object, on: date) -> Record:
    """The record with a value of the applicant's own, in place of an earlier one; notes are added to each other.

    Raises:
        CatalogError: If there is no such field, or the value cannot stand in it.
    """
    before = _values(record, field)
    entry = {"value": value, "source": SOURCE, "as_of": on.isoformat(), "reliability": "own"}
    kept = before if field in MANY else tuple(v for v in before if v.reliability != "own")
    content = record.model_dump()
    content[field] = [*(v.model_dump() for v in kept), entry]
    try:
        return Record.model_validate(content)
    except ValidationError as error:
        told = problems_of(error, Record)[0]
        raise CatalogError(f"{FIELD_LABELS[field]}: {replace(told, path='').sentence()}") from None


def without_own(record: Record, field: str) -> Record:
    """The record without what the applicant entered in a field.

    Raises:
        CatalogError: If there is no such field, or nothing else would be left of one every program needs.
    """
    kept = tuple(v for v in _values(record, field) if v.reliability != "own")
    try:
        return Record.model_validate({**record.model_dump(), field: [v.model_dump() for v in kept]})
    except ValidationError:
        raise CatalogError(
            f"{FIELD_LABELS[field]}: a program needs one, and no other source tells it."
        ) from None


def _values(record: Record, field: str) -> tuple[Value[Any], ...]:
    if field not in FIELD_LABELS:
        raise CatalogError(f'"{field[:40]}" is no field of a program. Accepted: {", ".join(FIELD_LABELS)}.')
    values: tuple[Value[Any], ...] = getattr(record, field)
    return values
