"""What a season file says as plain data of bounded size, with the line and the writing of every value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from matchsafe.domain.problem import Location, Problem, ProblemsError, path_text, quote, value_text

MAX_DEPTH: Final = 20
"""How many groups may lie inside one another; a season file needs six."""

MAX_VALUES: Final = 100_000
"""How many values a file may hold; 5 000 events, 300 interviews and 1 000 applications are about 60 000."""

UNPRINTABLE: Final = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f"
"""Characters no text in a season may hold, for a regular expression: they could steer a terminal."""

_UNPRINTABLE: Final = re.compile(f"[{UNPRINTABLE}\ud800-\udfff]")


class SeasonFileError(ProblemsError):
    """A season file that cannot be used, with every problem found in it.

    Attributes:
        problems: At least one, in the order of the file.
        name: What to call the file in messages.
    """

    def __init__(self, problems: Sequence[Problem], name: str = "season file") -> None:
        super().__init__(problems)
        self.name = name
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        self.args = ("\n".join([f"{name}: {count}", *(f"- {p.sentence()}" for p in self.problems)]),)


def refusal(name: str, code: str, message: str, line: int | None = None, seen: str = "") -> SeasonFileError:
    """The error of a file that is refused as a whole."""
    return SeasonFileError([Problem(message, code, seen=seen, line=line)], name)


class Pairs(list[tuple[str, Any]]):
    """The fields of a group in the order they are written, a name that is written twice included."""


@dataclass(frozen=True, slots=True)
class Node:
    """One value in a file: its line, counted from 1, how it is written (of a single value), and the value itself.

    The line of a field in YAML is the one its name stands on.
    """

    line: int
    raw: str | None
    value: Any

    def at(self, line: int) -> Node:
        """The same value, noted on another line."""
        return replace(self, line=line)


@dataclass(slots=True)
class LineMarks:
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
    """What was handed in as plain data (dict, tuple, text, number), its places, and what is wrong with its writing."""

    data: object
    marks: LineMarks = field(default_factory=LineMarks)
    problems: list[Problem] = field(default_factory=list)


def document_of(content: object, name: str, *, bare_words: bool = False) -> Document:
    """The plain data in a tree of nodes, or in any data a caller holds.

    Raises:
        SeasonFileError: If it is nested too deeply or holds too many values.
    """
    copier = _Copier(name, bare_words)
    copier.document.data = copier.copy(content, ())
    return copier.document


class _Copier:
    """Makes one plain copy; ``document.problems`` says what could not be copied as it was."""

    def __init__(self, name: str, bare_words: bool) -> None:
        self.document = Document(None, LineMarks(bare_words=bare_words))
        self._name = name
        self._values = 0

    def copy(self, value: object, location: Location) -> object:
        """The plain copy of a value; lists become tuples and whole floats stay as they are."""
        marks = self.document.marks
        if isinstance(value, Node):
            marks.lines[location] = value.line
            marks.raws.pop(location, None)
            if value.raw is not None:
                marks.raws[location] = value.raw
            value = value.value
        self._values += 1
        if self._values > MAX_VALUES:
            raise refusal(self._name, "too_many_values", f"There are more than {MAX_VALUES} values.")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._text(value, location)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, float):
            if math.isfinite(value):
                return float(value)
            self._note(value, location, "not_finite", "This is not a number that can be used.")
            return None
        if isinstance(value, Mapping | list | tuple):
            if len(location) >= MAX_DEPTH:
                line = marks.line(location)
                raise refusal(
                    self._name, "too_deep", f"Groups lie inside one another more than {MAX_DEPTH} deep.", line
                )
            if isinstance(value, Pairs | Mapping):
                return self._group(value.items() if isinstance(value, Mapping) else value, location)
            return tuple(self.copy(item, (*location, i)) for i, item in enumerate(value))
        self._note(value, location, "kind", "A value of this kind cannot stand in a season file.")
        return None

    def _group(self, fields: Any, location: Location) -> dict[str, object]:
        group: dict[str, object] = {}
        for key, item in fields:
            if not isinstance(key, str):
                self._note(key, location, "field_name", "The name of a field here is not text.")
                continue
            name = str.__str__(key)
            here = (*location, name)
            if name in group and isinstance(item, Node):
                lines = f"on line {self.document.marks.lines[here]} and on line {item.line}"
                message = f"The field {quote(name)} is written twice here: {lines}."
                self.document.problems.append(
                    Problem(message, "duplicate_field", path_text(here), line=item.line)
                )
            group[name] = self.copy(item, here)
        return group

    def _text(self, value: str, location: Location) -> str:
        text = str.__str__(value)
        if not _UNPRINTABLE.search(text):
            return text
        self._note(text, location, "unprintable", "This text holds characters that cannot be printed.")
        return _UNPRINTABLE.sub("", text)

    def _note(self, value: object, location: Location, code: str, message: str) -> None:
        marks = self.document.marks
        seen = value_text(value, marks.raws.get(location))
        accepted = "an ordinary number, or null" if code == "not_finite" else ""
        self.document.problems.append(
            Problem(message, code, path_text(location), seen, accepted, line=marks.line(location))
        )
