"""The lists of a file as numbers: who lists whom at which rank, and in which row that stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.arrays import NO_MATCH, NRMP_NO_MATCH
from matchsafe.market.files.entry_columns import HALVES, ColumnBuffer, RowBlock, take_block
from matchsafe.market.files.keys import repeats
from matchsafe.market.files.numbers import (
    FLAGS,
    MOST,
    UNSAID,
    Names,
)
from matchsafe.market.files.tables import (
    APPLICANTS,
    COUPLES,
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
from matchsafe.market.types import Ints
from matchsafe.market.variations import PARITIES
from matchsafe.tabular import FileTable
from matchsafe.tabular.cells import clean_texts


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
        distinct: Whether it is known already that no name stands twice in one list.
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
    distinct: bool = False

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
    """What was read of each file; ``None`` for a file that was not given. With ``ties`` programs may rank equally."""

    applicants: ListEntries
    programs: ListEntries
    couples: ListEntries | None = None
    supplemental: ListEntries | None = None
    reversions: ListEntries | None = None
    ties: bool = False

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
    buffer = ColumnBuffer()
    has = schema.columns(table, problems)
    if has and not has.keys() >= names.keys():  # a file of scores has programs and quotas only
        names = {column: known for column, known in names.items() if column in has}
    before = problems.total
    if has and _take_whole(table, has, owners, names, buffer):
        return replace(_entries(buffer, table, frozenset(has), owners, names), distinct=True)
    try:
        for rows, columns in table.blocks(problems, list(has.values())) if has else ():
            cells = dict(zip(has, columns, strict=True))
            take_block(
                RowBlock(table, rows, cells, problems), owners, names, buffer, may_be_empty=may_be_empty
            )
            why = ""
            if problems.total - before > LIMITS.problems:
                why = "too many problems"
            elif buffer.repeated():
                why = "half of them repeat earlier ones"
            elif any(len(known) > MOST_NAMES or known.letters > MOST_LETTERS for known in names.values()):
                why = "too many different names"
            if why:
                message = f"reading stops after {buffer.size:,} rows: {why}"
                problems.lose(Problem(message, "too_long", file=table.name))
                break
    except MarketError as error:
        problems.extend(error.problems, error.total)
        problems.complete = False
    return _entries(buffer, table, frozenset(has), owners, names)


def _take_whole(
    table: MarketTable,
    has: Mapping[str, str],
    owners: tuple[str, ...],
    names: dict[str, Names],
    buffer: ColumnBuffer,
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
    buffer.add("owner_rows", rows)
    for column, numbers in values.items():
        if column in owners:
            buffer.add(f"owner {column}", numbers)
        kind = "name" if column in names else "score" if column.endswith("score") else "fact"
        if column != "rank":
            buffer.add(f"{kind} {column}", numbers)
    buffer.add("rows", rows)
    buffer.add("ranks", values["rank"])
    crowded = any(len(known) > MOST_NAMES or known.letters > MOST_LETTERS for known in names.values())
    if crowded or len(repeats(*(values[column] for column in names))[0]):
        buffer.clear()
        return False
    return True


def _entries(
    buffer: ColumnBuffer,
    table: MarketTable,
    has: frozenset[str],
    owners: tuple[str, ...],
    names: dict[str, Names],
) -> ListEntries:
    """All that was read."""
    owned = [buffer.column(f"owner {column}") for column in owners]
    return ListEntries(
        table=table,
        has=has,
        rows=buffer.column("rows"),
        ranks=buffer.column("ranks"),
        names={column: buffer.column(f"name {column}") for column in names},
        scores=buffer.named("score ", np.float64),
        owners=np.stack(owned, 1),
        facts=buffer.named("fact "),
        owner_rows=buffer.column("owner_rows"),
        known=names,
    )
