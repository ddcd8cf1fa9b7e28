"""What the season's types allow at each place, read off the types so that no bound is written twice."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from matchsafe.domain.season import Season
from matchsafe.workspace.seasonfile.fields import NOTES, FieldNote
from matchsafe.workspace.seasonfile.problems import Location

Kind = Literal["word", "words", "whole", "share", "yes_no", "text", "group", "interviews"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One field as its type describes it.

    Attributes:
        owner: Name of the type the field belongs to, such as ``Interview``.
        kind: One word of a few, a list of such words, a whole number, a share from 0 to 1, yes or no, free
            text, a group of fields, or interviews (a list of groups, or a number).
        words: The words accepted, for the kinds ``word`` and ``words``.
        low: Smallest number accepted.
        high: Largest number accepted.
        longest: Most characters accepted in a text, or most groups in a list.
        group: The type of the group, or of each group in the list.
    """

    owner: str
    name: str
    kind: Kind
    required: bool
    nullable: bool
    words: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    longest: int | None = None
    group: type[BaseModel] | None = None

    @property
    def note(self) -> FieldNote:
        """The words for this field."""
        return NOTES[f"{self.owner}.{self.name}"]

    def accepted(self) -> str:
        """What may stand in this field, in words."""
        by_name = {
            "specialty": "a specialty such as internal_medicine, family_medicine or psychiatry",
            "state": "a US state, DC or a territory, such as NY",
            "program": f"the name of the program, 1 to {self.longest} characters",
            "city": f"the name of a place, up to {self.longest} characters",
        }
        fields = ", ".join(self.group.model_fields) if self.group else ""
        numbers = f"a whole number from {self.low} to {self.high}"
        by_kind = {
            "word": ", ".join(self.words),
            "words": f"a list of any of these: {', '.join(self.words)}",
            "whole": numbers,
            "share": f"a number from {self.low} to {self.high}",
            "yes_no": "true or false",
            "text": by_name.get(self.name, "text"),
            "group": f"a group with any of these fields: {fields}",
            "interviews": f"a list of interviews, or only their number ({numbers})",
        }
        return by_kind[self.kind] + (
            "" if not self.nullable else ", or null" if self.kind == "group" else ", or null when not known"
        )


_KINDS: Final[dict[object, Kind]] = {bool: "yes_no", int: "whole", float: "share", str: "text"}


def _members(annotation: Any) -> Iterator[tuple[Any, list[Any]]]:
    """The members of a (nested) union with their metadata."""
    if get_origin(annotation) is Annotated:
        inner, *extra = get_args(annotation)
        metadata = [m for e in extra for m in (e.metadata if isinstance(e, FieldInfo) else [e])]
        for member, more in _members(inner):
            yield member, metadata + more
    elif get_origin(annotation) in (Union, types.UnionType):
        for arg in get_args(annotation):
            yield from _members(arg)
    else:
        yield annotation, []


def _shape(owner: str, name: str, info: FieldInfo) -> Shape:
    kind: Kind = "text"
    words: tuple[str, ...] = ()
    group: type[BaseModel] | None = None
    low = high = longest = None
    nullable = False
    for member, metadata in _members(info.annotation):
        for item in [*info.metadata, *metadata]:
            low = item.ge if isinstance(item, annotated_types.Ge) else low
            high = item.le if isinstance(item, annotated_types.Le) else high
            longest = item.max_length if isinstance(item, annotated_types.MaxLen) else longest
        origin = get_origin(member)
        if member is type(None):
            nullable = True
        elif origin is Literal:
            kind, words = "word", get_args(member)
        elif origin is tuple:
            inner = get_args(member)[0]
            if get_origin(inner) is Literal:
                kind, words = "words", get_args(inner)
            else:
                kind, group = "interviews", inner
        elif isinstance(member, type) and issubclass(member, BaseModel):
            kind, group = "group", member
        elif kind != "interviews":
            kind = _KINDS[member]
    return Shape(owner, name, kind, info.is_required(), nullable, words, low, high, longest, group)  # type: ignore[arg-type]


@cache
def shapes(model: type[BaseModel]) -> dict[str, Shape]:
    """The fields of a type, in their order."""
    return {name: _shape(model.__name__, name, info) for name, info in model.model_fields.items()}


def group_at(location: Location) -> type[BaseModel] | None:
    """The type of the group of fields at a location; ``None`` if no group stands there."""
    model: type[BaseModel] = Season
    shape: Shape | None = None
    for part in location:
        if isinstance(part, int):
            if shape is None or shape.kind != "interviews":
                return None
            assert shape.group is not None
            model, shape = shape.group, None
            continue
        shape = shapes(model).get(part)
        if shape is None or shape.group is None:
            return None
        if shape.kind == "group":
            model, shape = shape.group, None
    return model if shape is None else None


def field_at(location: Location) -> Shape | None:
    """The field at a location; for a place in a list of words, the field of that list."""
    if not location:
        return None
    last = location[-1]
    if isinstance(last, int):
        field = field_at(location[:-1])
        return field if field and field.kind == "words" else None
    model = group_at(location[:-1])
    return shapes(model).get(last) if model else None


def all_models() -> tuple[type[BaseModel], ...]:
    """Every type that a season file is made of, the season first."""
    found: list[type[BaseModel]] = [Season]
    for model in found:
        for shape in shapes(model).values():
            if shape.group is not None and shape.group not in found:
                found.append(shape.group)
    return tuple(found)
