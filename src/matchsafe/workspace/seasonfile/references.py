"""Ids and what refers to them: each id once among its kind, and no reference to a part that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from matchsafe.domain.problem import Location, Problem, path_text, quote
from matchsafe.domain.season_ids import WITH_IDS
from matchsafe.workspace.seasonfile.document import LineMarks

_REFERENCES: Final = (
    ("interviews", "application", "applications"),
    ("events", "application", "applications"),
    ("events", "interview", "interviews"),
)
"""A list, the field of its entries that refers, and the list it refers to."""


def problems(data: dict[str, Any], marks: LineMarks) -> Iterator[Problem]:
    """Every id that is there twice, and every reference that leads nowhere."""
    ids: dict[str, dict[str, int]] = {}
    for name in WITH_IDS:
        first = ids.setdefault(name, {})
        for i, entry in _entries(data, name):
            own = entry.get("id")
            if isinstance(own, str) and own and first.setdefault(own, i) != i:
                message = (
                    f"The id {quote(own)} is already that of entry {first[own] + 1} of {name}. "
                    "Take one of the two ids out: a new one is made."
                )
                yield _problem(message, "duplicate_id", (name, i, "id"), own, marks)
    for name, field, target in _REFERENCES:
        known = ids[target]
        entries = () if data.get(target) is None else data[target]
        if not isinstance(entries, tuple) or not all(isinstance(entry, dict) for entry in entries):
            continue  # a bare number, or a slip that is told elsewhere
        for i, entry in _entries(data, name):
            wanted = entry.get(field)
            if isinstance(wanted, str) and wanted and wanted not in known:
                message = f"There is no {target[:-1]} with the id {quote(wanted)}."
                yield _problem(
                    message, "unknown_id", (name, i, field), wanted, marks, ", ".join([*known][:8])
                )


def _entries(data: dict[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    entries = data.get(name)
    for i, entry in enumerate(entries if isinstance(entries, list | tuple) else ()):
        if isinstance(entry, dict):
            yield i, entry


def _problem(
    message: str, code: str, at: Location, seen: str, marks: LineMarks, accepted: str = ""
) -> Problem:
    return Problem(message, code, path_text(at), quote(seen), accepted, line=marks.line(at))
