"""Saved seasons on this machine: one object to save, read, back up and delete them."""

from __future__ import annotations

import builtins
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Final, Self

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.engine import URL, Connection, Row

from matchsafe.domain.kept_plan import KeptPlan, Proof
from matchsafe.domain.season import Season
from matchsafe.workspace.backup_files import copy_database, file_url, write_new
from matchsafe.workspace.database import errors, open_engine, resolve
from matchsafe.workspace.errors import NewerSchema, NotFound, UnreadableSeason, WorkspaceBusy, WorkspaceError
from matchsafe.workspace.tables import seasons

__all__ = [
    "NewerSchema", "NotFound", "StoredSeason", "UnreadableSeason", "Workspace", "WorkspaceBusy", "WorkspaceError",
]  # fmt: skip

MAX_NAME: Final = 200
"""Letters kept of the name of a saved season."""


@dataclass(frozen=True)
class StoredSeason:
    """A saved season and the answers still being filled in beside it.

    Attributes:
        id: Unguessable; who knows it can read the season.
        season: ``None`` while there is only a draft, or where ``readable`` is false.
        created: When it was first saved, in UTC.
        updated: When it was last changed, in UTC.
        draft: The half-filled questions, or ``None``.
        readable: False if what is stored is not a season this version can read (it is kept).
    """

    id: str
    name: str
    season: Season | None
    created: datetime
    updated: datetime
    draft: dict[str, Any] | None
    readable: bool = True


