"""What was typed into the official system, beside the list it should be."""

from __future__ import annotations

from matchsafe.ranking.typing_check import typing_check

OWN = [["9999140C0", "City"], ["8888140C0", "Lake"], ["Hill", "Hill"]]


def kinds(*typed: str) -> list[tuple[int | None, str]]:
    return [(row.rank, row.difference) for row in typing_check(OWN, typed)]


def test_the_same_list_with_numbers_blanks_and_names() -> None:
    assert kinds("1. 9999140c0", "", "2) Lake ", "3\tHill, general") == [
        (1, "same"),
        (2, "same"),
        (3, "same"),
    ]


def test_two_ranks_swapped() -> None:
    assert sorted(kinds("Lake", "City", "Hill")) == [(1, "other_place"), (2, "same"), (3, "same")] or sorted(
        kinds("Lake", "City", "Hill")
    ) == [(1, "same"), (2, "other_place"), (3, "same")]


def test_one_missing_and_one_that_is_not_on_the_list() -> None:
    assert kinds("City", "Mill", "Hill") == [(1, "same"), (None, "not_on_list"), (3, "same"), (2, "missing")]


def test_a_rank_typed_twice() -> None:
    assert kinds("City", "City", "Lake", "Hill")[1] == (None, "not_on_list")
