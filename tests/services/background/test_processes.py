"""Work in processes of its own: it reports, stops, dies and is replaced, and other processes reach it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from matchsafe.domain.problem import Problem
from matchsafe.planning.errors import PlanningError
from matchsafe.server.shared_jobs import connect, share
from matchsafe.services.background import Crash, Job, Jobs, JobStopped, Kind, Steps, TooManyJobs, WorkerDeath
from matchsafe.services.catalog_import.request import ImportRequest
from matchsafe.services.catalog_import.staging import Staging, keep_file


@dataclass(frozen=True)
class Errand:
    """What the work of these tests is told to do."""

    do: str
    note: Path | None = None


def run(errand: Errand, report: Any, cancelled: Any) -> int:
    report(Steps(1, 2, str(os.getpid())))
    if errand.do == "private":
        raise KeyError("a secret of the season")
    if errand.do == "refuse":
        raise PlanningError([Problem(message="a budget of nothing buys nothing", code="budget")])
    if errand.do == "unsendable":
        return lambda: 1  # type: ignore[return-value]
    while errand.do == "wait" and not cancelled():
        time.sleep(0.01)
    if errand.do == "wait":
        raise JobStopped
    return os.getpid()


ERRAND: Kind[Steps, int] = Kind("errand", "errands", run, expected=(PlanningError,), most=4)
NOTED: list[Exception] = []


@pytest.fixture(scope="module")
def jobs() -> Iterator[Jobs]:
    made = Jobs(NOTED.append, processes=True)
    yield made
    made.close()
    assert not [p for p in multiprocessing.active_children() if p.name == "matchsafe-work"]


def begun(jobs: Jobs, job: Job[Steps, int]) -> Job[Steps, int]:
    """The job once its process has said who it is."""
    while job.progress is None:
        now = jobs.wait(job, 300, change=True)
        assert now.version > job.version, "nothing came in time"
        job = now
    return job


def test_work_is_done_elsewhere_and_its_progress_and_result_come_back(jobs: Jobs) -> None:
    job = jobs.wait(jobs.start(ERRAND, Errand("go")), 300)
    assert job.state == "done"
    assert job.result != os.getpid()
    assert job.progress == Steps(1, 2, str(job.result))


def test_work_is_stopped_in_its_process(jobs: Jobs) -> None:
    job = begun(jobs, jobs.start(ERRAND, Errand("wait")))
    jobs.stop(job)
    job = jobs.wait(job, 300)
    assert (job.state, job.result, job.error) == ("stopped", None, None)


def test_expected_errors_come_back_whole_and_others_without_what_they_say(jobs: Jobs) -> None:
    refused = jobs.wait(jobs.start(ERRAND, Errand("refuse")), 300)
    assert isinstance(refused.error, PlanningError)
    assert [p.message for p in refused.error.problems] == ["a budget of nothing buys nothing"]
    for what in ("private", "unsendable"):
        broken = jobs.wait(jobs.start(ERRAND, Errand(what)), 300)
        assert (broken.state, type(broken.error)) == ("failed", Crash)
        assert "secret" not in str(broken.error)


def test_a_process_that_is_killed_fails_its_job_alone_and_gets_a_successor(jobs: Jobs) -> None:
    other = begun(jobs, jobs.start(ERRAND, Errand("wait")))
    job = begun(jobs, jobs.start(ERRAND, Errand("wait")))
    assert job.progress is not None
    os.kill(int(job.progress.label), signal.SIGKILL)
    dead = jobs.wait(job, 300)
    assert (dead.state, type(dead.error)) == ("failed", WorkerDeath)
    assert "try again" in str(dead.error)
    assert jobs.any_of(other.id, (ERRAND,)).state == "running"
    jobs.stop(other)
    assert jobs.wait(other, 300).state == "stopped"
    after = [jobs.wait(jobs.start(ERRAND, Errand("go")), 300) for _ in range(3)]
    assert [job.state for job in after] == ["done"] * 3


def test_closing_ends_the_processes_and_what_they_do() -> None:
    jobs = Jobs(processes=True)
    job = begun(jobs, jobs.start(ERRAND, Errand("wait")))
    assert job.progress is not None
    number = int(job.progress.label)
    jobs.close()
    assert jobs.wait(job, 1).state == "stopped"
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def ask(address: Any, found: Any, folder: Path) -> None:
    """What another process of the same server does."""
    import io

    jobs, staging, _ = connect(address)
    started = jobs.start(ERRAND, Errand("wait"), "mine", "the question")
    running = [jobs.start(ERRAND, Errand("wait"), str(i)) for i in range(3)]
    try:
        jobs.start(ERRAND, Errand("wait"))
        refused = ""
    except TooManyJobs as error:
        refused = str(error)
    for job in running:
        jobs.stop(job)
        jobs.wait(job, 300)
    staged = keep_file(staging, io.BytesIO(b"a,b\n"), "list.csv", "programs", ImportRequest())
    staging.change(staged.id, "other", staged.asked)
    found.send((started.id, refused, staged.id))


def test_two_processes_of_a_server_share_jobs_and_files(
    jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    staging, context = Staging(), multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    with share(jobs, staging) as address:
        process = context.Process(target=ask, args=(address, theirs, tmp_path))
        process.start()
        assert ours.poll(300)
        job_id, refused, key = ours.recv()
        process.join(300)
    assert process.exitcode == 0
    assert refused == "4 errands are being worked on already. Wait for one, or stop one."
    same = jobs.start(ERRAND, Errand("wait"), "mine", "the question")
    assert same.id == job_id
    staged = staging.find(key)
    assert staged is not None
    assert (staged.name, staged.path.read_bytes()) == ("other", b"a,b\n")
    jobs.stop(same)
    assert jobs.wait(same, 300).state == "stopped"
    staging.close()
