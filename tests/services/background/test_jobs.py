"""Work in threads of its own: it is followed, stopped, fetched, bounded in number, and forgotten."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from matchsafe.services.background import Crash, Job, Jobs, JobStopped, Kind, NoSuchJob, Steps, TooManyJobs
from matchsafe.services.background.jobs import SECONDS_KEPT


def call(argument: Any, report: Any, cancelled: Any) -> Any:
    """Work that is whatever it is given."""
    return argument(report, cancelled)


COUNT: Kind[Steps, int] = Kind(
    "count", "counts", call, expected=(ZeroDivisionError,), cut_short=lambda n: n < 0, most=2
)
OTHER: Kind[Steps, int] = Kind("other", "other works", call, quick=True, most=1, kept=1)
UNKEPT: Kind[Steps, int] = Kind("unkept", "works", call, kept=0)


def ended(jobs: Jobs, job: Job[Any, Any]) -> Job[Any, Any]:
    now = jobs.wait(job, 20)
    assert now.finished
    return now


class Waiting:
    """Work that goes on until it is told to end or to stop."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self, report: Any, cancelled: Any) -> int:
        report(Steps(1, 3, "counting"))
        until = time.monotonic() + 300
        while not (self.go.is_set() or cancelled()) and time.monotonic() < until:
            time.sleep(0.002)
        return -1 if cancelled() else 7


def test_a_job_has_its_progress_while_it_runs_and_then_its_result() -> None:
    jobs, work = Jobs(), Waiting()
    job = jobs.start(COUNT, work)
    while job.progress is None:
        job = jobs.wait(job, 20, change=True)
    assert (job.state, job.finished, job.progress) == ("running", False, Steps(1, 3, "counting"))
    seen = job.version
    work.go.set()
    job = ended(jobs, job)
    assert (job.state, job.result, job.error) == ("done", 7, None)
    assert job.version > seen
    assert jobs.any_of(job.id, (COUNT,)) == job


def test_a_job_that_is_stopped_gives_what_it_has() -> None:
    jobs = Jobs()
    job = jobs.start(COUNT, Waiting())
    while job.state == "waiting":
        job = jobs.wait(job, 20, change=True)
    jobs.stop(job)
    assert jobs.any_of(job.id, (COUNT,)).state in ("stopping", "stopped")
    job = ended(jobs, job)
    assert (job.state, job.result) == ("stopped", -1)


def test_a_job_that_has_nothing_to_give_when_it_is_stopped_says_so() -> None:
    def work(_report: Any, cancelled: Any) -> int:
        while not cancelled():
            time.sleep(0.002)
        raise JobStopped

    jobs = Jobs()
    job = jobs.start(COUNT, work)
    jobs.stop(job)
    job = ended(jobs, job)
    assert (job.state, job.result, job.error) == ("stopped", None, None)


def test_stopping_comes_too_late_for_a_job_that_is_done() -> None:
    jobs = Jobs()
    job = ended(jobs, jobs.start(COUNT, lambda *_: 3))
    jobs.stop(job)
    job = ended(jobs, job)
    assert (job.state, job.result) == ("done", 3)


