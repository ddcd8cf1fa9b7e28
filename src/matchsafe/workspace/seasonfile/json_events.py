"""Read JSON as a stream of events that know their line; no recursion, so no nesting can exhaust it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from matchsafe.workspace.seasonfile.scalars import number
from matchsafe.workspace.seasonfile.tree import Event

_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*(?:
    (?P<mark>[{}\[\]:,])
    |(?P<text>"[^"\\]*(?:\\.[^"\\]*)*")
    |(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.+-])
    |(?P<word>-?[A-Za-z]+)
    )""",
    re.VERBOSE | re.DOTALL,
)
_WORDS: Final[dict[str, float | bool | None]] = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": float("-inf"),
}
_BLANK: Final = re.compile(r"[ \t\r\n]*")


class JsonSyntaxError(ValueError):
    """Text that is not JSON.

    Attributes:
        message: What is wrong, in plain words.
        line: Line of the fault, counted from 1.
        column: Column of the fault, counted from 1.
    """

    def __init__(self, message: str, text: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = text.count("\n", 0, position) + 1
        self.column = position - text.rfind("\n", 0, position)


def events(text: str) -> Iterator[Event]:
    """Yield the events of one JSON document.

    Raises:
        JsonSyntaxError: At the first place where the text is not JSON.
    """
    position, line = 0, 1
    closers: list[str] = []  # the bracket that closes each open group or list
    expects = "value"  # value | value_or_end | key | key_or_end | colon | comma_or_end | nothing
    while expects != "nothing":
        match = _TOKEN.match(text, position)
        begin = _BLANK.match(text, position).end()  # type: ignore[union-attr]  # matches always, if emptily
        line += text.count("\n", position, begin)
        if match is None:
            raise JsonSyntaxError(_unreadable(text, begin), text, begin)
        token = text[begin : match.end()]
        kind = match.lastgroup
        if kind == "mark":
            if token in "{[" and expects.startswith("value"):
                closers.append("}" if token == "{" else "]")
                yield Event("group" if token == "{" else "list", line)
                expects = "key_or_end" if token == "{" else "value_or_end"
            elif closers and token == closers[-1] and expects.endswith("or_end"):
                closers.pop()
                yield Event("close", line)
                expects = "comma_or_end" if closers else "nothing"
            elif token == "," and expects == "comma_or_end":
                expects = "key" if closers[-1] == "}" else "value"
            elif token == ":" and expects == "colon":
                expects = "value"
            else:
                raise JsonSyntaxError(_unexpected(expects, token), text, begin)
        elif expects.startswith("key") and kind == "text":
            yield Event("value", line, _decoded(token, text, begin), None)
            expects = "colon"
        elif expects.startswith("value"):
            yield _single(kind or "", token, line, text, begin)
            expects = "comma_or_end" if closers else "nothing"
        else:
            raise JsonSyntaxError(_unexpected(expects, token), text, begin)
        line += text.count("\n", begin, match.end())
        position = match.end()
    end = _BLANK.match(text, position).end()  # type: ignore[union-attr]
    if end < len(text):
        raise JsonSyntaxError("there is more text after the end of the season", text, end)


def _single(kind: str, token: str, line: int, text: str, begin: int) -> Event:
    if kind == "text":
        decoded = _decoded(token, text, begin)
        return Event("value", line, decoded, decoded)
    if kind == "number":
        return Event("value", line, token, number(token))
    if token in _WORDS:
        return Event("value", line, token, _WORDS[token])
    raise JsonSyntaxError(f"the word {token[:20]} needs double quotes around it", text, begin)


def _decoded(token: str, text: str, begin: int) -> str:
    try:
        return str(json.loads(token))
    except json.JSONDecodeError as error:
        raise JsonSyntaxError("a text in quotes has a line break or a wrong \\ in it", text, begin) from error


def _unreadable(text: str, position: int) -> str:
    if position >= len(text):
        return "the text ends before every { and [ is closed"
    return (
        "a quote is never closed"
        if text[position] == '"'
        else f"the sign {text[position]!a} cannot stand here"
    )


def _unexpected(expects: str, token: str) -> str:
    wanted = {
        "value": "a value",
        "value_or_end": "a value or the end of the list",
        "key": "a field's name in double quotes (is there a comma too many before?)",
        "key_or_end": "a field's name in double quotes",
        "colon": "a colon after the field's name",
        "comma_or_end": "a comma or a closing bracket",
    }[expects]
    return f"expected {wanted}, but found {token[:20]!a}"
