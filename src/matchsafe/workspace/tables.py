"""The tables of a workspace. A change here needs a new migration and a new ``SCHEMA``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SCHEMA: Final = "0007"
"""The newest migration this code knows."""

KNOWN_SCHEMAS: Final = frozenset({"0001", "0002", "0003", "0004", "0005", "0006", "0007"})
"""Every migration there has been; a database at any other one was written by a newer version."""

VERSION_TABLE: Final = "matchsafe_schema"
"""Where Alembic keeps the migration a database is at."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, also where the database keeps no time zone (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the moment as UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back with its time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

seasons = Table(
    "matchsafe_seasons",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False, default=""),
    Column("season", Text, nullable=True),  # JSON of what was given; null while only a draft exists
    Column("draft", Text, nullable=True),  # JSON of the half-filled questions; null once saved
    Column("created", UtcDateTime, nullable=False),
    Column("updated", UtcDateTime, nullable=False),
    Column("plan", Text, nullable=True),  # JSON of what was asked of the plan and marked in it
    Column("proof", Text, nullable=True),  # JSON of the answer a long proof gave
    Column("version", Integer, nullable=False, server_default="1"),  # grows by one with every change
    Column("space", String(64), nullable=False, server_default=""),  # of a visitor of a shared machine
    Column("summary", Text, nullable=True),  # JSON of what a list shows of ``season``; see ``stored_season``
    Index("matchsafe_seasons_updated", "updated"),
    Index("matchsafe_seasons_space", "space"),
)
"""One row a saved season, with the answers still being filled in and what was asked of the plan beside it."""

season_changes = Table(
    "matchsafe_season_changes",
    metadata,
    Column("season", String(64), ForeignKey("matchsafe_seasons.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),  # of the season after the change
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(8), nullable=False),  # new, change, undo or redo
    Column("text", Text, nullable=False),
    Column("key", String(64), nullable=True),  # digest of the key of the request, so that it is done once
    Column("before", LargeBinary, nullable=True),  # what leads back; see ``change_log``
    Index("matchsafe_season_changes_key", "season", "key", unique=True),
)
"""One row a change of a season, deleted with it."""

spaces = Table(
    "matchsafe_spaces",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("space", String(64), nullable=False, unique=True),
    Column("passphrase", Text, nullable=False),  # hashed with Argon2
)
"""One row a visitor whose space opens with a passphrase too."""

space_keys = Table(
    "matchsafe_space_keys",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("space", String(64), nullable=False),
    Column("created", UtcDateTime, nullable=False),
)
"""Keys of further devices; the digest of the first one is the id of its space."""

shares = Table(
    "matchsafe_shares",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("season", String(64), ForeignKey("matchsafe_seasons.id", ondelete="CASCADE"), nullable=False),
    Column("label", Text, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("kind", String(8), nullable=False, server_default="look"),
)
"""Links through which others look at a season, a calendar reads its feed, or a partner takes pairs (and ratings)."""