def test_an_expected_error_is_kept_and_any_other_is_told_to_the_log_alone() -> None:
    told: list[Exception] = []
    jobs = Jobs(told.append)
    job = ended(jobs, jobs.start(COUNT, lambda *_: 1 // 0))
    assert (job.state, type(job.error)) == ("failed", ZeroDivisionError)
    assert not told
    job = ended(jobs, jobs.start(COUNT, lambda *_: {}["private"]))
    assert (job.state, type(job.error)) == ("failed", Crash)
    assert "private" not in str(job.error)
    assert [type(e) for e in told] == [KeyError]


def test_each_kind_has_its_own_number_of_jobs_at_once() -> None:
    jobs, works = Jobs(), [Waiting() for _ in range(COUNT.most)]
    running = [jobs.start(COUNT, w) for w in works]
    with pytest.raises(TooManyJobs, match="2 counts are being worked on already"):
        jobs.start(COUNT, Waiting())
    assert ended(jobs, jobs.start(OTHER, lambda *_: 1)).result == 1
    works[0].go.set()
    ended(jobs, running[0])
    assert jobs.start(COUNT, works[0]).kind is COUNT
    jobs.close()
    assert ended(jobs, running[1]).state == "stopped"


def test_finished_jobs_are_kept_for_an_hour_and_so_many_of_a_kind() -> None:
    now = [0.0]
    jobs = Jobs(clock=lambda: now[0])
    other = ended(jobs, jobs.start(OTHER, lambda *_: 0))
    done = []
    for i in range(COUNT.kept + 1):
        now[0] += 1
        done.append(ended(jobs, jobs.start(COUNT, lambda *_, i=i: i)))
    with pytest.raises(NoSuchJob, match="kept for an hour"):
        jobs.any_of(done[0].id, (COUNT,))
    assert jobs.any_of(done[1].id, (COUNT,)).result == 1
    assert jobs.any_of(other.id, (OTHER,)).result == 0
    now[0] += SECONDS_KEPT + 1
    with pytest.raises(NoSuchJob):
        jobs.any_of(done[-1].id, (COUNT,))


def test_a_job_is_only_found_as_what_it_is() -> None:
    jobs = Jobs()
    job = ended(jobs, jobs.start(COUNT, lambda *_: 1))
    with pytest.raises(NoSuchJob):
        jobs.any_of(job.id, (OTHER,))
    with pytest.raises(NoSuchJob):
        jobs.any_of("0" * 32, (COUNT, OTHER))


def test_the_newest_job_of_something_is_found_and_all_of_it_can_be_forgotten() -> None:
    jobs = Jobs()
    assert jobs.newest(COUNT, "mine") is None
    ended(jobs, jobs.start(COUNT, lambda *_: 1, "mine"))
    ended(jobs, jobs.start(COUNT, lambda *_: 2, "yours"))
    running = jobs.start(COUNT, Waiting(), "mine")
    assert jobs.newest(COUNT, "mine").id == running.id
    jobs.forget("mine")
    assert jobs.newest(COUNT, "mine") is None
    with pytest.raises(NoSuchJob):
        jobs.wait(running)
    assert jobs.newest(COUNT, "yours") is not None


def test_how_long_a_job_goes_on_is_told_until_it_ends() -> None:
    now = [100.0]
    jobs, work = Jobs(clock=lambda: now[0]), Waiting()
    job = jobs.start(COUNT, work)
    now[0] = 103.0
    assert jobs.newest(COUNT, "").seconds == 3
    work.go.set()
    ended(jobs, job)
    now[0] = 200.0
    assert jobs.newest(COUNT, "").seconds == 3
    jobs.close()


def test_equal_questions_are_worked_out_once_and_those_who_come_later_get_the_answer() -> None:
    jobs, work = Jobs(), Waiting()
    first = jobs.start(COUNT, work, "mine", "the question")
    same = [jobs.start(COUNT, Waiting(), "mine", "the question") for _ in range(5)]
    assert {job.id for job in same} == {first.id}
    work.go.set()
    assert {ended(jobs, job).result for job in same} == {7}
    assert jobs.start(COUNT, Waiting(), "mine", "the question").result == 7
    for about, key in (("mine", "another"), ("yours", "the question")):
        assert ended(jobs, jobs.start(COUNT, lambda *_: 1, about, key)).id != first.id
    again = jobs.start(COUNT, lambda *_: 5, "mine", "the question", fresh=True)
    assert ended(jobs, again).result == 5


def test_a_question_that_failed_is_worked_out_anew() -> None:
    jobs = Jobs()
    failed = ended(jobs, jobs.start(COUNT, lambda *_: 1 // 0, key="the question"))
    assert failed.state == "failed"
    assert ended(jobs, jobs.start(COUNT, lambda *_: 2, key="the question")).result == 2


def test_an_answer_that_is_not_kept_goes_with_the_first_who_fetches_it() -> None:
    jobs = Jobs()
    job = jobs.start(UNKEPT, lambda *_: 3, key="the question")
    assert ended(jobs, job).result == 3
    with pytest.raises(NoSuchJob):
        jobs.any_of(job.id, (UNKEPT,))


def test_only_what_was_cut_short_can_be_forgotten() -> None:
    jobs = Jobs()
    ended(jobs, jobs.start(COUNT, lambda *_: 3, "mine"))
    ended(jobs, jobs.start(OTHER, lambda *_: 1 // 0, "mine"))
    jobs.forget("mine", cut_short=COUNT)
    assert jobs.newest(OTHER, "mine") is not None
    jobs.forget("mine", cut_short=OTHER)
    assert jobs.newest(COUNT, "mine").result == 3
    assert jobs.newest(OTHER, "mine") is None


def test_what_waits_is_stopped_without_being_begun() -> None:
    jobs, works = Jobs(), [Waiting(), Waiting()]
    kind: Kind[Steps, int] = Kind("many", "works", call, most=3)
    running = [jobs.start(kind, w) for w in works]
    waiting = jobs.start(kind, lambda *_: 1)
    assert jobs.any_of(waiting.id, (kind,)).state == "waiting"
    jobs.stop(waiting)
    assert (ended(jobs, waiting).state, ended(jobs, waiting).result) == ("stopped", None)
    for work in works:
        work.go.set()
    assert [ended(jobs, job).result for job in running] == [7, 7]


def test_a_server_that_starts_again_works_again() -> None:
    jobs = Jobs()
    running = jobs.start(COUNT, Waiting())
    jobs.close()
    assert ended(jobs, running).state == "stopped"
    assert ended(jobs, jobs.start(COUNT, lambda *_: 1)).result == 1
