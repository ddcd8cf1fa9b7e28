"""Values of a program list in words, for every face that tells of an import."""

from __future__ import annotations

from typing import Any

from matchsafe.catalog.record import Draft, Value
from matchsafe.domain.specialties import SPECIALTY_NAMES


def value_words(name: str, value: object) -> str:
    """A value of a field as a reader says it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and (name.endswith("_share") or name.startswith("invite_rate")):
        return f"{value * 100:g} in 100"
    if name == "specialty":
        return SPECIALTY_NAMES.get(str(value), str(value))
    return str(value).replace("_", " ") if name in ("setting", "track") else str(value)


def source_words(value: Value[Any]) -> str:
    """Who says so, and of when it is."""
    return f"{value.source}, {value.as_of}" if value.as_of else value.source


def field_words(name: str, draft: Draft) -> str:
    """All values of a field as they were read."""
    values: tuple[Value[Any], ...] = getattr(draft, name)
    told = [f"{value_words(name, v.value)}{f' ({v.year})' if v.year else ''}" for v in values]
    return ", ".join(dict.fromkeys(told))
