"""What the types of a model allow in each field, read off the types so that no bound is written twice."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import AfterValidator, BaseModel, PlainValidator
from pydantic.fields import FieldInfo

from matchsafe.domain.moments import day_of, moment_of, month_of, time_zone_of, wall_time_of
from matchsafe.domain.problem import Location
from matchsafe.domain.season_part import id_of, link_of, own_id_of, specialty_of, state_of

Kind = Literal[
    "word", "words", "whole", "share", "number", "yes_no", "specialty", "state", "date", "wall_time", "moment", "month",
    "time_zone", "link", "id", "text", "group", "groups", "interviews", "list", "map", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldType:
    """One field as its type describes it.

    Attributes:
        owner: Name of the model the field belongs to, such as ``Interview``.
        name: Its own name.
        kind: One word of a few, a list of such words, a whole number, a share from 0 to 1, another number, yes or no,
            a specialty, a state, a date, what a clock shows, a point in time, a month, a time zone, a web address, an
            id, free text, a group of fields, a list of groups, interviews (a list of groups, or a number), any other
            list or map, or something else.
        required: Whether it cannot be left out.
        nullable: Whether ``null`` may stand for "not known".
        words: The words accepted, for the kinds ``word`` and ``words``.
        low: Smallest number accepted.
        high: Largest number accepted.
        longest: Most characters accepted in a text, or most entries in a list.
        group: The model of the group, or of each group in the list.
        item: What stands in each place of a list or map.
        default: What counts if it is left out.
    """

    owner: str
    name: str
    kind: Kind
    required: bool = False
    nullable: bool = False
    words: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    longest: int | None = None
    group: type[BaseModel] | None = None
    item: FieldType | None = None
    default: object = None

    def accepted(self) -> str:
        """What may stand in this field, in words; empty if there is nothing to say."""
        by_kind = {
            "word": ", ".join(self.words),
            "words": f"a list of any of these: {', '.join(self.words)}",
            "whole": f"a whole number{self._bounds()}",
            "share": f"a number{self._bounds()}",
            "number": f"a number{self._bounds()}",
            "yes_no": "true or false",
            "specialty": "a specialty such as internal_medicine, family_medicine or psychiatry",
            "state": "a US state, DC or a territory, such as NY",
            "date": "a date such as 2026-11-22",
            "wall_time": "a date and time such as 2026-11-22T09:00, or the date alone",
            "moment": "a date and time with its offset, such as 2026-11-22T09:00-05:00, or the date alone",
            "month": "a month such as 2026-11",
            "time_zone": "a time zone such as America/New_York",
            "link": "a web address that begins with https:// or http://",
            "id": "up to 40 letters, digits, - or _",
            "text": f"text of up to {self.longest} characters" if self.longest else "text",
            "group": f"a group with any of these fields: {', '.join(self.group.model_fields) if self.group else ''}",
            "groups": "a list of groups of fields",
            "interviews": f"a list of interviews, or only their number (a whole number{self._bounds()})",
            "list": f"a list; each entry is {self.item.accepted()}" if self.item and self.item.accepted() else "a list",
            "map": "a group of names, each with a value",
            "other": "",
        }  # fmt: skip
        null = ", or null" if self.kind in ("group", "map") else ", or null when not known"
        return by_kind[self.kind] + (null if self.nullable and by_kind[self.kind] else "")

    def _bounds(self) -> str:
        if self.low is None:
            return "" if self.high is None else f" of at most {_digits(self.high)}"
        if self.high is None:
            return f" of at least {_digits(self.low)}"
        return f" from {_digits(self.low)} to {_digits(self.high)}"


def _digits(number: float) -> str:
    return f"{number:.0f}" if float(number).is_integer() else f"{number:g}"


_KINDS: Final[dict[object, Kind]] = {bool: "yes_no", int: "whole", float: "number", str: "text", date: "date"}
_VALIDATED: Final[dict[object, Kind]] = {
    specialty_of: "specialty", state_of: "state", day_of: "date", wall_time_of: "wall_time", moment_of: "moment",
    month_of: "month", time_zone_of: "time_zone", link_of: "link", id_of: "id", own_id_of: "id",
}  # fmt: skip


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


def _type(owner: str, name: str, annotation: Any, outer: list[Any], required: bool) -> FieldType:
    """The field type of an annotation with its metadata."""
    found: dict[str, Any] = {"kind": "other"}
    for member, metadata in _members(annotation):
        for each in [*outer, *metadata]:
            for key, kind, attribute in (
                ("low", annotated_types.Ge, "ge"), ("low", annotated_types.Gt, "gt"),
                ("high", annotated_types.Le, "le"), ("longest", annotated_types.MaxLen, "max_length"),
            ):  # fmt: skip
                if isinstance(each, kind):
                    found[key] = getattr(each, attribute)
        if member is type(None):
            found["nullable"] = True
            continue
        validated = [_VALIDATED[m.func] for m in [*outer, *metadata]
                     if isinstance(m, AfterValidator | PlainValidator) and m.func in _VALIDATED]  # fmt: skip
        origin, args = get_origin(member), get_args(member)
        if validated:
            found["kind"] = validated[0]
        elif origin is Literal:
            found |= {"kind": "word", "words": (*found.get("words", ()), *args)}
        elif origin is tuple:
            item = _type(owner, name, args[0], [], required=False)
            if args[-1] is not Ellipsis:
                found["longest"] = len(args)
            kinds: dict[Kind, Kind] = {"word": "words", "group": "groups"}
            found |= {
                "kind": kinds.get(item.kind, "list"),
                "item": item,
                "words": item.words,
                "group": item.group,
            }
        elif origin is dict:
            found |= {"kind": "map", "item": _type(owner, name, args[1], [], required=False)}
        elif isinstance(member, type) and issubclass(member, BaseModel):
            found |= {"kind": "group", "group": member}
        elif found["kind"] == "groups" and member is int:
            found["kind"] = "interviews"
        else:
            found["kind"] = _KINDS.get(member, "other")
    if found["kind"] == "number" and (found.get("low"), found.get("high")) == (0, 1):
        found["kind"] = "share"
    return FieldType(owner, name, required=required, **found)


@cache
def field_types(model: type[BaseModel]) -> dict[str, FieldType]:
    """The fields of a model, in their order."""
    return {
        name: replace(
            _type(model.__name__, name, info.annotation, list(info.metadata), info.is_required()),
            default=None if info.is_required() else info.get_default(call_default_factory=True),
        )
        for name, info in model.model_fields.items()
    }


def group_at(root: type[BaseModel], location: Location) -> type[BaseModel] | None:
    """The model of the group of fields at a location inside a root model; ``None`` if no group stands there."""
    if not location:
        return root
    field = field_at(root, location)
    return field.group if field is not None and field.kind == "group" else None


def field_at(root: type[BaseModel], location: Location) -> FieldType | None:
    """The field at a location, or what stands at a place of a list or map; ``None`` if there is no such place."""
    model: type[BaseModel] | None = root
    field: FieldType | None = None
    for part in location:
        if field is not None and field.kind in ("words", "groups", "interviews", "list", "map"):
            field = field.item if isinstance(part, int) != (field.kind == "map") else None
        else:
            field = field_types(model).get(part) if model is not None and isinstance(part, str) else None
        if field is None:
            return None
        model = field.group if field.kind == "group" else None
    return field


def models_in(root: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """Every model that a root model is made of, the root first."""
    found: list[type[BaseModel]] = [root]
    for model in found:
        for field in field_types(model).values():
            group = field.group or (field.item.group if field.item else None)
            if group is not None and group not in found:
                found.append(group)
    return tuple(found)
