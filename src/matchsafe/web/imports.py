"""Imports that are under way on the pages: a file that was sent, what is asked of it, and the work on it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import IO, Any, Final

from matchsafe.services.background import Job, Jobs, Steps
from matchsafe.services.catalog_import.job import IMPORT, ImportOutcome, work
from matchsafe.services.catalog_import.request import ImportRequest
from matchsafe.services.catalog_import.staging import Staged, Staging

_PATIENCE: Final = 1.0
"""Seconds a reader waits for the answer itself; work that takes longer is shown as progress."""
_LOOK: Final = 0.02

ImportJob = Job[Steps, ImportOutcome]


class Imports:
    """The imports of the pages of one server."""

    def __init__(self, staging: Staging, jobs: Jobs) -> None:
        self._staging = staging
        self._jobs = jobs

    def begin(self, file: IO[bytes], file_name: str, name: str, asked: ImportRequest) -> str:
        """Keep a file and start to look at it; the id of the import.

        Raises:
            RequestError: If it was asked for wrongly.
            CatalogError: If the file cannot be kept.
            TooManyJobs: If too many are looked at already.
        """
        asked.options()
        staged = self._staging.keep(file, file_name, name, asked)
        try:
            self._start(staged)
        except BaseException:
            self._staging.drop(staged.id)
            raise
        return staged.id

    def staged(self, key: str) -> Staged | None:
        """The file of an import, if it is still kept."""
        return self._staging.find(key)

    def job(self, key: str) -> ImportJob | None:
        """The newest work on an import; begun again if it was forgotten and the file is still there.

        Raises:
            TooManyJobs: If too many are looked at already.
        """
        found = self._jobs.newest(IMPORT, key)
        if found is None and (staged := self._staging.find(key)) is not None:
            self._start(staged)
            found = self._jobs.newest(IMPORT, key)
        return found

    def ask(self, staged: Staged, **changes: Any) -> None:
        """Ask otherwise (fields of ``Asked``, or ``name``) and look again; what was read is used again if it can be.

        Raises:
            RequestError: If it was asked for wrongly; all stays as it was.
            TooManyJobs: If too many are looked at already.
        """
        before = staged.asked
        name = changes.pop("name", staged.name)
        asked = replace(before, **changes)
        asked.options()
        same = asked == replace(before, answers=asked.answers, unsure=asked.unsure)
        outcome = self.outcome(staged.id)
        staged.asked, staged.name = asked, name
        self._start(staged, outcome=outcome if same else None)

    def bring_in(self, staged: Staged) -> None:
        """Bring the file in; it is deleted when that has worked.

        Raises:
            TooManyJobs: If too many are worked on already.
        """
        self._start(staged, apply=True, outcome=self.outcome(staged.id))

    def outcome(self, key: str) -> ImportOutcome | None:
        """What the newest work on an import gave, if it ended well."""
        found = self._jobs.newest(IMPORT, key)
        return found.result if found is not None else None

    def stop(self, key: str) -> None:
        """Stop the work on an import."""
        if (found := self._jobs.newest(IMPORT, key)) is not None:
            self._jobs.stop(found)
            self._wait(found)

    def drop(self, key: str) -> None:
        """Stop the work and delete the file."""
        self._jobs.forget(key)
        self._staging.drop(key)

    def _start(self, staged: Staged, *, apply: bool = False, outcome: ImportOutcome | None = None) -> None:
        running = self._jobs.newest(IMPORT, staged.id)
        if running is not None and not running.finished:
            return  # a button pressed twice
        job = work(staged, apply=apply, read=outcome.read if outcome else None)

        def run(report: Any, cancelled: Any) -> ImportOutcome:
            result = job(report, cancelled)
            if apply:
                self._staging.drop(staged.id)
            return result

        self._jobs.forget(staged.id)  # what was read before fills the memory
        self._wait(self._jobs.start(IMPORT, run, about=staged.id))

    def _wait(self, job: ImportJob) -> None:
        until = time.monotonic() + _PATIENCE
        while not job.finished and time.monotonic() < until:
            time.sleep(_LOOK)
