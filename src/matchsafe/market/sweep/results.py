"""What a run gives: how far it is while it goes on, and its results in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray


@dataclass(frozen=True)
class SweepProgress:
    """How far a run is.

    Attributes:
        done: Finished seasons, those of earlier runs included.
        total: Seasons asked for.
        resumed: How many of ``done`` were there before.
        seconds: Since the run began.
    """

    done: int
    total: int
    resumed: int
    seconds: float

    @property
    def seconds_left(self) -> float | None:
        """At the pace until now; ``None`` before the first season of this run."""
        made = self.done - self.resumed
        return self.seconds / made * (self.total - self.done) if made else None


@dataclass(frozen=True)
class Run:
    """The results of a run, in the order of the seasons whatever order they were made in.

    Attributes:
        digest: That of the task.
        asked: The seasons asked for.
        seasons: The finished ones, ascending.
        arrays: By name, read only; the first axis goes with ``seasons``. Empty if none is finished.
        resumed: How many were read from the folder of an earlier run.
        cancelled: Whether the run was stopped before its end.
        notes: What was found that a person should know, such as a damaged file, a sentence each.
        seconds: How long it took.
    """

    digest: str
    asked: range
    seasons: tuple[int, ...]
    arrays: Mapping[str, NDArray[Any]]
    resumed: int
    cancelled: bool
    notes: tuple[str, ...]
    seconds: float

    @property
    def complete(self) -> bool:
        """Whether every season asked for is finished."""
        return len(self.seasons) == len(self.asked)
