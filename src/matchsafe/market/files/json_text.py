"""JSON read in bounded memory, without the liberties Python takes with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from matchsafe.market.files.tables import UnreadableTable, open_bytes, refuse_other_kinds

MOST_BYTES: Final = 64_000_000
"""The largest JSON that is read; larger markets fit into CSV and Parquet, which are read in pieces."""
MOST_PARTS: Final = 6_000_000
"""Lists, groups and values it may have, as each of them takes memory of its own."""


def read_json(path: str | Path) -> Any:
    """The content of a JSON file.

    Raises:
        UnreadableTable: With what is wrong and, where it is known, the line.
    """
    try:
        with open_bytes(path) as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableTable(f"cannot be read: {error.strerror or error}") from None
    refuse_other_kinds(content[:16], "json")
    return parse_json(content)


def parse_json(content: bytes) -> Any:
    """The value in some bytes; see ``read_json``."""
    if len(content) > MOST_BYTES:
        raise UnreadableTable(
            f"is larger than {MOST_BYTES // 1_000_000} MB; use CSV or Parquet for a market of this size"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableTable(f"line {line}: the byte 0x{content[error.start]:02x} is not UTF-8") from None
    if sum(map(text.count, "[{,")) > MOST_PARTS:
        raise UnreadableTable(
            f"has more than {MOST_PARTS:,} parts; use CSV or Parquet for a market of this size"
        )
    try:
        return json.loads(text, parse_constant=_no_constant, parse_int=_whole, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        said = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise UnreadableTable(
            f"line {error.lineno}, column {error.colno}: this is not JSON: {said}"
        ) from None
    except RecursionError:
        raise UnreadableTable("is nested too deep to be a market") from None


def _no_constant(word: str) -> Any:
    raise UnreadableTable(f"holds {word}, which is not a number in JSON")


def _whole(digits: str) -> int:
    if len(digits) > 18:
        raise UnreadableTable(f"holds the number {digits[:12]}..., which is longer than any rank or quota")
    return int(digits)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableTable(f"has the field {twice[:40]!r} twice in one group")
    return made
