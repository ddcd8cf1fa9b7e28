"""Columns of a file's lists as numbers, block by block, with what cannot be read noted cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.problem import Problems
from matchsafe.market.arrays import half_named
from matchsafe.market.files.keys import repeats
from matchsafe.market.files.numbers import (
    BAD,
    FACTS,
    Names,
    coder_of,
    name_texts,
    score_fault,
    score_of,
)
from matchsafe.market.files.tables import (
    FIRST_LOOK,
    LIMITS,
    MarketTable,
)
from matchsafe.market.types import Flags, Ints
from matchsafe.tabular import Cell

HALVES: Final = ("first_program", "second_program")
"""The columns of a couple's programs, in which a dash, NRMP's code or the words are "no match"."""


@dataclass(frozen=True)
class RowBlock:
    """Some rows of a table, by the names of their columns here, and where their problems go."""

    table: MarketTable
    rows: Sequence[int]
    cells: dict[str, Sequence[Cell]]
    problems: Problems

    def lose(self, i: int, column: str, message: str, code: str) -> None:
        """Note a problem because of which a row is not read."""
        self.problems.lose(self.table.problem(message, code, self.rows[i], column))

    def names(self, column: str) -> Sequence[str]:
        """A column of names as text."""
        cells = self.cells[column]
        message = "{!r} is neither a name nor a number"
        texts = name_texts(cells, lambda i: self.lose(i, column, message.format(cells[i])[:90], "cell"))
        return [half_named(text) for text in texts] if column in HALVES else texts

    def codes(self, column: str, among: Flags) -> Ints:
        """A column as numbers; cells of ``among`` that are none are told."""
        coder, cells = coder_of(column), self.cells[column]
        codes = coder.numbers(cells)
        for i in np.flatnonzero((codes == BAD) & among).tolist():
            message = f"{str(cells[i])[:40]!r} is not {coder.wanted}" if cells[i] != "" else "is empty"
            self.problems.add(self.table.problem(message, "number", self.rows[i], column))
        return codes

    def scores(self, column: str) -> npt.NDArray[np.float64]:
        """A column as scores."""
        cells = self.cells[column]
        values = np.fromiter(map(score_of, cells), np.float64, len(cells))
        for i in np.flatnonzero(np.isnan(values)).tolist():
            self.problems.add(self.table.problem(score_fault(cells[i]), "scores", self.rows[i], column))
        return values


def take_block(
    block: RowBlock,
    owners: tuple[str, ...],
    names: dict[str, Names],
    buffer: ColumnBuffer,
    *,
    may_be_empty: bool,
) -> None:
    """Turn one block into numbers and keep what can be kept; a row may be for an owner with an empty list."""
    texts = {column: block.names(column) for column in names}
    listed = [column for column in names if column not in owners]
    lists = [*(["rank"] if "rank" in block.cells else []), *listed]
    keep, entry, everywhere = (np.ones(len(block.rows), np.bool_) for _ in range(3))
    for column in owners:
        for i in _empty(texts[column]):
            block.lose(i, column, "is empty", "empty")
            keep[i] = False
    facts = {column: block.codes(column, everywhere) for column in block.cells if column in FACTS}
    if not lists:
        entry[:] = False
    for column in lists:
        for i in _empty(block.cells[column]):
            if not may_be_empty or any(block.cells[other][i] != "" for other in lists):
                end = "; for no match write -" if column in HALVES else ""
                block.lose(i, column, f"is empty{end}", "empty")
            entry[i] = False
    if "rank" in block.cells:
        ranks = block.codes("rank", entry)
        entry &= ranks != BAD
    else:
        ranks = np.zeros(len(block.rows), np.int32)
    scores = {column: block.scores(column) for column in block.cells if column.endswith("score")}
    coded = {column: known.numbers(texts[column]) for column, known in names.items()}
    entry &= keep
    rows = np.array(block.rows, np.int32)
    buffer.add("owner_rows", rows[keep])
    for column, codes in facts.items():
        buffer.add(f"fact {column}", codes[keep])
    for column, numbers in coded.items():
        if column in owners:
            buffer.add(f"owner {column}", numbers[keep])
        buffer.add(f"name {column}", numbers[entry])
    for column, values in scores.items():
        buffer.add(f"score {column}", values[entry])
    buffer.add("rows", rows[entry])
    buffer.add("ranks", ranks[entry])


def _empty(cells: Sequence[Cell]) -> Iterator[int]:
    if "" in cells:
        yield from (i for i, cell in enumerate(cells) if cell == "")


class ColumnBuffer:
    """Columns of numbers that grow block by block."""

    def __init__(self) -> None:
        self.parts: dict[str, list[npt.NDArray[Any]]] = {}
        self.size = 0
        self.look_at = FIRST_LOOK

    def add(self, column: str, part: npt.NDArray[Any]) -> None:
        """Add the next numbers of a column."""
        self.parts.setdefault(column, []).append(part)
        if column == "owner_rows":
            self.size += len(part)

    def clear(self) -> None:
        """Begin again."""
        self.parts.clear()
        self.size, self.look_at = 0, FIRST_LOOK

    def has_repeats(self) -> bool:
        """Whether a large file holds the same rows over and over; looked at now and then."""
        if self.size < self.look_at:
            return False
        self.look_at = min(2 * self.look_at, LIMITS.rows)
        columns = [self.column(name) for name in self.parts if name.startswith("name ")]
        if not columns or not len(columns[0]):
            columns = [self.column(name) for name in self.parts if name.startswith("owner ")]
        return 2 * len(repeats(*columns)[0]) > len(columns[0])

    def column(self, name: str, kind: type[np.generic] = np.int32) -> npt.NDArray[Any]:
        """A whole column."""
        parts = self.parts.get(name)
        if parts and len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.zeros(0, kind)

    def of_kind(self, kind: str, of: type[np.generic] = np.int32) -> dict[str, npt.NDArray[Any]]:
        """All columns of one kind."""
        return {
            name.removeprefix(kind): self.column(name, of) for name in self.parts if name.startswith(kind)
        }
