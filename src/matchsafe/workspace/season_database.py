"""The database of a workspace as one object: its transactions, and what it takes to forget what was deleted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from matchsafe.workspace.backup_files import copy_of_today
from matchsafe.workspace.database import errors, file_of, open_engine, place_of, resolve
from matchsafe.workspace.errors import ReadOnlySpace, WorkspaceBusy
from matchsafe.workspace.space import current, visible
from matchsafe.workspace.sqlite_file import folder_of_copies, give_room, keep_room, set_aside_if_damaged
from matchsafe.workspace.stored_season import season_of_text
from matchsafe.workspace.tables import season_changes, seasons, shares


class SeasonDatabase:
    """An open database at the newest schema; see ``Workspace``."""

    def __init__(self, url: str | None = None, *, damaged: bool = False) -> None:
        self._url: URL = resolve(url)
        if damaged and (path := file_of(self._url)) is not None:
            set_aside_if_damaged(path)
        self._engine = open_engine(self._url)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._file = file_of(self._url)
        self._memory = self._sqlite and self._file is None
        self._alone = threading.Lock() if self._memory else nullcontext()
        self._copied = None if self._any() else date.today()
        self.on_deleted: Callable[[Sequence[str]], None] = lambda ids: None
        """Called with the ids of what was deleted or replaced, once it is."""

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
        return place_of(self._url)

    @property
    def local(self) -> bool:
        """Whether the seasons are kept in a file on this machine rather than in a database server."""
        return self._sqlite

    @property
    def memory(self) -> bool:
        """Whether the seasons are kept in the memory of this process alone."""
        return self._memory

    @property
    def copies(self) -> Path | None:
        """The folder of the copies that are made by themselves; ``None`` where none are made."""
        return None if self._file is None or current().id else folder_of_copies(self._file)

    @contextmanager
    def _transaction(self, *, write: bool = False) -> Iterator[Connection]:
        if write and current().read_only:
            raise ReadOnlySpace(
                "You can look at this season through the link you were given, and not change it."
            )
        if write and self._file is not None and self._copied != date.today():
            self._copied = date.today()
            copy_of_today(self._file)
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
        season_of_text.cache_clear()
        if not self._sqlite or self._memory:
            return
        with suppress(WorkspaceBusy), errors(self._url), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            if vacuum:
                driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _any(self) -> bool:
        """Whether anything is saved, in whatever space."""
        with self._transaction() as connection:
            return connection.execute(sa.select(seasons.c.id).limit(1)).first() is not None

    def _shared(self) -> bool:
        """Whether others than the present visitor keep seasons here."""
        with self._transaction() as connection:
            return connection.execute(sa.select(seasons.c.id).where(~visible()).limit(1)).first() is not None

    def _empty(self) -> None:
        """Delete every row of the present space, and what the database keeps of them."""
        shared = self._shared()
        with self._transaction(write=True) as connection:
            if self._sqlite or shared:
                connection.execute(sa.delete(seasons).where(visible()))
            else:
                names = (shares.name, season_changes.name, seasons.name)
                connection.exec_driver_sql(f"TRUNCATE TABLE {', '.join(names)}")
        self._forget(vacuum=not shared)

    def _empty_on_full_disk(self, path: Path) -> None:
        """Delete every row of an unshared machine in the room of the reserve: the file is cut, not overwritten."""
        give_room(path)
        with errors(self._url), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            for step in (
                "PRAGMA foreign_keys = OFF", "PRAGMA secure_delete = OFF", "BEGIN IMMEDIATE",
                f"DELETE FROM {season_changes.name}", f"DELETE FROM {shares.name}", f"DELETE FROM {seasons.name}",
                "COMMIT", "VACUUM",
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ):  # fmt: skip
                driver.execute(step).fetchall()
            connection.invalidate()  # with these settings it is no use any more
        keep_room(path)
