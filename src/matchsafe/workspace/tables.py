"""The tables of a workspace. A change here needs a new migration and a new ``SCHEMA``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Column, DateTime, Index, MetaData, String, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SCHEMA: Final = "0003"
"""The newest migration this code knows."""

KNOWN_SCHEMAS: Final = frozenset({"0001", "0002", "0003"})
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
    Index("matchsafe_seasons_updated", "updated"),
)
"""One row a saved season, with the answers still being filled in and what was asked of the plan beside it."""
