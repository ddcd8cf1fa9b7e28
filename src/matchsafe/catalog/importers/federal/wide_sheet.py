"""A few columns of a very large workbook, read as a stream: ten times as fast as a reader that makes every cell.

No formula is computed, no style is looked at (a date is a number, counted from 1900), and XML that declares anything of
its own is refused.
"""

from __future__ import annotations

import re
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from typing import IO, Final, overload
from xml.parsers import expat

from matchsafe.domain.problem import Problems
from matchsafe.tabular import BLOCK, Block, Cell, FileTable, TableSource, clean

_CHUNK: Final = 1 << 20
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_STRINGS: Final = "xl/sharedStrings.xml"


def wide_sheet(source: TableSource) -> Iterator[FileTable]:
    """A table for each sheet of a workbook, with the headings of its first row.

    Raises:
        ProblemsError: Of the kind of the source, if a part is damaged or declares anything.
    """
    with zipfile.ZipFile(source.path) as archive:
        sheets = sorted(n for n in archive.namelist() if _SHEET.fullmatch(n))
        strings: Sequence[str] = _Strings(source).read(archive) if _STRINGS in archive.namelist() else ()
    for sheet in sheets:
        first = next(_SheetRows(source, sheet, strings, None).rows(), None)
        if first is None:
            continue
        names = tuple(str(first[1].get(i, "")) for i in range(max(first[1], default=-1) + 1))

        def read(_: Problems, places: Sequence[int], sheet: str = sheet) -> Iterator[Block]:
            numbers: list[int] = []
            columns: list[list[Cell]] = [[] for _ in places]
            for number, cells in _SheetRows(source, sheet, strings, frozenset(places)).rows():
                if number == 1 or not cells:
                    continue
                numbers.append(number)
                for column, place in zip(columns, places, strict=True):
                    column.append(cells.get(place, ""))
                if len(numbers) == BLOCK:
                    yield Block(numbers, columns)
                    numbers, columns = [], [[] for _ in places]
            yield Block(numbers, columns)

        yield FileTable(source, names, read)


class _Part:
    """One part of a workbook on its way through the parser."""

    def __init__(self, source: TableSource) -> None:
        self._source = source
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._declared
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._text: list[str] = []

    def _declared(self, *_: object) -> None:
        raise self._source.refuse(
            "It declares XML entities, which no spreadsheet program writes.", "entities"
        )

    def _start(self, name: str, about: dict[str, str]) -> None:
        raise NotImplementedError

    def _end(self, name: str) -> None:
        raise NotImplementedError

    def _feed(self, file: IO[bytes]) -> Iterator[None]:
        """Parse a piece at a time."""
        total = 0
        while chunk := file.read(_CHUNK):
            total += len(chunk)
            if total > self._source.limits.unpacked:
                raise self._source.refuse("It unpacks to far more than such a file needs.", "bomb")
            try:
                self._parser.Parse(chunk, False)
            except expat.ExpatError as error:
                raise self._source.refuse("A part of it is damaged. Download it again.", "damaged") from error
            yield


class _Strings(_Part, Sequence[str]):
    """The texts that cells share, in one piece of memory: there may be millions, nearly all of them unread."""

    def read(self, archive: zipfile.ZipFile) -> _Strings:
        self._texts, self._ends = bytearray(), array("Q")
        with archive.open(_STRINGS) as file:
            for _ in self._feed(file):
                pass
        return self

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self[i] for i in range(len(self))[at]]
        start = self._ends[at - 1] if at else 0
        return clean(self._texts[start : self._ends[at]].decode("utf-8"))

    def _start(self, name: str, about: dict[str, str]) -> None:
        if name == "si":
            self._text = []
        elif name == "t":
            self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        if name == "t":
            self._parser.CharacterDataHandler = None
        elif name == "si":
            self._texts += "".join(self._text).encode("utf-8", "replace")
            self._ends.append(len(self._texts))


class _SheetRows(_Part):
    """The rows of a sheet: number, and the wanted cells that are filled, by column; all cells if none are named."""

    def __init__(
        self, source: TableSource, sheet: str, strings: Sequence[str], wanted: frozenset[int] | None
    ) -> None:
        super().__init__(source)
        self._sheet, self._strings, self._wanted = sheet, strings, wanted
        self._ready: list[tuple[int, dict[int, Cell]]] = []
        self._row: dict[int, Cell] = {}
        self._number, self._column, self._kind = 0, -1, ""

    def rows(self) -> Iterator[tuple[int, dict[int, Cell]]]:
        with zipfile.ZipFile(self._source.path) as archive, archive.open(self._sheet) as file:
            for _ in self._feed(file):
                yield from self._ready
                self._ready.clear()

    def _start(self, name: str, about: dict[str, str]) -> None:
        if name == "c":
            self._column = _column(about["r"]) if "r" in about else self._column + 1
            self._kind = about.get("t", "n")
            self._text = []
        elif name in ("v", "t") and (self._wanted is None or self._column in self._wanted):
            self._parser.CharacterDataHandler = self._text.append
        elif name == "row":
            self._number = int(about["r"]) if about.get("r", "").isdigit() else self._number + 1
            self._row, self._column = {}, -1

    def _end(self, name: str) -> None:
        if name in ("v", "t"):
            self._parser.CharacterDataHandler = None
        elif name == "c" and self._text:
            self._row[self._column] = self._cell("".join(self._text))
        elif name == "row":
            self._ready.append((self._number, self._row))

    def _cell(self, text: str) -> Cell:
        if self._kind == "s":
            place = int(text) if text.isdigit() else -1
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if self._kind == "n":
            try:
                return float(text)
            except ValueError:
                return ""
        return "" if self._kind == "e" else clean(text)


def _column(reference: str) -> int:
    """The place of a column by its letters: 0 for "A7", 27 for "AB7"."""
    place = 0
    for letter in reference:
        if not letter.isalpha():
            break
        place = place * 26 + ord(letter) - 64
    return place - 1
