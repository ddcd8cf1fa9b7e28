"""What a cell says."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.catalog.importers.cell_values import UNKNOWN, Kind, read_cell
from matchsafe.catalog.importers.headers import KINDS
from matchsafe.catalog.importers.number_text import PLAIN, CellForm, NotReadable, has_decimal_comma, number
from matchsafe.tabular import Cell

COMMA = CellForm(decimal_comma=True)
OF_100 = CellForm(unit="percent")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("12.5", 12.5), ("12,5", 12.5), ("1,234", 1234), ("1,234.5", 1234.5), ("1.234,5", 1234.5),
        ("1 234", 1234), ("1\u202f234", 1234), ("1'234", 1234), ("$71,582", 71582), ("12.5 %", 12.5), ("-3", -3),
        ("220+", 220), (".5", 0.5), ("1,234,567", 1234567),
    ],
)  # fmt: skip
def test_numbers_are_read_with_their_signs(text: str, value: float) -> None:
    assert number(text) == value


def test_where_a_column_writes_decimal_commas_three_digits_are_decimals_too() -> None:
    assert number("1,234", decimal_comma=True) == 1.234
    assert number("1.234", decimal_comma=True) == 1234
    assert has_decimal_comma(["1,234", "12,5 %"])
    assert not has_decimal_comma(["1,234", "12.5", "71,582"])


@pytest.mark.parametrize(
    "text", ["twelve", "1-2", "12 to 14", "<5", "1,2,3", "1e5", "inf", "1" * 40, "1,23,4"]
)
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(NotReadable, match="is not a number"):
        read_cell("decimal", text, PLAIN)


@pytest.mark.parametrize("kind", sorted({"visas", *KINDS.values()} - {"visas"}))
def test_every_spelling_of_unknown_is_unknown(kind: Kind) -> None:
    assert [text for text in UNKNOWN if read_cell(kind, f" {text.upper()} ", PLAIN) is not None] == []


@pytest.mark.parametrize(
    ("kind", "text", "how", "value"),
    [
        ("whole", "4.0", PLAIN, 4),
        ("share", "0.25", PLAIN, 0.25),
        ("share", "25", OF_100, 0.25),
        ("share", "25 %", PLAIN, 0.25),
        ("share", "12,5", CellForm("percent", True), 0.125),
        ("share", "1", OF_100, 0.01),
        ("yes_no", "Yes", PLAIN, True),
        ("yes_no", "yes, since 2024", PLAIN, True),
        ("yes_no", "N", PLAIN, False),
        ("yes_no", "No (ask)", PLAIN, False),
        ("acgme", "9990000001", PLAIN, "9990000001"),
        ("acgme", "400000001", PLAIN, "0400000001"),
        ("acgme", "999-00-00001", PLAIN, "9990000001"),
        ("nrmp", "9999140c0; 9999140P1", PLAIN, "9999140C0;9999140P1"),
        ("nrmp", "9999140C0 9999140C0", PLAIN, "9999140C0"),
        ("nrmp", "NRMP: 9999140C0 / ACGME 1409999999", PLAIN, "9999140C0"),
        ("nrmp", "9999 140-CO", PLAIN, "9999140C0"),
        ("nrmp", "9999L40C0/M0, P1", PLAIN, "9999140C0;9999140M0;9999140P1"),
        ("nrmp", "\uff19999140\u04210", PLAIN, "9999140C0"),
        ("acgme", "14O999999l (IM)", PLAIN, "1409999991"),
        ("acgme", "1,409,999,991", PLAIN, "1409999991"),
        ("institution_code", "9001", PLAIN, "9001"),
        ("specialty", "Ob/Gyn", PLAIN, "obstetrics_gynecology"),
        ("specialty", "Internal Medicine (Categorical) Residency", PLAIN, "internal_medicine"),
        ("state", "new york", PLAIN, "NY"),
        ("setting", "University Based", PLAIN, "university"),
        ("setting", "Community-based university affiliated", PLAIN, "community_university_affiliated"),
        ("setting", "community_university_affiliated", PLAIN, "community_university_affiliated"),
        ("setting", "Community Hospital", PLAIN, "community"),
        ("setting", "Other", PLAIN, None),
        ("track", "Prelim", PLAIN, "preliminary"),
        ("letters", "At least 3, no more than 4", PLAIN, 3),
        ("score", "220", PLAIN, 220),
        ("score", "Cutoff: 230", PLAIN, 230),
        ("whole", "68,500 USD", PLAIN, 68500),
        ("specialty", "EM 3-year", PLAIN, "emergency_medicine"),
        ("website", "invented.example.org/im", PLAIN, "https://invented.example.org/im"),
        ("website", "http://invented.example.org", PLAIN, "http://invented.example.org"),
        ("visas", "J-1, H-1B", PLAIN, "j1+h1b"),
        ("visas", "J1", PLAIN, "j1"),
        ("visas", "J-1 only", PLAIN, "j1!"),
        ("visas", "No visa sponsorship", PLAIN, "no"),
        ("visas", "None", PLAIN, "no"),
        ("text", "  two   words ", PLAIN, "two words"),
        ("specialty", "Pathology-Anatomic and Clinical", PLAIN, "pathology"),
        ("specialty", "Otolaryngology - Head and Neck Surgery", PLAIN, "otolaryngology"),
        ("specialty", "Public Health & Gen Preventive Medicine", PLAIN, "public_health_preventive_medicine"),
        ("specialty", "Medicine-Preliminary", PLAIN, "internal_medicine"),
        ("specialty", "Surgery-Preliminary", PLAIN, "surgery_general"),
        ("specialty", "Surgery-Prelim/Non-designated", PLAIN, "surgery_general"),
        ("specialty", "Undesignated Surgery (1 yr)", PLAIN, "surgery_general"),
        ("specialty", "Med-Prelim", PLAIN, "internal_medicine"),
        ("specialty", "IM (P)", PLAIN, "internal_medicine"),
        ("specialty", "AP/CP Pathology", PLAIN, "pathology"),
        ("specialty", "Internal Medicine PSTP", PLAIN, "internal_medicine"),
        ("specialty", "Neuro-Adv", PLAIN, "neurology"),
        ("specialty", "Ortho Surg", PLAIN, "orthopaedic_surgery"),
        ("specialty", "Diagnostic Rads", PLAIN, "radiology_diagnostic"),
        ("specialty", "CT Surgery (Integrated)", PLAIN, "thoracic_surgery"),
        ("specialty", "Medicine-Primary", PLAIN, "internal_medicine"),
        ("specialty", "Medicine-Pediatrics", PLAIN, "internal_medicine_pediatrics"),
        ("specialty", "Physical Medicine & Rehab", PLAIN, "physical_medicine_rehabilitation"),
        ("specialty", "Obstetrics & Gynecology Residency Program", PLAIN, "obstetrics_gynecology"),
        ("specialty", "Transitional (PGY-1 Only)", PLAIN, "transitional_year"),
        ("specialty", "Interventional radiology - integrated", PLAIN, "interventional_radiology"),
        ("years", "5 yrs", PLAIN, 5),
        ("years", "10 years", PLAIN, 10),
        ("years", "within the last 3 years", PLAIN, 3),
        ("years", "\u22645", PLAIN, 5),
        ("years", "5 years or less", PLAIN, 5),
        ("years", 5.0, PLAIN, 5),
        ("years", "No limit", PLAIN, None),
        ("score", "No minimum", PLAIN, None),
        ("score", "No cut-off", PLAIN, None),
        ("score", ">= 220", PLAIN, 220),
        ("score", "220 or above", PLAIN, 220),
        ("score", "Minimum score: 220", PLAIN, 220),
        ("place", "Sampleville, OH", PLAIN, "Sampleville|OH"),
        ("place", "Detroit MI", PLAIN, "Detroit|MI"),
        ("place", "New York/New York", PLAIN, "New York|NY"),
        ("place", "St. Testburg, Pennsylvania 19104-1234", PLAIN, "St. Testburg|PA"),
        ("h1b", "Yes - Step 3 required", PLAIN, "h1b"),
        ("h1b", "not offered", PLAIN, "-h1b"),
        ("visas", "J-1 visa only; we do not sponsor H-1B", PLAIN, "j1!"),
        ("years", "Must have graduated within the last five years", PLAIN, 5),
        ("years", "60 months", PLAIN, 5),
        ("years", "No YOG cut-off", PLAIN, None),
        ("years", "does not matter", PLAIN, None),
        ("score", "Step 2 CK: at least 220", PLAIN, 220),
        ("score", "Must pass", PLAIN, None),
        ("share", "about 60 percent", PLAIN, 0.6),
        ("share", "60% IMG", PLAIN, 0.6),
        ("whole", "12 positions", PLAIN, 12),
        ("whole", "$65K per year", PLAIN, 65_000),
        ("letters", "three letters", PLAIN, 3),
        ("yes_no", "Mandatory", PLAIN, True),
        ("yes_no", "No*", PLAIN, False),
        ("acgme", "(ACGME 1409990001)", PLAIN, "1409990001"),
        ("nrmp", "9901140C0 (categorical) and 9901140P0 (preliminary)", PLAIN, "9901140C0;9901140P0"),
        ("nrmp", "9901-140-C0", PLAIN, "9901140C0"),
        ("track", "Advanced (PGY-2)", PLAIN, "advanced"),
        ("setting", "Non-university community", PLAIN, "community"),
        ("state", "N. Carolina", PLAIN, "NC"),
        ("state", "New York (NY)", PLAIN, "NY"),
        ("place", "Fargo North Dakota", PLAIN, "Fargo|ND"),
        ("place", "Washington, D.C.", PLAIN, "Washington|DC"),
        ("place", "Michigan - Detroit", PLAIN, "Detroit|MI"),
        ("specialty", "Otolaryngology (ENT)", PLAIN, "otolaryngology"),
        ("whole", "12 (10 cat + 2 prelim)", PLAIN, 12),
        ("whole", "~3,000", PLAIN, 3000),
        ("whole", "twelve", PLAIN, 12),
        ("share", "5 of 20 residents", PLAIN, 0.25),
        ("share", "3/8", PLAIN, 0.375),
        ("share", "40% (2024)", PLAIN, 0.4),
        ("score", "Step 1: pass; Step 2: 225", PLAIN, 225),
        ("score", "CK230+ (soft)", PLAIN, 230),
        ("score", "Step 2 CK 220 / Step 1 pass", PLAIN, 220),
        ("score", "USMLE Step 2 CK 220, COMLEX Level 2 500", PLAIN, 220),
        ("years", "five (5) years", PLAIN, 5),
        ("years", "no older than 5 years", PLAIN, 5),
        ("required", "3 months of hands-on USCE required", PLAIN, True),
        ("required", "Preferred, not required", PLAIN, False),
        ("required", "Optional", PLAIN, False),
        ("track", "Undesignated prelim", PLAIN, "preliminary"),
        ("track", "Cat.", PLAIN, "categorical"),
        ("place", "Washington, DC", PLAIN, "Washington|DC"),
        ("state", "TX (Houston)", PLAIN, "TX"),
        ("setting", "Community (no univ. affiliation)", PLAIN, "community"),
        ("accreditation", "Not accredited", PLAIN, "withdrawn"),
        ("service", "Does not participate in ERAS", PLAIN, False),
        ("service", "Military Graduate Medical Education selection board", PLAIN, False),
        ("service", "Electronic Residency Application Service", PLAIN, True),
    ],
)
def test_cells_are_read(kind: Kind, text: Cell, how: CellForm, value: object) -> None:
    assert read_cell(kind, text, how) == value


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("whole", "4.5", "whole number"),
        ("share", "25", "0 to 1 without"),
        ("share", "-0.1", "is no share"),
        ("yes_no", "maybe", "neither yes nor no"),
        ("acgme", "12345", "ten digits"),
        ("acgme", "12345678901", "ten digits"),
        ("nrmp", "9999140C0;1234", "no NRMP code"),
        ("nrmp", "1.23414E+09", "lost digits in a spreadsheet program"),
        ("acgme", "1,40123E+09", "lost digits in a spreadsheet program"),
        ("nrmp", ";", "no NRMP code"),
        ("institution_code", "12", "four digits"),
        ("specialty", "Alchemy", "not a specialty"),
        ("state", "ZZ", "not a US state"),
        ("setting", "By the lake", "is none of community"),
        ("track", "Q", "is none of categorical"),
        ("letters", "several", "number of letters"),
        ("letters", "11", "number of letters"),
        ("score", "90", "no Step 2 CK score"),
        ("score", "301", "no Step 2 CK score"),
        ("website", "see our page", "no web address"),
        ("visas", "ask us", "names no visas"),
        ("years", "2019 or later", "no number of years"),
        ("years", "5 to 7 years", "no number of years"),
        ("years", "5 years preferred", "no number of years"),
        ("years", "0", "no number of years"),
        ("score", "2 20", "no Step 2 CK score"),
        ("score", "average 240", "no Step 2 CK score"),
        ("letters", "up to 4", "number of letters"),
        ("letters", "chair's letter and 2 others", "number of letters"),
        ("yes_no", "Yes and no", "neither yes nor no"),
        ("acgme", "140999000", "ten digits"),
        ("whole", "no attempts", "not a number"),
        ("place", "Port Washington", "no city with its state"),
        ("state", "Washington, Oregon", "not a US state"),
        ("years", "recent graduates", "no number of years"),
        ("place", "Sampleville", "no city with its state"),
        ("h1b", "case by case", "neither yes nor no"),
        ("specialty", "Thoracic Surgery (Independent)", "not a specialty"),
        ("text", "=SUM(A1:A9)", "is a formula, which is not computed"),
        ("whole", ' =cmd|"/c calc"!A1', "is a formula"),
        ("nrmp", "(" * 2000, "no NRMP code"),
        ("acgme", "1" + " " * 1900 + "x", "no ACGME id"),
        ("visas", "j1 no " * 1600, "longer than 2,000"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_is_accepted(kind: Kind, text: str, said: str) -> None:
    with pytest.raises(NotReadable, match=said):
        read_cell(kind, text, PLAIN)


@given(
    kind=st.sampled_from(sorted(set(KINDS.values()))),
    text=st.text(max_size=60),
    how=st.sampled_from([PLAIN, COMMA, OF_100]),
)
def test_any_text_is_a_value_unknown_or_a_reason(kind: Kind, text: str, how: CellForm) -> None:
    value: object = None
    with suppress(NotReadable):
        value = read_cell(kind, text, how)
    assert value is None or isinstance(value, str | int | float | bool)


@given(value=st.floats(0, 1e6).map(lambda v: round(v, 2)))
def test_a_number_means_the_same_with_either_kind_of_decimal_sign(value: float) -> None:
    english, german = f"{value:,.2f}", f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    assert number(english) == number(german) == value
