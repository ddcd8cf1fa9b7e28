"""The whole report of an import as plain data for programs: what ``--json`` prints and the API answers."""

from __future__ import annotations

from typing import Any, Final

from matchsafe.catalog.import_change import ImportResult
from matchsafe.catalog.importers.outcome import ProgramFile

FIRST_PROGRAMS: Final = 3
"""Programs shown as they were read."""


def report_of(read: ProgramFile, imported: ImportResult, name: str) -> dict[str, Any]:
    """The whole report, for programs."""
    report = imported.report
    version = imported.version
    return {
        "file": {"name": read.name, "kind": read.kind, "notes": list(read.notes), "rights": read.rights},
        "columns": [
            {"column": c.name, "field": c.field, "level": c.level, "why": c.why, "year": c.year,
             "unit": c.reading.unit if c.is_used else None}
            for c in (read.mapping.columns if read.mapping else ())
        ],
        "totals": [
            {"year": t.year, "offered": t.offered, "filled": t.filled, "printed_offered": t.printed_offered,
             "printed_filled": t.printed_filled, "agrees": t.agrees}
            for t in read.totals
        ],
        "rows": read.rows,
        "programs": len(read.drafts),
        "employers_or_hospitals": len(read.organizations),
        "passed_over": dict(read.passed_over),
        "rejected": [{"origin": r.origin, "reason": r.reason, "detail": r.detail} for r in read.rejected]
        + [{"origin": r.origin, "reason": r.why, "detail": ""} for r in report.rejected],
        "unreadable": {
            "total": read.cells.total,
            "first": [{"row": p.row, "column": p.column, "message": p.message} for p in read.cells.problems],
        },
        "first_programs": [d.model_dump(mode="json", exclude_defaults=True) for d in read.drafts[:FIRST_PROGRAMS]],
        "catalog": {
            "name": name, "changed": version is not None, "version": version.number if version else None,
            "records": len(imported.after.records),
        },
        "matched": [{"origin": m.origin, "id": m.record_id, "how": m.how, "score": m.score} for m in report.matched],
        "new": report.new,
        "unchanged": len(report.unchanged),
        "conflicting": [
            {"id": c.record_id, "program": c.program, "field": c.field, "before": c.before.model_dump(mode="json"),
             "after": c.after.model_dump(mode="json"), "in_force": c.in_force}
            for c in report.conflicting
        ],
        "questions": [
            {"key": q.key, "program": q.program, "why": q.why,
             "candidates": [{"id": c.record_id, "program": c.label, "score": c.score} for c in q.candidates]}
            for q in report.questions
        ],
    }  # fmt: skip
