"""Which column is which: proposed, explained, and changed by the user."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matchsafe.catalog.importers import CatalogFileError, read_choices
from matchsafe.catalog.importers.column_choices import NO_CHOICES, Choice, choose
from matchsafe.catalog.importers.column_mapping import Column, Mapping, propose
from matchsafe.catalog.importers.headers import KINDS, VISAS, fields_of, read_header
from matchsafe.catalog.importers.reader import list_table
from matchsafe.catalog.record import FIELDS

Write = Callable[..., Path]


def proposed(path: Path) -> dict[str, Column]:
    return {c.name: c for c in propose(list_table(path)).columns}


def column(write: Write, name: str, *cells: str) -> Column:
    body = "".join(f'A{i},"{cell}"\n' for i, cell in enumerate(cells))
    return proposed(write(f'Program,"{name}"\n{body}'))[name]


def test_every_field_of_a_record_can_be_given_a_column() -> None:
    assert set(KINDS) == {*FIELDS, VISAS}


@pytest.mark.parametrize(
    ("name", "field"),
    [
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
        ("ECFMG certificate by", "ecfmg_by"), ("Applications received", "applications"), ("Interviewed", "interviewed"),
        ("Invite rate non-US IMG", "invite_rate_non_us_img"), ("pct_interviewed_usmd", "invite_rate_us_md"),
        ("Interview rate with signal", "invite_rate_signal"), ("invite_rate_nosignal", "invite_rate_no_signal"),
        ("Salary PGY1", "salary"), ("Website", "website"), ("Comments", "notes"), ("ProgramName", "name"),
    ],
)  # fmt: skip
def test_common_names_are_understood(name: str, field: str) -> None:
    assert fields_of(read_header(name))[0][0] == field


@pytest.mark.parametrize(
    "name",
    [
        "Program Director", "Program ID", "Program Length", "State rank?x", "invite_rate_school_instate", "Salary PGY3",
        "match2026_advanced_offered", "n_apps_usimg", "step2_invited_usmd_q1", "Interview format", "setting_src",
        "step1_min", "Positions unfilled", "State code digits",
    ],
)  # fmt: skip
def test_names_that_only_look_alike_are_left_alone(name: str) -> None:
    fits = {f for f, _ in fields_of(read_header(name))}
    assert not fits & {"positions", "step2_low", "name", "salary", "interviewed", "applications", "setting"}
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
        found = column(text_file, "pct IMG", "0.5", "0.1")
        assert found.reading.unit == "percent"
        assert "look at the preview" in found.why

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
    def mapping(self, write: Write) -> Mapping:
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
    monkeypatch.setattr("matchsafe.catalog.importers.column_mapping._SAMPLED_ROWS", 2)
    found = column(text_file, "IMG share", "0.5", "0.25", "80")
    assert found.reading.unit == "share"


def test_a_specialty_column_is_read_even_where_few_cells_are_known(text_file: Write) -> None:
    found = column(text_file, "Specialty", "Alchemy", "Astrology", "Neurology")
    assert found.field == "specialty"
    assert "few of its cells fit" in found.why
