"""CSV and its relatives: what separates their columns, and their rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, Final

from matchsafe.domain.problem import Problems
from matchsafe.domain.spreadsheet import APOSTROPHE
from matchsafe.tabular.grid import (
    SAMPLE,
    Chunks,
    Known,
    RawRow,
    grid_table,
    known_headings,
    layout_of,
    sample,
)
from matchsafe.tabular.kinds import encoding_of
from matchsafe.tabular.source import MEBIBYTE, TableSource
from matchsafe.tabular.table import BLOCK, FileTable

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_LONGEST_LINE: Final = 400_000
_COLUMNAR: Final = 256 * MEBIBYTE
"""The largest file that is read column by column, for which it is held whole."""
_HEX: Final = ("0x", "0X")
"""Arrow takes these for numbers, and nothing else here does."""
_LINES_OF_A_ROW: Final = 50
"""Line breaks in cells of one row for which its start is still found."""


def read_text(source: TableSource, delimiter: str | None = None, known: Known | None = None) -> FileTable:
    """The table in a text file; it is read piece by piece and never held whole.

    Args:
        source: The file.
        delimiter: What separates the columns; found out if ``None``.
        known: Which headings are looked for.

    Raises:
        ProblemsError: Of the kind of the source, if it is not text, or no table.
    """
    longest = min(_LONGEST_LINE, source.limits.cell * source.limits.columns // 10)
    encoding, written = encoding_of(source, longest)
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        message = f"{delimiter!r} cannot separate columns. Accepted: one character, such as , ; or |."
        raise source.refuse(message, "delimiter")
    chosen = _delimiter(source, encoding, known) if delimiter is None else delimiter
    chunks = _chunks_of(source, encoding, chosen)
    layout = layout_of(source, sample(source, chunks), known, lined_up=False)
    separated = DELIMITERS.get(chosen, repr(chosen))
    if layout is None:
        for _ in chunks(Problems(source.error)):  # a quote that is never closed is the better reason
            pass
        message = f"It has only one column when {separated} separate the columns. Let the sign be found."
        raise source.refuse(message, "one_column")
    notes = [f"{written}, columns separated by {separated}"]
    table = grid_table(source, chunks, layout, notes, typed=False, lined_up=False)
    if encoding in ("utf-8", "utf-8-sig") and layout.heading == 1:
        return replace(table, columnar=partial(_columnar, source, chosen, layout.width))
    return table


def _columnar(
    source: TableSource, delimiter: str, width: int, places: Sequence[int], kinds: Sequence[str]
) -> Any:
    """See ``table.Columnar``: through pyarrow where it is installed, for ASCII without quotes or stray blanks."""
    if source.path.stat().st_size > _COLUMNAR:
        return None
    content = source.path.read_bytes()
    blanks = [sign for sign in " \t" if sign != delimiter and sign.encode() in content]
    pairs = [pair for blank in blanks for end in (delimiter, *"\r\n") for pair in (blank + end, end + blank)]
    odd = any(sign.encode() in content for sign in ('"', APOSTROPHE, "\0", *_HEX, *pairs))
    if odd or not content.isascii():
        return None
    if b"\r" in content and content.count(b"\r") != content.count(b"\r\n"):
        return None
    try:
        import pyarrow as arrow
        from pyarrow import csv as arrow_csv

        from matchsafe.tabular.parquet import as_kinds
    except ImportError:
        return None
    names = [str(i) for i in range(width)]
    types = {"text": arrow.string(), "whole": arrow.int32(), "number": arrow.float64()}
    try:
        table = arrow_csv.read_csv(
            arrow.BufferReader(content),
            arrow_csv.ReadOptions(use_threads=False, block_size=1 << 22, skip_rows=1, column_names=names),
            arrow_csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            arrow_csv.ConvertOptions(
                column_types={str(i): types[kind] for i, kind in zip(places, kinds, strict=True)},
                include_columns=[str(i) for i in places],
                null_values=[],
                check_utf8=False,  # it is ASCII
            ),
        )
        return as_kinds(table, kinds)
    except arrow.ArrowException:
        return None


def _chunks_of(source: TableSource, encoding: str, delimiter: str) -> Chunks:
    def chunks(problems: Problems) -> Iterator[tuple[int, list[RawRow]]]:
        number = 1
        with source.path.open(encoding=encoding, newline="") as file:
            latest: deque[str] = deque(maxlen=_LINES_OF_A_ROW)
            reader = _reader(_with_latest(file, latest), delimiter)
            rows: list[RawRow] = []
            size = SAMPLE  # a first look needs no more
            while True:
                try:
                    rows.extend(islice(reader, size))  # rows before a fault stay
                except csv.Error as error:
                    if mended := _without_blanks_after_quotes(latest, delimiter):
                        rows.append(mended)
                        continue
                    wrong = number + len(rows)
                    message = _fault(error)
                    yield number, rows
                    if "unexpected end" in str(error) or "field larger" in str(error):
                        raise source.refuse(message, "csv", wrong) from error
                    problems.lose(source.problem(message, "csv", wrong))
                    number, rows = wrong + 1, []
                    continue
                if not rows:
                    return
                yield number, rows
                number, rows, size = number + len(rows), [], BLOCK

    return chunks


def _reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The rows, without blanks before a cell, unless it is they that separate cells."""
    return csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=delimiter != " ")


