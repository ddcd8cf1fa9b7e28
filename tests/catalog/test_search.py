"""Finding programs: every filter against a slow reading of its words, order, pages, counts."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from matchsafe import evidence
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.identity import plain
from matchsafe.catalog.query import Query
from matchsafe.catalog.record import Record, Value
from matchsafe.catalog.sample import sample
from matchsafe.catalog.search import Finder, SearchResult
from matchsafe.catalog.value_resolution import unfilled_positions
from matchsafe.domain.places import division, miles, region
from matchsafe.domain.program import Program
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES

from .conftest import Make


@cache
def finder() -> Finder:
    return Finder(sample())


def find(**query: Any) -> SearchResult:
    return finder().search(Query.model_validate({"per_page": 1000, **query}))


def passes(query: Query, record: Record, program: Program) -> bool:
    """Each filter in its own words; ``None`` where it cannot tell."""
    p, told = program, []
    if query.text:
        texts = (
            p.name,
            p.institution,
            p.city,
            p.state,
            STATE_NAMES.get(p.state or ""),
            SPECIALTY_NAMES[p.specialty],
            p.id,
        )
        words = plain(" ".join(t for t in texts if t)).split()
        told.append(all(any(w.startswith(q) for w in words) for q in plain(query.text).split()))
    if query.specialties:
        told.append(p.specialty in query.specialties)
    if query.states:
        told.append(p.state in query.states if p.state else None)
    if query.areas:
        told.append(bool({division(p.state), region(p.state)} & set(query.areas)) if p.state else None)
    if query.tracks:
        told.append(p.track in query.tracks if p.track else None)
    if query.settings:
        told.append(p.setting in query.settings if p.setting != "unknown" else None)
    if query.visas:
        each = [getattr(p, v) for v in query.visas]
        told.append(True if True in each else None if None in each else False)
    if query.within is not None and query.near:
        away = (
            None
            if p.latitude is None or p.longitude is None
            else miles(query.near, (p.latitude, p.longitude))
        )
        told.append(None if away is None else away <= query.within)
    if query.img_share_at_least is not None:
        told.append(None if p.img_share is None else p.img_share >= query.img_share_at_least)
    if query.score is not None:
        told.append(None if p.step2_minimum is None else p.step2_minimum <= query.score)
    if query.years_since_graduation is not None:
        told.append(
            None if p.graduation_limit is None else p.graduation_limit >= query.years_since_graduation
        )
    if query.attempts is not None:
        told.append(None if p.attempts_allowed is None else p.attempts_allowed >= query.attempts)
    if query.without_usce:
        told.append(None if p.usce_required is None else not p.usce_required)
    if query.signals:
        listed = {r["specialty"] for r in evidence.table(f"signals.season_{query.signal_season}").records()}
        told.append(
            p.takes_signals if p.takes_signals is not None else True if p.specialty in listed else None
        )
    if query.unfilled:
        left = unfilled_positions(record)
        told.append(None if left is None else left[0] > 0)
    return all(t is True or (t is None and query.unknown == "include") for t in told)


QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["ohio", "OH", "sämple prog", "neuro new", "12", "nothing like it"]),
        "specialties": st.lists(
            st.sampled_from(["IM", "Family Medicine", "neurology", "pathology"]), max_size=2
        ),
        "states": st.lists(st.sampled_from(["NY", "Puerto Rico", "oh", "WY"]), max_size=2),
        "areas": st.lists(st.sampled_from(["Midwest", "new england", "Territories"]), max_size=2),
        "tracks": st.lists(st.sampled_from(["categorical", "transitional"]), max_size=1),
        "settings": st.lists(st.sampled_from(["community", "university"]), max_size=2),
        "visas": st.lists(st.sampled_from(["j1", "h1b"]), max_size=2),
        "near": st.just((40.0, -83.0)),
        "img_share_at_least": st.sampled_from([0.1, 0.4]),
        "score": st.sampled_from([209, 225, 250]),
        "years_since_graduation": st.sampled_from([0, 4, 9]),
        "attempts": st.sampled_from([0, 1]),
        "without_usce": st.booleans(),
        "signals": st.booleans(),
        "signal_season": st.sampled_from(["2025", "2026"]),
        "unfilled": st.booleans(),
        "unknown": st.sampled_from(["include", "exclude"]),
        "sort": st.sampled_from(
            ["name", "specialty", "state", "city", "positions", "img_share", "salary", "unfilled"]
        ),
        "descending": st.booleans(),
    },
)


@settings(max_examples=40, deadline=None)
@given(QUERIES, st.sampled_from([None, 150.0]))
def test_the_programs_found_are_those_that_pass_each_filter_read_slowly(
    asked: dict[str, Any], within: float | None
) -> None:
    if "near" in asked:
        asked["within"] = within
    query = Query.model_validate({"per_page": 1000, **asked})
    catalog = finder().catalog
    expected = {r.id for r, p in zip(catalog.records, catalog.programs, strict=True) if passes(query, r, p)}
    found = finder().search(query)
    assert {h.record.id for h in found.hits} == expected
    assert found.total == len(expected)
    assert all(0 < count <= found.total for count in found.unknown.values())
    if query.unknown == "exclude":
        assert not found.unknown
    keys = [
        getattr(h.program, query.sort)
        if query.sort != "unfilled"
        else (unfilled_positions(h.record) or (None,))[0]
        for h in found.hits
    ]
    known = [
        k
        if not isinstance(k, str)
        else [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", plain(k))]
        for k in keys
        if k is not None
    ]
    assert known == sorted(known, reverse=query.descending)
    assert all(k is None for k in keys[len(known) :]), "unknown ones come last"


def test_programs_are_told_by_distance_with_the_miles() -> None:
    found = find(near=(40.0, -83.0), within=100, sort="distance", unknown="exclude")
    away = [h.miles for h in found.hits]
    assert away == sorted(away)
    assert 0 < len(away) < 100
    assert find().hits[0].miles is None


def test_pages_follow_each_other_and_leave_nothing_out() -> None:
    whole = [h.record.id for h in find(specialties=["IM"]).hits]
    pages = [find(specialties=["IM"], per_page=40, page=n) for n in (1, 2, 3, 4, 5)]
    assert [h.record.id for page in pages for h in page.hits] == whole
    assert pages[0].pages == -(-len(whole) // 40)
    assert find(text="nothing like it").pages == 1


def test_the_counts_by_state_leave_out_the_filters_of_place_only() -> None:
    everywhere = find(specialties=["FM"], unknown="exclude")
    ohio = find(specialties=["FM"], states=["OH"], unknown="exclude")
    assert ohio.by_state == everywhere.by_state
    assert ohio.by_state["OH"] == ohio.total
    assert sum(everywhere.by_state.values()) == everywhere.total
    assert len(ohio.by_specialty) > 1
    assert ohio.by_specialty["family_medicine"] == ohio.total


def test_a_sample_is_told_with_every_answer() -> None:
    assert "invented" in str(find().banner)


def test_accents_case_and_the_ids_of_a_program_are_found(make: Make) -> None:
    catalog = Catalog(
        "mine",
        (
            make("a", name="Hospital Niño Inventado", city="Mayagüez", state="PR", nrmp_codes=["9999140C0"]),
            make("b", acgme_id="9999999991"),
        ),
    )
    search = Finder(catalog).search
    for text, expected in (("NINO", "a"), ("mayag pue", "a"), ("9999140c", "a"), ("9999999991", "b")):
        assert [h.record.id for h in search(Query(text=text)).hits] == [expected], text
    assert search(Query(text="\U0010ffff ...")).total == 2


def test_what_the_program_says_of_signals_stands_before_the_table(make: Make) -> None:
    catalog = Catalog(
        "mine", (make("a", takes_signals=False), make("b"), make("c", specialty="thoracic_surgery"))
    )
    found = Finder(catalog).search(Query(signals=True, signal_season="2026"))
    assert [h.record.id for h in found.hits] == ["b", "c"]
    assert found.unknown == {"signals": 1}


def test_an_empty_catalog_can_be_searched() -> None:
    found = Finder(Catalog("mine")).search(
        Query(text="x", states=("OH",), visas=("j1",), near=(0, 0), within=5)
    )
    assert (found.total, found.hits, found.by_state) == (0, (), {})


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"within": 5}, "give near"),
        ({"sort": "distance"}, "give near"),
        ({"near": (91, 0)}, "near"),
        ({"specialties": ["magic"]}, "not a specialty"),
        ({"states": ["ZZ"]}, "not a US state"),
        ({"areas": ["Middle Earth"]}, "accepted: Northeast"),
        ({"page": 0}, "page"),
        ({"colour": 1}, "colour"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(query: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Query.model_validate(query)


def test_positions_left_are_of_the_latest_year_of_which_both_counts_are_known(make: Make) -> None:
    def year(value: int, match_year: int | None) -> Value[int]:
        return Value(value=value, source="s", year=match_year)

    assert unfilled_positions(make()) is None
    assert unfilled_positions(make(positions=5)) is None
    assert unfilled_positions(make(positions=5, filled=3)) == (2, None)
    both = make(positions=[year(5, 2024), year(9, 2025)], filled=[year(5, 2023), year(2, 2024)])
    assert unfilled_positions(both) == (3, 2024)
    assert unfilled_positions(make(positions=[year(5, 2024)], filled=[year(6, 2024)])) == (0, 2024)
    assert unfilled_positions(make(positions=[year(5, 2024)], filled=[year(6, 2023)])) is None


def test_names_with_numbers_stand_in_the_order_of_the_numbers() -> None:
    numbers = [int(h.program.name.split()[2]) for h in find(specialties=["anesthesiology"]).hits]
    assert len(numbers) > 20
    assert numbers == sorted(numbers)
