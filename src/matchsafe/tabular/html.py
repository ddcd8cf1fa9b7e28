"""Tables in saved web pages, which also export programs write and call ``.xls``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from matchsafe.domain.problem import Problems
from matchsafe.tabular.grid import Known, RawRow, grid_table, known_headings, layout_of
from matchsafe.tabular.kinds import encoding_of
from matchsafe.tabular.source import TableSource
from matchsafe.tabular.table import BLOCK, FileTable

_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_HIDDEN: Final = frozenset(("script", "style", "template"))
_MOST_SPAN: Final = 1_000


def read_html(source: TableSource, known: Known | None = None) -> FileTable:
    """The largest table of a page, or the one whose headings are looked for.

    Raises:
        ProblemsError: Of the kind of the source, if the page holds no table.
    """
    source.check_size(source.path.stat().st_size, source.limits.whole, "Save it as CSV.")
    encoding, written = encoding_of(source)
    if encoding == "cp1252" and (said := _CHARSET.search(source.path.read_bytes()[:4096])):
        encoding = written = said[1].decode("ascii")
    try:
        text = source.path.read_text(encoding=encoding)
    except (LookupError, UnicodeDecodeError):
        text = source.path.read_text(encoding="cp1252", errors="replace")
    page = _Page(source)
    page.feed(text)
    page.close()
    found = [rows for rows in page.tables if any(sum(map(bool, row)) > 1 for row in rows)]
    if not found:
        raise source.refuse(
            "This is a web page without a table, perhaps an error or a sign-in page saved in place of the file.",
            "wrong_kind",
        )
    best = max(found, key=lambda t: (max(known_headings(row, known) for row in t[:10]), len(t)))
    layout = layout_of(source, list(enumerate(best, 1)), known, lined_up=True)
    assert layout is not None, "a row with two cells is there"

    def chunks(problems: Problems) -> Iterator[tuple[int, list[RawRow]]]:
        for start in range(0, len(best), BLOCK):
            yield start + 1, list(best[start : start + BLOCK])

    notes = [f"a table of a web page, {written}"]
    if len(found) > 1:
        notes.append(f"{len(found) - 1} smaller tables of the page are not read")
    return grid_table(source, chunks, layout, notes, typed=False, lined_up=True)


class _Page(HTMLParser):
    """Collects the rows of every table; a cell over several rows or columns stands in the first column of each row."""

    def __init__(self, source: TableSource) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.tables: list[list[list[str]]] = []
        self.open: list[list[list[str]]] = []
        self.spans: list[dict[int, tuple[int, str]]] = []
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        self.hidden += tag in _HIDDEN
        if tag == "table":
            self._end_cell()
            self.open.append([])
            self.tables.append(self.open[-1])
            self.spans.append({})
        elif tag == "tr" and self.open:
            self._end_cell()
            self._begin_row()
        elif tag in ("td", "th") and self.open:
            self._end_cell()
            if not self.open[-1]:
                self._begin_row()
            given = dict(attrs)
            self.span = (_number(given.get("rowspan")), _number(given.get("colspan")))
            self.cell = []
        elif tag in ("br", "p", "div", "li") and self.cell:
            self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End what was begun."""
        self.hidden -= tag in _HIDDEN and self.hidden > 0
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table" and self.open:
            self._end_cell()
            self.open.pop()
            self.spans.pop()

    def handle_data(self, data: str) -> None:
        """Text of a cell."""
        if self.cell is not None and not self.hidden:
            self.cell.append(data)

    def _begin_row(self) -> None:
        row: list[str] = []
        self.open[-1].append(row)
        if len(self.open[-1]) > self.source.limits.rows + _MOST_SPAN:
            most = self.source.limits.rows
            raise self.source.refuse(
                f"There are more than {most:,} rows, the most that is read.", "too_many_rows"
            )
        self._carry_on(row)

    def _carry_on(self, row: list[str]) -> None:
        """Cells of earlier rows that reach into this one."""
        spans = self.spans[-1]
        while (left := spans.get(len(row))) is not None:
            count, text = left
            if count > 1:
                spans[len(row)] = (count - 1, text)
            else:
                del spans[len(row)]
            row.append(text)

    def _end_cell(self) -> None:
        if self.cell is None or not self.open or not self.open[-1]:
            self.cell = None
            return
        text = " ".join("".join(self.cell).split())
        row, (down, across) = self.open[-1][-1], self.span
        for i in range(min(across, max(self.source.limits.columns - len(row), 1))):
            if down > 1:
                self.spans[-1][len(row)] = (down - 1, text if i == 0 else "")
            row.append(text if i == 0 else "")
        self._carry_on(row)
        self.cell = None


def _number(text: str | None) -> int:
    return min(int(text), _MOST_SPAN) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1
