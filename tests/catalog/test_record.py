"""What a record of a program may hold."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from pydantic import ValidationError

from matchsafe.catalog.record import BY_YEAR, FIELD_LABELS, FIELDS, MANY, SUMMED, Draft, Record, Value
from matchsafe.domain.program import Program

from .conftest import Make


def test_every_field_has_a_label() -> None:
    assert not set(FIELDS).symmetric_difference(FIELD_LABELS)
    told = BY_YEAR | MANY
    assert told.issubset(FIELDS)
    assert SUMMED.issubset(BY_YEAR)


def test_what_a_program_can_tell_is_a_field_of_a_record() -> None:
    made_of_several = {"h1b_evidence": {"h1b_filings", "h1b_approvals"}}
    assert set(Program.model_fields) - {"id", *made_of_several} <= set(FIELDS)
    assert set().union(*made_of_several.values()) <= set(FIELDS)


def test_a_field_no_source_speaks_of_is_empty(make: Make) -> None:
    assert [field for field, _ in make().facts()] == ["name", "specialty"]


def test_names_of_specialties_and_states_become_codes(make: Make) -> None:
    record = make(specialty="IM", state="new york")
    assert (record.specialty[0].value, record.state[0].value) == ("internal_medicine", "NY")


@pytest.mark.parametrize("as_of", ["2025", "2025-06", "2025-06-30", None])
def test_a_date_is_as_exact_as_the_source(as_of: str | None) -> None:
    assert Value(value=1, source="s", as_of=as_of).as_of == as_of


@pytest.mark.parametrize(
    "as_of", ["25", "2025-13", "2025-02-30", "2025-6", "June 2025", "", "2025-06-30T00:00"]
)
def test_a_date_that_does_not_exist_is_refused(as_of: str) -> None:
    with pytest.raises(ValidationError, match="as_of"):
        Value(value=1, source="s", as_of=as_of)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("acgme_id", "123"),
        ("nrmp_codes", "1234C0"),
        ("institution_code", "99999"),
        ("specialty", "astrology"),
        ("state", "ZZ"),
        ("latitude", 91.0),
        ("img_share", 1.2),
        ("img_share", float("nan")),
        ("positions", -1),
        ("step2_minimum", 400),
        ("website", "javascript:alert(1)"),
        ("name", "   "),
        ("track", "fellowship"),
        ("j1", "perhaps"),
    ],
)
def test_a_value_out_of_bounds_is_refused(make: Make, field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        make(**{field: value})
    assert field in str(caught.value)


def test_a_value_without_a_source_is_refused() -> None:
    with pytest.raises(ValidationError, match="source"):
        Value.model_validate({"value": 1})


def test_only_fields_told_by_year_have_a_year_and_only_summed_ones_a_code(make: Make) -> None:
    make(positions=[Value(value=3, source="s", year=2025, code="9999140C0")])
    with pytest.raises(ValidationError, match="j1 has no yearly values"):
        make(j1=[Value(value=True, source="s", year=2025)])
    with pytest.raises(ValidationError, match="salary has no values by NRMP code"):
        make(salary=[Value(value=70_000, source="s", code="9999140C0")])


def test_a_program_needs_a_specialty_and_something_to_call_it() -> None:
    named: dict[str, Any] = {"institution": [{"value": "Invented Hospital", "source": "s"}]}
    special: dict[str, Any] = {"specialty": [{"value": "neurology", "source": "s"}]}
    assert Draft.model_validate({"origin": "row 1", **named, **special}).institution
    for lacking in (named, special):
        with pytest.raises(ValidationError, match="needs a specialty, and a name or an institution"):
            Draft.model_validate({"origin": "row 1", **lacking})


def test_a_record_survives_json_and_the_way_to_another_process(make: Make) -> None:
    record = make(j1=True, positions=[Value(value=3, source="s", year=2025)], notes=["one", "two"])
    assert Record.model_validate_json(record.model_dump_json(exclude_defaults=True)) == record
    there = pickle.loads(pickle.dumps(record))  # as an import in a process of its own answers
    assert there == record
    assert there.model_dump() == record.model_dump()
