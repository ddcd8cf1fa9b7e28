"""Up to four programs side by side: one row a field, with the source of every value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.record import FIELD_LABELS
from matchsafe.catalog.value_resolution import FieldExplanation, explain_field

MOST: Final = 4


@dataclass(frozen=True)
class FieldComparison:
    """One field of several programs; ``differ`` tells whether the values known are not all the same."""

    field: str
    label: str
    cells: tuple[FieldExplanation, ...]
    differ: bool


def compare(catalog: Catalog, keys: Sequence[str]) -> tuple[FieldComparison, ...]:
    """The fields known of at least one of the programs, in the order of the record.

    Raises:
        CatalogError: If fewer than two or more than four different programs are asked for.
        UnknownProgram: If one is not in the catalog.
    """
    records = list({r.id: r for r in (catalog.find(k) for k in keys)}.values())
    if not 2 <= len(records) <= MOST:
        raise CatalogError(f"Two to {MOST} different programs can be compared; found {len(records)}.")
    rows = []
    for field, label in FIELD_LABELS.items():
        cells = tuple(explain_field(r, field) for r in records)
        known = [c.value for c in cells if c.winners]
        if known:
            rows.append(FieldComparison(field, label, cells, any(v != known[0] for v in known)))
    return tuple(rows)
