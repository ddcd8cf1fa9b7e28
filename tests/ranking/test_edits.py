"""Changes of a kept list: each leaves the earlier list in the history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.season import Season
from matchsafe.domain.season_rank import Comparison, SupplementalList
from matchsafe.ranking import edits
from matchsafe.ranking.rank_order import rank_order

AT: Final = datetime(2027, 2, 10, 12, tzinfo=UTC)


@pytest.fixture
def held(season: Callable[..., Season]) -> Season:
    return season([{"program": n, "id": n.lower()} for n in "ABCD"])


def order(season: Season) -> str:
    return "".join(e.program for e in rank_order(season).primary)


def why(season: Season) -> list[str | None]:
    assert season.rank_list is not None
    return [v.why for v in season.rank_list.history]


def test_one_up_and_one_down(held: Season) -> None:
    moved = edits.move(edits.move(held, "c", -1, AT), "a", 1, AT)
    assert order(moved) == "CABD"
    assert why(moved) == ["Moved C up", "Moved A down"]
    assert order(edits.move(held, "a", -1, AT)) == "ABCD"
    assert why(edits.move(held, "a", -1, AT)) == []
    with pytest.raises(edits.UnknownRankError):
        edits.move(held, "x", 1, AT)


@pytest.mark.parametrize(
    ("places", "after"),
    [
        ({"d": 1}, "DABC"),
        ({"a": 4}, "BCDA"),
        ({"a": 2}, "BACD"),
        ({"d": 2}, "ADBC"),
        ({"a": 4, "b": 3, "c": 2, "d": 1}, "DCBA"),
        ({"b": 1.5}, "ABCD"),
        ({"d": 0}, "DABC"),
        ({"a": 99}, "BCDA"),
        ({}, "ABCD"),
    ],
)
def test_typed_numbers(held: Season, places: dict[str, float], after: str) -> None:
    assert order(edits.place(held, places, AT)) == after


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(-3, 9)))
@settings(max_examples=25)
def test_no_typed_number_loses_or_doubles_a_program(places: dict[str, float]) -> None:
    season = Season.model_validate(
        {
            "applicant": {"type": "us_img"},
            "target": {"specialty": "neurology"},
            "interviews": [{"program": n, "id": n.lower()} for n in "ABCD"],
        }
    )
    assert sorted(order(edits.place(season, places, AT))) == list("ABCD")


def test_a_program_off_the_list_and_on_it_again(held: Season) -> None:
    off = edits.take_off(held, "b", AT)
    assert order(off) == "ACD"
    assert order(edits.add(off, "b", AT)) == "ACDB"
    with pytest.raises(edits.UnknownRankError):
        edits.add(off, "nobody", AT)


def test_a_bare_number_of_interviews_can_be_ranked(season: Callable[..., Season]) -> None:
    moved = edits.move(edits.with_list(season(3)), edits.with_list(season(3)).interview_list[2].id, -1, AT)
    assert [e.program for e in rank_order(moved).primary] == ["Interview 1", "Interview 3", "Interview 2"]


def test_the_ratings_and_the_answers_make_the_list(season: Callable[..., Season]) -> None:
    rated = season(
        [
            {"program": n, "id": n.lower(), "ratings": {"city": r}}
            for n, r in zip("ABC", [1, 5, 3], strict=True)
        ]
    )
    assert order(edits.by_ratings(rated, AT)) == "BCA"
    answered = edits.compare(rated, Comparison(first="c", second="a", preferred="first"))
    answered = edits.compare(answered, Comparison(first="c", second="b", preferred="first"))
    assert order(edits.by_comparisons(answered, AT))[0] == "C"
    taken = edits.take_back(answered)
    assert taken.rank_list is not None
    assert len(taken.rank_list.comparisons) == 1


def test_certified_changed_and_back(held: Season) -> None:
    certified = edits.certify(held, AT)
    assert rank_order(certified).certification == "certified"
    moved = edits.move(certified, "d", -1, AT)
    assert rank_order(moved).certification == "edited_after_certifying"
    back = edits.restore(moved, lambda own: own.certified, AT)
    assert rank_order(back).certification == "certified"
    assert why(back)[-1] == "Went back to an earlier list"
    with pytest.raises(edits.UnknownRankError):
        edits.restore(held, lambda own: own.certified, AT)


def test_a_supplemental_list_put_changed_and_removed(held: Season) -> None:
    new = SupplementalList(advanced=("a",), programs=("b", "c"))
    put = edits.attach(held, 0, new, AT)
    assert put.rank_list is not None
    assert put.rank_list.supplemental == (new,)
    gone = edits.attach(put, 0, SupplementalList(advanced=("a",)), AT)
    assert gone.rank_list is not None
    assert gone.rank_list.supplemental == ()
    assert why(gone) == ["Changed a supplemental list"] * 2


def test_codes_are_kept_with_the_interviews(held: Season) -> None:
    named = edits.name_codes(held, {"a": " 9999140C0 ", "b": ""})
    assert [i.nrmp_code for i in named.interview_list] == ["9999140C0", None, None, None]


def test_the_history_has_an_end(held: Season) -> None:
    season = held
    for step in range(210):
        season = edits.move(season, "a", 1 if step % 2 == 0 else -1, AT)
    assert season.rank_list is not None
    assert len(season.rank_list.history) == 200
