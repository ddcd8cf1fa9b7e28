"""Joining a new list to a catalog: by id, by code, by likeness, or by asking."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.identity import kind_of, new_id, plain, split_tracks
from matchsafe.catalog.merge import ASK, MERGE, MergeResult, merge
from matchsafe.catalog.record import FIELDS, MANY, Draft, Record, Value
from matchsafe.catalog.similarity import words
from matchsafe.catalog.value_resolution import value_in_force
from matchsafe.evidence.program_codes import kind_of_code

from .drafts import NEW, OLD, catalog, draft


def only(merged: MergeResult) -> Record:
    (record,) = merged.records
    return record


def test_a_list_read_into_an_empty_catalog_is_all_new() -> None:
    merged = merge((), [draft("row 1"), draft("row 2", name="Birch Point Hospital")])
    assert [r.name[0].value for r in merged.records] == ["Alder Falls Hospital", "Birch Point Hospital"]
    assert merged.report.new == [r.id for r in merged.records]
    assert merged.report.summary() == "2 programs read: 2 new"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Ascent St. John Hospital"}, {"name": "Ascent St. Joseph Hospital"}),
        ({"name": "Alder North Hospital"}, {"name": "Alder South Hospital"}),
        ({"name": "Birch School of Medicine"}, {"name": "Birch School of Medicine (Fir/West)"}),
        ({"name": "Birch Medical Center/Fir State"}, {"name": "Birch Medical Center/Elm State"}),
    ],
)
def test_names_with_a_word_of_their_own_are_asked_about(one: dict[str, Any], other: dict[str, Any]) -> None:
    merged = merge(catalog(draft(city="Alder", **one)), [draft(city="Alder", **other)])
    assert [q.why for q in merged.report.questions] == ["The names are alike, but not enough to be sure."]


def test_two_rows_of_the_very_name_of_one_program_are_still_asked_about() -> None:
    merged = merge(catalog(draft(city="Alder")), [draft("row 1", city="Alder"), draft("row 2", city="Alder")])
    assert [q.key for q in merged.report.questions] == ["row 2"]


def test_a_name_that_says_only_the_specialty_joins_no_two_institutions() -> None:
    base = catalog(draft(name="Internal Medicine Residency", institution="Alder Hospital", city="Alder"))
    merged = merge(
        base, [draft(name="Internal Medicine Residency", institution="Fir Hospital", city="Alder")]
    )
    assert not merged.report.matched


def test_a_program_is_matched_by_its_acgme_id_whatever_its_name() -> None:
    base = catalog(draft(acgme_id="9999999991", source=OLD))
    merged = merge(base, [draft(acgme_id="9999999991", name="Quite Another Name")])
    assert merged.report.matched[0].how == "acgme_id"
    assert len(only(merged).name) == 2


def test_of_the_tracks_of_one_acgme_id_the_draft_goes_to_its_own_or_the_main_one() -> None:
    base = catalog(
        draft("row 1", acgme_id="9999999991", track="preliminary"),
        draft("row 2", acgme_id="9999999991", track="categorical"),
    )
    assert [kind_of(r) for r in base] == ["preliminary", "categorical"]
    for track, expected in (("preliminary", 0), ("categorical", 1), (None, 1)):
        report = merge(base, [draft(acgme_id="9999999991", track=track, j1=True)]).report
        assert report.matched[0].record_id == base[expected].id


def test_a_program_is_matched_by_its_nrmp_code_when_there_is_no_acgme_id() -> None:
    base = catalog(draft(nrmp_codes="9999140C0", source=OLD))
    report = merge(base, [draft(nrmp_codes="9999140C0", name="Quite Another Name")]).report
    assert (report.matched[0].how, report.matched[0].record_id) == ("nrmp_code", "9999140C0")


def test_a_code_used_by_another_acgme_id_is_asked_about() -> None:
    base = catalog(draft(nrmp_codes="9999140C0", acgme_id="9999999991"))
    report = merge(base, [draft(nrmp_codes="9999140C0", acgme_id="9999999992")]).report
    assert "another ACGME id" in report.questions[0].why
    assert not report.matched


def test_codes_found_to_be_of_one_program_join_its_records() -> None:
    base = catalog(
        draft(
            "p. 1",
            nrmp_codes="9999140C0",
            positions=[Value(value=8, source=OLD, year=2025, code="9999140C0")],
        ),
        draft(
            "p. 2",
            nrmp_codes="9999140C1",
            positions=[Value(value=2, source=OLD, year=2025, code="9999140C1")],
        ),
    )
    merged = merge(base, [draft(nrmp_codes=["9999140C0", "9999140C1"], acgme_id="9999999991")])
    assert merged.report.joined == [("9999140C1", "9999140C0")]
    assert value_in_force(only(merged), "positions").value == 10
    later = merge(merged.records, [draft("p. 2", nrmp_codes="9999140C1", j1=True)])
    assert value_in_force(only(later), "j1").value is True


@pytest.mark.parametrize(
    "name",
    [
        "ALDER FALLS HOSPITAL",
        "Alder Falls Hosp. Program",
        "Hospital Alder Falls",
        "Álder Falls Hospital Residency Program",
    ],
)
def test_another_spelling_of_the_same_name_in_the_same_city_is_joined(name: str) -> None:
    base = catalog(draft(city="Alder", source=OLD))
    merged = merge(base, [draft(city="Alder", name=name, j1=True)])
    match = merged.report.matched[0]
    assert (match.how, match.record_id) == ("likeness", base[0].id)
    assert MERGE <= match.score <= 1


def test_names_that_are_only_somewhat_alike_are_asked_about_with_the_score_in_parts() -> None:
    base = catalog(draft(name="Alder Falls University Hospital", city="Alder"))
    report = merge(base, [draft(name="Alder Falls Clinic and Hospital", city="Alder")]).report
    (question,) = report.questions
    best = question.candidates[0]
    assert ASK <= best.score < MERGE
    assert best.score == pytest.approx(0.75 * best.name + 0.25 * best.place, abs=0.001)
    assert best.label == "Alder Falls University Hospital, Alder, OH"
    assert (question.key, question.program) == ("row 1", "Alder Falls Clinic and Hospital, Alder, OH")


@pytest.mark.parametrize(
    "other",
    [{"state": "MI"}, {"specialty": "neurology"}, {"track": "preliminary"}, {"name": "Cedar Ridge Medical Center"},
     {"acgme_id": "9999999992"}, {"nrmp_codes": "9998140C0"}],
)  # fmt: skip
def test_another_place_specialty_track_name_or_id_is_another_program(other: dict[str, Any]) -> None:
    base = catalog(draft(city="Alder", track="categorical", acgme_id="9999999991", nrmp_codes="9999140C0"))
    merged = merge(base, [draft(city="Alder", **{"track": "categorical", **other})])
    assert len(merged.records) == 2
    assert not merged.report.questions


def test_the_same_name_in_another_city_is_asked_about() -> None:
    base = catalog(draft(city="Alder"))
    report = merge(base, [draft(city="Zephyr")]).report
    assert report.questions[0].candidates[0].place == 0
    almost = merge(base, [draft(city="Aldre", name="Alder Falls Hospital")]).report
    assert not almost.matched or almost.matched[0].score < 1


def test_a_draft_that_tells_no_track_goes_to_the_main_track_of_the_program_most_alike() -> None:
    base = catalog(draft("a", track="preliminary"), draft("b", track="categorical"))
    assert merge(base, [draft(j1=True)]).report.matched[0].record_id == base[1].id


def test_two_records_about_equally_alike_are_asked_about() -> None:
    base = catalog(draft("a", city="Alder"), draft("b", city="Aldern"))
    (question,) = merge(base, [draft()]).report.questions
    assert "equally alike" in question.why
    assert len(question.candidates) == 2


def test_a_record_takes_one_row_of_a_source_by_likeness_and_the_other_is_asked_about() -> None:
    report = merge(catalog(draft(source=OLD)), [draft("row 1"), draft("row 2")]).report
    assert [m.origin for m in report.matched] == ["row 1"]
    assert report.questions[0].key == "row 2"
    assert "Another row" in report.questions[0].why


class TestAnswers:
    BASE = catalog(draft(name="Alder Falls University Hospital", city="Alder", source=OLD))
    ROW = draft(name="Alder Falls Clinic and Hospital", city="Alder")

    def answered(self, answer: str) -> MergeResult:
        return merge(self.BASE, [self.ROW], {"row 1": answer})

    def test_the_record_that_was_named_is_joined(self) -> None:
        merged = self.answered(self.BASE[0].id)
        assert merged.report.matched[0].how == "answer"
        assert len(only(merged).name) == 2

    def test_new_makes_a_new_program(self) -> None:
        assert len(self.answered("new").records) == 2

    def test_skip_leaves_the_row_out_and_says_so(self) -> None:
        merged = self.answered("skip")
        assert merged.records == self.BASE
        assert "as you answered" in merged.report.rejected[0].why

    def test_an_answer_that_is_no_record_is_rejected_and_named(self) -> None:
        merged = self.answered("no such id")
        assert merged.records == self.BASE
        assert '"no such id"' in merged.report.rejected[0].why

    def test_without_an_answer_nothing_is_changed(self) -> None:
        assert merge(self.BASE, [self.ROW]).records == self.BASE

    def test_rows_of_the_same_origin_are_asked_about_one_by_one(self) -> None:
        report = merge(self.BASE, [self.ROW, self.ROW]).report
        assert [q.key for q in report.questions] == ["row 1", "row 1 (2)"]


def test_a_contradiction_is_told_with_both_values_and_the_newest_is_in_force() -> None:
    base = catalog(draft(acgme_id="9999999991", j1=True, source=OLD, as_of="2024"))
    merged = merge(base, [draft(acgme_id="9999999991", j1=False)])
    (conflict,) = merged.report.conflicting
    assert (conflict.field, conflict.before.value, conflict.after.value, conflict.in_force) == (
        "j1",
        True,
        False,
        False,
    )
    assert [v.source for v in only(merged).j1] == [OLD, NEW]


def test_what_was_told_before_is_dated_anew_and_not_kept_twice() -> None:
    base = catalog(draft(acgme_id="9999999991", j1=True, as_of="2024"))
    merged = merge(base, [draft(acgme_id="9999999991", j1=True)])
    assert [v.as_of for v in only(merged).j1] == ["2025"]
    assert not merged.report.conflicting
    again = merge(merged.records, [draft(acgme_id="9999999991", j1=True, as_of="2023")])
    assert again.records == merged.records
    assert again.report.unchanged == ["row 1"]


def test_a_draft_of_two_kinds_of_track_becomes_two_programs() -> None:
    whole = draft(
        nrmp_codes=["9999140C0", "9999140P0", "9999140M0"],
        positions=[
            Value(value=12, source=NEW, year=2025),
            Value(value=4, source=NEW, year=2025, code="9999140P0"),
        ],
        j1=True,
    )
    main, preliminary = split_tracks(whole)
    assert [kind_of(d) for d in (main, preliminary)] == ["categorical", "preliminary"]
    assert [v.value for v in main.nrmp_codes] == ["9999140C0", "9999140M0"]
    assert main.positions[0].reliability == "doubtful"
    assert [v.value for v in preliminary.positions] == [4]
    assert preliminary.j1 == whole.j1
    assert merge((), [whole]).report.read == 2
    assert split_tracks(main) == (main,)


def test_the_letter_of_a_code_tells_the_kind_of_track() -> None:
    codes = {letter: kind_of_code(f"9999140{letter}0") for letter in "CMPARF"}
    assert codes == {
        "C": "categorical",
        "M": "categorical",
        "P": "preliminary",
        "A": "advanced",
        "R": "physician",
        "F": None,
    }
    assert kind_of_code("9999999P0", "transitional_year") == "transitional"
    assert kind_of(draft(specialty="transitional_year")) == "transitional"
    assert kind_of(draft()) is None


def test_ids_of_new_records_are_readable_and_never_taken_twice() -> None:
    assert new_id(draft(nrmp_codes="9999140C0"), ()) == "9999140C0"
    assert new_id(draft(acgme_id="9999999991"), ()) == "9999999991"
    assert new_id(draft(acgme_id="9999999991", track="preliminary"), ()) == "9999999991-preliminary"
    slug = "alder-falls-hospital-internal-medicine-oh"
    assert new_id(draft(), ()) == slug
    assert new_id(draft(), {slug, f"{slug}-2"}) == f"{slug}-3"


def test_words_that_say_nothing_are_not_compared() -> None:
    assert words("The St. Mary's Univ. Hosp. Program") == "saint marys university hospital"
    assert words("The Program") == "the program"
    assert plain("Mayagüez  Médical—Center") == "mayaguez medical center"


def test_without_rapidfuzz_ids_still_match_and_names_say_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = catalog(draft(acgme_id="9999999991"))
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    assert merge(base, [draft(acgme_id="9999999991")]).report.matched
    with pytest.raises(CatalogError, match=r"matchsafe\[catalog\]"):
        merge(base, [draft()])


NAMES = st.sampled_from(
    [
        "Alder Falls Hospital",
        "Alder Falls University Hospital",
        "Birch Point Medical Center",
        "Cedar Ridge Clinic",
    ]
)
DRAFTS = st.lists(
    st.builds(
        draft,
        origin=st.sampled_from(["row 1", "row 2", "row 3"]),
        source=st.sampled_from([OLD, NEW]),
        as_of=st.sampled_from(["2023", "2024", "2025-06"]),
        name=NAMES,
        state=st.sampled_from(["OH", "MI", None]),
        city=st.sampled_from(["Alder", "Zephyr", None]),
        acgme_id=st.sampled_from(["9999999991", "9999999992", None]),
        nrmp_codes=st.sampled_from(
            [["9999140C0"], ["9999140C1", "9999140P0"], ["9999140C0", "9999140C1"], None]
        ),
        j1=st.sampled_from([True, False, None]),
    ),
    max_size=6,
)


def answers_of(records: Iterable[Any]) -> set[tuple[str, object]]:
    return {(f, v.value) for r in records for f in FIELDS for v in getattr(r, f)}


@settings(max_examples=25)
@given(DRAFTS, DRAFTS)
def test_no_value_is_ever_lost_and_each_draft_is_accounted_for(
    first: list[Draft], second: list[Draft]
) -> None:
    base = merge((), first, {f"row {i}": "new" for i in range(4)})
    merged = merge(base.records, second)
    report = merged.report
    assert len({r.id for r in merged.records}) == len(merged.records)
    assert answers_of(base.records) <= answers_of(merged.records)
    assert report.read == len(report.matched) + len(report.new) + len(report.questions) + len(report.rejected)
    if not report.questions:
        assert {a for a in answers_of(second) if a[0] != "track"} <= answers_of(merged.records)
    for record in merged.records:
        assert Record.model_validate(record.model_dump()) == record
        for field in set(FIELDS) - MANY:
            values = getattr(record, field)
            assert len(set(values)) == len(values)


@settings(max_examples=25)
@given(DRAFTS)
def test_reading_the_same_list_twice_changes_nothing(drafts: list[Draft]) -> None:
    once = merge((), drafts)
    settled = [d for d in drafts if d.acgme_id]
    twice = merge(once.records, settled)
    again = merge(twice.records, settled)
    assert again.records == twice.records
    assert not again.report.new
