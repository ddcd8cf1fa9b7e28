"""Whatever is wrong is told all at once, each thing with its place, and nonsense without end fills no memory."""

from __future__ import annotations

import pytest

from matchsafe.domain.problems import SHOWN, PlacedProblem, Problems, ProblemsError


class Refused(ProblemsError[PlacedProblem]):
    most_kept = 30


class Found(Problems[PlacedProblem]):
    error = Refused


def problems(count: int) -> list[PlacedProblem]:
    return [PlacedProblem(f"row {row}", "is wrong", "x") for row in range(1, count + 1)]


def test_the_text_has_a_line_for_each_problem() -> None:
    assert str(Refused(problems(2))).splitlines() == ["row 1: is wrong", "row 2: is wrong"]


def test_of_many_problems_the_text_shows_some_and_counts_the_rest() -> None:
    lines = str(Refused(problems(25))).splitlines()
    assert len(lines) == SHOWN + 1
    assert lines[-1] == f"... and {25 - SHOWN} more."


def test_problems_beyond_those_kept_are_counted_still() -> None:
    found = Found()
    for problem in problems(2000):
        found.note(problem)
    with pytest.raises(Refused) as told:
        found.check()
    assert told.value.problems == tuple(problems(30))
    assert told.value.total == found.total == 2000
    assert str(told.value).endswith("... and 1,980 more.")


def test_an_error_made_of_too_many_problems_keeps_the_first_and_counts_all() -> None:
    error = Refused(problems(31))
    assert (len(error.problems), error.total) == (30, 31)


def test_without_a_limit_all_are_kept() -> None:
    assert len(ProblemsError(problems(5000)).problems) == 5000


def test_where_nothing_was_found_nothing_is_raised() -> None:
    Found().check()
