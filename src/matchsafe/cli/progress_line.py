"""How far a long work is, on one line of a terminal that is written over; nothing where stderr is no terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_EVERY: Final = 0.1
"""Seconds between two writings."""


@contextmanager
def shown_on_terminal(doing: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """Gives a function to call with what is done and what there is in all (0 if unknown)."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    last = 0.0

    def show(done: int, total: int) -> None:
        nonlocal last
        if (now := time.monotonic()) - last >= _EVERY:
            last = now
            of = f" of {total:,}" if total else ""
            sys.stderr.write(f"\r{doing}: {done:,}{of} {unit}\x1b[K")
            sys.stderr.flush()

    try:
        yield show
    finally:
        if last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
