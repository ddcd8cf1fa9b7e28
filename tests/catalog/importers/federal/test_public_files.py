"""Files of the US government: read whatever their edition, counted row by row, attached where name and place agree."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.catalog.importers.federal.conftest import (
    CLOSED,
    CMS,
    INSTRUCTIONS,
    USCIS,
    as_csv,
    filings,
    program,
    zipped,
)

from matchsafe.catalog.attachment import attach
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.import_change import import_programs
from matchsafe.catalog.importers import CatalogFileError, ProgramFile, read_file
from matchsafe.catalog.importers.federal.download import fetch_public, newest_files
from matchsafe.catalog.importers.federal.files import is_public_file, read_public_file
from matchsafe.catalog.importers.federal.filings import fiscal_year, why_no_resident, yearly
from matchsafe.catalog.importers.federal.sources import public_source, public_sources
from matchsafe.catalog.store import Store
from matchsafe.catalog.value_resolution import explain_field, resolve, value_in_force


def read(path: Path, content: str | bytes | None = None) -> ProgramFile:
    if content is not None:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    found = read_public_file(path)
    assert found is not None
    assert found.rows == sum(o.rows for o in found.organizations) + found.left_out, "a row was lost"
    return found


def test_filings_for_residents_are_counted_by_hospital(tmp_path: Path, programs: Catalog) -> None:
    path = filings(
        tmp_path / "LCA_Q3.xlsx", {}, {"JOB_TITLE": "PGY-1 Resident, Internal Medicine"},
        {"EMPLOYER_NAME": "Invented Lakeside Hospital"},
        {"JOB_TITLE": "Hospitalist"}, {"SOC_CODE": "15-1252.00"}, {"WAGE_RATE_OF_PAY_FROM": 260000},
        {"CASE_STATUS": "Withdrawn"}, {"VISA_CLASS": "E-3 Australian"}, {"EMPLOYER_NAME": "INVENTED FARAWAY CLINIC"},
        {"EMPLOYER_NAME": None}, {"DECISION_DATE": "soon"}, {"CASE_NUMBER": "I-200-25097-300000"},
    )  # fmt: skip
    told = read(path)
    assert told.passed_over == {
        "for physicians who are no residents, by their title": 1,
        "for other occupations than physicians and surgeons": 1,
        "for physicians with another wage than a resident's": 1,
        "denied or withdrawn": 1,
        "for another visa than H-1B": 1,
        "for residents, without an employer": 1,
        "for residents, with a decision date that cannot be read": 1,
        "for residents, told twice": 1,
    }
    after, report = attach(programs, told.organizations)
    lake, elsewhere, *_ = after.records
    filed = explain_field(lake, "h1b_filings")
    assert (filed.value, filed.winners[0].year) == (3, 2025)
    assert filed.winners[0].source == "DOL LCA disclosure data FY2025 (Q3)"
    assert "1 for Internal Medicine" in (filed.winners[0].note or "")
    assert "SAMPLEVILLE" in (filed.winners[0].note or "").upper()
    assert resolve(lake).h1b_evidence == "H-1B: 3 filings in 2025 (DOL)"
    assert resolve(lake).h1b is None, "evidence is no word of the program"
    assert not elsewhere.h1b_filings, "a hospital of the same name in another city"
    assert [r.origin for r in report.rejected] == ["INVENTED FARAWAY CLINIC, Sampleville, OH"]


@pytest.mark.parametrize(
    "headings",
    [
        {"WORKSITE_CITY": "WORKSITE_CITY_1", "WORKSITE_STATE": "WORKSITE_STATE_1",
         "TRADE_NAME_DBA": "EMPLOYER_BUSINESS_DBA",
         "WAGE_RATE_OF_PAY_FROM": "WAGE_RATE_OF_PAY_FROM_1", "WAGE_UNIT_OF_PAY": "WAGE_UNIT_OF_PAY_1"},
        {"WAGE_RATE_OF_PAY_FROM": "WAGE_RATE_OF_PAY"},
        {"CASE_NUMBER": "LCA_CASE_NUMBER", "CASE_STATUS": "STATUS", "DECISION_DATE": "Decision_Date",
         "JOB_TITLE": "LCA_CASE_JOB_TITLE", "SOC_CODE": "LCA_CASE_SOC_CODE", "EMPLOYER_NAME": "LCA_CASE_EMPLOYER_NAME",
         "EMPLOYER_CITY": "LCA_CASE_EMPLOYER_CITY", "EMPLOYER_STATE": "LCA_CASE_EMPLOYER_STATE",
         "WORKSITE_CITY": "LCA_CASE_WORKLOC1_CITY", "WORKSITE_STATE": "LCA_CASE_WORKLOC1_STATE",
         "WAGE_RATE_OF_PAY_FROM": "LCA_CASE_WAGE_RATE_FROM", "WAGE_UNIT_OF_PAY": "LCA_CASE_WAGE_RATE_UNIT"},
    ],
    ids=["2019", "2015", "2011 to 2014"],
)  # fmt: skip
def test_filings_of_every_year_are_read_by_the_names_of_their_columns(
    headings: dict[str, str], tmp_path: Path
) -> None:
    filed: dict[str, object] = {
        "SOC_CODE": "29-1069",
        "DECISION_DATE": "4/7/2014",
        "WORKSITE_CITY": "TESTBURG",
    }
    heading, _, row = as_csv(filed | {"WAGE_RATE_OF_PAY_FROM": "55000 - 60000"}).partition("\n")
    names = ",".join(headings.get(name, name) for name in heading.strip().split(","))
    told = read(tmp_path / "LCA.csv", f"{names}\n{row}")
    [organization] = told.organizations
    assert [(f["value"], f["year"]) for f in organization.facts["h1b_filings"]] == [(1, 2014)]


HUB = (
    "Line by line\tFiscal Year   \tEmployer (Petitioner) Name\tTax ID\tIndustry (NAICS) Code\tPetitioner City\t"
    "Petitioner State\tPetitioner Zip Code\t"
)
WHO = "INVENTED LAKESIDE HOSPITAL\t1234\t62 - Health Care and Social Assistance\tSAMPLEVILLE\tOH\t43000\t"
NOBODY = WHO.replace("INVENTED LAKESIDE HOSPITAL", "")


@pytest.mark.parametrize(
    "content",
    [
        f"{HUB}New Employment Approval\tNew Employment Denial\tContinuation Approval\tAmended Approval\n"
        f"1\t2025\t{WHO}1,020\t3\t15\t2\n2\t2025\t{NOBODY}9\t9\t9\t9\n",
        f"{HUB}Measure Names\tMeasure Values\n1\t2025\t{WHO}New Employment Approval\t1,037\n"
        f"1\t2025\t{WHO}New Employment Denial\t3\n",
    ],
    ids=["a column for each measure", "a row for each measure"],
)
def test_both_forms_of_the_employer_data_hub_are_read(content: str, tmp_path: Path) -> None:
    told = read(tmp_path / "Employer Information.csv", content.encode("utf-16"))
    assert [(o.name, o.facts["h1b_approvals"][0]["value"]) for o in told.organizations] == [
        ("INVENTED LAKESIDE HOSPITAL", 1037)
    ]
    assert told.passed_over.total() == 1


def test_hospitals_are_read_by_the_column_names_of_the_interface_too(tmp_path: Path) -> None:
    heading, _, rows = CMS.partition("\n")
    told = read(tmp_path / "hospitals.csv", heading.lower().replace("/", "").replace(" ", "_") + "\n" + rows)
    assert [o.facts["city"][0]["value"] for o in told.organizations] == ["Sampleville", "Testburg"]


def test_quarters_add_up_and_the_same_quarter_again_changes_nothing(
    tmp_path: Path, programs: Catalog
) -> None:
    third = filings(tmp_path / "LCA_Q3.xlsx", {}, {})
    second = filings(tmp_path / "LCA_Q2.xlsx", {"DECISION_DATE": date(2025, 2, 3)})
    both = zipped(a3__xlsx=third.read_bytes(), a2__xlsx=second.read_bytes())
    at_once, _ = attach(programs, read(tmp_path / "both.zip", both).organizations)
    after, _ = attach(programs, read(third).organizations)
    after, _ = attach(after, read(second).organizations)
    assert (
        value_in_force(after.records[0], "h1b_filings").value
        == value_in_force(at_once.records[0], "h1b_filings").value
        == 3
    )
    assert after.records[0].h1b_filings[0].source == "DOL LCA disclosure data FY2025 (Q2, Q3)"
    again, report = attach(after, read(third).organizations)
    assert again.records == after.records
    assert len(report.unchanged) == len(report.matched) == 1


def test_an_older_edition_and_a_text_table_are_read_too(tmp_path: Path) -> None:
    text = as_csv(
        {"DECISION_DATE": "10/3/2024"}, {"WAGE_UNIT_OF_PAY": "Hour", "WAGE_RATE_OF_PAY_FROM": "32.50"}
    )
    older = text.replace("TRADE_NAME_DBA", "EMPLOYER_BUSINESS_DBA").replace(
        "WORKSITE_CITY", "WORKSITE_CITY_1", 1
    )
    for content in (text, older):
        [found] = read(tmp_path / "lca.csv", content).organizations
        assert [(v["value"], v["year"]) for v in found.facts["h1b_filings"]] == [(2, 2025)]


@pytest.mark.parametrize(
    ("title", "resident"),
    [
        ("Resident Physician", True), ("Medical Resident (PGY-3)", True), ("Resident/Fellow", True),
        ("House Staff", True),
        ("Intern Physician PGY1", True), ("Post-Graduate Trainee", True), ("GME Trainee", True),
        ("Cardiology Fellow", False), ("Residency Program Director", False), ("Assistant Professor", False),
        ("Internist", False), ("Attending Physician, Residency Clinic", False), ("Oral Surgery Resident", False),
        ("Physician", False),
    ],
)  # fmt: skip
def test_residents_are_told_from_attendings_by_title(title: str, resident: bool) -> None:
    assert (why_no_resident("29-1216", title, "$66,000", "Year") == "") is resident


def test_wages_count_by_the_year_and_the_fiscal_year_begins_in_october() -> None:
    assert yearly("5500", "Month") == 66_000
    assert yearly("2,500.00", "Bi-Weekly") == 65_000
    assert yearly("much", "Year") is None
    assert yearly("66000", "Fortnight") is None
    assert [fiscal_year(date(2024, m, 1)) for m in (9, 10)] == [2024, 2025]


def test_approvals_hospitals_and_closures(tmp_path: Path, programs: Catalog) -> None:
    told = read(tmp_path / "hub.csv", USCIS)
    assert told.passed_over == {"of employers outside health care and education": 1}
    after, _ = attach(programs, told.organizations)
    assert (
        resolve(after.records[0]).h1b_evidence
        == "H-1B: 1,035 approved in 2023 for staff of every kind (USCIS)"
    )
    after, _ = attach(after, read(tmp_path / "cms.csv", CMS).organizations)
    lake, other, prairie, _ = after.records
    assert value_in_force(lake, "address").value == "1 Lake Road, Sampleville, OH 43000"
    assert lake.military == () == other.address
    assert (resolve(prairie).city, resolve(prairie).military) == ("Testburg", True)
    for name, content in (("closed.csv", CLOSED), ("round.zip", zipped(Instructions__txt=INSTRUCTIONS))):
        closed, _ = attach(after, read(tmp_path / name, content).organizations)
        told_closed = explain_field(closed.records[3], "closed")
        assert told_closed.value is True
        assert told_closed.winners[0].as_of == "2024-08-24"
        assert not any(r.closed for r in closed.records[:3])


def test_a_program_that_offered_positions_after_its_hospital_closed_has_not_closed(tmp_path: Path) -> None:
    went_on = program("river", "Invented River Hospital Program", "Mocktown", "NY", positions=8)
    went_on = went_on.model_copy(
        update={"positions": tuple(v.model_copy(update={"year": 2026}) for v in went_on.positions)}
    )
    after, _ = attach(Catalog("p", (went_on,)), read(tmp_path / "closed.csv", CLOSED).organizations)
    assert after.records[0].closed == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (USCIS.replace(",62,", ",54,"), "tells of no employer or hospital"),
        (USCIS.replace("2023", "soon"), "1 with a year or a count that cannot be read"),
        (CMS.replace(",OH,", ",,").replace(",PA,", ",,"), "2 without a name or a state"),
        (CLOSED.replace("Aug. 24, 2024", "unknown"), "1 without a name or a day of closing"),
    ],
)
def test_a_file_that_tells_of_nobody_says_why(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(content)
    with pytest.raises(CatalogFileError, match=said):
        read_public_file(path)


def test_a_program_list_is_none_of_them_and_damage_is_said(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Program,Specialty,State\nInvented A,IM,NY\n")
    assert read_public_file(path) is None
    path.write_bytes(b"PK\x03\x04 no archive")
    assert not is_public_file(path)
    whole = zipped(hub__csv=USCIS)
    path.write_bytes(whole[:40] + b"x" + whole[41:])
    with pytest.raises(CatalogFileError, match="damaged"):
        read_public_file(path)
    path.write_bytes(zipped(other__csv="a,b\n1,2\n"))
    assert read_public_file(path) is None


def test_a_public_file_needs_a_list_and_is_one_change_of_it(tmp_path: Path, programs: Catalog) -> None:
    path = tmp_path / "hub.csv"
    path.write_text(USCIS)
    store = Store(tmp_path / "catalogs")
    with pytest.raises(CatalogError, match="Get the national list first"):
        import_programs(store, "programs", read_file(path))
    store.change("programs", "a start", lambda before: (programs, "4 programs"))
    done = import_programs(store, "programs", read_file(path))
    assert done.version
    assert done.version.summary == "something new of 1 program, from 1 employer or hospital"
    assert store.read("programs").programs[0].h1b_evidence
    assert import_programs(store, "programs", read_file(path)).version is None
    store.undo("programs")
    assert store.read("programs").programs[0].h1b_evidence is None


def test_the_newest_edition_is_found_on_its_page(
    serve: Callable[[dict[str, bytes]], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The quarters of the newest year only, each as often as it is linked once; one that is not out yet is no harm."""
    quarters = {
        f"/files/LCA_Disclosure_Data_FY2025_Q{q}.xlsx": filings(tmp_path / f"LCA_Q{q}.xlsx", {}).read_bytes()
        for q in (1, 2)
    }
    links = [
        *quarters,
        "/files/LCA_Disclosure_Data_FY2025_Q3.xlsx",
        "/files/LCA_Disclosure_Data_FY2024_Q4.xlsx",
    ]
    page = "".join(f'<a href="{link}">x</a>' for link in [*links, links[0]]).encode()
    at = serve({"/page": page, **quarters})
    dol = public_source("lca")
    assert dol is not None
    monkeypatch.setenv("MATCHSAFE_DOL_PAGE", f"{at}/page")
    assert newest_files(dol) == tuple(f"{at}{link}" for link in links[:3])
    to = tmp_path / dol.file
    assert fetch_public(dol, (), to) == to.stat().st_size
    [found] = read(to).organizations
    assert found.facts["h1b_filings"][0]["value"] == 2
    with pytest.raises(CatalogFileError, match="already there"):
        fetch_public(dol, (), to)


