"""Layouts that many people have: each column goes where its publisher means it, and the reason says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from matchsafe.catalog.importers import ListOptions, read_choices, read_file
from matchsafe.catalog.importers.headers import KINDS
from matchsafe.catalog.importers.presets import NOT_READ, _presets, preset_of

Write = Callable[..., Path]

LISTS = {
    "FREIDA": (
        "Program Name|Program City|Program State|FREIDA ID|Primary Teaching Site|Program best described as|"
        "YOG|j1VisaNew|"
        "h1VisaNew|NRMP Number (Categorical)|NRMP Number (Preliminary)|step2_Minimum score|"
        "AppInfo_Interviews conducted last year for first year positions|Person to Contact\n"
        "Invented A Program|Sampleville|OH|1409990001|Invented Other Hospital|Community-based|5|Yes|No|"
        "9901140C0|9901140P0|"
        "220|150|Dr Nobody\n",
        {"name": "Invented A Program", "acgme_id": "1409990001", "setting": "community", "graduation_limit": 5,
         "j1": True, "h1b": False, "step2_minimum": 220, "interviewed": 150, "specialty": "internal_medicine"},
        {"institution", "notes"},
    ),
    "the Residency Explorer": (
        "Program Name|Specialty|Sponsoring Institution|Number of Applicants|Interviewed Applicants|Percent "
        "of Applicants Interviewed|"
        "Non-US IMG Applicants Interviewed|Step 2 CK 25th Percentile|Step 2 CK Median\n"
        "Invented A|Neurology|Invented U|1,200|110|9|4%|238|245\n",
        {"applications": 1200, "interviewed": 110, "invite_rate_non_us_img": 0.04, "step2_low": 238},
        {"step2_minimum"},
    ),
    "a shared master sheet": (
        "Program|ACGME/NRMP|State|Gold|Silver|Signal required?|Median Step 2|YOG|Visa|IMG %\n"
        "Invented A|1409990001|OH|x||Yes|248|5 yrs|J1 only|60\nInvented B|9903140C0|NY||x|No|240|No limit|"
        "J1, H1B|40\n",
        {"acgme_id": "1409990001", "graduation_limit": 5, "j1": True, "h1b": False, "img_share": 0.6},
        {"step2_minimum", "takes_signals", "step2_low"},
    ),
    "Match A Resident": (
        "Program Name|ACGME Code|Specialty|State|Minimum Step 1|Minimum Step 2 CK|Cut-off Time Since "
        "Graduation|Visas Sponsored|"
        "USCE Required|Months of USCE|Maximum Attempts|IMGs in Program\n"
        "Invented A|1209990001|Family Medicine|MI|205|215|Within 10 years|J1, H1B|Yes|3|1|70%\n",
        {"step2_minimum": 215, "graduation_limit": 10, "h1b": True, "usce_required": True, "attempts_allowed": 1,
         "img_share": 0.7},
        set(),
    ),
    "ERAS's list of participating programs": (
        "State|City|Program|Accreditation ID|Participation Status\n"
        "Ohio|Sampleville|Invented A|4009990001|Participating\nOhio|Testburg|Invented B|4009990002|Not "
        "participating\n",
        {"acgme_id": "4009990001", "in_eras": True, "specialty": "psychiatry"},
        {"accreditation"},
    ),
    "ACGME's public search": (
        ""
        "<html><body><h1>Programs</h1><table><tr><th>Code</th><th>Name</th><th>Specialty</th><th>City</th><th>State</th>"
        "<th>Sponsoring Institution</th><th>Status</th><th>Effective "
        "Date</th></tr><tr><td>1409990001</td><td>Invented A "
        "Program</td><td>Internal medicine</td><td>Sampleville</td><td>OH</td><td>Invented U</td><td>Continued "
        "Accreditation with Warning</td><td>07/01/2025</td></tr></table></body></html>",
        {"acgme_id": "1409990001", "institution": "Invented U", "accreditation": "warning"},
        {"in_eras"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_known_layout_is_read_as_its_publisher_means_it(name: str, text_file: Write) -> None:
    text, values, unread = LISTS[name]
    read = read_file(text_file(text))
    assert read.mapping is not None
    found = preset_of([c.name for c in read.mapping.columns])
    assert found is not None
    assert found.name == name
    draft = read.drafts[0]
    assert {field: getattr(draft, field)[0].value for field in values} == values
    assert not any(getattr(draft, field) for field in unread)
    assert any(name in c.why for c in read.mapping.columns)
    assert len(read.drafts) + len(read.rejected) == read.rows


def test_every_preset_is_tried_here_and_names_only_fields_there_are() -> None:
    assert {p.name for p in _presets()} == set(LISTS)
    assert {f for p in _presets() for f in p.columns.values()} <= {*KINDS, NOT_READ}
    assert all(p.why.keys() for p in _presets())


def test_several_codes_of_one_program_are_all_kept(text_file: Write) -> None:
    text = LISTS["FREIDA"][0].replace("|", ",")
    [draft] = read_file(text_file(text)).drafts
    assert [v.value for v in draft.nrmp_codes] == ["9901140C0", "9901140P0"]


def test_a_column_whose_cells_are_something_else_is_read_like_any_other(text_file: Write) -> None:
    text = "Program Name,FREIDA ID,Total program size,YOG\nInvented A,1409990001,30,call us\n"
    read = read_file(text_file(text))
    assert read.mapping is not None
    assert read.mapping.columns[-1].field is None


@pytest.mark.parametrize(
    ("cell", "specialties"),
    [
        ("Internal Medicine; Pediatrics", ["internal_medicine", "pediatrics"]),
        ("IM, FM", ["internal_medicine", "family_medicine"]),
        ("Neurology and Psychiatry", ["neurology", "psychiatry"]),
        ("Internal Medicine/Pediatrics", ["internal_medicine_pediatrics"]),
        ("Obstetrics and Gynecology", ["obstetrics_gynecology"]),
        ("Psychiatry | Psychiatry", ["psychiatry"]),
    ],
)
def test_several_specialties_in_a_cell_are_a_program_each(
    cell: str, specialties: list[str], text_file: Write
) -> None:
    read = read_file(text_file(f'Program,Specialty,State,Positions\nInvented A,"{cell}",OH,12\n'))
    assert [d.specialty[0].value for d in read.drafts] == specialties
    if len(specialties) > 1:
        assert read.summary() == "1 row read, 2 programs in them (1 row with several specialties each)"
        assert {d.positions[0].reliability for d in read.drafts} == {"doubtful"}


def test_preliminary_by_any_name_is_never_categorical(text_file: Write) -> None:
    cells = (
        "Surgery-Prelim/Non-designated",
        "Undesignated Surgery",
        "IM (P)",
        "Noncategorical IM",
        "IM; Surg-Prelim",
    )
    rows = "".join(f'Invented {n},"{cell}",OH\n' for n, cell in enumerate(cells))
    read = read_file(text_file(f"Program,Specialty,State\n{rows}"))
    assert [d.track[0].value if d.track else None for d in read.drafts] == [
        *["preliminary"] * 4,
        None,
        "preliminary",
    ]


@pytest.mark.parametrize(
    "row",
    [
        "Internal Medicine/Psychiatry,", "Medicine-Emergency Med,", "Psychiatry/Family Medicine,", "IM/EM,",
        "Triple Board,",
        "Pediatrics/Psychiatry/Child and Adolescent Psychiatry,", "Pediatrics-P M & R,", ",9901715C0", ",7159900001",
        "Internal Medicine,9901715C0",
    ],
)  # fmt: skip
def test_a_combined_program_is_never_a_program_of_each_specialty(row: str, text_file: Write) -> None:
    read = read_file(
        text_file(f"Program,Specialty,Program code\nInvented A,{row}\nInvented B,Neurology,9902180C0\n")
    )
    assert [d.name[0].value for d in read.drafts] == ["Invented B"]
    [rejected] = read.rejected
    assert rejected.reason == "it is a combined program, which is a specialty of its own"
    assert "/" in rejected.detail


def test_a_specialty_given_for_the_list_holds_only_for_rows_that_name_none(text_file: Write) -> None:
    text = "Program,Specialty,State\nInvented A,,OH\nInvented B,Pediatrics,OH\nInvented C,Underwater Medicine,OH\n"
    options = ListOptions(choices=read_choices((), ["specialty=Neurology"]))
    read = read_file(text_file(text), options)
    assert [d.specialty[0].value for d in read.drafts] == ["neurology", "pediatrics"]
    assert [r.reason for r in read.rejected] == ["this tool has no specialty 'Underwater Medicine'"]
    by_code = read_file(text_file("Program,Code\nInvented A,9901320C0\nInvented B,\n"), options)
    assert [d.specialty[0].value for d in by_code.drafts] == ["pediatrics", "neurology"]
