"""Writing for people: no boxes, no wider than the terminal, plain where signs cannot be shown."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NoReturn

from rich.console import Console
from rich.text import Text

from matchsafe.cli.errors import printable
from matchsafe.domain.text import day as long_day

if TYPE_CHECKING:
    from matchsafe.domain.outlook import Source

WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal is."""

_LEAST = 10
"""Columns a text needs to be read."""

_GLUE = "\ue000"
_TOGETHER = re.compile(r"\d+ (?:in|to) (?:over |under )?\d+(?: in 100)?|\([■◨◆≈?#=*~] (?=\w)")
"""What a line must not break: "58 to 82", "71 in 100", a mark and the id after it."""

_NUMBER = re.compile(r"[\d,.]*")
_SIGNS = "■▨▣□█▒┃·▶→−≈◆◨"
_PLAIN = str.maketrans(
    {"→": "->", "−": "-", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"', "≈": "~", "…": "..."}
)


class Screen(Console):
    """A Rich console for stdout that never interprets markup in what people wrote."""

    def __init__(self) -> None:
        super().__init__(file=sys.stdout, markup=False, highlight=False, emoji=False, soft_wrap=False)
        self.width = min(self.width, WIDEST)
        try:
            _SIGNS.encode(self.encoding)
            self.ascii_only = False
        except (UnicodeEncodeError, LookupError):
            self.ascii_only = True

    def on_broken_pipe(self) -> NoReturn:
        """Leave a closed pipe to ``main``."""
        raise BrokenPipeError

    def words(self, text: str, style: str = "") -> Text:
        """Text safe to print, in signs this terminal has."""
        cleaned = _TOGETHER.sub(lambda found: found.group().replace(" ", _GLUE), printable(text))
        return Text(cleaned.translate(_PLAIN) if self.ascii_only else cleaned, style=style)

    def say(self, text: str | Text = "", style: str = "", *, first: str = "", indent: int = 0) -> None:
        """One paragraph; ``first`` stands before its first line, inside the indent of the others."""
        body = text if isinstance(text, Text) else self.words(text, style)
        start = f"{first:<{indent}}"
        if self.width - len(start) < _LEAST:
            # No room beside the sign or name: it gets a line of its own.
            for line in self.words(first).wrap(self, self.width, overflow="fold") if first else ():
                self.row(line)
            start = "    "
        for line in body.wrap(self, max(_LEAST, self.width - len(start)), overflow="fold") or [Text()]:
            whole = Text(start)
            whole.append_text(line)
            self.row(whole)
            start = " " * len(start)

    def lead(self, lines: Iterable[str]) -> None:
        """The answer in bold, then what belongs to it."""
        for at, line in enumerate(lines):
            self.say(line, "" if at else "bold")

    def title(self, line: str, day: date) -> None:
        """What is printed, and the day it is of at the other end of the line where there is room."""
        when = long_day(day)
        gap = self.width - len(line) - len(when)
        self.say(f"{line}{' ' * gap}{when}" if gap >= 2 else f"{line}\n{when}", "dim")

    def mark(self, kind: str) -> str:
        """The sign of a kind of figure, as this terminal can show it."""
        from matchsafe.present.sources import mark

        found = mark(kind)
        return found.ascii if self.ascii_only else found.symbol

    def marks(self, kinds: Iterable[str]) -> str:
        """The signs of these kinds with what they mean."""
        from matchsafe.present.sources import mark

        return ", ".join(f"{self.mark(kind)} {mark(kind).word}" for kind in kinds)

    def works(self, sources: Iterable[Source]) -> None:
        """The reports that figures come from, the firmest kind first."""
        from matchsafe.present.sources import works

        for work in works(sources):
            told = self.words(work.text)
            told.append_text(self.words(f"\n{', '.join(work.ids)}", "dim"))
            self.points([(self.mark(work.kind), told)])
        self.print()

    @property
    def alert(self) -> str:
        """The sign before what should be checked."""
        return "!" if self.ascii_only else "·"

    def row(self, line: Text) -> None:
        """One line as it is, which the caller has seen to fit."""
        line.rstrip()
        line.plain = line.plain.replace(_GLUE, " ")
        self.print(line, no_wrap=True, overflow="ignore", crop=False)

    def heading(self, text: str) -> None:
        """A blank line and a heading."""
        self.print()
        self.say(text, "bold")

    def points(self, rows: Iterable[tuple[str, str | Text]], *, indent: int = 1) -> None:
        """Rows of a short sign and a text that wraps beside it."""
        listed = list(rows)
        wide = max((len(sign) for sign, _ in listed), default=0) + 1 + indent
        for sign, text in listed:
            self.say(text, first=" " * indent + sign, indent=wide)

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Names with a short text each, in two columns or, where it is narrow, one after the other."""
        told = max(len(text) for _, text in rows)
        left = min(max(len(name) for name, _ in rows), self.width - told - 4)
        if left < 24:
            self.points([("-", f"{name}: {text}") for name, text in rows])
            return
        for name, text in rows:
            first, *rest = self.words(name).wrap(self, left, overflow="fold")
            first.rstrip()
            self.row(Text(f" {first.plain:<{left}}   ").append_text(self.words(text)))
            for line in rest:
                self.say(line, indent=1)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Columns where they fit, numbers to the right; else one line for each row."""
        shown = [[printable(cell).replace("\n", " ") for cell in row] for row in (heads, *rows)]
        wide = [max(map(len, column)) for column in zip(*shown, strict=True)]
        if sum(wide) + 2 * len(wide) - 1 > self.width:
            for first, second, *more in shown[1:]:
                told = ", ".join(f"{head} {cell}" for head, cell in zip(shown[0][2:], more, strict=True))
                self.points([("-", f"{first}: {second} ({told})" if more else f"{first}: {second}")])
            return
        right = [all(_NUMBER.fullmatch(row[i]) for row in shown[1:]) for i in range(len(wide))]
        for number, row in enumerate(shown):
            cells = (
                f"{cell:>{w}}" if r else f"{cell:<{w}}" for cell, w, r in zip(row, wide, right, strict=True)
            )
            self.row(self.words(" " + "  ".join(cells), "" if number else "bold"))
