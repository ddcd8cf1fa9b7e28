"""The lists of a file as numbers: who lists whom at which rank, and in which row that stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.arrays import NO_MATCH, NRMP_NO_MATCH
from matchsafe.market.files.keys import repeats
from matchsafe.market.files.numbers import (
    BAD,
    FACTS,
    FLAGS,
    MOST,
    UNSAID,
    Names,
    coder_of,
    name_texts,
    score_of,
)
from matchsafe.market.files.tables import (
    APPLICANTS,
    COUPLES,
    FIRST_LOOK,
    LIMITS,
    MOST_LETTERS,
    MOST_NAMES,
    PROGRAMS,
    REVERSIONS,
    SUPPLEMENTAL,
    MarketTable,
    Schema,
)
from matchsafe.market.problems import MarketError
from matchsafe.market.types import Flags, Ints
from matchsafe.market.variations import PARITIES
from matchsafe.tabular import Cell, FileTable
from matchsafe.tabular.cells import clean_texts

HALVES: Final = ("first_program", "second_program")
"""The columns of a couple's programs, in which a dash or NRMP's code is "no match"."""


@dataclass(frozen=True)
class ListEntries:
    """The ranks in a file, one entry for each row that has one.

    Attributes:
        table: Where it was read.
        has: The columns that are there.
        rows: Row of each entry.
        ranks: Rank of each entry, from 1.
        names: For each column of names the number of the name in each entry.
        scores: For each column of scores the score in each entry, minus infinity for none.
        owners: The owner of each row (two of a couple), also of rows without an entry, in the order of rows.
        facts: For each column of facts (see ``numbers.FACTS``) what each of those rows says.
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

    def problem(self, entry: int, column: str, message: str, code: str) -> Problem:
        """A problem of an entry."""
        return self.table.problem(message, code, int(self.rows[entry]), column)

    def row_name(self, entry: int) -> str:
        """Where an entry stands within its file."""
        return replace(self.table.problem("", "", int(self.rows[entry])), file="").place


@dataclass(frozen=True)
class MarketEntries:
    """What was read of each file; ``None`` for a file that was not given."""

    applicants: ListEntries
    programs: ListEntries
    couples: ListEntries | None = None
    supplemental: ListEntries | None = None
    reversions: ListEntries | None = None

    def of_side(self, side: int) -> ListEntries:
        """The listing an edge was read from; see ``edges.SIDES``."""
        listing = (self.applicants, self.couples, self.couples, self.supplemental)[side]
        assert listing is not None, "an edge comes from a file that was read"
        return listing


@dataclass(frozen=True)
class Roster:
    """Who and what a market has, by name and number.

    Attributes:
        people: Names of the applicants, singles first, in the order of their files.
        places: Names of the programs.
        person: The applicant's number of each name that was met, -1 for one that is no applicant.
        place: The program's number of each name that was met, -1 for one that is no program.
    """

    people: tuple[str, ...]
    places: tuple[str, ...]
    person: Ints
    place: Ints


def read_applicants(table: MarketTable, people: Names, places: Names, problems: Problems) -> ListEntries:
    """The singles' lists."""
    return _read(table, APPLICANTS, ("applicant",), {"applicant": people, "program": places}, problems)


def read_programs(table: MarketTable, people: Names, places: Names, problems: Problems) -> ListEntries:
    """The programs' lists and quotas."""
    return _read(table, PROGRAMS, ("program",), {"program": places, "applicant": people}, problems)


def read_couples(table: MarketTable, people: Names, places: Names, problems: Problems) -> ListEntries:
    """The couples' paired lists."""
    names = {"first": people, "second": people, "first_program": places, "second_program": places}
    return _read(table, COUPLES, ("first", "second"), names, problems)


def read_supplemental(table: MarketTable, people: Names, places: Names, problems: Problems) -> ListEntries:
    """The lists linked to advanced programs."""
    names = {"applicant": people, "advanced": places, "program": places}
    return _read(table, SUPPLEMENTAL, ("applicant", "advanced"), names, problems, may_be_empty=False)


def read_reversions(table: MarketTable, people: Names, places: Names, problems: Problems) -> ListEntries:
    """Where unfilled positions go; rows of owners without ranks."""
    return _read(table, REVERSIONS, ("donor", "receiver"), {"donor": places, "receiver": places}, problems)


def owner_values(
    listing: ListEntries, column: str, owners: Ints, names: Sequence[str], problems: Problems, side: int = 0
) -> Ints:
    """What the rows say of each owner, ``UNSAID`` where none of them says anything; they have to agree.

    Args:
        listing: The rows.
        column: The column of the fact.
        owners: For each number of ``listing.owners`` the number of the owner in ``names``.
        names: All owners.
        problems: Where rows that say different things are noted.
        side: Which owner of a row, for a couple.
    """
    given = np.full(len(names), UNSAID, np.int32)
    if column not in listing.facts:
        return given
    codes, owner = listing.facts[column], owners[listing.owners[:, side]]
    said = np.flatnonzero(codes >= 0)
    given[owner[said[::-1]]] = codes[said[::-1]]  # the earliest is written last
    differ = said[codes[said] != given[owner[said]]]

    def difference(row: int) -> Problem:
        one, other = (_word(column, int(code)) for code in (codes[row], given[owner[row]]))
        message = f"{one}, but {other} in an earlier row of {names[owner[row]]!r}"
        return listing.table.problem(message, column, int(listing.owner_rows[row]), column)

    problems.add_each(differ.tolist(), difference)
    return given


