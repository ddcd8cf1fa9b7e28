"""Work that takes longer than a reader waits: started, followed, stopped and fetched, by every face alike."""

from __future__ import annotations

from matchsafe.services.background.errors import Crash, JobStopped, NoSuchJob, TooManyJobs, WorkerDeath
from matchsafe.services.background.jobs import Job, Jobs, State
from matchsafe.services.background.kinds import Cancelled, Kind, Report, Steps, question_key

__all__ = [
    "Cancelled",
    "Crash",
    "Job",
    "JobStopped",
    "Jobs",
    "Kind",
    "NoSuchJob",
    "Report",
    "State",
    "Steps",
    "TooManyJobs",
    "WorkerDeath",
    "question_key",
]
