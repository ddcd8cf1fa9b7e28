"""What an import says: how the file was read, its first programs, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from matchsafe.catalog.import_change import ImportResult
from matchsafe.catalog.importers import ProgramFile
from matchsafe.catalog.importers.column_mapping import LABELS, ColumnMapping
from matchsafe.catalog.merge_report import NEW, SKIP, Conflict, MergeQuestion
from matchsafe.catalog.record import FIELD_LABELS
from matchsafe.cli.output import first_of
from matchsafe.domain.text import plural
from matchsafe.present import program_words

_ROWS_SHOWN: Final = 3
_SHOWN: Final = 8
"""Of conflicts, questions and reasons."""
_NAMES: Final = ("name", "institution", "city")
_LEVELS: Final = {"sure": "sure", "likely": "likely", "unsure": "not sure", "given": "your choice"}


def read_lines(read: ProgramFile) -> Iterator[str]:
    """How the file was understood, and its first programs as they were read."""
    yield f"{read.name}: {'; '.join(read.notes)}."
    yield f"{read.summary()}."
    if read.rights:
        yield read.rights
    if read.mapping is not None:
        yield from _mapping_lines(read.mapping)
    if read.totals:
        yield ""
        yield "Sums over all programs, beside the national totals:"
        yield from (f"  {total.sentence()}" for total in read.totals)
    if read.drafts:
        yield ""
        yield "The first programs, as they were read:"
    for draft in read.drafts[:_ROWS_SHOWN]:
        yield f"  {draft.origin}"
        yield from (
            f"    {LABELS[name]}: {program_words.values_text(values, name)}" for name, values in draft.facts()
        )
    yield from _left_out(read)


def _mapping_lines(mapping: ColumnMapping) -> Iterator[str]:
    yield ""
    yield "Columns (change one with --map COLUMN=FIELD):"
    for column in mapping.columns:
        if column.field is not None:
            target = column.field if column.is_used else "(about other columns)"
            yield f"  {column.name} -> {target}; {_LEVELS[column.level]}: {column.why}"
    for name, text in mapping.constants.items():
        yield f"  every row -> {name}: {text}"
    near = [c for c in mapping.columns if c.field is None and not c.why.startswith("fits no field")]
    for column in near:
        yield f"  {column.name}: {column.why}"
    if rest := [c.name for c in mapping.columns if c.field is None and c not in near]:
        yield f"  Not read, no field fits: {', '.join(rest)}"


def _left_out(read: ProgramFile) -> Iterator[str]:
    if read.left_out:
        yield ""
        yield f"Left out: {plural(read.left_out, 'row')}"
        reasons = [
            f"{n:,}: {reason}{f'; first: {first}' if first else ''}" for reason, n, first in read.reasons()
        ]
        yield from (f"  {line}" for line in first_of(reasons, _SHOWN))
    if read.cells.total:
        yield ""
        yield f"Could not be read and is unknown now: {plural(read.cells.total, 'cell or line', 'cells or lines')}"
        yield from (
            f"  {n:,} in {column or 'the file'}; first: {problem.sentence()}"
            for column, n, problem in read.cell_reasons()[:_SHOWN]
        )


def report_lines(imported: ImportResult, name: str, *, done: bool) -> Iterator[str]:
    """What became of the programs, or would."""
    report = imported.report
    if done and imported.version is None:
        nothing = "Nothing is brought in yet." if report.questions else "The file adds nothing new."
        yield f'{nothing} The catalog "{name}" is as it was.'
    elif done and imported.version is not None:
        yield f'The catalog "{name}" now has {plural(imported.version.records, "program", none="0")}.'
    else:
        yield f'In the catalog "{name}":'
    unchanged = f" (the file adds nothing to {len(report.unchanged):,} of them)" if report.unchanged else ""
    yield f"  {len(report.new):,} new, {len(report.matched):,} matched{unchanged}"
    if report.joined:
        yield f"  {plural(len(report.joined), 'program')} turned out to be the same as another and joined it"
    if report.rejected:
        yield f"  {len(report.rejected):,} left out: {report.rejected[0].origin}: {report.rejected[0].why}"
    if not done:
        yield from _conflict_lines(report.conflicting)
        yield from _question_lines(report.questions)
        return
    if report.questions:
        yield f"  {plural(len(report.questions), 'program')} left out until you say which program of the catalog it is"
    if imported.version is not None:
        yield f"This is version {imported.version.number} of the catalog. To take it back: matchsafe catalog undo"


def _conflict_lines(conflicts: list[Conflict]) -> Iterator[str]:
    if conflicts:
        said = "values contradict" if len(conflicts) > 1 else "value contradicts"
        fields = Counter(FIELD_LABELS[c.field] for c in conflicts).most_common()
        counted = ", ".join(f"{field} {count:,}" for field, count in fields)
        yield f"  {len(conflicts):,} {said} what was there; both are kept ({counted}):"
    # Names differ between lists more often than anything else, and matter least.
    told = [_conflict(c) for c in sorted(conflicts, key=lambda c: c.field in _NAMES)]
    yield from (f"    {line}" for line in first_of(told, _SHOWN))


def _conflict(c: Conflict) -> str:
    before, after = (program_words.value_with_source(v, c.field) for v in (c.before, c.after))
    in_force = program_words.value_text(c.in_force, c.field, exact=True)
    return f"{c.program}, {FIELD_LABELS[c.field]}: {before} against {after}; in force: {in_force}"


def _question_lines(questions: list[MergeQuestion]) -> Iterator[str]:
    if not questions:
        return
    yield f"  {plural(len(questions), 'program')} may be there already. Left out until you say:"
    offered = (" or ".join(f"{c.label} [{c.record_id}]" for c in q.candidates) for q in questions)
    asked = [f"{q.key}: {q.program}. Is it {them}?" for q, them in zip(questions, offered, strict=True)]
    yield from (f"    {line}" for line in first_of(asked, _SHOWN))
    first = questions[0]
    yield (
        f'  Answer with --answer "{first.key}={first.candidates[0].record_id}", "...={NEW}" or "...={SKIP}"; '
        f"all at once with --unsure {NEW} or --unsure {SKIP}."
    )
