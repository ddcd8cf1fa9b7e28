"""From bytes or text to plain data with line marks, within bounds: whatever the text is, one clear answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from matchsafe.workspace.seasonfile import json_events, tree
from matchsafe.workspace.seasonfile.problems import Problem, SeasonFileError

MAX_BYTES: Final = 1_000_000
"""The largest file that is read; a season of 300 interviews takes about 100 kB."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_file(path: str | Path) -> bytes:
    """The bytes of a file, at most one more than ``MAX_BYTES`` of them.

    Raises:
        SeasonFileError: If there is no such file, or it cannot be opened.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise _refusal(str(path), "no_file", "There is no such file.") from error
    except IsADirectoryError as error:
        raise _refusal(str(path), "no_file", "This is a folder, not a file.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not one a file can have"
        raise _refusal(str(path), "no_file", f"The file cannot be opened: {reason}.") from error


def read_text(text: str | bytes, name: str) -> tree.Document:
    """Read JSON or YAML, told apart by the content.

    Raises:
        SeasonFileError: If the text is too large, not text at all, empty, or neither JSON nor YAML.
    """
    decoded = _decoded(text, name)
    start = decoded.lstrip()
    if not start:
        raise _refusal(name, "empty", "The file is empty.")
    if start[0] not in "{[":
        return _yaml(decoded, name)
    try:
        return tree.build(json_events.events(decoded), name)
    except json_events.JsonSyntaxError as error:
        try:
            return _yaml(decoded, name)
        except SeasonFileError as yaml_error:
            if yaml_error.problems[0].code == "malformed" and start[1:].lstrip()[:1] == '"':
                message = f"The file cannot be read as JSON here (column {error.column}): {error.message}."
                problem = Problem("", message, line=error.line, code="malformed")
                raise SeasonFileError([problem], name) from error
            raise


def _yaml(text: str, name: str) -> tree.Document:
    from matchsafe.workspace.seasonfile import yaml_events  # PyYAML is not needed for JSON

    document = tree.build(yaml_events.events(text, name), name)
    document.marks.bare_words = True
    if document.data is None:
        raise _refusal(name, "empty", "The file has nothing in it but comments.")
    return document


def _refusal(name: str, code: str, message: str, line: int | None = None) -> SeasonFileError:
    return SeasonFileError([Problem("", message, line=line, code=code)], name)


def _decoded(text: str | bytes, name: str) -> str:
    if len(text) > MAX_BYTES:
        raise _refusal(
            name, "too_large", f"The file is larger than a season file can be ({MAX_BYTES // 1000} kB)."
        )
    try:
        if isinstance(text, str):
            text.encode("utf-8")  # refuses halves of surrogate pairs
            decoded = text.removeprefix("\ufeff")
        else:
            decoded = text.decode("utf-8-sig")
    except UnicodeError as error:
        raise _refusal(
            name,
            "not_text",
            "The file is not plain text in UTF-8. In your editor, save it as text, encoding UTF-8.",
        ) from error
    if found := _CONTROL.search(decoded):
        line = decoded.count("\n", 0, found.start()) + 1
        code = ord(found.group())
        message = f"The file is not plain text: it holds a character that cannot be printed (number {code})."
        raise _refusal(name, "not_text", message, line)
    return decoded
