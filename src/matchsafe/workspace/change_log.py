"""The log of the changes of a season: what leads back from each version to the one before.

A row holds only the difference, compressed, so that thousands of changes of a large season stay small. Every function
works in the transaction of its caller.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from matchsafe.workspace.document_delta import difference, patch
from matchsafe.workspace.errors import NoChangeToUndo, ReusedKey
from matchsafe.workspace.stored_season import Document, SeasonChange
from matchsafe.workspace.tables import season_changes

MOST: Final = 10_000
"""Changes kept of a season; the oldest go first."""

_TOLD: Final = (season_changes.c.version, season_changes.c.at, season_changes.c.kind, season_changes.c.text)
_MOST_TEXT: Final = 300


_WORD: Final = 40
"""Digits of a digest that stand for the key; the others stand for what was asked under it."""


def digest(key: str) -> str:
    """What is kept of the key of a request; a second line of it says what was asked."""
    word, _, asked = key.partition("\n")
    own = _sha256(word)
    return own[:_WORD] + _sha256(asked)[_WORD:] if asked else own


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def write(
    connection: Connection,
    season_id: str,
    change: SeasonChange,
    before: Document | None,
    after: Document,
    key: str | None,
) -> None:
    """Add a change, and let go of the oldest beyond ``MOST``."""
    delta = None if before is None else zlib.compress(json.dumps(difference(after, before)).encode(), 6)
    row = {
        "season": season_id,
        "version": change.version,
        "at": change.at,
        "kind": change.kind,
        "text": "".join(c for c in change.text if c.isprintable()).strip()[:_MOST_TEXT],
        "key": None if key is None else digest(key),
        "before": delta,
    }
    connection.execute(sa.insert(season_changes).values(row))
    if change.version > MOST:
        connection.execute(
            sa.delete(season_changes).where(
                season_changes.c.season == season_id, season_changes.c.version <= change.version - MOST
            )
        )


def is_done(connection: Connection, season_id: str, key: str) -> bool:
    """Whether the request with this key was done already.

    Raises:
        ReusedKey: If something else was asked under it.
    """
    made, kept = digest(key), season_changes.c.key
    same = sa.select(kept).where(
        season_changes.c.season == season_id, kept >= made[:_WORD], kept < f"{made[:_WORD]}g"
    )
    found = connection.execute(same).scalar()
    if found not in (None, made, digest(key.partition("\n")[0])):
        raise ReusedKey("Another request was sent with this key before.")
    return found is not None


def newest(connection: Connection, season_id: str, most: int | None = None) -> tuple[SeasonChange, ...]:
    """The changes of a season, the newest first."""
    asked = _of(season_id, _TOLD).limit(most)
    return tuple(_change(row) for row in connection.execute(asked))


def _change(row: Row[Any]) -> SeasonChange:
    return SeasonChange(version=row.version, at=row.at, text=row.text, kind=row.kind)


def since(connection: Connection, season_id: str, version: int) -> tuple[SeasonChange, ...]:
    """The changes after a version, the oldest first."""
    asked = _of(season_id, _TOLD).where(season_changes.c.version > version)
    return tuple(_change(row) for row in connection.execute(asked))[::-1]


def version_at(connection: Connection, season_id: str, moment: datetime) -> int | None:
    """The version a season had at a moment; ``None`` where the log does not reach back to it."""
    asked = _of(season_id, (season_changes.c.version,)).where(season_changes.c.at <= moment).limit(1)
    found = connection.execute(asked).scalar()
    return None if found is None else int(found)


def document_at(
    connection: Connection, season_id: str, now: Document, current: int, version: int
) -> Document | None:
    """The document of an earlier version; ``None`` where the log does not reach back to it.

    Args:
        now: The document of version ``current``.
        current, version: Where the log is read from and to.
    """
    asked = _of(season_id, (season_changes.c.before,)).where(season_changes.c.version > version)
    deltas = connection.execute(asked).scalars().all()
    if version > current or len(deltas) != current - version or None in deltas:
        return None
    for packed in deltas:
        now = _back(now, packed)
    return now


def before(connection: Connection, season_id: str, version: int, now: Document) -> Document:
    """What a document was before the change that led to it.

    Raises:
        NoChangeToUndo: If that change made the season, or is no longer in the log.
    """
    asked = _of(season_id, (season_changes.c.before,)).where(season_changes.c.version == version)
    packed = connection.execute(asked).scalar()
    if packed is None:
        raise NoChangeToUndo("There is nothing to undo.")
    return _back(now, packed)


def to_undo(changes: Iterable[SeasonChange]) -> SeasonChange | None:
    """The change that is undone next; ``changes`` from the newest on."""
    undone = 0
    for change in changes:
        if change.kind == "undo":
            undone += 1
        elif change.kind == "new":
            return None
        elif undone:
            undone -= 1
        else:
            return change
    return None


def to_redo(changes: Iterable[SeasonChange]) -> SeasonChange | None:
    """The undoing that is taken back next; a change of its own ends what can be done again."""
    done_again = 0
    for change in changes:
        if change.kind == "redo":
            done_again += 1
        elif change.kind != "undo":
            return None
        elif done_again:
            done_again -= 1
        else:
            return change
    return None


def forget(connection: Connection, season_id: str) -> None:
    """Delete the log of a season."""
    connection.execute(sa.delete(season_changes).where(season_changes.c.season == season_id))


def _of(season_id: str, columns: tuple[sa.Column[Any], ...]) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .where(season_changes.c.season == season_id)
        .order_by(season_changes.c.version.desc())
    )


def _back(now: Document, packed: bytes) -> Document:
    found: Document = patch(now, json.loads(zlib.decompress(packed)))
    return found
