"""Work in threads of its own: it is followed, stopped, fetched, bounded in number, and forgotten."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from matchsafe.services.background import Broken, Job, Jobs, Kind, NoSuchJob, Steps, Stopped, TooManyJobs
from matchsafe.services.background.jobs import SECONDS_KEPT

COUNT: Kind[Steps, int] = Kind("count", "counts", expected=(ZeroDivisionError,), cut_short=lambda n: n < 0)
OTHER: Kind[Steps, int] = Kind("other", "other works", at_once=1, kept=1)


def ended(job: Job[Any, Any]) -> Job[Any, Any]:
    until = time.monotonic() + 20
    while not job.finished:
        assert time.monotonic() < until
        time.sleep(0.002)
    return job


class Waiting:
    """Work that goes on until it is told to end or to stop."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self, report: Any, cancelled: Any) -> int:
        report(Steps(1, 3, "counting"))
        until = time.monotonic() + 20
        while not (self.go.is_set() or cancelled()) and time.monotonic() < until:
            time.sleep(0.002)
        return -1 if cancelled() else 7


def test_a_job_has_its_progress_while_it_runs_and_then_its_result() -> None:
    jobs, work = Jobs(), Waiting()
    job = jobs.start(COUNT, work)
    until = time.monotonic() + 20
    while job.progress is None:
        assert time.monotonic() < until
    assert (job.state, job.finished, job.progress) == ("running", False, Steps(1, 3, "counting"))
    seen = job.version
    work.go.set()
    assert (ended(job).state, job.result, job.error) == ("done", 7, None)
    assert job.version > seen
    assert jobs.find(job.id, COUNT) is job


def test_a_job_that_is_stopped_gives_what_it_has() -> None:
    jobs = Jobs()
    job = jobs.start(COUNT, Waiting())
    jobs.stop(job)
    assert job.state in ("stopping", "stopped")
    assert (ended(job).state, job.result) == ("stopped", -1)


def test_a_job_that_has_nothing_to_give_when_it_is_stopped_says_so() -> None:
    def work(_report: Any, cancelled: Any) -> int:
        while not cancelled():
            time.sleep(0.002)
        raise Stopped

    jobs = Jobs()
    job = jobs.start(COUNT, work)
    jobs.stop(job)
    assert (ended(job).state, job.result, job.error) == ("stopped", None, None)


def test_stopping_comes_too_late_for_a_job_that_is_done() -> None:
    jobs = Jobs()
    job = ended(jobs.start(COUNT, lambda *_: 3))
    jobs.stop(job)
    assert (job.state, job.result) == ("done", 3)


def test_an_expected_error_is_kept_and_any_other_is_told_to_the_log_alone() -> None:
    told: list[Exception] = []
    jobs = Jobs(told.append)
    job = ended(jobs.start(COUNT, lambda *_: 1 // 0))
    assert (job.state, type(job.error)) == ("failed", ZeroDivisionError)
    assert not told
    job = ended(jobs.start(COUNT, lambda *_: {}["private"]))
    assert (job.state, type(job.error)) == ("failed", Broken)
    assert "private" not in str(job.error)
    assert [type(e) for e in told] == [KeyError]


def test_each_kind_has_its_own_number_of_jobs_at_once() -> None:
    jobs, works = Jobs(), [Waiting() for _ in range(COUNT.at_once)]
    running = [jobs.start(COUNT, w) for w in works]
    with pytest.raises(TooManyJobs, match="2 counts are being worked on already"):
        jobs.start(COUNT, Waiting())
    assert ended(jobs.start(OTHER, lambda *_: 1)).result == 1
    works[0].go.set()
    ended(running[0])
    assert jobs.start(COUNT, works[0]).kind is COUNT
    jobs.close()
    assert ended(running[1]).state == "stopped"


def test_finished_jobs_are_kept_for_an_hour_and_so_many_of_a_kind() -> None:
    now = [0.0]
    jobs = Jobs(clock=lambda: now[0])
    other = ended(jobs.start(OTHER, lambda *_: 0))
    done = []
    for i in range(COUNT.kept + 1):
        now[0] += 1
        done.append(ended(jobs.start(COUNT, lambda *_, i=i: i)))
    with pytest.raises(NoSuchJob, match="kept for an hour"):
        jobs.find(done[0].id, COUNT)
    assert jobs.find(done[1].id, COUNT).result == 1
    assert jobs.find(other.id, OTHER) is other
    now[0] += SECONDS_KEPT + 1
    with pytest.raises(NoSuchJob):
        jobs.find(done[-1].id, COUNT)


def test_a_job_is_only_found_as_what_it_is() -> None:
    jobs = Jobs()
    job = ended(jobs.start(COUNT, lambda *_: 1))
    with pytest.raises(NoSuchJob):
        jobs.find(job.id, OTHER)
    with pytest.raises(NoSuchJob):
        jobs.find("0" * 32, COUNT)


def test_the_newest_job_of_something_is_found_and_all_of_it_can_be_forgotten() -> None:
    jobs = Jobs()
    assert jobs.newest(COUNT, "mine") is None
    ended(jobs.start(COUNT, lambda *_: 1, "mine"))
    ended(jobs.start(COUNT, lambda *_: 2, "yours"))
    running = jobs.start(COUNT, Waiting(), "mine")
    assert jobs.newest(COUNT, "mine") is running
    jobs.forget("mine")
    assert jobs.newest(COUNT, "mine") is None
    assert ended(running).state == "stopped"
    assert jobs.newest(COUNT, "yours") is not None


def test_how_long_a_job_goes_on_is_told_until_it_ends() -> None:
    now = [100.0]
    jobs, work = Jobs(clock=lambda: now[0]), Waiting()
    job = jobs.start(COUNT, work)
    now[0] = 103.0
    assert jobs.seconds(job) == 3
    work.go.set()
    ended(job)
    now[0] = 200.0
    assert jobs.seconds(job) == 3
