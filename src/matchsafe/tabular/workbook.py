"""Tables in Excel workbooks, through openpyxl (in the extra ``catalog``). No formula is computed."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from matchsafe.domain.problem import Problems, ProblemsError
from matchsafe.tabular.cells import literal
from matchsafe.tabular.grid import (
    Chunks,
    GridLayout,
    Known,
    RawRow,
    grid_table,
    known_headings,
    layout_of,
    sample,
)
from matchsafe.tabular.source import MEBIBYTE, TableSource
from matchsafe.tabular.table import BLOCK, FileTable

_FORMULA: Final = "f"
_ERROR: Final = "e"
_MOST_EMPTY: Final = 1_000
"""After so many empty rows the sheet is over."""
_MOST_PARTS: Final = 2_000
_MOST_RATIO: Final = 200
"""How many times larger a part of a workbook may be than its packed form."""
_SMALL: Final = MEBIBYTE
"""Parts below this size may be packed as tightly as they like."""
_MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):\1([0-9]{1,7})"')
"""Cells of one column made one."""
_LONGEST_MERGED: Final = 64
"""Bytes in which such a mark fits."""
_MOST_MERGED: Final = 100_000
_CHUNK: Final = 256 * 1024
_DECLARATIONS: Final = tuple(
    word.encode(codec)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
)


def read_workbook(source: TableSource, sheet: str | None = None, known: Known | None = None) -> FileTable:
    """The table in a sheet of a workbook.

    Args:
        source: The file.
        sheet: Name of the sheet; the first one whose headings are looked for, or that holds a table, if ``None``.
        known: Which headings are looked for.

    Raises:
        ProblemsError: Of the kind of the source, if it is no workbook, unsafe to open, has no such sheet or no table.
    """
    check_workbook(source)
    with _open_book(source) as book:
        names = [s.title for s in book.worksheets]
    if sheet is not None and sheet not in names:
        raise source.refuse(f"There is no sheet {sheet!r}. There are: {', '.join(names)[:300]}.", "sheet")
    found: dict[str, tuple[int, GridLayout]] = {}
    for name in [sheet] if sheet else names:
        rows = sample(source, _chunks_of(source, name))
        if (layout := layout_of(source, rows, known, lined_up=True)) is not None:
            found[name] = max(known_headings(row, known) for _, row in rows[:10]), layout
    if not found:
        for name in [sheet] if sheet else names:  # a damaged sheet is the better reason
            next(_chunks_of(source, name)(Problems(source.error)), None)
        raise source.refuse("It holds no table: no sheet has a row with two filled cells.", "no_table")
    chosen = max(found, key=lambda name: found[name][0])
    layout = found[chosen][1]
    notes = [f"Excel workbook, sheet {chosen!r}"]
    if others := [n for n in found if n != chosen]:
        notes.append(f"not read: the sheets {', '.join(map(repr, others))[:300]} (another one can be chosen)")
    return grid_table(source, _chunks_of(source, chosen, layout), layout, notes, typed=True, lined_up=True)


@contextmanager
def _open_book(source: TableSource) -> Iterator[Any]:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise source.refuse(
            'Reading an Excel workbook needs the extra "catalog": pip install "matchsafe[catalog]". Or save it as CSV.',
            "no_extra",
        ) from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that carry no values
        try:
            with source.path.open(
                "rb"
            ) as file:  # openpyxl looks at the ending of a name, not at the contents
                book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
                try:
                    yield book
                finally:
                    book.close()
        except (ProblemsError, GeneratorExit):
            raise
        except Exception as error:  # what openpyxl raises on a damaged part is not listed anywhere
            message = (
                "It cannot be read as an Excel workbook; a part of it is damaged. Save it again, or as CSV."
            )
            raise source.refuse(message, "damaged") from error


def _chunks_of(source: TableSource, sheet: str, layout: GridLayout | None = None) -> Chunks:
    def chunks(problems: Problems) -> Iterator[tuple[int, list[RawRow]]]:
        with _open_book(source) as book:
            book[sheet].reset_dimensions()  # what a file says of its own size need not be true
            merged = _merged_down(book, sheet, layout.first) if layout else {}
            if len(merged) > _MOST_MERGED:
                message = (
                    f"It has more than {_MOST_MERGED:,} merged cells; of the others only the first row is read. In the "
                    "spreadsheet program, unmerge them and fill the rows."
                )
                problems.lose(source.problem(message, "merged"))
            held: dict[int, tuple[int, object]] = {}
            number, empty = 1, 0
            rows: list[RawRow] = []
            for cells in book[sheet].iter_rows(max_col=source.limits.columns + 1):
                place = number + len(rows)
                values = _values(cells, place, layout, source, problems)
                empty = 0 if values else empty + 1
                _fill(values, place, merged, held)
                rows.append(values)
                if empty > _MOST_EMPTY:
                    break
                if len(rows) == BLOCK:
                    yield number, rows
                    number, rows = number + len(rows), []
            yield number, rows

    return chunks


def _merged_down(book: Any, sheet: str, first: int) -> dict[int, dict[int, int]]:
    """Cells over several rows that begin in a row from the first one on: by this row, their columns and last rows."""
    merged: dict[int, dict[int, int]] = {}
    with book._archive.open(book[sheet]._worksheet_path) as part:
        tail = b""
        while chunk := part.read(_CHUNK):
            for letters, top, bottom in _MERGED.findall(tail + chunk):
                if int(top) >= first and (int(top) in merged or len(merged) <= _MOST_MERGED):
                    merged.setdefault(int(top), {})[_place(letters.decode())] = int(bottom)
            tail = (tail + chunk)[-_LONGEST_MERGED:]
    return merged


def _place(letters: str) -> int:
    """The place of a column: 0 for A, 27 for AB."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _fill(
    values: list[object], row: int, merged: dict[int, dict[int, int]], held: dict[int, tuple[int, object]]
) -> None:
    """Repeat in a row what a cell over several rows says in the first of them; ``held`` is kept from row to row."""
    for column in [column for column, (last, _) in held.items() if last < row]:
        del held[column]
    for column, (_, value) in held.items() if values else ():  # a row of its own says something
        values += [None] * (column + 1 - len(values))
        if values[column] is None:
            values[column] = value
    for column, last in merged.get(row, {}).items():
        if column < len(values):
            held[column] = (last, values[column])


