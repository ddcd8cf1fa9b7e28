"""One thing that is wrong with what was handed in, the collector of all of them, and the error that carries them.

Every reader (season file, market, program list, request, form) makes a ``Problem``, and every face renders one: the
terminal a line, the API an object, the page a link to the field. Errors by part:

ProblemsError
├── SeasonFileError      workspace.seasonfile
├── MarketError          market
├── CatalogFileError     catalog.importers
├── PlanningError        planning
└── RequestError         services: what was asked of a plan, an import or a simulation
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, TypeAlias

Location: TypeAlias = tuple[str | int, ...]
"""Where a value stands in nested data: ``("interviews", 2, "status")``; list positions count from 0."""

SHOWN: Final = 20
"""How many problems the text of an error shows; all kept ones are in ``problems``."""


SHOWN_LENGTH: Final = 60
"""The longest stretch of what was handed in that a message repeats."""

_PLAIN_NAME: Final = re.compile(r"\w[\w-]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or, as a warning, improbable.

    Attributes:
        message: What is wrong, in a plain sentence or the end of one that begins with its place.
        code: A stable short name of the kind of problem, for programs.
        path: The field, such as ``interviews[2].status`` (counted from 0) or ``--budget``; empty for the whole.
        seen: What stands there, shortened and safe to print; empty if there is nothing to show.
        accepted: What may stand there; empty if that does not help.
        suggestion: What was probably meant, as it would be written there.
        file: Name of the file, where several are read together.
        line: Line of the text, counted from 1.
        row: Row of a table, counted from 1 with its heading; page of a PDF for whole pages.
        typed: What to type on the command line to put it right.
    """

    message: str
    code: str = "not_accepted"
    path: str = ""
    seen: str = ""
    accepted: str = ""
    suggestion: str | None = None
    file: str = ""
    line: int | None = None
    row: int | None = None
    column: str = ""
    typed: str = ""

    @property
    def place(self) -> str:
        """Where it is: file, field, line, row and column, as far as they are known."""
        numbers = [f"{name} {n}" for name, n in (("line", self.line), ("row", self.row)) if n is not None]
        column = f"column {self.column}" if self.column else ""
        return ", ".join(part for part in (self.file, self.path, *numbers, column) if part)

    def sentence(self, *, commands: bool = False) -> str:
        """The whole problem as one line: where and what, what was seen, is accepted and was probably meant.

        Args:
            commands: Whether to add what to type on the command line.
        """
        parts = [f"{self.place}: {self.message}" if self.place else self.message]
        named = self.seen.startswith('"') and self.seen in self.message
        if self.seen and not named and not self.message.startswith(f"{self.seen} "):
            parts.append(f"It says {self.seen}.")
        if self.accepted:
            parts.append(f"Accepted: {self.accepted}.")
        if self.suggestion is not None:
            parts.append(f"Did you mean: {self.suggestion}")
        if commands and self.typed:
            parts.append(f"On the command line: {self.typed}.")
        return " ".join(parts)

    def content(self) -> dict[str, str | int | None]:
        """The problem as the fields that programs read, its sentence included."""
        names = ("path", "message", "seen", "accepted", "suggestion", "line", "code", "file", "row", "column")
        return {**{name: getattr(self, name) for name in names}, "sentence": self.sentence()}

    def inside(self, path: str) -> Problem:
        """The same problem of a part that stands at ``path`` of a larger whole."""
        return replace(self, path=".".join(p for p in (path, self.path) if p))


class ProblemsError(ValueError):
    """Something that cannot be used as it stands, with everything that is wrong with it.

    Attributes:
        most_kept: How many problems are kept, so that a file of nonsense does not fill the memory; ``None`` for all.
        problems: What was found, at most ``most_kept``.
        total: How many there are in all.
    """

    most_kept: ClassVar[int | None] = None

    def __init__(self, problems: Sequence[Problem], total: int | None = None) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems[: self.most_kept])
        self.total = len(problems) if total is None else total
        super().__init__("\n".join(self.lines()))

    def lines(self, *, commands: bool = False) -> list[str]:
        """The first problems, each as a line, and how many more there are; see ``Problem.sentence``."""
        lines = [p.sentence(commands=commands) for p in self.problems[:SHOWN]]
        more = self.total - len(lines)
        return [*lines, f"... and {more:,} more."] if more > 0 else lines

    def __reduce__(self) -> tuple[Any, ...]:
        """With its problems, so that it can pass between processes."""
        return type(self), (self.problems, self.total)


class RequestError(ProblemsError):
    """Something was asked for in a way that cannot be answered; nothing was done."""


class Problems:
    """Collects problems, counting those beyond what is kept.

    Attributes:
        problems: The first ones.
        total: How many there are in all.
        complete: False once something was not read at all; what is then missing elsewhere is no problem of its own.
    """

    def __init__(self, error: type[ProblemsError] = RequestError) -> None:
        self.error = error
        self.problems: list[Problem] = []
        self.total = 0
        self.complete = True

    def add(self, problem: Problem) -> None:
        """Note one problem; the same one twice in a row is one."""
        if self.problems and self.problems[-1] == problem:
            return
        self.total += 1
        if self.error.most_kept is None or self.total <= self.error.most_kept:
            self.problems.append(problem)

    def lose(self, problem: Problem) -> None:
        """Note a problem because of which something was not read."""
        self.complete = False
        self.add(problem)

    def add_each(self, places: Sequence[int], problem_at: Callable[[int], Problem]) -> None:
        """Note one problem for each place; only those that are kept are put into words."""
        kept = places[: self.error.most_kept]
        for place in kept:
            self.add(problem_at(place))
        self.total += len(places) - len(kept)

    def extend(self, problems: Iterable[Problem], total: int | None = None) -> None:
        """Note what was found elsewhere, of which there may be more than was kept."""
        found = list(problems)
        for problem in found:
            self.add(problem)
        self.total += max((total or 0) - len(found), 0)

    def check(self) -> None:
        """Raise if there was any.

        Raises:
            ProblemsError: Of the kind asked for, with everything found so far.
        """
        if self.total:
            raise self.error(self.problems, self.total)


def path_text(location: Iterable[str | int]) -> str:
    """Write a location the way people read it: ``interviews[2].status``."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _PLAIN_NAME.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f"[{quote(part)}]"
    return text


def quote(text: str) -> str:
    """Text in double quotes, shortened, with everything that does not print written as an escape."""
    short = text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
    return '"' + "".join(c if c.isprintable() else _escape(c) for c in short) + '"'


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def value_text(value: object, raw: str | None = None) -> str:
    """A value as a message shows it: text in quotes, numbers and yes/no as written, groups by their size.

    Args:
        value: The value that was read.
        raw: How it is written in the file, where that is known (``no`` is read as false, but written ``no``).
    """
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, dict):
        return "a group of fields" if value else "an empty group"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}" if value else "an empty list"
    if raw:
        return quote(raw)[1:-1]
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= 128 else "a number with very many digits"
    return quote(str(value))[1:-1] if isinstance(value, float) else f"a value of type {type(value).__name__}"
