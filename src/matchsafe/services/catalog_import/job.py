"""An import as work that can be followed and stopped: the file read, compared with the list, brought in if asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.import_change import Imported, answered, bring_in, preview
from matchsafe.catalog.import_report import report_of
from matchsafe.catalog.importers import CatalogFileError, ImportCancelled, ReadFile, Watch, read_file
from matchsafe.catalog.merge import MergeQuestion
from matchsafe.catalog.store import Store
from matchsafe.services.background import Kind, Report, Steps, Stopped, Work
from matchsafe.services.catalog_import.request import ImportRequest
from matchsafe.services.catalog_import.staging import Staged


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
    read: ReadFile
    imported: Imported
    questions: tuple[MergeQuestion, ...] = ()
    applied: bool = False

    @cached_property
    def report(self) -> dict[str, Any]:
        """The whole report, as ``--json`` prints it."""
        return report_of(self.read, self.imported, self.name)

    def settled(self) -> ImportOutcome:
        """The same without the programs themselves, which fill the memory and are in the list now."""
        read = replace(self.read, drafts=[], whole=None)
        imported = replace(self.imported, after=Catalog(self.name))
        slim = replace(self, read=read, imported=imported)
        slim.__dict__["report"] = self.report  # told while everything was there
        return slim


IMPORT: Final[Kind[Steps, ImportOutcome]] = Kind(
    "import", "imports", expected=(CatalogFileError, CatalogError), kept=4
)
"""Imports; few are kept, for each holds a file that was read."""


def work(staged: Staged, *, apply: bool = False, read: ReadFile | None = None) -> Work[Steps, ImportOutcome]:
    """The work of an import.

    Args:
        staged: The file, and what is asked of it.
        apply: Whether to bring it in. Stopped or failed, the list is as it was.
        read: The file, if it was read before with the same options.

    Raises:
        RequestError: If it was asked for wrongly.
    """
    path, asked, name = staged.path, staged.asked, staged.name
    options = asked.options()

    def run(report: Report[Steps], cancelled: Callable[[], bool]) -> ImportOutcome:
        def progress(label: str) -> Watch:
            return Watch(lambda done, total: report(Steps(done, total or None, label)), cancelled)

        try:
            whole = read or read_file(path, options, progress("reading"))
            return _joined(whole, asked, name, apply, progress("comparing"))
        except ImportCancelled:
            raise Stopped from None

    return run


def _joined(read: ReadFile, asked: ImportRequest, name: str, apply: bool, watch: Watch) -> ImportOutcome:
    store = Store()
    if apply and not asked.answers and not asked.unsure:
        done = bring_in(store, name, read, {}, watch)
        return ImportOutcome(name, read, done, tuple(done.report.questions), applied=True).settled()
    looked = preview(store, name, read, watch=watch)
    questions = {q.key: q for q in looked.report.questions}
    given = answered(looked.report, asked.answers, asked.unsure or None)
    if given and not apply:
        looked = preview(store, name, read, given, watch)
        questions |= {q.key: q for q in looked.report.questions if q.key not in questions}
    if apply:
        done = bring_in(store, name, read, given, watch)
        return ImportOutcome(name, read, done, tuple(questions.values()), applied=True).settled()
    return ImportOutcome(name, read, looked, tuple(questions.values()))
