"""The syntax of a season file: JSON and YAML read with their usual libraries into values that know their line.

YAML is kept plainer than YAML 1.1 on purpose: ``012`` is not octal, ``3:20`` is not 200, ``2023-05-01`` is not a date
and ``1_000`` is not a number. All of these stay text, so that a message can name them as they are written. There is
one document, without anchors and tags.
"""

from __future__ import annotations

import json
import json.decoder
import json.scanner
import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from matchsafe.domain.problem import quote
from matchsafe.workspace.seasonfile.document import (
    MAX_DEPTH,
    MAX_VALUES,
    Node,
    Pairs,
    SeasonFileError,
    refusal,
)

if TYPE_CHECKING:
    import yaml

_NUMBER: Final = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_WHOLE: Final = re.compile(r"[-+]?[0-9]+", re.ASCII)
_WORDS: Final[dict[str, bool | None]] = {
    "": None, "~": None, "null": None, "true": True, "yes": True, "on": True, "false": False, "no": False, "off": False,
}  # fmt: skip
_LONGEST_NUMBER: Final = 100

_JSON_WORDS: Final = {
    "Expecting property name": "expected a field's name in double quotes (is there a comma too many before?)",
    "Expecting ':'": "expected a colon after the field's name",
    "Expecting ','": "expected a comma or a closing bracket",
    "Illegal trailing comma": "expected a value or a field's name in double quotes: there is a comma too many",
    "Unterminated string": "a quote is never closed",
    "Extra data": "there is more text after the end of the season",
    "Invalid": "a text in quotes has a line break or a wrong \\ in it",
}
"""What the messages of the JSON library say in plain words, by their beginning."""

_YAML_WORDS: Final = {
    "mapping values are not allowed": "a colon stands where none can be, or the indentation is uneven; "
    "put quotes around a text that has a colon in it",
    "could not find expected ':'": "a field's name has no colon after it",
    "found character that cannot start any token": "a tab, @, ` or % cannot begin a value; indent with "
    "spaces, and put quotes around such a text",
    "found character '\\t'": "a tab cannot begin a value; use spaces to indent",
    "tab character": "a tab stands where spaces are needed",
    "did not find expected key": "the indentation does not line up with the lines above",
    "did not find expected '-'": "the indentation does not line up with the list above",
    "expected <block end>": "the indentation does not line up with the lines above",
    "unexpected end of stream": "a quote is opened and never closed",
    "expected node content": "a value is missing here, or a [ or { is not closed",
    "expected ',' or": "a list or group opened with [ or { is not closed, or a comma is missing",
    "unknown escape": "a \\ in double quotes is followed by a wrong letter; write \\\\ for a single \\",
    "hex": "a \\u in double quotes is not followed by a character's number",
    "escape code": "a \\u in double quotes is not followed by a character's number",
    "directive": "a line may not begin with %",
}
"""The same for the YAML library, by a part of its message."""


def number(text: str) -> float:
    """The number that digits stand for: an int where it is whole; infinite if it is too long to be meant."""
    if len(text) > _LONGEST_NUMBER:
        return float("inf")
    return int(text) if _WHOLE.fullmatch(text) else float(text)


def plain(text: str) -> str | float | bool | None:
    """What a bare (unquoted) word of YAML stands for.

    ``none`` is text, ``no`` and ``off`` are false, an empty place and ``null`` are nothing.
    """
    if text in _WORDS or (text.lower() in _WORDS and text in (text.capitalize(), text.upper())):
        return _WORDS[text.lower()]
    if text.lower() in (".nan", ".inf", "-.inf", "+.inf"):
        return float("nan")
    return number(text) if _NUMBER.fullmatch(text) else text


