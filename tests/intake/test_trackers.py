"""Sheets of every shape: each row is kept, asked about or left out, and none is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.intake.trackers import Tracker, TrackerError, heading_field, read_tracker

OWN = """My tracker 2026-27,,,,,,
Program,Hospital,Specialty,City/State,Status,Applied on,Interview Date
IM Categorical,Palm Bay Medical Center,Internal Medicine,"Palm Bay, FL",Interview set,9/24/2026,11/12/2026 9 AM ET
FM,St. Brendan Hospital,Family Medicine,"Waco, TX 76701",Rejected,9/24/2026,
,Mystery Hospital,Underwater Medicine,"Waco, TX",Applied,9/24/2026,
,Hudson Ridge,IM,"Newark, NJ",weird,9/24/2026,
,Cedar Valley,IM,"Phoenix, AZ",II,9/24/2026,someday
,Kahala,IM,Honolulu,Applied,9/24/2026,
Total,3,,,,,
FM,St. Brendan Hospital,Family Medicine,"Waco, TX 76701",Rejected,9/24/2026,
FM,St. Brendan Hospital,Family Medicine,"Waco, TX 76701",Invited,9/24/2026,
,,IM,,Applied,9/24/2026,
"""


def whole(tracker: Tracker) -> bool:
    return tracker.read == len(tracker.kept) + len(tracker.asked) + len(tracker.left_out)


def test_every_row_has_its_place_and_its_reason(text_file: Callable[..., Path]) -> None:
    tracker = read_tracker(text_file(OWN))
    first = tracker.kept[0]
    assert (first.program, first.track) == ("Palm Bay Medical Center - IM Categorical", "categorical")
    assert (first.specialty, first.city, first.state, first.stage) == (
        "internal_medicine",
        "Palm Bay",
        "FL",
        "scheduled",
    )
    assert first.moments["interview"].text() == "2026-11-12T09:00:00-05:00"
    assert [r.row for r in tracker.kept] == [3, 4, 8]
    assert [(r.row, r.code) for r in tracker.asked] == [
        (5, "specialty"), (6, "status"), (7, "date"), (11, "twice"),
    ]  # fmt: skip
    assert [(r.row, r.code) for r in tracker.left_out] == [(9, "total"), (10, "repeated"), (12, "no_program")]
    assert whole(tracker)
    assert all(r.says or r.code == "no_program" for r in (*tracker.asked, *tracker.left_out))


@pytest.mark.parametrize(
    ("columns", "cells", "wanted"),
    [
        (("Program Name", "Applied?", "Interview Invite?", "Rejection"), ("Palm Bay IM", "yes", "no", ""), "applied"),
        (("Program", "II date", "WL"), ("Palm Bay IM", "10/20/2026", ""), "invited"),
        (("Hospital", "Date Applied", "Rejected"), ("Palm Bay", "2026-09-24", "x"), "rejected"),
        (("Program", "Response"), ("Palm Bay", "Waitlisted after interview"), "waitlisted"),
        (("Program", "Status"), ("Palm Bay", "no response yet"), "applied"),
        (("Program", "Status"), ("Palm Bay", "not selected"), "rejected"),
        (("Institution", "Status"), ("Palm Bay", "Interviewed"), "attended"),
        (("Program", "Interview date", "Start time", "Zone"), ("Palm Bay", "13/11/2026", "9:00", "CT"), "scheduled"),
    ],
)  # fmt: skip
def test_shapes_of_the_communitys_sheets(
    text_file: Callable[..., Path], columns: tuple[str, ...], cells: tuple[str, ...], wanted: str
) -> None:
    [row] = read_tracker(text_file("\n".join([",".join(columns), ",".join(cells)]))).kept
    assert row.stage == wanted


def test_typed_cells_of_a_workbook_are_dates(workbook: Callable[..., Path]) -> None:
    rows: list[list[Any]] = [["Program", "Interview date"], ["Palm Bay IM", datetime(2026, 11, 12, 9)]]
    [row] = read_tracker(workbook(Sheet=rows)).kept
    assert row.moments["interview"].text() == "2026-11-12T09:00:00"


def test_a_list_of_unfilled_positions_is_one(text_file: Callable[..., Path]) -> None:
    text = "NRMP Code,Institution,Program,City,State,Unfilled\n1234140C0,Palm Bay,Internal Medicine,Palm Bay,FL,3\n"
    tracker = read_tracker(text_file(text))
    assert tracker.unfilled
    [row] = tracker.kept
    assert (row.positions, row.specialty, row.stage) == (3, "internal_medicine", "planned")


def test_the_readers_own_choice_of_columns_holds(text_file: Callable[..., Path]) -> None:
    path = text_file("Where I want to be,Place\nPalm Bay Hospital,\n")
    with pytest.raises(TrackerError, match="No column holds the program"):
        read_tracker(path)
    assert (
        read_tracker(path, {"Where I want to be": "program", "Place": "-"}).kept[0].program
        == "Palm Bay Hospital"
    )
    for given_map in ({"Nowhere": "program"}, {"Place": "nothing"}):
        with pytest.raises(TrackerError):
            read_tracker(path, given_map)


def test_a_column_proves_the_order_of_its_dates(text_file: Callable[..., Path]) -> None:
    tracker = read_tracker(text_file("Program,Applied\nA1 Hospital,24/09/2026\nB1 Hospital,10/11/2026\n"))
    assert [r.moments["applied"].text() for r in tracker.kept] == ["2026-09-24", "2026-11-10"]
    unsure = read_tracker(text_file("Program,Applied\nA1 Hospital,10/11/2026\n"))
    assert "dates of applied are read as month/day" in unsure.notes


@pytest.mark.parametrize(
    ("name", "field_name"),
    [
        ("City/State", "place"), ("Hospital Name", "institution"), ("Program Director", None),
        ("Interview Type", "format"),
        ("Date of application", "applied"), ("Signal?", "signal"), ("Reply by", "reply_by"), ("Platform", "portal"),
    ],
)  # fmt: skip
def test_headings_are_known_by_their_words(name: str, field_name: str | None) -> None:
    assert heading_field(name) == field_name


_CELLS = st.sampled_from(
    ["", "Palm Bay IM", "IM", "11/12/2026", "x", "Total", "?", "weird", "TX", "13/13/2026", "9 AM"]
)


@given(st.lists(st.tuples(*[_CELLS] * 5), min_size=1, max_size=12))
def test_rows_in_are_rows_out(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]) -> None:
    path = tmp_path_factory.mktemp("t") / "t.csv"
    lines = ["Program,Specialty,Interview date,Status,State", *(",".join(row) for row in rows)]
    path.write_text("\n".join(lines))
    tracker = read_tracker(path)
    assert whole(tracker)
    assert tracker.read == sum(any(row) for row in rows)


def test_a_shared_sheet_with_places_in_names_and_letters_for_answers_is_read(tmp_path: Path) -> None:
    sheet = tmp_path / "a.csv"
    sheet.write_text(
        "Program (State),Specialty,Applied?,II?,Date of II,Interview Date/Time,Thank you sent\n"
        "University Hospital (NY),IM-Cat,Y,Yes,10/14/2026,11/12/2026 9:00 AM EST,no\n"
        '"St Mary\'s (Akron, OH)",Medicine-Preliminary,Y,No,,,\n'
        "Riverside Community (CA),Gen Surg,Y,R,,,\nLakeside (FL),Neurology,Y,WL,,,\n"
    )
    read = read_tracker(sheet, on=date(2026, 11, 1))
    assert read.columns["Thank you sent"] is None
    assert [(r.program, r.city, r.state, r.specialty, r.track, r.stage) for r in read.kept] == [
        ("University Hospital", None, "NY", "internal_medicine", None, "scheduled"),
        ("St Mary's", "Akron", "OH", "internal_medicine", "preliminary", "applied"),
        ("Riverside Community", None, "CA", "surgery_general", None, "rejected"),
        ("Lakeside", None, "FL", "neurology", None, "waitlisted"),
    ]
    assert read.kept[0].moments["invited"].day == date(2026, 10, 14)


def test_codes_of_unfilled_positions_say_the_track(tmp_path: Path) -> None:
    sheet = tmp_path / "u.csv"
    sheet.write_text(
        "NRMP Program Code,Institution,State,Specialty Name,Positions Unfilled\n"
        "1236140P0,Harbor Medical Center,NJ,Medicine-Preliminary (PGY-1 Only),6\n1234120C0,Prairie,KS,FM,2\n"
    )
    read = read_tracker(sheet, on=date(2026, 11, 1))
    assert [(r.track, r.positions) for r in read.kept] == [("preliminary", 6), ("categorical", 2)]


def test_a_day_beside_the_status_is_that_of_the_interview(text_file: Callable[..., Path]) -> None:
    rows = ("Alpha Med,IV 11/12 @9am ET,", "Beta Med,IV,R 11/13", "Gamma Med,Rejected 11/14,")
    tracker = read_tracker(text_file("\n".join(("Program,Status,Interview", *rows))), on=date(2026, 11, 1))
    held = [(row.stage, {n: m.text() for n, m in row.moments.items()}) for row in tracker.kept]
    assert held == [
        ("invited", {"interview": "2026-11-12T09:00:00-05:00"}),
        ("invited", {"interview": "2026-11-13"}),
        ("rejected", {}),
    ]
    assert "dates of interview are read as month/day" in tracker.notes


def test_a_row_that_is_asked_about_is_asked_about_once(text_file: Callable[..., Path]) -> None:
    rows = ("Alpha Med,Juggling", "Alpha Med,Juggling", "Beta Med,Juggling")
    tracker = read_tracker(text_file("\n".join(("Program,Specialty", *rows))))
    assert [row.row for row in tracker.asked] == [2, 4]
    assert [(row.row, row.code, row.reason) for row in tracker.left_out] == [
        (3, "repeated", "the same as row 2")
    ]


ODD = """Program,Specialty,Status,Signal,Fee,Track,Interview date,Interview time,Time zone,Interview format
Mercy,IM,Interview scheduled,purple,abc,weird,2026-12-03,after lunch,Mars time,hologram
Palm,IM,Interview scheduled,gold,"$1,100",prelim,2026-12-04,quarter to ten,ET,Zoom
River,IM,Interview scheduled,no,-,,2026-12-05,nine in the morning,,
"""


def test_a_cell_without_a_known_value_is_told_with_what_it_says_and_what_may_stand_there(
    text_file: Callable[..., Path],
) -> None:
    tracker = read_tracker(text_file(ODD))
    odd, plain, bare = tracker.kept
    told = [n for n in tracker.notes if n.startswith("row ")]
    assert all(n.startswith("row 2: we cannot read the ") and "(accepted: " in n for n in told)
    assert [n.split("'")[1] for n in told] == [
        "weird", "purple", "hologram", "abc", "after lunch", "Mars time",
    ]  # fmt: skip
    assert (odd.signal, odd.fee, odd.moments["interview"].text()) == (None, None, "2026-12-03")
    assert (plain.fee, plain.format, plain.track) == (1100, "virtual", "preliminary")
    assert plain.moments["interview"].text() == "2026-12-04T09:45:00-05:00"
    assert (bare.fee, bare.moments["interview"].text()) == (None, "2026-12-05T09:00:00")
