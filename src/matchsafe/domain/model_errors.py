"""From what pydantic finds wrong with a model to problems in plain words: the one place that reads its errors."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from pydantic import BaseModel, ValidationError

from matchsafe.domain import suggestions
from matchsafe.domain.field_types import FieldType, field_at, field_types, group_at
from matchsafe.domain.problem import Location, Problem, path_text, quote, value_text

_CODES: Final = {
    "missing": "missing_field",
    "extra_forbidden": "unknown_field",
    "literal_error": "unknown_word",
    "specialty": "unknown_specialty",
    "state": "unknown_state",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "string_too_short": "empty_text",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "too_short": "too_few",
    "finite_number": "not_finite",
    "value_error": "not_accepted",
}
"""A stable name for each kind of error; any other is ``wrong_kind``."""

_BY_KIND: Final = {
    "literal_error": "is not one of the accepted words",
    "specialty": "is not one that this tool knows",
    "state": "is not a US state, DC or a territory",
    "greater_than": "is too small",
    "greater_than_equal": "is too small",
    "less_than": "is too large",
    "less_than_equal": "is too large",
    "string_too_short": "is empty",
    "string_too_long": "is too long",
    "too_short": "needs more entries",
    "int_from_float": "must be a whole number",
    "string_pattern_mismatch": "is not written as it has to be",
    "finite_number": "is not a number that can be used",
}
"""What is wrong with a value, as the end of a sentence, by the kind of error."""

_BY_TYPE: Final = {
    "word": "is not one of the accepted words",
    "words": "must be a list",
    "whole": "must be a whole number",
    "share": "must be a number",
    "number": "must be a number",
    "yes_no": "must be true or false",
    "specialty": "must be text",
    "state": "must be text",
    "date": "must be a date that exists",
    "wall_time": "must be a date and time that exist, without an offset",
    "moment": "must be a date and time that exist, with the offset from UTC",
    "month": "must be a month of a year",
    "time_zone": "is not the name of a time zone",
    "link": "must be a web address",
    "id": "must be one short word",
    "text": "must be text",
    "group": "must be a group of fields, not a single value or a list",
    "groups": "must be a list of groups of fields",
    "interviews": "must be a list (each interview begins with a dash) or a whole number",
    "list": "must be a list",
    "map": "must be a group of names, each with a value",
    "other": "cannot be used here",
}
"""The same by what the field takes, where the kind of error says nothing more."""


_SINGLE: Final = (
    "word", "whole", "share", "number", "yes_no", "specialty", "state", "date", "wall_time", "moment", "month",
    "time_zone", "link", "id", "text",
)  # fmt: skip
"""Kinds in which nothing else stands: what pydantic adds to their place is the name of a member of a union."""


class Fault(NamedTuple):
    """One error of pydantic: its kind, where it is in the data, the value there, and pydantic's own words."""

    kind: str
    location: Location
    value: Any
    said: str


class FieldContext:
    """How a face or file names the fields in its messages, and where each stands; this one goes by the path alone.

    Args:
        line: The line of a place, where there is a file.
        raws: How single values are written there, by place.
    """

    def __init__(
        self,
        line: Callable[[Location], int | None] = lambda _: None,
        raws: Mapping[Location, str] | None = None,
    ) -> None:
        self.line = line
        self.raws: Mapping[Location, str] = raws or {}

    def label(self, field: FieldType) -> str:
        """A field inside a sentence."""
        return field.name

    def subject(self, field: FieldType, location: Location) -> str:
        """The beginning of a sentence about a field."""
        return "This"

    def owner(self, location: Location) -> str:
        """The group of fields at a location, inside a sentence."""
        return path_text(location) or "this"


def problems_of(
    error: ValidationError,
    root: type[BaseModel],
    *,
    inside: Location = (),
    context: FieldContext | None = None,
    most: int | None = None,
) -> list[Problem]:
    """Every problem in an error of pydantic, in its order, each place and kind once.

    Args:
        error: What pydantic raised.
        root: The model that was validated.
        inside: Where the data stands in a larger whole; it comes first in every path.
        context: How fields are named, and where they stand in a file.
        most: How many problems are enough.
    """
    context = context or FieldContext()
    found: dict[tuple[Location, str], Problem] = {}
    for fault in faults(error, root):
        if len(found) == most:
            break
        whole = (*inside, *fault.location)
        seen = value_text(fault.value, context.raws.get(whole))
        problem = replace(
            _problem(fault, root, context, seen), path=path_text(whole), line=context.line(whole)
        )
        found.setdefault((fault.location, problem.code), problem)
    return list(found.values())


