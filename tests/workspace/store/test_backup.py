"""Backups: one private file, from either database into either database, all or nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from matchsafe.domain.season import Season
from matchsafe.workspace.store import NewerSchema, UnreadableSeason, Workspace, WorkspaceError


def test_a_backup_brings_back_everything(workspace: Workspace, season: Season, tmp_path: Path) -> None:
    season_id = workspace.save(season, name="Mine")
    draft_id = workspace.save_draft(None, {"answered": ["type"]})
    before = workspace.list()
    backup = workspace.backup(tmp_path / "backup.sqlite")
    workspace.delete_all()
    later = workspace.save(season)
    assert workspace.restore(backup) == 2
    assert workspace.list() == before
    assert {s.id for s in before} == {season_id, draft_id} != {later}


def test_a_backup_moves_seasons_from_one_database_to_another(
    workspace: Workspace, season: Season, tmp_path: Path
) -> None:
    workspace.save(season)
    backup = workspace.backup(tmp_path / "backup.sqlite")
    with Workspace(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        other.restore(backup)
        assert other.list() == workspace.list()


def test_a_backup_is_one_private_file(workspace: Workspace, season: Season, tmp_path: Path) -> None:
    workspace.save(season)
    folder = tmp_path / "backups"
    folder.mkdir()
    backup = workspace.backup(folder / "backup.sqlite")
    assert [p.name for p in folder.iterdir()] == ["backup.sqlite"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_never_overwrites_a_file(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "thesis.docx"
    target.write_text("precious")
    with pytest.raises(WorkspaceError, match="already there"):
        workspace.backup(target)
    assert target.read_text() == "precious"


def test_a_backup_into_a_folder_that_is_not_there_says_so(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="cannot be written"):
        workspace.backup(tmp_path / "nowhere" / "backup.sqlite")


@pytest.mark.parametrize("content", [None, b"", b"not a database at all, but long enough" * 50])
def test_restoring_what_is_not_a_backup_changes_nothing(
    workspace: Workspace, season: Season, tmp_path: Path, content: bytes | None
) -> None:
    season_id = workspace.save(season)
    file = tmp_path / "backup.sqlite"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UnreadableSeason, match="backup"):
        workspace.restore(file)
    assert [s.id for s in workspace.list()] == [season_id]


def test_restoring_a_backup_of_a_newer_version_changes_nothing(
    workspace: Workspace, season: Season, tmp_path: Path
) -> None:
    import sqlite3

    season_id = workspace.save(season)
    backup = workspace.backup(tmp_path / "backup.sqlite")
    with sqlite3.connect(backup) as connection:
        connection.execute("UPDATE matchsafe_schema SET version_num = '9999'")
    connection.close()
    with pytest.raises(NewerSchema, match="newer version"):
        workspace.restore(backup)
    assert [s.id for s in workspace.list()] == [season_id]


def test_a_workspace_file_in_use_can_be_restored_from_with_what_its_log_holds(
    workspace: Workspace, season: Season, tmp_path: Path
) -> None:
    with Workspace(f"sqlite:///{tmp_path / 'live.sqlite'}") as live:
        season_id = live.save(season)
        workspace.restore(tmp_path / "live.sqlite")
    assert workspace.get(season_id).season == season
