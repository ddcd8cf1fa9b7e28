"""`matchsafe backup`, `restore`, `season import` and the migration on starting, killed while they write: all of it is
done or nothing, and the next run does it. Twenty times each, with ``MATCHSAFE_EVERY_SEED=1``; without starting commands
tests/workspace/store/test_crashes.py tries the same by default."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from matchsafe.catalog.store import Store
from matchsafe.domain.season import Season
from matchsafe.services.backup import backup
from matchsafe.workspace import migrations
from matchsafe.workspace.store import Workspace
from matchsafe.workspace.workspace_file import load

EVERY = bool(os.environ.get("MATCHSAFE_EVERY_SEED"))
TIMES = 20
MANY = 30

pytestmark = pytest.mark.skipif(not EVERY, reason="MATCHSAFE_EVERY_SEED=1 asks for it")


def season(*programs: str, sent: int = 0) -> Season:
    return Season.model_validate({
        "applicant": {"type": "us_img"}, "target": {"specialty": "neurology"}, "applications_sent": sent,
        "interviews": [{"program": p} for p in programs],
    })  # fmt: skip


def killed(folder: Path, wrote: Callable[[], bool], chance: random.Random, *command: str) -> bool:
    """Run a command and kill it a moment after it began to write; whether it was still at work."""
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("matchsafe")), *command],
        env={**os.environ, "MATCHSAFE_DATABASE_URL": f"sqlite:///{folder}/w.sqlite",
             "MATCHSAFE_CATALOGS": str(folder / "catalogs")},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    while process.poll() is None and not wrote():
        time.sleep(0.0005)
    time.sleep(chance.random() * 0.02)
    alive = process.poll() is None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return alive


def size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@pytest.mark.parametrize("kind", ["restore", "backup", "import", "migration"])
def test_a_killed_command_has_done_all_or_nothing(tmp_path: Path, kind: str) -> None:
    chance, alive = random.Random(7), 0
    for n in range(TIMES):
        folder = tmp_path / str(n)
        folder.mkdir()
        alive += {"restore": _restore, "backup": _backup, "import": _import, "migration": _migration}[kind](
            folder, chance
        )
    assert alive, "some were killed at work"


def _filled(folder: Path, what: str) -> Workspace:
    workspace = Workspace(f"sqlite:///{folder}/w.sqlite")
    workspace.delete_all()
    for n in range(MANY):
        workspace.save(season(*(f"{what}{n}/{i}" for i in range(40))))
    return workspace


def _held(folder: Path) -> set[str]:
    with Workspace(f"sqlite:///{folder}/w.sqlite") as workspace:
        found = [workspace.get(s.id).season for s in workspace.list()]
    return {s.interview_list[0].program for s in found if s}


def _restore(folder: Path, chance: random.Random) -> bool:
    file, wal = folder / "b.json", folder / "w.sqlite-wal"
    with _filled(folder, "A") as workspace:
        backup(workspace, Store(folder / "catalogs"), file)
    _filled(folder, "B").close()
    copies = folder / "w-backups"
    before = size(wal)
    alive = killed(
        folder,
        lambda: size(wal) > before or any(copies.glob("*restore*")),
        chance,
        "restore",
        str(file),
        "--yes",
    )
    assert _held(folder) in ({f"A{n}/0" for n in range(MANY)}, {f"B{n}/0" for n in range(MANY)})
    return alive


def _backup(folder: Path, chance: random.Random) -> bool:
    file = folder / "b.json"
    _filled(folder, "A").close()
    alive = killed(
        folder, lambda: any(folder.glob(".b.json.*")) or file.exists(), chance, "backup", str(file)
    )
    assert not file.exists() or len(load(file.read_bytes()).seasons) == MANY
    with Workspace(f"sqlite:///{folder}/w.sqlite") as workspace:
        backup(workspace, Store(folder / "catalogs"), folder / "c.json")
    assert len(load((folder / "c.json").read_bytes()).seasons) == MANY
    return alive


def _import(folder: Path, chance: random.Random) -> bool:
    sheet, wal = folder / "t.csv", folder / "w.sqlite-wal"
    rows = "".join(f"Hospital {n},OH,Neurology,Rejected\n" for n in range(150))
    sheet.write_text(f"Program,State,Specialty,Status\n{rows}", "utf-8")
    with Workspace(f"sqlite:///{folder}/w.sqlite") as workspace:
        season_id = workspace.save(season("A"))
    alive = killed(
        folder,
        lambda: size(wal) > 0,
        chance,
        "season",
        "import",
        str(sheet),
        "--season",
        season_id,
        "--accept",
    )
    with Workspace(f"sqlite:///{folder}/w.sqlite") as workspace:
        found = workspace.get(season_id).season
    assert found is not None
    assert len(found.applications) in (0, 150)
    assert len(found.events) == len(found.applications), "each with its event"
    return alive


def _migration(folder: Path, chance: random.Random) -> bool:
    with _filled(folder, "A") as workspace, workspace._transaction(write=True) as connection:
        migrations.move(connection, "0003")
    copies = folder / "w-backups"
    alive = killed(folder, lambda: any(copies.glob("*before-schema*")), chance, "season", "list")
    assert _held(folder) == {f"A{n}/0" for n in range(MANY)}
    return alive
