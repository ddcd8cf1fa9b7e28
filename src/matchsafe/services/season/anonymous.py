"""A season without names, to keep or to share with an advisor: no free text is left in it."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel

from matchsafe.domain.field_types import FieldType, field_types
from matchsafe.domain.season import Season
from matchsafe.services.season.edit import as_record
from matchsafe.workspace.seasonfile import check

_NAMED: Final = {"program": "Program", "name": "Person", "criteria": "Criterion", "ratings": "Criterion"}
"""Fields whose names are replaced by a number, the same for the same name."""

_LEFT_OUT: Final = (
    "catalog_id",
    "source",
    "time_zone",
    "school",
    "country",
    "link",
    "city",
    "rank_list",
    "couple_list",
    "partner_rank_list",
)
"""Fields that say who or where, beside free text."""

_KEPT: Final = ("code",)
"""Texts that are words of this tool."""


def without_names(season: Season) -> Season:
    """The same season with programs, people and criteria numbered, and every other free text left out.

    What counts for a chance stays: scores, states, kinds of programs, dates, events, ratings, costs, what was said in
    each month, and the result.
    """
    season = as_record(season)
    numbers: dict[tuple[str, str], str] = {}
    content = _group(season.model_dump(mode="json", exclude_unset=True), Season, numbers)
    return check(content, name="season").season


def _group(
    group: dict[str, Any], model: type[BaseModel], numbers: dict[tuple[str, str], str]
) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, field in field_types(model).items():
        if name not in group or name in _LEFT_OUT:
            continue
        value = _value(group[name], field, numbers)
        if value is not None or group[name] is None:
            kept[name] = value
    return kept


def _value(value: Any, field: FieldType, numbers: dict[tuple[str, str], str]) -> Any:
    if value is None:
        return None
    if field.kind in ("text", "link", "list"):
        if field.name in _KEPT:
            return value
        return _number(value, field, numbers) if field.name in _NAMED and isinstance(value, str) else None
    if field.kind == "id":
        return _numbered("id", value, numbers)
    if field.kind == "map":
        return {_number(name, field, numbers): each for name, each in value.items()}
    if field.group is None:
        return value
    if isinstance(value, list):
        return [_group(each, field.group, numbers) for each in value]
    return _group(value, field.group, numbers) if isinstance(value, dict) else value


def _number(name: str, field: FieldType, numbers: dict[tuple[str, str], str]) -> str:
    """The number that stands for a name: "Program 3"."""
    return _numbered(_NAMED[field.name], " ".join(name.casefold().split()), numbers)


def _numbered(word: str, name: str, numbers: dict[tuple[str, str], str]) -> str:
    if (word, name) not in numbers:
        number = sum(1 for known, _ in numbers if known == word) + 1
        numbers[word, name] = f"{word}{'' if word == 'id' else ' '}{number}"
    return numbers[word, name]
