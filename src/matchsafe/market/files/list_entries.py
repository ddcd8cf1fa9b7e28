"""The lists of a file as numbers: who lists whom at which rank, and in which row that stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.files.entry_columns import ColumnBuffer, RowBlock, take_block
from matchsafe.market.files.keys import ListBlocks
from matchsafe.market.files.numbers import FLAGS, UNSAID, Names
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
from matchsafe.market.files.whole_columns import take_whole
from matchsafe.market.problems import MarketError
from matchsafe.market.types import Ints
from matchsafe.market.variations import PARITIES


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
        known: For each column of names, the owners' first, the numbers of all names met so far.
        distinct: Whether it is known already that no name stands twice in one list.
        blocks: How the lists stand in the rows, each of which is an entry; ``None`` if in no such order.
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
    blocks: ListBlocks | None = None

    def text(self, column: str, entry: int) -> str:
        """The name in a cell, as it was read."""
        return self.known[column].texts[int(self.names[column][entry])]

    def problem(self, entry: int, column: str, message: str, code: str) -> Problem:
        """A problem of an entry."""
        return self.table.problem(message, code, int(self.rows[entry]), column)

    def row_name(self, entry: int) -> str:
        """Where an entry stands within its file."""
        return replace(self.table.problem("", "", int(self.rows[entry])), file="").place

    def owns(self, names: Names) -> list[int]:
        """Which columns of ``owners`` are numbers of these names."""
        return [
            i
            for i, known in zip(range(self.owners.shape[1]), self.known.values(), strict=False)
            if known is names
        ]

    def renumbered(self, names: Names, numbers: Ints) -> ListEntries:
        """The same with other numbers for these names."""
        owners = self.owners.copy()
        for i in self.owns(names):
            owners[:, i] = numbers[owners[:, i]]
        renamed = {c: numbers[own] if self.known[c] is names else own for c, own in self.names.items()}
        return replace(self, names=renamed, owners=owners, distinct=False, blocks=None)

    def owners_once(self) -> Ints:
        """The owners in the order in which they appear, most of them once."""
        return (self.owners if self.blocks is None else self.owners[self.blocks.heads]).ravel()


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
    if listing.blocks is not None:
        heads = listing.blocks.heads
        if np.array_equal(np.repeat(codes[heads], listing.blocks.lengths()), codes):
            given[owner[heads]] = codes[heads]
            return given
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
    whole, blocks = take_whole(table, has, owners, names, buffer) if has else (False, None)
    if whole:
        return replace(_entries(buffer, table, frozenset(has), owners, names), distinct=True, blocks=blocks)
    try:
        for rows, columns in table.blocks(problems, list(has.values())) if has else ():
            cells = dict(zip(has, columns, strict=True))
            take_block(
                RowBlock(table, rows, cells, problems), owners, names, buffer, may_be_empty=may_be_empty
            )
            why = ""
            if problems.total - before > LIMITS.problems:
                why = "too many problems"
            elif buffer.has_repeats():
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
        scores=buffer.of_kind("score ", np.float64),
        owners=np.stack(owned, 1),
        facts=buffer.of_kind("fact "),
        owner_rows=buffer.column("owner_rows"),
        known=names,
    )
