"""Changing saved seasons: each change one transaction, with a version to compare and a history to go back in."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matchsafe.domain.season import Season
from matchsafe.workspace import change_log
from matchsafe.workspace.errors import NoChangeToUndo, UnknownSeason, UnreadableSeason, WorkspaceFull
from matchsafe.workspace.season_database import SeasonDatabase
from matchsafe.workspace.space import MOST_BYTES, MOST_SEASONS, current, own, visible
from matchsafe.workspace.stored_season import (
    ChangeKind,
    SeasonChange,
    StaleSeason,
    StoredSeason,
    as_columns,
    changed_columns,
    clean_name,
    document,
    season_of_row,
    summary_column,
)
from matchsafe.workspace.tables import season_changes, seasons

UNREADABLE: Final = "This saved season cannot be read by this version. It was left as it is."


class SeasonRevisions(SeasonDatabase):
    """The seasons of a workspace as far as they change; see ``Workspace``."""

    def change(
        self,
        season_id: str,
        edit: Callable[[Season], Season],
        *,
        expected: int | None = None,
        key: str | None = None,
        text: str = "",
        part: Callable[[StoredSeason], object] | None = None,
    ) -> StoredSeason:
        """Change a saved season in one transaction: read it, edit it, write it and what it was before.

        Args:
            season_id: Which.
            edit: From the season as it is to the season as it should be; quick, and without effects of its own. What
                it raises is passed on, and nothing is saved.
            expected: The version the change was made for; ``None`` changes whatever is there.
            key: Of the request that asks for it: the same key again changes nothing and gives the season as it is.
            text: What is done, for the history: "Added Mercy Hospital".
            part: What of the season the change rests on. An older ``expected`` is no hindrance where this part is
                still what it was then.

        Returns:
            The season after it; where the edit changes nothing, the version stays.

        Raises:
            UnknownSeason: If there is no such season, or only a draft of it.
            StaleSeason: If it was changed after ``expected``.
            UnreadableSeason: If what is stored is not a season this version can read.
        """
        return self.revise(
            season_id, _whole(edit), expected=expected, key=key, text=text, part=part, readable=True
        )

    def change_both(
        self,
        season_id: str,
        edit: Callable[[Season], Season],
        other_id: str,
        follow: Callable[[Season, Season], Season],
        *,
        expected: int | None = None,
        key: str | None = None,
        text: str = "",
        other_text: str = "",
        part: Callable[[StoredSeason], object] | None = None,
    ) -> StoredSeason:
        """Change a season and another that follows it in one transaction: both are saved, or neither.

        Args:
            season_id, edit, expected, key, text, part: As in ``change``, of the first season.
            other_id: The season that follows.
            follow: From the first season after its change, and the other one, to the other as it should be.

        Returns:
            The first season after it.

        Raises:
            UnknownSeason, StaleSeason, UnreadableSeason: As in ``change``, of either season.
        """
        with self._transaction(write=True) as connection:
            for each in sorted({season_id, other_id}):  # locked in one order, whoever of the two begins
                self._row(connection, each)
            one = self._revise(connection, season_id, _whole(edit), expected, key, text, part, readable=True)
            assert one.season is not None
            after = one.season
            theirs = _whole(lambda other: follow(after, other))
            self._revise(connection, other_id, theirs, None, None, other_text, None, readable=True)
            return one

    def revise(
        self,
        season_id: str,
        edit: Callable[[StoredSeason], StoredSeason],
        *,
        expected: int | None = None,
        key: str | None = None,
        text: str = "",
        part: Callable[[StoredSeason], object] | None = None,
        readable: bool = False,
    ) -> StoredSeason:
        """Change what is kept of a season (name, season, draft, plan) in one transaction; as ``change`` else.

        Args:
            season_id, expected, key, text, part: As in ``change``.
            edit: From what is stored to what should be; only what differs is written.
            readable: Whether what this version cannot read is refused.

        Raises:
            UnknownSeason: If there is neither a season nor a draft.
            StaleSeason: If it was changed after ``expected``.
            UnreadableSeason: If what is stored cannot be read.
        """
        with self._transaction(write=True) as connection:
            return self._revise(connection, season_id, edit, expected, key, text, part, readable=readable)

    def rename(
        self, season_id: str, name: str, *, expected: int | None = None, key: str | None = None
    ) -> StoredSeason:
        """Give a season a name; one of no letters changes nothing. Arguments and errors are those of ``revise``."""
        name = clean_name(name)
        return self.revise(
            season_id,
            lambda was: replace(was, name=name or was.name),
            expected=expected,
            key=key,
            text=f"Called it {name}",
            part=lambda stored: stored.name,
        )

    def _revise(
        self,
        connection: Connection,
        season_id: str,
        edit: Callable[[StoredSeason], StoredSeason],
        expected: int | None,
        key: str | None,
        text: str,
        part: Callable[[StoredSeason], object] | None,
        *,
        readable: bool,
    ) -> StoredSeason:
        row = self._row(connection, season_id)
        was = season_of_row(row)
        if readable and not was.readable:
            raise UnreadableSeason(UNREADABLE)
        if key is not None and change_log.is_done(connection, was.id, key):
            return was
        self._compare(connection, row, was, expected, part)
        after = edit(was)
        columns = {n: v for n, v in changed_columns(was, after).items() if v != row[n]}
        return self._write(connection, row, columns, text, "change", key) if columns else was

    def undo(self, season_id: str, *, expected: int | None = None, key: str | None = None) -> StoredSeason:
        """Take back the last change that is not taken back yet.

        Raises:
            UnknownSeason: If there is no such season.
            StaleSeason: If it was changed after ``expected``.
            NoChangeToUndo: If nothing was changed since it was made.
        """
        return self._step(season_id, "undo", expected, key)

    def redo(self, season_id: str, *, expected: int | None = None, key: str | None = None) -> StoredSeason:
        """Do again what was undone last; a change in between ends what can be done again.

        Raises:
            UnknownSeason: If there is no such season.
            StaleSeason: If it was changed after ``expected``.
            NoChangeToUndo: If nothing was undone.
        """
        return self._step(season_id, "redo", expected, key)

    def history(self, season_id: str, most: int | None = 100) -> tuple[SeasonChange, ...]:
        """What was done to a season, the newest first.

        Raises:
            UnknownSeason: If there is no such season.
        """
        with self._transaction() as connection:
            return change_log.newest(connection, self._row(connection, season_id)["id"], most)

    def next_steps(self, season_id: str) -> tuple[SeasonChange | None, SeasonChange | None]:
        """What ``undo`` would take back, and what ``redo`` would do again.

        Raises:
            UnknownSeason: If there is no such season.
        """
        changes = self.history(season_id, None)
        return change_log.to_undo(changes), change_log.to_redo(changes)

    def at(self, season_id: str, moment: datetime) -> StoredSeason | None:
        """A season as it was at a moment; ``None`` where its log does not reach back to it.

        Raises:
            UnknownSeason: If there is no such season now.
        """
        with self._transaction() as connection:
            row = self._row(connection, season_id)
            version = change_log.version_at(connection, row["id"], moment)
            return None if version is None else _earlier(connection, row, version)

    def forget_history(self, season_id: str) -> None:
        """Delete what was done to a season, which holds what was taken out of it; nothing can be undone then.

        Raises:
            UnknownSeason: If there is no such season.
        """
        with self._transaction(write=True) as connection:
            change_log.forget(connection, self._row(connection, season_id)["id"])
        self._forget()

    def _create(self, edit: Callable[[StoredSeason], StoredSeason], key: str | None, text: str) -> str:
        """Save something new; the same key again finds what it made."""
        now = datetime.now(UTC)
        word = None if key is None else key.partition("\n")[0]
        season_id = _id_of(secrets.token_urlsafe(24) if word is None else f"{current().id} {word}")
        empty = StoredSeason(id=season_id, name="", season=None, created=now, updated=now, draft=None)
        row: dict[str, Any] = {
            "id": season_id,
            "name": "",
            "season": None,
            "draft": None,
            "plan": None,
            "version": 1,
        }
        row |= {"created": now, "updated": now, **changed_columns(empty, edit(empty))}
        row["summary"] = summary_column(row["season"])
        change = SeasonChange(version=1, at=now, text=text, kind="new")
        with self._transaction(write=True) as connection:
            if not self._sqlite and key is not None:  # two at once: the second one waits, and finds it
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(season_id))))
            if key is not None and connection.execute(select_season(season_id)).first() is not None:
                change_log.is_done(connection, season_id, key)  # that very request, or it is refused
                return season_id
            self._have_room(connection)
            connection.execute(sa.insert(seasons).values(own(row)))
            change_log.write(connection, season_id, change, None, document(row), key)
        return season_id

    def _have_room(self, connection: Connection, more: int = 1) -> None:
        """Refuse what would be more than a visitor may keep.

        Raises:
            WorkspaceFull: If so; nothing is saved then.
        """
        if not current().id:
            return
        kept = connection.execute(
            sa.select(sa.func.count()).select_from(seasons).where(visible())
        ).scalar_one()
        if kept + more > MOST_SEASONS:
            raise WorkspaceFull(
                f"You have {MOST_SEASONS} seasons here, the most that can be kept. Delete one first."
            )
        if _bytes(connection) > MOST_BYTES:
            raise WorkspaceFull(
                f"Your seasons here take {MOST_BYTES // 1_000_000} MB with their history, the most that can be kept. "
                "Forget the history of one, or delete one, first."
            )

    def _row(self, connection: Connection, season_id: str) -> dict[str, Any]:
        """The row of a season; where it is to be written, nobody else writes it until then."""
        asked = select_season(safe_id(season_id))
        if connection.get_execution_options().get("write"):
            asked = asked.with_for_update()
        row = connection.execute(asked).mappings().one_or_none()
        if row is None:
            raise UnknownSeason("There is no saved season with this id. It may have been deleted.")
        return {**row}

    def _compare(
        self,
        connection: Connection,
        row: dict[str, Any],
        was: StoredSeason,
        expected: int | None,
        part: Callable[[StoredSeason], object] | None = None,
    ) -> None:
        if expected is None or expected == was.version:
            return
        earlier = _earlier(connection, row, expected)
        if part is None or earlier is None or part(earlier) != part(was):
            raise StaleSeason(was, change_log.since(connection, was.id, expected))

    def _step(self, season_id: str, kind: ChangeKind, expected: int | None, key: str | None) -> StoredSeason:
        with self._transaction(write=True) as connection:
            row = self._row(connection, season_id)
            was = season_of_row(row)
            if key is not None and change_log.is_done(connection, was.id, key):
                return was
            self._compare(connection, row, was, expected)
            changes = change_log.newest(connection, was.id)
            change = change_log.to_undo(changes) if kind == "undo" else change_log.to_redo(changes)
            if change is None:
                raise NoChangeToUndo(f"There is nothing to {kind}.")
            back = change_log.before(connection, was.id, change.version, document(row))
            return self._write(connection, row, as_columns(back), change.text, kind, key)

    def _write(
        self,
        connection: Connection,
        row: dict[str, Any],
        columns: dict[str, str | None],
        text: str,
        kind: ChangeKind,
        key: str | None,
    ) -> StoredSeason:
        """Write the columns of a row, its next version and what leads back from it."""
        now = datetime.now(UTC)
        after = {**row, **columns, "version": row["version"] + 1, "updated": now}
        written = {name: after[name] for name in (*columns, "version", "updated")}
        if "season" in columns:
            written["summary"] = summary_column(columns["season"])
        if kind == "change":
            self._have_room(connection, 0)
        connection.execute(sa.update(seasons).where(seasons.c.id == row["id"]).values(written))
        change = SeasonChange(version=after["version"], at=now, text=text, kind=kind)
        change_log.write(connection, row["id"], change, document(row), document(after), key)
        return season_of_row(after)


def _whole(edit: Callable[[Season], Season]) -> Callable[[StoredSeason], StoredSeason]:
    """An edit of a season as one of what is stored.

    Raises:
        UnknownSeason: When it meets a draft.
    """

    def edited(was: StoredSeason) -> StoredSeason:
        return replace(was, season=edit(was.finished))

    return edited


def select_season(season_id: str) -> sa.Select[Any]:
    """The row of a season, if it can be seen."""
    return sa.select(seasons).where(seasons.c.id == season_id, visible())


def _earlier(connection: Connection, row: dict[str, Any], version: int) -> StoredSeason | None:
    """A season as it was at an earlier version, if the log reaches back to it."""
    found = change_log.document_at(connection, row["id"], document(row), row["version"], version)
    return None if found is None else season_of_row({**row, **as_columns(found), "version": version})


def _bytes(connection: Connection) -> int:
    """Bytes of the documents in the present space and of their history."""
    # PostgreSQL counts the letters of a text by unpacking it; its bytes stand beside it.
    length = sa.func.length if connection.dialect.name == "sqlite" else sa.func.octet_length
    none = sa.func.coalesce
    documents = [
        none(sa.func.sum(length(seasons.c[name])), 0) for name in ("season", "draft", "plan", "proof")
    ]
    history = (
        sa.select(none(sa.func.sum(length(season_changes.c.before)), 0))
        .join(seasons, seasons.c.id == season_changes.c.season)
        .where(visible())
    )
    return sum(connection.execute(sa.select(*documents).where(visible())).one()) + int(
        connection.execute(history).scalar_one()
    )


def safe_id(text: str) -> str:
    """An id a database may be asked for; others (PostgreSQL refuses NUL and half characters) find nothing."""
    return text if text.isascii() and text.isprintable() and len(text) <= 64 else ""


def _id_of(key: str) -> str:
    """The id of what a request makes: as hard to guess as its key, and always the same.

    It never begins with a hyphen, which a command line would take for an option.
    """
    made = hashlib.sha256(b"new " + key.encode("utf-8", "surrogatepass")).digest()
    found = base64.urlsafe_b64encode(made[:24]).decode()
    return f"_{found[1:]}" if found.startswith("-") else found