class Workspace:
    """The saved seasons of one person, or of one office that shares a PostgreSQL database.

    Safe to share between threads; every call is one short transaction. Use it as a context manager, or call
    ``close``.

    Args:
        url: ``sqlite:////path/to/file`` or ``postgresql://...``; by default ``MATCHSAFE_DATABASE_URL``, else
            a file in this user's data directory, readable by this user only.

    Raises:
        NewerSchema: If a newer matchsafe wrote the database.
        UnreadableSeason: If it cannot be opened.
        WorkspaceBusy: If another program holds it.
    """

    def __init__(self, url: str | None = None) -> None:
        self._url: URL = resolve(url)
        self._engine = open_engine(self._url)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._memory = self._sqlite and self._url.database in (None, "", ":memory:")
        self._alone = threading.Lock() if self._memory else nullcontext()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database. Nothing is lost: every change was written when it was made."""
        self._engine.dispose()

    @property
    def place(self) -> str:
        """Where the seasons are kept, for people: a path, or an address without its password."""
        return str(self._url.database) if self._sqlite else self._url.render_as_string(hide_password=True)

    @property
    def local(self) -> bool:
        """Whether the seasons are kept in a file on this machine rather than in a database server."""
        return self._sqlite

    @property
    def memory(self) -> bool:
        """Whether the seasons are kept in the memory of this process alone."""
        return self._memory

    def save(self, season: Season, *, name: str = "", season_id: str | None = None) -> str:
        """Save a season; its draft, if there is one, is done with.

        Args:
            season: What to save. Only what was given is stored, not the defaults.
            name: What to call it; without one, an earlier name stays.
            season_id: The saved season (or draft) to replace; ``None`` makes a new one.

        Returns:
            The id.

        Raises:
            NotFound: If ``season_id`` is not there.
        """
        text = json.dumps(season.model_dump(mode="json", exclude_unset=True))
        return self._put(season_id, {"season": text, "draft": None}, name)

    def save_draft(self, season_id: str | None, data: dict[str, Any]) -> str:
        """Save half-filled questions beside the season of this id, or as a new draft.

        Args:
            season_id: A saved season or draft; ``None`` makes a new one.
            data: Anything JSON can hold; the parts of a season file as far as they are known.

        Returns:
            The id.

        Raises:
            NotFound: If ``season_id`` is not there.
            TypeError: If ``data`` holds something JSON cannot.
        """
        return self._put(season_id, {"draft": json.dumps(data)}, "")

    def get(self, season_id: str) -> StoredSeason:
        """The saved season of this id.

        Raises:
            NotFound: If there is none.
            UnreadableSeason: If what is stored is not a season this version can read.
        """
        with self._transaction() as connection:
            row = connection.execute(sa.select(seasons).where(seasons.c.id == _id(season_id))).one_or_none()
        if row is None:
            raise NotFound("There is no saved season with this id. It may have been deleted.")
        stored = _stored(row)
        if not stored.readable:
            raise UnreadableSeason("This saved season cannot be read by this version. It was left as it is.")
        return stored

    def draft(self, season_id: str) -> dict[str, Any]:
        """The half-filled questions of this id; empty if there are none.

        Raises:
            NotFound: If there is neither a season nor a draft.
        """
        return self.get(season_id).draft or {}

    def save_plan(self, season_id: str, plan: KeptPlan) -> None:
        """Keep what was asked of a plan beside its season; it is backed up and deleted with the season.

        Raises:
            NotFound: If there is no such season.
        """
        text = json.dumps(plan.model_dump(mode="json", exclude_defaults=True))
        self._put(season_id, {"plan": text}, "")

    def plan(self, season_id: str) -> KeptPlan | None:
        """What was asked of the plan of this season; ``None`` if nothing was yet.

        Raises:
            NotFound: If there is no such season.
            UnreadableSeason: If what is stored is not a plan this version can read.
        """
        text = self._column(season_id, seasons.c.plan)
        try:
            return None if text is None else KeptPlan.model_validate_json(text)
        except (ValidationError, ValueError):
            raise UnreadableSeason(
                "What is kept of this plan cannot be read by this version. It was left as it is."
            ) from None

    def save_proof(self, season_id: str, proof: Proof) -> None:
        """Keep the answer of a long proof beside its season; it is backed up and deleted with the season.

        Raises:
            NotFound: If there is no such season.
        """
        self._put(season_id, {"proof": proof.model_dump_json()}, "")

    def proof(self, season_id: str) -> Proof | None:
        """The answer of the last long proof; ``None`` if there is none this version can read: it can be made again.

        Raises:
            NotFound: If there is no such season.
        """
        text = self._column(season_id, seasons.c.proof)
        try:
            return None if text is None else Proof.model_validate_json(text)
        except (ValidationError, ValueError):
            return None

    def _column(self, season_id: str, column: sa.Column[Any]) -> str | None:
        with self._transaction() as connection:
            row = connection.execute(sa.select(column).where(seasons.c.id == _id(season_id))).one_or_none()
        if row is None:
            raise NotFound("There is no saved season with this id. It may have been deleted.")
        text: str | None = row[0]
        return text

    def list(self, most: int | None = None) -> tuple[StoredSeason, ...]:
        """Everything saved, or the ``most`` changed last; ``readable`` is false where a season cannot be read."""
        newest = sa.select(seasons).order_by(seasons.c.updated.desc(), seasons.c.id).limit(most)
        with self._transaction() as connection:
            rows = connection.execute(newest).all()
        return tuple(_stored(row) for row in rows)

    def delete(self, season_id: str) -> None:
        """Delete one season and its draft, so that nothing of it stays in the file.

        Raises:
            NotFound: If there is none.
        """
        with self._transaction(write=True) as connection:
            if connection.execute(sa.delete(seasons).where(seasons.c.id == _id(season_id))).rowcount == 0:
                raise NotFound("There is no saved season with this id. It may have been deleted already.")
        self._forget()

    def delete_all(self) -> None:
        """Delete everything, so that nothing stays in the file but empty tables."""
        with self._transaction(write=True) as connection:
            if self._sqlite:
                connection.execute(sa.delete(seasons))
            else:
                connection.exec_driver_sql(f"TRUNCATE TABLE {seasons.name}")
        self._forget(vacuum=True)

    def backup(self, path: str | Path) -> Path:
        """Copy everything to a new SQLite file, readable by this user only, whichever database is in use.

        Args:
            path: A file that does not exist yet.

        Returns:
            The path.

        Raises:
            WorkspaceError: If the file exists or cannot be written.
        """
        target = Path(path)
        if target.exists():
            raise WorkspaceError(f"{target} is already there. Choose another name for the backup.")
        with self._transaction() as connection:
            rows = [dict(row._mapping) for row in connection.execute(sa.select(seasons))]
        with TemporaryDirectory(prefix="matchsafe-") as folder:
            made = Path(folder) / "backup.sqlite"
            with Workspace(file_url(made)) as copy:
                copy._replace(rows)
                copy._one_file()
            write_new(target, made.read_bytes())
        return target

    def restore(self, path: str | Path) -> int:
        """Replace everything saved by what is in a backup; all of it or, if anything is wrong, nothing.

        Args:
            path: A file that ``backup`` wrote, or an earlier version did.

        Returns:
            How many seasons and drafts there are now.

        Raises:
            UnreadableSeason: If the file is not a backup; what was saved is untouched.
            NewerSchema: If a newer matchsafe wrote it; what was saved is untouched.
        """
        source = Path(path)
        with TemporaryDirectory(prefix="matchsafe-") as folder:
            copied = Path(folder) / "backup.sqlite"  # a copy, so that the backup itself is never migrated
            copy_database(source, copied)
            with Workspace(file_url(copied)) as backup, backup._transaction() as connection:
                rows = [dict(row._mapping) for row in connection.execute(sa.select(seasons))]
        self._replace(rows)
        self._forget()
        return len(rows)

    def _put(self, season_id: str | None, values: dict[str, Any], name: str) -> str:
        now = datetime.now(UTC)
        cleaned = _name(name)
        with self._transaction(write=True) as connection:
            if season_id is None:
                season_id = secrets.token_urlsafe(24)
                row = {"id": season_id, "name": cleaned, "created": now, "updated": now, **values}
                connection.execute(sa.insert(seasons).values(row))
                return season_id
            changed = {"updated": now, **values, **({"name": cleaned} if cleaned else {})}
            done = connection.execute(
                sa.update(seasons).where(seasons.c.id == _id(season_id)).values(changed)
            )
            if done.rowcount == 0:
                raise NotFound("There is no saved season with this id. It may have been deleted.")
        return season_id

    def _replace(self, rows: builtins.list[dict[str, Any]]) -> None:
        with self._transaction(write=True) as connection:
            connection.execute(sa.delete(seasons))
            if rows:
                connection.execute(sa.insert(seasons), rows)

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[Connection]:
        with (
            errors(self._url),
            self._alone,
            self._engine.connect() as connection,
            connection.execution_options(write=write).begin(),
        ):
            yield connection

    def _forget(self, *, vacuum: bool = False) -> None:
        """Clear what SQLite still keeps of deleted rows: free pages (zeroed when freed) and the log.

        If another program reads at this moment the log cannot be cut; closing the workspace cuts it then.
        """
        if not self._sqlite or self._memory:
            return
        with suppress(WorkspaceBusy), errors(self._url), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            if vacuum:
                driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _one_file(self) -> None:
        with self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA journal_mode = DELETE").fetchall()


def _id(text: str) -> str:
    """An id a database may be asked for; others (PostgreSQL refuses NUL and half characters) find nothing."""
    return text if text.isascii() and text.isprintable() and len(text) <= 64 else ""


def _name(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()[:MAX_NAME]


def _stored(row: Row[Any]) -> StoredSeason:
    readable, season, draft = True, None, None
    try:
        season = None if row.season is None else Season.model_validate_json(row.season)
        draft = None if row.draft is None else json.loads(row.draft)
        readable = draft is None or isinstance(draft, dict)
    except (ValidationError, ValueError):
        readable = False
    return StoredSeason(
        id=row.id,
        name=row.name,
        season=season if readable else None,
        created=row.created,
        updated=row.updated,
        draft=draft if readable else None,
        readable=readable,
    )
