"""A run of many seasons: what is there already is read, the rest is made, and all is put in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matchsafe.market.sweep.chunk_store import ChunkStore
from matchsafe.market.sweep.errors import RunError, SeasonError
from matchsafe.market.sweep.executors import Executor, InProcess
from matchsafe.market.sweep.results import Run, SweepProgress
from matchsafe.market.sweep.task import Outcome, SeasonTask, SeasonWork, Stop, identity_of
from matchsafe.market.sweep.versions import code_version

LARGEST_CHUNK: Final = 10
"""Seasons in a chunk if nothing else is asked for; a run of up to 200 has chunks of one."""


def run_seasons(
    task: SeasonTask,
    seasons: range,
    executor: Executor | None = None,
    *,
    chunk: int | None = None,
    keep: Path | str | None = None,
    on_progress: Callable[[SweepProgress], object] | None = None,
    cancel: Stop | Event | None = None,
) -> Run:
    """Run seasons and give their results in order.

    The result is the same to the last bit whatever the executor, the chunks and the order of work, provided that the
    task is a function of the season's number and that all machines have the same kind of processor. (NumPy may round
    the last bit of some functions otherwise on another kind.)

    Args:
        task: Makes one season.
        seasons: Their numbers, ascending, with no gaps.
        executor: Where to make them; in this process if left out.
        chunk: How many to hand out and keep at once; chosen by the number of seasons if left out. It does not change
            the result, and a later run may use another.
        keep: A folder for finished chunks. What is there of the same task and code is not made again.
        on_progress: Called in this thread after every chunk, and once at the start.
        cancel: An event, or a function called in this thread about ten times a second or once a season. Once it is
            set or true, no season is begun any more and what is finished is returned.

    Raises:
        ValueError: If ``seasons`` or ``chunk`` cannot be used.
        SeasonError: If the task failed; ``partial`` holds the finished seasons.
        ClusterError: If the cluster cannot be used or is lost; ``partial`` likewise.
        KeepError: If the folder cannot be used; ``partial`` likewise.
    """
    if seasons.step != 1 or not seasons or seasons.start < 0:
        raise ValueError(
            f"seasons: {seasons} is not an ascending range from 0 or more with 1 season at least"
        )
    if chunk is not None and chunk < 1:
        raise ValueError(f"chunk: {chunk} is not 1 or more")
    sweep = _Sweep(task, seasons, on_progress, cancel)
    try:
        kept = None if keep is None else ChunkStore(Path(keep), identity_of(task))
        if kept:
            sweep.resume(kept)
        sweep.tell()
        todo = [s for s in seasons if s not in sweep.rows]
        size = chunk or max(1, min(LARGEST_CHUNK, len(seasons) // 100))
        if todo:
            work = SeasonWork(task, code_version())
            for outcome in (executor or InProcess()).outcomes(work, chunks(todo, size), sweep.stop):
                sweep.take(outcome, kept)
        if sweep.failed:
            raise sweep.failed
    except RunError as error:
        error.partial = sweep.run()
        raise
    return sweep.run()


def chunks(seasons: Iterable[int], size: int) -> list[range]:
    """Ascending seasons in rows without gaps, of at most ``size``."""
    found: list[range] = []
    for season in seasons:
        last = found[-1] if found else range(0)
        if last and last.stop == season and len(last) < size:
            found[-1] = range(last.start, season + 1)
        else:
            found.append(range(season, season + 1))
    return found


class _Sweep:
    """What a run has so far."""

    def __init__(
        self,
        task: SeasonTask,
        asked: range,
        on_progress: Callable[[SweepProgress], object] | None,
        cancel: Stop | Event | None,
    ) -> None:
        self.task = task
        self.asked = asked
        self.rows: dict[int, tuple[Outcome, int]] = {}
        """The chunk of every finished season, and its place there."""
        self.failed: SeasonError | None = None
        self._on_progress = on_progress
        self._cancel: Stop = (
            cancel.is_set if isinstance(cancel, Event) else cancel if cancel else lambda: False
        )
        self._cancelled = False
        self._resumed = 0
        self._notes: list[str] = []
        self._start = time.monotonic()

    def resume(self, kept: ChunkStore) -> None:
        """Read what is kept of the seasons asked for."""
        for outcome in kept.read():
            self._put(outcome)
        self._resumed = len(self.rows)
        self._notes += kept.notes

    def take(self, outcome: Outcome, kept: ChunkStore | None) -> None:
        """Take up what became of a chunk."""
        if outcome.seasons:
            if kept:
                kept.write(outcome)
            self._put(outcome)
            self.tell()
        if outcome.failed and (self.failed is None or outcome.failed.season < self.failed.season):
            self.failed = SeasonError(outcome.failed.season, outcome.failed.what, outcome.failed.trace)

    def stop(self) -> bool:
        """Whether to begin no further season."""
        self._cancelled = self._cancelled or bool(self._cancel())
        return self._cancelled or self.failed is not None

    def tell(self) -> None:
        """Say how far it is."""
        if self._on_progress:
            spent = time.monotonic() - self._start
            self._on_progress(SweepProgress(len(self.rows), len(self.asked), self._resumed, spent))

    def run(self) -> Run:
        """The finished seasons in order."""
        seasons = tuple(sorted(self.rows))
        arrays: dict[str, NDArray[Any]] = {}
        for name in self.rows[seasons[0]][0].arrays if seasons else ():
            arrays[name] = np.stack([self.rows[s][0].arrays[name][self.rows[s][1]] for s in seasons])
            arrays[name].flags.writeable = False
        cancelled = self._cancelled and len(seasons) < len(self.asked)
        return Run(
            digest=self.task.digest,
            asked=self.asked,
            seasons=seasons,
            arrays=MappingProxyType(arrays),
            resumed=self._resumed,
            cancelled=cancelled,
            notes=tuple(self._notes),
            seconds=time.monotonic() - self._start,
        )

    def _put(self, outcome: Outcome) -> None:
        """Note the seasons of a chunk.

        Raises:
            SeasonError: If their arrays have another layout than those before.
        """
        if self.rows and outcome.layout != next(iter(self.rows.values()))[0].layout:
            # Not a fault of the chunk at hand alone: the task does not keep to its own layout.
            raise SeasonError(
                outcome.seasons.start, "its arrays have other names, types or shapes than before"
            )
        for place, season in enumerate(outcome.seasons):
            if season in self.asked:
                self.rows[season] = outcome, place
