"""Measure a subject against a peer or a floor in turns, and print one table of ratios at the end.

Nothing here asserts a time: a ratio is read by a person. Both sides run in the same process, round by round,
so that a slow moment of the machine falls on both.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.record import Value
from matchsafe.catalog.sample import sample

SIZE = 6_000
"""Programs of the made-up list, about as many as the nation has."""
WORDS = ["alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ironwood", "juniper", "katsura",
         "larch", "maple", "nutmeg", "oak", "pine", "quince", "rowan", "spruce", "tupelo"]  # fmt: skip
RATED = 0.6
"""Share of its programs with a rate of invitation."""


def _invented(number: int) -> str:
    """A name of its own for each number below 8,000."""
    first, second, third = (WORDS[number // 20**k % 20] for k in range(3))
    return f"{first} {second}wood {third}ville Hospital (invented)".title()


@pytest.fixture(scope="session")
def nation() -> Catalog:
    """Invented programs, each under a name of its own, most with an invented rate of invitation."""
    some, random = sample().records, np.random.default_rng(0)
    records = []
    for i in range(SIZE):
        told: dict[str, Any] = {"id": f"n{i}", "name": (Value(value=_invented(i), source="s"),)}
        if random.random() < RATED:
            for field in ("invite_rate_us_img", "invite_rate_non_us_img"):
                rate = round(float(random.beta(0.6, 9)), 2)
                told[field] = (Value(value=rate, source="s", year=2024, reliability="invented"),)
        records.append(some[i % len(some)].model_copy(update=told))
    return Catalog("nation", tuple(records), sample=True)


Clock = Callable[[], float]


@dataclass(frozen=True)
class Row:
    """One line of the table; times in seconds."""

    what: str
    seconds: float
    floor: str
    floor_seconds: float
    aim: str

    @property
    def ratio(self) -> str:
        """How many times as long as the floor: "2.0", or "1/36.8" where it is shorter."""
        times = self.seconds / self.floor_seconds
        return f"{times:.1f}" if times >= 1 else f"1/{1 / times:.1f}"


ROWS = pytest.StashKey[list[Row]]()


@dataclass
class Contest:
    """Takes timings, and keeps rows for the table and for pytest-benchmark's JSON."""

    benchmark: Any
    rows: list[Row]

    def row(self, what: str, seconds: float, floor: str, floor_seconds: float, aim: str = "") -> None:
        """Add a line to the table from times measured elsewhere in the same run."""
        line = Row(what, seconds, floor, floor_seconds, aim)
        self.rows.append(line)
        self.benchmark.extra_info[what] = {"seconds": seconds, "floor": floor, "floor_seconds": floor_seconds}

    def run(
        self,
        what: str,
        subject: Callable[[], object],
        floor: str,
        floor_subject: Callable[[], object],
        *,
        rounds: int,
        calls: int = 1,
        aim: str = "",
        clock: Clock = time.perf_counter,
    ) -> None:
        """Time both in interleaved rounds of ``calls`` calls, after one warm-up, and keep the medians.

        By ``time.process_time`` what else the machine does counts for little; for work in this process alone.
        """
        times, one_round = self._turns(subject, floor_subject, calls, clock)
        self.benchmark.pedantic(one_round, rounds=rounds, iterations=1)
        self.row(what, median(times[0]), floor, median(times[1]), aim)

    def row_of(
        self,
        what: str,
        subject: Callable[[], object],
        floor: str,
        floor_subject: Callable[[], object],
        *,
        rounds: int,
        clock: Clock = time.perf_counter,
    ) -> None:
        """Add a line measured in the same way beside the one that ``run`` took: a benchmark takes only one."""
        times, one_round = self._turns(subject, floor_subject, 1, clock)
        for _ in range(rounds):
            one_round()
        self.row(what, median(times[0]), floor, median(times[1]))

    @staticmethod
    def _turns(
        subject: Callable[[], object], floor_subject: Callable[[], object], calls: int, clock: Clock
    ) -> tuple[tuple[list[float], list[float]], Callable[[], None]]:
        """Warm both up; a function that times each once, and where it keeps the times."""
        times: tuple[list[float], list[float]] = ([], [])
        sides = (subject, floor_subject)
        for side in sides:
            side()

        def one_round() -> None:
            for kept, side in zip(times, sides, strict=True):
                start = clock()
                for _ in range(calls):
                    side()
                kept.append((clock() - start) / calls)

        gc.collect()
        return times, one_round


def pytest_configure(config: pytest.Config) -> None:
    config.stash[ROWS] = []


@pytest.fixture
def contest(benchmark: Any, pytestconfig: pytest.Config) -> Contest:
    """Times a subject against a floor; see ``Contest``."""
    return Contest(benchmark, pytestconfig.stash[ROWS])


def _time(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} us" if seconds < 1e-3 else f"{seconds * 1e3:.1f} ms"


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    rows = config.stash[ROWS]
    if not rows:
        return
    head = ("what", "time", "against", "time", "ratio", "aim")
    cells = [(r.what, _time(r.seconds), r.floor, _time(r.floor_seconds), r.ratio, r.aim) for r in rows]
    widths = [max(len(line[i]) for line in [head, *cells]) for i in range(len(head))]
    terminalreporter.write_line("")
    for line in [head, tuple("-" * w for w in widths), *cells]:
        padded = (
            c.rjust(w) if i in (1, 3, 4) else c.ljust(w)
            for i, (c, w) in enumerate(zip(line, widths, strict=True))
        )
        terminalreporter.write_line("  ".join(padded).rstrip())
