"""Simulated seasons in threads, against one thread, and what keeping them costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matchsafe.market.season import SimulateSeason
from matchsafe.market.sweep import InProcess, Run, Threads, run_seasons
from matchsafe.services.simulation import load_preset

SEASONS = range(8)


@pytest.fixture(scope="module")
def task() -> SimulateSeason:
    """A tenth of the nation."""
    return SimulateSeason(load_preset(), seed=1, scale=0.1)


def same(one: Run, other: Run) -> bool:
    return all(one.arrays[name].tobytes() == array.tobytes() for name, array in other.arrays.items())


def test_two_threads_over_seasons(contest: Any, task: SimulateSeason) -> None:
    assert same(run_seasons(task, SEASONS, Threads(2)), run_seasons(task, SEASONS))
    contest.run(
        "8 simulated seasons, two threads",
        lambda: run_seasons(task, SEASONS, Threads(2)),
        "one thread",
        lambda: run_seasons(task, SEASONS, InProcess()),
        rounds=5,
        aim="1/1.6 or less",
    )


def test_keeping_seasons(contest: Any, task: SimulateSeason, tmp_path: Path) -> None:
    folders = iter(range(1_000))
    contest.run(
        "8 simulated seasons, each kept",
        lambda: run_seasons(task, SEASONS, keep=tmp_path / str(next(folders))),
        "not kept",
        lambda: run_seasons(task, SEASONS),
        rounds=5,
        aim="1.1 or less",
    )
