"""Kinds of work, and the progress of work that goes in steps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.metadata import version
from typing import Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel

P = TypeVar("P")
"""How far a job has come."""
R = TypeVar("R")
"""What a job gives."""

Report: TypeAlias = Callable[[P], None]
Cancelled: TypeAlias = Callable[[], bool]
Work: TypeAlias = Callable[[Any, Callable[[P], None], Cancelled], R]
"""What a job does: given its argument, where to report and whom to ask whether to stop, it gives a result."""


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


def question_key(on: date | None, *parts: str | BaseModel | None) -> str:
    """Stands for a question with everything its answer depends on, the version and the day (today if ``None``) too."""
    said = ("" if p is None else p if isinstance(p, str) else p.model_dump_json() for p in parts)
    whole = (version("matchsafe"), str(on or date.today()), *said)
    return hashlib.sha256("\n".join(whole).encode()).hexdigest()


def _never(_result: object) -> bool:
    return False


_KINDS: dict[tuple[str, str], Kind[Any, Any]] = {}


@dataclass(frozen=True, eq=False)
class Kind(Generic[P, R]):
    """One kind of work. The same object stands for it everywhere in a process, and its name in other processes.

    Attributes:
        name: Unique in the module of its work.
        plural: Of what is worked on: "plans".
        work: A function of a module; its argument, progress, result and expected errors pass between processes.
        expected: Errors that say what the reader can do; any other one is logged, and given as ``Crash``.
        cut_short: Whether a result is that of work that was stopped on the way.
        quick: Whether a reader waits for it: it never queues behind work that takes minutes.
        most: Jobs of the kind that may wait or run; a further one is refused.
        kept: Finished jobs of the kind that are kept, the newest.
    """

    name: str
    plural: str
    work: Work[P, R]
    expected: tuple[type[Exception], ...] = ()
    cut_short: Callable[[R], bool] = _never
    quick: bool = False
    most: int = 6
    kept: int = 20

    def __post_init__(self) -> None:
        _KINDS[self.work.__module__, self.name] = self

    def __reduce__(self) -> tuple[Any, ...]:
        """By name: the other process has the kind itself."""
        return _kind, (self.work.__module__, self.name)


def _kind(module: str, name: str) -> Kind[Any, Any]:
    import_module(module)
    return _KINDS[module, name]
