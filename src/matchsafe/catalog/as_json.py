"""Catalogs, programs and comparisons as plain data for programs: what ``--json`` prints and the API answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.comparison import FieldComparison
from matchsafe.catalog.record import Record
from matchsafe.catalog.search import SearchResult
from matchsafe.catalog.value_resolution import FieldExplanation, resolve


def brief(catalog: Catalog) -> dict[str, Any]:
    """What a catalog is; with its banner if it is a sample."""
    told = {
        "name": catalog.name,
        "sample": catalog.sample,
        "as_of": catalog.as_of,
        "programs": len(catalog.records),
    }
    return {**told, "banner": catalog.banner} if catalog.sample else told


def search_page(found: SearchResult) -> dict[str, Any]:
    """A page of programs with the counts around it."""
    hits = [{**h.program.model_dump(mode="json"), "miles": h.miles} for h in found.hits]
    counts = {
        k: getattr(found, k)
        for k in ("total", "page", "pages", "by_state", "by_specialty", "by_setting", "unknown")
    }
    return {**counts, "programs": hits}


def explanation(e: FieldExplanation) -> dict[str, Any]:
    """A field with its value in force, the reason, and every source."""
    return {
        "field": e.field,
        "label": e.label,
        "value": e.value,
        "why": e.why,
        "disputed": e.disputed,
        "winners": [v.model_dump(exclude_none=True) for v in e.winners],
        "others": [v.model_dump(exclude_none=True) for v in e.others],
    }


def comparison(catalog: Catalog, keys: Sequence[str], rows: Sequence[FieldComparison]) -> dict[str, Any]:
    """Programs side by side, a row a field."""
    told = [
        {
            "field": r.field,
            "label": r.label,
            "differ": r.differ,
            "programs": [explanation(c) for c in r.cells],
        }
        for r in rows
    ]
    ids = list(dict.fromkeys(catalog.find(k).id for k in keys))
    return {"catalog": brief(catalog), "ids": ids, "rows": told}


def list_content(name: str, ids: Sequence[str], found: Mapping[str, Record | None]) -> dict[str, Any]:
    """A saved list: its ids, the values in force of its programs, and the ids that are gone."""
    return {
        "name": name,
        "ids": list(ids),
        "programs": [resolve(r).model_dump(mode="json") for r in found.values() if r is not None],
        "gone": [key for key, record in found.items() if record is None],
    }
