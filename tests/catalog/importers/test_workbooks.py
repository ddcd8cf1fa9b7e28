"""Excel workbooks, honest and hostile."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest

from matchsafe.catalog.importers import CatalogFileError
from matchsafe.catalog.importers.problems import FileProblems
from matchsafe.catalog.importers.workbook import read_workbook

Write = Callable[..., Path]
HEAD = ["Program", "City", "Quota"]


def add_part(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def test_cells_become_the_text_a_reader_sees(workbook: Write) -> None:
    row = [
        "Invented",
        12,
        3.0,
        2.5,
        True,
        False,
        date(2026, 3, 1),
        datetime(2026, 3, 1, 8),
        time(8),
        None,
        "x",
    ]
    table = read_workbook(workbook(List=[[f"c{i}" for i in range(len(row))], row]))
    [(number, cells)] = table.read(FileProblems())
    assert number == 2
    assert cells == [
        "Invented", "12", "3", "2.5", "yes", "no", "2026-03-01", "2026-03-01T08:00:00", "08:00:00", "", "x",
    ]  # fmt: skip


def test_a_formula_is_not_computed_but_told_with_its_place(workbook: Write) -> None:
    table = read_workbook(workbook(List=[HEAD, ["A", "X", "=1+2"], ["B", '=HYPERLINK("http://x")', 4]]))
    found = FileProblems()
    assert [cells for _, cells in table.read(found)] == [["A", "X", ""], ["B", "", "4"]]
    assert [(p.row, p.column, p.code) for p in found.problems] == [
        (2, "Quota", "formula"),
        (3, "City", "formula"),
    ]
    assert "paste it as values" in found.problems[0].message


def test_an_error_in_a_cell_is_unknown(workbook: Write) -> None:
    [(_, cells)] = read_workbook(workbook(List=[HEAD, ["A", "X", "#DIV/0!"]])).read(FileProblems())
    assert cells == ["A", "X", ""]


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named(workbook: Write) -> None:
    path = workbook(Cover=[["Only one cell"]], Programs=[["My list"], [], HEAD, ["A", "X", 1]], Other=[HEAD])
    table = read_workbook(path)
    assert table.columns == tuple(HEAD)
    assert list(table.read(FileProblems())) == [(4, ["A", "X", "1"])]
    assert table.notes[0] == "Excel workbook, sheet 'Programs'"
    assert "'Other'" in table.notes[1]
    assert read_workbook(path, "Other").notes == ("Excel workbook, sheet 'Other'",)


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(workbook: Write) -> None:
    with pytest.raises(CatalogFileError, match="no sheet 'Nope'"):
        read_workbook(workbook(List=[HEAD]), "Nope")


def test_a_workbook_without_a_table_is_refused(workbook: Write) -> None:
    with pytest.raises(CatalogFileError, match="holds no table"):
        read_workbook(workbook(List=[["x"], ["y"]]))


def test_a_sheet_is_over_after_a_thousand_empty_rows(workbook: Write) -> None:
    rows = [HEAD, ["A", "X", 1], *[[] for _ in range(1100)], ["B", "Y", 2]]
    assert len(list(read_workbook(workbook(List=rows)).read(FileProblems()))) == 1


@pytest.mark.parametrize("kept", [20, 200, 1000, 3000])
def test_half_a_workbook_is_damaged(workbook: Write, kept: int) -> None:
    path = workbook(List=[HEAD, ["A", "X", 1]])
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(CatalogFileError, match="damaged or cut off"):
        read_workbook(path)


def test_a_damaged_part_is_told(workbook: Write, tmp_path: Path) -> None:
    whole = workbook(List=[HEAD, ["A", "X", 1]])
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            target.writestr(part.filename, content[:40] if "sheet1" in part.filename else content)
    with pytest.raises(CatalogFileError, match="a part of it is damaged"):
        list(read_workbook(broken).read(FileProblems()))


def test_a_bomb_of_zeros_is_refused_by_what_it_declares(workbook: Write) -> None:
    path = workbook(List=[HEAD])
    add_part(path, "xl/bomb.xml", b"\0" * (8 * 1024 * 1024))
    with pytest.raises(CatalogFileError, match="would unpack to 8 MB or more"):
        read_workbook(path)


def test_a_workbook_that_unpacks_to_more_than_it_may_is_refused_while_unpacking(
    workbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(List=[HEAD])
    monkeypatch.setattr(
        "matchsafe.catalog.importers.workbook_guard._check_declared", lambda name, parts: None
    )
    monkeypatch.setattr("matchsafe.catalog.importers.workbook_guard.MOST_UNPACKED", 1000)
    with pytest.raises(CatalogFileError, match="would unpack"):
        read_workbook(path)


def test_an_archive_that_lies_about_its_size_is_refused(workbook: Write) -> None:
    path = workbook(List=[HEAD])
    add_part(path, "xl/lie.xml", b" " * 5000)
    content = bytearray(path.read_bytes())
    at = content.rindex(b"xl/lie.xml") - 46
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(bytes(content))
    with pytest.raises(CatalogFileError, match="damaged"):
        read_workbook(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_xml_entities_are_refused_unopened(workbook: Write, encoding: str) -> None:
    path = workbook(List=[HEAD])
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    add_part(path, "xl/extra.xml", bomb.encode(encoding))
    with pytest.raises(CatalogFileError, match="declares XML entities"):
        read_workbook(path)


def test_thousands_of_parts_are_refused(workbook: Write) -> None:
    path = workbook(List=[HEAD])
    with zipfile.ZipFile(path, "a") as archive:
        for i in range(2001):
            archive.writestr(f"xl/p{i}.xml", b"")
    with pytest.raises(CatalogFileError, match="parts; a workbook has"):
        read_workbook(path)


def test_a_zip_archive_that_is_no_workbook_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("programs.csv", b"a,b\n")
    with pytest.raises(CatalogFileError, match="is a ZIP archive and no Excel workbook"):
        read_workbook(path)


def test_a_binary_workbook_is_named_as_such(workbook: Write) -> None:
    path = workbook(List=[HEAD])
    add_part(path, "xl/workbook.bin", b"x")
    with pytest.raises(CatalogFileError, match="xlsb"):
        read_workbook(path)


def test_a_locked_archive_is_named_as_such(workbook: Write) -> None:
    path = workbook(List=[HEAD])
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(CatalogFileError, match="password"):
        read_workbook(path)


def test_without_the_extra_it_is_said_how_to_get_it(workbook: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(List=[HEAD])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(CatalogFileError, match=r'pip install "matchsafe\[catalog\]"'):
        read_workbook(path)
