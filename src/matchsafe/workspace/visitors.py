"""The visitors of a shared machine: their keys, their passphrases, and the links they give to others."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, cast

import sqlalchemy as sa

from matchsafe.workspace.errors import UnknownSeason, WorkspaceError
from matchsafe.workspace.space import Space, current, digest, visible
from matchsafe.workspace.store import Workspace
from matchsafe.workspace.tables import seasons, shares, space_keys, spaces

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST_PASSPHRASE: Final = 12
LONGEST_PASSPHRASE: Final = 200
MOST_LINKS: Final = 20
Purpose = Literal["look", "pairs", "ratings"]
"""Look at a season, or take what a partner needs for pairs, without or with the ratings."""
_LOOK: Final = shares.c.kind == "look"
_PARTNER: Final = shares.c.kind.in_(("pairs", "ratings"))
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class SharedLink:
    """A link to a season, to look at it or for a partner: its digest stands for it, the link itself is not kept."""

    digest: str
    label: str
    created: datetime
    purpose: Purpose


def new_key() -> str:
    """A key to a new space."""
    return secrets.token_urlsafe(32)


class Visitors:
    """Who may see what in a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def space_of(self, key: str) -> str:
        """The id of the space a key opens."""
        mark = digest(key)
        asked = sa.select(space_keys.c.space).where(space_keys.c.digest == mark)
        with self._workspace._transaction() as connection:
            found = connection.execute(asked).scalar()
        return str(found) if found is not None else mark

    def name(self) -> str | None:
        """What the present space is called, if it has a passphrase."""
        asked = sa.select(spaces.c.name).where(spaces.c.space == current().id)
        with self._workspace._transaction() as connection:
            found = connection.execute(asked).scalar()
        return None if found is None else str(found)

    def set_passphrase(self, passphrase: str) -> str:
        """Let a passphrase open the present space from another device; the name that goes with it.

        Raises:
            WorkspaceError: If it is too short or too long.
        """
        if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
            raise WorkspaceError(
                f"Write a passphrase of {SHORTEST_PASSPHRASE} to {LONGEST_PASSPHRASE} letters."
            )
        hashed = _hasher().hash(passphrase)
        name = self.name()
        with self._workspace._transaction(write=True) as connection:
            if name is None:
                name = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
                row = {"name": name, "space": current().id, "passphrase": hashed}
                connection.execute(sa.insert(spaces).values(row))
            else:
                connection.execute(sa.update(spaces).where(spaces.c.name == name).values(passphrase=hashed))
        return name

    def open(self, name: str, passphrase: str) -> str | None:
        """A new key to the space of this name, if the passphrase fits; a name that is none takes as long."""
        from argon2.exceptions import VerificationError

        asked = sa.select(spaces.c.space, spaces.c.passphrase).where(spaces.c.name == name[:64])
        with self._workspace._transaction() as connection:
            row = connection.execute(asked).one_or_none() if name.isascii() and name.isprintable() else None
        try:
            _hasher().verify(row.passphrase if row else _nobody(), passphrase[:LONGEST_PASSPHRASE])
        except VerificationError:
            row = None
        if row is None:
            return None
        key = new_key()
        with self._workspace._transaction(write=True) as connection:
            kept = {"digest": digest(key), "space": row.space, "created": datetime.now(UTC)}
            connection.execute(sa.insert(space_keys).values(kept))
        return key

    def share(self, season_id: str, label: str, to: Purpose = "look") -> str:
        """A new link to a season of the present space; it is shown once.

        Raises:
            UnknownSeason: If there is no such season.
            WorkspaceError: If there are many links already.
        """
        if len(self.links(season_id)) >= MOST_LINKS:
            raise WorkspaceError(f"There are {MOST_LINKS} links already. Take one back first.")
        link = secrets.token_urlsafe(24)
        row = {
            "digest": digest(link),
            "season": season_id,
            "label": label[:100],
            "created": datetime.now(UTC),
            "kind": to,
        }
        with self._workspace._transaction(write=True) as connection:
            connection.execute(sa.insert(shares).values(row))
        return link

    def links(self, season_id: str) -> tuple[SharedLink, ...]:
        """The links to a season of the present space.

        Raises:
            UnknownSeason: If there is no such season.
        """
        there = sa.select(seasons.c.id).where(seasons.c.id == season_id, visible())
        asked = (
            sa.select(shares).where(shares.c.season == season_id, _LOOK | _PARTNER).order_by(shares.c.created)
        )
        with self._workspace._transaction() as connection:
            if connection.execute(there).first() is None:
                raise UnknownSeason("There is no saved season with this id. It may have been deleted.")
            rows = connection.execute(asked).all()
        return tuple(SharedLink(row.digest, row.label, row.created, row.kind) for row in rows)

    def take_back(self, season_id: str, mark: str) -> None:
        """End a link to a season of the present space.

        Raises:
            UnknownSeason: If there is no such season.
        """
        self.links(season_id)
        with self._workspace._transaction(write=True) as connection:
            connection.execute(
                sa.delete(shares).where(
                    shares.c.season == season_id, shares.c.digest == mark, _LOOK | _PARTNER
                )
            )

    def space_behind(self, link: str) -> Space | None:
        """What a link to look at a season shows; ``None`` if it was taken back or never was."""
        found = self._behind(link, _LOOK)
        return None if found is None else found[0]

    def partner_grant(self, link: str) -> tuple[Space, Purpose] | None:
        """The season that a partner's link gives, and what of it; ``None`` if it was taken back or never was."""
        return self._behind(link, _PARTNER)

    def _behind(self, link: str, kind: sa.ColumnElement[bool]) -> tuple[Space, Purpose] | None:
        asked = (
            sa.select(seasons.c.space, seasons.c.id, shares.c.kind)
            .join(shares, shares.c.season == seasons.c.id)
            .where(shares.c.digest == digest(link), kind)
        )
        with self._workspace._transaction() as connection:
            row = connection.execute(asked).one_or_none()
        if row is None:
            return None
        return Space(row.space, only=row.id, read_only=True), cast("Purpose", row.kind)

    def leave(self) -> None:
        """Delete the passphrase and the further keys of the present space."""
        with self._workspace._transaction(write=True) as connection:
            for table in (spaces, space_keys):
                connection.execute(sa.delete(table).where(table.c.space == current().id))


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher as Hasher

    return Hasher()


@cache
def _nobody() -> str:
    """A hash that fits no passphrase anyone knows."""
    hashed: str = _hasher().hash(secrets.token_urlsafe(32))
    return hashed
