"""Work that takes longer than a reader waits: started, followed, stopped and fetched, by every face alike."""

from __future__ import annotations

from matchsafe._jobs.errors import Broken, NoSuchJob, Stopped, TooManyJobs
from matchsafe._jobs.kinds import Kind, Steps
from matchsafe._jobs.machine import Job, Jobs, Report, State, Work

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
