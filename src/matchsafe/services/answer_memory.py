"""Answers held in memory for some minutes, so that the same question is worked out once, and written out once."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Final, Generic, TypeVar

from cachetools import TTLCache

KEPT: Final = 128
"""Answers of a kind held at most; an outlook takes some 100 kB."""
SECONDS_KEPT: Final = 600.0
"""How long one is held: what is deleted is soon gone from memory too."""
COMPRESSION: Final = 6
"""The level of gzip: beyond it a page hardly gets smaller."""

T = TypeVar("T")


class AnswerMemory(Generic[T]):
    """The last answers of a kind by what was asked. Threads may share it."""

    def __init__(self) -> None:
        self._kept: TTLCache[Hashable, tuple[T]] = TTLCache(KEPT, SECONDS_KEPT)
        self._alone = Lock()

    def of(self, question: Hashable, work_out: Callable[[], T]) -> T:
        """The answer that is held, or the one that is worked out now and held from then on."""
        with self._alone:
            found = self._kept.get(question)
        if found is None:
            found = (work_out(),)
            with self._alone:
                self._kept[question] = found
        return found[0]

    def get(self, question: Hashable) -> T | None:
        """The answer that is held, or ``None``."""
        with self._alone:
            found = self._kept.get(question)
        return None if found is None else found[0]

    def __len__(self) -> int:
        return len(self._kept)

    def forget(self) -> None:
        """Let go of every answer."""
        with self._alone:
            self._kept.clear()


@dataclass(frozen=True)
class WrittenAnswer:
    """An answer as it goes over the wire, as it is and compressed: compressing takes longer than all else of it."""

    plain: bytes
    gzipped: bytes

    @classmethod
    def of(cls, content: bytes) -> WrittenAnswer:
        """The answer in both forms."""
        return cls(content, gzip.compress(content, COMPRESSION, mtime=0))

    def negotiate(self, encodings: str) -> tuple[bytes, dict[str, str]]:
        """The form for who accepts these encodings (the header ``Accept-Encoding``), with the headers it needs."""
        headers = {"Vary": "Accept-Encoding"}
        if "gzip" not in encodings:
            return self.plain, headers
        return self.gzipped, {**headers, "Content-Encoding": "gzip"}
