"""One problem in a season file, and the error that carries all of them at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

Location: TypeAlias = tuple[str | int, ...]
"""Where a value stands: ``("interviews", 2, "status")``; list positions count from 0."""

SHOWN_LENGTH: Final = 60
"""The longest stretch of a file that a message repeats."""

_PLAIN_NAME: Final = re.compile(r"\w[\w-]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong (or, as a warning, improbable) in a season file.

    Attributes:
        path: Where it is, such as ``interviews[2].status`` (counted from 0); ``""`` for the file as a whole.
        message: What is wrong, one plain sentence. Interviews are counted from 1 here: "interview 3".
        seen: What the file has there, shortened and safe to print; ``""`` if there is nothing to show.
        accepted: What may stand there; ``""`` if that does not help.
        suggestion: What was probably meant, as it would be written in the file, or ``None``.
        line: Line in the file, counted from 1; ``None`` for data that never was a file.
        code: A stable short name of the kind of problem, for programs.
    """

    path: str
    message: str
    seen: str = ""
    accepted: str = ""
    suggestion: str | None = None
    line: int | None = None
    code: str = "not_accepted"

    def sentence(self) -> str:
        """The whole problem in words: where and what, what was seen, is accepted, and was probably meant."""
        where = ", ".join(part for part in (self.path, f"line {self.line}" if self.line else "") if part)
        parts = [f"{where}: {self.message}" if where else self.message]
        if self.seen and not (self.seen.startswith('"') and self.seen in self.message):
            parts.append(f"It says {self.seen}.")
        if self.accepted:
            parts.append(f"Accepted: {self.accepted}.")
        if self.suggestion is not None:
            parts.append(f"Did you mean: {self.suggestion}")
        return " ".join(parts)


class SeasonFileError(ValueError):
    """A season file that cannot be used, with every problem found in it.

    Attributes:
        problems: At least one, in the order of the file.
        name: What to call the file in messages.
    """

    def __init__(self, problems: Sequence[Problem], name: str = "season file") -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.name = name
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        super().__init__("\n".join([f"{name}: {count}", *(f"- {p.sentence()}" for p in self.problems)]))


def path_text(location: Iterable[str | int]) -> str:
    """Write a location the way people read it: ``interviews[2].status``."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _PLAIN_NAME.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f"[{quoted(part)}]"
    return text


def quoted(text: str) -> str:
    """Text in double quotes, shortened, with everything that does not print written as an escape."""
    short = text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"
    return '"' + "".join(c if c.isprintable() else _escape(c) for c in short) + '"'


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def shown(value: object, raw: str | None = None) -> str:
    """A value as a message shows it: text in quotes, numbers and yes/no as written, groups by their size.

    Args:
        value: The value that was read.
        raw: How it is written in the file, where that is known (``no`` is read as false, but written ``no``).
    """
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        return "a group of fields" if value else "an empty group"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}" if value else "an empty list"
    if raw:
        return quoted(raw)[1:-1]
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if value.bit_length() <= 128 else "a number with very many digits"
    return quoted(str(value))[1:-1] if isinstance(value, float) else f"a value of type {type(value).__name__}"
