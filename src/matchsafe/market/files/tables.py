"""The tables of a market: what columns each kind has, how much of a file is read, and the table in a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import Final, Protocol, TypeAlias

from matchsafe.domain.problem import Problem, Problems
from matchsafe.market.problems import MarketError
from matchsafe.market.settings import check_type
from matchsafe.tabular import Block, FileTable, Frame, Limits, TableSource, frame_table, is_frame, open_table

LIMITS: Final = Limits(
    size=8_000_000_000,
    whole=64_000_000,
    rows=20_000_000,
    columns=100,
    cell=1_000,
    ragged=False,
    legacy=False,
    advice="Use CSV or Parquet for a market of this size.",
)
"""Enough for any market there is."""
MOST_NAMES: Final = 3_000_000
MOST_LETTERS: Final = 100_000_000
"""Of all names of one kind together."""
AnyTable: TypeAlias = str | Path | Frame
"""A path, or a data frame."""
FIRST_LOOK: Final = 100_000
"""After so many rows, and at every doubling, rows are compared; a file in which half of them repeat is not read on."""


class MarketTable(Protocol):
    """Something that has rows and can say where each of them stands."""

    @property
    def name(self) -> str:
        """What messages call it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Its headings; none if it could not be read."""

    @property
    def heading(self) -> int | None:
        """Row of the headings."""

    def blocks(self, problems: Problems, wanted: Sequence[str] | None = None) -> Iterator[Block]:
        """The rows, some at a time, column by column; what is no row goes to ``problems``."""

    def problem(self, message: str, code: str, row: int, column: str = "") -> Problem:
        """A problem of a row, or of a cell of it."""


@dataclass(frozen=True)
class Schema:
    """What a kind of table has.

    Attributes:
        needed: Columns every such table has.
        extra: Columns it may have; others are passed over.
    """

    needed: tuple[str, ...]
    extra: tuple[str, ...] = ()

    def knows(self, heading: str) -> bool:
        """Whether a heading is one of its columns."""
        return plain(heading) in (*self.needed, *self.extra)

    def columns(self, table: MarketTable, problems: Problems) -> dict[str, str]:
        """The columns of a table by their name here; none if the headings are at fault, which is noted."""
        there = {plain(name): name for name in reversed(table.columns)}
        if not there:
            return {}
        if fault := self._fault(list(there)[::-1]):
            problems.lose(table.problem(fault, "header", table.heading or 1))
            return {}
        return {name: there[name] for name in (*self.needed, *self.extra) if name in there}

    def _fault(self, names: Sequence[str]) -> str:
        missing = [name for name in self.needed if name not in names]
        if missing:
            lacks = f"the header lacks {', '.join(missing)}"
            shown = ", ".join(name[:40] for name in names[:10])
            strange = [name for name in names if name not in (*self.needed, *self.extra)]
            near = [(m, get_close_matches(m, strange, n=1)) for m in missing]
            guess = "".join(f"; is {found[0]!r} meant to be {m!r}?" for m, found in near if found)
            return f"{lacks} (found: {shown or 'nothing'}){guess}"
        twice = [name for name in (*self.needed, *self.extra) if f"{name} (2)" in names]
        return f"the header has {', '.join(twice)} twice" if twice else ""


def plain(heading: str) -> str:
    """A heading as it is compared: without capitals and blanks around it."""
    return heading.strip().lower()


APPLICANTS: Final = Schema(("applicant", "rank", "program"), ("score", "physician"))
PROGRAMS: Final = Schema(("program", "quota"), ("rank", "applicant", "parity", "for_physicians"))
COUPLES: Final = Schema(
    ("first", "second", "rank", "first_program", "second_program"),
    ("first_score", "second_score", "first_physician", "second_physician"),
)
SUPPLEMENTAL: Final = Schema(("applicant", "advanced", "rank", "program"), ("score",))
REVERSIONS: Final = Schema(("donor", "receiver", "positions"))
RESULT: Final = Schema(("applicant", "program"), ("first_year",))


def market_source(path: str | Path) -> TableSource:
    """A file of a market; "-" is standard input.

    Raises:
        MarketError: If it cannot be read.
    """
    check_type("path", path, str, PathLike)
    return TableSource.of(path, LIMITS, MarketError, several=True)


def market_table(table: AnyTable, schema: Schema, problems: Problems, name: str = "") -> FileTable:
    """The table in a file, or of a data frame that messages call ``name``.

    One without columns if it cannot be read, which is noted.

    Raises:
        TypeError: If it is neither.
    """
    if not isinstance(table, str | PathLike) and not is_frame(table):
        raise TypeError(f"{name} is of the type {type(table).__name__}; it must be a path or a data frame")
    source = TableSource(Path(name), name, LIMITS, MarketError, several=True)
    try:
        if not isinstance(table, str | PathLike):
            return frame_table(table, source)
        source = TableSource(Path(table), Path(table).name)
        return open_table(market_source(table), known=schema.knows)
    except MarketError as error:
        problems.extend(error.problems, error.total)
        problems.complete = False
        return FileTable(source, (), lambda problems, places: iter(()))
