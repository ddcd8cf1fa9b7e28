"""The jobs of a server: few run at once, some wait, equal ones are one, and finished ones are kept for an hour."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic, Literal, cast

from matchsafe.services.background.errors import Crash, JobStopped, NoSuchJob, TooManyJobs, WorkerDeath
from matchsafe.services.background.kinds import Kind, P, R
from matchsafe.services.background.processes import Unexpected, WorkerProcess

State = Literal["waiting", "running", "stopping", "done", "stopped", "failed"]
"""``stopping``: asked to stop, not yet there. ``stopped``: the result, if any, is what was found until then."""

SECONDS_KEPT: Final = 3600.0
"""How long a finished job is kept."""
AT_ONCE: Final = 2
"""Jobs that run at once, of those a reader waits for and again of those that take longer."""
_GRACE: Final = 2.0
"""Seconds that work may take to stop by itself when the server ends."""


@dataclass(frozen=True)
class Job(Generic[P, R]):
    """One job as it stands.

    Attributes:
        id: 32 hexadecimal digits.
        kind: What is being done.
        about: What it is done for, such as a season's id; "" for nothing in particular.
        key: What exactly was asked; equal questions are one job.
        version: Counts up with every change, so that a follower knows what is new.
        seconds: How long it has been going on since it was asked for, or took.
        finished: Whether nothing more will come.
    """

    id: str
    kind: Kind[P, R]
    about: str
    key: str
    state: State = "waiting"
    progress: P | None = None
    result: R | None = None
    error: Exception | None = None
    version: int = 0
    seconds: float = 0.0
    finished: bool = False


@dataclass(eq=False)
class _JobRecord:
    """A job, and how it is worked on."""

    job: Job[Any, Any]
    argument: Any
    began: float
    ended: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    process: WorkerProcess | None = None
    future: Future[None] | None = None


def _say_nothing(_error: Exception) -> None:
    """What is done about an unexpected error where nobody wants to hear of it."""


def _lanes() -> dict[bool, ThreadPoolExecutor]:
    """The threads for jobs a reader waits for, and for those that take longer."""
    return {quick: ThreadPoolExecutor(AT_ONCE, "job") for quick in (True, False)}


class Jobs:
    """The jobs of a server, of all kinds.

    Args:
        unexpected: Told of an error that is none of the expected ones of its kind; a function of a module.
        clock: Seconds that only go forward.
        processes: Whether jobs run in processes of their own, and not in threads of this one.
    """

    def __init__(
        self,
        unexpected: Unexpected = _say_nothing,
        clock: Callable[[], float] = time.monotonic,
        *,
        processes: bool = False,
    ) -> None:
        self._unexpected = unexpected
        self._clock = clock
        self._processes = processes
        self._records: dict[str, _JobRecord] = {}
        self._changed = threading.Condition()
        self._lanes = _lanes()
        self._own = threading.local()
        self._workers: list[WorkerProcess] = []

    def start(
        self, kind: Kind[P, R], argument: Any = None, about: str = "", key: str = "", *, fresh: bool = False
    ) -> Job[P, R]:
        """Begin some work, or join it if the same is being done or was done already.

        Args:
            kind: What to do.
            argument: What its work is given.
            about: What it is done for.
            key: What exactly is asked; "" for something like nothing else.
            fresh: Whether an answer that is there already does not serve.

        Raises:
            TooManyJobs: If as many of the kind as may be are waiting or running.
        """
        with self._changed:
            self._forget_old()
            if key and (same := self._same(kind, about, key, fresh)) is not None:
                return self._seen(same)
            records = self._records.values()
            if sum(r.job.kind is kind and not r.job.finished for r in records) >= kind.most:
                raise TooManyJobs(
                    f"{kind.most} {kind.plural} are being worked on already. Wait for one, or stop one."
                )
            job: Job[P, R] = Job(uuid.uuid4().hex, kind, about, key)
            record = _JobRecord(job, argument, self._clock())
            self._records[job.id] = record
            record.future = self._lanes[kind.quick].submit(self._run, record)
            record.future.add_done_callback(self._not_run(record))
            return self._seen(record)

    def any_of(self, job_id: str, kinds: Collection[Kind[Any, Any]]) -> Job[Any, Any]:
        """A job of any of these kinds that waits, runs, or ended not long ago.

        Raises:
            NoSuchJob: If there is none.
        """
        with self._changed:
            self._forget_old()
            found = self._records.get(job_id)
            if found is None or found.job.kind not in kinds:
                raise NoSuchJob
            return self._seen(found)

    def newest(self, kind: Kind[P, R], about: str) -> Job[P, R] | None:
        """The job of a kind that was begun last for something, if one is still there."""
        with self._changed:
            self._forget_old()
            found = [r for r in self._records.values() if r.job.kind is kind and r.job.about == about]
            return self._seen(found[-1]) if found else None

    def wait(self, job: Job[P, R], timeout: float | None = None, *, change: bool = False) -> Job[P, R]:
        """Wait for a job, or for the next change of it, and give it as it then stands.

        Args:
            job: As it was last seen.
            timeout: Seconds after which it is given as it is; ``None`` waits on.
            change: Whether any change is waited for, and not only the end.

        Raises:
            NoSuchJob: If it was forgotten meanwhile.
        """
        with self._changed:
            record = self._records.get(job.id)
            if record is None:
                raise NoSuchJob
            self._changed.wait_for(
                lambda: record.job.finished or (change and record.job.version != job.version), timeout
            )
            if record.job.finished and not record.job.kind.kept:
                self._records.pop(job.id, None)
            return self._seen(record)

    def stop(self, job: Job[P, R]) -> None:
        """Ask a job to stop; it gives what it has. One that is finished stays as it is."""
        with self._changed:
            if (record := self._records.get(job.id)) is not None:
                self._ask_to_stop(record)

    def forget(self, about: str, *, cut_short: Kind[Any, Any] | None = None) -> None:
        """Stop and drop all jobs that are about something, with what they hold.

        Args:
            about: What.
            cut_short: A kind of which only the jobs go that were stopped or came to nothing.
        """
        with self._changed:
            for record in [r for r in self._records.values() if r.job.about == about]:
                short = record.job.state in ("stopping", "stopped", "failed")
                if cut_short is None or (record.job.kind is cut_short and short):
                    self._ask_to_stop(record)
                    del self._records[record.job.id]

    def close(self) -> None:
        """Stop all jobs and end their processes: the server ends. It may start again."""
        with self._changed:
            for record in self._records.values():
                self._ask_to_stop(record)
            lanes, self._lanes = self._lanes, _lanes()
        for lane in lanes.values():
            lane.shutdown(wait=False, cancel_futures=True)
        if self._processes:
            with self._changed:
                self._changed.wait_for(lambda: all(r.job.finished for r in self._records.values()), _GRACE)
                workers, self._workers = self._workers, []
            for worker in workers:
                worker.close()
            for lane in lanes.values():
                lane.shutdown()

    def _same(self, kind: Kind[Any, Any], about: str, key: str, fresh: bool) -> _JobRecord | None:
        """The job that answers the same question, unless it failed or has nothing to show."""
        for record in reversed(self._records.values()):
            job = record.job
            if job.kind is kind and job.key == key and job.about == about:
                serves = job.state in ("waiting", "running") or (not fresh and job.result is not None)
                return record if serves or (not fresh and job.state == "stopping") else None
        return None

    def _seen(self, record: _JobRecord) -> Job[Any, Any]:
        until = self._clock() if record.ended is None else record.ended
        return replace(record.job, seconds=until - record.began)

    def _change(self, record: _JobRecord, **changes: Any) -> None:
        """Note a change; the lock is held."""
        record.job = replace(record.job, version=record.job.version + 1, **changes)
        self._changed.notify_all()

    def _ask_to_stop(self, record: _JobRecord) -> None:
        record.stop.set()
        if record.process is not None:
            record.process.stop()
        if record.job.state == "waiting" and record.future is not None and record.future.cancel():
            return  # it ended without having begun
        if record.job.state in ("waiting", "running"):
            self._change(record, state="stopping")

    def _run(self, record: _JobRecord) -> None:
        kind = record.job.kind
        try:
            if record.stop.is_set():
                raise JobStopped
            result = self._work(record)
        except JobStopped:
            self._end(record, "stopped")
        except (WorkerDeath, Crash) as error:
            if record.stop.is_set():
                self._end(record, "stopped")
            else:
                self._end(record, "failed", error=error)
        except kind.expected as error:
            self._end(record, "failed", error=error)
        except Exception as error:
            self._unexpected(error)
            self._end(record, "failed", error=Crash())
        else:
            self._end(record, "stopped" if kind.cut_short(result) else "done", result=result)

    def _work(self, record: _JobRecord) -> Any:
        """Do the work: in the process of this thread, if there are processes, else in the thread itself."""

        def report(progress: Any) -> None:
            with self._changed:
                self._change(record, progress=progress)

        worker = self._worker() if self._processes else None
        with self._changed:
            record.process = worker
            if record.job.state == "waiting":
                self._change(record, state="running")
        if worker is None:
            return record.job.kind.work(record.argument, report, record.stop.is_set)
        try:
            return worker.run(record.job.kind, record.argument, report, record.stop)
        finally:
            with self._changed:
                record.process = None

    def _worker(self) -> WorkerProcess:
        if not hasattr(self._own, "worker"):
            self._own.worker = WorkerProcess(self._unexpected)
            with self._changed:
                self._workers.append(self._own.worker)
        return cast(WorkerProcess, self._own.worker)

    def _not_run(self, record: _JobRecord) -> Callable[[Future[None]], None]:
        def note(future: Future[None]) -> None:
            if future.cancelled():
                self._end(record, "stopped")

        return note

    def _end(
        self, record: _JobRecord, state: State, *, result: Any = None, error: Exception | None = None
    ) -> None:
        with self._changed:
            record.ended, record.argument = self._clock(), None
            self._change(record, state=state, result=result, error=error, finished=True)

    def _forget_old(self) -> None:
        """Drop finished jobs that are too old, or too many of their kind."""
        now = self._clock()
        seen: dict[Kind[Any, Any], int] = {}
        ended = [(r.ended, r.job) for r in self._records.values() if r.ended is not None]
        for end, job in sorted(ended, key=lambda e: e[0], reverse=True):
            seen[job.kind] = seen.get(job.kind, 0) + 1
            if seen[job.kind] > job.kind.kept or now - end > SECONDS_KEPT:
                del self._records[job.id]
