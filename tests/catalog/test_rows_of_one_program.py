"""Rows that may be one program, in one list or beside what is kept: joined, asked about, or two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.merge import merge
from matchsafe.catalog.store import Store
from matchsafe.catalog.twins import decide

from .drafts import catalog, draft


def test_two_rows_of_one_list_are_two_programs_however_alike_their_names() -> None:
    assert len(catalog(draft("row 1", city="Alder"), draft("row 2", city="Alder"))) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "St. Alder Hospital"}, {"name": "Saint Alder Hosp"}),
        ({"track": "categorical"}, {}),
        ({"acgme_id": "1409999991"}, {"acgme_id": "1409999919"}),
        ({"acgme_id": "1409999991"}, {"acgme_id": "1409999992"}),
        ({"nrmp_codes": ["9899140C0"]}, {"nrmp_codes": ["9999140C0"]}),
        ({"nrmp_codes": ["9899140C0"]}, {"nrmp_codes": ["8999140C0"]}),
        ({"nrmp_codes": ["9999140C0"]}, {"nrmp_codes": ["9999140C1"]}),
        ({"nrmp_codes": ["9999140C0"]}, {"nrmp_codes": ["9999149C0"]}),
    ],
)
def test_rows_of_one_list_that_may_be_one_program_are_asked_about(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    merged = merge((), [draft("row 1", city="Alder", **one), draft("row 2", city="Alder", **other)])
    assert len(merged.records) == 2
    assert [{t.one, t.other} for t in merged.twins] == [{r.id for r in merged.records}]
    again = merge(merged.records, [], twins=merged.twins)
    assert again.twins == merged.twins


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"acgme_id": "1409999991"}, {"acgme_id": "1409999988"}),
        ({"nrmp_codes": ["9999140C0"]}, {"nrmp_codes": ["9988140C0"]}),
        ({"nrmp_codes": ["9999140C0"]}, {"nrmp_codes": ["9999140P0"]}),
        ({"nrmp_codes": ["9999140C0"]}, {"nrmp_codes": ["9999140C1"], "name": "Alder Falls Rural"}),
        ({"city": "Birch"}, {}),
        ({"name": "St. Joseph Hospital"}, {"name": "St. John Hospital"}),
    ],
)
def test_rows_of_one_list_that_differ_by_their_ids_names_or_places_are_not(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    merged = merge((), [draft("row 1", **{"city": "Alder", **one}), draft("row 2", city="Alder", **other)])
    assert (len(merged.records), merged.twins) == (2, ())


def test_a_list_with_twins_is_brought_in_again_without_a_question() -> None:
    rows = [
        draft(f"row {n}", city="Alder", name=f"Alder Falls {last}")
        for n, last in enumerate(("", "Program"), 1)
    ]
    first = merge((), rows)
    again = merge(first.records, rows, twins=first.twins)
    assert len(first.twins) == 1
    assert again.report.unchanged == ["row 1", "row 2"]
    assert (again.report.questions, again.twins) == ([], first.twins)


@pytest.mark.parametrize("name", ["Alder Falls Hospital", "Alder Falls Hospital (Primary Care)"])
def test_primary_care_positions_are_a_track_of_the_categorical_program(name: str) -> None:
    rows = [
        draft("row 1", city="Alder", nrmp_codes="9999140C0"),
        draft("row 2", city="Alder", nrmp_codes="9999140P0"),
        draft("row 3", city="Alder", nrmp_codes="9999140M0", name=name),
    ]
    main, preliminary = merge((), rows).records
    assert [v.value for v in main.nrmp_codes] == ["9999140C0", "9999140M0"]
    assert [v.value for v in preliminary.nrmp_codes] == ["9999140P0"]
    elsewhere = draft("row 3", city="Birch", nrmp_codes="9999140M0", name="Birch Clinic")
    assert len(merge((), [*rows[:2], elsewhere]).records) == 3


@pytest.mark.parametrize("ids", [{"acgme_id": "1409999991"}, {"nrmp_codes": "9999140C0"}])
def test_an_id_of_another_hospital_in_another_place_is_asked_about(ids: dict[str, Any]) -> None:
    base = catalog(draft(city="Alder", **ids))
    for place in ({"city": "Birch"}, {"city": "Birch", "state": "MI"}, {"state": "MI"}):
        report = merge(base, [draft(name="Cedar Clinic", **ids, **place)]).report
        assert [q.why for q in report.questions] == [
            "Its id is that of a program with another name in another place."
        ]
    for same in ({"name": "Cedar Clinic", "city": "Alder"}, {"name": "Cedar Clinic"}, {"city": "Birch"}):
        assert len(merge(base, [draft(**ids, **same)]).report.matched) == 1


def test_two_entries_whose_ids_differ_by_a_slip_can_be_said_to_be_one(tmp_path: Path) -> None:
    merged = merge((), [draft(f"row {n}", city="Alder", acgme_id=f"140999999{n}") for n in (1, 2)])
    store = Store(tmp_path)
    store.change("mine", "test", lambda _: (Catalog("mine", merged.records, twins=merged.twins), ""))
    decide(store, "mine", "1409999991", "1409999992", same=True)
    (whole,) = store.read("mine").records
    assert {v.value for v in whole.acgme_id} == {"1409999991", "1409999992"}
