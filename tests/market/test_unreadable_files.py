"""What is no market is told as problems, by its place, in bounded memory."""

from __future__ import annotations

import gzip
import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.market import MarketError
from matchsafe.market.files import read_market, read_market_json
from matchsafe.market.files.json_market import parse_market_json
from matchsafe.tabular import MEBIBYTE, TableError, TableSource, source
from matchsafe.workspace import seasonfile
from matchsafe.workspace.seasonfile import SeasonFileError

READ_ROOM = 260_000_000
"""Bytes of address space beyond the imports a reader may take for any file of nonsense."""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "is not a group"),
        ("{", "This is no JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"applicants": [], "programs": [], "pairs": []}', "pairs: is not known here"),
        ('{"applicants": {}, "programs": []}', "applicants: is not a list"),
        ('{"applicants": []}', "lacks programs"),
        ('{"applicants": [{"applicant": "A", "programs": ["X"]}], "programs": []}', "applicants[0].programs[0]: there"),
        ('{"applicants": [], "programs": [{"program": "P", "quota": -1}]}', "programs[0].quota: '-1' is not"),
        ('{"applicants": [], "programs": [{"program": [], "quota": 1}]}', "programs[0].program: [] is neither"),
        ('{"applicants": [], "programs": [{"program": "P", "quota": NaN}]}', "programs[0].quota: is empty"),
        ('{"applicants": [], "programs": [{"program": "P", "quota": 1%s}]}' % ("0" * 5000),
         "programs[0].quota: has more than 1,000"),
        ('{"applicants": [], "applicants": [], "programs": []}', "stands twice in one object"),
        ('{"applicants": [], "programs": [{"program": "P", "quota": 1e999}]}', "programs[0].quota: '1e999' is not"),
        ('{"applicants": [], "programs": [{"program": "P", "quota": true}]}', "[0].quota: 'True' is not"),
        (r'{"applicants": [{"applicant": "\ud800", "programs": []}], "programs": []}', "half a character"),
        ('{"applicants": ["Ann"], "programs": []}', "applicants[0]: is not a group with applicant, programs"),
        ('{"applicants": [{"applicant": "A", "programs": "P"}], "programs": []}', "[0].programs: is not a list"),
        ('{"applicants": [{"applicant": "A", "programs": [], "scores": [1]}], "programs": []}',
         "applicants[0].scores: has not as many entries as the list beside it"),
        ('{"applicants": [], "programs": [], "couples": [{"first": "A", "second": "B", "pairs": ["P"]}]}',
         "couples[0].pairs[0]: is not a list of two"),
        ('{"applicants": [{"applicant": "A", "programs": ["P"], "scores": ["1_0"]}],'
         ' "programs": [{"program": "P", "quota": 1}]}', "scores[0]: '1_0' is not a number"),
        ('{"applicants": [{"applicant": "A", "programs": ["P"], "scores": [true]}],'
         ' "programs": [{"program": "P", "quota": 1}]}', "scores[0]: 'True' is not a number"),
        ('{"applicants": [{"applicant": "A", "programs": ["P"], "scores": [1]}],'
         ' "programs": [{"program": "P", "quota": 1, "applicants": ["A"]}]}', "has scores: give one of the two"),
    ],
)  # fmt: skip
def test_json_that_is_no_market_is_told_by_its_place(content: str, said: str) -> None:
    with pytest.raises(MarketError) as caught:
        parse_market_json(content.encode())
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(b"applicant,rank,program\n" * 9, mtime=0), "This is a gzip archive"),
        (b"PK\x03\x04rest", "damaged or cut off"),
        (b"\x7fELF\x02\x01\x01" + bytes(64), "This is a program"),
        (b"PAR1" + bytes(64), "cannot be read as Parquet"),
        ("applicant,rank,program\nÉva,1,P\n".encode("latin-1"),
         "row 2: It cannot be read as UTF-8 text: the byte 0xc9"),
        (b"applicant,rank,program\n" + b'"' + b"a\n" * 9_000,
         "row 2: A quotation mark is opened here and never closed"),
        (b"applicant,rank,program\nAnn,1,P\nBen,1,", "there is no file"),
        (b"applicant,rank,program\nAnn,99999999999999999999,P\n", "row 2, column rank"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_named_for_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    path, programs = tmp_path / "applicants.csv", tmp_path / "programs.csv"
    path.write_bytes(content)
    programs.write_text("program,quota,rank,applicant\nP,1,1,Ann\n")
    with pytest.raises(MarketError) as caught:
        read_market(path, programs)
    assert said in str(caught.value) or "row 3, column program: is empty" in str(caught.value)


def test_files_that_are_not_there_are_all_told(tmp_path: Path) -> None:
    with pytest.raises(MarketError) as caught:
        read_market(tmp_path / "none.csv", tmp_path, tmp_path / "none.parquet")
    assert [p.message for p in caught.value.problems] == [
        f"There is no file {tmp_path / 'none.csv'}.", "This is a folder, not a file.",
        f"There is no file {tmp_path / 'none.parquet'}.",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="these are files of Unix")
def test_a_device_a_socket_and_a_silent_pipe_are_refused_by_every_reader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the path of a socket may not be long
    monkeypatch.setattr(source, "PATIENCE", 0)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        for path, said in (("/dev/zero", "device"), ("socket", "socket"), ("pipe", "nothing wrote to")):
            with pytest.raises(MarketError, match=said):
                read_market_json(path)
            with pytest.raises(MarketError, match=said):
                read_market(path, path)
            with pytest.raises(TableError, match=said):
                TableSource.of(path)
            with pytest.raises(SeasonFileError, match=said):
                seasonfile.load(path)
    with pytest.raises(TableError, match="empty"):
        TableSource.of(os.devnull)
    with pytest.raises(IsADirectoryError, match="folder"):
        source.open_file(tmp_path)


def test_a_stream_without_end_is_not_copied_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "STREAMED", 2 * MEBIBYTE)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes(9 * MEBIBYTE))))
    with pytest.raises(MarketError, match=r"It has 3 MB; the most that is read is 2 MB. Save it as a file"):
        read_market("-", "-")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=300) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass"))
)
def test_any_bytes_are_told_as_problems(tmp_path: Path, content: bytes) -> None:
    for suffix in ("csv", "json", "parquet"):
        path = tmp_path / f"any.{suffix}"
        path.write_bytes(content)
        with pytest.raises(MarketError):
            read_market(path, path)
        with pytest.raises(MarketError):
            read_market_json(path)


