"""Copy any value into plain data (dict, tuple, text, number, yes/no, nothing) of bounded size."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

from matchsafe.workspace.seasonfile.problems import Location, Problem, SeasonFileError, path_text, shown
from matchsafe.workspace.seasonfile.tree import MAX_DEPTH, MAX_VALUES, Marks

UNPRINTABLE: Final = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f"
"""Characters no text in a season may hold, for a regular expression: they could steer a terminal."""

_UNPRINTABLE: Final = re.compile(f"[{UNPRINTABLE}\ud800-\udfff]")


class Copier:
    """Makes one plain copy; ``problems`` says what could not be copied as it was."""

    def __init__(self, marks: Marks, name: str) -> None:
        self.problems: list[Problem] = []
        self._marks = marks
        self._name = name
        self._values = 0

    def copy(self, value: object, location: Location = ()) -> object:
        """The plain copy of a value; lists become tuples and whole floats stay as they are.

        Raises:
            SeasonFileError: If the data is nested too deeply or holds too many values.
        """
        self._values += 1
        if self._values > MAX_VALUES:
            message = f"The data holds more than {MAX_VALUES} values."
            raise SeasonFileError([Problem("", message, code="too_many_values")], self._name)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._text(value, location)
        if isinstance(value, int):
            return int(value)
        if isinstance(value, float):
            if math.isfinite(value):
                return float(value)
            self._note(value, location, "not_finite", "This is not a number that can be used.")
            return None
        if isinstance(value, Mapping | list | tuple):
            if len(location) >= MAX_DEPTH:
                message = f"Groups lie inside one another more than {MAX_DEPTH} deep."
                raise SeasonFileError([Problem("", message, code="too_deep")], self._name)
            if isinstance(value, Mapping):
                return self._group(value, location)
            return tuple(self.copy(item, (*location, i)) for i, item in enumerate(value))
        self._note(value, location, "kind", "A value of this kind cannot stand in a season file.")
        return None

    def _group(self, value: Mapping[object, object], location: Location) -> dict[str, object]:
        group: dict[str, object] = {}
        for key, item in value.items():
            if isinstance(key, str):
                group[str.__str__(key)] = self.copy(item, (*location, str.__str__(key)))
            else:
                self._note(key, location, "field_name", "The name of a field here is not text.")
        return group

    def _text(self, value: str, location: Location) -> str:
        text = str.__str__(value)
        if not _UNPRINTABLE.search(text):
            return text
        self._note(text, location, "unprintable", "This text holds characters that cannot be printed.")
        return _UNPRINTABLE.sub("", text)

    def _note(self, value: object, location: Location, code: str, message: str) -> None:
        line = self._marks.line(location)
        self.problems.append(Problem(path_text(location), message, shown(value), "", None, line, code))
