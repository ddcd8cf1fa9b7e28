"""What commands print, ask and write: lines for people, JSON for programs, files."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from matchsafe.cli.errors import CliError, printable, wrap
from matchsafe.whole_file import write_whole

if TYPE_CHECKING:
    from pydantic import BaseModel

    from matchsafe.cli.screen import Screen

Answer = TypeVar("Answer", bound="BaseModel")

UNCHANGED: Final = "Nothing was changed."


def print_json(content: object) -> None:
    """Print for programs."""
    print_json_text(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False))


def print_json_text(text: str) -> None:
    """Print what is JSON already; where the output cannot hold a sign, as its code: a question mark would be lost."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = re.sub(r"[^\x00-\x7f]", lambda sign: json.dumps(sign.group())[1:-1], text)
    sys.stdout.write(text + "\n")


def print_line(line: str) -> None:
    """Print for people."""
    sys.stdout.write(printable(line) + "\n")


def print_lines(*lines: str) -> None:
    """Print for people who read along: at once, and broken between words at a terminal."""
    for line in lines:
        sys.stdout.write(wrap(printable(line), sys.stdout) + "\n")
    sys.stdout.flush()


def print_answer(answer: Answer, show: Callable[[Screen, Answer], None], *, as_json: bool) -> None:
    """Print an answer for programs, or on a screen for people, which is loaded only for them."""
    if as_json:
        print_json_text(answer.model_dump_json(indent=2))
        return
    from matchsafe.cli.screen import Screen

    show(Screen(), answer)


def first_of(lines: Sequence[str], most: int) -> list[str]:
    """The first lines, and how many more there are."""
    more = len(lines) - most
    return [*lines[:most], *([f"and {more:,} more (all with --json)"] if more > 0 else [])]


def at_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def confirmed(question: str, refusal: str) -> bool:
    """Whether somebody says yes; if not, it is told that nothing was changed.

    Raises:
        CliError: With ``refusal``, if nobody is there to be asked.
    """
    if not at_terminal():
        raise CliError(refusal)
    sys.stdout.write(f"{printable(question)} [y/N] ")
    sys.stdout.flush()
    if sys.stdin.readline().strip().casefold() in ("y", "yes"):
        return True
    print_line(UNCHANGED)
    return False


def write_file(path: Path, content: str | bytes, *, force: bool | None = None) -> None:
    """Write a file; ``force`` writes over one that is there, and is ``None`` where a command has no such option.

    Raises:
        CliError: If it is there already, or cannot be written.
    """
    try:
        write_whole(path, content.encode() if isinstance(content, str) else content, new=not force)
    except FileExistsError:
        way = "" if force is None else ", or --force to write over it"
        raise CliError(f"{path} is already there. Give another name{way}.") from None
    except OSError as error:
        raise CliError(f"{path} cannot be written: {error.strerror or error}.") from error


def new_file(option: str, name: str | None, lines: list[str], *, force: bool) -> Path | None:
    """A file to be written, seen to be writable before the work begins; what is wrong with it is noted."""
    if name is None:
        return None
    path, shown = Path(name), f'{option}: "{printable(name)[:80]}"'
    if not name:
        lines.append(f"{option}: no name is given; accepted is the name of a file.")
    elif path.is_dir():
        lines.append(f"{shown} is a folder; accepted is the name of a file.")
    elif not path.parent.is_dir():
        lines.append(f"{shown} is in a folder that does not exist.")
    elif path.exists() and not force:
        lines.append(f"{shown} is there already. To write over it: --force")
    elif not all(os.access(p, os.W_OK) for p in (path.parent, path) if p.exists()):
        lines.append(f"{shown} may not be written.")
    return path


def table_targets(csv: str | None, xlsx: str | None, *, force: bool) -> list[str]:
    """What is wrong with the files a table is to be written to."""
    lines: list[str] = []
    new_file("--csv", csv, lines, force=force)
    new_file("--xlsx", xlsx, lines, force=force)
    return lines


def save_table(
    csv: str | None, xlsx: str | None, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write a table as CSV, as an Excel workbook, or both.

    Raises:
        CliError: If a file cannot be written.
    """
    from matchsafe.catalog.export import csv_of, xlsx_of

    table = list(rows)
    if csv is not None:
        write_file(Path(csv), csv_of(headings, table).encode("utf-8-sig"), force=True)
    if xlsx is not None:
        write_file(Path(xlsx), xlsx_of(name, headings, table), force=True)
