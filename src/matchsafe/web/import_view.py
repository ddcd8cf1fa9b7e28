"""An import as its pages show it: what would happen, how the file was read, what is asked, what became of it."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from matchsafe.catalog.importers.column_mapping import LABELS
from matchsafe.catalog.merge_report import NEW, SKIP, Conflict
from matchsafe.catalog.record import FIELD_LABELS
from matchsafe.catalog.similarity import label
from matchsafe.domain.text import plural, sentence
from matchsafe.present import program_words
from matchsafe.services.background import Steps
from matchsafe.services.catalog_import.job import ImportOutcome

SHOWN: Final = 6
"""Of conflicts and reasons on the first page; each has a page of its own for the rest."""
ROWS_A_PAGE: Final = 100
_FIRST_PROGRAMS: Final = 3
_NAMES: Final = ("name", "institution", "city")
LEVELS: Final = {"sure": "sure", "likely": "likely", "unsure": "not sure", "given": "your choice"}


def view(outcome: ImportOutcome, answers: dict[str, str], unsure: str) -> dict[str, Any]:
    """Everything the preview and the last page need."""
    read, report = outcome.read, outcome.imported.report
    open_ones = [q for q in outcome.questions if q.key not in answers]
    conflicts = sorted(report.conflicting, key=lambda c: c.field in _NAMES)
    version = outcome.imported.version
    return {
        "file": read.name,
        "list": outcome.name,
        "notes": sentence("; ".join(read.notes)),
        "rights": read.rights,
        "rows": plural(read.rows, "row", none="0"),
        "told": outcome.read.summary(),
        "new": len(report.new),
        "matched": len(report.matched),
        "unchanged": len(report.unchanged),
        "joined": len(report.joined),
        "records": plural(outcome.report["catalog"]["records"], "program", none="0"),
        "changed": version is not None,
        "tells_something": bool(report.new)
        or len(report.unchanged) < len(report.matched)
        or bool(report.joined),
        "questions": len(outcome.questions),
        "open": len(open_ones),
        "unsure": unsure,
        "answered": _answers(outcome, answers),
        "first_question": open_ones[0].program if open_ones else "",
        "conflicts": len(conflicts),
        "conflict_fields": _counts_text(Counter(FIELD_LABELS[c.field] for c in conflicts)),
        "conflict_rows": [_conflict(c, outcome) for c in conflicts[:SHOWN]],
        "rejected": read.left_out + len(report.rejected),
        "public": read.kind == "public",
        "reasons": _reasons(outcome)[:SHOWN],
        "cells": read.cells.total,
        "cell_reasons": [
            {"column": column or "the file", "count": f"{n:,}", "first": problem.sentence()}
            for column, n, problem in read.cell_reasons()[:SHOWN]
        ],
        "columns": _columns(outcome),
        "constants": _constants(outcome),
        "not_read": _not_read(outcome),
        "first": [
            {
                "origin": f"{d.origin}: {label(d)}",
                "facts": [(LABELS[n], program_words.values_text(v, n)) for n, v in d.facts()],
            }
            for d in read.drafts[:_FIRST_PROGRAMS]
        ],
        "totals": [{"text": sentence(t.sentence()), "agrees": t.agrees} for t in read.totals],
    }


def progress_words(progress: Steps | None) -> dict[str, Any]:
    """How far the work is, and how full its bar."""
    doing = {
        "downloading": "Downloading",
        "reading": "Reading the file",
        "comparing": "Comparing with the list",
    }
    label = progress.label if progress else "reading"
    text = doing.get(label, "Working")
    if progress is None or not progress.done:
        return {"text": f"{text} …", "done": None, "total": None}
    of = f" of {progress.total:,}" if progress.total else ""
    return {"text": f"{text}: {progress.done:,}{of}", "done": progress.done, "total": progress.total}


LISTS: Final = {
    "left-out": ("Left out, and why", ("Where", "Why")),
    "unreadable": ("Cells that could not be read and are unknown now", ("Where", "What was there")),
    "conflicts": (
        "Values that contradict each other",
        ("Program", "Field", "Before", "In this file", "In force"),
    ),
}
"""Lists that may be long, by the end of their address: title and columns."""


def rows(what: str, outcome: ImportOutcome) -> list[tuple[str, ...]]:
    """The rows of one of ``LISTS``."""
    if what == "left-out":
        return [
            *((r.origin, f"{r.reason}{f' ({r.detail})' if r.detail else ''}") for r in outcome.read.rejected),
            *((r.origin, r.why) for r in outcome.imported.report.rejected),
        ]
    if what == "unreadable":
        return [
            (", ".join(filter(None, (f"row {p.row}" if p.row else "", p.column))), p.message)
            for p in outcome.read.cells.problems
        ]
    return [
        (r["program"], r["field"], r["before"], r["after"], r["in_force"])
        for r in (_conflict(c, outcome) for c in outcome.imported.report.conflicting)
    ]


def questions(outcome: ImportOutcome, answers: dict[str, str], start: int, most: int) -> list[dict[str, Any]]:
    """Some of the questions, each with the programs it may be, how alike they are and why."""
    return [
        {
            "number": start + i,
            "program": q.program,
            "origin": q.key,
            "why": q.why,
            "answer": answers.get(q.key, ""),
            "options": [
                {
                    "value": c.record_id,
                    "label": f"It is {c.label}",
                    "hint": f"Alike {c.score:.2f} of 1: name {c.name:.2f}, place {c.place:.2f}.",
                }
                for c in q.candidates
            ]
            + [
                {"value": NEW, "label": "It is a new program", "hint": ""},
                {"value": SKIP, "label": "Leave it out", "hint": ""},
                {"value": "", "label": "I do not know yet", "hint": "It is left out until you say."},
            ],
        }
        for i, q in enumerate(outcome.questions[start : start + most])
    ]


def _conflict(c: Conflict, outcome: ImportOutcome) -> dict[str, Any]:
    there = outcome.applied or c.record_id not in outcome.imported.report.new
    return {
        "program": c.program,
        "href": f"/catalog/{outcome.name}/p/{c.record_id}" if there else "",
        "field": FIELD_LABELS[c.field],
        "before": program_words.value_with_source(c.before, c.field),
        "after": program_words.value_with_source(c.after, c.field),
        "in_force": program_words.value_text(c.in_force, c.field, exact=True),
    }


def _answers(outcome: ImportOutcome, answers: dict[str, str]) -> str:
    given = Counter(
        {NEW: "new", SKIP: "left out"}.get(answers[q.key], "in the list already")
        for q in outcome.questions
        if q.key in answers
    )
    return _counts_text(given)


def _counts_text(counts: Counter[str]) -> str:
    return ", ".join(f"{n:,} {name}" for name, n in counts.most_common())


def _reasons(outcome: ImportOutcome) -> list[dict[str, Any]]:
    found = [{"count": f"{n:,}", "why": why, "first": first} for why, n, first in outcome.read.reasons()]
    ours: dict[str, list[str]] = {}
    for rejected in outcome.imported.report.rejected:
        ours.setdefault(rejected.why, []).append(rejected.origin)
    return found + [{"count": f"{len(o):,}", "why": why, "first": o[0]} for why, o in ours.items()]


def _columns(outcome: ImportOutcome) -> list[dict[str, str]]:
    mapping = outcome.read.mapping
    return [
        {
            "name": c.name,
            "field": LABELS.get(c.field or "", "about other columns"),
            "level": LEVELS[c.level],
            "why": c.why,
        }
        for c in (mapping.columns if mapping else ())
        if c.field is not None
    ]


def _constants(outcome: ImportOutcome) -> list[str]:
    mapping = outcome.read.mapping
    return [f"{LABELS[name]}: {text}" for name, text in (mapping.constants.items() if mapping else ())]


def _not_read(outcome: ImportOutcome) -> list[str]:
    mapping = outcome.read.mapping
    columns = [c for c in (mapping.columns if mapping else ()) if c.field is None]
    return [f"{c.name} (such as {c.example})" if c.example else c.name for c in columns]
