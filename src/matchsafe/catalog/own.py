"""What the applicant enters of a program: it stands before every source, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from pydantic import ValidationError

from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.record import FIELD_LABELS, MANY, Record, Value
from matchsafe.domain.model_errors import problems_of

SOURCE: Final = "Your own entry"


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
