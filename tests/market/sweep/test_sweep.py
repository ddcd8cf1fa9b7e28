"""Runs of seasons: order, progress, stopping, failures, and what cannot be run at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_season import Failing, Toy

from matchsafe.market.sweep import InProcess, Run, SeasonError, SweepProgress, Threads, run_seasons
from matchsafe.market.sweep.sweep import chunks
from matchsafe.market.sweep.task import Outcome, SeasonWork, Stop

Equal = Callable[[Run, Run], bool]


class Shuffled:
    """Does the chunks in a random order."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def outcomes(self, work: SeasonWork, parts: Sequence[range], stop: Stop) -> Iterator[Outcome]:
        order = np.random.default_rng(self.seed).permutation(len(parts))
        return InProcess().outcomes(work, [parts[i] for i in order], stop)


@pytest.mark.parametrize("chunk", [1, 3, 7, 40, 1000])
@pytest.mark.parametrize("executor", [InProcess(), Threads(1), Threads(3), Shuffled(1), Shuffled(2)])
def test_neither_executor_nor_chunks_nor_order_change_a_bit(
    plain: Run, equal: Equal, executor: Any, chunk: int
) -> None:
    run = run_seasons(Toy(), range(40), executor, chunk=chunk)
    assert run.complete
    assert equal(run, plain)


def test_results_stand_in_the_order_of_the_seasons(plain: Run) -> None:
    assert plain.seasons == tuple(range(40))
    for row, season in enumerate(plain.seasons):
        for name, array in Toy()(season).items():
            assert np.array_equal(plain.arrays[name][row], array)


def test_seasons_may_begin_anywhere(plain: Run) -> None:
    run = run_seasons(Toy(), range(10, 14))
    assert run.seasons == (10, 11, 12, 13)
    assert run.arrays["rate"].tolist() == plain.arrays["rate"][10:14].tolist()


def test_results_cannot_be_changed_by_accident(plain: Run) -> None:
    with pytest.raises(ValueError, match="read-only"):
        plain.arrays["rate"][0] = 1
    with pytest.raises(TypeError):
        plain.arrays["rate"] = np.zeros(1)  # type: ignore[index]


def test_progress_is_told_at_the_start_and_after_each_chunk() -> None:
    told: list[SweepProgress] = []
    run_seasons(Toy(), range(10), Threads(2), chunk=4, on_progress=told.append)
    assert [p.total for p in told] == [10] * 4
    assert (told[0].done, told[0].seconds_left) == (0, None)
    assert all(one.done < other.done and one.seconds <= other.seconds for one, other in pairwise(told))
    assert told[-1].done == 10
    assert told[-1].seconds_left == 0


def test_the_time_left_goes_by_the_seasons_made_in_this_run() -> None:
    assert SweepProgress(done=30, total=50, resumed=20, seconds=5).seconds_left == 10


@pytest.mark.parametrize("executor", [InProcess(), Threads(2)])
def test_stopping_by_an_event_keeps_what_is_finished(plain: Run, executor: Any) -> None:
    stop = threading.Event()

    def after_four(progress: SweepProgress) -> None:
        if progress.done >= 4:
            stop.set()

    run = run_seasons(Toy(pause=0.005), range(40), executor, on_progress=after_four, cancel=stop)
    assert run.cancelled
    assert not run.complete
    assert 4 <= len(run.seasons) < 40
    assert run.arrays["rate"].tolist() == plain.arrays["rate"][list(run.seasons)].tolist()


@pytest.mark.parametrize("executor", [InProcess(), Threads(2)])
def test_stopping_reaches_into_a_chunk(executor: Any) -> None:
    begun: list[int] = []

    class Noting(Toy):
        def __call__(self, season: int) -> dict[str, Any]:
            begun.append(season)
            return super().__call__(season)

    run = run_seasons(Noting(pause=0.02), range(500), executor, chunk=250, cancel=lambda: len(begun) > 2)
    assert run.cancelled
    assert 0 < len(run.seasons) < 100
    assert len(run.seasons) == len(begun)


