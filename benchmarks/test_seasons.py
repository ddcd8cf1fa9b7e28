"""A national season against drawing its tastes, seasons in threads against one thread, and what keeping them costs."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matchsafe.market.season import SimulateSeason, simulate
from matchsafe.market.sweep import InProcess, Run, Threads, run_seasons
from matchsafe.services.simulation import load_preset

SEASONS = range(8)


@pytest.fixture(scope="module")
def task() -> SimulateSeason:
    """A tenth of the nation."""
    return SimulateSeason(load_preset(), seed=1, scale=0.1)


def test_a_national_season(contest: Any) -> None:
    """The floor draws in NumPy one number for each candidacy and program of its specialty, and does nothing with it."""
    nation = SimulateSeason(load_preset(), seed=1)
    season = simulate(nation.preset, 1, 0)
    pairs = int(np.diff(season.programs.first)[season.people.specialty].sum())
    random, seasons = np.random.default_rng(1), iter(range(100))
    contest.run(
        "one national season, summary included",
        lambda: nation(next(seasons)),
        f"{pairs / 1e6:.0f} million normal draws in NumPy",
        lambda: random.standard_normal(pairs, dtype=np.float32),
        rounds=7,
        aim="240 ms or less",
        clock=time.process_time,
    )


SEASON = """
from matchsafe.market.season import SimulateSeason
from matchsafe.services.simulation import load_preset
SimulateSeason(load_preset(), 1)(0)
print(next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM")) / 1024)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_memory_of_a_national_season(benchmark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Peak of a process of its own that plays one season; libraries and compiled kernels included."""

    def peak() -> float:
        return float(
            subprocess.run([sys.executable, "-c", SEASON], capture_output=True, text=True, check=True).stdout
        )

    peak()  # compiles
    found = benchmark.pedantic(peak, rounds=1)
    benchmark.extra_info["peak MB of a season"] = found
    with capsys.disabled():
        print(f"\npeak memory of a national season: {found:.0f} MB (aim: 300 MB or less)")  # noqa: T201


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
        clock=time.process_time,
    )
