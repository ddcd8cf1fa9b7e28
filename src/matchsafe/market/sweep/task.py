"""What a task is, and the work on a few seasons in a row that executors carry out."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matchsafe.market.sweep.versions import code_version

Arrays: TypeAlias = dict[str, NDArray[Any]]
Layout: TypeAlias = tuple[tuple[str, str, tuple[int, ...]], ...]
"""Name, type and shape of every array of one season."""
Stop: TypeAlias = Callable[[], bool]

_NAME: Final = re.compile(r"[A-Za-z][\w.-]{0,99}")
_KINDS: Final = "biufcSUMm"
"""Kinds of NumPy types that are plain data; objects are not."""


class SeasonTask(Protocol):
    """Makes one season. It has to be picklable to run on a cluster, and safe to call from several threads at once."""

    @property
    def digest(self) -> str:
        """A hash of everything that decides the result: preset, seed, scale.

        The version of ``matchsafe.market`` and of the numeric libraries is added by the runner.
        """

    def __call__(self, season: int) -> Mapping[str, NDArray[Any]]:
        """The arrays of a season by name: the same names, types and shapes in every season."""


def identity_of(task: SeasonTask) -> str:
    """What finished seasons are known by: the task and the code that runs it."""
    return hashlib.sha256(f"{task.digest}\n{code_version()}".encode()).hexdigest()


@dataclass(frozen=True)
class TaskFailure:
    """A season in which the task failed, as text that can come from any machine."""

    season: int
    what: str
    trace: str


@dataclass(frozen=True)
class Outcome:
    """Finished seasons in a row, and the failure that ended them, if any.

    Attributes:
        seasons: The finished ones; fewer than asked for if the work was stopped or failed.
        arrays: By name, the first axis being the seasons; empty if none is finished.
        failed: The season after them, if the task failed in it.
    """

    seasons: range
    arrays: Arrays
    failed: TaskFailure | None = None

    @property
    def layout(self) -> Layout:
        """Of one season."""
        return tuple((name, a.dtype.str, a.shape[1:]) for name, a in sorted(self.arrays.items()))


@dataclass(frozen=True)
class SeasonWork:
    """A task as executors run it; picklable if the task is.

    Attributes:
        code: The ``code_version()`` of the process that started the run.
    """

    task: SeasonTask
    code: str

    def __call__(self, seasons: range, stop: Stop) -> Outcome:
        """Make seasons one after the other until all are done, ``stop()`` says so, or one fails."""
        made: list[Arrays] = []
        for season in seasons:
            if stop():
                break
            try:
                arrays = _usable(self.task(season))
                if made and (change := _difference(made[0], arrays)):
                    raise ValueError(f"{change} than in season {seasons.start}")
            except Exception as error:
                failed = TaskFailure(season, f"{type(error).__name__}: {error}", traceback.format_exc())
                return Outcome(seasons[: len(made)], _stack(made), failed)
            made.append(arrays)
        return Outcome(seasons[: len(made)], _stack(made))


def _usable(given: Mapping[str, Any]) -> Arrays:
    """The arrays of a season, checked.

    Raises:
        ValueError: If they are not named arrays of plain data.
    """
    if not isinstance(given, Mapping) or not given:
        raise ValueError("a season has to be a mapping of names to arrays, with one at least")
    arrays = {}
    for name, value in given.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name for an array: letters, digits, '_', '.' and '-'")
        arrays[name] = np.asarray(value)
        if arrays[name].dtype.kind not in _KINDS:
            raise ValueError(f"array {name!r} has the type {arrays[name].dtype}, which is not plain data")
    return arrays


def _difference(first: Arrays, other: Arrays) -> str:
    """How two seasons differ in layout, in words; empty if they do not."""
    if first.keys() != other.keys():
        return f"other arrays ({', '.join(sorted(first.keys() ^ other.keys()))})"
    for name, array in first.items():
        here = other[name]
        if (array.dtype, array.shape) != (here.dtype, here.shape):
            return f"array {name!r} has another type or shape ({here.dtype}{list(here.shape)})"
    return ""


def _stack(made: list[Arrays]) -> Arrays:
    return {name: np.stack([arrays[name] for arrays in made]) for name in made[0]} if made else {}
