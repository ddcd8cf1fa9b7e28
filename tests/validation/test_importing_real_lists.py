"""The importers on real program lists, which are not part of the project: beside the checkout, or these are skipped."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.importers import CatalogFileError, ProgramFile, read_file
from matchsafe.catalog.importers.column_mapping import propose
from matchsafe.catalog.importers.reader import list_table
from matchsafe.catalog.merge import merge
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season import Season
from matchsafe.services.plan import plan

REAL = Path(__file__).parents[2].parent / "shared" / "catalog"

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real program lists are not in {REAL}")

NATIONAL = {
    "acgme_id": "acgme_id", "specialty": "specialty", "program_name": "name", "city": "city", "state": "state",
    "lat": "latitude", "lon": "longitude", "nrmp_codes": "nrmp_codes", "nrmp_code_confidence": "confidence",
    "setting": "setting", "setting_src": "source", "visa_j1": "j1", "visa_h1b": "h1b", "visa_src": "source",
    "pct_img_residents": "img_share", "pct_img_src": "source", "pct_us_img_residents": "us_img_share",
    "pct_nonus_img_residents": "non_us_img_share", "pct_usnonus_src": "source",
    "matched_pct_us_img_2016_2020": "us_img_share", "matched_pct_nonus_img_2016_2020": "non_us_img_share",
    "pgy1_positions": "positions", "pgy1_positions_src": "source", "nrmp2021_offered": "positions",
    "nrmp2021_filled": "filled", "nrmp2020_offered": "positions", "nrmp2020_filled": "filled",
    "step2_min_2020": "step2_minimum", "applicants_2020_season": "applications",
    "applicants_2026_season": "applications",
    "interviews_last_year_2025": "interviewed", "accreditation_status": "accreditation",
    **{f"invite_rate_{a}_{y}": f"invite_rate_{b}" for y in (2024, 2026) for a, b in (
        ("usmd", "us_md"), ("usdo", "us_do"), ("usimg", "us_img"), ("nonusimg", "non_us_img"), ("instate", "in_state"),
        ("outstate", "out_of_state"), ("signal", "signal"), ("gold", "gold"), ("silver", "silver"),
        ("nosignal", "no_signal"))},
}  # fmt: skip
"""What each column of the national list is; those not named belong to no field."""

NEUROLOGY = {
    "program_name": "name", "acgme_id": "acgme_id", "website": "website", "addr_state": "state", "setting": "setting",
    "accreditation_status": "accreditation", "application_service": "in_eras",
    "visa_j1": "j1", "visa_h1b": "h1b", "letters": "letters_required", "match2026_categorical_offered": "positions",
    "match2026_categorical_filled": "filled", **{f"applicants_{y}": "applications" for y in range(2022, 2027)},
    "res_pct_us_img": "us_img_share", "res_pct_nonus_img": "non_us_img_share", "invite_rate_usmd": "invite_rate_us_md",
    "invite_rate_usdo": "invite_rate_us_do", "invite_rate_usimg": "invite_rate_us_img",
    "invite_rate_nonusimg": "invite_rate_non_us_img", "invite_rate_signal": "invite_rate_signal",
    "invite_rate_nosignal": "invite_rate_no_signal", "invite_rate_home_instate": "invite_rate_in_state",
    "invite_rate_home_outstate": "invite_rate_out_of_state", "step2_invited_all_q1": "step2_low",
    "step2_invited_all_q3": "step2_high", "salary_y1": "salary",
}  # fmt: skip


@pytest.fixture(scope="module")
def report() -> ProgramFile:
    return read_file(REAL / "nrmp_program_results_2021_2025.pdf")


@pytest.fixture(scope="module")
def national() -> ProgramFile:
    return read_file(REAL / "programs_2025.csv")


def test_the_sums_of_nrmps_report_equal_the_printed_totals_or_it_says_by_how_much_not(
    report: ProgramFile,
) -> None:
    found = {t.year: (t.offered, t.filled, t.agrees) for t in report.totals}
    assert found == {
        2021: (38_106, 36_179, True),
        2022: (39_205, 36_943, True),
        2023: (40_375, 37_690, True),
        2024: (41_503, 38_941, True),
        2025: (43_218, 40_745, False),
    }
    assert report.totals[0].sentence().endswith("(19 short offered, 19 short filled)")


def test_every_program_of_nrmps_report_is_read_or_rejected_for_a_specialty_this_tool_lacks(
    report: ProgramFile,
) -> None:
    assert report.cells.total == 0
    assert (report.rows, len(report.drafts), len(report.rejected)) == (7514, 7366, 148)
    assert all("has no specialty" in r.reason for r in report.rejected)
    assert all(d.sponsor_state and d.institution and d.sponsor_city for d in report.drafts)


@pytest.mark.parametrize(
    ("name", "expected"), [("programs_2025.csv", NATIONAL), ("neurology_2026_program_detail.csv", NEUROLOGY)]
)
def test_every_column_is_mapped_right(name: str, expected: dict[str, str]) -> None:
    columns = propose(list_table(REAL / name)).columns
    assert {c.name: c.field for c in columns} == {c.name: expected.get(c.name) for c in columns}


def test_percentages_and_shares_are_told_apart() -> None:
    columns = {c.name: c for c in propose(list_table(REAL / "programs_2025.csv")).columns}
    assert columns["pct_img_residents"].reading.unit == "percent"
    assert columns["invite_rate_nonusimg_2024"].reading.unit == "share"
    columns = {c.name: c for c in propose(list_table(REAL / "neurology_2026_program_detail.csv")).columns}
    assert columns["invite_rate_nonusimg"].reading.unit == "percent"


def test_over_five_thousand_programs_are_read_and_what_is_left_out_is_told(national: ProgramFile) -> None:
    assert (national.rows, len(national.drafts)) == (5656, 5393)
    assert {r.reason for r in national.rejected} == {
        f"this tool has no specialty {name!r}"
        for name in (
            "Interventional Radiology (Independent)",
            "Medical Genetics",
            "Plastic Surgery (Independent)",
            "Thoracic Surgery (Independent)",
        )
    }


def test_values_are_those_of_the_file(national: ProgramFile) -> None:
    """Against a reading as plain as can be, cell by cell."""
    with (REAL / "programs_2025.csv").open(encoding="utf-8") as file:
        plain = {row["acgme_id"]: row for row in csv.DictReader(file)}
    plain_yes = {"Yes": True, "No": False}
    for draft in national.drafts:
        row = plain[draft.acgme_id[0].value]
        assert [v.value for v in draft.j1] == [plain_yes.get(row["visa_j1"])] * bool(row["visa_j1"])
        score = row["step2_min_2020"]
        assert [v.value for v in draft.step2_minimum] == ([int(float(score))] if score else [])
        share = row["pct_img_residents"]
        told = share and not 0 < float(share) < 1  # 0.7 in 100 or 70: nobody can tell
        assert [v.value for v in draft.img_share] == ([round(float(share) / 100, 6)] if told else [])
        rates = {v.year: v.value for v in draft.invite_rate_non_us_img}
        assert rates.get(2024) == (float(text) if (text := row["invite_rate_nonusimg_2024"]) else None)


def test_the_ids_tell_the_specialty_of_the_neurology_list() -> None:
    read = read_file(REAL / "neurology_2026_program_detail.csv")
    assert len(read.drafts) == 204
    assert {d.specialty[0].value for d in read.drafts} == {"neurology"}


def test_a_list_of_states_is_no_list_of_programs() -> None:
    with pytest.raises(CatalogFileError, match=r"us_states\.csv is not a list of programs"):
        read_file(REAL / "us_states.csv")


def test_a_plan_over_scores_stands_within_eight_of_what_is_published(national: ProgramFile) -> None:
    """Published: the share matched among those certified, times the chance to certify, in 100."""
    catalog = Catalog("programs", merge((), national.drafts).records)
    request = PlanRequest(budget=1500, signals="all")
    for score, published in ((222, 13), (245, 34), (265, 56), (280, 70)):
        applicant = {"type": "non_us_img", "step2_ck": {"score": score}, "visa": "j1"}
        season = {"applicant": applicant, "target": {"specialty": "internal_medicine"}}
        found = plan(Season.model_validate(season), request, catalog, date(2025, 9, 24))
        assert 100 * found.chance.value == pytest.approx(published, abs=8)
