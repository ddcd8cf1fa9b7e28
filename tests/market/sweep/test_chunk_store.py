"""Finished seasons in a folder: going on, what is not trusted, and runs that were killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from toy_season import Failing, Toy

from matchsafe.market.sweep import KeepError, Run, SeasonError, Threads, run_seasons
from matchsafe.market.sweep.chunk_store import ChunkError, ChunkStore, decode_chunk, encode_chunk
from matchsafe.market.sweep.task import Outcome, identity_of

Equal = Callable[[Run, Run], bool]


class Counting(Toy):
    """Counts the seasons it makes; its digest is that of ``Toy``."""

    made = 0

    def __call__(self, season: int) -> dict[str, Any]:
        type(self).made += 1
        return super().__call__(season)


@pytest.fixture(autouse=True)
def _count_from_zero() -> None:
    Counting.made = 0


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("seasons-*.npz"), key=lambda p: int(p.name.split("-")[2]))


def test_a_finished_run_is_not_made_again(tmp_path: Path, plain: Run, equal: Equal) -> None:
    first = run_seasons(Toy(), range(40), keep=tmp_path / "deep" / "folder")
    again = run_seasons(Counting(), range(40), Threads(2), keep=str(tmp_path / "deep" / "folder"))
    assert (first.resumed, again.resumed, Counting.made) == (0, 40, 0)
    assert equal(first, plain)
    assert equal(again, plain)
    assert again.notes == ()


@pytest.mark.parametrize("chunk", [1, 4, 40])
def test_a_stopped_run_goes_on_with_any_chunks(tmp_path: Path, plain: Run, equal: Equal, chunk: int) -> None:
    stopped = run_seasons(Toy(), range(40), chunk=3, keep=tmp_path, cancel=lambda: len(files(tmp_path)) >= 4)
    assert stopped.cancelled
    told: list[Any] = []
    run = run_seasons(Counting(), range(40), chunk=chunk, keep=tmp_path, on_progress=told.append)
    assert run.resumed == len(stopped.seasons) == 12
    assert Counting.made == 28
    assert (told[0].done, told[0].resumed) == (12, 12)
    assert equal(run, plain)


def test_more_or_fewer_seasons_use_what_is_there(tmp_path: Path, plain: Run) -> None:
    run_seasons(Toy(), range(8, 16), chunk=5, keep=tmp_path)
    fewer = run_seasons(Counting(), range(10, 12), keep=tmp_path)
    assert (fewer.resumed, fewer.seasons, Counting.made) == (2, (10, 11), 0)
    more = run_seasons(Counting(), range(20), keep=tmp_path)
    assert (more.resumed, Counting.made) == (8, 12)
    assert more.arrays["rate"].tolist() == plain.arrays["rate"][:20].tolist()


def test_what_was_finished_before_a_failure_is_kept(tmp_path: Path) -> None:
    with pytest.raises(SeasonError):
        run_seasons(Failing(), range(40), chunk=4, keep=tmp_path)
    assert run_seasons(Counting(), range(10), keep=tmp_path).resumed == 5


def spoil(file: Path, how: str) -> None:
    content = file.read_bytes()
    if how == "a byte changed":
        middle = len(content) // 2
        content = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    elif how == "cut off":
        content = content[: len(content) // 2]
    elif how == "empty":
        content = b""
    else:
        content = b"these are no seasons at all\0" * 40
    file.write_bytes(content)


@pytest.mark.parametrize("how", ["a byte changed", "cut off", "empty", "something else"])
def test_a_damaged_file_is_told_of_and_its_seasons_are_made_again(
    tmp_path: Path, plain: Run, equal: Equal, how: str
) -> None:
    run_seasons(Toy(), range(40), chunk=8, keep=tmp_path)
    victim = files(tmp_path)[2]
    spoil(victim, how)
    run = run_seasons(Counting(), range(40), chunk=40, keep=tmp_path)
    assert (run.resumed, Counting.made) == (32, 8)
    assert equal(run, plain)
    assert len(run.notes) == 1
    assert run.notes[0].startswith(f"{victim.name} is damaged; its seasons are made again")
    assert victim.with_name(f"{victim.name}.damaged").exists()
    assert run_seasons(Toy(), range(40), keep=tmp_path).notes == ()


def test_a_file_of_another_task_under_our_name_is_not_trusted(
    tmp_path: Path, plain: Run, equal: Equal
) -> None:
    run_seasons(Toy(), range(4), chunk=2, keep=tmp_path)
    other = run_seasons(Toy(seed=8), range(2), keep=tmp_path / "other", chunk=2)
    assert other.complete
    ours = files(tmp_path)[0]
    ours.write_bytes(files(tmp_path / "other")[0].read_bytes())
    run = run_seasons(Toy(), range(40), keep=tmp_path)
    assert "is of another task" in run.notes[0]
    assert equal(run, plain)


def test_a_renamed_file_is_not_trusted(tmp_path: Path, plain: Run, equal: Equal) -> None:
    run_seasons(Toy(), range(4), chunk=2, keep=tmp_path)
    first = files(tmp_path)[0]
    first.rename(first.with_name(first.name.replace("-0-2.npz", "-30-32.npz")))
    run = run_seasons(Toy(), range(40), keep=tmp_path)
    assert "is of other seasons than its name says" in run.notes[0]
    assert equal(run, plain)


def test_the_content_of_a_file_is_checked_even_if_its_hash_is_right() -> None:
    import hashlib

    body = b"no archive"
    with pytest.raises(ChunkError, match="is no archive of arrays"):
        decode_chunk(body + hashlib.sha256(body).hexdigest().encode(), "id", range(2))
    short = encode_chunk(Outcome(range(2), {"x": np.zeros(1)}), "id")
    with pytest.raises(ChunkError, match="an array for each of its seasons"):
        decode_chunk(short, "id", range(2))
    none = encode_chunk(Outcome(range(2), {}), "id")
    with pytest.raises(ChunkError, match="an array for each of its seasons"):
        decode_chunk(none, "id", range(2))


def test_files_are_plain_archives_of_numpy(tmp_path: Path, plain: Run) -> None:
    run_seasons(Toy(), range(4), chunk=4, keep=tmp_path)
    with np.load(files(tmp_path)[0]) as archive:
        assert set(archive.files) == {*plain.arrays, "_identity", "_seasons"}
        assert archive["rate"].tolist() == plain.arrays["rate"][:4].tolist()


def test_other_tasks_and_other_files_may_share_the_folder(tmp_path: Path, plain: Run, equal: Equal) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    run_seasons(Toy(seed=8), range(3), chunk=1, keep=tmp_path)
    run = run_seasons(Toy(), range(40), chunk=40, keep=tmp_path)
    assert run.notes == (
        f"3 files in {tmp_path} are of other settings or another version, and are left alone.",
    )
    assert equal(run, plain)
    assert run_seasons(Toy(seed=8), range(3), keep=tmp_path).resumed == 3
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_another_version_of_the_code_does_not_use_old_seasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_seasons(Toy(), range(3), keep=tmp_path)
    before = identity_of(Toy())
    monkeypatch.setattr("matchsafe.market.sweep.task.code_version", lambda: "another")
    assert identity_of(Toy()) != before
    assert run_seasons(Toy(), range(3), keep=tmp_path).resumed == 0


def test_what_a_killed_run_was_writing_is_cleared_away_when_it_is_old(tmp_path: Path) -> None:
    old, fresh = tmp_path / ".0a1b.unfinished", tmp_path / ".0c.unfinished"
    for file in (old, fresh):
        file.write_bytes(b"half")
    os.utime(old, (1, 1))
    ChunkStore(tmp_path, "id")
    assert (old.exists(), fresh.exists()) == (False, True)


def test_a_folder_that_is_none_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeepError, match=r"cannot be kept in .*file: File exists") as caught:
        run_seasons(Toy(), range(3), keep=tmp_path / "file")
    assert caught.value.partial is not None


def test_a_folder_that_goes_away_is_a_clear_error(tmp_path: Path) -> None:
    import shutil

    kept = ChunkStore(tmp_path / "keep", "id")
    shutil.rmtree(tmp_path / "keep")
    with pytest.raises(KeepError, match="No such file or directory"):
        list(kept.read())
    with pytest.raises(KeepError, match="No such file or directory"):
        kept.write(Outcome(range(1), {"x": np.zeros(1)}))


def test_a_full_disk_ends_the_run_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 4:  # two for each: the file and its folder
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeepError, match="No space left on device") as caught:
        run_seasons(Toy(), range(10), keep=tmp_path)
    assert caught.value.partial is not None
    assert caught.value.partial.seasons == (0, 1)
    assert len(list(tmp_path.iterdir())) == 2


KILLED = """
import sys
sys.path.append(sys.argv[2])
from toy_season import Toy
from matchsafe.market.sweep import Threads, run_seasons
run_seasons(Toy(pause=0.05), range(40), Threads(2), keep=sys.argv[1])
"""


def test_a_run_killed_without_warning_goes_on_where_it_was(tmp_path: Path, plain: Run, equal: Equal) -> None:
    here = str(Path(__file__).parent)
    killed = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path), here])
    try:
        until = time.monotonic() + 300
        while len(files(tmp_path)) < 4:
            assert killed.poll() is None, "the run ended before it could be killed"
            assert time.monotonic() < until, "the run did not begin"
            time.sleep(0.01)
    finally:
        killed.kill()
    assert killed.wait(10) == -signal.SIGKILL
    there = len(files(tmp_path))
    run = run_seasons(Counting(), range(40), keep=tmp_path)
    assert 4 <= run.resumed == there < 40
    assert Counting.made == 40 - there
    assert equal(run, plain)
