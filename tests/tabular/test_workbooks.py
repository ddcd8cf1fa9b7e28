"""Excel workbooks, honest and hostile."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import load_workbook

from matchsafe.domain.problem import Problems
from matchsafe.tabular import FileTable, Limits, TableError, TableSource, text_of
from matchsafe.tabular import workbook as workbooks
from matchsafe.tabular.text import read_text

Write = Callable[..., Path]
HEAD = ["Program", "City", "Quota"]


def read_workbook(path: Path, sheet: str | None = None, limits: Limits | None = None) -> FileTable:
    return workbooks.read_workbook(TableSource.of(path, limits or Limits()), sheet)


def add_part(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def test_cells_keep_the_type_they_have(workbook: Write) -> None:
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
    [(number, cells)] = table.rows(Problems(TableError))
    assert number == 2
    assert cells == [
        "Invented", 12, 3, 2.5, True, False, date(2026, 3, 1), datetime(2026, 3, 1, 8), time(8), "", "x",
    ]  # fmt: skip
    assert [text_of(c) for c in cells[1:9]] == [
        "12", "3", "2.5", "yes", "no", "2026-03-01", "2026-03-01T08:00:00", "08:00:00",
    ]  # fmt: skip


def test_a_cell_over_several_rows_says_the_same_in_each(workbook: Write) -> None:
    path = workbook(List=[HEAD, ["A", "X", 1], [None, "Y", 2], [None, "Z", 3], ["B", None, 4]])
    book = load_workbook(path)
    for cells in ("A2:A4", "B4:B5", "C3:C3"):
        book["List"].merge_cells(cells)
    book.save(path)
    rows = [cells for _, cells in read_workbook(path).rows(Problems(TableError))]
    assert rows == [["A", "X", 1], ["A", "Y", 2], ["A", "Z", 3], ["B", "Z", 4]]


def test_more_merged_cells_than_are_filled_are_told(workbook: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchsafe.tabular.workbook._MOST_MERGED", 1)
    path = workbook(
        List=[
            HEAD,
            ["A", "X", 1],
            [None, "Y", 2],
            ["B", "Z", 3],
            [None, "W", 4],
            ["C", "V", 5],
            [None, "U", 6],
        ]
    )
    book = load_workbook(path)
    for cells in ("A2:A3", "A4:A5", "A6:A7"):
        book["List"].merge_cells(cells)
    book.save(path)
    problems = Problems(TableError)
    assert len(list(read_workbook(path).rows(problems))) == 6
    assert [p.code for p in problems.problems] == ["merged"]


def test_a_cell_over_empty_rows_makes_no_rows_of_them(workbook: Write) -> None:
    path = workbook(List=[HEAD, ["A", "X", 1], [], [None, "Z", 3]])
    book = load_workbook(path)
    book["List"].merge_cells("A2:A1105")
    book["List"]["B1105"] = "far below"
    book.save(path)
    rows = [cells for _, cells in read_workbook(path).rows(Problems(TableError))]
    assert rows == [["A", "X", 1], ["A", "Z", 3]]


def test_a_formula_that_only_holds_a_text_is_that_text(workbook: Write, text_file: Write) -> None:
    rows = [
        ['=HYPERLINK("http://a.example/?q=1","Alder ""A"" Hospital")', "X", '="0401"'],
        ["'=A", "Y", "=A1"],
    ]
    found = Problems(TableError)
    cells = [cells for _, cells in read_workbook(workbook(List=[HEAD, *rows])).rows(found)]
    assert cells == [['Alder "A" Hospital', "X", "0401"], ["=A", "Y", ""]]
    written = "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in [HEAD, *rows]
    )
    cells = [cells for _, cells in read_text(TableSource.of(text_file(written))).rows(found)]
    assert cells == [['Alder "A" Hospital', "X", "0401"], ["=A", "Y", "=A1"]]


def test_a_formula_is_not_computed_but_told_with_its_place(workbook: Write) -> None:
    table = read_workbook(workbook(List=[HEAD, ["A", "X", "=1+2"], ["B", '=HYPERLINK("http://x")', 4]]))
    found = Problems(TableError)
    assert [cells for _, cells in table.rows(found)] == [["A", "X", ""], ["B", "", 4]]
    assert [(p.row, p.column, p.code) for p in found.problems] == [
        (2, "Quota", "formula"),
        (3, "City", "formula"),
    ]
    assert "paste it as values" in found.problems[0].message


def test_an_error_in_a_cell_is_unknown(workbook: Write) -> None:
    [(_, cells)] = read_workbook(workbook(List=[HEAD, ["A", "X", "#DIV/0!"]])).rows(Problems(TableError))
    assert cells == ["A", "X", ""]


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named(workbook: Write) -> None:
    path = workbook(Cover=[["Only one cell"]], Programs=[["My list"], [], HEAD, ["A", "X", 1]], Other=[HEAD])
    table = read_workbook(path)
    assert table.columns == tuple(HEAD)
    assert list(table.rows(Problems(TableError))) == [(4, ["A", "X", 1])]
    assert table.notes[0] == "Excel workbook, sheet 'Programs'"
    assert "'Other'" in table.notes[1]
    assert read_workbook(path, "Other").notes == ("Excel workbook, sheet 'Other'",)


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(workbook: Write) -> None:
    with pytest.raises(TableError, match="no sheet 'Nope'"):
        read_workbook(workbook(List=[HEAD]), "Nope")


def test_a_workbook_without_a_table_is_refused(workbook: Write) -> None:
    with pytest.raises(TableError, match="holds no table"):
        read_workbook(workbook(List=[["x"], ["y"]]))


def test_a_sheet_is_over_after_a_thousand_empty_rows(workbook: Write) -> None:
    rows = [HEAD, ["A", "X", 1], *[[] for _ in range(1100)], ["B", "Y", 2]]
    assert len(list(read_workbook(workbook(List=rows)).rows(Problems(TableError)))) == 1


@pytest.mark.parametrize("kept", [20, 200, 1000, 3000])
def test_half_a_workbook_is_damaged(workbook: Write, kept: int) -> None:
    path = workbook(List=[HEAD, ["A", "X", 1]])
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(TableError, match="damaged or cut off"):
        read_workbook(path)


def test_a_damaged_part_is_told(workbook: Write, tmp_path: Path) -> None:
    whole = workbook(List=[HEAD, ["A", "X", 1]])
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            target.writestr(part.filename, content[:40] if "sheet1" in part.filename else content)
    with pytest.raises(TableError, match="a part of it is damaged"):
        list(read_workbook(broken).rows(Problems(TableError)))


def test_a_bomb_of_zeros_is_refused_by_what_it_declares(workbook: Write) -> None:
    path = workbook(List=[HEAD])
    add_part(path, "xl/bomb.xml", b"\0" * (8 * 1024 * 1024))
    with pytest.raises(TableError, match="would unpack to 8 MB or more"):
        read_workbook(path)


def test_a_workbook_that_unpacks_to_more_than_it_may_is_refused_while_unpacking(
    workbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(List=[HEAD])
    monkeypatch.setattr(workbooks, "_check_declared", lambda source, parts: None)
    with pytest.raises(TableError, match="would unpack"):
        read_workbook(path, limits=Limits(unpacked=1000))


def test_an_archive_that_lies_about_its_size_is_refused(workbook: Write) -> None:
    path = workbook(List=[HEAD])
    add_part(path, "xl/lie.xml", b" " * 5000)
    content = bytearray(path.read_bytes())
    at = content.rindex(b"xl/lie.xml") - 46
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    path.write_bytes(bytes(content))
    with pytest.raises(TableError, match="damaged"):
        read_workbook(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("name", ["xl/extra.xml", "xl/worksheets/sheet1.dat", "xl/media/logo.png", "odd"])
def test_xml_entities_are_refused_unopened_whatever_the_part_is_called(
    workbook: Write, encoding: str, name: str
) -> None:
    path = workbook(List=[HEAD])
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    add_part(path, name, bomb.encode(encoding))
    with pytest.raises(TableError, match="declares XML entities"):
        read_workbook(path)


def test_thousands_of_parts_are_refused(workbook: Write) -> None:
    path = workbook(List=[HEAD])
    with zipfile.ZipFile(path, "a") as archive:
        for i in range(2001):
            archive.writestr(f"xl/p{i}.xml", b"")
    with pytest.raises(TableError, match="parts; a workbook has"):
        read_workbook(path)


def test_a_zip_archive_that_is_no_workbook_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("programs.csv", b"a,b\n")
    with pytest.raises(TableError, match="is a ZIP archive and no Excel workbook"):
        read_workbook(path)


def test_a_binary_workbook_is_named_as_such(workbook: Write) -> None:
    path = workbook(List=[HEAD])
    add_part(path, "xl/workbook.bin", b"x")
    with pytest.raises(TableError, match="xlsb"):
        read_workbook(path)


def test_a_locked_archive_is_named_as_such(workbook: Write) -> None:
    path = workbook(List=[HEAD])
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(TableError, match="password"):
        read_workbook(path)


def test_without_the_extra_it_is_said_how_to_get_it(workbook: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(List=[HEAD])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(TableError, match=r'pip install "matchsafe\[catalog\]"'):
        read_workbook(path)