def _word(column: str, code: int) -> str:
    if column == "parity":
        return PARITIES[code]
    return ("no", "yes")[code] if column in FLAGS else str(code)


def _read(
    table: MarketTable,
    schema: Schema,
    owners: tuple[str, ...],
    names: dict[str, Names],
    problems: Problems,
    *,
    may_be_empty: bool = True,
) -> ListEntries:
    grown = _Grown()
    has = schema.columns(table, problems)
    if has and not has.keys() >= names.keys():  # a file of scores has programs and quotas only
        names = {column: known for column, known in names.items() if column in has}
    before = problems.total
    if has and _take_whole(table, has, owners, names, grown):
        return grown.listing(table, frozenset(has), owners, names)
    try:
        for rows, columns in table.blocks(problems, list(has.values())) if has else ():
            cells = dict(zip(has, columns, strict=True))
            _take(_Rows(table, rows, cells, problems), owners, names, grown, may_be_empty=may_be_empty)
            why = ""
            if problems.total - before > LIMITS.problems:
                why = "too many problems"
            elif grown.repeated():
                why = "half of them repeat earlier ones"
            elif any(len(known) > MOST_NAMES or known.letters > MOST_LETTERS for known in names.values()):
                why = "too many different names"
            if why:
                message = f"reading stops after {grown.size:,} rows: {why}"
                problems.lose(Problem(message, "too_long", file=table.name))
                break
    except MarketError as error:
        problems.extend(error.problems, error.total)
        problems.complete = False
    return grown.listing(table, frozenset(has), owners, names)


def _take_whole(
    table: MarketTable,
    has: Mapping[str, str],
    owners: tuple[str, ...],
    names: dict[str, Names],
    grown: _Grown,
) -> bool:
    """Read a file with nothing to complain about column by column; with anything else nothing is read."""
    if not isinstance(table, FileTable) or "rank" not in has or has.keys() & (FLAGS | {"parity"}):
        return False
    kinds = ["text" if c in names else "number" if c.endswith("score") else "whole" for c in has]
    columns = table.columnar([table.columns.index(heading) for heading in has.values()], kinds)
    if columns is None or not 0 < len(columns) <= LIMITS.rows:
        return False
    values: dict[str, npt.NDArray[Any]] = {}
    texts: dict[str, list[str]] = {}
    for column, kind, array in zip(has, kinds, columns.columns, strict=True):
        whole = array.chunk(0)
        if kind == "text":
            texts[column] = whole.dictionary.to_pylist()
            values[column] = whole.indices.to_numpy()
            fit = clean_texts(texts[column]) == texts[column] and "" not in texts[column]
            good = fit and max(map(len, texts[column])) <= LIMITS.cell
        else:
            values[column] = whole.to_numpy()
            least = -np.inf if kind == "number" else 0 if column == "quota" else 1
            good = bool((values[column] >= least).all()) and bool(np.isfinite(values[column]).all())
            good &= kind == "number" or int(values[column].max()) < MOST
        if not good:
            return False
    for column, known in names.items():
        none = NRMP_NO_MATCH if column in HALVES else None
        numbers = known.numbers([NO_MATCH if text == none else text for text in texts[column]])
        values[column] = numbers[values[column]]
    rows = np.arange(2, 2 + len(columns), dtype=np.int32)
    grown.add("owner_rows", rows)
    for column, numbers in values.items():
        if column in owners:
            grown.add(f"owner {column}", numbers)
        kind = "name" if column in names else "score" if column.endswith("score") else "fact"
        if column != "rank":
            grown.add(f"{kind} {column}", numbers)
    grown.add("rows", rows)
    grown.add("ranks", values["rank"])
    crowded = any(len(known) > MOST_NAMES or known.letters > MOST_LETTERS for known in names.values())
    if crowded or grown.repeated():
        grown.clear()
        return False
    return True


@dataclass(frozen=True)
class _Rows:
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
        if column in HALVES and NRMP_NO_MATCH in texts:
            return [NO_MATCH if text == NRMP_NO_MATCH else text for text in texts]
        return texts

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
            message = (
                f"{str(cells[i])[:40]!r} is not a number; leave it empty if the program does not accept them"
            )
            self.problems.add(self.table.problem(message, "scores", self.rows[i], column))
        return values


def _take(
    block: _Rows, owners: tuple[str, ...], names: dict[str, Names], grown: _Grown, *, may_be_empty: bool
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
                block.lose(i, column, "is empty", "empty")
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


def _empty(cells: Sequence[Cell]) -> Iterator[int]:
    if "" in cells:
        yield from (i for i, cell in enumerate(cells) if cell == "")


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

    def clear(self) -> None:
        """Begin again."""
        self.parts.clear()
        self.size, self.look_at = 0, FIRST_LOOK

    def repeated(self) -> bool:
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
        return np.concatenate(parts) if parts else np.zeros(0, kind)

    def named(self, kind: str, of: type[np.generic] = np.int32) -> dict[str, npt.NDArray[Any]]:
        """All columns of one kind."""
        return {
            name.removeprefix(kind): self.column(name, of) for name in self.parts if name.startswith(kind)
        }

    def listing(
        self, table: MarketTable, has: frozenset[str], owners: tuple[str, ...], names: dict[str, Names]
    ) -> ListEntries:
        """All of it."""
        owned = [self.column(f"owner {column}") for column in owners]
        return ListEntries(
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
