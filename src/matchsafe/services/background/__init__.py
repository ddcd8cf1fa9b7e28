"""Work that takes longer than a reader waits: started, followed, stopped and fetched, by every face alike."""

from __future__ import annotations

from matchsafe.services.background.errors import Broken, NoSuchJob, Stopped, TooManyJobs
from matchsafe.services.background.jobs import Job, Jobs, Report, State, Work
from matchsafe.services.background.kinds import Kind, Steps

__all__ = [
    "Broken",
    "Job",
    "Jobs",
    "Kind",
    "NoSuchJob",
    "Report",
    "State",
    "Steps",
    "Stopped",
    "TooManyJobs",
    "Work",
]
