"""Invented rows of program lists, as importers hand them on."""

from __future__ import annotations

from typing import Any

from matchsafe.catalog.merge import merge
from matchsafe.catalog.record import Draft, Record

from .conftest import valued

OLD, NEW = "Invented list of 2024", "Invented list of 2025"


def draft(origin: str = "row 1", source: str = NEW, as_of: str = "2025", **fields: Any) -> Draft:
    fields = {"name": "Alder Falls Hospital", "specialty": "internal_medicine", "state": "OH", **fields}
    known = {f: valued(f, v, source, as_of) for f, v in fields.items() if v is not None}
    return Draft.model_validate({"origin": origin, **known})


def catalog(*drafts: Draft) -> tuple[Record, ...]:
    return merge((), drafts).records
