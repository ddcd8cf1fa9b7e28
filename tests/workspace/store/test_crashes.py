"""A process killed at any moment: every acknowledged write is there, and no half of one; also while it migrates,
backs up and restores. A few times by default; with ``MATCHSAFE_EVERY_SEED=1`` as often as the documentation says."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from matchsafe.catalog.store import Store
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import Marks, SeasonPlan
from matchsafe.services.backup import backup
from matchsafe.workspace import migrations
from matchsafe.workspace.store import StoredSeason, Workspace
from matchsafe.workspace.workspace_file import load

EVERY = bool(os.environ.get("MATCHSAFE_EVERY_SEED"))
SQLITE, POSTGRESQL, OTHERS = (200, 50, 40) if EVERY else (3, 1, 1)
_FORK = multiprocessing.get_context("fork")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")


def season(*programs: str) -> Season:
    return Season.model_validate(
        {
            "applicant": {"type": "us_img"},
            "target": {"specialty": "neurology"},
            "interviews": [{"program": p} for p in programs],
        }
    )


def one_more(was: StoredSeason) -> StoredSeason:
    """A mark in the plan, the number of applications and an interview: one change."""
    assert was.season is not None
    plan = was.plan or SeasonPlan(catalog="mine")
    number = len(plan.current_marks.applied) + 1
    marks = Marks(applied={**plan.current_marks.applied, f"p{number}": None})
    held = [i.program for i in was.season.interview_list]
    after = season(*held, f"Hospital {number}").model_copy(update={"applications_sent": number})
    return replace(was, plan=plan.with_marks(str(plan.catalog), marks), season=after)


def killed(work: Callable[[Connection], None], least: int, chance: random.Random) -> list[int]:
    """Do work in a process that is killed after so many words of it, or a moment later; the words."""
    here, there = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=work, args=(there,), daemon=True)
    process.start()
    there.close()
    heard: list[int] = []
    try:
        while len(heard) < least:
            heard.append(here.recv())
        time.sleep(chance.random() * 0.02)
        os.kill(process.pid or 0, signal.SIGKILL)
        while True:
            heard.append(here.recv())
    except EOFError:
        return heard
    finally:
        process.join()


@pytest.mark.parametrize(("kind", "times"), [("sqlite", SQLITE), ("postgresql", POSTGRESQL)])
def test_every_acknowledged_write_is_there_and_no_half_of_one(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, times: int
) -> None:
    url = f"sqlite:///{tmp_path}/w.sqlite" if kind == "sqlite" else request.getfixturevalue("postgresql_url")
    with Workspace(url) as workspace:
        season_id = workspace.save(season())

    def write(told: Connection) -> None:
        with Workspace(url) as own:
            while True:
                told.send(own.revise(season_id, one_more, text="One more").version)

    chance, seen, heard_of = random.Random(7), 1, 0
    for _ in range(times):
        heard = killed(write, chance.randint(1, 8), chance)
        with Workspace(url) as workspace:
            stored, history = workspace.get(season_id), workspace.history(season_id, None)
        assert stored.season is not None
        assert stored.plan is not None
        assert heard == list(range(seen + 1, seen + 1 + len(heard)))
        assert heard[-1] <= stored.version <= heard[-1] + 1, (
            "what was acknowledged, and at most what was under way"
        )
        number = stored.version - 1
        counts = (
            len(stored.plan.current_marks.applied),
            stored.season.applications_sent,
            len(stored.season.interview_list),
        )
        assert counts == (number, number, number)
        assert [c.version for c in history] == list(range(stored.version, 0, -1))
        seen, heard_of = stored.version, heard_of + len(heard)
        if len(stored.season.interview_list) > 250:
            with Workspace(url) as workspace:
                season_id, seen = workspace.save(season()), 1
    assert heard_of >= times


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_killed_migration_is_done_again(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    url = f"sqlite:///{tmp_path}/w.sqlite" if kind == "sqlite" else request.getfixturevalue("postgresql_url")
    with Workspace(url) as workspace:
        season_id = workspace.save(season("A"))

    def migrate(told: Connection) -> None:
        told.send(0)
        with Workspace(url):
            told.send(1)
            time.sleep(10)

    chance, at_work = random.Random(7), 0
    for _ in range(OTHERS):
        with Workspace(url) as workspace, workspace._transaction(write=True) as connection:
            migrations.move(connection, "0003")
        at_work += killed(migrate, 1, chance) == [0]
        with Workspace(url) as workspace:
            found = workspace.get(season_id).season
            assert found is not None
            assert [i.program for i in found.interview_list] == ["A"]
    assert at_work or not EVERY


def test_a_killed_backup_leaves_a_whole_file_or_none(tmp_path: Path) -> None:
    url, chance = f"sqlite:///{tmp_path}/w.sqlite", random.Random(7)
    with Workspace(url) as workspace:
        for n in range(20):
            workspace.save(season(*(f"{n}/{i}" for i in range(40))))

    def write(told: Connection) -> None:
        with Workspace(url) as own:
            n = 0
            while True:
                told.send(n)
                backup(own, Store(tmp_path / "catalogs"), tmp_path / f"b{os.getpid()}-{n}.json")
                n += 1

    for _ in range(OTHERS):
        killed(write, chance.randint(1, 3), chance)
    whole = list(tmp_path.glob("b*.json"))
    assert all(len(load(file.read_bytes()).seasons) == 20 for file in whole)


def test_a_killed_restore_brings_everything_back_or_nothing(tmp_path: Path) -> None:
    url, chance = f"sqlite:///{tmp_path}/w.sqlite", random.Random(7)
    files = []
    with Workspace(url) as workspace:
        for what in "AB":
            workspace.delete_all()
            for n in range(10):
                workspace.save(season(f"{what}{n}"))
            files.append(workspace.export())

    def put_back(told: Connection) -> None:
        with Workspace(url) as own:
            n = 0
            while True:
                told.send(n)
                own.import_all(files[n % 2])
                n += 1

    for _ in range(OTHERS):
        killed(put_back, chance.randint(2, 6), chance)
        with Workspace(url) as workspace:
            found = [workspace.get(s.id).season for s in workspace.list()]
            held = {season.interview_list[0].program for season in found if season}
        assert held in ({f"A{n}" for n in range(10)}, {f"B{n}" for n in range(10)})
