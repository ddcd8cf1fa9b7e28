"""Calendar feeds: one private address for each season, which can be renewed and withdrawn and shows nothing else."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

from matchsafe.workspace.errors import UnknownSeason
from matchsafe.workspace.space import Space, digest, visible, within
from matchsafe.workspace.store import Workspace
from matchsafe.workspace.stored_season import StoredSeason
from matchsafe.workspace.tables import seasons, shares

_KIND: Final = "feed"
_LONGEST: Final = 80


class CalendarFeeds:
    """The addresses under which calendars read seasons; only a digest of each is kept."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def issue_date(self, season_id: str) -> datetime | None:
        """When the feed of a season got its present address; ``None`` if it has none.

        Raises:
            UnknownSeason: If there is no such season.
        """
        with self._workspace._transaction() as connection:
            self._known(connection, season_id)
            asked = sa.select(shares.c.created).where(_of(season_id))
            found: datetime | None = connection.execute(asked).scalar()
        return found

    def renew(self, season_id: str) -> str:
        """Give the feed of a season a new address, its last part; an earlier one ends. It is shown once.

        Raises:
            UnknownSeason: If there is no such season.
        """
        link = secrets.token_urlsafe(24)
        row = {
            "digest": digest(link), "season": season_id, "label": "", "created": datetime.now(UTC), "kind": _KIND,
        }  # fmt: skip
        with self._workspace._transaction(write=True) as connection:
            self._known(connection, season_id)
            connection.execute(sa.delete(shares).where(_of(season_id)))
            connection.execute(sa.insert(shares).values(row))
        return link

    def withdraw(self, season_id: str) -> None:
        """End the feed of a season.

        Raises:
            UnknownSeason: If there is no such season.
        """
        with self._workspace._transaction(write=True) as connection:
            self._known(connection, season_id)
            connection.execute(sa.delete(shares).where(_of(season_id)))

    def season_of(self, link: str) -> StoredSeason:
        """The season whose calendar an address shows, whoever asks.

        Raises:
            UnknownSeason: If the address was withdrawn, renewed, or never was.
        """
        asked = (
            sa.select(seasons.c.space, seasons.c.id)
            .join(shares, shares.c.season == seasons.c.id)
            .where(shares.c.digest == digest(link[:_LONGEST]), shares.c.kind == _KIND)
        )
        with self._workspace._transaction() as connection:
            row = connection.execute(asked).one_or_none()
        if row is None:
            raise UnknownSeason("This calendar is no longer shared.")
        with within(Space(row.space, only=row.id, read_only=True)):
            return self._workspace.get(row.id)

    @staticmethod
    def _known(connection: sa.Connection, season_id: str) -> None:
        asked = sa.select(seasons.c.id).where(seasons.c.id == season_id, visible())
        if connection.execute(asked).first() is None:
            raise UnknownSeason("There is no saved season with this id. It may have been deleted.")


def _of(season_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(shares.c.season == season_id, shares.c.kind == _KIND)