def faults(error: ValidationError, root: type[BaseModel]) -> Iterator[Fault]:
    """The errors of pydantic with their places in the data, without the names it gives to members of unions.

    Of a field that takes a list or a number, only the errors of the member that the value is of are kept.
    """
    for each in error.errors(include_url=False, include_context=False):
        location: Location = ()
        kind, value = str(each["type"]), each["input"]
        skipped = False
        for at, part in enumerate(each["loc"]):
            field = field_at(root, location) if location else None
            branches = field is not None and field.kind == "interviews" and isinstance(part, str)
            if branches and at == len(each["loc"]) - 1:
                is_list, of_list = isinstance(value, list | tuple), str(part).startswith("tuple")
                whole = isinstance(value, int) and not isinstance(value, bool)
                skipped = is_list != of_list and (is_list or whole)
                kind = kind if is_list == of_list else "interviews"
            elif not branches and part != "[key]" and (field is None or field.kind not in _SINGLE):
                location = (*location, part)
        if kind == "missing_target":  # the one field that another may stand for
            kind, location = "missing", (*location, "target")
        if not skipped:
            yield Fault(kind, location, value, str(each["msg"]))


def _problem(fault: Fault, root: type[BaseModel], words: FieldContext, seen: str) -> Problem:
    """The problem that a fault is, still without its place."""
    location = fault.location
    code = _CODES.get(fault.kind, "wrong_kind")
    if fault.kind == "extra_forbidden":
        return _unknown_field(fault, root, words)
    field = field_at(root, location)
    if fault.kind == "missing":
        label = words.label(field) if field else str(location[-1])
        message = f"{_capital(words.owner(location[:-1]))} has no {label}; it is needed."
        return Problem(message, code, "", "", field.accepted() if field else "")
    if not location and fault.kind.startswith(("model_", "dict_")):
        return Problem(
            "This must be a group of fields.", code, "", seen, f"the fields {', '.join(field_types(root))}"
        )
    if fault.kind in ("value_error", "assertion_error") or field is None:
        message = _capital(fault.said.removeprefix("Value error, ").removeprefix("Assertion failed, "))
        return Problem(f"{message.rstrip('.')}.", code, "", seen if location else "")
    if isinstance(location[-1], int) and field.kind == "group":
        fields = ", ".join(field_types(field.group)) if field.group else ""
        first = next(iter(field_types(field.group)), "") if field.group else ""
        message = f"{_capital(words.owner(location))} is not a group of fields that begins with its {first}."
        written = isinstance(fault.value, str) and fault.value.strip()
        suggestion = f"{first}: {quote(fault.value)}" if written else None
        return Problem(message, code, "", seen, f"the fields {fields}", suggestion)
    parent = field_at(root, location[:-1])
    if isinstance(location[-1], int) and parent is not None and parent.kind == "words":
        return _entry(fault, parent, words.subject(parent, location[:-1]), Problem("", code, "", seen))
    message = f"{words.subject(field, location)} {_complaint(fault.kind, field, fault.value)}."
    unclear = fault.kind in ("string_too_short", "string_too_long", "too_long", "too_short")
    suggestion = None if unclear else suggestions.for_value(field, fault.value)
    if code == "out_of_range" and suggestion == fault.value:  # the number was read; quotes are no matter
        suggestion = None
    return Problem(message, code, "", seen, field.accepted(), suggestion)


def _unknown_field(fault: Fault, root: type[BaseModel], words: FieldContext) -> Problem:
    name = str(fault.location[-1])
    model = group_at(root, fault.location[:-1])
    known = ", ".join(field_types(model)) if model else ""
    message = f"There is no field {quote(name)} in {words.owner(fault.location[:-1])}."
    meant = suggestions.for_field(name, model, root) if model else None
    accepted = f"the fields {known}" if known else ""
    return Problem(message, "unknown_field", "", quote(name), accepted, meant)


def _entry(fault: Fault, field: FieldType, subject: str, base: Problem) -> Problem:
    """A problem of one entry of a list of words."""
    message = f"{subject} has an entry that is not accepted."
    value = fault.value
    if (
        value is None
        or value is False
        or (isinstance(value, str) and value.strip().lower() in ("none", "no"))
    ):
        message += " For none at all, write an empty list: []."
    meant = suggestions.for_item(field, value)
    return replace(base, message=message, accepted=", ".join(field.words), suggestion=meant)


def _complaint(kind: str, field: FieldType, value: object) -> str:
    """What is wrong with a value, as the end of a sentence that begins with the field's name."""
    if field.kind == "share" and (share := suggestions.for_value(field, value)) not in (None, "null"):
        return f"is a share from 0 to 1: write {share} for {float(str(share)) * 100:g} in 100"
    if kind.startswith(("greater_", "less_")):
        if kind == "greater_than" and field.low is not None and not _is_infinite(value):
            return f"must be more than {field.low:g}"
        return _BY_KIND["finite_number" if _is_infinite(value) else kind]
    if value is None:
        return "is left blank, but it is needed" if field.required else "is left blank"
    if kind == "too_long":
        return f"has more than {field.longest} entries, the most it may have"
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if field.kind in ("whole", "share", "number") and isinstance(value, str):
        return "must be a number in plain digits, without quotes"
    if field.kind == "text" and isinstance(value, int | float):
        return "must be text; put quotes around it"
    return _BY_TYPE[field.kind]


def _is_infinite(value: object) -> bool:
    """Whether a value is read as a number without an end, or as none at all: inf, nan, 1e309."""
    try:
        return isinstance(value, str | float) and not math.isfinite(float(value))
    except ValueError:
        return False


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
