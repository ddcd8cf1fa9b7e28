"""Rows of a JSON file: a list of groups with the columns of the CSV file, or the nested lists of one market file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from matchsafe.market.files.cells import cell_of
from matchsafe.market.files.columns import FLAGS, Columns, plain
from matchsafe.market.files.json_text import read_json
from matchsafe.market.files.limits import BLOCK, LONGEST_CELL
from matchsafe.market.files.tables import Block, UnreadableTable
from matchsafe.market.problems import MarketProblems

_SHOWN: Final = 60


class JsonTable:
    """A JSON list of groups: ``[{"applicant": "Ada", "rank": 1, "program": "City"}, ...]``."""

    def __init__(self, path: str | Path, name: str) -> None:
        self.path = path
        self.name = name

    def place(self, row: int, column: str = "") -> str:
        """Where a row is: its place in the list, from 0."""
        return f"{self.name}, [{row}].{column}" if column else f"{self.name}, [{row}]"

    def blocks(self, columns: Columns, found: MarketProblems) -> Iterator[Block]:
        """The rows, some at a time."""
        try:
            rows = read_json(self.path)
        except UnreadableTable as error:
            found.lose(self.name, str(error), "file")
            return
        if not isinstance(rows, list):
            found.lose(self.name, f"is not a list of rows such as {_example(columns)}", "shape")
            return
        groups = [{plain(k): v for k, v in row.items()} if isinstance(row, dict) else None for row in rows]
        present = columns.present({name for group in groups if group for name in group} or columns.needed)
        for start in range(0, max(len(groups), 1), BLOCK):
            yield self._block(start, groups[start : start + BLOCK], columns, present, found)

    def _block(
        self,
        start: int,
        groups: Sequence[dict[str, Any] | None],
        columns: Columns,
        present: list[str],
        found: MarketProblems,
    ) -> Block:
        rows: list[int] = []
        cells: dict[str, list[str]] = {column: [] for column in present}
        for row, group in enumerate(groups, start):
            if group is None:
                found.lose(self.place(row), f"is not a group such as {_example(columns)}", "shape")
                continue
            missing = [column for column in columns.needed if column not in group]
            if missing:
                found.lose(self.place(row), f"lacks {', '.join(missing)}", "header")
                continue
            rows.append(row)
            for column, texts in cells.items():
                texts.append(text_at(group.get(column), self.place(row, column), found, flag=column in FLAGS))
        return Block(rows, cells)


def text_at(value: object, where: str, found: MarketProblems, *, flag: bool = False) -> str:
    """A value as a cell; what is no name and no number (in a column of yes and no: no truth value) is noted."""
    text = cell_of(value, flag=flag)
    if text is not None and len(text) <= LONGEST_CELL:
        return text
    if text is None:
        found.lose(where, f"{repr(value)[:_SHOWN]} is neither a name nor a number", "cell")
    else:
        found.lose(where, f"has more than {LONGEST_CELL:,} characters", "long_cell")
    return "?"


def _example(columns: Columns) -> str:
    return "{" + ", ".join(f'"{name}": ...' for name in columns.needed) + "}"
