"""``matchsafe backup`` and ``restore``: what they say, and that nothing is replaced unasked."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from matchsafe.domain.season import Season
from matchsafe.server import create_app
from matchsafe.workspace.store import Workspace

Run = Callable[..., Any]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "w.sqlite"
    monkeypatch.setenv("MATCHSAFE_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    return path


def save() -> str:
    season = Season.model_validate({"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}})
    with Workspace() as workspace:
        return workspace.save(season)


def test_everything_is_written_to_a_file_and_brought_back(run: Run, place: Path, tmp_path: Path) -> None:
    season_id, file = save(), tmp_path / "backup.json"
    ran = run("backup", str(file))
    assert (ran.code, ran.err) == (0, "")
    assert "1 season, no program lists" in ran.out
    with Workspace() as workspace:
        workspace.delete_all()
    ran = run("restore", str(file), "--yes")
    assert (ran.code, ran.err) == (0, "")
    assert "1 season, no program lists." in ran.out
    with Workspace() as workspace:
        assert workspace.get(season_id)


def test_nothing_is_replaced_unasked(
    run: Run, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "backup.json"
    run("backup", str(file))
    season_id = save()
    ran = run("restore", str(file))
    assert ran.code == 2
    assert "Nothing was changed. To replace 1 season" in ran.err
    with Workspace() as workspace:
        assert workspace.get(season_id)
    monkeypatch.setattr("matchsafe.cli.output.at_terminal", lambda: True)
    assert "Nothing was changed." in run("restore", str(file), typed="n\n").out
    assert "kept in" in run("restore", str(file), typed="y\n").out
    with Workspace() as workspace:
        assert workspace.list() == ()


def test_a_file_that_is_there_or_is_no_backup_is_said(run: Run, place: Path, tmp_path: Path) -> None:
    file = tmp_path / "thesis.docx"
    file.write_text("precious")
    assert run("backup", str(file)).code == 2
    ran = run("restore", str(file), "--yes")
    assert ran.code == 2
    assert "not a backup of matchsafe" in ran.err
    assert file.read_text() == "precious"


def test_an_emptied_database_is_said_and_a_copy_brings_it_back(run: Run, place: Path, tmp_path: Path) -> None:
    season_id = save()
    save()  # a copy is made before it
    place.write_bytes(b"")
    ran = run("backup", str(tmp_path / "new.json"))
    assert ran.code == 2
    assert "is empty" in ran.err
    (copy,) = (tmp_path / "w-backups").iterdir()
    assert run("restore", str(copy), "--yes").code == 0
    with Workspace() as workspace:
        assert [s.id for s in workspace.list()] == [season_id]


TOLD = "can be read but not changed. Nothing was saved. Make the file and its folder writable"


@pytest.fixture
def disk(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk with one saved season, which can be made read-only and is not at the end."""
    monkeypatch.setenv("MATCHSAFE_DATABASE_URL", f"sqlite:///{small_disk}/w.sqlite")
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(small_disk / "catalogs"))
    (small_disk / "t.csv").write_text("Program,State,Specialty\nNew,OH,Neurology\n", "utf-8")
    with Workspace() as workspace:
        workspace.save(
            Season.model_validate({"applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}})
        )
    yield small_disk
    _mount(small_disk, "rw")


def _mount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", disk], check=True)


def test_on_a_read_only_disk_everything_can_be_read_and_what_would_change_it_is_refused(
    disk: Path, run: Callable[..., Any], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "b.json"
    assert run("backup", str(elsewhere)).code == 0
    _mount(disk, "ro")
    (listed,) = json.loads(run("season", "list", "--json").out)
    season_id = listed["id"]
    assert run("season", "show", season_id).code == 0
    assert run("backup", str(tmp_path / "c.json")).code == 0
    for command in (
        ("season", "import", str(disk / "t.csv"), "--accept"),
        ("season", "add", season_id, "application", "program=B"),
        ("season", "delete", season_id, "--yes"),
        ("restore", str(elsewhere), "--yes"),
    ):
        ran = run(*command)
        assert (ran.code, ran.out) == (2, ""), command
        told = "Read-only file system" if command[0] == "restore" else TOLD
        assert told in " ".join(ran.err.split()), command
        assert "Traceback" not in ran.err
    with TestClient(create_app(), base_url="http://localhost") as site:
        assert site.get(f"/s/{season_id}/today").status_code == 200
        answers = (
            site.post(f"/s/{season_id}/rename", data={"name": "Mine"}),
            site.post("/seasons/delete"),
            site.delete(f"/api/v1/seasons/{season_id}"),
        )
        assert {answer.status_code for answer in answers} == {503}
        assert all("can be read but not changed" in answer.text for answer in answers)
    _mount(disk, "rw")
    (disk / "w.sqlite-wal").write_bytes(b"changes that are not in the file yet")
    _mount(disk, "ro")
    ran = run("season", "list")
    assert (ran.code, TOLD in " ".join(ran.err.split())) == (2, True)
    _mount(disk, "rw")
    (disk / "w.sqlite-wal").unlink()
    ran = run("backup", str(disk / "none" / "b.json"))
    assert (ran.code, "cannot be written" in ran.err) == (2, True)
    assert run("season", "list").code == 0


def test_commands_on_a_full_disk_go_on_in_the_reserve_then_say_so_and_can_delete(
    disk: Path, run: Callable[..., Any]
) -> None:
    (listed,) = json.loads(run("season", "list", "--json").out)
    season_id = listed["id"]
    (disk / "me.yaml").write_text("applicant: {type: us_img}\ntarget: {specialty: neurology}\n", "utf-8")
    _fill(disk)
    kept, ran = [], run("season", "show", season_id)
    assert ran.code == 0, "what is saved can be read"
    while ran.code == 0 and len(kept) < 100:
        name = f"Hospital {len(kept)}"
        ran = run("season", "add", season_id, "application", f"program={name}", f"notes={'x' * 9_000}")
        kept += [name] if ran.code == 0 else []
    assert 0 < len(kept) < 100
    file = str(disk / "me.yaml")
    for command in (
        ("season", "add", season_id, "application", "program=B"),
        ("season", "import", str(disk / "t.csv"), "--season", season_id, "--accept"),
        ("season", "add", file, "application", f"program={'B' * 150}"),
        ("backup", str(disk / "b.json")),
    ):
        _fill(disk)
        ran = run(*command)
        assert (ran.code, ran.out) == (2, ""), command
        assert "no space left" in ran.err.casefold(), command
        assert "Traceback" not in ran.err
    held = json.loads(run("season", "show", season_id, "--json").out)["applications"]
    assert [a["program"] for a in held] == kept
    assert Path(file).read_text("utf-8").startswith("applicant")
    assert run("season", "delete", season_id, "--yes").code == 0
    assert json.loads(run("season", "list", "--json").out) == []
    with Workspace() as workspace:
        workspace.delete_all()
        assert b"xxxxxx" not in (disk / "w.sqlite").read_bytes()


def _fill(disk: Path) -> None:
    """Leave no byte free."""
    with (disk / "filler").open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
