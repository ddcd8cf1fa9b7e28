"""Whatever bytes a file holds, reading it gives programs or one clear error: never a fault of the tool's own.

A few files of each kind by default; with ``MATCHSAFE_EVERY_SEED=1`` 2,000 of each of the five kinds.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchsafe.catalog.importers import CatalogFileError, ListOptions, read_file

HEADERS = [
    "Program",
    "Specialty",
    "State",
    "ACGME id",
    "NRMP code",
    "IMG %",
    "J1",
    "Visas",
    "Quota 2025",
    "x",
    "",
]
CELLS = st.one_of(
    st.sampled_from(
        ["", "IM", "NY", "9999140C0", "1409900001", "12,5", "50 %", "yes", "=1+1", "n/a", '"', "a\nb", "\0"]
    ),
    st.text(max_size=12),
)
EACH = 2_000 if os.environ.get("MATCHSAFE_EVERY_SEED") else 40
FEW = settings(max_examples=EACH, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "list"


def reads_or_refuses(path: Path, content: bytes, options: ListOptions | None = None) -> None:
    path.write_bytes(content)
    with suppress(CatalogFileError):
        out = read_file(path, options)
        assert out.drafts
        kept = {d.origin.split(" (")[0] for d in out.drafts} if out.kind == "table" else ()
        told = {r.origin.split(" (")[0] for r in out.rejected}
        assert out.kind != "table" or len({*kept, *told}) == out.rows, "a row was lost without a word"


@FEW
@given(content=st.binary(max_size=300))
def test_any_bytes(place: Path, content: bytes) -> None:
    reads_or_refuses(place, content)


@FEW
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6),
    header=st.lists(st.sampled_from(HEADERS), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t|:"),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]),
    given_delimiter=st.sampled_from([None, ",", ";"]),
)
def test_any_table(
    place: Path,
    rows: list[list[str]],
    header: list[str],
    delimiter: str,
    encoding: str,
    given_delimiter: str | None,
) -> None:
    text = "\n".join(delimiter.join(cells) for cells in [header, *rows])
    reads_or_refuses(place, text.encode(encoding, errors="replace"), ListOptions(delimiter=given_delimiter))


@FEW
@given(
    content=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | CELLS,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(HEADERS), inner, max_size=5)
        ),
        max_leaves=12,
    )
)
def test_any_json(place: Path, content: object) -> None:
    reads_or_refuses(place, json.dumps([content] if isinstance(content, dict) else content).encode())


@FEW
@given(data=st.data())
def test_a_report_with_bytes_changed(place: Path, report: Path, data: st.DataObject) -> None:
    content = bytearray(report.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    reads_or_refuses(place, bytes(content[: data.draw(st.integers(1, len(content)))]))


@FEW
@given(data=st.data())
def test_a_workbook_with_bytes_changed_inside_its_parts(place: Path, data: st.DataObject) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Program", "Specialty", "Quota"], ["A", "IM", 4], ["B", "FM", 5]):
        book.worksheets[0].append(row)
    whole = io.BytesIO()
    book.save(whole)
    changed = io.BytesIO()
    hit = data.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]))
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(changed, "w") as target:
        for part in source.infolist():
            content = bytearray(source.read(part))
            if part.filename == hit:
                at = data.draw(st.integers(0, len(content) - 1))
                content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
            target.writestr(part.filename, bytes(content))
    reads_or_refuses(place, changed.getvalue())
