"""Rows of a table as programs: provenance, what is left out and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matchsafe.catalog.importers import (
    CatalogFileError,
    ImportCancelled,
    ListOptions,
    ProgramFile,
    Watch,
    read_choices,
    read_file,
)
from matchsafe.catalog.record import Draft

Write = Callable[..., Path]


def read(path: Path, *maps: str, sets: tuple[str, ...] = (), **options: object) -> ProgramFile:
    return read_file(path, ListOptions(choices=read_choices(maps, sets), **options))  # type: ignore[arg-type]


def known(draft: Draft) -> dict[str, object]:
    return {f: values[0].value for f, values in draft.facts()}


class TestProvenance:
    TEXT = (
        "acgme_id,program_name,setting,setting_src,nrmp_codes,nrmp_code_confidence,us_img_pct_2016_2020,"
        "invite_rate_usimg_2024,salary\n"
        "1409900001,Invented Program,Community,Survey 2021,9999140C0,medium,40,5,60000\n"
    )

    def draft(self, write: Write, **options: object) -> Draft:
        return read(write(self.TEXT), **options).drafts[0]

    def test_a_source_column_tells_source_and_date(self, text_file: Write) -> None:
        [value] = self.draft(text_file).setting
        assert (value.source, value.as_of) == ("Survey 2021 (in list.csv)", "2021")

    def test_a_year_in_the_name_of_a_column_is_the_year_of_its_values(self, text_file: Write) -> None:
        [value] = self.draft(text_file).invite_rate_us_img
        assert (value.value, value.year, value.as_of) == (0.05, 2024, "2024")

    def test_several_years_are_noted_and_the_last_one_counts(self, text_file: Write) -> None:
        [value] = self.draft(text_file).us_img_share
        assert (value.year, value.note) == (2020, "over 2016-2020")

    def test_a_doubtful_code_is_marked(self, text_file: Write) -> None:
        assert self.draft(text_file).nrmp_codes[0].reliability == "doubtful"

    def test_where_nothing_tells_a_date_there_is_none_unless_given(self, text_file: Write) -> None:
        assert self.draft(text_file).salary[0].as_of is None
        value = self.draft(text_file, as_of="2026-03", source="My own list").salary[0]
        assert (value.as_of, value.year, value.source) == ("2026-03", 2026, "My own list")

    def test_a_single_year_in_the_name_of_the_file_is_taken(self, text_file: Write) -> None:
        path = text_file(self.TEXT, name="programs_2025.csv")
        assert read(path).drafts[0].salary[0].as_of == "2025"

    def test_the_ids_tell_specialty_and_track_where_no_column_does(self, text_file: Write) -> None:
        draft = self.draft(text_file)
        assert (draft.specialty[0].value, draft.track[0].value) == ("internal_medicine", "categorical")


def test_what_a_file_does_not_say_stays_unknown(text_file: Write) -> None:
    [draft] = read(text_file("Program,Specialty,State,J1,Quota\nA,IM,n/a,,-\n")).drafts
    assert known(draft) == {"name": "A", "specialty": "internal_medicine"}


def test_a_list_of_visas_fills_both_and_leaves_open_what_it_does_not_say(text_file: Write) -> None:
    text = 'Program,Specialty,Visas\nA,IM,"J-1, H-1B"\nB,IM,J-1\nC,IM,J-1 only\nD,IM,No visas\nE,IM,\n'
    drafts = read(text_file(text)).drafts
    assert [(known(d).get("j1"), known(d).get("h1b")) for d in drafts] == [
        (True, True), (True, None), (True, False), (False, False), (None, None),
    ]  # fmt: skip


def test_codes_of_several_tracks_leave_the_track_open(text_file: Write) -> None:
    [draft] = read(text_file("Program,NRMP code\nA,9999140C0;9999140P0\n")).drafts
    assert [v.value for v in draft.nrmp_codes] == ["9999140C0", "9999140P0"]
    assert draft.track == ()


def test_a_specialty_can_be_set_for_the_whole_file(text_file: Write) -> None:
    [draft] = read(text_file("Program,State\nA,NY\n"), sets=("specialty=neurology",)).drafts
    assert draft.specialty[0].source == "given for every row"


def test_a_zero_that_a_spreadsheet_dropped_is_put_back(workbook: Write) -> None:
    [draft] = read(workbook(List=[["Program", "ACGME id"], ["A", 400000001]])).drafts
    assert known(draft)["acgme_id"] == "0400000001"
    assert known(draft)["specialty"] == "anesthesiology"


class TestWhatIsLeftOut:
    def test_rows_are_told_with_reason_and_place(self, text_file: Write) -> None:
        text = (
            "Program,ACGME id,Specialty\nA,1409900001,IM\n,1409900002,IM\nC,,Alchemy\nD,1409900001,IM\nE,,\n"
            "F,,IM\nF,,IM\n"
        )
        out = read(text_file(text))
        assert (out.rows, len(out.drafts)) == (7, 2)
        assert [(r.origin, r.reason) for r in out.rejected] == [
            ("row 3", "neither the program nor its institution has a name"),
            ("row 4", "this tool has no specialty 'Alchemy'"),
            ("row 5", "the same program stands in an earlier row"),
            ("row 6", "no specialty is given"),
            ("row 8", "the same program stands in an earlier row"),
        ]
        assert out.reasons()[0] == ("the same program stands in an earlier row", 2, "row 5 (row 2)")

    def test_cells_are_told_and_the_rest_of_their_row_is_kept(self, text_file: Write) -> None:
        rows = ("A,IM,220,2000,yes", "B,IM,banana,4,yes", "C,IM,230,5,no", "D,IM,210,5,no")
        text = "\n".join(("Program,Specialty,Step 2 minimum,Quota,J1", *rows))
        out = read(text_file(text))
        assert len(out.drafts) == 4
        assert known(out.drafts[0]) == {
            "name": "A",
            "specialty": "internal_medicine",
            "step2_minimum": 220,
            "j1": True,
        }
        assert [(p.row, p.column) for p in out.cells.problems] == [(2, "positions"), (3, "Step 2 minimum")]
        assert '"2000" is out of range' in out.cells.problems[0].message
        assert out.cell_reasons()[0][:2] == ("positions", 1)

    def test_a_row_whose_name_cannot_be_kept_is_left_out(self, text_file: Write) -> None:
        out = read(text_file(f"Program,Specialty\n{'x' * 400},IM\nB,IM\n"))
        assert [r.reason for r in out.rejected] == ["the name cannot be kept"]

    def test_a_file_of_which_nothing_can_be_kept_is_refused_with_the_reasons(self, text_file: Write) -> None:
        with pytest.raises(
            CatalogFileError, match=r"this tool has no specialty 'Alchemy' \(1 rows, first row 2\)"
        ):
            read(text_file("Program,Specialty\nA,Alchemy\n"), "Specialty=specialty")
        with pytest.raises(CatalogFileError, match="it has no rows"):
            read(text_file("Program,Specialty\n"))

    def test_ids_of_another_specialty_are_told_and_not_kept(self, text_file: Write) -> None:
        text = (
            "Program,Specialty,NRMP code,ACGME id\nA,IM,9999180A0,1200000001\nB,Ophthalmology,,2400000001\n"
        )
        out = read(text_file(text))
        assert "an id of Neurology, and the row says Internal Medicine" in out.cells.problems[1].message
        assert [sorted(known(d)) for d in out.drafts] == [
            ["name", "specialty"],
            ["acgme_id", "name", "specialty"],
        ]

    def test_an_id_copied_to_another_hospital_does_not_lose_the_row(self, text_file: Write) -> None:
        text = "Program,City,ACGME id\nA,Alder,1400000001\nB,Birch,1400000001\nB,Birch,1400000001\n"
        assert len(read(text_file(text)).drafts) == 2

    def test_malformed_and_double_codes_are_told(self, text_file: Write) -> None:
        text = "Program,Specialty,NRMP code\nA,IM,9999140C0\nB,IM,99\nC,IM,9999140C0\nD,IM,9999140C1\nE,IM,9999140C2\n"
        out = read(text_file(text))
        assert [p.row for p in out.cells.problems] == [3]
        assert [r.origin for r in out.rejected] == ["row 4"]


def test_reading_can_be_stopped(text_file: Write) -> None:
    with pytest.raises(ImportCancelled):
        read_file(text_file("Program,Specialty\nA,IM\n"), watch=Watch(cancelled=lambda: True))


def test_reading_json_gives_the_same_programs(text_file: Write) -> None:
    text = '{"programs": [{"program": "A", "specialty": "IM", "place": {"state": "NY"}, "img_pct": "40%"}]}'
    [draft] = read(text_file(text)).drafts
    assert known(draft) == {"name": "A", "specialty": "internal_medicine", "state": "NY", "img_share": 0.4}


def test_totals_and_repeated_headings_are_left_out_and_counted(text_file: Callable[..., Path]) -> None:
    text = "Program,Specialty,Quota\nA,IM,4\nProgram,Specialty,Quota\nB,IM,5\nTotal,,9\n"
    read = read_file(text_file(text))
    assert [d.name[0].value for d in read.drafts] == ["A", "B"]
    assert [(r.origin, r.reason) for r in read.rejected] == [
        ("row 3", "it repeats the headings"),
        ("row 5", "it is a line of totals and no program"),
    ]
    assert read.rows == len(read.drafts) + len(read.rejected)


def test_a_saved_page_under_another_name_is_read_as_the_table_it_holds(
    text_file: Callable[..., Path],
) -> None:
    page = "<table><tr><th>Program<th>Specialty<tr><td>Invented A<td>Internal Medicine</table>"
    [draft] = read_file(text_file(page, name="export.xls")).drafts
    assert (draft.name[0].value, draft.specialty[0].value) == ("Invented A", "internal_medicine")


def test_numbers_of_a_workbook_are_taken_as_they_are(workbook: Callable[..., Path]) -> None:
    rows = [
        ["Program", "Specialty", "Quota", "IMG share", "J1"],
        ["A", "IM", 12, 0.655, True],
        ["B", "IM", 3.0, 1e-05, False],
    ]
    first, second = read_file(workbook(List=rows)).drafts
    assert (first.positions[0].value, first.img_share[0].value, first.j1[0].value) == (12, 0.655, True)
    assert (second.positions[0].value, second.img_share[0].value, second.j1[0].value) == (3, 1e-05, False)
