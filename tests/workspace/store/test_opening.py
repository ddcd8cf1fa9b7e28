"""Opening a workspace: where it is, who may read it, other versions, other programs, several at once."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from matchsafe.domain.season import Season
from matchsafe.workspace import database, migrations
from matchsafe.workspace.store import (
    NewerSchema,
    UnreadableSeason,
    Workspace,
    WorkspaceBusy,
    WorkspaceError,
    WorkspaceUnavailable,
)
from matchsafe.workspace.tables import KNOWN_SCHEMAS, SCHEMA


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_importing_the_package_loads_no_database_code() -> None:
    code = (
        "import sys, matchsafe.workspace; sys.exit('sqlalchemy' in sys.modules or 'alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_by_default_the_file_is_in_the_data_directory_of_this_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, season: Season
) -> None:
    monkeypatch.delenv(database.DATABASE_URL, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with Workspace() as workspace:
        workspace.save(season)
        assert Path(workspace.place) == database.default_path() == tmp_path / "matchsafe" / "workspace.sqlite"


def test_the_environment_names_another_database(
    monkeypatch: pytest.MonkeyPatch, url: str, season: Season
) -> None:
    monkeypatch.setenv(database.DATABASE_URL, url)
    with Workspace() as workspace:
        season_id = workspace.save(season)
    with Workspace(url) as workspace:
        assert workspace.get(season_id).season == season


def test_only_this_user_can_read_the_files(sqlite_file: Path, season: Season) -> None:
    old = os.umask(0)
    try:
        with Workspace(f"sqlite:///{sqlite_file}") as workspace:
            workspace.save(season)
            files = sorted(p.name for p in sqlite_file.parent.iterdir())
            assert files == [f"workspace.sqlite{ending}" for ending in ("", "-reserve", "-shm", "-wal")]
            assert {mode(p) for p in sqlite_file.parent.iterdir()} == {0o600}
            assert mode(sqlite_file.parent) == 0o700
    finally:
        os.umask(old)


def test_a_file_others_could_read_is_made_private(sqlite_file: Path) -> None:
    Workspace(f"sqlite:///{sqlite_file}").close()
    sqlite_file.chmod(0o644)
    Workspace(f"sqlite:///{sqlite_file}").close()
    assert mode(sqlite_file) == 0o600


def test_readers_do_not_wait_for_a_writer_and_foreign_keys_hold(sqlite_file: Path) -> None:
    with Workspace(f"sqlite:///{sqlite_file}") as workspace, workspace._transaction() as connection:
        for pragma, value in {
            "journal_mode": "wal",
            "foreign_keys": 1,
            "secure_delete": 1,
            "synchronous": 2,
        }.items():
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.parametrize("everything", [True, False])
def test_what_was_deleted_is_in_none_of_the_files(sqlite_file: Path, everything: bool) -> None:
    mark = "Saint Unmistakable Hospital"
    season = Season.model_validate(
        {
            "applicant": {"type": "us_img"},
            "target": {"specialty": "neurology"},
            "interviews": [{"program": f"{mark} {n}"} for n in range(200)],
        }
    )

    def left() -> list[str]:
        return [p.name for p in sqlite_file.parent.iterdir() if mark.encode() in p.read_bytes()]

    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        season_id = workspace.save(season)
        workspace.save_draft(season_id, season.model_dump(mode="json"))
        assert left()
        if everything:
            workspace.delete_all()
        else:
            workspace.delete(season_id)
        assert left() == []
    assert left() == []


def test_deleting_works_while_another_program_reads_and_is_finished_on_closing(
    sqlite_file: Path, season: Season
) -> None:
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        workspace.save(season)
        with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM matchsafe_seasons").fetchall()
            with workspace._engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA busy_timeout = 50")
            workspace.delete_all()
            assert workspace.list() == ()
    assert "Østre".encode() not in sqlite_file.read_bytes()
    assert b"stre H" not in sqlite_file.read_bytes()


def test_the_newest_migration_is_the_one_the_code_knows() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [SCHEMA]
    assert {s.revision for s in scripts.walk_revisions()} == KNOWN_SCHEMAS


def test_the_migrations_build_the_tables_the_code_declares(url: str) -> None:
    import sqlalchemy as sa
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from matchsafe.workspace.tables import VERSION_TABLE, metadata

    with Workspace(url) as workspace, workspace._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
        assert sa.inspect(connection).has_table("matchsafe_seasons")


def test_a_database_of_a_newer_version_is_refused_and_nothing_is_lost(url: str, season: Season) -> None:
    import sqlalchemy as sa

    with Workspace(url) as workspace:
        season_id = workspace.save(season)
        with workspace._transaction(write=True) as connection:
            connection.execute(sa.text("UPDATE matchsafe_schema SET version_num = '9999'"))
    with pytest.raises(NewerSchema, match=r"newer version of matchsafe\. Nothing was changed"):
        Workspace(url)
    engine = database._sqlite(database.resolve(url)) if url.startswith("sqlite") else None
    engine = engine or database._postgresql(database.resolve(url))
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE matchsafe_schema SET version_num = '{SCHEMA}'"))
    engine.dispose()
    with Workspace(url) as workspace:
        assert workspace.get(season_id).season == season


def test_the_database_of_another_program_is_left_alone(sqlite_file: Path) -> None:
    sqlite_file.parent.mkdir()
    with closing(sqlite3.connect(sqlite_file)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
        other.commit()
    sqlite_file.chmod(0o644)
    before = sqlite_file.read_bytes()
    with pytest.raises(UnreadableSeason, match="another program"):
        Workspace(f"sqlite:///{sqlite_file}")
    assert sqlite_file.read_bytes() == before
    assert mode(sqlite_file) == 0o644


def test_a_damaged_file_is_told_and_left_as_it_is(sqlite_file: Path) -> None:
    sqlite_file.parent.mkdir()
    sqlite_file.write_bytes(b"these are not the bytes of a database " * 200)
    before = sqlite_file.read_bytes()
    with pytest.raises(UnreadableSeason, match="damaged"):
        Workspace(f"sqlite:///{sqlite_file}")
    assert sqlite_file.read_bytes() == before


def test_a_folder_is_not_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSeason, match="folder"):
        Workspace(f"sqlite:///{tmp_path}")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnreadableSeason, match="cannot be kept in"):
        Workspace(f"sqlite:///{tmp_path / 'file' / 'workspace.sqlite'}")


def test_a_database_that_is_held_for_too_long_is_busy(
    sqlite_file: Path, season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        workspace.save(season)
        with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(WorkspaceBusy, match="try again"):
                workspace.save(season)
            assert len(workspace.list()) == 1, "reading goes on"
        workspace.save(season)


def test_a_locked_table_of_postgresql_is_busy(
    postgresql_url: str, season: Season, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    monkeypatch.setattr(database, "BUSY_SECONDS", 1.0)
    with Workspace(postgresql_url) as workspace:
        with psycopg.connect(postgresql_url) as other:
            other.execute("LOCK TABLE matchsafe_seasons")
            with pytest.raises(WorkspaceBusy, match="try again"):
                workspace.save(season)
        workspace.save(season)


@pytest.mark.parametrize("opened", [1, 2])
def test_several_programs_may_open_a_new_workspace_at_the_same_time(
    url: str, season: Season, opened: int
) -> None:
    def work(_: int) -> str:
        with Workspace(url) as workspace:
            return workspace.save(season)

    with ThreadPoolExecutor(6) as pool:
        ids = list(pool.map(work, range(6)))
    with Workspace(url) as workspace:
        assert sorted(s.id for s in workspace.list()) == sorted(ids)


def test_several_processes_may_open_a_new_workspace_at_the_same_time(sqlite_file: Path) -> None:
    code = (
        "import sys; from matchsafe.workspace.store import Workspace\n"
        "with Workspace(sys.argv[1]) as w: w.save_draft(None, {'n': 1})"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, f"sqlite:///{sqlite_file}"], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for process in running:
        _, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors.decode()
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        assert len(workspace.list()) == 4


def test_a_workspace_in_memory_works_from_every_thread(season: Season) -> None:
    with Workspace("sqlite://") as workspace, ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: workspace.save(season), range(12)))
        assert {s.id for s in workspace.list()} == set(ids)
        workspace.delete_all()
        assert workspace.list() == ()


@pytest.mark.parametrize(
    ("pragma", "told"), [("query_only = ON", "read but not changed"), ("max_page_count = 1", "no space left")]
)
def test_a_database_that_cannot_be_changed_says_why(
    sqlite_file: Path, season: Season, pragma: str, told: str
) -> None:
    with Workspace(f"sqlite:///{sqlite_file}") as workspace:
        season_id = workspace.save(season)
        with workspace._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(f"PRAGMA {pragma}").fetchall()
        with pytest.raises(WorkspaceError, match=told):
            workspace.save_draft(season_id, {"text": "x" * 100_000})
        assert workspace.list()


@pytest.mark.parametrize("url", ["mysql://root@localhost/x", "not an address", "postgresql://h:port/x"])
def test_another_kind_of_database_is_refused_with_what_is_accepted(url: str) -> None:
    with pytest.raises(WorkspaceError, match=r"Accepted are sqlite:////path"):
        Workspace(url)


def test_no_message_tells_the_password_of_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 1.0)
    with pytest.raises(UnreadableSeason, match="cannot be reached") as caught:
        Workspace("postgresql://me:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in repr(caught.value.__cause__)
    assert caught.value.__suppress_context__


def test_the_place_is_told_without_its_password(postgresql_url: str) -> None:
    with Workspace(postgresql_url.replace("postgres:", "postgres:hunter2")) as workspace:
        assert workspace.place.startswith("postgresql+psycopg://postgres:***@")


@pytest.mark.parametrize(
    "given", ["password=hunter2", "sslpassword=hunter2&PASSWORD=hunter2", "passfile=/hunter2"]
)
def test_a_password_after_the_question_mark_is_not_told_either(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 1.0)
    with pytest.raises(WorkspaceUnavailable) as caught:
        Workspace(f"postgresql://me@127.0.0.1:1/none?{given}")
    assert "hunter2" not in str(caught.value)
    assert "127.0.0.1:1/none" in str(caught.value)


def test_without_the_driver_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(WorkspaceError, match=r"pip install 'psycopg\[binary\]'"):
        Workspace("postgresql://me@localhost/x")
