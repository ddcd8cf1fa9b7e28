"""Opening a database: where it is, who may read it, which schema it is at, and what its errors mean."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.pool import StaticPool

from matchsafe.workspace import sqlite_file
from matchsafe.workspace.backup_files import copy_before
from matchsafe.workspace.errors import (
    NewerSchema,
    SeasonExists,
    UnreadableSeason,
    WorkspaceBusy,
    WorkspaceError,
    WorkspaceUnavailable,
)
from matchsafe.workspace.space import current
from matchsafe.workspace.tables import KNOWN_SCHEMAS, SCHEMA, VERSION_TABLE

DATABASE_URL: Final = "MATCHSAFE_DATABASE_URL"
"""The environment variable that names another database than the file in the user's data directory."""

BUSY_SECONDS: Final = 5.0
"""How long to wait for another program to let go of the database."""

_MIGRATION_LOCK: Final = 7_205_759_403_792  # any number that only matchsafe uses (PostgreSQL advisory lock)


def default_path() -> Path:
    """The SQLite file in the data directory of this user."""
    import platformdirs

    return Path(platformdirs.user_data_dir("matchsafe", appauthor=False)) / "workspace.sqlite"


def resolve(url: str | None) -> URL:
    """The database to open: ``url``, else ``MATCHSAFE_DATABASE_URL``, else the user's own SQLite file.

    Raises:
        WorkspaceError: If the address is not one of SQLite or PostgreSQL.
    """
    text = url or os.environ.get(DATABASE_URL) or ""
    if not text:
        return URL.create("sqlite", database=str(default_path()))
    try:
        parsed = make_url(text)
    except (exc.ArgumentError, ValueError):
        raise WorkspaceError(f"{DATABASE_URL} is not a database address. {_ACCEPTED}") from None
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return parsed.set(drivername="sqlite")
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise WorkspaceError(f"A database of the kind {kind!r} cannot be used. {_ACCEPTED}")


_ACCEPTED = "Accepted are sqlite:////path/to/file.sqlite and postgresql://user@host/name."


def file_of(url: URL) -> Path | None:
    """The file of a SQLite database; ``None`` for one in memory and for PostgreSQL."""
    kept = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
    return Path(str(url.database)) if kept else None


def database_name(url: URL) -> str:
    """Where a database is, for people: a path, or an address without any password."""
    if url.get_backend_name() == "sqlite":
        return "the memory of this program" if file_of(url) is None else str(url.database)
    return url.set(query={}).render_as_string(hide_password=True)  # what follows a "?" may be a password too


def place_of(url: URL) -> str:
    """Where a database is, as far as it is the business of whoever asks."""
    return "the computer that runs this page" if current().id else database_name(url)


def open_engine(url: URL) -> Engine:
    """Open the database, private to this user, at the newest schema.

    Raises:
        NewerSchema: If a newer matchsafe wrote it.
        UnreadableSeason: If it cannot be opened, or is the database of another program.
        WorkspaceBusy: If another program holds it.
        WorkspaceError: If the PostgreSQL driver is not installed.
    """
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    try:
        with errors(url):
            try:
                _migrate(engine)
            except exc.OperationalError:
                path = file_of(url)
                if path is None or not sqlite_file.is_disk_full(path):
                    raise
                engine.dispose()
                sqlite_file.give_room(path)
                _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _sqlite(url: URL) -> Engine:
    path = file_of(url)
    if path is not None and _is_read_only(url) and not sqlite_file.has_log(path):
        # Without a log beside it the file is whole, and this program cannot add to it: it can be looked at.
        url = url.set(database=f"file:{quote(str(path))}", query={"immutable": "1", "uri": "true"})
    elif path is not None:
        sqlite_file.make(path, own_folder=path == default_path())
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        **({"poolclass": StaticPool} if path is None else {"pool_timeout": BUSY_SECONDS}),
    )

    @sa.event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        for pragma in (
            "foreign_keys = ON",
            "secure_delete = ON",
            "synchronous = FULL",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    try:
        return sa.create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=10,  # with four processes still below the hundred that PostgreSQL lets in
            pool_timeout=BUSY_SECONDS,
            connect_args={
                "connect_timeout": int(BUSY_SECONDS),
                "options": f"-c lock_timeout={int(BUSY_SECONDS * 1000)} -c statement_timeout=30000",
            },
        )
    except ImportError:
        raise WorkspaceError(
            "PostgreSQL needs the driver psycopg: install it with pip install 'psycopg[binary]'."
        ) from None


