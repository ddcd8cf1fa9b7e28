"""The database of a workspace as one object: its transactions, and what it takes to forget what was deleted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from types import TracebackType
from typing import Self

from sqlalchemy.engine import URL, Connection

from matchsafe.workspace.database import errors, open_engine, resolve
from matchsafe.workspace.errors import WorkspaceBusy


class SeasonDatabase:
    """An open database at the newest schema; see ``Workspace``."""

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