def _with_latest(lines: Iterable[str], latest: deque[str]) -> Iterator[str]:
    """The lines as they are, the latest of them kept aside."""
    for line in lines:
        latest.append(line)
        yield line


def _without_blanks_after_quotes(latest: Iterable[str], delimiter: str) -> list[str] | None:
    """The cells of a row that blanks after closing quotation marks made unreadable; ``None`` if that is not why.

    The row ends in the last line and begins where its quotation marks come in pairs: a cell may hold line breaks.
    """
    row = ""
    for line in reversed(list(latest)):
        row = line + row
        if row.count('"') % 2 == 0:
            break
    else:
        return None
    mended = re.sub(rf'"[^\S\r\n]+(?={re.escape(delimiter)}|\s*$)', '"', row)
    if mended == row:
        return None
    try:
        rows = list(_reader(io.StringIO(mended, newline=""), delimiter))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None


def _fault(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end" in said:
        return "A quotation mark is opened here and never closed. The file may be cut off."
    if "field larger" in said:
        most = csv.field_size_limit()
        return f"A cell is longer than {most:,} characters. A quotation mark may be missing its partner."
    return f"The row cannot be read ({said}); it is left out."


def _delimiter(source: TableSource, encoding: str, known: Known | None) -> str:
    """The sign under which the headings are known, and most of the first rows have the same number of cells.

    Raises:
        ProblemsError: Of the kind of the source, if no sign gives more than one column.
    """
    scores = {d: _score(source, encoding, d, known) for d in DELIMITERS}
    best = max(scores, key=lambda d: scores[d])
    if scores[best] == (0, 0.0, 0):
        if not sample(source, _chunks_of(source, encoding, best)):
            raise source.refuse("The file is empty: it has only blank lines.", "empty")
        raise source.refuse(
            "This is no table: its rows have only one column under commas, semicolons, tabs or bars. "
            "If another sign separates them, say which.",
            "one_column",
            typed="--delimiter SIGN",
        )
    return best


def _score(source: TableSource, encoding: str, delimiter: str, known: Known | None) -> tuple[int, float, int]:
    rows = [row for _, row in sample(source, _chunks_of(source, encoding, delimiter))]
    widths = Counter(map(len, rows))
    (width, often), *_ = widths.most_common(1) or [(0, 0)]
    if width < 2:
        return (0, 0.0, 0)
    return (max(known_headings(row, known) for row in rows[:10]), round(often / len(rows), 1), width)