def test_rows_without_columns_are_no_market(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = tmp_path / "none.parquet"
    pytest.importorskip("pyarrow.parquet").write_table(arrow.table({}), parquet)
    objects = tmp_path / "none.json"
    objects.write_text("[{}, {}]")
    for path in (parquet, objects):
        with pytest.raises(MarketError, match="no columns"):
            read_market(path, path)


HOSTILE: dict[str, Callable[[Any], None]] = {
    "NUL bytes": lambda file: file.truncate(300_000_000),
    "an endless line": lambda file: [file.write(b"x" * 1_000_000) for _ in range(120)] and None,
    "an open quote": lambda file: file.write(b'applicant,rank,program\n"' + b"a,b\n" * 2_000_000) and None,
    "the same line": lambda file: file.write(b"applicant,rank,program\n" + b"Ann,1,P\n" * 1_000_000) and None,
    "bad rows": lambda file: file.write(b"applicant,rank,program\n" + b"a\n" * 2_000_000) and None,
}  # fmt: skip
CHILD = """
import resource, sys
from matchsafe.market import MarketError
from matchsafe.market.files import read_market
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sys.argv[1:]:
    try:
        read_market(path, path)
    except MarketError:
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
def test_large_files_of_nonsense_take_little_memory(tmp_path: Path) -> None:
    """One process reads them all, so the most memory it ever had is what the worst of them takes."""
    paths = [tmp_path / f"{number}.csv" for number in range(len(HOSTILE))]
    for path, write in zip(paths, HOSTILE.values(), strict=True):
        with path.open("wb") as file:
            write(file)
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, paths)], capture_output=True, text=True, timeout=300
    )
    for path in paths:
        path.unlink()
    taken = dict(zip(HOSTILE, map(int, done.stdout.split()), strict=True))
    assert max(taken.values()) < READ_ROOM, taken
