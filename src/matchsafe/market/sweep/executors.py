"""Where seasons are made: one after the other in this process, or in threads of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event
from typing import Final, Protocol

from matchsafe.market.sweep.task import Outcome, SeasonWork, Stop

LOOK: Final = 0.1
"""Seconds between two looks at whether to stop."""
MOST_THREADS: Final = 1024


class Executor(Protocol):
    """Carries out work on chunks of seasons, in any order and anywhere."""

    def outcomes(self, work: SeasonWork, chunks: Sequence[range], stop: Stop) -> Iterator[Outcome]:
        """What became of each chunk, as it is finished.

        ``stop`` is called only in the thread that iterates. Once it is true no further season is begun, what is at
        hand is finished or dropped, and the iterator ends.

        Raises:
            ClusterError: If the place where the work is done is lost.
        """


class InProcess:
    """One season after the other."""

    def outcomes(self, work: SeasonWork, chunks: Sequence[range], stop: Stop) -> Iterator[Outcome]:
        """See ``Executor``."""
        for chunk in chunks:
            if stop():
                return
            yield work(chunk, stop)


class Threads:
    """Several seasons at once in threads of this process; compiled kernels run side by side."""

    def __init__(self, count: int) -> None:
        """Use ``count`` threads.

        Raises:
            ValueError: If it is not from 1 to ``MOST_THREADS``.
        """
        if not 1 <= count <= MOST_THREADS:
            raise ValueError(f"threads: {count} is not from 1 to {MOST_THREADS:,}")
        self.count = count

    def outcomes(self, work: SeasonWork, chunks: Sequence[range], stop: Stop) -> Iterator[Outcome]:
        """See ``Executor``; on stopping, the seasons at hand are finished and kept."""
        halt = Event()
        waiting = deque(chunks)
        running: set[Future[Outcome]] = set()
        pool = ThreadPoolExecutor(self.count, thread_name_prefix="matchsafe-season")
        try:
            while waiting or running:
                if stop():
                    halt.set()
                    waiting.clear()
                while waiting and len(running) < self.count:
                    running.add(pool.submit(work, waiting.popleft(), halt.is_set))
                done, running = wait(running, LOOK, FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            halt.set()
            pool.shutdown(cancel_futures=True)
