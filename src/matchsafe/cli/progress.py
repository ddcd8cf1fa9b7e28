"""How far a long command is, on stderr, and stopping it gently."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from matchsafe.cli.errors import tell

Told = Callable[[int, int, float | None], None]
"""Takes how many are done, of how many, and the seconds left if known."""

BETWEEN_LINES = 10.0
"""Seconds between two lines where there is no terminal."""


@contextmanager
def stop_event() -> Iterator[threading.Event]:
    """An event that Ctrl-C or a request to end sets; a second one leaves at once."""
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        # Straight to the terminal: the interrupted code may be inside a write to stderr.
        os.write(2, b"\nStopping once what is at hand is finished. Press Ctrl-C again to leave at once.\n")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def progress_bar(what: str) -> Iterator[Told]:
    """A bar on a terminal; elsewhere a line now and then."""
    if not sys.stderr.isatty():
        yield _lines(what)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    count = "{task.completed:,.0f} of {task.total:,.0f} " + what
    columns = TextColumn(count), BarColumn(), TextColumn("{task.fields[left]}")
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        row = bar.add_task("", total=1, left="")
        yield lambda done, total, left: bar.update(row, completed=done, total=total, left=time_left(left))


@contextmanager
def counter(doing: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A line on a terminal that takes what is done and what there is in all (0 if unknown); nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    with Progress(TextColumn("{task.description}"), console=Console(file=sys.stderr), transient=True) as bar:
        row = bar.add_task("", total=None)
        yield lambda done, total: bar.update(
            row, description=f"{doing}: {done:,}{f' of {total:,}' if total else ''} {unit}"
        )


def _lines(what: str) -> Told:
    said = -BETWEEN_LINES

    def line(done: int, total: int, left: float | None) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said >= BETWEEN_LINES or done == total:
            said = now
            tell(
                ", ".join(
                    filter(None, (f"{done:,} of {total:,} {what}", time_left(left) if done < total else ""))
                )
            )

    return line


def time_left(seconds: float | None) -> str:
    """The time left in words, rounded as such a guess deserves; nothing if it is not known."""
    if seconds is None:
        return ""
    for unit, length in (("hours", 3600), ("minutes", 60)):
        if seconds >= 1.5 * length:
            return f"about {seconds / length:.0f} {unit} left"
    return f"about {max(1, seconds):.0f} seconds left"


def tell_if_compiling() -> None:
    """Say that the first run of all prepares the match engine, so that the wait is understood."""
    from matchsafe.market.jit import compiles_first

    if compiles_first():
        tell("Preparing the match engine for its first run. This takes about a minute, once.")