def _migrate(engine: Engine) -> None:
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        found = _schema(connection)
        connection.rollback()
        fixed = "immutable" in engine.url.query
        path = None if fixed else file_of(engine.url)
        if path is not None:
            sqlite_file.settle(connection.connection.driver_connection, path)
        if found == SCHEMA:
            return
        if path is not None and found is not None:
            copy_before(path, f"schema-{SCHEMA}")
        connection = connection.execution_options(write=True)
        with connection.begin():
            if not sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            if _schema(connection) == SCHEMA:  # another program was first
                return
            from matchsafe.workspace import migrations

            migrations.move(connection)


def _schema(connection: Connection) -> str | None:
    """The migration a database is at; ``None`` if it is empty.

    Raises:
        NewerSchema: If the code does not know that migration.
        UnreadableSeason: If a SQLite file holds something else.
    """
    names = set(sa.inspect(connection).get_table_names())
    if VERSION_TABLE not in names:
        if names and connection.dialect.name == "sqlite":
            raise UnreadableSeason("This file is the database of another program, so it was left alone.")
        return None
    version = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()
    if version is not None and version not in KNOWN_SCHEMAS:
        raise NewerSchema(
            "The saved seasons were written by a newer version of matchsafe. Nothing was changed. "
            "Install the newer version to open them."
        )
    return None if version is None else str(version)


def _is_read_only(url: URL) -> bool:
    path = file_of(url)
    return (
        path is not None
        and path.exists()
        and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    )


@contextmanager
def errors(url: URL) -> Iterator[None]:
    """Turn the errors of the database into ours: a message names the place, never content or a password.

    Raises:
        WorkspaceError: Or one of its kinds, instead of what SQLAlchemy raised.
    """
    place = place_of(url)
    try:
        yield
    except exc.IntegrityError:
        raise SeasonExists("There is something with this id already. Nothing was changed.") from None
    except exc.TimeoutError:
        raise WorkspaceBusy(f"The saved seasons in {place} are in use. Please try again.") from None
    except (exc.DBAPIError, sqlite3.Error) as error:
        cause = getattr(error, "orig", error)
        text = str(cause).lower()
        if (
            type(cause).__name__ in ("LockNotAvailable", "DeadlockDetected", "QueryCanceled")
            or "locked" in text
        ):
            raise WorkspaceBusy(
                f"The saved seasons in {place} are in use by another program. Please try again."
            ) from None
        if "not a database" in text or "malformed" in text:
            raise UnreadableSeason(
                f"{place} is not a file of saved seasons, or it is damaged. It was left as it is."
            ) from None
        if "readonly" in text or "read-only" in text or ("unable to open" in text and _is_read_only(url)):
            raise WorkspaceUnavailable(
                f"The saved seasons in {place} can be read but not changed. Nothing was saved. Make the file and its "
                "folder writable, then try again."
            ) from None
        path = file_of(url)
        if "full" in text or (path is not None and sqlite_file.is_disk_full(path)):
            raise WorkspaceUnavailable(
                f"There is no space left to save in {place}. Nothing was saved; what was saved before is still there. "
                "Free some space, then try again."
            ) from None
        raise WorkspaceUnavailable(
            f"The saved seasons in {place} cannot be reached. Please try again later."
        ) from None
