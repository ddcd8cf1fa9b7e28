"""A season on its way: what was answered so far, kept in the workspace after each page."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from fastapi import HTTPException

from matchsafe.domain.season import Season
from matchsafe.web.questions import QuestionPage, sequence
from matchsafe.workspace import seasonfile
from matchsafe.workspace.season_answers import content, get
from matchsafe.workspace.store import NotFound, StoredSeason, Workspace


@dataclass
class SeasonDraft:
    """A half-filled or whole season.

    Attributes:
        id: Its id in the workspace; ``None`` before the first answer.
        season: Answers in the shape of a season file.
        answered: Codes of the questions that were answered or skipped.
        complete: Whether the reader has seen an outlook; later changes then take effect at once.
    """

    id: str | None = None
    season: dict[str, Any] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    complete: bool = False

    @property
    def applicant_type(self) -> str | None:
        """The answer to the first question, if given."""
        value = get(self.season, "applicant.type")
        return value if isinstance(value, str) else None

    def next_open(self) -> QuestionPage | None:
        """The first question that was neither answered nor skipped."""
        if self.complete:
            return None
        return next((q for q in sequence(self.season) if q.code not in self.answered), None)


def as_data(season: Season) -> dict[str, Any]:
    """A season in the shape of a season file, with only what was given."""
    data: dict[str, Any] = json.loads(seasonfile.dump_json(season))
    data.setdefault("interviews", 0)
    return data


def find(workspace: Workspace, season_id: str) -> StoredSeason:
    """What is saved under an id, be it a season or a draft.

    Raises:
        HTTPException: 404 if there is nothing.
    """
    try:
        return workspace.get(season_id)
    except NotFound:
        raise HTTPException(404) from None


def load(workspace: Workspace, season_id: str) -> SeasonDraft:
    """The answers under an id, as far as they go.

    Raises:
        HTTPException: 404 if there is nothing.
    """
    stored = find(workspace, season_id)
    if stored.season is not None:
        return SeasonDraft(stored.id, as_data(stored.season), [], complete=True)
    data = stored.draft or {}
    return SeasonDraft(stored.id, data.get("season", {}), data.get("answered", []))


def keep(workspace: Workspace, draft: SeasonDraft) -> str:
    """Save the answers and return the id. A complete season is saved as one: its outlook changes at once.

    Raises:
        seasonfile.SeasonFileError: If a complete season would no longer be valid.
        HTTPException: 404 if it was deleted meanwhile.
    """
    try:
        if draft.complete:
            return workspace.save(seasonfile.check(content(draft.season)).season, season_id=draft.id)
        return workspace.save_draft(draft.id, {"season": draft.season, "answered": draft.answered})
    except NotFound:
        raise HTTPException(404) from None
