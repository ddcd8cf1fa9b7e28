"""Where the headings stand, what columns are called and which rows are read, in every kind of file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from matchsafe.domain.problem import Problems
from matchsafe.tabular import Cell, FileTable, TableError, TableSource, is_total, open_table

Rows = list[list[object]]
WANTED = {"program", "name", "city", "state", "visas", "j1", "h1b", "quota", "filled", "specialty"}


def known(heading: str) -> bool:
    return heading.casefold() in WANTED


def as_csv(folder: Path, rows: Rows) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return as_text(folder, text.getvalue())


def as_text(folder: Path, text: str, name: str = "list.dat") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def as_workbook(folder: Path, rows: Rows) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.worksheets[0].append([None if cell == "" else cell for cell in row])
    path = folder / "list.bin"
    book.save(path)
    return path


def as_page(folder: Path, rows: Rows) -> Path:
    cells = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
    return as_text(folder, f"<!-- export --><table>{cells}</table>", "list.xls")


EVERY_KIND = pytest.mark.parametrize("write", [as_csv, as_workbook, as_page])


def opened(path: Path) -> tuple[FileTable, list[list[Cell]], Problems]:
    table = open_table(TableSource.of(path), known=known)
    problems = Problems(TableError)
    return table, [cells for _, cells in table.rows(problems)], problems


@EVERY_KIND
def test_headings_in_the_second_row_are_found_under_a_row_of_groups(
    tmp_path: Path, write: Callable[[Path, Rows], Path]
) -> None:
    rows: Rows = [["Program", "", "", "Visas", ""], ["Name", "City", "State", "J1", "H1B"],
                  ["A", "X", "OH", "Yes", "No"], ["B", "Y", "PA", "No", "Yes"]]  # fmt: skip
    table, cells, _ = opened(write(tmp_path, rows))
    assert table.columns == ("Name", "City", "State", "J1", "H1B")
    assert cells == rows[2:]
    assert table.notes[-1] == "the headings are in row 2; the rows above them are no data"


@EVERY_KIND
def test_headings_are_found_under_titles_however_many(
    tmp_path: Path, write: Callable[[Path, Rows], Path]
) -> None:
    rows: Rows = [
        ["My list", "", ""],
        ["as of", "2026", ""],
        ["", "", ""],
        ["Program", "City", "State"],
        ["A", "X", "OH"],
    ]
    table, cells, _ = opened(write(tmp_path, rows))
    assert (table.columns, cells, table.heading) == (("Program", "City", "State"), [["A", "X", "OH"]], 4)


@EVERY_KIND
def test_years_under_a_heading_are_joined_to_it(tmp_path: Path, write: Callable[[Path, Rows], Path]) -> None:
    rows: Rows = [
        ["Program", "Quota", "", "Filled", ""],
        ["", "2025", "2024", "2025", "2024"],
        ["A", "7", "6", "7", "5"],
    ]
    table, cells, _ = opened(write(tmp_path, rows))
    assert table.columns == ("Program", "Quota 2025", "Quota 2024", "Filled 2025", "Filled 2024")
    assert cells == [["A", "7", "6", "7", "5"]]


@EVERY_KIND
def test_repeated_headings_take_the_name_of_their_group(
    tmp_path: Path, write: Callable[[Path, Rows], Path]
) -> None:
    rows: Rows = [
        ["", "2025", "", "2024", ""],
        ["Program", "Quota", "Filled", "Quota", "Filled"],
        ["A", "7", "6", "7", "5"],
    ]
    table, _, _ = opened(write(tmp_path, rows))
    assert table.columns == ("Program", "2025 Quota", "2025 Filled", "2024 Quota", "2024 Filled")


@EVERY_KIND
def test_a_heading_that_stands_in_the_row_above_alone_is_found(
    tmp_path: Path, write: Callable[[Path, Rows], Path]
) -> None:
    rows: Rows = [
        ["Program", "Where", "", "Visas", ""],
        ["", "City", "State", "Quota", "Filled"],
        ["A", "X", "OH", "7", "5"],
    ]
    table, cells, _ = opened(write(tmp_path, rows))
    assert (table.columns, cells) == (("Program", "City", "State", "Quota", "Filled"), rows[2:])


@EVERY_KIND
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_column_without_a_heading_keeps_its_rows(
    tmp_path: Path, write: Callable[[Path, Rows], Path], place: int
) -> None:
    rows: Rows = [["Program", "Specialty", "State"], ["A", "IM", "NY"], ["B", "IM", "NJ"]]
    for number, row in enumerate(rows):
        row.insert(place, f"note {number}" if number else "")
    table, cells, problems = opened(write(tmp_path, rows))
    assert table.columns[place] == f"column {place + 1}"
    assert (cells, problems.total) == (rows[1:], 0)


@EVERY_KIND
def test_without_headings_the_columns_have_numbers_and_no_row_is_lost(
    tmp_path: Path, write: Callable[[Path, Rows], Path]
) -> None:
    rows: Rows = [["Name", "9999140C0", "OH"], ["Invented B", "9998140C0", "PA"]]
    table, cells, _ = opened(write(tmp_path, rows))
    assert (table.columns, cells) == (("column 1", "column 2", "column 3"), rows)
    assert "no row of headings" in table.notes[-1]


def test_rows_numbered_without_a_heading_are_read(tmp_path: Path) -> None:
    table, cells, problems = opened(
        as_csv(tmp_path, [["Program", "State"], ["1", "A", "NY"], ["2", "B", "NJ"]])
    )
    assert (table.columns, cells, problems.total) == (
        ("column 1", "Program", "State"), [["1", "A", "NY"], ["2", "B", "NJ"]], 0
    )  # fmt: skip


def test_rows_that_are_all_one_cell_too_wide_are_refused_once_and_read_if_the_cell_is_empty(
    tmp_path: Path,
) -> None:
    rows: Rows = [["Program", "State"], ["A", "Detroit", "MI"], ["B", "Bronx", "NY"]]
    with pytest.raises(TableError, match="Every row has 3 cells under 2 headings"):
        opened(as_csv(tmp_path, rows))
    _, cells, problems = opened(as_text(tmp_path, "Program,State\nA,MI,\nB,NY,\n"))
    assert (cells, problems.total) == ([["A", "MI"], ["B", "NY"]], 0)


def test_data_that_reads_like_headings_is_not_taken_for_them(tmp_path: Path) -> None:
    rows: Rows = [["Residency", "Where"], ["Program", "City"], ["Program", "City"], ["Program", "City"]]
    table, cells, _ = opened(as_csv(tmp_path, rows))
    assert (table.columns, len(cells)) == (("Residency", "Where"), 3)


def test_blanks_after_a_closing_quotation_mark_lose_no_row_and_no_headings(tmp_path: Path) -> None:
    path = as_text(tmp_path, '"program"\u00a0,"city"\n"A" , "B, C" \n"D\nE" ,F\n"G"x,H\n"I\nJ" x,K\nL,"M"\n')
    table, cells, problems = opened(path)
    assert (table.columns, cells) == (("program", "city"), [["A", "B, C"], ["D\nE", "F"], ["L", "M"]])
    assert [(p.row, p.code) for p in problems.problems] == [(4, "csv"), (5, "csv")]


def test_a_sign_that_gives_the_wanted_headings_is_preferred(tmp_path: Path) -> None:
    path = as_text(tmp_path, "program,city,state\nA;B;C;D,X,OH\nE;F;G;H,Y,PA\nI;J;K;L,Z,NY\n")
    assert opened(path)[1][0] == ["A;B;C;D", "X", "OH"]


def test_cells_are_compared_in_one_form_and_without_what_nobody_sees(tmp_path: Path) -> None:
    path = as_text(tmp_path, "program,city\nJose\u0301\u200b,\ufeffNew\u00a0York \n'=1+1,soft\u00adware\n")
    assert opened(path)[1] == [["Jos\u00e9", "New York"], ["=1+1", "software"]]


@pytest.mark.parametrize(
    "said", ["Total", "TOTALS", "Grand total", "Subtotal", "Total (3 programs)", "Average", "Sum"]
)
def test_a_row_of_totals_is_known_by_its_first_word(said: str) -> None:
    assert is_total(["", said, 30])
    assert not is_total(["Totally Invented Hospital", said])


class TestPages:
    def test_the_largest_table_is_read_with_the_cells_that_reach_over_rows(self, tmp_path: Path) -> None:
        table, cells, _ = opened(as_text(tmp_path, """<!DOCTYPE html><html><body><script>var x = "<table>";</script>
          <table><tr><td>menu</td><td>login</td></tr></table>
          <TABLE><thead><tr><th>Program<th>City<th>State</thead>
          <tr><td rowspan=2>Mercy &amp; Co<br>Hospital<td>X<td>OH <tr><td>Y<td>PA
          <tr><td>B<td colspan="2">Z</table>"""))  # fmt: skip
        assert table.columns == ("Program", "City", "State")
        assert cells == [
            ["Mercy & Co Hospital", "X", "OH"],
            ["Mercy & Co Hospital", "Y", "PA"],
            ["B", "Z", ""],
        ]
        assert "1 smaller tables" in table.notes[1]

    @pytest.mark.parametrize("charset", ["utf-8", "utf-16", "cp1252", "iso-8859-2"])
    def test_letters_are_read_as_the_page_says(self, tmp_path: Path, charset: str) -> None:
        page = f'<meta charset="{charset}"><table><tr><td>Program<td>City<tr><td>Invent\u00e9<td>X</table>'
        path = tmp_path / "list.xls"
        path.write_bytes(page.encode(charset))
        assert opened(path)[1] == [["Invent\u00e9", "X"]]

    @pytest.mark.parametrize(
        "page", ["<html><p>Sign in", "<table><tr><td>only one cell</table>", "<!doctype html>"]
    )
    def test_a_page_without_a_table_is_named_as_such(self, tmp_path: Path, page: str) -> None:
        with pytest.raises(TableError, match="a web page without a table"):
            opened(as_text(tmp_path, page))

    def test_cells_that_reach_without_end_do_no_harm(self, tmp_path: Path) -> None:
        wide = (
            '<table><tr><td rowspan="99999" colspan="99999">a</td><td>b</td></tr><tr><td>c</td></tr></table>'
        )
        with pytest.raises(TableError, match="columns; the most that is read"):
            opened(as_text(tmp_path, wide))


class TestTypedFiles:
    def test_parquet_keeps_its_types_and_what_is_missing_is_empty(self, tmp_path: Path) -> None:
        arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        path = tmp_path / "list.csv"
        columns = {
            "program": ["A", "B"],
            "quota": [3, None],
            "share": [0.5, float("nan")],
            "j1": [True, None],
        }
        parquet.write_table(arrow.table(columns), path)
        table, cells, _ = opened(path)
        assert (table.columns, cells) == (tuple(columns), [["A", 3, 0.5, True], ["B", "", "", ""]])
        assert next(table.blocks(Problems(), ["j1", "program"])).columns == [[True, ""], ["A", "B"]]

    def test_half_a_parquet_file_is_damaged(self, tmp_path: Path) -> None:
        pytest.importorskip("pyarrow")
        with pytest.raises(TableError, match="cannot be read as Parquet"):
            opened(as_text(tmp_path, "PAR1 and no more"))

    def test_a_problem_of_json_has_the_address_of_its_value(self, tmp_path: Path) -> None:
        table, cells, _ = opened(
            as_text(tmp_path, json.dumps([{"program": "A"}, {"program": "B", "quota": 2}]))
        )
        assert cells == [["A", ""], ["B", 2]]
        assert table.problem("is odd", "odd", 2, "quota").sentence() == "[1].quota: is odd"

    def test_rows_beyond_the_limit_are_refused_and_not_dropped(self, tmp_path: Path) -> None:
        from matchsafe.tabular import Limits

        path = as_text(tmp_path, json.dumps([{"a": 1, "b": 2}] * 4))
        with pytest.raises(TableError, match="more than 3 rows"):
            list(open_table(TableSource.of(path, Limits(rows=3))).rows(Problems()))


def test_standard_input_is_copied_so_that_it_can_be_read_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_text(tmp_path, "program,city\nA,X\n").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        table = open_table(TableSource.of("-"), known=known)
    assert list(table.rows(Problems())) == list(table.rows(Problems())) == [(2, ["A", "X"])]
    assert table.name == "standard input"
    copy = table.source.path
    del table
    assert not copy.exists()


def test_headings_are_compared_without_what_nobody_sees(tmp_path: Path) -> None:
    for text in ("Program\u200b,\ufeffCity\nA,X\n", json.dumps([{"Program\u200b": "A", "\ufeffCity": "X"}])):
        table, cells, _ = opened(as_text(tmp_path, text))
        assert (table.columns, cells) == (("Program", "City"), [["A", "X"]])
