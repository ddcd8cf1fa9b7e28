"""From bytes or text to plain data with line marks, within bounds: whatever the text is, one clear answer."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO, Final

from matchsafe.workspace.seasonfile import syntax
from matchsafe.workspace.seasonfile.document import Document, SeasonFileError, document_of, refusal

MAX_BYTES: Final = 2_000_000
"""The largest file that is read; a season of 5 000 events takes about 900 kB."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_file(path: str | Path) -> bytes:
    """The bytes of a file, at most one more than ``MAX_BYTES`` of them.

    Raises:
        SeasonFileError: If there is no such file, or it cannot be opened.
    """
    try:
        with _opened(Path(path)) as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise refusal(str(path), "no_file", "There is no such file.") from error
    except IsADirectoryError as error:
        raise refusal(str(path), "no_file", "This is a folder, not a file.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not one a file can have"
        raise refusal(str(path), "no_file", f"The file cannot be opened: {reason}.") from error


def _opened(path: Path) -> BinaryIO:
    if path.is_file():
        return path.open("rb")
    from matchsafe.tabular.source import open_file  # takes longer to import than most files to read

    return open_file(path)


def read_text(text: str | bytes, name: str) -> Document:
    """Read JSON or YAML, told apart by the content.

    Raises:
        SeasonFileError: If the text is too large, not text at all, empty, or neither JSON nor YAML.
    """
    decoded = _decode(text, name)
    start = decoded.lstrip()
    if not start:
        raise refusal(name, "empty", "The file is empty.")
    if start[0] not in "{[":
        return _yaml(decoded, name)
    try:
        return document_of(syntax.json_node(decoded, name), name)
    except SeasonFileError as error:
        if error.problems[0].code != "malformed":
            raise
        try:
            return _yaml(decoded, name)
        except SeasonFileError as yaml_error:
            if yaml_error.problems[0].code == "malformed" and start[1:].lstrip()[:1] == '"':
                raise error from None
            raise


def _yaml(text: str, name: str) -> Document:
    node = syntax.yaml_node(text, name)
    if node is None or node.value is None:
        raise refusal(name, "empty", "The file has nothing in it but comments.")
    return document_of(node, name, bare_words=True)


def _decode(text: str | bytes, name: str) -> str:
    if len(text) > MAX_BYTES:
        raise refusal(
            name, "too_large", f"The file is larger than a season file can be ({MAX_BYTES // 1000} kB)."
        )
    try:
        if isinstance(text, str):
            text.encode("utf-8")  # refuses halves of surrogate pairs
            decoded = text.removeprefix("\ufeff")
        else:
            decoded = text.decode("utf-8-sig")
    except UnicodeError as error:
        raise refusal(
            name,
            "not_text",
            "The file is not plain text in UTF-8. In your editor, save it as text, encoding UTF-8.",
        ) from error
    if found := _CONTROL.search(decoded):
        line = decoded.count("\n", 0, found.start()) + 1
        code = ord(found.group())
        message = f"The file is not plain text: it holds a character that cannot be printed (number {code})."
        raise refusal(name, "not_text", message, line)
    return decoded
