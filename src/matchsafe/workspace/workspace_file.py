"""The workspace file: everything saved on a machine as one JSON document, to be kept elsewhere and brought back."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from matchsafe.workspace.errors import NewerSchema, UnreadableSeason
from matchsafe.workspace.stored_season import ChangeKind
from matchsafe.workspace.tables import season_changes, seasons

FORMAT: Final = 1
"""Of the workspace file; a file of a higher one was written by a newer matchsafe."""

Rows: TypeAlias = dict[str, list[dict[str, Any]]]
"""The rows of every table, by its name."""

Id = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,64}$")]
_DOCUMENTS: Final = ("season", "draft", "plan", "proof")


class _FilePart(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ExportedChange(_FilePart):
    """One change in the history of a season; ``back`` is the delta that leads to what was before it."""

    version: int = Field(ge=1)
    at: AwareDatetime
    kind: ChangeKind
    text: str
    key: str | None = Field(default=None, max_length=64)
    back: Any = None
    first: bool = False


class ExportedSeason(_FilePart):
    """A saved season: its documents as JSON, or as text where they are not valid JSON."""

    id: Id
    name: str
    created: AwareDatetime
    updated: AwareDatetime
    version: int = Field(ge=1)
    space: str = Field(default="", max_length=64)
    season: Any = None
    draft: Any = None
    plan: Any = None
    proof: Any = None
    history: list[ExportedChange] = []


class ExportedLists(_FilePart):
    """The program lists: the files of each by their place in its folder, in base64."""

    in_use: str | None = None
    files: dict[str, dict[str, str]] = {}


class WorkspaceFile(_FilePart):
    """Everything saved.

    Attributes:
        lists: ``None`` where only seasons are in the file; those on the machine then stay as they are.
    """

    matchsafe_workspace: Literal[1]
    written: AwareDatetime
    by: str
    seasons: list[ExportedSeason]
    lists: ExportedLists | None = None


def workspace_file(rows: Rows, lists: ExportedLists | None) -> WorkspaceFile:
    """The file of these rows and lists."""
    history: dict[str, list[ExportedChange]] = {}
    for row in rows[season_changes.name]:
        history.setdefault(row["season"], []).append(_change(row))
    return WorkspaceFile(
        matchsafe_workspace=FORMAT,
        written=datetime.now(UTC),
        by=f"matchsafe {version('matchsafe')}",
        seasons=[_season(row, history.get(row["id"], [])) for row in rows[seasons.name]],
        lists=lists,
    )


def dump(file: WorkspaceFile) -> bytes:
    """The text of a file: valid JSON, whatever was typed."""
    content = {**file.model_dump(mode="python", exclude_defaults=True), "matchsafe_workspace": FORMAT}
    return json.dumps(content, default=_moment, allow_nan=False, indent=1).encode()


def load(content: bytes) -> WorkspaceFile:
    """The file in a text.

    Raises:
        NewerSchema: If a newer matchsafe wrote it.
        UnreadableSeason: If it is no workspace file; the message says what is wrong first.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise UnreadableSeason("This is not a backup of matchsafe, or it is cut off.") from None
    number = data.get("matchsafe_workspace") if isinstance(data, dict) else None
    if isinstance(number, int) and number > FORMAT:
        raise NewerSchema(
            "This backup was written by a newer version of matchsafe. Nothing was changed. Install the newer version "
            "to bring it back."
        )
    try:
        file = WorkspaceFile.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise UnreadableSeason(
            f"This is not a backup of matchsafe, or it is damaged ({place}: {first['msg'][:100]}). Nothing was changed."
        ) from None
    ids = [season.id for season in file.seasons]
    versions = [(s.id, change.version) for s in file.seasons for change in s.history]
    if len(set(ids)) < len(ids) or len(set(versions)) < len(versions):
        raise UnreadableSeason("This backup is damaged: a season is in it twice. Nothing was changed.")
    return file


def rows_of(file: WorkspaceFile) -> Rows:
    """The rows of a file, as they were."""
    return {
        seasons.name: [
            {
                **season.model_dump(include={"id", "name", "created", "updated", "version", "space"}),
                **{name: _text(getattr(season, name)) for name in _DOCUMENTS},
            }
            for season in file.seasons
        ],
        season_changes.name: [
            {
                "season": season.id,
                **change.model_dump(include={"version", "at", "kind", "text", "key"}),
                "before": None if change.first else zlib.compress(json.dumps(change.back).encode(), 6),
            }
            for season in file.seasons
            for change in season.history
        ],
    }


def pack(files: Mapping[str, bytes]) -> dict[str, str]:
    """The files of a program list as they stand in a workspace file."""
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def unpack(files: Mapping[str, str]) -> dict[str, bytes]:
    """The files of a program list.

    Raises:
        UnreadableSeason: If they are damaged.
    """
    try:
        return {name: base64.b64decode(content, validate=True) for name, content in files.items()}
    except ValueError:
        raise UnreadableSeason("The program lists in this backup are damaged. Nothing was changed.") from None


def _season(row: Mapping[str, Any], history: Sequence[ExportedChange]) -> ExportedSeason:
    documents = {name: _value(row[name]) for name in _DOCUMENTS}
    told = {name: row[name] for name in ("id", "name", "created", "updated", "version", "space")}
    return ExportedSeason(**told, **documents, history=list(history))


def _change(row: Mapping[str, Any]) -> ExportedChange:
    told = {name: row[name] for name in ("version", "at", "kind", "text", "key")}
    back = None if row["before"] is None else json.loads(zlib.decompress(row["before"]))
    return ExportedChange(**told, back=back, first=row["before"] is None)


def _value(text: str | None) -> Any:
    """What a column holds; its text where that is not exactly what would be written for a value."""
    if text is None:
        return None
    try:
        value = json.loads(text)
        exact = json.dumps(value, allow_nan=False) == text and not isinstance(value, str | None)
    except (ValueError, RecursionError):
        exact = False
    return value if exact else text


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def _moment(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
