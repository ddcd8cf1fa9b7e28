"""Read YAML as a stream of events that know their line: one document, no anchors, no foreign tags."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import yaml

from matchsafe.workspace.seasonfile.problems import Problem, SeasonFileError, quoted
from matchsafe.workspace.seasonfile.scalars import plain
from matchsafe.workspace.seasonfile.tree import Event

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_TAGS: Final = {"!", "tag:yaml.org,2002:str"}
_PLAIN_TAGS: Final = {f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool", "null")}
_COLLECTION_TAGS: Final = {"!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}

_IN_PLAIN_WORDS: Final = {
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


def events(text: str, name: str) -> Iterator[Event]:
    """Yield the events of one YAML document.

    Raises:
        SeasonFileError: If the text is not YAML, or uses what a season file has no need of.
    """
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _refusal(
                        name,
                        line,
                        "several_documents",
                        "A second document begins here. One file holds one season.",
                    )
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _refusal(
                    name,
                    line,
                    "anchor",
                    "Anchors (&) and references (*) are not used in a season file. "
                    "Write the value out, or quote a text that begins with & or *.",
                )
            if isinstance(event, yaml.ScalarEvent):
                yield Event("value", line, event.value, _scalar(event, name, line))
            elif isinstance(event, yaml.CollectionStartEvent):
                if event.tag is not None and event.tag not in _COLLECTION_TAGS:
                    raise _tag(name, line, event.tag)
                yield Event("group" if isinstance(event, yaml.MappingStartEvent) else "list", line)
            elif isinstance(event, yaml.CollectionEndEvent):
                yield Event("close", line)
    except yaml.YAMLError as error:
        raise _malformed(error, name) from error
    except (ValueError, OverflowError) as error:  # the reader without libyaml, at impossible \U escapes
        if isinstance(error, SeasonFileError):
            raise
        raise _refusal(name, None, "malformed", "The text cannot be read as YAML or JSON.") from error


def _scalar(event: yaml.ScalarEvent, name: str, line: int) -> str | float | bool | None:
    if event.tag is None:
        return plain(event.value) if event.implicit[0] else str(event.value)
    if event.tag in _TEXT_TAGS:
        return str(event.value)
    if event.tag in _PLAIN_TAGS:
        return plain(event.value)
    raise _tag(name, line, event.tag)


def _tag(name: str, line: int, tag: str) -> SeasonFileError:
    message = "Tags (words that begin with !) are not used in a season file. Remove it, or quote the text."
    return SeasonFileError(
        [Problem("", message, quoted(tag.replace("tag:yaml.org,2002:", "!!")), line=line, code="tag")], name
    )


def _refusal(name: str, line: int | None, code: str, message: str) -> SeasonFileError:
    return SeasonFileError([Problem("", message, line=line, code=code)], name)


def _malformed(error: yaml.YAMLError, name: str) -> SeasonFileError:
    mark = getattr(error, "problem_mark", None)
    said = f"{getattr(error, 'problem', None) or error}"
    words = next((plainly for key, plainly in _IN_PLAIN_WORDS.items() if key in said), None)
    where = f" (column {mark.column + 1})" if mark else ""
    message = f"The file cannot be read here{where}: {words or 'this is not YAML'}."
    return _refusal(name, mark.line + 1 if mark else None, "malformed", message)
