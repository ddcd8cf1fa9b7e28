"""The jobs of a server, in the memory of this process: finished ones are kept for an hour, and so many at most."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Literal, TypeAlias

from matchsafe.services.background.errors import Broken, NoSuchJob, Stopped, TooManyJobs
from matchsafe.services.background.kinds import Kind, P, R

State = Literal["running", "stopping", "done", "stopped", "failed"]
"""``stopping``: asked to stop, not yet there. ``stopped``: the result, if any, is what was found until then."""

SECONDS_KEPT: Final = 3600.0
"""How long a finished job is kept."""

Report: TypeAlias = Callable[[P], None]
Work: TypeAlias = Callable[[Callable[[P], None], Callable[[], bool]], R]
"""What a job does: told where to report and whom to ask whether to stop, it gives a result."""


@dataclass(eq=False)
class Job(Generic[P, R]):
    """One job.

    Attributes:
        id: 32 hexadecimal digits.
        kind: What is being done.
        about: What it is done for, such as a season's id; "" for nothing in particular.
        key: What exactly was asked, to see whether the same is asked again.
        version: Counts up with every change, so that a follower knows what is new.
        began, ended: By the clock of the jobs; ``ended`` is ``None`` while anything may still come.
    """

    id: str
    kind: Kind[P, R]
    about: str
    key: str
    began: float
    state: State = "running"
    progress: P | None = None
    result: R | None = None
    error: Exception | None = None
    version: int = 0
    ended: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.ended is not None


class Jobs:
    """The jobs of a server, of all kinds.

    Args:
        unexpected: Told of an error that is none of the expected ones of its kind.
        clock: Seconds that only go forward.
    """

    def __init__(
        self,
        unexpected: Callable[[Exception], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._unexpected = unexpected
        self._clock = clock
        self._jobs: dict[str, Job[Any, Any]] = {}
        self._alone = threading.Lock()

    def start(self, kind: Kind[P, R], work: Work[P, R], about: str = "", key: str = "") -> Job[P, R]:
        """Begin some work in a thread of its own.

        Raises:
            TooManyJobs: If as many of the kind as may be are running.
        """
        with self._alone:
            self._forget_old()
            if sum(j.kind is kind and not j.finished for j in self._jobs.values()) >= kind.at_once:
                raise TooManyJobs(
                    f"{kind.at_once} {kind.plural} are being worked on already. Wait for one, or stop one."
                )
            job = Job(uuid.uuid4().hex, kind, about, key, self._clock())
            self._jobs[job.id] = job
        name = f"{kind.name}-{job.id[:8]}"
        threading.Thread(target=self._run, args=(job, work), name=name, daemon=True).start()
        return job

    def find(self, job_id: str, kind: Kind[P, R]) -> Job[P, R]:
        """A job of a kind that runs, or ended not long ago.

        Raises:
            NoSuchJob: If there is none.
        """
        return self.any_of(job_id, (kind,))

    def any_of(self, job_id: str, kinds: Collection[Kind[Any, Any]]) -> Job[Any, Any]:
        """A job of any of these kinds that runs, or ended not long ago.

        Raises:
            NoSuchJob: If there is none.
        """
        with self._alone:
            self._forget_old()
            found = self._jobs.get(job_id)
        if found is None or found.kind not in kinds:
            raise NoSuchJob
        return found

    def newest(self, kind: Kind[P, R], about: str) -> Job[P, R] | None:
        """The job of a kind that was begun last for something, if one is still there."""
        with self._alone:
            self._forget_old()
            found = [j for j in self._jobs.values() if j.kind is kind and j.about == about]
        return found[-1] if found else None

    def seconds(self, job: Job[P, R]) -> float:
        """How long a job has been going on, or took."""
        return (self._clock() if job.ended is None else job.ended) - job.began

    def stop(self, job: Job[P, R]) -> None:
        """Ask a job to stop; it gives what it has. One that is finished stays as it is."""
        with self._alone:
            self._ask_to_stop(job)

    def forget(self, about: str) -> None:
        """Stop and drop all jobs that are about something, with what they hold."""
        with self._alone:
            for job in [j for j in self._jobs.values() if j.about == about]:
                self._ask_to_stop(job)
                del self._jobs[job.id]

    def close(self) -> None:
        """Ask all jobs to stop: the server ends."""
        with self._alone:
            for job in self._jobs.values():
                self._ask_to_stop(job)

    def _ask_to_stop(self, job: Job[P, R]) -> None:
        job.stop.set()
        if job.state == "running":
            job.state = "stopping"
            job.version += 1

    def _run(self, job: Job[P, R], work: Work[P, R]) -> None:
        def report(progress: P) -> None:
            with self._alone:
                job.progress = progress
                job.version += 1

        try:
            result = work(report, job.stop.is_set)
        except Stopped:
            self._end(job, "stopped")
        except job.kind.expected as error:
            self._end(job, "failed", error=error)
        except Exception as error:
            self._unexpected(error)
            self._end(job, "failed", error=Broken())
        else:
            self._end(job, "stopped" if job.kind.cut_short(result) else "done", result=result)

    def _end(
        self, job: Job[P, R], state: State, *, result: R | None = None, error: Exception | None = None
    ) -> None:
        with self._alone:
            job.state, job.result, job.error = state, result, error
            job.ended = self._clock()
            job.version += 1

    def _forget_old(self) -> None:
        """Drop finished jobs that are too old, or too many of their kind."""
        now = self._clock()
        seen: dict[Kind[Any, Any], int] = {}
        ended = sorted((j for j in self._jobs.values() if j.ended is not None), key=_end_of, reverse=True)
        for job in ended:
            seen[job.kind] = seen.get(job.kind, 0) + 1
            if seen[job.kind] > job.kind.kept or now - _end_of(job) > SECONDS_KEPT:
                del self._jobs[job.id]


def _end_of(job: Job[Any, Any]) -> float:
    return job.ended or 0.0
