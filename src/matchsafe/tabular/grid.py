"""Rows of cells become a table: where its headings stand, what its columns are called, which rows are whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final

from matchsafe.domain.problem import Problems, ProblemsError
from matchsafe.tabular.cells import Cell, clean, clean_cell, clean_texts, text_of
from matchsafe.tabular.source import TableSource
from matchsafe.tabular.table import Block, FileTable

Known = Callable[[str], bool]
"""Whether a heading is one that the reader looks for."""
RawRow = Sequence[object]
Chunks = Callable[[Problems], Iterator[tuple[int, list[RawRow]]]]
"""Begins a reading: rows one after another, some at a time, under the number of the first."""

SAMPLE: Final = 60
"""Rows that are looked at before the reading begins."""
_HEADINGS_WITHIN: Final = 8
"""Rows with several cells among which the headings are looked for."""
_YEAR: Final = re.compile(r"(19|20)\d\d([-/](19|20)?\d\d)?")
_DATA: Final = re.compile(r"[-+$]?\d[\d.,]*\s*%?|https?://.*|\S+@\S+\.\w+|(?=(\D*\d){5})\S{7,}")
"""What a heading is not: a number, an address, a code."""
_CODE: Final = re.compile(r"\d{7,10}\w{0,3}")
"""What no row of headings has, though one of its cells may read like one: "Example Hospital, 1401234501"."""
_TOTAL: Final = re.compile(
    r"\W*((grand|sub|over ?all)[- ]?)?totals?\b.{0,40}|.{0,60}[\W\d](sub|grand)?[- ]?totals?\W*|"
    r"(sum|average|avg|mean|median|count)\b[^a-z]*|all (programs|specialties|states)\b[^a-z]*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class GridLayout:
    """Where a table stands among the rows of a file.

    Attributes:
        names: Of the columns.
        places: Of each column among the cells of a row.
        width: How many cells a row has.
        heading: Row of the headings; ``None`` if there are none.
        first: Row of the first data.
        above: What single cells above the headings say.
    """

    names: tuple[str, ...]
    places: tuple[int, ...]
    width: int
    heading: int | None
    first: int
    above: tuple[str, ...] = ()

    def notes(self) -> list[str]:
        """What is worth saying about it."""
        if self.heading is None:
            return ["no row of headings was found: the columns have numbers"]
        if self.heading > 1:
            return [f"the headings are in row {self.heading}; the rows above them are no data"]
        return []


def is_total(cells: Sequence[Cell]) -> bool:
    """Whether a row sums up others: its first filled cell says so."""
    first = next((cell for cell in cells if cell != ""), "")
    return isinstance(first, str) and _TOTAL.fullmatch(first) is not None


def sample(source: TableSource, chunks: Chunks, count: int = SAMPLE) -> list[tuple[int, RawRow]]:
    """The first rows with something in them; what spoils the reading is told when it begins."""
    rows: list[tuple[int, RawRow]] = []
    with suppress(ProblemsError):
        for start, chunk in chunks(Problems(source.error)):
            filled = ((n, row) for n, row in enumerate(chunk, start) if any(map(_filled, row)))
            rows += islice(filled, count - len(rows))
            if len(rows) >= count:
                break
    return rows


def known_headings(row: RawRow, known: Known | None) -> int:
    """How many cells of a row are headings that are looked for."""
    return sum(known(clean(c)) for c in row if isinstance(c, str) and clean(c)) if known else 0


def layout_of(
    source: TableSource, rows: list[tuple[int, RawRow]], known: Known | None, *, lined_up: bool
) -> GridLayout | None:
    """Find the headings; ``None`` if no row has two cells.

    Args:
        source: The file.
        rows: The first ones.
        known: Which headings are looked for; a row with more of them is preferred to the first one.
        lined_up: Whether cells stand in true columns, so that one without a heading is no slip.

    Raises:
        ProblemsError: Of the kind of the source, if there are too many columns.
    """
    at = _heading(rows, known)
    if at is None:
        return None
    number, row = rows[at]
    told = known_headings(row, known)
    if known and (
        (not told and any(map(_like_data, row))) or (told < len(row) / 2 and any(map(_like_a_code, row)))
    ):
        names, end, heading, first = [""] * len(row), at - 1, None, number
    else:
        names, end = _names(rows, at, known)
        heading, first = rows[end][0], rows[end][0] + 1
    after = [r for _, r in rows[end + 1 :]]
    if heading is not None and not lined_up and all(_one_wider(r, names) for r in after) and after:
        if not _counts_rows(after):
            message = (
                f"Every row has {len(names) + 1} cells under {len(names)} headings, so it is not clear which is "
                "which. Give the column that has no heading one, or put cells that hold the separating sign in "
                "quotation marks."
            )
            raise source.refuse(message, "cells")
        names = ["", *names]
    most = max(map(len, after), default=0)
    width = max(len(names), most) if lined_up or heading is None else len(names)
    names += [""] * (width - len(names))
    while (
        names and not names[-1] and not any(_filled(c) for r in after for c in r[len(names) - 1 : len(names)])
    ):
        names.pop()
    if len(names) > source.limits.columns:
        message = f"It has {len(names):,} columns; the most that is read is {source.limits.columns}."
        raise source.refuse(message, "columns")
    alone = (list(filter(None, _texts(row))) for number, row in rows if number < (heading or 0))
    above = tuple(texts[0] for texts in alone if len(texts) == 1)
    return GridLayout(distinct(names), tuple(range(len(names))), width, heading, first, above)


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Headings, each once: empty ones get a number, repeated ones are told apart."""
    out: list[str] = []
    for number, name in enumerate(names, 1):
        base = " ".join(clean(name).split())[:200] or f"column {number}"
        again = sum(n == base or n.startswith(f"{base} (") for n in out)
        out.append(f"{base} ({again + 1})" if again else base)
    return tuple(out)


