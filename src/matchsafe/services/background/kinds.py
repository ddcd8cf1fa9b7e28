"""Kinds of work, and the progress of work that goes in steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

P = TypeVar("P")
"""How far a job has come."""
R = TypeVar("R")
"""What a job gives."""


@dataclass(frozen=True)
class Steps:
    """Progress of work that is counted.

    Attributes:
        done: Steps behind.
        total: Steps in all; ``None`` where that is not known yet.
        label: What is being done, in a few words.
    """

    done: int
    total: int | None = None
    label: str = ""


def _never(_result: object) -> bool:
    return False


@dataclass(frozen=True, eq=False)
class Kind(Generic[P, R]):
    """One kind of work. The same object stands for it everywhere: jobs are found by it.

    Attributes:
        name: For the names of threads.
        plural: Of what is worked on: "plans".
        expected: Errors that say what the reader can do; any other one is logged, and told as ``Broken``.
        cut_short: Whether a result is that of work that was stopped on the way.
        at_once: Jobs of the kind worked on at once; a further one is refused.
        kept: Finished jobs of the kind that are kept, the newest.
    """

    name: str
    plural: str
    expected: tuple[type[Exception], ...] = ()
    cut_short: Callable[[R], bool] = _never
    at_once: int = 2
    kept: int = 20
