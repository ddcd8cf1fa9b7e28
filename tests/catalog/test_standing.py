"""Which of several values is in force."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.catalog.record import Record, Reliability, Value
from matchsafe.catalog.value_resolution import (
    by_year,
    display_name,
    explain_field,
    is_disputed,
    resolve,
    value_in_force,
)

from .conftest import Make


def v(
    value: Any, as_of: str | None = None, reliability: Reliability = "reported", year: int | None = None,
    code: str | None = None, source: str = "s",
) -> Value[Any]:  # fmt: skip
    return Value(value=value, source=source, as_of=as_of, reliability=reliability, year=year, code=code)


def test_the_newest_of_the_reliable_values_is_in_force(make: Make) -> None:
    record = make(j1=[v(True, "2021"), v(False, "2025-03"), v(True, "2023-12-31")])
    assert value_in_force(record, "j1").value is False
    assert explain_field(record, "j1").why == "The newest of the reliable sources."
    assert explain_field(record, "j1").others == (v(True, "2023-12-31"), v(True, "2021"))


def test_the_applicants_own_entry_wins_over_newer_sources(make: Make) -> None:
    record = make(j1=[v(True, "2020", "own"), v(False, "2026", "official")])
    assert value_in_force(record, "j1").value is True
    assert explain_field(record, "j1").why.startswith("Your own entry")


def test_a_doubtful_value_stands_only_where_nothing_better_is_known(make: Make) -> None:
    assert value_in_force(make(j1=[v(True, "2026", "doubtful"), v(False, "2020")]), "j1").value is False
    alone = make(j1=[v(True, "2026", "doubtful"), v(False, "2027", "invented")])
    assert value_in_force(alone, "j1").value is True
    assert explain_field(alone, "j1").why.startswith("No reliable source")


def test_of_two_of_one_date_the_official_one_wins_and_then_the_later_entry(make: Make) -> None:
    assert value_in_force(make(j1=[v(True, "2025", "official"), v(False, "2025")]), "j1").value is True
    assert value_in_force(make(j1=[v(True, "2025"), v(False, "2025")]), "j1").value is False


def test_a_value_without_a_date_is_older_than_any_other(make: Make) -> None:
    assert value_in_force(make(j1=[v(True, "1999"), v(False)]), "j1").value is True


def test_the_latest_year_is_in_force_and_the_years_do_not_contradict_each_other(make: Make) -> None:
    record = make(positions=[v(8, "2026", year=2024), v(5, "2023", year=2025)])
    found = value_in_force(record, "positions")
    assert (found.value, found.year) == (5, 2025)
    assert not is_disputed(record, "positions")
    assert explain_field(record, "positions").why == "It is of the latest year known, 2025."
    assert {year: s.value for year, s in by_year(record, "positions").items()} == {2024: 8, 2025: 5}


def test_positions_told_by_code_are_added_up(make: Make) -> None:
    record = make(
        positions=[
            v(8, "2025", year=2025, code="9999140C0"),
            v(2, "2025", year=2025, code="9999140C1"),
            v(3, "2026", year=2025, code="9999140C1"),
        ]
    )
    assert value_in_force(record, "positions").value == 11
    assert is_disputed(record, "positions")
    assert "sum over 2 NRMP codes" in explain_field(record, "positions").why


def test_an_own_entry_without_a_year_counts_for_the_latest_year(make: Make) -> None:
    record = make(positions=[v(8, "2025", "official", 2025), v(9, "2025", "own")])
    assert value_in_force(record, "positions").value == 9


def test_names_that_differ_only_in_case_are_not_a_dispute(make: Make) -> None:
    assert not is_disputed(make(name=["Invented  Hospital", "INVENTED HOSPITAL"]), "name")
    assert is_disputed(make(name=["Invented Hospital", "Made Up Hospital"]), "name")


def test_codes_and_notes_stand_beside_each_other(make: Make) -> None:
    record = make(nrmp_codes=["9999140C0", "9999140C1", "9999140C0"])
    assert value_in_force(record, "nrmp_codes").value == ("9999140C0", "9999140C1")
    assert not is_disputed(record, "nrmp_codes")
    assert "beside each other" in explain_field(record, "nrmp_codes").why


def test_what_no_source_tells_is_unknown_and_said_so(make: Make) -> None:
    found = explain_field(make(), "salary")
    assert (found.value, found.winners, found.why) == (None, (), "No source tells it.")


def test_the_only_source_is_named_as_the_only_one(make: Make) -> None:
    assert explain_field(make(j1=True), "j1").why == "The only source that tells it."
    guarded = make(j1=[v(True, "2020"), v(False, "2026", "doubtful")])
    assert explain_field(guarded, "j1").why == "The only reliable source that tells it."
    summed = make(positions=[v(8, code="9999140C0"), v(2, code="9999140C1")])
    assert explain_field(summed, "positions").why == "The sum over 2 NRMP codes."


@pytest.mark.parametrize("call", [value_in_force, explain_field])
def test_a_field_that_does_not_exist_is_refused(make: Make, call: Any) -> None:
    with pytest.raises(KeyError):
        call(make(), "colour")
    with pytest.raises(KeyError):
        by_year(make(), "j1")


def test_a_program_has_the_values_in_force_and_the_rest_unknown(make: Make) -> None:
    program = resolve(make(state="OH", j1=[v(True, "2021"), v(False, "2024")], nrmp_codes=["9999140C0"]))
    assert (program.id, program.state, program.j1, program.h1b) == ("p1", "OH", False, None)
    assert program.track is None
    assert program.nrmp_codes == ("9999140C0",)


def test_a_program_without_a_name_goes_by_its_institution() -> None:
    record = Record.model_validate(
        {"id": "a", "institution": [v("Invented Hospital")], "specialty": [v("neurology")]}
    )
    assert resolve(record).name == "Invented Hospital"


VALUES = st.builds(
    v,
    st.booleans(),
    st.sampled_from([None, "2020", "2021", "2021-05", "2021-05-09", "2026"]),
    st.sampled_from(["own", "official", "reported", "doubtful", "invented"]),
)


def in_force_slowly(values: list[Value[Any]]) -> Any:
    """The rule in its own words, one step after the other."""
    for tier in (["own"], ["official", "reported"], ["doubtful"], ["invented"]):
        pool = [x for x in values if x.reliability in tier]
        if pool:
            newest = max(x.as_of or "" for x in pool)
            pool = [x for x in pool if (x.as_of or "") == newest]
            official = [x for x in pool if x.reliability == "official"]
            return (official or pool)[-1].value
    return None


@given(st.lists(VALUES, max_size=6))
def test_the_value_in_force_is_that_of_the_rule_told_step_by_step(values: list[Value[Any]]) -> None:
    record = Record.model_validate({"id": "a", "name": [v("A")], "specialty": [v("neurology")], "j1": values})
    assert value_in_force(record, "j1").value == in_force_slowly(values)
    explained = explain_field(record, "j1")
    assert len(explained.winners) + len(explained.others) <= len(values)
    assert is_disputed(record, "j1") == (len({x.value for x in values}) > 1)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Internal Medicine", "Lakeside: Internal Medicine"),
        ("Internal Medicine Residency Program", "Lakeside: Internal Medicine Residency Program"),
        ("Medicine-Preliminary", "Lakeside: Medicine-Preliminary"),
        ("Residency Program", "Lakeside: Residency Program"),
        ("Pathology-Anatomic & Clinical", "Lakeside: Pathology-Anatomic & Clinical"),
        ("Lakeside Internal Medicine", "Lakeside Internal Medicine"),
        ("Rural Family Medicine at Mercy", "Rural Family Medicine at Mercy"),
        (None, "Lakeside"),
    ],
)
def test_the_hospital_is_shown_where_the_name_is_only_a_specialty(name: str | None, shown: str) -> None:
    assert display_name(name, "Lakeside") == shown
    assert display_name(name, None) == name
