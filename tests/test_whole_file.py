"""Whatever is written is whole, or what stood there before."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

import matchsafe
from matchsafe.cli.errors import CliError
from matchsafe.cli.market import _pictures
from matchsafe.cli.match_out import save
from matchsafe.cli.output import save_table, write_file
from matchsafe.cli.simulate import COLUMNS, _write
from matchsafe.domain.match_report import MatchReport
from matchsafe.market import Market
from matchsafe.market.files import write_market
from matchsafe.services.simulation import write_record
from matchsafe.whole_file import whole_file, write_whole

resource = pytest.importorskip("resource")

LONG = "long" * 3_000


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond some bytes, as on a disk with no more room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def report() -> MatchReport:
    return MatchReport.model_construct(matches=(), unmatched=(LONG,), variations=None)


Write = Callable[[Path], object]

WRITERS: dict[str, tuple[str, Write]] = {
    "a season, a backup, a calendar": ("it.ics", lambda it: write_file(it, LONG, force=True)),
    "a table as CSV": ("it.csv", lambda it: save_table(str(it), None, "t", ["head"], [[LONG]])),
    "a match as CSV": ("it.csv", lambda it: save(report(), str(it))),
    "a market": (
        "applicants.csv",
        lambda it: write_market(Market.from_lists({"A": [LONG]}, {LONG: (1, ["A"])}), it.parent),
    ),
    "pictures": ("it.svg", lambda it: _pictures(str(it.parent), iter([("it", LONG, ("head",), [])]))),
    "figures of simulated seasons": (
        "it.csv",
        lambda it: _write(it, (SimpleNamespace(as_dict=lambda: dict.fromkeys(COLUMNS, LONG)),)),  # type: ignore[arg-type]
    ),
    "a report on simulated seasons": ("it.json", lambda it: write_record(it, {"text": LONG})),
}


@pytest.mark.parametrize(("name", "write"), WRITERS.values(), ids=WRITERS)
def test_on_a_full_disk_the_old_file_stays_and_nothing_beside_it(
    name: str, write: Write, tmp_path: Path
) -> None:
    there = tmp_path / name
    there.write_text("old", encoding="utf-8")
    with full_disk(), pytest.raises((CliError, OSError)):
        write(there)
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [(name, "old")]
    write(there)
    assert there.read_bytes() != b"old"


def test_of_files_that_belong_together_none_changes_where_one_cannot_be_written(tmp_path: Path) -> None:
    market = Market.from_lists({"A": ["P"]}, {"P": (1, ["A"])})
    write_market(market, tmp_path)
    (tmp_path / "programs.csv").unlink()
    (tmp_path / "programs.csv").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_market(Market.from_lists({"B": ["P"]}, {"P": (1, ["B"])}), tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["applicants.csv", "programs.csv"]
    assert "B" not in (tmp_path / "applicants.csv").read_text(encoding="utf-8")


def test_a_file_keeps_its_mode_and_a_link_its_name(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    real.chmod(0o604)
    link.symlink_to(real)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o604)
    write_whole(tmp_path / "mine", b"", private=True)
    assert (tmp_path / "mine").stat().st_mode & 0o777 == 0o600


def test_a_name_as_long_as_names_may_be_is_written(tmp_path: Path) -> None:
    write_whole(tmp_path / ("n" * 255), b"new", new=True)
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / ("n" * 255), b"newer", new=True)
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"new"]


def test_a_device_is_written_to_as_it_is() -> None:
    write_whole(Path(os.devnull), b"new")
    assert not Path(os.devnull).is_file()


def test_a_file_that_may_not_be_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "it"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError), whole_file(path):
        pass
    assert path.read_bytes() == b"old"


OURS = {
    "source.py",
    "tracker.py",
    "staging.py",
    "files.py",
    "trials.py",
    "reference.py",
    "__main__.py",
    "acceptance.py",
}
"""Write only into a folder that nobody else sees, at the end of a log, or while the package is made."""


def test_nothing_else_writes_files() -> None:
    writes = re.compile(r"\.open\([^)]*\"[waxb]+\"|\.write_(text|bytes)\(|mkstemp\(|NamedTemporaryFile\(")
    whole = re.compile(r"whole_file\(|\bpart\.(open|write_text)\(|file\.write_bytes\(")
    root = Path(matchsafe.__file__).parent
    found = {
        f"{path.relative_to(root)}: {line.strip()}"
        for path in root.rglob("*.py")
        if path.name not in OURS
        for line in path.read_text(encoding="utf-8").splitlines()
        if writes.search(line) and not whole.search(line) and ">>>" not in line and '"rb"' not in line
    }
    assert not found
