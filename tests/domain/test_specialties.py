"""Specialties are data: one entry of ``specialties.toml`` is all that the code asks of a new one."""

from __future__ import annotations

import pytest

from matchsafe import evidence
from matchsafe.domain.specialties import ADVANCED, ONE_YEAR, OWN_MATCH, SPECIALTY_NAMES, specialty_code
from matchsafe.domain.suggestions import specialty


@pytest.mark.parametrize("code", SPECIALTY_NAMES)
def test_a_specialty_is_known_by_its_code_and_by_its_printed_name_in_any_letters(code: str) -> None:
    assert specialty_code(code) == code
    assert specialty_code(SPECIALTY_NAMES[code].upper()) == code
    assert specialty_code(f"  {SPECIALTY_NAMES[code].replace(' ', '-')} ") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("IM", "internal_medicine"), ("Ob/Gyn", "obstetrics_gynecology"), ("PM&R", "physical_medicine_rehabilitation"),
     ("Med-Peds", "internal_medicine_pediatrics"), ("TY", "transitional_year"), ("cardiology", None), ("", None)],
)  # fmt: skip
def test_short_forms_are_known_and_other_words_are_not(text: str, code: str | None) -> None:
    assert specialty_code(text) == code


@pytest.mark.parametrize(
    ("text", "meant"),
    [("nternal medicine", "internal_medicine"),
     ("cardiology", None), ("nephrology", None), ("hematology", None), ("geriatrics", None), ("audiology", None),
     ("neurolgy", "neurology"), ("radiolgy", "radiology_diagnostic"), ("paediatrics", "pediatrics"), ("", None)],
)  # fmt: skip
def test_a_misspelt_name_is_understood_and_another_field_is_not_taken_for_one(
    text: str, meant: str | None
) -> None:
    assert specialty(text) == meant


def test_every_specialty_has_the_digits_that_program_codes_print() -> None:
    """Without them no program of the specialty can be read from a list; urology has a match of its own."""
    printed = {row["specialty"] for row in evidence.table("program_codes.specialty_digits").records()}
    assert set(SPECIALTY_NAMES) - printed <= set(OWN_MATCH)


def test_kinds_of_positions_belong_to_known_specialties() -> None:
    assert {*ADVANCED, *ONE_YEAR, *OWN_MATCH} <= set(SPECIALTY_NAMES)
    assert "surgery_general" in ONE_YEAR
    assert "radiology_diagnostic" in ADVANCED
