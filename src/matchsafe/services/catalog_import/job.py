"""An import as work that can be followed and stopped: the file read, compared with the list, brought in if asked."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Final

from cachetools import LRUCache, cached

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.import_change import ImportResult, complete_answers, import_programs, preview
from matchsafe.catalog.import_report import FIRST_PROGRAMS, report_of
from matchsafe.catalog.importers import (
    CatalogFileError,
    ImportCancelled,
    ListOptions,
    ProgramFile,
    Watch,
    read_file,
)
from matchsafe.catalog.importers.download import fetch_list
from matchsafe.catalog.importers.federal.download import fetch_public
from matchsafe.catalog.importers.federal.sources import public_source
from matchsafe.catalog.merge_report import MergeQuestion
from matchsafe.catalog.store import Store
from matchsafe.services.background import Cancelled, JobStopped, Kind, Report, Steps
from matchsafe.services.catalog_import.request import ImportRequest
from matchsafe.services.catalog_import.staging import StagedFile


@dataclass(frozen=True)
class ImportOutcome:
    """What came of an import, or would come of it.

    Attributes:
        name: Of the list.
        read: The file.
        imported: What became of its programs.
        questions: All that were asked, also those answered meanwhile.
        applied: Whether it was brought in, and not only looked at.
    """

    name: str
    read: ProgramFile
    imported: ImportResult
    questions: tuple[MergeQuestion, ...] = ()
    applied: bool = False

    @cached_property
    def report(self) -> dict[str, Any]:
        """The whole report, as ``--json`` prints it."""
        return report_of(self.read, self.imported, self.name)

    def compact(self) -> ImportOutcome:
        """The same without the programs themselves, which fill the memory."""
        read = replace(
            self.read,
            drafts=self.read.drafts[:FIRST_PROGRAMS],
            whole=None,
            organizations=[],
            counted=self.read.summary(),
        )
        imported = replace(self.imported, after=Catalog(self.name))
        slim = replace(self, read=read, imported=imported)
        slim.__dict__["report"] = self.report  # told while everything was there
        return slim


@dataclass(frozen=True)
class ImportTask:
    """What is asked, as it goes to another process.

    Attributes:
        staged: The file, and what is asked of it.
        apply: Whether to bring it in. Stopped or failed, the list is as it was.
        keep: Whether the file stays, although the work on it is done.
    """

    staged: StagedFile
    apply: bool = False
    keep: bool = True


def work(task: ImportTask, report: Report[Steps], cancelled: Cancelled) -> ImportOutcome:
    """The work of an import.

    Raises:
        CatalogFileError: With what is wrong with the file.
        CatalogError: If the list cannot be read or written.
        Stopped: If it was asked to stop; nothing has changed.
    """
    staged = task.staged

    def progress(label: str) -> Watch:
        return Watch(lambda done, total: report(Steps(done, total or None, label)), cancelled)

    done = False
    try:
        if staged.asked.download and not staged.path.exists():
            _download(staged, progress("downloading"))
        read = _program_file(staged.path, staged.asked.options(), progress("reading"))
        outcome = _outcome(read, staged.asked, staged.name, task.apply, progress("comparing"))
        done = task.apply
        return outcome.compact()
    except ImportCancelled:
        raise JobStopped from None
    finally:
        if done or not task.keep:
            shutil.rmtree(staged.path.parent, ignore_errors=True)


def _download(staged: StagedFile, watch: Watch) -> None:
    if (source := public_source(staged.asked.download)) is not None:
        fetch_public(source, (), staged.path, watch)
    else:
        fetch_list(None, staged.path, watch)


@cached(LRUCache(2), key=lambda path, options, watch: repr((path, options)), lock=Lock())
def _program_file(path: Path, options: ListOptions, watch: Watch) -> ProgramFile:
    """The file, kept while questions about it are answered."""
    return read_file(path, options, watch)


IMPORT: Final[Kind[Steps, ImportOutcome]] = Kind(
    "import", "imports", work, expected=(CatalogFileError, CatalogError), most=4, kept=8
)
"""Files that are brought into a program list, or looked at first."""


def _outcome(read: ProgramFile, asked: ImportRequest, name: str, apply: bool, watch: Watch) -> ImportOutcome:
    store = Store()
    if apply and not asked.answers and not asked.unsure:
        done = import_programs(store, name, read, {}, watch)
        return ImportOutcome(name, read, done, tuple(done.report.questions), applied=True)
    looked = preview(store, name, read, watch=watch)
    questions = {q.key: q for q in looked.report.questions}
    given = complete_answers(looked.report, asked.answers, asked.unsure or None)
    if given and not apply:
        looked = preview(store, name, read, given, watch)
        questions |= {q.key: q for q in looked.report.questions if q.key not in questions}
    if apply:
        done = import_programs(store, name, read, given, watch)
        return ImportOutcome(name, read, done, tuple(questions.values()), applied=True)
    return ImportOutcome(name, read, looked, tuple(questions.values()))
