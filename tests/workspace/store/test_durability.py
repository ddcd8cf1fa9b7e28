"""What happens to saved seasons when the disk is full, the file is emptied or damaged, and when it is migrated."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from matchsafe.domain.season import Season
from matchsafe.workspace import backup_files, migrations, season_database
from matchsafe.workspace import sqlite_file as sqlite_file_code
from matchsafe.workspace.space import Space, within
from matchsafe.workspace.store import UnreadableSeason, Workspace, WorkspaceUnavailable


def fill(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue


def test_a_full_disk_is_told_loses_nothing_and_never_stops_deleting_everything(
    small_disk: Path, season: Season
) -> None:
    place = small_disk / "workspace.sqlite"
    with Workspace(f"sqlite:///{place}") as workspace:
        kept = [workspace.save(season) for _ in range(20)]
        workspace.save_draft(None, {"text": "unmistakable " * 20_000})
        fill(small_disk)
        with pytest.raises(WorkspaceUnavailable, match="no space left"):
            kept += iter(lambda: workspace.save(season), "")
        assert {s.id for s in workspace.list() if s.summary} == set(kept)
        workspace.delete_all()
        assert workspace.list() == ()
        assert b"unmistakable" not in place.read_bytes()
        workspace.save(season)
    with Workspace(f"sqlite:///{place}") as workspace:
        assert len(workspace.list()) == 1


def test_deleting_everything_in_the_room_of_the_reserve(
    sqlite_file: Path, season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Workspace) -> None:
        raise WorkspaceUnavailable

    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        workspace.save(season)
        monkeypatch.setattr(season_database.SeasonDatabase, "_empty", full)
        workspace.delete_all()
        assert workspace.list() == ()
        assert "Østre".encode() not in sqlite_file.read_bytes()
        workspace.save(season)
        with workspace._transaction() as connection:
            assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


def test_an_emptied_database_is_refused_with_the_way_out(sqlite_file: Path, season: Season) -> None:
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        workspace.save(season)
    sqlite_file.write_bytes(b"")
    with pytest.raises(UnreadableSeason, match=r"is empty: .* There is no automatic copy of it"):
        Workspace(f"sqlite:///{sqlite_file}")
    assert sqlite_file.read_bytes() == b""
    backup_files.folder_of_copies(sqlite_file).mkdir()
    copy = backup_files.folder_of_copies(sqlite_file) / "2026-11-20.sqlite"
    copy.write_bytes(b"x")
    with pytest.raises(
        UnreadableSeason, match=f"matchsafe restore FILE. The newest automatic copy is {copy}"
    ):
        Workspace(f"sqlite:///{sqlite_file}")


@pytest.mark.parametrize("content", [b"", b"this is no database, whatever it was before " * 200])
def test_a_damaged_database_is_set_aside_to_restore_a_copy(
    sqlite_file: Path, season: Season, content: bytes
) -> None:
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        season_id = workspace.save(season)
    with Workspace(f"sqlite:///{sqlite_file}", damaged=True) as workspace:
        assert workspace.get(season_id), "a sound one stays"
        workspace.save(season)
        (copy,) = backup_files.copies(sqlite_file)
    sqlite_file.write_bytes(content)
    with Workspace(f"sqlite:///{sqlite_file}", damaged=True) as workspace:
        assert workspace.restore(copy) == 1
        assert workspace.get(season_id).season == season
    assert sqlite_file.with_name("workspace.sqlite-damaged").read_bytes() == content


def test_a_database_with_damaged_pages_is_told_when_it_is_opened(sqlite_file: Path, season: Season) -> None:
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        for _ in range(60):
            workspace.save(season)
    content = bytearray(sqlite_file.read_bytes())
    content[-3 * 4096 : -2 * 4096] = b"\xff" * 4096
    sqlite_file.write_bytes(content)
    with pytest.raises(UnreadableSeason, match=r"damaged\. It was left as it is"):
        Workspace(f"sqlite:///{sqlite_file}")
    assert sqlite_file.read_bytes() == content


def test_a_new_file_is_made_where_there_are_no_links(
    sqlite_file: Path, season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(sqlite_file_code.os, "link", no_links)
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        workspace.save(season)
    assert [p.name for p in sqlite_file.parent.iterdir() if p.name.startswith(".")] == []


def test_a_copy_is_made_before_the_first_change_of_a_day_and_the_last_days_are_kept(
    sqlite_file: Path, season: Season
) -> None:
    folder = backup_files.folder_of_copies(sqlite_file)
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        first = workspace.save(season)
        assert workspace.copies == folder
        assert not folder.exists(), "of nothing there is no copy"
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        assert workspace.get(first)
        assert not folder.exists(), "reading makes none"
        workspace.save(season)
        workspace.save(season)
    (copy,) = folder.iterdir()
    assert copy.stem == date.today().isoformat()
    assert (stat.S_IMODE(copy.stat().st_mode), stat.S_IMODE(folder.stat().st_mode)) == (0o600, 0o700)
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        for days in range(1, 10):
            (folder / f"{date.today() - timedelta(days)}.sqlite").write_bytes(copy.read_bytes())
        copy.unlink()
        workspace.save(season)
        assert len(backup_files.copies(sqlite_file)) == backup_files.DAYS_KEPT
        assert workspace.restore(copy) == 3
        (before,) = folder.glob("*-before-restore.sqlite")
        assert workspace.restore(before) == 4


def test_what_is_deleted_is_deleted_from_the_automatic_copies_too(sqlite_file: Path, season: Season) -> None:
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        gone, kept = workspace.save(season), workspace.save(season)
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        workspace.save(season, season_id=kept, name="Mine")
        (copy,) = backup_files.copies(sqlite_file)
        damaged = copy.with_name("2026-01-01.sqlite")
        damaged.write_bytes(b"not a database, but long enough to look like one" * 100)
        workspace.delete(gone)
        assert not damaged.exists(), "nobody can tell what is in it"
        assert gone.encode() not in copy.read_bytes()
        assert kept.encode() in copy.read_bytes()
        workspace.delete_all()
        assert not backup_files.folder_of_copies(sqlite_file).exists()


def test_going_back_to_before_visitors_is_refused_while_one_has_a_season(
    sqlite_file: Path, season: Season
) -> None:
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        with within(Space("visitor")):
            theirs = workspace.save(season)
        with (
            pytest.raises(NotImplementedError, match="would show visitors' seasons to everyone"),
            workspace._transaction(write=True) as connection,
        ):
            migrations.move(connection, "0004")
        with within(Space("visitor")):
            assert workspace.get(theirs).season == season
            workspace.delete(theirs)
        mine = workspace.save(season)
        with workspace._transaction(write=True) as connection:
            migrations.move(connection, "0004")
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        assert workspace.get(mine).season == season


def test_a_copy_is_made_before_a_migration_and_without_one_nothing_is_migrated(
    sqlite_file: Path, season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        season_id = workspace.save(season)
        with workspace._transaction(write=True) as connection:
            migrations.move(connection, "0003")
    folder = backup_files.folder_of_copies(sqlite_file)
    folder.write_text("in the way")
    with pytest.raises(WorkspaceUnavailable, match="nothing was changed"):
        Workspace(f"sqlite:///{sqlite_file}")
    folder.unlink()
    Workspace(f"sqlite:///{sqlite_file}").close()
    (copy,) = backup_files.copies(sqlite_file)
    assert "before-schema" in copy.name
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT version_num FROM matchsafe_schema").fetchall() == [("0003",)]
        assert database.execute("SELECT id FROM matchsafe_seasons").fetchall() == [(season_id,)]
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        assert workspace.restore(copy) == 1
        workspace.delete(season_id)
        assert all(season_id.encode() not in c.read_bytes() for c in backup_files.copies(sqlite_file))
