"""Adding the values of one source to a record: nothing is lost, nothing is kept twice."""

from __future__ import annotations

from typing import Any, Final

from matchsafe.catalog.identity import kind_of
from matchsafe.catalog.record import MANY, ProgramFacts, Record, Value
from matchsafe.catalog.value_resolution import same, value_in_force

_NAMES: Final = ("name", "institution")
"""Fields in which a doubtful value is one put together here, and contradicts nothing."""

Contradiction = tuple[str, Value[Any], Value[Any]]
"""A field, the value that was there, and the one that contradicts it."""


def join_records(record: Record, facts: ProgramFacts) -> tuple[Record, list[Contradiction]]:
    """A record with the values of another added, and where they contradict.

    A value the same source gave before is dated anew instead of kept twice; a value another source gave too is kept
    with both sources.
    """
    changed: dict[str, Any] = {}
    found: list[Contradiction] = []
    for field, values in facts.facts():
        before: tuple[Value[Any], ...] = getattr(record, field)
        after = list(before)
        for value in values:
            if field in MANY:
                after += [value] if all(v.value != value.value for v in after) else []
                continue
            rivals = [v for v in before if (v.year, v.code) == (value.year, value.code)]
            against = [v for v in rivals if same(v.value) != same(value.value)]
            if _add(after, value) and against and not (field in _NAMES and value.reliability == "doubtful"):
                found.append((field, _in_force(record, field, against), value))
        if tuple(after) != before:
            changed[field] = tuple(after)
    return (record.model_copy(update=changed) if changed else record), found


def agree(one: ProgramFacts, other: ProgramFacts) -> bool:
    """Whether two programs may be one: the same specialty, no other ACGME id, no other kind of track."""
    ids, other_ids = ({v.value for v in facts.acgme_id} for facts in (one, other))
    kinds = {kind_of(one), kind_of(other)} - {None}
    return (
        value_in_force(one, "specialty").value == value_in_force(other, "specialty").value
        and not (ids and other_ids and not ids & other_ids)
        and len(kinds) < 2
    )


def _add(values: list[Value[Any]], value: Value[Any]) -> bool:
    """Put a value among others, in place; whether it tells anything new."""
    for i, old in enumerate(values):
        told_before = (old.source, old.year, old.code, old.reliability) == (
            value.source,
            value.year,
            value.code,
            value.reliability,
        )
        if told_before and same(old.value) == same(value.value):
            if (value.as_of or "") > (old.as_of or ""):
                values[i] = value
            return False
    values.append(value)
    return True


def _in_force(record: Record, field: str, against: list[Value[Any]]) -> Value[Any]:
    """Of the values contradicted, the one in force, else the one recorded last."""
    winners = value_in_force(record, field).winners
    return next((v for v in against if v in winners), against[-1])
