"""Imports that are under way on the pages: a file that was sent, what is asked of it, and the work on it."""

from __future__ import annotations

from dataclasses import replace
from typing import IO, Any, Final

from matchsafe.services.background import Job, Jobs, Steps
from matchsafe.services.catalog_import.job import IMPORT, ImportOutcome, ImportTask
from matchsafe.services.catalog_import.request import ImportRequest
from matchsafe.services.catalog_import.staging import (
    StagedFile,
    Staging,
    keep_file,
    keep_public_file,
    stage_download,
)

_PATIENCE: Final = 1.0
"""Seconds a reader waits for the answer itself; work that takes longer is shown as progress."""

ImportJob = Job[Steps, ImportOutcome]


class Imports:
    """The imports of the pages of one server."""

    def __init__(self, staging: Staging, jobs: Jobs) -> None:
        self._staging = staging
        self._jobs = jobs

    def begin(
        self, file: IO[bytes], file_name: str, name: str, asked: ImportRequest, *, public: bool = False
    ) -> str:
        """Keep a file and start to look at it; the id of the import.

        Args:
            file: Its content.
            file_name: What it was called.
            name: Of the list it shall be brought into.
            asked: How it shall be read.
            public: Whether it has to be a file of the US government.

        Raises:
            RequestError: If it was asked for wrongly.
            CatalogError: If the file cannot be kept, or is none of those that are known.
            TooManyJobs: If too many are looked at already.
        """
        asked.options()
        keep = keep_public_file if public else keep_file
        return self._begun(keep(self._staging, file, file_name, name, asked))

    def begin_download(self, name: str, what: str) -> str:
        """Start to download NRMP's list ("nrmp") or a public file, and to look at it; the id of the import.

        Raises:
            CatalogError: If it cannot be kept, or needs a list that is not there.
            TooManyJobs: If too many are looked at already.
        """
        return self._begun(stage_download(self._staging, what, name))

    def _begun(self, staged: StagedFile) -> str:
        try:
            self._start(staged)
        except BaseException:
            self._staging.drop(staged.id)
            raise
        return staged.id

    def find(self, key: str) -> StagedFile | None:
        """The file of an import, if it is still kept."""
        return self._staging.find(key)

    def job(self, key: str) -> ImportJob | None:
        """The newest work on an import; begun again if it was forgotten and the file is still there.

        Raises:
            TooManyJobs: If too many are looked at already.
        """
        found = self._jobs.newest(IMPORT, key)
        if found is None and (staged := self._staging.find(key)) is not None:
            return self._start(staged)
        return found

    def ask(self, staged: StagedFile, **changes: Any) -> None:
        """Ask otherwise (fields of ``ImportRequest``, or ``name``) and look again.

        Raises:
            RequestError: If it was asked for wrongly; all stays as it was.
            TooManyJobs: If too many are looked at already.
        """
        self._start(self.change(staged, **changes))

    def change(self, staged: StagedFile, **changes: Any) -> StagedFile:
        """Note what is asked now, without looking again.

        Raises:
            BadlyAsked: If it was asked for wrongly; all stays as it was.
        """
        name = changes.pop("name", staged.name)
        asked = replace(staged.asked, **changes)
        asked.options()
        self._staging.change(staged.id, name, asked)
        return replace(staged, name=name, asked=asked)

    def bring_in(self, staged: StagedFile) -> None:
        """Bring the file in; it is deleted when that has worked.

        Raises:
            TooManyJobs: If too many are worked on already.
        """
        self._start(staged, apply=True)

    def outcome(self, key: str) -> ImportOutcome | None:
        """What the newest work on an import gave, if it ended well."""
        found = self._jobs.newest(IMPORT, key)
        return found.result if found is not None else None

    def stop(self, key: str) -> None:
        """Stop the work on an import."""
        if (found := self._jobs.newest(IMPORT, key)) is not None:
            self._jobs.stop(found)
            self._jobs.wait(found, _PATIENCE)

    def drop(self, key: str) -> None:
        """Stop the work and delete the file."""
        self._jobs.forget(key)
        self._staging.drop(key)

    def _start(self, staged: StagedFile, *, apply: bool = False) -> ImportJob:
        running = self._jobs.newest(IMPORT, staged.id)
        if running is not None and not running.finished:
            return running  # a button pressed twice
        self._jobs.forget(staged.id)
        job = self._jobs.start(IMPORT, ImportTask(staged, apply=apply), about=staged.id)
        return self._jobs.wait(job, _PATIENCE)
