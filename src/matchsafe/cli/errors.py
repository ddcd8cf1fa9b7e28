"""What is said when a command cannot go on: lines on stderr and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable
from typing import TextIO, TypeVar

import typer

T = TypeVar("T")

BAD_INPUT = 2
FAULT = 1
STOPPED = 130
CLOSED_PIPE = 141
DEBUG = "MATCHSAFE_DEBUG"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""A full disk, a spent quota and a limit on the size of files."""


_EXTRAS = {
    "web": (
        "fastapi", "starlette", "anyio", "uvicorn", "jinja2", "sqlalchemy", "alembic", "multipart", "python_multipart",
    ),
    "catalog": ("openpyxl", "pypdfium2", "rapidfuzz"),
    "market": ("numba",),
    "plan": ("highspy", "scipy"),
    "parquet": ("pyarrow",),
    "rank": ("choix",),
    "postgres": ("psycopg",),
    "hosted": ("argon2",),
}  # fmt: skip
"""The libraries that each extra brings; a minimal installation has none of them."""


class CliError(Exception):
    """Something the reader can put right.

    The work of every command raises it with all that is wrong, and says so nowhere else.

    Attributes:
        lines: What to tell, every problem at once.
        code: The exit code.
    """

    def __init__(self, lines: str | Iterable[str], code: int = BAD_INPUT) -> None:
        self.lines = (lines,) if isinstance(lines, str) else tuple(lines)
        self.code = code
        super().__init__("\n".join(self.lines))


def collect(lines: list[str], work: Callable[[], T]) -> T | None:
    """What some work gives; what it refuses goes to the other lines of what is wrong, to be told at once."""
    try:
        return work()
    except CliError as error:
        lines += error.lines
        return None


def run_command(work: Callable[[], object]) -> None:
    """Do the work of a command and leave with its exit code.

    Raises:
        typer.Exit: With a code other than 0, if anything went wrong; it has been told on stderr.
    """
    if code := exit_code_of(work):
        raise typer.Exit(code)


def exit_code_of(work: Callable[[], object]) -> int:
    """Do the work of a command and turn whatever goes wrong into lines on stderr.

    Returns:
        The exit code: 0, or that of the error.
    """
    try:
        work()
        sys.stdout.flush()
    except CliError as error:
        tell(*error.lines)
        return error.code
    except KeyboardInterrupt:
        tell("", "Stopped.")
        return STOPPED
    except BrokenPipeError:
        leave_pipe()
        return CLOSED_PIPE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return full(error)
        if isinstance(error, ModuleNotFoundError) and (extra := _extra_with(error.name or "")):
            tell(
                f"This needs packages that are missing here ({error.name}). Install them with:",
                f"  pip install 'matchsafe[{extra}]'",
            )
            return BAD_INPUT
        if os.environ.get(DEBUG):
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        tell(
            f"matchsafe stopped because of a fault of its own ({what}).",
            f"Set {DEBUG}=1 and run it again to see where, and please report it.",
        )
        return FAULT
    return 0


def _extra_with(module: str) -> str | None:
    library = module.partition(".")[0]
    return next((extra for extra, libraries in _EXTRAS.items() if library in libraries), None)


def full(error: OSError) -> int:
    """Say that there is no room for what was to be written; the exit code."""
    leave_pipe()
    tell(f"The output cannot be written: {error.strerror}.")
    return FAULT


def leave_pipe() -> None:
    """The reader of a pipe, such as ``head``, has gone: whatever is still to be written goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell(*lines: str) -> None:
    """Write lines to stderr, without control characters a file or a name may have carried."""
    for line in lines:
        sys.stderr.write(wrap(printable(line), sys.stderr) + "\n")


def wrap(text: str, stream: TextIO) -> str:
    """The text broken between words where a terminal would break inside them; a pipe gets it as it is.

    Lines go on under the beginning of their words, past a number or a dash before them.
    """
    if not stream.isatty():
        return text
    width = min(shutil.get_terminal_size().columns, 100)
    lines: list[str] = []
    for line in text.split("\n"):
        lead = re.match(r"\s*(?:\d+ {2}|- )?", line)
        under = " " * (len(lead.group()) if lead else 0)
        lines += textwrap.wrap(line, width, subsequent_indent=under, break_on_hyphens=False) or [""]
    return "\n".join(lines)


def printable(text: str) -> str:
    """The text with everything that could steer a terminal taken out; line breaks stay."""
    return "".join(c for c in text if c == "\n" or (c.isprintable() and not "\ud800" <= c <= "\udfff"))