def grid_table(
    source: TableSource,
    chunks: Chunks,
    layout: GridLayout,
    notes: Sequence[str],
    *,
    typed: bool,
    lined_up: bool,
) -> FileTable:
    """The table at a place among rows of cells."""

    def read(problems: Problems, places: Sequence[int]) -> Iterator[Block]:
        for start, rows in chunks(problems):
            late = max(layout.first - start, 0)
            numbers, whole = _whole(
                source, start + late, rows[late:], layout.width, problems, lined_up=lined_up
            )
            if not whole:
                continue
            columns = list(zip(*whole, strict=True))
            blank: set[int] = set()
            if typed or "" in map(str.strip, columns[0]):
                blank = {i for i, row in enumerate(whole) if not any(map(_filled, row))}
            if blank:
                keep = [i for i in range(len(whole)) if i not in blank]
                numbers = [numbers[i] for i in keep]
                columns = list(zip(*(whole[i] for i in keep), strict=True)) or [()] * layout.width
            wanted = [columns[layout.places[i]] for i in places]
            yield Block(numbers, [list(map(clean_cell, c)) if typed else clean_texts(c) for c in wanted])

    return FileTable(
        source, layout.names, read, (*notes, *layout.notes()), layout.heading, above=layout.above
    )


def _whole(
    source: TableSource, start: int, rows: list[RawRow], width: int, problems: Problems, *, lined_up: bool
) -> tuple[Sequence[int], list[RawRow]]:
    """Numbers and cells of the rows that are as wide as the table; what is too wide or too short is told."""
    if set(map(len, rows)) == {width}:
        return range(start, start + len(rows)), rows
    numbers: list[int] = []
    whole: list[RawRow] = []
    for number, row in enumerate(rows, start):
        more = not lined_up and any(map(_filled, row[width:]))
        if more or (len(row) < width and row and not lined_up and not source.limits.ragged):
            message = f"{len(row)} cells under {width} columns; the row is left out."
            problems.lose(source.problem(message, "cells", number))
        elif row:
            numbers.append(number)
            whole.append([*row[:width], *[""] * (width - len(row))])
    return numbers, whole


