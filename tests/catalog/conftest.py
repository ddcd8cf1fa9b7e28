from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matchsafe.catalog.record import Record, Value

Make = Callable[..., Record]


def valued(field: str, content: Any, source: str, as_of: str | None) -> Any:
    """Values as a test writes them: a plain one, a `Value`, or a list of either."""
    several = content if isinstance(content, list) else [content]
    return [v if isinstance(v, Value) else Value(value=v, source=source, as_of=as_of) for v in several]


@pytest.fixture
def make() -> Make:
    """A record from plain values: `make(name="Invented Hospital", j1=True)`."""

    def build(
        key: str = "p1", source: str = "An invented list", as_of: str | None = "2025", **fields: Any
    ) -> Record:
        fields = {"name": "Invented Hospital Program", "specialty": "internal_medicine", **fields}
        return Record.model_validate(
            {"id": key, **{f: valued(f, v, source, as_of) for f, v in fields.items()}}
        )

    return build
