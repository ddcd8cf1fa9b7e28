"""The lists of a file as numbers: who lists whom at which rank, and in which row that stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matchsafe.market.files.codes import FACTS, coder_of
from matchsafe.market.files.columns import APPLICANTS, COUPLES, PROGRAMS, REVERSIONS, SUPPLEMENTAL, Columns
from matchsafe.market.files.limits import (
    FIRST_LOOK,
    MOST_LETTERS,
    MOST_NAMES,
    MOST_PROBLEMS,
    MOST_ROWS,
)
from matchsafe.market.files.names import BAD, Names, repeats, score_of
from matchsafe.market.files.tables import Block, MarketTable
from matchsafe.market.problems import MarketProblems
from matchsafe.market.types import Flags, Ints


@dataclass(frozen=True)
class Listing:
    """The ranks in a file, one entry for each row that has one.

    Attributes:
        table: Where it was read.
        has: The columns that are there.
        rows: Row of each entry.
        ranks: Rank of each entry, from 1.
        names: For each column of names the number of the name in each entry.
        scores: For each column of scores the score in each entry, minus infinity for none.
        owners: The owner of each row (two of a couple), also of rows without an entry, in the order of rows.
        facts: For each column of facts (see ``facts``) what each of those rows says.
        owner_rows: Those rows.
        known: For each column of names the numbers of all names met so far.
    """

    table: MarketTable
    has: frozenset[str]
    rows: Ints
    ranks: Ints
    names: dict[str, Ints]
    scores: dict[str, npt.NDArray[np.float64]]
    owners: Ints
    facts: dict[str, Ints]
    owner_rows: Ints
    known: dict[str, Names]

    def text(self, column: str, entry: int) -> str:
        """The name in a cell, as it was read."""
        return self._listed(column)[int(self.names[column][entry])]

    def _listed(self, column: str) -> list[str]:
        kept: dict[str, list[str]] = self.__dict__.setdefault("_texts", {})
        if column not in kept:
            kept[column] = list(self.known[column])
        return kept[column]

    def place(self, entry: int, column: str) -> str:
        """Where an entry stands."""
        return self.table.place(int(self.rows[entry]), column)


def read_applicants(table: MarketTable, people: Names, places: Names, found: MarketProblems) -> Listing:
    """The singles' lists."""
    return _read(table, APPLICANTS, ("applicant",), {"applicant": people, "program": places}, found)


def read_programs(table: MarketTable, people: Names, places: Names, found: MarketProblems) -> Listing:
    """The programs' lists and quotas."""
    return _read(table, PROGRAMS, ("program",), {"program": places, "applicant": people}, found)


def read_couples(table: MarketTable, people: Names, places: Names, found: MarketProblems) -> Listing:
    """The couples' paired lists."""
    names = {"first": people, "second": people, "first_program": places, "second_program": places}
    return _read(table, COUPLES, ("first", "second"), names, found)


def read_supplemental(table: MarketTable, people: Names, places: Names, found: MarketProblems) -> Listing:
    """The lists linked to advanced programs."""
    names = {"applicant": people, "advanced": places, "program": places}
    return _read(table, SUPPLEMENTAL, ("applicant", "advanced"), names, found, may_be_empty=False)


def read_reversions(table: MarketTable, people: Names, places: Names, found: MarketProblems) -> Listing:
    """Where unfilled positions go; rows of owners without ranks."""
    return _read(table, REVERSIONS, ("donor", "receiver"), {"donor": places, "receiver": places}, found)


def _read(
    table: MarketTable,
    columns: Columns,
    owners: tuple[str, ...],
    names: dict[str, Names],
    found: MarketProblems,
    *,
    may_be_empty: bool = True,
) -> Listing:
    grown = _Grown()
    has: frozenset[str] = frozenset()
    for block in table.blocks(columns, found):
        has = frozenset(block.cells)
        if not has >= set(names):  # a file of scores has programs and quotas only
            names = {column: known for column, known in names.items() if column in has}
        _take(table, block, owners, names, grown, found, may_be_empty=may_be_empty)
        why = ""
        if found.total > MOST_PROBLEMS:
            why = "too many problems"
        elif grown.repeated():
            why = "half of them repeat earlier ones"
        elif any(len(known) > MOST_NAMES or known.letters > MOST_LETTERS for known in names.values()):
            why = "too many different names"
        if why:
            found.lose(table.name, f"reading stops after {grown.size:,} rows: {why}", "too_long")
            break
    return grown.listing(table, has, owners, names)


