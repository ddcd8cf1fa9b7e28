"""What can go wrong in a run of seasons.

``RunError``
    ``SeasonError``: the task failed in a season
    ``ClusterError``: the cluster cannot be used, or went away
    ``KeepError``: the folder for finished seasons cannot be used
"""

from __future__ import annotations

from matchsafe.market.sweep.results import Run


class RunError(Exception):
    """A run that could not go on.

    Attributes:
        partial: What was finished until then; ``None`` if the run had not begun.
    """

    partial: Run | None = None


class SeasonError(RunError):
    """The task failed, or what it gave cannot be used.

    Attributes:
        season: In which season.
        trace: Where in the code, as text; it may come from another machine.
    """

    def __init__(self, season: int, what: str, trace: str = "") -> None:
        self.season = season
        self.trace = trace
        super().__init__(f"Season {season} failed: {what}")


class ClusterError(RunError):
    """The cluster does not answer, lacks something, or went away."""


class KeepError(RunError):
    """The folder for finished seasons cannot be read or written."""
