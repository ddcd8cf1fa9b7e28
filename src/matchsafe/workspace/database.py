"""Opening a database: where it is, who may read it, which schema it is at, and what its errors mean."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.pool import StaticPool

from matchsafe.workspace.errors import NewerSchema, UnreadableSeason, WorkspaceBusy, WorkspaceError
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
            _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _sqlite(url: URL) -> Engine:
    memory = url.database in (None, "", ":memory:")
    if not memory:
        _make_private(Path(str(url.database)))
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        **({"poolclass": StaticPool} if memory else {"pool_timeout": BUSY_SECONDS}),
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


def _make_private(path: Path) -> None:
    """Create the file, for this user only, before SQLite would create it for everyone."""
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path == default_path():
            path.parent.chmod(0o700)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if path.is_dir():
            raise UnreadableSeason(f"{path} is a folder, not a file of saved seasons.")
    except OSError as error:
        raise UnreadableSeason(f"The saved seasons cannot be kept in {path}: {error.strerror}.") from None


def _migrate(engine: Engine) -> None:
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        found = _schema(connection)
        connection.rollback()
        if sqlite and engine.url.database not in (None, "", ":memory:"):
            _settle(connection, Path(str(engine.url.database)))
        if found == SCHEMA:
            return
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


def _settle(connection: Connection, path: Path) -> None:
    """Make the file readable by this user only, and let readers and one writer work at once (WAL)."""
    if stat.S_IMODE(path.stat().st_mode) != 0o600:
        with suppress(OSError):
            path.chmod(0o600)
    driver = connection.connection.driver_connection
    assert driver is not None
    if driver.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        driver.execute("PRAGMA journal_mode = WAL")


@contextmanager
def errors(url: URL) -> Iterator[None]:
    """Turn the errors of the database into ours: a message names the place, never content or a password.

    Raises:
        WorkspaceError: Or one of its kinds, instead of what SQLAlchemy raised.
    """
    place = url.database if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)
    try:
        yield
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
        if "readonly" in text or "read-only" in text:
            raise WorkspaceError(f"The saved seasons in {place} can be read but not changed.") from None
        if "full" in text:
            raise WorkspaceError(f"There is no space left to save in {place}.") from None
        raise UnreadableSeason(f"The saved seasons in {place} cannot be reached.") from None
