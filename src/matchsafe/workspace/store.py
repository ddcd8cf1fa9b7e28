"""Saved seasons on this machine: one object to save, read, change, back up and delete them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import sqlalchemy as sa
from pydantic import ValidationError

from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import Proof, SeasonPlan
from matchsafe.workspace.backup_files import (
    copy_before,
    copy_database,
    delete_from_copies,
    file_url,
)
from matchsafe.workspace.errors import (
    NewerSchema,
    NoChangeToUndo,
    SeasonExists,
    UnknownSeason,
    UnreadableSeason,
    WorkspaceBusy,
    WorkspaceError,
    WorkspaceUnavailable,
)
from matchsafe.workspace.season_revisions import UNREADABLE, SeasonRevisions, safe_id
from matchsafe.workspace.space import current, own, visible
from matchsafe.workspace.sqlite_file import give_room, is_disk_full, keep_room
from matchsafe.workspace.stored_season import (
    ListedSeason,
    SeasonChange,
    StaleSeason,
    StoredSeason,
    kept_summary,
    list_row,
    read_plan,
    season_of_row,
    summary_column,
    summary_of,
)
from matchsafe.workspace.tables import season_changes, seasons, shares, space_keys, spaces
from matchsafe.workspace.workspace_file import ExportedLists, Rows, WorkspaceFile, rows_of, workspace_file

__all__ = [
    "ListedSeason",
    "NewerSchema",
    "NoChangeToUndo",
    "SeasonChange",
    "StaleSeason",
    "StoredSeason",
    "UnknownSeason",
    "UnreadableSeason",
    "Workspace",
    "WorkspaceBusy",
    "WorkspaceError",
    "WorkspaceUnavailable",
]  # fmt: skip


class Workspace(SeasonRevisions):
    """The saved seasons of one person, or of one office that shares a PostgreSQL database.

    Safe to share between threads; every call is one short transaction. Use it as a context manager, or call
    ``close``.

    Args:
        url: ``sqlite:////path/to/file`` or ``postgresql://...``; by default ``MATCHSAFE_DATABASE_URL``, else
            a file in this user's data directory, readable by this user only.
        damaged: Whether a file that was emptied or damaged is set aside, to begin anew: before a backup is restored.

    Raises:
        NewerSchema: If a newer matchsafe wrote the database.
        UnreadableSeason: If it cannot be opened.
        WorkspaceBusy: If another program holds it.
    """

    def save(
        self,
        season: Season,
        *,
        name: str = "",
        season_id: str | None = None,
        plan: SeasonPlan | None = None,
        key: str | None = None,
        text: str = "",
    ) -> str:
        """Save a season whatever it was before; its draft, if there is one, is done with.

        Args:
            season: What to save. Only what was given is stored, not the defaults.
            name: What to call it; without one, an earlier name stays.
            season_id: The saved season (or draft) to replace; ``None`` makes a new one.
            plan: What was asked of its plan; without one, an earlier plan stays.
            key, text: As in ``change``.

        Returns:
            The id.

        Raises:
            UnknownSeason: If ``season_id`` is not there.
        """

        def edit(was: StoredSeason) -> StoredSeason:
            return replace(was, season=season, draft=None, name=name or was.name, plan=plan or was.plan)

        if season_id is None:
            return self._create(edit, key, text)
        return self.revise(season_id, edit, key=key, text=text).id

    def save_draft(
        self, season_id: str | None, data: dict[str, Any], *, key: str | None = None, text: str = ""
    ) -> str:
        """Save half-filled questions beside the season of this id, or as a new draft.

        Args:
            season_id: A saved season or draft; ``None`` makes a new one.
            data: Anything JSON can hold; the parts of a season file as far as they are known.
            key, text: As in ``change``.

        Returns:
            The id.

        Raises:
            UnknownSeason: If ``season_id`` is not there.
            TypeError: If ``data`` holds something JSON cannot.
        """

        def edit(was: StoredSeason) -> StoredSeason:
            return replace(was, draft=data)

        if season_id is None:
            return self._create(edit, key, text)
        return self.revise(season_id, edit, key=key, text=text).id

    def get(self, season_id: str) -> StoredSeason:
        """The saved season of this id.

        Raises:
            UnknownSeason: If there is none.
            UnreadableSeason: If what is stored is not a season this version can read.
        """
        with self._transaction() as connection:
            found = season_of_row(self._row(connection, season_id))
        if not found.readable:
            raise UnreadableSeason(UNREADABLE)
        return found

    def draft(self, season_id: str) -> dict[str, Any]:
        """The half-filled questions of this id; empty if there are none.

        Raises:
            UnknownSeason: If there is neither a season nor a draft.
        """
        return self.get(season_id).draft or {}

    def plan(self, season_id: str) -> SeasonPlan | None:
        """What was asked of the plan of this season; ``None`` if nothing was yet.

        Raises:
            UnknownSeason: If there is no such season.
            UnreadableSeason: If what is stored is not a plan this version can read.
        """
        with self._transaction() as connection:
            return read_plan(self._row(connection, season_id)["plan"])

    def save_proof(self, season_id: str, proof: Proof) -> None:
        """Keep the answer of a long proof beside its season. It can be made again, so it is no change of the season.

        Raises:
            UnknownSeason: If there is no such season.
        """
        with self._transaction(write=True) as connection:
            row = self._row(connection, season_id)
            kept = sa.update(seasons).where(seasons.c.id == row["id"])
            connection.execute(kept.values(proof=proof.model_dump_json()))

    def proof(self, season_id: str) -> Proof | None:
        """The answer of the last long proof; ``None`` if there is none this version can read: it can be made again.

        Raises:
            UnknownSeason: If there is no such season.
        """
        with self._transaction() as connection:
            text = self._row(connection, season_id)["proof"]
        try:
            return None if text is None else Proof.model_validate_json(text)
        except (ValidationError, ValueError):
            return None

    def list(self, most: int | None = None) -> tuple[ListedSeason, ...]:
        """Everything saved, or the ``most`` changed last; ``readable`` is false where a season cannot be read."""
        has_season = seasons.c.season.is_not(None)
        newest = (
            sa.select(
                *(seasons.c[name] for name in ("id", "name", "created", "updated", "version", "summary")),
                has_season.label("has_season"),
                sa.case((has_season, None), else_=seasons.c.draft).label("draft"),
            )
            .where(visible())
            .order_by(seasons.c.updated.desc(), seasons.c.id)
            .limit(most)
        )
        with self._transaction() as connection:
            rows = connection.execute(newest).mappings().all()
            found = {row["id"]: kept_summary(row["summary"]) for row in rows}
            if old := [row["id"] for row in rows if row["has_season"] and found[row["id"]] is None]:
                read = sa.select(seasons.c.id, seasons.c.season).where(seasons.c.id.in_(old))
                found |= {row.id: summary_of(row.season) for row in connection.execute(read)}
        return tuple(list_row({**row}, found[row["id"]]) for row in rows)

    def delete(self, season_id: str) -> None:
        """Delete one season with its draft, plan and history, so that nothing of it stays in the file.

        Raises:
            UnknownSeason: If there is none.
        """
        try:
            self._delete_row(season_id)
        except WorkspaceUnavailable:
            if self._file is None or not is_disk_full(self._file):
                raise
            give_room(self._file)
            self._delete_row(season_id)
            keep_room(self._file)
        if self._file is not None:
            delete_from_copies(self._file, season_id)
        self._forget()
        self.on_deleted((season_id,))

    def _delete_row(self, season_id: str) -> None:
        with self._transaction(write=True) as connection:
            if (
                connection.execute(
                    sa.delete(seasons).where(seasons.c.id == safe_id(season_id), visible())
                ).rowcount
                == 0
            ):
                raise UnknownSeason(
                    "There is no saved season with this id. It may have been deleted already."
                )

    def delete_all(self) -> None:
        """Delete everything, so that nothing stays but empty tables and no copy does; a full disk is no hindrance."""
        ids = self._ids()
        self._delete_all(ids)
        self.on_deleted(ids)

    def _delete_all(self, ids: Sequence[str]) -> None:
        if self._file is None:
            self._empty()
            return
        if shared := self._shared():
            for season_id in ids:
                delete_from_copies(self._file, season_id)
        else:
            delete_from_copies(self._file)
        try:
            self._empty()
        except WorkspaceUnavailable:
            if shared:
                raise
            self._empty_on_full_disk(self._file)

    def export(self, lists: ExportedLists | None = None) -> WorkspaceFile:
        """Everything saved, with the history of each season, as one document.

        Args:
            lists: The program lists to be in it too.
        """
        return workspace_file(self._everything(), lists)

    def import_all(self, file: WorkspaceFile) -> None:
        """Replace everything saved by what is in a document; all of it or, if anything is wrong, nothing."""
        rows = rows_of(file)
        if self._file is not None and self._any():
            copy_before(self._file, "restore")
        replaced = self._ids()
        self._replace(rows)
        self._forget()
        self.on_deleted(replaced)

    def restore(self, path: str | Path) -> int:
        """Replace everything saved by what is in a SQLite file; all of it or, if anything is wrong, nothing.

        Args:
            path: An automatic copy, or the file of another workspace.

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
            with Workspace(file_url(copied)) as backup:
                rows = backup._everything()
        if self._file is not None and self._any():
            copy_before(self._file, "restore")
        replaced = self._ids()
        self._replace(rows)
        self._forget()
        self.on_deleted(replaced)
        return len(rows[seasons.name])

    def _ids(self) -> tuple[str, ...]:
        with self._transaction() as connection:
            return tuple(connection.execute(sa.select(seasons.c.id).where(visible())).scalars())

    def _everything(self) -> Rows:
        """All rows by table: of everybody for whoever runs the machine, of the present space for a visitor."""
        if not (visitor := current().id):
            asked = {table.name: sa.select(table) for table in _TABLES}
        else:
            changes = sa.select(season_changes).join(seasons, seasons.c.id == season_changes.c.season)
            asked = {
                seasons.name: sa.select(seasons).where(visible()),
                season_changes.name: changes.where(visible()),
            }
        with self._transaction() as connection:
            rows = {
                name: [dict(row) for row in connection.execute(wanted).mappings()]
                for name, wanted in asked.items()
            }
        if visitor:  # whose it is goes without saying, and is nobody's business
            rows[seasons.name] = [{**row, "space": ""} for row in rows[seasons.name]]
        return rows

    def _replace(self, rows: Rows) -> None:
        visitor = current().id
        told = [{**row, "summary": summary_column(row["season"])} for row in rows[seasons.name]]
        told = [own(row) for row in told] if visitor else told
        try:
            with self._transaction(write=True) as connection:
                for table in () if visitor else _TABLES[::-1]:
                    if table.name in rows:
                        connection.execute(sa.delete(table))
                connection.execute(sa.delete(seasons).where(visible()))
                self._have_room(connection, len(told))
                for table in _TABLES[: 2 if visitor else None]:
                    if found := told if table is seasons else rows.get(table.name):
                        connection.execute(sa.insert(table), found)
                self._have_room(connection, 0)
        except SeasonExists:
            raise UnreadableSeason(
                "This backup holds seasons of somebody else here. Nothing was changed."
            ) from None


_TABLES: Final = (seasons, season_changes, shares, spaces, space_keys)
"""Each after those it refers to."""
