"""Runs on real Dask clusters on this machine: processes, one of which is killed, and what goes wrong with clusters."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from toy_season import Deadly, Failing, Toy

from matchsafe.market.sweep import (
    Cluster,
    ClusterError,
    Run,
    SeasonError,
    SweepProgress,
    cluster_connection,
    run_seasons,
)
from matchsafe.market.sweep.versions import versions

distributed = pytest.importorskip("distributed")
Equal = Callable[[Run, Run], bool]
HERE = Path(__file__).parent


@dataclass
class Processes:
    """A scheduler and workers, each a process of its own."""

    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    address: str = ""

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        settings = {
            "PYTHONPATH": str(HERE),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
            "DASK_TEMPORARY_DIRECTORY": str(self.folder),
        }
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
        self.running.append(subprocess.Popen(command, env={**os.environ, **settings}, **quiet))  # type: ignore[call-overload]
        return self.running[-1]

    def start_scheduler(self) -> None:
        told = self.folder / "scheduler.json"
        scheduler = self.start(
            "scheduler", "--port", "0", "--scheduler-file", str(told), "--idle-timeout", "300"
        )
        until = time.monotonic() + 300
        while not self.address:
            assert scheduler.poll() is None, "the scheduler ended"
            assert time.monotonic() < until, "the scheduler did not start"
            time.sleep(0.02)
            with suppress(OSError, ValueError):
                self.address = json.loads(told.read_text())["address"]

    def workers(self, count: int) -> list[subprocess.Popen[bytes]]:
        """Processes of so many workers, once the scheduler knows them all."""
        alive = [process for process in self.running[1:] if process.poll() is None]
        options = ["--nthreads", "1", "--no-nanny", "--death-timeout", "30"]
        alive += [self.start("worker", self.address, *options) for _ in range(count - len(alive))]
        with distributed.Client(self.address, timeout=300, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=300)
        return alive


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    cluster = Processes(tmp_path_factory.mktemp("dask"))
    try:
        cluster.start_scheduler()
        yield cluster
    finally:
        for process in cluster.running:
            process.kill()
        for process in cluster.running:
            process.wait(10)


@contextmanager
def in_threads(workers: int = 1) -> Iterator[Any]:
    """A cluster in threads of this process: quick to start, for what does not need processes."""
    cluster = distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        silence_logs=50,
    )
    try:
        yield cluster
    finally:
        cluster.close()


def test_a_worker_killed_in_the_middle_does_not_change_a_bit(
    processes: Processes, plain: Run, equal: Equal, tmp_path: Path
) -> None:
    """The worker that makes season 17 for the first time is killed as if memory had run out."""
    both = processes.workers(2)
    task = Deadly(pause=0.01, season=17, mark=str(tmp_path / "mark"))
    run = run_seasons(task, range(40), Cluster(processes.address), chunk=2, keep=tmp_path / "keep")
    assert sorted(worker.poll() or 0 for worker in both) == [-signal.SIGKILL, 0]
    assert run.complete
    assert equal(run, plain)
    assert equal(run_seasons(Toy(), range(40), keep=tmp_path / "keep"), plain)


def test_a_season_that_ends_every_worker_is_named(processes: Processes) -> None:
    both = processes.workers(2)
    told = r"^Every worker that was given seasons \d to \d( and \d to \d)* died"
    with pytest.raises(ClusterError, match=told) as caught:
        run_seasons(Deadly(), range(5), Cluster(processes.address, timeout=300))
    # Whatever waits on a worker that dies may be blamed too (which seasons do is Dask's choice), never instead.
    assert "3 to 3" in str(caught.value)
    assert caught.value.partial is not None
    assert [worker.wait(10) for worker in both] == [-signal.SIGKILL] * 2


def test_an_unlike_worker_is_named_with_what_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    with in_threads() as cluster:
        ours = {**versions(), "numpy": "0.1"}
        monkeypatch.setattr(cluster_connection, "versions", lambda: ours)
        with pytest.raises(ClusterError, match=r"tcp://127.*: numpy .*, here 0\.1$") as caught:
            run_seasons(Toy(), range(3), Cluster(cluster.scheduler_address))
        assert "need the same versions" in str(caught.value)


def test_a_worker_without_matchsafe_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with in_threads() as cluster:
        monkeypatch.setitem(sys.modules, "matchsafe.market.sweep.versions", None)
        with pytest.raises(ClusterError, match=r"tcp://127.*: matchsafe none \(.*\), here \d"):
            run_seasons(Toy(), range(3), Cluster(cluster.scheduler_address))


def test_a_worker_that_joins_later_with_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with in_threads() as cluster:
        monkeypatch.setattr("matchsafe.market.sweep.cluster.code_version", lambda: "another")
        with pytest.raises(SeasonError, match="a worker has another version"):
            run_seasons(Toy(), range(3), Cluster(cluster.scheduler_address))


def test_failures_stops_and_tasks_that_cannot_travel(plain: Run) -> None:
    with in_threads() as cluster, distributed.Client(cluster, set_as_default=False) as client:
        with pytest.raises(
            SeasonError, match="Season 5 failed: LookupError: there is no such program"
        ) as caught:
            run_seasons(Failing(), range(40), Cluster(client))
        assert "toy_season.py" in caught.value.trace

        stop = threading.Event()
        stopped = run_seasons(
            Toy(pause=0.01),
            range(40),
            Cluster(client),
            on_progress=lambda p: p.done > 3 and stop.set(),
            cancel=stop,
        )
        assert stopped.cancelled
        assert 4 <= len(stopped.seasons) < 40
        assert stopped.arrays["rate"].tolist() == plain.arrays["rate"][list(stopped.seasons)].tolist()

        class Held(Toy):
            lock = threading.Lock()

            def __init__(self) -> None:
                object.__setattr__(self, "mine", threading.Lock())

        with pytest.raises(ClusterError, match="The task cannot be sent to other machines"):
            run_seasons(Held(), range(3), Cluster(client))


def test_a_season_longer_than_the_patience_is_waited_for() -> None:
    with in_threads() as cluster:
        assert run_seasons(
            Toy(pause=0.5), range(2), Cluster(cluster.scheduler_address, patience=0.1)
        ).complete


class Locked(Toy):
    """Can be packed and not unpacked."""

    def __setstate__(self, state: Any) -> None:
        raise ValueError("wrong key")


def test_a_task_that_a_worker_cannot_read_is_told_of_with_its_season() -> None:
    with in_threads() as cluster, pytest.raises(SeasonError, match=r"Season 0 failed: .*deserialization"):
        run_seasons(Locked(), range(1), Cluster(cluster.scheduler_address))


def test_a_worker_that_cannot_say_what_it_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with in_threads() as cluster:
        monkeypatch.setattr(distributed.Client, "run", lambda *_, **__: {"tcp://one": OSError("gone")})
        with pytest.raises(ClusterError, match="tcp://one: OSError: gone"):
            run_seasons(Toy(), range(1), Cluster(cluster.scheduler_address))


def test_a_cluster_that_loses_its_workers_and_then_its_scheduler_is_told_of() -> None:
    with in_threads(0) as cluster:
        where = cluster.scheduler_address
        with pytest.raises(ClusterError, match=f"The cluster at {where} has no worker. Start some"):
            run_seasons(Toy(), range(3), Cluster(where, timeout=0.2))
        cluster.scale(1)

        def lose_workers(progress: SweepProgress) -> None:
            if progress.done == 2:
                cluster.scale(0)

        with pytest.raises(ClusterError, match=r"has had no worker for 0\.5 seconds") as caught:
            run_seasons(Toy(pause=0.1), range(90), Cluster(where, patience=0.5), on_progress=lose_workers)
        assert caught.value.partial is not None
        assert 2 <= len(caught.value.partial.seasons) < 90
        cluster.scale(1)

        def lose_scheduler(progress: SweepProgress) -> None:
            if progress.done == 2:
                threading.Thread(target=cluster.close).start()

        with pytest.raises(
            ClusterError, match=r"went away before seasons|did not hand over|does not answer"
        ) as caught:
            run_seasons(Toy(pause=0.1), range(90), Cluster(where, patience=0.5), on_progress=lose_scheduler)
        assert caught.value.partial is not None
        assert 2 <= len(caught.value.partial.seasons) < 90


@pytest.mark.parametrize("where", ["nonsense", "", "foo://127.0.0.1:1", "tls://127.0.0.1:1"])
def test_what_is_no_address_is_told_at_once(where: str) -> None:
    with pytest.raises(ClusterError, match=r"is no address of a Dask scheduler .* Accepted: such as tcp://"):
        run_seasons(Toy(), range(3), Cluster(where))


def test_an_address_where_nothing_answers_is_told_in_time() -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        nowhere = found.getsockname()[1]
    with pytest.raises(
        ClusterError, match=r"No Dask scheduler answers at 127.* within 0\.3 seconds. Start one"
    ):
        run_seasons(Toy(), range(3), Cluster(f"127.0.0.1:{nowhere}", timeout=0.3))


def test_something_else_that_listens_there_is_no_scheduler() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ClusterError, match="No Dask scheduler answers"):
            run_seasons(Toy(), range(3), Cluster(f"127.0.0.1:{other.getsockname()[1]}", timeout=0.3))


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'matchsafe\[cluster\]'"):
        Cluster("tcp://127.0.0.1:8786")


def test_neither_numba_nor_dask_is_loaded_before_it_is_needed() -> None:
    code = "import sys, matchsafe.market.sweep; print([m for m in ('numba', 'dask', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "[]", done.stderr
