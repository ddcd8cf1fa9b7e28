"""Bringing a file that has been read into a catalog: what would happen, and doing it as one version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from matchsafe.catalog.attachment import attach
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.importers.outcome import ProgramFile
from matchsafe.catalog.importers.problems import UNWATCHED, Watch
from matchsafe.catalog.merge import merge
from matchsafe.catalog.merge_report import NEW, SKIP, MergeReport
from matchsafe.catalog.store import Store, Version
from matchsafe.catalog.stored_records import pause_collector
from matchsafe.domain.text import plural

NEEDS_PROGRAMS: Final = (
    "tells of hospitals, and goes to the programs of a list. "
    "Get the national list first: matchsafe catalog fetch nrmp"
)
FIRST: Final = "programs"
"""Name of the catalog an import makes if there is none."""


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do.

    Attributes:
        report: Programs matched, new, in conflict, asked about and rejected.
        after: The catalog as it is or would be.
        version: The version that was made; ``None`` for a preview, and where the file told nothing new.
    """

    report: MergeReport
    after: Catalog
    version: Version | None = None


def target(store: Store, name: str | None) -> str:
    """The catalog an import goes to: the one named, else the one in use if its programs are real, else "programs"."""
    if name is not None:
        return name
    in_use = store.in_use()
    if in_use is not None and not store.read(in_use).sample:
        return in_use
    return FIRST


@pause_collector()
def preview(
    store: Store,
    name: str,
    read: ProgramFile,
    answers: Mapping[str, str] | None = None,
    watch: Watch = UNWATCHED,
) -> ImportResult:
    """What bringing the file in would do; nothing is changed. Arguments as of ``import_programs``.

    Raises:
        CatalogError: If the catalog cannot be read, or the file does not belong in it.
        ImportCancelled: If ``watch`` says so.
    """
    return _merge(store.read(name) if name in store.names() else Catalog(name), read, answers or {}, watch)


@pause_collector()
def import_programs(
    store: Store,
    name: str,
    read: ProgramFile,
    answers: Mapping[str, str] | None = None,
    watch: Watch = UNWATCHED,
) -> ImportResult:
    """Join the file to the catalog as one new version, which ``Store.undo`` takes back.

    Args:
        store: Where the catalog is kept.
        name: Of the catalog; it is made if it does not exist.
        read: The file.
        answers: To questions of a preview, by their key. Programs whose question has no answer are left out.
        watch: Told how many programs were compared, and asked whether to go on until the version is written.

    Raises:
        CatalogError: If it cannot be done; nothing is changed then.
        ImportCancelled: If ``watch`` says so; nothing is changed then.
    """
    done: list[ImportResult] = []

    def work(before: Catalog) -> tuple[Catalog, str]:
        # Joined again under the lock: another program may have changed the catalog since the look.
        done.append(_merge(before, read, answers or {}, watch))
        if not _tells_something(done[-1].report) and done[-1].after.employers == before.employers:
            raise _NothingNew
        watch.step(0)
        report = done[-1].report
        if read.organizations:
            told = plural(len(report.matched) - len(report.unchanged), "program")
            who = plural(len(read.organizations), "employer or hospital", "employers or hospitals")
            return done[-1].after, f"something new of {told}, from {who}"
        return done[-1].after, report.summary()

    try:
        version = store.change(name, f"import of {read.name}", work)
    except _NothingNew:
        return done[-1]
    return ImportResult(done[-1].report, done[-1].after, version)


class _NothingNew(Exception):  # noqa: N818 - leaves a change without making a version
    """The file tells nothing the catalog does not have."""


def complete_answers(report: MergeReport, answers: Mapping[str, str], rest: str | None) -> dict[str, str]:
    """The answers, with ``rest`` ("new" or "skip") for every question that has none.

    Raises:
        CatalogError: If an answer is to no question, or is none that can be given; all of them are named.
    """
    questions = {q.key: q for q in report.questions}
    wrong = [f'There is no question "{key[:80]}".' for key in answers if key not in questions]
    for key, answer in answers.items():
        offered = [c.record_id for c in questions[key].candidates] if key in questions else [answer]
        if answer not in (NEW, SKIP, *offered):
            wrong.append(f'"{key}": {answer[:80]!r} is none of {", ".join((*offered, NEW, SKIP))}.')
    if wrong:
        raise CatalogError("\n".join(wrong))
    return {**(dict.fromkeys(questions, rest) if rest else {}), **answers}


def _tells_something(report: MergeReport) -> bool:
    return bool(report.new) or len(report.unchanged) < len(report.matched) or bool(report.joined)


def _merge(before: Catalog, read: ProgramFile, answers: Mapping[str, str], watch: Watch) -> ImportResult:
    whole = read.whole
    if whole is not None and whole.sample != before.sample and before.records:
        kind = "invented" if whole.sample else "real"
        raise CatalogError(
            f'The programs of {read.name} are {kind}, those of the catalog "{before.name}" are not. '
            "Choose another catalog."
        )
    if before.sample and whole is None:
        raise CatalogError(
            f'The programs of the catalog "{before.name}" are invented. Choose another catalog.'
        )
    if whole is not None and not before.records:
        ids = [r.id for r in whole.records]
        report = MergeReport(read=len(ids), new=ids)
        return ImportResult(report, replace(whole, name=before.name))
    if read.organizations:
        if not before.records:
            raise CatalogError(f"{read.name} {NEEDS_PROGRAMS}")
        after, report = attach(before, read.organizations, watch)
        return ImportResult(report, after)
    merged = merge(before.records, read.drafts, answers, watch, before.twins)
    gone = dict(merged.report.joined)
    became = {old: gone.get(new, new) for old, new in before.became.items()} | gone
    after = replace(before, records=merged.records, became=became, known=None, twins=merged.twins)
    return ImportResult(merged.report, after)