class _Decoder(json.JSONDecoder):
    """The library's decoder, giving each value as a node; it refuses deep nesting before Python has to."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(parse_int=number, parse_float=number, parse_constant=float, object_pairs_hook=Pairs)
        breaks = [m.start() for m in re.finditer("\n", text)]
        depth = values = 0

        def scan(string: str, begin: int) -> tuple[Node, int]:
            nonlocal depth, values
            depth, values = depth + 1, values + 1
            line = bisect_left(breaks, begin) + 1
            if depth > MAX_DEPTH + 1:
                raise refusal(
                    name, "too_deep", f"Groups lie inside one another more than {MAX_DEPTH} deep.", line
                )
            if values > MAX_VALUES:
                raise refusal(name, "too_many_values", f"There are more than {MAX_VALUES} values.", line)
            value, end = inner(string, begin)
            depth -= 1
            single = not isinstance(value, list)
            return Node(line, string[begin:end] if single else None, value), end

        objects, arrays = json.decoder.JSONObject, json.decoder.JSONArray  # type: ignore[attr-defined]
        self.parse_object: Any = lambda at, strict, _scan, *rest: objects(at, strict, scan, *rest)
        self.parse_array: Any = lambda at, _scan: arrays(at, scan)
        inner = json.scanner.py_make_scanner(self)  # type: ignore[attr-defined]
        self.scan_once: Any = scan


def json_node(text: str, name: str) -> Node:
    """The one value of a JSON text.

    Raises:
        SeasonFileError: At the first place where the text is not JSON (code ``malformed``), is nested too deeply or
            holds too many values.
    """
    try:
        node: Node = _Decoder(text, name).decode(text)
    except json.JSONDecodeError as error:
        message = f"The file cannot be read as JSON here (column {error.colno}): {_json_fault(error)}."
        raise refusal(name, "malformed", message, error.lineno) from error
    return node


def _json_fault(error: json.JSONDecodeError) -> str:
    rest = error.doc[error.pos :].lstrip()
    quote_open = error.msg.startswith("Unterminated")
    if not rest and not quote_open:
        return "the text ends before every { and [ is closed"
    for beginning, words in _JSON_WORDS.items():
        if error.msg.startswith(beginning):
            return words if quote_open or beginning == "Invalid" else f"{words}; found {rest[:20]!a}"
    word = re.match(r"\w+", rest)
    if word is not None and word.group()[0].isalpha():
        return f"the word {word.group()[:20]} needs double quotes around it"
    if rest[0] in "]},:":
        return f"expected a value, but found {rest[0]!a}"
    return f"the sign {rest[0]!a} cannot stand here"


def yaml_node(text: str, name: str) -> Node | None:
    """The one document of a YAML text; ``None`` if there is nothing in it but comments.

    Raises:
        SeasonFileError: If the text is not YAML, uses what a season file has no need of, or exceeds the bounds.
    """
    import yaml  # not needed for JSON

    try:
        return _Yaml(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)), name).document()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = f"{getattr(error, 'problem', None) or error}"
        words = next((plainly for key, plainly in _YAML_WORDS.items() if key in said), None)
        where = f" (column {mark.column + 1})" if mark else ""
        message = f"The file cannot be read here{where}: {words or 'this is not YAML'}."
        raise refusal(name, "malformed", message, mark.line + 1 if mark else None) from error
    except (ValueError, OverflowError) as error:  # the reader without libyaml, at impossible \U escapes
        if isinstance(error, SeasonFileError):
            raise
        raise refusal(name, "malformed", "The text cannot be read as YAML or JSON.") from error


class _Yaml:
    """Puts the events of the YAML library together into nodes, within bounds."""

    def __init__(self, events: Iterator[yaml.Event], name: str) -> None:
        self._events = events
        self._name = name
        self._values = 0

    def document(self) -> Node | None:
        """The value of the only document."""
        import yaml

        found: Node | None = None
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._refusal(event, "several_documents", "A second document begins here. "
                                        "One file holds one season.")  # fmt: skip
            elif isinstance(event, yaml.NodeEvent):
                found = self._node(event, 0)
        return found

    def _node(self, event: Any, depth: int) -> Node:
        import yaml

        line = event.start_mark.line + 1
        self._values += 1
        if self._values > MAX_VALUES:
            raise self._refusal(event, "too_many_values", f"There are more than {MAX_VALUES} values.")
        if event.anchor is not None:  # an alias has one too
            raise self._refusal(event, "anchor", "Anchors (&) and references (*) are not used in a season file. "
                                "Write the value out, or quote a text that begins with & or *.")  # fmt: skip
        if isinstance(event, yaml.ScalarEvent):
            return Node(line, event.value, self._scalar(event))
        self._check_tag(event, ("!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"))
        if depth >= MAX_DEPTH:
            raise self._refusal(
                event, "too_deep", f"Groups lie inside one another more than {MAX_DEPTH} deep."
            )
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(
                line, None, [self._node(each, depth + 1) for each in self._until(yaml.SequenceEndEvent)]
            )
        pairs = Pairs()
        for key in self._until(yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise self._refusal(key, "field_name", "A field's name must be one plain word.")
            name = self._node(key, depth)
            pairs.append((str(name.raw), self._node(next(self._events), depth + 1).at(name.line)))
        return Node(line, None, pairs)

    def _until(self, end: type[yaml.Event]) -> Iterator[Any]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _scalar(self, event: yaml.ScalarEvent) -> str | float | bool | None:
        if event.tag is None:
            return plain(event.value) if event.implicit[0] else str(event.value)
        if event.tag in ("!", "tag:yaml.org,2002:str"):
            return str(event.value)
        self._check_tag(
            event, tuple(f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool", "null"))
        )
        return plain(event.value)

    def _check_tag(self, event: Any, known: tuple[str, ...]) -> None:
        if event.tag is not None and event.tag not in known:
            seen = quote(event.tag.replace("tag:yaml.org,2002:", "!!"))
            raise self._refusal(event, "tag", "Tags (words that begin with !) are not used in a season file. "
                                "Remove it, or quote the text.", seen)  # fmt: skip

    def _refusal(self, event: Any, code: str, message: str, seen: str = "") -> SeasonFileError:
        return refusal(self._name, code, message, event.start_mark.line + 1, seen)
