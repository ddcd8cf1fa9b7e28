"""The records of a stored version, each read when it is first asked for."""

from __future__ import annotations

import gc
import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import overload

from matchsafe.catalog.record import Record


@contextmanager
def pause_collector() -> Iterator[None]:
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


class StoredRecords(Sequence[Record]):
    """Behaves as the tuple of the records would; only for content that was read whole and found right before.

    Args:
        content: A catalog in the exchange format, as gzip.
        size: How many records it has.
    """

    def __init__(self, content: bytes, size: int) -> None:
        self._content = content
        self._size = size
        self._read: dict[int, Record] = {}

    @cached_property
    def _lines(self) -> list[bytes]:
        return [line for line in gzip.decompress(self._content).split(b"\n")[1:] if line.strip()]

    def _record(self, at: int) -> Record:
        if at not in self._read:
            self._read[at] = Record.model_validate_json(self._lines[at])
        return self._read[at]

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> Record: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Record, ...]: ...

    def __getitem__(self, at: int | slice) -> Record | tuple[Record, ...]:
        places = range(self._size)[at]
        return self._record(places) if isinstance(places, int) else tuple(map(self._record, places))

    def __iter__(self) -> Iterator[Record]:
        with pause_collector():
            records = self[:]
        return iter(records)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return self is other or tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]