def _filled(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell and not cell.isspace()))


def _one_wider(row: RawRow, names: Sequence[str]) -> bool:
    return len(row) == len(names) + 1 and _filled(row[-1]) and _filled(names[-1])


def _counts_rows(rows: Sequence[RawRow]) -> bool:
    """Whether the first cells number the rows, as some programs write them without a heading."""
    numbers = [text_of(clean_cell(row[0])) for row in rows]
    first = int(numbers[0]) if numbers[0] in ("0", "1") else None
    return first is not None and numbers == [str(first + i) for i in range(len(rows))]


def _like_data(cell: object) -> bool:
    if isinstance(cell, str):
        return _DATA.fullmatch(clean(cell)) is not None and not _YEAR.fullmatch(clean(cell))
    return cell is not None and not _YEAR.fullmatch(str(cell))


def _like_a_code(cell: object) -> bool:
    return _CODE.fullmatch(clean(cell) if isinstance(cell, str) else str(cell)) is not None


def _heading(rows: list[tuple[int, RawRow]], known: Known | None) -> int | None:
    """Place of the headings among the rows: the first row with two cells, or a later one that says more."""
    several = [i for i, (_, row) in enumerate(rows) if sum(map(_filled, row)) > 1]
    if not several:
        return None
    best, most = several[0], known_headings(rows[several[0]][1], known)
    for place, i in enumerate(several[1:_HEADINGS_WITHIN], 1):
        count = known_headings(rows[i][1], known)
        after = [known_headings(rows[j][1], known) for j in several[place + 1 : place + 3]]
        unlike_data = (
            not any(map(_like_data, rows[i][1])) and bool(after) and all(count > n + 1 for n in after)
        )
        if count > most and count > 1 and unlike_data:
            best, most = i, count
    return best


def _names(rows: list[tuple[int, RawRow]], at: int, known: Known | None) -> tuple[list[str], int]:
    """The headings, put together where they stand in two rows, and the place of the last of these rows."""
    names = _texts(rows[at][1])
    if at + 1 < len(rows) and rows[at + 1][0] == rows[at][0] + 1:
        below = _texts(rows[at + 1][1])
        filled = [(i, name) for i, name in enumerate(below) if name]
        beneath = any(i >= len(names) or not names[i] for i, _ in filled)
        groups = _carry_right(names, len(below))
        told = [_YEAR.fullmatch(name) or (known is not None and known(name)) for _, name in filled]
        parts = all(
            own or (known is not None and name.isalpha() and known(f"{groups[i]} {name}"))
            for own, (i, name) in zip(told, filled, strict=True)
        )
        if (
            len(filled) > 1
            and filled[0][0] > 0
            and beneath
            and parts
            and sum(map(bool, told)) * 2 > len(told)
        ):
            below += [""] * (len(names) - len(below))
            joined = [
                f"{groups[i]} {name}".strip() if name else (names[i] if i < len(names) else "")
                for i, name in enumerate(below)
            ]
            return joined, at + 1
    if at and rows[at - 1][0] == rows[at][0] - 1:
        above = _texts(rows[at - 1][1])
        if sum(map(bool, above)) > 1:
            groups = _carry_right(above, len(names))
            twice = {name for name in names if names.count(name) > 1}
            own = [
                name if i < len(above) and known is not None and known(name) else ""
                for i, name in enumerate(above)
            ]
            names = [
                f"{groups[i]} {name}".strip()
                if name and name in twice
                else name or (own[i] if i < len(own) else "")
                for i, name in enumerate(names)
            ]
    return names, at


def _texts(row: RawRow) -> list[str]:
    return [" ".join(text_of(clean_cell(cell)).split()) for cell in row]


def _carry_right(groups: Sequence[str], width: int) -> list[str]:
    """Headings over several columns, each carried on to the next one."""
    out: list[str] = []
    for i in range(width):
        own = groups[i] if i < len(groups) else ""
        out.append(own or (out[-1] if out else ""))
    return out