def test_a_single_file_and_archives_of_rounds_are_downloaded(
    serve: Callable[[dict[str, bytes]], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record = b'{"downloadURL":"\\/r\\/Hospital_General_Information.csv"}'
    rounds = zipped(
        Instructions__txt=INSTRUCTIONS, awards__csv="Hospital Name,CCN\nInvented Lakeside Hospital,1\n"
    )
    at = serve({
        "/page": record + b'<a href="/r/section-5506-cap-increases-round-99.zip">',
        "/r/Hospital_General_Information.csv": CMS.encode(),
        "/r/section-5506-cap-increases-round-99.zip": rounds,
        "/web.csv": b"<html>Sign in</html>",
    })  # fmt: skip
    for key, rows in (("cms", 2), ("closures", 1)):
        source = public_source(key)
        assert source is not None
        monkeypatch.setenv(source.page_variable, f"{at}/page")
        fetch_public(source, (), tmp_path / source.file)
        assert len(read(tmp_path / source.file).organizations) == rows
    hub = public_source("uscis")
    assert hub is not None
    monkeypatch.setenv(hub.address_variable, f"{at}/web.csv")
    with pytest.raises(
        CatalogFileError, match=r"what came is no CSV. By hand: open https://www.uscis.gov"
    ) as caught:
        fetch_public(hub, (), tmp_path / "web.csv")
    assert "matchsafe catalog import FILE" in str(caught.value)
    assert not (tmp_path / "web.csv").exists()


def test_without_its_page_a_source_says_the_way_by_hand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for source in public_sources():
        monkeypatch.setenv(source.page_variable, "http://127.0.0.1:1/page")
        if source.addresses:
            monkeypatch.setenv(source.address_variable, "http://127.0.0.1:1/file.xlsx")
        with pytest.raises(CatalogFileError, match=r"By hand: open https://"):
            fetch_public(source, (), tmp_path / source.file)


def test_a_large_workbook_is_read_as_a_stream_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = filings(
        tmp_path / "LCA_Q2.xlsx",
        {"DECISION_DATE": date(2025, 2, 3)},
        {},
        {"JOB_TITLE": None},
        {"SOC_CODE": True},
    )
    small = read(path)
    monkeypatch.setattr("matchsafe.catalog.importers.federal.files._WIDE", 0)
    large = read(path)
    assert (large.organizations, large.passed_over) == (small.organizations, small.passed_over)
    whole = zipfile.ZipFile(path)
    sheet = whole.read("xl/worksheets/sheet1.xml")
    for changed, said in (
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + sheet[sheet.index(b"<worksheet") :], "declares XML entities"),
        (sheet[:-40] + b"<<", "damaged"),
    ):
        parts = {n.replace(".", "__"): whole.read(n) for n in whole.namelist()}
        (tmp_path / "bad.xlsx").write_bytes(zipped(**{**parts, "xl/worksheets/sheet1__xml": changed}))
        with pytest.raises(CatalogFileError, match=said):
            read_public_file(tmp_path / "bad.xlsx")
