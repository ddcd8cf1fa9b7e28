"""Why there is no job, why none can be started, and how one may end."""

from __future__ import annotations


class NoSuchJob(Exception):  # noqa: N818 - an answer, more than an error
    """There is no job with this id, or none any more."""

    def __init__(self) -> None:
        super().__init__("There is no job with this id. Finished ones are kept for an hour.")


class TooManyJobs(Exception):  # noqa: N818 - an answer, more than an error
    """As many jobs of a kind as may be are running; the message says so."""


class Stopped(Exception):  # noqa: N818 - not an error
    """Raised by work that was asked to stop and has nothing to show for it."""


class Broken(Exception):  # noqa: N818 - stands for an error that was told already
    """Stands for an unexpected error of a job, of which nothing is told: it may quote what is private."""

    def __init__(self) -> None:
        super().__init__("Something went wrong on our side. Nothing you saved is lost.")