def _take(
    table: MarketTable,
    block: Block,
    owners: tuple[str, ...],
    names: dict[str, Names],
    grown: _Grown,
    found: MarketProblems,
    *,
    may_be_empty: bool,
) -> None:
    """Turn one block into numbers and keep what can be kept; a row may be for an owner with an empty list."""
    cells = block.cells
    listed = [column for column in names if column not in owners]
    lists = [*(["rank"] if "rank" in cells else []), *listed]
    keep = np.ones(len(block.rows), np.bool_)
    entry = np.ones(len(block.rows), np.bool_)
    for column in owners:
        for i in _empty(cells[column]):
            found.lose(table.place(block.rows[i], column), "is empty", "empty")
            keep[i] = False
    everywhere = np.ones(len(block.rows), np.bool_)
    facts = {c: _coded(table, block, c, everywhere, found) for c in cells if c in FACTS}
    if not lists:
        entry[:] = False
    for column in lists:
        for i in _empty(cells[column]):
            if not may_be_empty or any(cells[other][i] for other in lists):
                found.lose(table.place(block.rows[i], column), "is empty", "empty")
            entry[i] = False
    if "rank" in cells:
        ranks = _coded(table, block, "rank", entry, found)
        entry &= ranks != BAD
    else:
        ranks = np.zeros(len(block.rows), np.int32)
    scores = {c: _scores(table, block, c, found) for c in cells if c.endswith("score")}
    coded = {column: known.numbers(cells[column]) for column, known in names.items()}
    entry &= keep
    rows = np.array(block.rows, np.int32)
    grown.add("owner_rows", rows[keep])
    for column, codes in facts.items():
        grown.add(f"fact {column}", codes[keep])
    for column, numbers in coded.items():
        if column in owners:
            grown.add(f"owner {column}", numbers[keep])
        grown.add(f"name {column}", numbers[entry])
    for column, values in scores.items():
        grown.add(f"score {column}", values[entry])
    grown.add("rows", rows[entry])
    grown.add("ranks", ranks[entry])


def _empty(texts: list[str]) -> Iterator[int]:
    if "" in texts:
        yield from (i for i, text in enumerate(texts) if not text)


def _coded(table: MarketTable, block: Block, column: str, looked_at: Flags, found: MarketProblems) -> Ints:
    """Numbers from texts; those of ``looked_at`` that cannot be are told."""
    coder, texts = coder_of(column), block.cells[column]
    codes = coder.numbers(texts)
    for i in np.flatnonzero((codes == BAD) & looked_at).tolist():
        said = f"{texts[i][:40]!r} is not {coder.wanted}" if texts[i] else "is empty"
        found.add(table.place(block.rows[i], column), said, "number")
    return codes


def _scores(table: MarketTable, block: Block, column: str, found: MarketProblems) -> npt.NDArray[np.float64]:
    texts = block.cells[column]
    values = np.fromiter(map(score_of, texts), np.float64, len(texts))
    for i in np.flatnonzero(np.isnan(values)).tolist():
        message = f"{texts[i][:40]!r} is not a number; leave it empty if the program does not accept them"
        found.add(table.place(block.rows[i], column), message, "scores")
    return values


class _Grown:
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

    def repeated(self) -> bool:
        """Whether a large file holds the same rows over and over; looked at now and then."""
        if self.size < self.look_at:
            return False
        self.look_at = min(2 * self.look_at, MOST_ROWS)
        columns = [self.column(name) for name in self.parts if name.startswith("name ")]
        if not columns or not len(columns[0]):
            columns = [self.column(name) for name in self.parts if name.startswith("owner ")]
        return 2 * len(repeats(*columns)[0]) > len(columns[0])

    def column(self, name: str, kind: type[np.generic] = np.int32) -> npt.NDArray[Any]:
        """A whole column."""
        parts = self.parts.get(name)
        return np.concatenate(parts) if parts else np.zeros(0, kind)

    def named(self, kind: str, of: type[np.generic] = np.int32) -> dict[str, npt.NDArray[Any]]:
        """All columns of one kind."""
        return {
            name.removeprefix(kind): self.column(name, of) for name in self.parts if name.startswith(kind)
        }

    def listing(
        self, table: MarketTable, has: frozenset[str], owners: tuple[str, ...], names: dict[str, Names]
    ) -> Listing:
        """All of it."""
        owned = [self.column(f"owner {column}") for column in owners]
        return Listing(
            table=table,
            has=has,
            rows=self.column("rows"),
            ranks=self.column("ranks"),
            names={column: self.column(f"name {column}") for column in names},
            scores=self.named("score ", np.float64),
            owners=np.stack(owned, 1),
            facts=self.named("fact "),
            owner_rows=self.column("owner_rows"),
            known=names,
        )
