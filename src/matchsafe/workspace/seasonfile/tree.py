"""Build plain data, with the line of every value, from the events of a JSON or YAML reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from matchsafe.workspace.seasonfile.problems import (
    Location,
    Problem,
    SeasonFileError,
    path_text,
    quoted,
)

MAX_DEPTH: Final = 20
"""How many groups may lie inside one another; a season file needs six."""

MAX_VALUES: Final = 20_000
"""How many values a file may hold; a season with two full lists of 300 interviews has fewer than 10 000."""


class Event(NamedTuple):
    """One step of reading: a group or a list opens or closes, or a single value stands there.

    Attributes:
        raw: The text of a single value as it is written; this is what counts where it is a field's name.
        value: The value it stands for; not finite numbers arrive as floats and are refused here.
    """

    kind: Literal["group", "list", "close", "value"]
    line: int
    raw: str = ""
    value: str | float | bool | None = None


@dataclass(slots=True)
class Marks:
    """Where each value stands in the file, and how single values are written there.

    Attributes:
        bare_words: Whether text needs no quotes, so that ``No`` or ``2023`` may be meant as a name (YAML).
    """

    lines: dict[Location, int] = field(default_factory=dict)
    raws: dict[Location, str] = field(default_factory=dict)
    bare_words: bool = False

    def line(self, location: Location) -> int | None:
        """The line of a value, or of the nearest group around it; ``None`` without a file."""
        for end in range(len(location), -1, -1):
            if (found := self.lines.get(location[:end])) is not None:
                return found
        return None


@dataclass(slots=True)
class Document:
    """What a file says: plain data, where each piece stands, and what was wrong with the writing of it."""

    data: object
    marks: Marks
    problems: list[Problem]


@dataclass(slots=True)
class _Open:
    """A group or list that is still being filled; ``key`` is the field's name that waits for its value."""

    into: dict[str, object] | list[object]
    location: Location
    key: str | None = None
    key_line: int = 0


def build(events: Iterable[Event], name: str) -> Document:
    """Put events together into data.

    Raises:
        SeasonFileError: If it is nested too deeply, holds too many values, or names a field with a list.
    """
    document = Document(None, Marks(), [])
    stack: list[_Open] = []
    values = 0
    for event in events:
        if event.kind == "close":
            stack.pop()
            continue
        values += 1
        if values > MAX_VALUES:
            raise _refusal(
                name, event.line, "too_many_values", f"The file holds more than {MAX_VALUES} values."
            )
        top = stack[-1] if stack else None
        if top is not None and isinstance(top.into, dict) and top.key is None:
            if event.kind != "value":
                raise _refusal(name, event.line, "field_name", "A field's name must be one plain word.")
            _name_field(top, event, document)
            continue
        location = _place(top, event, document)
        value = _value(event, location, document)
        if top is None:
            document.data = value
        elif isinstance(top.into, dict):
            top.into[top.key or ""] = value
            top.key = None
        else:
            top.into.append(value)
        if isinstance(value, dict | list):
            if len(stack) >= MAX_DEPTH:
                raise _refusal(
                    name, event.line, "too_deep", f"Groups lie inside one another more than {MAX_DEPTH} deep."
                )
            stack.append(_Open(value, location))
    return document


def _refusal(name: str, line: int, code: str, message: str) -> SeasonFileError:
    return SeasonFileError([Problem("", message, line=line, code=code)], name)


def _name_field(top: _Open, event: Event, document: Document) -> None:
    """Take an event as the name of the next field, and note a name that was used before."""
    top.key, top.key_line = event.raw, event.line
    if event.raw in top.into:
        here = (*top.location, event.raw)
        first = document.marks.lines[here]
        message = (
            f"The field {quoted(event.raw)} is written twice here: on line {first} and on line {event.line}."
        )
        document.problems.append(
            Problem(path_text(here), message, suggestion=None, line=event.line, code="duplicate_field")
        )


def _place(top: _Open | None, event: Event, document: Document) -> Location:
    """The location of the value that an event brings, marked with its line and its writing."""
    if top is None:
        location: Location = ()
        line = event.line
    elif isinstance(top.into, dict):
        location = (*top.location, top.key or "")
        line = top.key_line
    else:
        location = (*top.location, len(top.into))
        line = event.line
    document.marks.lines[location] = line
    if event.kind == "value":
        document.marks.raws[location] = event.raw
    else:
        document.marks.raws.pop(location, None)
    return location


def _value(event: Event, location: Location, document: Document) -> object:
    if event.kind == "group":
        return {}
    if event.kind == "list":
        return []
    if isinstance(event.value, float) and not abs(event.value) < float("inf"):
        message = "This is not a number that can be used."
        seen = quoted(event.raw)[1:-1]
        line = document.marks.lines[location]
        document.problems.append(
            Problem(
                path_text(location), message, seen, "an ordinary number, or null", None, line, "not_finite"
            )
        )
        return None
    return event.value
