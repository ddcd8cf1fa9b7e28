"""Which column is which: proposed, explained, and changed by the user."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matchsafe.catalog.importers import CatalogFileError, read_choices, read_file
from matchsafe.catalog.importers.column_choices import NO_CHOICES, Choice, choose
from matchsafe.catalog.importers.column_mapping import Column, ColumnMapping, propose
from matchsafe.catalog.importers.headers import KINDS, PLACE, VISAS, fields_of, read_header
from matchsafe.catalog.importers.reader import list_table
from matchsafe.catalog.record import FIELDS

Write = Callable[..., Path]


def proposed(path: Path) -> dict[str, Column]:
    return {c.name: c for c in propose(list_table(path)).columns}


def column(write: Write, name: str, *cells: str) -> Column:
    body = "".join(f'A{i},"{cell}"\n' for i, cell in enumerate(cells))
    return proposed(write(f'Program,"{name}"\n{body}'))[name]


def test_every_field_of_a_record_can_be_given_a_column() -> None:
    assert set(KINDS) == {*FIELDS, VISAS, PLACE}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Closed", "closed"), ("Accreditation", "accreditation"),
        ("ACGME ID", "acgme_id"), ("Program Code (ACGME)", "acgme_id"), ("NRMP Code", "nrmp_codes"),
        ("Program Name", "name"), ("Residency program", "name"), ("Name", "name"),
        ("Sponsoring Institution", "institution"), ("Hospital", "institution"), ("Specialty", "specialty"),
        ("City", "city"), ("State", "state"), ("addr_state", "state"), ("Latitude", "latitude"), ("Lng", "longitude"),
        ("Program Type", "setting"), ("Positions offered 2025", "positions"), ("quota", "positions"),
        ("Filled 2025", "filled"), ("IMG %", "img_share"), ("Percent IMGs", "img_share"),
        ("% US-IMG", "us_img_share"), ("Non-US IMG share", "non_us_img_share"), ("J-1 visa", "j1"), ("H1B", "h1b"),
        ("H-1B sponsorship", "h1b"), ("Visas sponsored", "visas"), ("Step 2 CK cutoff", "step2_minimum"),
        ("USMLE Step 2 CK minimum score", "step2_minimum"), ("step2_ck_q1", "step2_low"),
        ("Step 2 CK 75th", "step2_high"), ("Attempts allowed", "attempts_allowed"), ("YOG cutoff", "graduation_limit"),
        ("Years since graduation (max)", "graduation_limit"), ("USCE required", "usce_required"),
        ("US clinical experience", "usce_required"), ("Letters of recommendation", "letters_required"),
        ("ECFMG certificate by", "ecfmg_by"), ("Applications received", "applications"),
        ("Interviewed", "interviewed"),
        ("Invite rate non-US IMG", "invite_rate_non_us_img"), ("pct_interviewed_usmd", "invite_rate_us_md"),
        ("Interview rate with signal", "invite_rate_signal"), ("invite_rate_nosignal", "invite_rate_no_signal"),
        ("Year 1", "positions"), ("PGY-1 positions", "positions"), ("2026 Matched", "filled"), ("Location", "place"),
        ("City/State", "place"), ("Interviews conducted last year for first year positions", "interviewed"),
        ("PGY1 applicants to this program must have graduated within the past number of years", "graduation_limit"),
        ("Program Code", "acgme_id"), ("Salary PGY1", "salary"), ("Website", "website"),
        ("Comments", "notes"), ("ProgramName", "name"), ("Residents per year", "positions"),
        ("Class size", "positions"),
        ("Applicants interviewed", "interviewed"), ("FMG %", "img_share"), ("% US citizen IMG", "us_img_share"),
        ("Non-US citizen IMG %", "non_us_img_share"),
        ("H1VisaNew", "h1b"), ("Sponsorship", "visas"), ("Step 2 CK score required", "step2_minimum"),
        ("LoRs", "letters_required"), ("Hospital name", "institution"), ("ACGME status", "accreditation"),
    ],
)  # fmt: skip
def test_common_names_are_understood(name: str, field: str) -> None:
    assert fields_of(read_header(name))[0][0] == field


@pytest.mark.parametrize(
    "name",
    [
        "Program Director", "Program ID", "Program Length", "State rank?x", "invite_rate_school_instate",
        "Salary PGY3",
        "match2026_advanced_offered", "n_apps_usimg", "step2_invited_usmd_q1", "Interview format", "setting_src",
        "step1_min", "Positions unfilled", "State code digits", "img_friendly_score", "IMG Friendly", "IMG rank",
        "Affiliated hospitals", "Program city and state contact", "residents_year1",
        "No. of IMGs", "Number of IMG residents", "# IMG residents", "PGY-2 positions", "Attempt gap", "% IMG faculty",
        "IMG match rate",
        "Step 2 CK of those matched", "Moving stipend", "IMGs in PGY1",
    ],
)  # fmt: skip
def test_names_that_only_look_alike_are_left_alone(name: str) -> None:
    fits = {f for f, _ in fields_of(read_header(name))}
    assert not fits & {
        "positions",
        "step2_low",
        "name",
        "salary",
        "interviewed",
        "applications",
        "setting",
        "img_share",
    }
    assert "institution" not in fits
    assert not any(f.startswith("invite_rate") for f in fits)


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("nrmp2021_offered", (2021,)),
        ("rate 2023-24", (2023, 2024)),
        ("2016_2020 pct", (2016, 2020)),
        ("x12021", ()),
    ],
)
def test_years_are_read_off_the_name(name: str, years: tuple[int, ...]) -> None:
    assert read_header(name).years == years


class TestShares:
    def test_above_one_are_percentages_whatever_the_name_says(self, text_file: Write) -> None:
        found = column(text_file, "IMG share", "12", "0.5", "88")
        assert found.reading.unit == "percent"
        assert "some cells are above 1" in found.why

    def test_below_one_are_shares(self, text_file: Write) -> None:
        assert column(text_file, "IMG share", "0.12", "0.5", "1").reading.unit == "share"

    def test_with_a_percent_sign_are_percentages(self, text_file: Write) -> None:
        assert column(text_file, "IMG share", "0.5%", "0.1%").reading.unit == "percent"

    def test_called_percent_but_never_above_one_ask_for_a_look(self, text_file: Write) -> None:
        assert column(text_file, "pct IMG", "0.5", "0.1").reading.unit == "share"
        found = column(text_file, "pct US IMG invited", "0.5", "0.1")
        assert (found.reading.unit, found.level) == ("share", "likely")
        assert "look at the preview" in found.why
        assert column(text_file, "% IMG", "1", "1").level == "likely"

    def test_that_may_be_numbers_of_imgs_are_read_with_a_percent_sign_or_above_forty_only(
        self, text_file: Write
    ) -> None:
        assert column(text_file, "IMG residents", "10", "12").field is None
        assert column(text_file, "IMG residents", "10", "62").level == "likely"
        assert column(text_file, "IMG residents", "0", ".35").reading.unit == "share"
        assert column(text_file, "IMG", "10%", "12%").field == "img_share"

    @pytest.mark.parametrize("of", ["Filled by IMG %", "IMG % of positions filled", "% seats to non-US IMGs"])
    def test_of_the_seats_of_a_match_are_not_of_the_residents(self, of: str, text_file: Write) -> None:
        assert column(text_file, of, "10%", "62%").field is None

    def test_with_decimal_commas_say_so(self, text_file: Write) -> None:
        found = column(text_file, "IMG share", "12,5", "50,25", "7", "x")
        assert found.reading.decimal_comma
        assert "decimals written with a comma" in found.why


def test_contents_speak_where_the_name_does_not(text_file: Write) -> None:
    found = column(text_file, "key", *(f"99900000{i:02}" for i in range(6)))
    assert (found.field, found.level) == ("acgme_id", "likely")
    assert column(text_file, "where", "NY", "NJ", "PA", "NY", "NY").field == "state"
    assert column(text_file, "same", "NY", "NY", "NY", "NY", "NY").field is None


def test_contents_that_do_not_fit_speak_against_the_name(text_file: Write) -> None:
    found = column(text_file, "State", "open", "closed", "open")
    assert found.field is None
    assert "its cells do not" in found.why


def test_sentences_go_into_the_field_that_keeps_sentences(text_file: Write) -> None:
    found = column(text_file, "Attempts", "no more than one, please", "ask us first")
    assert found.field == "attempts_policy"


def test_an_empty_column_is_told_to_be_empty(text_file: Write) -> None:
    assert "it is empty" in column(text_file, "City", "", "n/a").why


def test_of_two_columns_for_one_field_the_surer_is_read_and_the_other_says_so(text_file: Write) -> None:
    found = proposed(text_file("Program,eras applicants 2026,Applicants 2026,Applicants 2025\nA,5,6,7\n"))
    assert found["Applicants 2026"].field == found["Applicants 2025"].field == "applications"
    assert found["eras applicants 2026"].field is None
    assert "'Applicants 2026' already gives" in found["eras applicants 2026"].why


def test_source_columns_speak_of_those_named_alike_or_before_them(text_file: Write) -> None:
    found = proposed(
        text_file(
            "name,visa_j1,visa_h1b,visa_src,pct_us_img,pct_usnonus_src,lost_src\nA,Yes,No,ask 2024,5,poll,x\n"
        )
    )
    assert found["visa_src"].about == ("visa_j1", "visa_h1b")
    assert found["pct_usnonus_src"].about == ("pct_us_img",)
    assert found["lost_src"].field is None


def test_a_table_without_programs_is_refused_with_the_way_out(text_file: Write) -> None:
    table = list_table(text_file("state_code,state_name\nNY,New York\nNJ,New Jersey\n"))
    with pytest.raises(CatalogFileError, match="is not a list of programs") as caught:
        propose(table).check("states.csv")
    assert "--map" in caught.value.problems[0].typed
    assert "On the command line: --map" in caught.value.lines(commands=True)[0]
    assert "specialty" in str(caught.value)


class TestTheUsersChoice:
    def mapping(self, write: Write) -> ColumnMapping:
        return propose(list_table(write("Who,State,Program,IMG share\nA,NY,P,12\nB,NJ,Q,50\n")))

    def test_wins_and_says_so(self, text_file: Write) -> None:
        mapping = choose(
            self.mapping(text_file), read_choices(["Who=name", "IMG share=img_share:share:2024"]), "x.csv"
        )
        found = {c.name: c for c in mapping.columns}
        assert (found["Who"].field, found["Who"].level) == ("name", "given")
        assert found["Program"].field is None
        assert "you gave" in found["Program"].why
        assert (found["IMG share"].reading.unit, found["IMG share"].year) == ("share", 2024)

    def test_keeps_the_proposed_unit_unless_told(self, text_file: Write) -> None:
        mapping = choose(self.mapping(text_file), read_choices(["IMG share=img_share"]), "x.csv")
        assert mapping.columns[3].reading.unit == "percent"

    def test_can_leave_a_column_out_and_set_a_field_for_all_rows(self, text_file: Write) -> None:
        mapping = choose(
            self.mapping(text_file), read_choices(["State=-"], ["specialty=Neurology", "state=PA"]), "x"
        )
        assert mapping.columns[1].field is None
        assert mapping.constants == {"specialty": "Neurology", "state": "PA"}
        assert mapping.filled() == {"name", "img_share", "specialty", "state"}

    def test_a_list_of_visas_makes_single_visas_step_back(self, text_file: Write) -> None:
        table = list_table(text_file("Program,J1,Sponsorship\nA,yes,J-1\n"))
        mapping = choose(propose(table), read_choices(["Sponsorship=visas"]), "x")
        assert [c.field for c in mapping.columns] == ["name", None, "visas"]

    def test_names_columns_and_fields_that_do_not_exist_all_at_once(self, text_file: Write) -> None:
        with pytest.raises(CatalogFileError) as caught:
            read_choices(["a=nmae", "b", "c=name:percent", "d=img_share:99"], ["state=ZZ", "x=1", "y"])
        said = str(caught.value)
        assert len(caught.value.problems) == 7
        for word in (
            "Did you mean: name",
            "COLUMN=FIELD",
            "is no share",
            "'99' is none",
            "ZZ",
            "no field 'x'",
            "FIELD=VALUE",
        ):
            assert word in said
        with pytest.raises(CatalogFileError, match=r"no column 'Stat'\. Did you mean: State"):
            choose(self.mapping(text_file), read_choices(["Stat=state"]), "x.csv")
        with pytest.raises(CatalogFileError, match="Columns: Who, State"):
            choose(self.mapping(text_file), read_choices(["§§=state"]), "x.csv")

    def test_can_be_kept_in_a_file_and_the_command_line_wins(self, text_file: Write) -> None:
        kept = text_file("columns:\n  Who: name\n  A=B: '-'\nset:\n  specialty: neurology\n", name="map.yaml")
        choices = read_choices(["Who=institution"], file=kept)
        assert choices.columns == {"Who": Choice("institution"), "A=B": Choice("-")}
        assert choices.constants == {"specialty": "neurology"}

    @pytest.mark.parametrize("text", ["[1]", "colums:\n  a: b\n", "columns: 3", "a: [", "x"])
    def test_a_file_of_another_form_is_refused(self, text_file: Write, text: str) -> None:
        with pytest.raises(CatalogFileError, match="is no mapping file"):
            read_choices(file=text_file(text, name="map.yaml"))

    def test_nothing_chosen_changes_nothing(self, text_file: Write) -> None:
        mapping = self.mapping(text_file)
        assert choose(mapping, NO_CHOICES, "x") == mapping


def test_only_the_first_rows_of_a_long_table_are_looked_at(
    text_file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchsafe.catalog.importers.table_sample._ROWS", 2)
    found = column(text_file, "IMG share", "0.5", "0.25", "80")
    assert found.reading.unit == "share"


def test_a_specialty_column_is_read_even_where_few_cells_are_known(text_file: Write) -> None:
    found = column(text_file, "Specialty", "Alchemy", "Astrology", "Neurology")
    assert found.field == "specialty"
    assert "2 of its 3 values do not fit" in found.why


class TestCellByCell:
    def test_a_column_of_ids_may_hold_either_kind_in_any_cell(self, text_file: Write) -> None:
        codes = ["1409990001", "9903140C0", "9905140C0\u200b", "1409990004"]
        text = "Program,Program code\n" + "".join(f"Invented {i},{code}\n" for i, code in enumerate(codes))
        drafts = read_file(text_file(text)).drafts
        assert [(len(d.acgme_id), len(d.nrmp_codes)) for d in drafts] == [(1, 0), (0, 1), (0, 1), (1, 0)]
        assert {d.specialty[0].value for d in drafts} == {"internal_medicine"}

    def test_the_kind_of_most_cells_names_the_column(self, text_file: Write) -> None:
        assert column(text_file, "Program code", "9903140C0", "9904140C0", "1409990001").field == "nrmp_codes"
        assert (
            column(text_file, "key", *(f"990{i}140C0" for i in range(1, 6)), "1409990001").field
            == "nrmp_codes"
        )
        assert column(text_file, "Code", "9903140C0", "9904140C0").field == "nrmp_codes"
        assert column(text_file, "Zip code", "48201", "48202").field is None
        assert column(text_file, "Program ID", "17", "18", "19").field is None

    def test_fellowships_are_left_out_and_counted_and_spoil_no_column(self, text_file: Write) -> None:
        text = ("Institution,Specialty,Program Code,2026 Quota,2026 Matched\nA,Vascular Surgery,9901450F0,1,1\n"
                "A,Medicine-Preliminary,9901140P0,6,5\nA,Interventional Radiology,9901415F1,2,1\n")  # fmt: skip
        read = read_file(text_file(text))
        [draft] = read.drafts
        assert (draft.specialty[0].value, draft.track[0].value) == ("internal_medicine", "preliminary")
        assert (draft.positions[0].value, draft.filled[0].value) == (6, 5)
        assert [r.detail for r in read.rejected] == ["9901450F0", "9901415F1"]

    def test_a_few_cells_of_rubbish_do_not_drop_a_column_but_are_counted(self, text_file: Write) -> None:
        minimums = ["220", "No minimum", "see site", "230+", "ask", "n/a", ">= 215"]
        text = "Program,Specialty,Step 2 CK minimum\n" + "".join(
            f"P{i},IM,{m}\n" for i, m in enumerate(minimums)
        )
        read = read_file(text_file(text))
        assert [v.value for d in read.drafts for v in d.step2_minimum] == [220, 230, 215]
        assert (read.cells.total, read.cells.by_column["Step 2 CK minimum"]) == (2, 2)
        assert len(read.drafts) == len(minimums)

    def test_a_preliminary_year_named_with_its_specialty_is_that_track(self, text_file: Write) -> None:
        text = "Program,Specialty\nA,Surgery-Preliminary\nB,Internal Medicine (Preliminary)\nC,Surgery\n"
        tracks = [[v.value for v in d.track] for d in read_file(text_file(text)).drafts]
        assert tracks == [["preliminary"], ["preliminary"], []]

    def test_city_and_state_in_one_cell_are_two_values(self, text_file: Write) -> None:
        text = (
            'Program,Specialty,Location\nA,IM,"Sampleville, OH"\nB,IM,"Testburg, Pennsylvania"\nC,IM,Nowhere\n'
            "D,IM,Puerto Rico\nE,IM,Washington\n"
        )
        read = read_file(text_file(text))
        assert [[v.value for v in (*d.city, *d.state)] for d in read.drafts] == [
            ["Sampleville", "OH"],
            ["Testburg", "PA"],
            [],
            ["PR"],
            [],
        ]
        assert [p.row for p in read.cells.problems] == [4, 6]

    def test_a_share_among_percentages_is_not_read_and_told(self, text_file: Write) -> None:
        text = "Program,Specialty,% IMG\nA,IM,40\nB,IM,0.65\nC,IM,0\nD,IM,0.5%\nE,IM,71\n"
        read = read_file(text_file(text))
        assert [[v.value for v in d.img_share] for d in read.drafts] == [[0.4], [], [0.0], [0.005], [0.71]]
        assert "0.65 in 100, or 65?" in read.cells.problems[0].message

    def test_a_guess_that_few_cells_fit_is_never_sure(self, text_file: Write) -> None:
        found = column(text_file, "Step 2 CK minimum score", "220", "ask", "see site", "none listed")
        assert (found.field, found.level) == (None, "unsure") or found.level == "likely"
        assert "few of its" in found.why or found.field is None

    def test_a_negated_visa_is_none(self, text_file: Write) -> None:
        text = (
            'Program,Specialty,Visa\nA,IM,"J-1 visa only; we do not sponsor H-1B"\nB,IM,"H-1B case by case"\n'
        )
        first, second = read_file(text_file(text)).drafts
        assert (first.j1[0].value, first.h1b[0].value, second.j1, second.h1b) == (True, False, (), ())

    @pytest.mark.parametrize("cells", [("1", "0", "1"), ("yes", "no", "yes")])
    def test_a_flag_is_no_share(self, text_file: Write, cells: tuple[str, ...]) -> None:
        assert column(text_file, "IMG rate", *cells).field is None


def test_telephone_numbers_are_no_ids_of_programs(text_file: Write) -> None:
    mapping = propose(list_table(text_file(
        "Program,Specialty,Phone\n" + "".join(f"P{n},Neurology,313-555-010{n}\n" for n in range(6))
    )))  # fmt: skip
    assert mapping.columns[2].field is None


def test_what_a_sentence_says_of_experience_is_kept_beside_what_it_means(text_file: Write) -> None:
    text = "Program,Specialty,USCE\nA,Neurology,3 months required\nB,Neurology,No\nC,Neurology,observerships help\n"
    found = read_file(text_file(text))
    assert [[v.value for f in ("usce_required", "usce_policy") for v in getattr(d, f)] for d in found.drafts] == [
        [True, "3 months required"], [False], ["observerships help"]
    ]  # fmt: skip
    assert not found.cells.total


@pytest.mark.parametrize(
    ("name", "cells", "field"),
    [
        ("H1B requires Step 3", ("Y", "N", "Y"), None),  # a no says nothing of H-1B
        ("NRMP", ("9901140c0", "9902 140 C0", "9903-140-C-0"), "nrmp_codes"),
        ("NRMP #", ("1234140C0", "1235140C0", "1236140C0"), "nrmp_codes"),
        ("ID", ("'1409990001", "1409990002", "1409990003"), "acgme_id"),
        ("ID", ("1", "2", "3"), None),
        ("Number of applications per spot", ("100", "120", "90"), None),
        ("Total applications received", ("1000", "1200", "900"), "applications"),
    ],
)
def test_a_word_of_the_name_is_not_all_of_it(
    text_file: Write, name: str, cells: tuple[str, ...], field: str | None
) -> None:
    assert column(text_file, name, *cells).field == field


def test_cells_tell_what_a_name_does_not(text_file: Write) -> None:
    places = ("Alder, OH", "Birch MI", "Cedar (NY)", "Elm, PA", "Fir, TX")
    assert column(text_file, "Where", *places).field == "place"
    assert column(text_file, "PD", *(f"{name} Doe, MD" for name in "ABCDE")).field is None
    assert column(text_file, "Step 2 CK", "220+", "230", "no minimum").field == "step2_minimum"
    assert column(text_file, "Step 2 CK", "241", "250", "239").field is None
