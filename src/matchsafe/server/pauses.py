"""Python's search for unreachable cycles, kept from holding up an answer."""

from __future__ import annotations

import gc
from typing import Final

_YOUNG: Final = 20_000
"""New objects after which the youngest are looked through; an answer about a large season makes more."""


def shorten_pauses() -> None:
    """Leave out of every later search what is loaded by now: some 190,000 objects that stay until the end.

    With a season of 5,000 events about every ninth answer waited 150 to 200 ms for a search through everything.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
