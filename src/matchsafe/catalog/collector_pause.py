"""Making very many small objects at once, without the search for unused ones that Python makes meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector: it would go over all that was read again and again, and find nothing.

    A national list read this way takes less than half the time. Nothing is lost: objects no longer used are still
    freed, those that point at each other in a ring a little later.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
