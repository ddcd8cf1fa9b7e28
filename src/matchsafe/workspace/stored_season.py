"""A saved season as it is read and changed, and its documents as the database keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias

from pydantic import ValidationError

from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.domain.season_summary import SeasonSummary, summarize
from matchsafe.workspace.errors import UnknownSeason, UnreadableSeason, WorkspaceError

MAX_NAME: Final = 200
"""Letters kept of the name of a saved season."""

_SEASONS: Final = 32
"""Seasons that are not read again as long as they stay as they are: a change reads one text up to five times."""

Document: TypeAlias = dict[str, Any]
"""What can be changed and undone: ``name``, ``season``, ``draft`` and ``plan`` as JSON holds them."""

ChangeKind: TypeAlias = Literal["new", "change", "undo", "redo"]


@dataclass(frozen=True)
class StoredSeason:
    """A saved season and the answers still being filled in beside it.

    Attributes:
        id: Unguessable; who knows it can read the season.
        season: Every part of it has an id. ``None`` while there is only a draft, or where ``readable`` is false.
        created: When it was first saved, in UTC.
        updated: When it was last changed, in UTC.
        draft: The half-filled questions, or ``None``.
        readable: False if what is stored is not a season this version can read (it is kept).
        plan: What was asked of its plan and marked in it; ``None`` if nothing was, or nothing readable.
        version: Grows by one with every change.
    """

    id: str
    name: str
    season: Season | None
    created: datetime
    updated: datetime
    draft: dict[str, Any] | None
    readable: bool = True
    plan: SeasonPlan | None = None
    version: int = 1

    @property
    def finished(self) -> Season:
        """The season.

        Raises:
            UnknownSeason: If some of its questions are still open.
        """
        if self.season is None:
            raise UnknownSeason("This season is not finished: some questions are still open.")
        return self.season


@dataclass(frozen=True)
class ListedSeason:
    """A saved season as a list shows it.

    Attributes:
        summary: ``None`` while there is only a draft, or where ``readable`` is false.
        draft: The half-filled questions where there is no season yet.
        id, name, created, updated, version, readable: As of ``StoredSeason``.
    """

    id: str
    name: str
    created: datetime
    updated: datetime
    version: int
    summary: SeasonSummary | None
    draft: dict[str, Any] | None
    readable: bool


@dataclass(frozen=True)
class SeasonChange:
    """One change of a saved season.

    Attributes:
        version: Of the season after it.
        at: When, in UTC.
        text: What was done, for people.
        kind: Whether it was a change of its own, or undid or did again another one.
    """

    version: int
    at: datetime
    text: str
    kind: ChangeKind


@lru_cache(maxsize=_SEASONS)
def season_of_text(text: str) -> Season:
    """The season that a row holds; seasons are frozen, so a text that is read again gives the same one.

    Raises:
        ValidationError: If it is none that this version can read.
    """
    return with_ids(Season.model_validate_json(text))


def season_of_row(row: Mapping[str, Any]) -> StoredSeason:
    """The saved season of a row."""
    readable, season, draft = True, None, None
    try:
        season = None if row["season"] is None else season_of_text(row["season"])
        draft = None if row["draft"] is None else json.loads(row["draft"])
        readable = draft is None or isinstance(draft, dict)
    except (ValidationError, ValueError):
        readable = False
    try:
        plan = read_plan(row["plan"])
    except UnreadableSeason:
        plan = None
    return StoredSeason(
        id=row["id"],
        name=row["name"],
        season=season if readable else None,
        created=row["created"],
        updated=row["updated"],
        draft=draft if readable else None,
        readable=readable,
        plan=plan,
        version=row["version"],
    )


def summary_of(text: str | None) -> SeasonSummary | None:
    """The summary of a season as its row keeps it; ``None`` where there is none this version can read."""
    try:
        return None if text is None else summarize(season_of_text(text))
    except (ValidationError, ValueError):
        return None


def summary_column(text: str | None) -> str | None:
    """What a row keeps for lists beside its season."""
    found = summary_of(text)
    return None if found is None else found.model_dump_json()


def kept_summary(text: str | None) -> SeasonSummary | None:
    """What a row keeps for lists; ``None`` if it is not as this version writes it."""
    try:
        return None if text is None else SeasonSummary.model_validate_json(text)
    except ValidationError:
        return None


def list_row(row: Mapping[str, Any], summary: SeasonSummary | None) -> ListedSeason:
    """A saved season as a list shows it.

    Args:
        row: Its id, name, times and version, whether it ``has_season``, and its draft where it has none.
        summary: Of its season.
    """
    draft, readable = None, not row["has_season"] or summary is not None
    try:
        draft = None if row["draft"] is None else json.loads(row["draft"])
    except ValueError:
        readable = False
    return ListedSeason(
        **{name: row[name] for name in ("id", "name", "created", "updated", "version")},
        summary=summary,
        draft=draft if isinstance(draft, dict) else None,
        readable=readable and (draft is None or isinstance(draft, dict)),
    )


def read_plan(text: str | None) -> SeasonPlan | None:
    """What is kept of a plan.

    Raises:
        UnreadableSeason: If it is not a plan this version can read.
    """
    try:
        return None if text is None else SeasonPlan.model_validate_json(text)
    except (ValidationError, ValueError):
        raise UnreadableSeason(
            "What is kept of this plan cannot be read by this version. It was left as it is."
        ) from None


def changed_columns(before: StoredSeason, after: StoredSeason) -> dict[str, str | None]:
    """The columns that an edit changed, as they are written; the id, the times and the version are not its business."""
    columns: dict[str, str | None] = {}
    if after.name != before.name:
        columns["name"] = clean_name(after.name)
    if after.season is not before.season:
        season = None if after.season is None else with_ids(after.season)
        columns["season"] = (
            None if season is None else json.dumps(season.model_dump(mode="json", exclude_unset=True))
        )
    if after.draft is not before.draft:
        columns["draft"] = None if after.draft is None else json.dumps(after.draft)
    if after.plan is not before.plan:
        asked = None if after.plan is None else after.plan.model_dump(mode="json", exclude_defaults=True)
        columns["plan"] = None if asked is None else json.dumps(asked)
    return columns


def document(row: Mapping[str, Any]) -> Document:
    """What of a row can be changed and undone.

    Raises:
        UnreadableSeason: If one of its columns holds no JSON.
    """
    try:
        found = {
            name: None if row[name] is None else json.loads(row[name]) for name in ("season", "draft", "plan")
        }
    except ValueError:
        raise UnreadableSeason(
            "This saved season cannot be read by this version. It was left as it is."
        ) from None
    return {"name": row["name"], **found}


def as_columns(document: Document) -> dict[str, str | None]:
    """A document as its row keeps it."""
    return {
        name: value if name == "name" or value is None else json.dumps(value)
        for name, value in document.items()
    }


def clean_name(text: str) -> str:
    """A name without what cannot be printed, of at most ``MAX_NAME`` letters."""
    return "".join(c for c in text if c.isprintable()).strip()[:MAX_NAME]


class StaleSeason(WorkspaceError):  # noqa: N818
    """A season was changed after the version that a change was made for; nothing was saved.

    Attributes:
        stored: The season as it is now.
        changes: What was done to it since, the oldest first; empty where the log does not reach that far back.
    """

    def __init__(self, stored: StoredSeason, changes: tuple[SeasonChange, ...]) -> None:
        said = "; ".join(change.text for change in changes if change.text)
        super().__init__(
            f"This season was changed meanwhile{f': {said}' if said else ''}. Your last change was not saved."
        )
        self.stored = stored
        self.changes = changes
