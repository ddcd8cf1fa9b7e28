"""The saved seasons as the reader knows them."""

from __future__ import annotations

from typing import Any

from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.present import words
from matchsafe.web.form_answers import get
from matchsafe.workspace.store import StoredSeason, Workspace


def rows(workspace: Workspace) -> list[dict[str, Any]]:
    """Every season and draft, the last changed first."""
    return [_row(stored) for stored in workspace.list()]


def _row(stored: StoredSeason) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": stored.id,
        "name": stored.name,
        "updated": words.day(stored.updated.date()),
        "can_rename": stored.season is not None,
    }
    if stored.season is not None:
        line = words.season_line(stored.season)
        return {
            **row,
            "title": stored.name or line,
            "state": f"{line}." if stored.name else "",
            "href": f"/s/{stored.id}",
        }
    if not stored.readable:
        return {
            **row,
            "title": stored.name or "A season",
            "state": "This version cannot read it.",
            "href": "",
        }
    specialty = SPECIALTY_NAMES.get(str(get((stored.draft or {}).get("season", {}), "target.specialty")), "")
    title = f"{specialty}, not finished" if specialty else "Not finished"
    return {**row, "title": title, "state": "Some questions are still open.", "href": f"/s/{stored.id}"}
