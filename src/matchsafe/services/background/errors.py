"""Why there is no job, why none can be started, and how one may end. All of them pass between processes."""

from __future__ import annotations


class NoSuchJob(Exception):  # noqa: N818 - an answer, more than an error
    """There is no job with this id, or none any more."""

    def __str__(self) -> str:
        """What to tell the reader."""
        return "There is no job with this id. Finished ones are kept for an hour."


class TooManyJobs(Exception):  # noqa: N818 - an answer, more than an error
    """As many jobs of a kind as may be are waiting or running; the message says so."""


class JobStopped(Exception):  # noqa: N818 - not an error
    """Raised by work that was asked to stop and has nothing to show for it."""


class Crash(Exception):  # noqa: N818 - stands for an error that was told already
    """Stands for an unexpected error of a job, of which nothing is told: it may quote what is private."""

    def __str__(self) -> str:
        """What to tell the reader."""
        return "Something went wrong on our side. Nothing you saved is lost."


class WorkerDeath(Exception):  # noqa: N818 - an answer, more than an error
    """The process that worked on a job ended before the job did; the next job gets a new one."""

    def __str__(self) -> str:
        """What to tell the reader."""
        return (
            "The process that worked on this was ended from outside, perhaps because memory ran out. "
            "Nothing you saved is lost; try again."
        )