def _values(
    cells: Sequence[Any], row: int, layout: GridLayout | None, source: TableSource, problems: Problems
) -> list[object]:
    out: list[object] = []
    for i, cell in enumerate(cells):
        value = cell.value
        if cell.data_type == _FORMULA and (text := literal(str(value))) != str(value):
            value = text
        elif value is not None and cell.data_type in (_FORMULA, _ERROR):
            if cell.data_type == _FORMULA and layout and row >= layout.first and i < len(layout.names):
                message = (
                    "A formula, which is not computed here; taken as unknown. In the spreadsheet program, copy the "
                    "column and paste it as values."
                )
                problems.lose(source.problem(message, "formula", row, layout.names[i]))
            value = None
        out.append(value)
    while out and out[-1] is None:
        out.pop()
    return out


def check_workbook(source: TableSource) -> None:
    """Unpack every part once, keeping nothing, and count.

    Raises:
        ProblemsError: Of the kind of the source, if the file is damaged, has a password, is no workbook, unpacks to too
            much or declares XML entities (which can make a short file expand without end).
    """
    try:
        with zipfile.ZipFile(source.path) as archive:
            parts = archive.infolist()
            _check_declared(source, parts)
            total = 0
            for part in parts:
                total = _unpack(archive, part, total, source)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        message = "It is damaged or cut off: it cannot be unpacked. Save or download it again."
        raise source.refuse(message, "damaged") from error


def _check_declared(source: TableSource, parts: list[zipfile.ZipInfo]) -> None:
    if any(p.flag_bits & 1 for p in parts):
        raise source.refuse("It is protected by a password. Save it without one.", "password")
    if len(parts) > _MOST_PARTS:
        raise source.refuse(f"It has {len(parts):,} parts; a workbook has at most a few hundred.", "bomb")
    names = {p.filename for p in parts}
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        what = {
            ".ods": "an OpenDocument table",
            ".numbers": "a Numbers table",
            ".pages": "a Pages document",
        }.get(Path(source.name).suffix.lower())
        if any(n.startswith(("word/", "ppt/")) for n in names):
            what = "a Word or PowerPoint document; copy its table into a spreadsheet"
        if what:
            raise source.refuse(f"This is {what}. Save it as .xlsx or CSV.", "wrong_kind")
        message = "This is a ZIP archive and no Excel workbook. Unpack it and import the file in it."
        raise source.refuse(message, "wrong_kind")
    if any(n.endswith(".bin") and n.startswith("xl/workbook") for n in names):
        raise source.refuse("This is a binary workbook (.xlsb). Save it as .xlsx or CSV.", "wrong_kind")
    declared = sum(p.file_size for p in parts)
    tight = [p for p in parts if p.file_size > _SMALL and p.file_size > _MOST_RATIO * max(p.compress_size, 1)]
    if declared > source.limits.unpacked or tight:
        raise _bomb(source, declared)


def _bomb(source: TableSource, size: int) -> Exception:
    most = source.limits.unpacked // MEBIBYTE
    return source.refuse(
        f"It would unpack to {size / MEBIBYTE:,.0f} MB or more, far more than such a table needs (the most that is "
        f"read is {most} MB). Copy the rows into a new workbook, or save it as CSV.",
        "bomb",
    )


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, total: int, source: TableSource) -> int:
    """Read one part to its end, whatever it is called; the bytes so far."""
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            total += len(chunk)
            if total > source.limits.unpacked:
                raise _bomb(source, total)
            if any(word in tail + chunk for word in _DECLARATIONS):
                message = "It declares XML entities, which no spreadsheet program writes. It is not opened."
                raise source.refuse(message, "entities")
            tail = chunk[-40:]
    return total
