"""Tables in JSON: a list of objects, alone or as the only such list in an object. And any JSON, read with care."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from matchsafe.domain.problem import Problems
from matchsafe.tabular.cells import Cell, clean, clean_cell, real_cell, text_of, whole_cell
from matchsafe.tabular.kinds import encoding_of
from matchsafe.tabular.source import TableSource
from matchsafe.tabular.table import BLOCK, Block, FileTable

_JOIN: Final = ";"


def read_json_table(source: TableSource) -> FileTable:
    """The table in a JSON file. The row number of an object is its place in the list, counted from 1.

    Fields of objects inside are named "outer.inner"; lists of plain values are joined with semicolons.

    Raises:
        ProblemsError: Of the kind of the source, if it is no JSON, too deep or too large, or holds no list of objects
            or more than one.
    """
    flat = [_flat(item) for item in _objects(source, read_json(source))]
    columns = tuple(dict.fromkeys(name for row in flat for name in row))
    if not columns:
        raise source.refuse("Its objects hold no fields, so it has no columns.", "no_table")
    if len(columns) > source.limits.columns:
        message = f"It has {len(columns):,} fields; the most that is read is {source.limits.columns}."
        raise source.refuse(message, "columns")

    def read(problems: Problems, places: Sequence[int]) -> Iterator[Block]:
        for start in range(0, len(flat), BLOCK):
            some = [
                (i, row)
                for i, row in enumerate(flat[start : start + BLOCK], start + 1)
                if any(c != "" for c in row.values())
            ]
            yield Block([i for i, _ in some], [[row.get(columns[p], "") for _, row in some] for p in places])

    return FileTable(source, columns, read, (f"JSON, {len(flat):,} objects",), None, "[{}]")


def read_json(source: TableSource) -> Any:
    """The content of a JSON file.

    Raises:
        ProblemsError: Of the kind of the source, if it is no JSON, too large, too deep or has a key twice.
    """
    _check_size(source, source.path.stat().st_size)
    encoding, _ = encoding_of(source)
    return parse_json(source.path.read_text(encoding=encoding), source)


def parse_json(content: str | bytes, source: TableSource) -> Any:
    """The value in a JSON text, without the liberties Python takes with it: no key twice, NaN is nothing.

    Raises:
        ProblemsError: As ``read_json``.
    """
    if isinstance(content, bytes):
        _check_size(source, len(content))
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise source.refuse(
                f"the byte 0x{content[error.start]:02x} is not UTF-8", "encoding", line
            ) from None
    else:
        text = content.removeprefix("\ufeff")
    if sum(map(text.count, "[{,")) > source.limits.parts:
        raise source.refuse(
            f"It has more than {source.limits.parts:,} parts. {source.limits.advice}", "parts"
        )

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            message = f'The field "{twice[:100]}" stands twice in one object; which one counts?'
            raise source.refuse(message, "duplicate_key")
        return made

    try:
        value = json.loads(
            text,
            object_pairs_hook=once,
            parse_constant=lambda _: None,
            parse_int=whole_cell,
            parse_float=real_cell,
        )
        deepest = depth(value)
    except json.JSONDecodeError as error:
        cut = " It seems to be cut off." if error.pos >= len(text.rstrip()) else ""
        message = f"This is no JSON: {error.msg[:1].lower()}{error.msg[1:]} in column {error.colno}.{cut}"
        raise source.refuse(message, "json", error.lineno) from None
    except RecursionError:
        deepest = source.limits.depth + 1
    if "\\ud" in text or "\\uD" in text:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise source.refuse("It holds half a character, such as \\ud800 alone.", "encoding") from None
    if deepest > source.limits.depth:
        message = f"It is nested too deep: the most that is read are brackets {source.limits.depth} deep."
        raise source.refuse(message, "too_deep")
    return value


def _check_size(source: TableSource, size: int) -> None:
    source.check_size(size, source.limits.whole, "As CSV or Parquet it may be larger.")


def depth(value: Any) -> int:
    """How deep lists and objects stand in each other."""
    deepest, level = 0, [value]
    while level := [v for v in level if isinstance(v, list | dict)]:
        deepest += 1
        level = [inner for v in level for inner in (v.values() if isinstance(v, dict) else v)]
    return deepest


def _objects(source: TableSource, content: Any) -> list[dict[str, Any]]:
    if isinstance(content, dict):
        lists = {k: v for k, v in content.items() if _is_list_of_objects(v)}
        if len(lists) > 1:
            message = f"It holds several lists: {', '.join(lists)[:200]}. Keep the one that is wanted."
            raise source.refuse(message, "lists")
        content = next(iter(lists.values()), None)
    if not _is_list_of_objects(content):
        raise source.refuse("It holds no list of objects, one for each row.", "no_table")
    return list(content)


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _flat(item: dict[str, Any], prefix: str = "") -> dict[str, Cell]:
    out: dict[str, Cell] = {}
    for key, value in item.items():
        name = " ".join(clean(f"{prefix}{key}").split())[:200]
        if isinstance(value, dict):
            out |= _flat(value, f"{name}.")
        elif isinstance(value, list):
            plain = not any(isinstance(v, dict | list) for v in value)
            out[name] = _JOIN.join(text_of(clean_cell(v)) if plain else json.dumps(v) for v in value)
        else:
            out[name] = clean_cell(value)
    return out
