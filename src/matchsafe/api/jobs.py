"""Long plans as jobs: started, followed, stopped and fetched; kept in the memory of this process for an hour."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

from matchsafe.api.errors import ApiError, ErrorDetail, from_exception
from matchsafe.domain.plan import Plan
from matchsafe.planning import Progress

State = Literal["running", "stopping", "done", "stopped", "failed"]
"""``stopping``: asked to stop, not yet there. ``stopped``: the result is the best list found until then."""

RUNNING: Final = 2
"""Jobs worked on at once; a further one is refused."""
KEPT: Final = 20
"""Finished jobs kept, the newest."""
SECONDS_KEPT: Final = 3600.0
"""How long a finished job is kept."""

Report = Callable[[Progress], None]
Work = Callable[[Report, Callable[[], bool]], Plan]
"""What a job does: told where to report and whom to ask whether to stop, it gives a plan."""


@dataclass(eq=False)
class Job:
    """One job. ``version`` counts up with every change, so that a follower knows what is new."""

    id: str
    state: State = "running"
    progress: Progress | None = None
    result: Plan | None = None
    error: ErrorDetail | None = None
    version: int = 0
    ended: float | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.ended is not None


class Jobs:
    """The jobs of a server.

    Args:
        clock: Seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._alone = threading.Lock()

    def start(self, work: Work) -> Job:
        """Begin some work in a thread of its own.

        Raises:
            ApiError: 503 if as many jobs as may be are running.
        """
        with self._alone:
            self._forget()
            if sum(not j.finished for j in self._jobs.values()) >= RUNNING:
                raise ApiError(
                    503,
                    "busy",
                    f"{RUNNING} plans are being worked on already. Wait for one, or stop one.",
                    headers={"Retry-After": "30"},
                )
            job = Job(uuid.uuid4().hex)
            self._jobs[job.id] = job
        threading.Thread(target=self._run, args=(job, work), name=f"plan-{job.id[:8]}", daemon=True).start()
        return job

    def find(self, job_id: str) -> Job:
        """A job that runs, or ended not long ago.

        Raises:
            ApiError: 404 if there is none.
        """
        with self._alone:
            self._forget()
            found = self._jobs.get(job_id)
        if found is None:
            raise ApiError(
                404, "not_found", "There is no job with this id. Finished ones are kept for an hour."
            )
        return found

    def stop(self, job_id: str) -> Job:
        """Ask a job to stop; it gives the best list it has. One that is finished stays as it is.

        Raises:
            ApiError: 404 if there is none.
        """
        job = self.find(job_id)
        with self._alone:
            if not job.finished:
                job.stop.set()
                job.state = "stopping"
                job.version += 1
        return job

    def _run(self, job: Job, work: Work) -> None:
        def report(progress: Progress) -> None:
            with self._alone:
                job.progress = progress
                job.version += 1

        try:
            result = work(report, job.stop.is_set)
        except Exception as error:
            self._end(job, "failed", error=from_exception(error).detail)
            return
        self._end(job, "stopped" if result.status == "cancelled" else "done", result=result)

    def _end(
        self, job: Job, state: State, *, result: Plan | None = None, error: ErrorDetail | None = None
    ) -> None:
        with self._alone:
            job.state, job.result, job.error = state, result, error
            job.ended = self._clock()
            job.version += 1

    def _forget(self) -> None:
        """Drop finished jobs that are too old or too many."""
        now = self._clock()
        ended = sorted(
            (j for j in self._jobs.values() if j.ended is not None), key=lambda j: j.ended or 0, reverse=True
        )
        for i, job in enumerate(ended):
            if i >= KEPT or now - (job.ended or 0) > SECONDS_KEPT:
                del self._jobs[job.id]
