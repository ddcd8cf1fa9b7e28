"""CSV and its relatives: signs, separators, rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matchsafe.domain.problem import Problems
from matchsafe.tabular import Cell, FileTable, Limits, TableError, TableSource
from matchsafe.tabular.text import read_text

Write = Callable[..., Path]
TEXT = "Program,City,State\nHôpital Ünited,Sampleville,NY\nSecond Invented,Sampletown,NJ\n"


def read_text_table(path: Path, delimiter: str | None = None, limits: Limits | None = None) -> FileTable:
    return read_text(TableSource.of(path, limits or Limits()), delimiter)


def rows(table: FileTable) -> tuple[list[tuple[int, list[Cell]]], Problems]:
    found = Problems(TableError)
    return list(table.rows(found)), found


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_signs_and_separators_are_found_out(text_file: Write, encoding: str, delimiter: str) -> None:
    table = read_text_table(text_file(TEXT.replace(",", delimiter), encoding))
    assert table.columns == ("Program", "City", "State")
    assert rows(table)[0][0] == (2, ["Hôpital Ünited", "Sampleville", "NY"])


def test_it_says_how_it_read_the_file(text_file: Write) -> None:
    assert read_text_table(text_file(TEXT)).notes == ("UTF-8, columns separated by commas",)
    [note] = read_text_table(text_file(TEXT.replace(",", ";"), "cp1252")).notes
    assert "Windows-1252" in note
    assert "semicolons" in note


def test_a_decimal_comma_is_not_taken_for_a_separator(text_file: Write) -> None:
    table = read_text_table(text_file("Program;Share;Rate\nA;12,5;3,5\nB;1,5;2,5\nC;7,25;1,5\n"))
    assert table.columns == ("Program", "Share", "Rate")


def test_line_breaks_and_separators_inside_quotes_belong_to_the_cell(text_file: Write) -> None:
    table = read_text_table(text_file('Program,City\n"A, first\nsecond line",X\nB,Y\n'))
    assert rows(table)[0] == [(2, ["A, first\nsecond line", "X"]), (3, ["B", "Y"])]


def test_what_stands_above_the_column_names_is_passed_over_and_told(text_file: Write) -> None:
    table = read_text_table(text_file("My list,,\n,,\nProgram,City,State\nA,X,NY\nB,Y,NJ\n"))
    assert table.columns == ("Program", "City", "State")
    assert "row 3" in table.notes[1]
    assert [n for n, _ in rows(table)[0]] == [4, 5]


def test_a_row_with_too_many_cells_is_told_and_the_others_are_read(text_file: Write) -> None:
    read, found = rows(read_text_table(text_file("Program,City\nA,X\nB,Y,Z\nC,W,,\nD\n")))
    assert [cells for _, cells in read] == [["A", "X"], ["C", "W"], ["D", ""]]
    assert [p.sentence() for p in found.problems] == ["row 3: 3 cells under 2 columns; the row is left out."]


def test_names_given_twice_or_not_at_all_are_told_apart(text_file: Write) -> None:
    assert read_text_table(text_file("Name,Name,,City\nA,B,C,D\n")).columns == (
        "Name", "Name (2)", "column 3", "City",
    )  # fmt: skip


def test_a_table_is_read_again_from_its_beginning(text_file: Write) -> None:
    table = read_text_table(text_file(TEXT))
    assert rows(table)[0] == rows(table)[0]
    assert next(table.rows(Problems()))[0] == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"only one column\nhere\n", "is no table"),
        (b"a,b\n\x00\x01\x02,d\n", "NUL bytes"),
        (b"\xff\xfea\x00,\x00\xd8", "cannot be read as UTF-16 text"),
        (b"\xef\xbb\xbfa,b\n\xff\xff,c\n", "cannot be read as UTF-8 text"),
        (b"a,b\n\x81\x8d,d\n", "cannot be read as UTF-8 or Windows-1252"),
        (b'a,b\n1,2\n"never closed,3\n4,5\n', "row 3: A quotation mark is opened here and never closed"),
        (b"", "The file is empty"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=said) as caught:
        rows(read_text_table(path))
    assert len(caught.value.problems) == 1


def test_a_nul_character_far_down_in_wide_text_is_refused(text_file: Write) -> None:
    with pytest.raises(TableError, match="NUL"):
        rows(read_text_table(text_file("a,b\nc,d\n" + "e,f\n" * 2000 + "g\0,h\n", "utf-16")))


def test_a_wrong_delimiter_is_named_as_such(text_file: Write) -> None:
    with pytest.raises(TableError, match="only one column when semicolons separate"):
        read_text_table(text_file(TEXT), delimiter=";")
    with pytest.raises(TableError, match="cannot separate columns"):
        read_text_table(text_file(TEXT), delimiter=",,")
    assert read_text_table(text_file(TEXT.replace(",", "^")), delimiter="^").columns[0] == "Program"
    assert rows(read_text_table(text_file("a b c\n1  3\n"), delimiter=" "))[0] == [(2, ["1", "", "3"])]


def test_text_behind_a_closing_quote_spoils_its_row_only(text_file: Write) -> None:
    read, found = rows(read_text_table(text_file('a,b\n"x" y,z\nc,d\n')))
    assert [cells for _, cells in read] == [["c", "d"]]
    assert found.problems[0].row == 2


def test_too_many_rows_columns_or_characters_are_refused(
    text_file: Write,
) -> None:
    with pytest.raises(TableError, match="more than 3 rows"):
        rows(read_text_table(text_file("a,b\n" + "c,d\n" * 4), limits=Limits(rows=3)))
    with pytest.raises(TableError, match="501 columns"):
        read_text_table(text_file(",".join(f"c{i}" for i in range(501)) + "\n"))
    _, found = rows(read_text_table(text_file("a,b\nc," + "x" * 10_001 + "\n")))
    assert found.problems[0].code == "long_cell"
    with pytest.raises(TableError, match="may be missing its partner"):
        rows(read_text_table(text_file('a,b\nc,"' + "x" * 200_000 + '"\n')))
    with pytest.raises(TableError, match="A line is longer"):
        rows(read_text_table(text_file("a,b\n" + "x," * 300_000), delimiter=","))


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(TableError, match="It has 200 MB; the most that is read is 64 MB"):
        read_text_table(path)


def test_a_folder_and_a_file_that_is_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="is a folder"):
        TableSource.of(tmp_path)
    with pytest.raises(TableError, match="There is no file"):
        TableSource.of(tmp_path / "x")
    with pytest.raises(TableError, match="cannot be"):
        TableSource.of(tmp_path / ("x" * 300))
