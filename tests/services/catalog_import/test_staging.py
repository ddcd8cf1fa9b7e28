"""Files of imports while they are looked at: private, few, not for long, and gone after a crash."""

from __future__ import annotations

import io
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.services.catalog_import import staging as module
from matchsafe.services.catalog_import.request import ImportRequest
from matchsafe.services.catalog_import.staging import (
    MOST,
    SECONDS_KEPT,
    StagedFile,
    Staging,
    keep_file,
    plain_name,
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
    return tmp_path / "catalogs"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def staging(clock: Clock) -> Iterator[Staging]:
    made = Staging(clock)
    yield made
    made.close()


def keep(staging: Staging, name: str = "list.csv") -> StagedFile:
    return keep_file(staging, io.BytesIO(b"a,b\n"), name, "programs", ImportRequest())


def test_a_file_is_kept_under_an_id_for_this_user_only(staging: Staging) -> None:
    kept = keep(staging)
    assert staging.find(kept.id) is kept
    assert kept.path.read_bytes() == b"a,b\n"
    assert stat.S_IMODE(kept.path.parent.stat().st_mode) == 0o700
    assert len(kept.id) == 32
    assert staging.find("0" * 32) is None


def test_a_dropped_file_is_gone_and_dropping_it_again_is_fine(staging: Staging) -> None:
    kept = keep(staging)
    staging.drop(kept.id)
    staging.drop(kept.id)
    assert not kept.path.exists()
    assert staging.find(kept.id) is None


def test_only_so_many_are_kept_and_the_one_looked_at_longest_ago_goes(staging: Staging, clock: Clock) -> None:
    first = keep(staging)
    others = []
    for _ in range(MOST - 1):
        clock.now += 1
        others.append(keep(staging))
    clock.now += 1
    staging.find(first.id)
    clock.now += 1
    keep(staging)
    assert first.path.exists()
    assert not others[0].path.exists()


def test_a_file_nobody_looks_at_goes_by_itself(
    staging: Staging, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    due: list[float] = []
    looks: list[threading.Timer] = []

    class Timer(threading.Timer):
        def __init__(self, after: float, look: object) -> None:
            super().__init__(3600, look)  # type: ignore[arg-type]
            due.append(after)
            looks.append(self)

    monkeypatch.setattr(module.threading, "Timer", Timer)
    kept = keep(staging)
    clock.now += due[-1]
    looks[-1].function()
    assert due[-1] > SECONDS_KEPT
    assert not kept.path.exists()


def test_closing_leaves_nothing(staging: Staging, folder: Path) -> None:
    keep(staging)
    staging.close()
    assert list((folder / ".uploads").iterdir()) == []


CRASH = """
import io, os
from matchsafe.services.catalog_import.request import ImportRequest
from matchsafe.services.catalog_import.staging import Staging, keep_file
print(keep_file(Staging(), io.BytesIO(b"a"), "list.csv", "programs", ImportRequest()).path, flush=True)
os._exit(9)
"""


def test_what_a_crash_left_behind_goes_at_the_next_start_and_what_another_process_uses_stays(
    staging: Staging,
) -> None:
    left = Path(subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True).stdout.strip())
    mine = keep(staging)
    assert left.exists()
    Staging().sweep()
    assert not left.parent.parent.exists()
    assert mine.path.exists()


def test_a_start_without_any_folder_sweeps_nothing(folder: Path) -> None:
    Staging().sweep()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("list.csv", "list.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\list.xlsx", "list.xlsx"),
        ("..", "list"),
        ("", "list"),
        ("a\0b\n.csv", "a_b_.csv"),
        ("x" * 300 + ".csv", "x" * 97 + ".csv"),
    ],
)
def test_the_name_of_a_file_is_only_a_label(sent: str, kept: str) -> None:
    assert plain_name(sent) == kept


@given(st.text(max_size=300))
def test_any_name_becomes_one_a_file_can_have(name: str) -> None:
    plain = plain_name(name)
    assert plain
    assert plain not in (".", "..")
    assert not set(plain) & {"/", "\\", "\0", "\n"}
    assert len(plain.encode()) <= 255
