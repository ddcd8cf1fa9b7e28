"""NRMP codes and ACGME ids of one program find each other, whichever list comes first, and doubt stays a question."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.crosswalk import Crosswalk
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.merge import MergeResult, merge
from matchsafe.catalog.record import Draft, Record
from matchsafe.catalog.store import Store
from matchsafe.catalog.twins import decide, open_twins
from matchsafe.catalog.value_resolution import resolve
from matchsafe.evidence.program_codes import kind_of_code

from .conftest import valued

NRMP, ACGME = "Invented NRMP report", "Invented ACGME list"


def coded(
    code: str, label: str, institution: str = "Alder Lake Hlth Sys-OH", city: str = "Alder", **more: Any
) -> Draft:
    """An entry of NRMP's report: the institution's name and place, and a code with the name of the track."""
    codes = [{"value": code, "source": NRMP, "as_of": "2025-03", "note": label}]
    fields = {"institution": institution, "sponsor_city": city, "sponsor_state": "OH",
              "specialty": SPECIALTY[code[4:7]], "track": kind_of_code(code), **more}  # fmt: skip
    told = {f: valued(f, v, NRMP, "2025") for f, v in fields.items()}
    return Draft.model_validate({"origin": f"line {code}", **told, "nrmp_codes": codes})


def listed(acgme_id: str, name: str, city: str = "Alder", **more: Any) -> Draft:
    """An entry of a list by ACGME id."""
    fields = {"acgme_id": acgme_id, "name": name, "city": city, "state": "OH", "specialty": SPECIALTY[acgme_id[:3]],
              **more}  # fmt: skip
    told = {f: valued(f, v, ACGME, "2025") for f, v in fields.items()}
    return Draft.model_validate({"origin": f"row {acgme_id}", **told})


SPECIALTY = {"120": "family_medicine", "140": "internal_medicine", "400": "psychiatry"}
TEACHES = listed(
    "1409999001", "Alder Lake Health System Program", nrmp_codes="9001140C0", track="categorical"
)
"""Carries both: it tells what institution 9001 is called."""


def both_ways(first: list[Draft], second: list[Draft]) -> tuple[MergeResult, MergeResult]:
    """One list brought in after the other, in both orders."""
    return merge(merge((), first).records, second), merge(merge((), second).records, first)


def by_id(merged: MergeResult) -> dict[str, list[Record]]:
    out: dict[str, list[Record]] = {}
    for record in merged.records:
        out.setdefault(record.acgme_id[0].value if record.acgme_id else record.id, []).append(record)
    return out


def test_a_code_of_a_known_institution_finds_its_program_in_another_specialty_whichever_list_comes_first() -> (
    None
):
    ours = [TEACHES, listed("4009999002", "Alder Lake Health System Program", j1=False)]
    for merged in both_ways(ours, [coded("9001400C0", "Psychiatry")]):
        (record,) = by_id(merged)["4009999002"]
        assert {v.value for v in record.nrmp_codes} == {"9001400C0"}
        assert resolve(record).j1 is False
        assert len(merged.records) == 2
        assert not merged.report.questions


def test_further_codes_of_an_institution_are_tracks_of_its_only_program() -> None:
    report = [coded("9001140C1", "Medicine-Primary/Rural"), coded("9001140P0", "Medicine-Preliminary")]
    for merged in both_ways([TEACHES], report):
        tracks = by_id(merged)["1409999001"]
        assert len(by_id(merged)) == 1
        assert sorted(str(resolve(t).track) for t in tracks) == ["categorical", "preliminary"]
        assert {v.value for t in tracks for v in t.nrmp_codes} == {"9001140C0", "9001140C1", "9001140P0"}


def test_of_several_programs_of_an_institution_the_name_of_the_track_tells_which() -> None:
    ours = [
        TEACHES,
        listed("1209999003", "Alder Lake Health System (Birch Falls) Program", "Birch Falls"),
        listed("1209999004", "Alder Lake Health System/Cedar Point Hospital Program", "Cedar"),
    ]
    report = [coded("9001120C1", "Family Med/Birch Fls"), coded("9001120C2", "Family Medicine/Cedar Point")]
    for merged in both_ways(ours, report):
        told = {key: {v.value for r in found for v in r.nrmp_codes} for key, found in by_id(merged).items()}
        assert told["1209999004"] == {"9001120C2"}
        assert "9001120C1" not in told["1209999004"]


def test_a_code_that_may_be_of_several_programs_is_asked_about_and_not_taken_in() -> None:
    ours = [
        TEACHES,
        listed("1209999003", "Alder Lake Health System (North) Program", nrmp_codes="9001120C1"),
        listed("1209999004", "Alder Lake Health System (South) Program", nrmp_codes="9001120C2"),
    ]
    merged = merge(merge((), ours).records, [coded("9001120C3", "Family Medicine/Rural")])
    (question,) = merged.report.questions
    assert {c.record_id for c in question.candidates} == {"9001120C1", "9001120C2"}
    assert len(merged.records) == 3
    answered = merge(merge((), ours).records, [coded("9001120C3", "Family Medicine/Rural")],
                     {question.key: question.candidates[0].record_id})  # fmt: skip
    assert not answered.report.questions
    assert len(answered.records) == 3


def test_the_specialty_of_the_id_and_of_the_code_have_to_agree() -> None:
    other = listed("1409999009", "Alder Lake Health System Program")
    found = Crosswalk([TEACHES, other]).assign([coded("9001120C0", "Family Medicine")], [other])
    assert not found


def test_the_programs_left_in_a_city_are_asked_about_since_a_hospital_may_have_a_new_name() -> None:
    known = merge((), [coded("9002400C0", "Psychiatry", "Alder County Hosp-OH")])
    merged = merge(
        known.records, [listed("4009999005", "Newname Health Program"), listed("4009999006", "Fir", "Elm")]
    )
    assert [(t.one, t.other) for t in merged.twins] == [("9002400C0", "4009999005")]
    assert "may have another name" in merged.twins[0].why


def test_a_program_in_another_state_is_not_taken_for_the_only_one_of_the_city() -> None:
    there = listed("4009999005", "Lakeside University Program", "Alder", state="IN")
    merged = merge(merge((), [there]).records, [coded("9002400C0", "Psychiatry", "Alder County Hosp-OH")])
    assert len(merged.records) == 2


def test_the_only_code_and_the_only_program_of_a_city_are_one_if_the_names_are_somewhat_alike() -> None:
    there = listed("4009999005", "Elm Park Regional Medical Group Program", "Alder")
    merged = merge(merge((), [there]).records, [coded("9002400C0", "Psychiatry", "Elm Park Reg Med Ctr-OH")])
    (record,) = merged.records
    assert {v.value for v in record.nrmp_codes} == {"9002400C0"}


def test_the_only_program_of_a_sponsor_in_the_state_is_meant_wherever_its_city_is() -> None:
    there = listed("4009999002", "Alder Lake Health System Program", "Farwell")
    code = coded("9001400C0", "Psychiatry", "Something Else-OH")
    (found,) = Crosswalk([TEACHES, there]).assign([code], [there])
    assert (found.accredited, found.certainty) == ((0,), "one")
    assert found.why == "Its sponsor has one program of the specialty in the state."


def test_of_several_programs_of_an_institution_the_city_tells_which_has_its_main_code() -> None:
    there = [
        listed("4009999002", "Birch Hospital Program", "Alder", nrmp_codes="9001400C1"),
        listed("4009999003", "Cedar Hospital Program", "Farwell", nrmp_codes="9001400C2"),
    ]
    (found,) = Crosswalk(there).assign([coded("9001400C0", "Psychiatry", city="Farwell")], there)
    assert (found.accredited, found.why) == ((1,), "Institution and city agree.")


def test_a_doubtful_name_teaches_nothing_about_an_institution() -> None:
    (name,) = valued("name", "Alder Lake Health System Program", ACGME, "2025")
    doubtful = listed("1409999001", "x", nrmp_codes="9001140C0", track="categorical")
    doubtful = doubtful.model_copy(update={"name": (name.model_copy(update={"reliability": "doubtful"}),)})
    there = listed("4009999002", "Alder Lake Health System Program", "Farwell")
    code = coded("9001400C0", "Psychiatry", "Something Else-OH")
    assert Crosswalk([doubtful, there]).assign([code], [there]) == []


def test_two_codes_of_one_city_leave_its_only_program_open() -> None:
    there = listed("4009999005", "Elm Park Regional Medical Group Program", "Alder")
    codes = [
        coded("9002400C0", "Psychiatry", "Elm Park Reg Med Ctr-OH"),
        coded("9003400C0", "Psychiatry", "Other Clinic-OH"),
    ]
    assert not [f for f in Crosswalk([there]).assign(codes, [there]) if f.certainty == "one"]
    (alone,) = Crosswalk([there]).assign(codes[:1], [there])
    assert alone.certainty == "one"


def test_tracks_joined_here_say_so_in_the_source_of_their_acgme_id() -> None:
    merged = merge(merge((), [TEACHES]).records, [coded("9001140P0", "Medicine-Preliminary")])
    track = next(r for r in merged.records if r.id == "9001140P0")
    (told,) = track.acgme_id
    assert (told.value, told.reliability) == ("1409999001", "doubtful")
    assert told.note == "A further track of the only program of this institution and specialty."


@pytest.fixture
def doubtful(tmp_path: Path) -> Store:
    """A kept list in which one code may be of either of two programs."""
    ours = [
        TEACHES,
        listed("1209999003", "Alder Lake Health System (North) Program"),
        listed("1209999004", "Alder Lake Health System (South) Program"),
    ]
    report = [coded("9001120C0", "Family Medicine")]
    store = Store(tmp_path)
    merged = merge(merge((), report).records, ours)
    assert not merged.report.questions
    store.change("mine", "test", lambda _: (Catalog("mine", merged.records, twins=merged.twins), ""))
    return store


def test_records_that_may_be_one_are_noted_and_kept_with_the_list(doubtful: Store) -> None:
    kept = doubtful.read("mine")
    assert set(open_twins(kept.twins)) == {"9001120C0", "1209999003", "1209999004"}
    assert Store(doubtful.folder).read("mine").twins == kept.twins


def test_saying_that_two_entries_are_one_joins_them_and_can_be_undone(doubtful: Store) -> None:
    decide(doubtful, "mine", "1209999003", "9001120C0", same=True)
    after = doubtful.read("mine")
    assert {v.value for v in after.find("1209999003").nrmp_codes} == {"9001120C0"}
    assert after.find("9001120C0").id == "1209999003"
    doubtful.undo("mine")
    assert len(doubtful.read("mine").records) == 4


def test_entries_said_to_be_two_are_never_asked_about_or_joined_again(doubtful: Store) -> None:
    for other in ("1209999003", "1209999004"):
        decide(doubtful, "mine", "9001120C0", other, same=False)
    kept = doubtful.read("mine")
    assert not open_twins(kept.twins)
    again = merge(kept.records, [coded("9001120C0", "Family Medicine", j1=True)], twins=kept.twins)
    assert len(again.records) == 4
    assert not open_twins(again.twins)


def test_an_entry_is_no_twin_of_itself_and_two_specialties_are_never_one(doubtful: Store) -> None:
    with pytest.raises(CatalogError, match="same entry already"):
        decide(doubtful, "mine", "9001120C0", "9001120C0", same=True)
    with pytest.raises(CatalogError, match="cannot be one program"):
        decide(doubtful, "mine", "9001120C0", "1409999001", same=True)
