"""A season on its way: what was answered so far, kept in the workspace after each page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import HTTPException

from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import stable_id
from matchsafe.web.forms import Stamp
from matchsafe.web.questions import QuestionPage, sequence
from matchsafe.workspace import seasonfile
from matchsafe.workspace.season_answers import content, get
from matchsafe.workspace.store import StoredSeason, UnknownSeason, Workspace


@dataclass
class SeasonDraft:
    """A half-filled or whole season.

    Attributes:
        id: Its id in the workspace; ``None`` before the first answer.
        season: Answers in the shape of a season file.
        answered: Codes of the questions that were answered or skipped.
        complete: Whether the reader has seen an outlook; later changes then take effect at once.
        version: Of what is saved; ``None`` before the first answer.
    """

    id: str | None = None
    season: dict[str, Any] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    complete: bool = False
    version: int | None = None

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
    data = season.model_dump(mode="json", exclude_unset=True)
    data.setdefault("interviews", 0)
    return data


def find(workspace: Workspace, season_id: str) -> StoredSeason:
    """What is saved under an id, be it a season or a draft.

    Raises:
        HTTPException: 404 if there is nothing.
    """
    try:
        return workspace.get(season_id)
    except UnknownSeason:
        raise HTTPException(404) from None


def answers(stored: StoredSeason) -> SeasonDraft:
    """What is saved as answers, as far as they go."""
    if stored.season is not None:
        return SeasonDraft(stored.id, as_data(stored.season), [], complete=True, version=stored.version)
    data = stored.draft or {}
    season = _with_ids(data.get("season", {}))
    return SeasonDraft(stored.id, season, data.get("answered", []), version=stored.version)


def _with_ids(season: dict[str, Any]) -> dict[str, Any]:
    """Answers in which every interview has an id, as ``domain.season_ids.with_ids`` gives them to a season."""
    if not isinstance(held := season.get("interviews"), list):
        return season
    taken = {item["id"] for item in held if item.get("id")}
    items = []
    for number, item in enumerate(held):
        made = item.get("id") or stable_id(str(item.get("program")), f"interviews {number}", taken)
        taken.add(made)
        items.append({**item, "id": made})
    return {**season, "interviews": items}


def load(workspace: Workspace, season_id: str) -> SeasonDraft:
    """The answers under an id, as far as they go.

    Raises:
        HTTPException: 404 if there is nothing.
    """
    return answers(find(workspace, season_id))


def create(workspace: Workspace, draft: SeasonDraft, sent: Stamp) -> str:
    """Save the first answers and return the new id; a form sent twice makes one season."""
    return workspace.save_draft(None, _data(draft), key=sent.key, text="Began")


def revise(
    workspace: Workspace,
    season_id: str,
    edit: Callable[[SeasonDraft], None],
    sent: Stamp,
    *,
    text: str,
    part: Callable[[SeasonDraft], object] | None = None,
    keep: Callable[[Season], Season] = lambda after: after,
) -> SeasonDraft:
    """Change answers where they are, in one transaction. A complete season stays one: its outlook changes at once.

    Args:
        workspace: Where they are saved.
        season_id: Under which id.
        edit: Changes the answers as they are now; what it raises is passed on, and nothing is saved.
        sent: Of the form that asks for it.
        text: What is done, for the history.
        part: What the change rests on; see ``Workspace.change``.
        keep: A further change of a complete season, such as a ``month_keeper``.

    Raises:
        seasonfile.SeasonFileError: If a complete season would no longer be valid.
        HTTPException: 404 if it was deleted meanwhile.
        StaleSeason: If what the change rests on was changed after the page was shown.
    """

    def whole(was: StoredSeason) -> StoredSeason:
        draft = answers(was)
        edit(draft)
        if not draft.complete:
            return replace(was, draft=_data(draft))
        checked = seasonfile.check(content(draft.season), moments=False)  # no question asks for hours
        return replace(was, season=keep(checked.season), draft=None)

    def of_stored(stored: StoredSeason) -> object:
        return None if part is None else part(answers(stored))

    try:
        return answers(
            workspace.revise(
                season_id, whole, expected=sent.version, key=sent.key, text=text, readable=True,
                part=None if part is None else of_stored,
            )
        )  # fmt: skip
    except UnknownSeason:
        raise HTTPException(404) from None


def _data(draft: SeasonDraft) -> dict[str, Any]:
    return {"season": draft.season, "answered": draft.answered}
