"""CSV and its relatives: which signs they are written in, what separates their columns, and their rows."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

from matchsafe.catalog.importers.limits import LONGEST_CELL, size_of
from matchsafe.catalog.importers.problems import CatalogFileError, FileProblems, refuse
from matchsafe.catalog.importers.tables import Row, Table, fitted_rows, header_names

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LONGEST_LINE: Final = 400_000
_SAMPLE_ROWS: Final = 60
_CHUNK: Final = 1 << 20


def read_text_table(path: Path, delimiter: str | None = None) -> Table:
    """The table in a text file; it is read line by line and never held whole.

    Args:
        path: Of the file.
        delimiter: What separates the columns; found out if ``None``.

    Raises:
        CatalogFileError: If it is not text, or no table.
    """
    size_of(path)
    encoding, written = encoding_of(path)
    chosen = delimiter if delimiter is not None else _delimiter(path, encoding)
    if len(chosen) != 1 or chosen in '"\r\n':
        raise refuse(
            f"{chosen!r} cannot separate columns. Accepted: one character, such as , ; or |.", "delimiter"
        )
    start, header = _header(path, encoding, chosen)
    columns = header_names(header, path.name)

    def read(found: FileProblems) -> Iterator[Row]:
        rows = (row for row in _rows(path, encoding, chosen, found) if row[0] > start)
        return fitted_rows(rows, columns, found)

    separated = DELIMITERS.get(chosen, repr(chosen))
    notes = [f"{written}, columns separated by {separated}"]
    if start > 1:
        notes.append(f"the column names stand in row {start}; what is above them is not read")
    return Table(path.name, columns, read, tuple(notes))


def encoding_of(path: Path) -> tuple[str, str]:
    """The encoding of a text file, as Python names it and as people do: the whole file has been tried.

    Raises:
        CatalogFileError: If it is no text.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for bom, codec, written in _BOMS:
        if head.startswith(bom):
            _try(path, codec, written)
            return codec, written
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 5 and min(even, odd) <= len(head) // 50:
        codec = "utf-16-le" if odd > even else "utf-16-be"
        _try(path, codec, "UTF-16")
        return codec, "UTF-16"
    if 0 in head:
        raise refuse(f"{path.name} is not a text file: it holds NUL bytes.", "not_text")
    try:
        _try(path, "utf-8", "UTF-8")
        return "utf-8", "UTF-8"
    except CatalogFileError:
        _try(path, "cp1252", "UTF-8 or Windows-1252")
        return "cp1252", "Windows-1252 (it is not UTF-8; look at names with accents)"


def _try(path: Path, codec: str, written: str) -> None:
    decoder = codecs.getincrementaldecoder(codec)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError as error:
            raise refuse(
                f"{path.name} cannot be read as {written} text. In a spreadsheet program, save it again as "
                "CSV (UTF-8).",
                "encoding",
            ) from error


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """Lines of bounded length, so that a file without line ends is not read whole."""
    with path.open(encoding=encoding, newline="") as file:
        number = 0
        while line := file.readline(_LONGEST_LINE):
            number += 1
            if len(line) == _LONGEST_LINE and not line.endswith(("\n", "\r")):
                raise refuse(
                    f"A line is longer than {_LONGEST_LINE:,} characters: this is no table.", "line", number
                )
            if "\0" in line:
                raise refuse("It holds a NUL character: this is no text file.", "not_text", number)
            yield line


def _rows(path: Path, encoding: str, delimiter: str, found: FileProblems) -> Iterator[Row]:
    """Rows under the number of the line they begin in."""
    reader = csv.reader(_lines(path, encoding), delimiter=delimiter, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = _csv_problem(error, begins)
            if "unexpected end" in str(error) or "field larger" in str(error):
                raise refuse(message, "csv", begins) from error
            found.add(message, "csv", begins)
            continue
        yield begins, cells


def _csv_problem(error: csv.Error, row: int) -> str:
    said = str(error)
    if "unexpected end" in said:
        return "A quotation mark is opened here and never closed. The file may be cut off."
    if "field larger" in said:
        return (
            f"A cell is longer than {csv.field_size_limit():,} characters (most is {LONGEST_CELL:,}). "
            "A quotation mark may be missing its partner."
        )
    return f"The row cannot be read ({said}); it is left out."


def _delimiter(path: Path, encoding: str) -> str:
    """The sign under which most of the first rows have the same number of cells, and the most of them.

    Raises:
        CatalogFileError: If no sign gives more than one column.
    """
    scores = {d: _score(path, encoding, d) for d in DELIMITERS}
    best = max(scores, key=lambda d: scores[d])
    if scores[best] == (0.0, 0):
        raise refuse(
            f"{path.name} is no table: its rows have only one column under commas, semicolons, tabs or bars. "
            "If another sign separates them, say which.",
            "one_column",
            typed="--delimiter SIGN",
        )
    return best


def _score(path: Path, encoding: str, delimiter: str) -> tuple[float, int]:
    rows: list[list[str]] = []
    with suppress(CatalogFileError):  # the reading itself will tell; the rows before it can be judged
        for _, cells in islice(_rows(path, encoding, delimiter, FileProblems()), _SAMPLE_ROWS):
            rows += [cells] if any(cells) else []
    widths = Counter(len(row) for row in rows)
    (width, often), *_ = widths.most_common(1) or [(0, 0)]
    if width < 2:
        return (0.0, 0)
    return (round(often / len(rows), 1), width)


def _header(path: Path, encoding: str, delimiter: str) -> tuple[int, list[str]]:
    """Row number and cells of the header: the first row with more than one filled cell."""
    for number, cells in _rows(path, encoding, delimiter, FileProblems()):
        if sum(bool(c.strip()) for c in cells) > 1:
            return number, cells
    name = DELIMITERS.get(delimiter, repr(delimiter))
    raise refuse(
        f"{path.name} has only one column when {name} separate the columns. Let the sign be found.",
        "one_column",
    )