def test_stopping_at_once_gives_an_empty_run() -> None:
    run = run_seasons(Toy(), range(5), cancel=lambda: True)
    assert (run.seasons, dict(run.arrays), run.cancelled, run.complete) == ((), {}, True, False)


def test_a_stop_after_the_last_season_is_not_a_stop() -> None:
    stop = threading.Event()
    run = run_seasons(Toy(), range(3), on_progress=lambda p: p.done == 3 and stop.set(), cancel=stop)
    assert run.complete
    assert not run.cancelled


@pytest.mark.parametrize("executor", [InProcess(), Threads(2)])
@pytest.mark.parametrize("chunk", [1, 4])
def test_a_failure_names_its_season_and_keeps_those_before(executor: Any, chunk: int) -> None:
    with pytest.raises(SeasonError, match="Season 5 failed: LookupError: there is no such program") as caught:
        run_seasons(Failing(pause=0.001), range(40), executor, chunk=chunk)
    error = caught.value
    assert error.season == 5
    assert "toy_season.py" in error.trace
    assert error.partial is not None
    assert 4 in error.partial.seasons
    assert 5 not in error.partial.seasons
    assert len(error.partial.seasons) < 12
    assert not error.partial.cancelled


def test_a_fault_of_the_runner_in_a_thread_is_not_swallowed() -> None:
    class Broken(Toy):
        def __call__(self, season: int) -> dict[str, Any]:
            raise KeyboardInterrupt

    for executor in (InProcess(), Threads(2)):
        with pytest.raises(KeyboardInterrupt):
            run_seasons(Broken(), range(4), executor)


class Odd:
    """Gives whatever it is told to in a season."""

    digest = "odd"

    def __init__(self, *given: Any) -> None:
        self.given = given

    def __call__(self, season: int) -> Any:
        return self.given[season]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([[1.0]], "mapping of names to arrays"),
        ([{}], "mapping of names to arrays"),
        ([{"": 1.0}], "no name for an array"),
        ([{"_seasons": 1.0}], "no name for an array"),
        ([{3: 1.0}], "no name for an array"),
        ([{"x": object()}], "'x' has the type object"),
        ([{"x": 1.0}, {"y": 1.0}], r"other arrays \(x, y\) than in season 0"),
        ([{"x": 1.0}, {"x": 1}], r"'x' has another type or shape \(int64\[\]\) than in season 0"),
        ([{"x": [1.0]}, {"x": [1.0, 2.0]}], r"'x' has another type or shape \(float64\[2\]\)"),
    ],
)
def test_what_cannot_be_put_together_is_refused_with_its_season(given: list[Any], says: str) -> None:
    with pytest.raises(SeasonError, match=says) as caught:
        run_seasons(Odd(*given), range(len(given)), chunk=len(given))
    assert caught.value.season == len(given) - 1


def test_a_change_of_layout_from_chunk_to_chunk_is_refused_too() -> None:
    with pytest.raises(SeasonError, match="Season 1 failed: its arrays have other names, types or shapes"):
        run_seasons(Odd({"x": 1.0}, {"x": 1}), range(2), chunk=1)


@pytest.mark.parametrize("seasons", [range(0), range(0, 10, 2), range(5, 0, -1), range(-1, 3)])
def test_only_an_ascending_range_without_gaps_can_be_run(seasons: range) -> None:
    with pytest.raises(ValueError, match="seasons: range"):
        run_seasons(Toy(), seasons)


def test_chunks_and_threads_are_one_at_least() -> None:
    with pytest.raises(ValueError, match="chunk: 0 is not 1 or more"):
        run_seasons(Toy(), range(3), chunk=0)
    for count in (0, -1, 5000):
        with pytest.raises(ValueError, match=f"threads: {count} is not from 1 to 1,024"):
            Threads(count)


@given(st.sets(st.integers(0, 60)), st.integers(1, 9))
def test_chunks_hold_every_season_once_in_order(seasons: set[int], size: int) -> None:
    parts = chunks(sorted(seasons), size)
    assert [s for part in parts for s in part] == sorted(seasons)
    assert all(1 <= len(part) <= size for part in parts)
    assert all(one.stop < other.start or len(one) == size for one, other in pairwise(parts))
