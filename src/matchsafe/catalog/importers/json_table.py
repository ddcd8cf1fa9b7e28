"""Tables in JSON: a list of objects, alone or as the only such list in an object."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from matchsafe.catalog.importers.limits import DEEPEST_JSON, MOST_COLUMNS, MOST_JSON_BYTES, size_of
from matchsafe.catalog.importers.problems import FileProblems, refuse
from matchsafe.catalog.importers.tables import Row, Table, fitted_rows
from matchsafe.catalog.importers.text_table import encoding_of

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_JOIN: Final = ";"


def read_json_table(path: Path) -> Table:
    """The table in a JSON file. The row number of an object is its place in the list, counted from 1.

    Fields of objects inside are named "outer.inner"; lists of plain values are joined with semicolons.

    Raises:
        CatalogFileError: If it is no JSON, too deep, too large, or holds no list of objects or more than one.
    """
    objects = _objects(load_json(path), path.name)
    flat = [_flat(o) for o in objects]
    columns = tuple(dict.fromkeys(name for row in flat for name in row))
    if len(columns) > MOST_COLUMNS:
        raise refuse(
            f"{path.name} has {len(columns):,} fields; the most that is read is {MOST_COLUMNS}.", "columns"
        )

    def read(found: FileProblems) -> Iterator[Row]:
        rows = ((i, [row.get(c, "") for c in columns]) for i, row in enumerate(flat, 1))
        return fitted_rows(rows, columns, found)

    return Table(path.name, columns, read, (f"JSON, {len(flat):,} objects",))


def load_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        CatalogFileError: If it is too large, too deep, no JSON or has a key twice in one object.
    """
    size_of(path, MOST_JSON_BYTES)
    encoding, _ = encoding_of(path)
    text = path.read_text(encoding=encoding)
    depth = deepest = 0
    for token in _TOKEN.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        deepest = max(deepest, depth)
    if deepest > DEEPEST_JSON:
        raise refuse(
            f"{path.name} has brackets {deepest:,} deep; the most that is read is {DEEPEST_JSON}.", "too_deep"
        )
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_number)
    except json.JSONDecodeError as error:
        cut = " It seems to be cut off." if error.pos >= len(text.rstrip()) else ""
        raise refuse(
            f"This is no JSON: {error.msg} in column {error.colno}.{cut}", "json", error.lineno
        ) from error


def _number(digits: str) -> int | str:
    return int(digits) if len(digits) < 20 else digits


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [k for k, _ in pairs]
    if twice := next((k for k in keys if keys.count(k) > 1), None) if len(set(keys)) < len(keys) else None:
        raise refuse(
            f'The field "{twice[:100]}" stands twice in one object; which one counts?', "duplicate_key"
        )
    return dict(pairs)


def _no_constant(name: str) -> None:
    """NaN and Infinity are no JSON; as a value they mean that nothing is known."""


def _objects(content: Any, name: str) -> list[dict[str, Any]]:
    if isinstance(content, dict):
        lists = {k: v for k, v in content.items() if _is_list_of_objects(v)}
        if len(lists) > 1:
            raise refuse(
                f"{name} holds several lists: {', '.join(lists)[:200]}. Keep the one with the programs.",
                "lists",
            )
        content = next(iter(lists.values()), None)
    if not _is_list_of_objects(content):
        raise refuse(f"{name} holds no list of objects, one for each program.", "no_table")
    return list(content)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _flat(item: dict[str, Any], prefix: str = "") -> dict[str, str]:
    out: dict[str, str] = {}
    for key, value in item.items():
        name = " ".join(f"{prefix}{key}".split())[:100]
        if isinstance(value, dict):
            out |= _flat(value, f"{name}.")
        else:
            out[name] = _text(value)
    return out


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _JOIN.join(_text(v) if not isinstance(v, dict | list) else json.dumps(v) for v in value)
    return str(value)
