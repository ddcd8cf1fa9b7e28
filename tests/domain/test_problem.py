"""Whatever is wrong is told all at once, each thing with its place, and nonsense without end fills no memory."""

from __future__ import annotations

import pytest

from matchsafe.domain.problem import SHOWN, Problem, Problems, ProblemsError


class RefusedError(ProblemsError):
    most_kept = 30


def problems(count: int) -> list[Problem]:
    return [Problem("is wrong", "x", row=row) for row in range(1, count + 1)]


def test_the_text_has_a_line_for_each_problem() -> None:
    assert str(RefusedError(problems(2))).splitlines() == ["row 1: is wrong", "row 2: is wrong"]


def test_of_many_problems_the_text_shows_some_and_counts_the_rest() -> None:
    lines = str(RefusedError(problems(25))).splitlines()
    assert len(lines) == SHOWN + 1
    assert lines[-1] == f"... and {25 - SHOWN} more."


def test_problems_beyond_those_kept_are_counted_still() -> None:
    found = Problems(RefusedError)
    for problem in problems(2000):
        found.add(problem)
    with pytest.raises(RefusedError) as told:
        found.check()
    assert told.value.problems == tuple(problems(30))
    assert told.value.total == found.total == 2000
    assert str(told.value).endswith("... and 1,980 more.")


def test_an_error_made_of_too_many_problems_keeps_the_first_and_counts_all() -> None:
    error = RefusedError(problems(31))
    assert (len(error.problems), error.total) == (30, 31)


def test_without_a_limit_all_are_kept() -> None:
    assert len(ProblemsError(problems(5000)).problems) == 5000


def test_where_nothing_was_found_nothing_is_raised() -> None:
    Problems(RefusedError).check()


def test_the_same_problem_twice_in_a_row_is_one() -> None:
    found = Problems(RefusedError)
    for problem in [*problems(1), *problems(1), *problems(2)]:
        found.add(problem)
    assert found.total == 2


def test_only_problems_that_are_kept_are_put_into_words() -> None:
    found, worded = Problems(RefusedError), list[int]()
    found.add_each(range(100), lambda place: worded.append(place) or Problem("is wrong", "x", row=place))
    assert (len(worded), found.total, len(found.problems)) == (30, 100, 30)


def test_what_was_found_elsewhere_is_counted_with_what_was_not_kept_there() -> None:
    found = Problems(RefusedError)
    found.extend(problems(3), 70)
    assert (len(found.problems), found.total, found.complete) == (3, 70, True)
    found.lose(Problem("is wrong", "x"))
    assert not found.complete


def test_a_problem_says_where_it_is_what_was_seen_and_what_is_accepted() -> None:
    problem = Problem(
        "is not a number", "number", path="quota", seen='"x"', accepted="0 to 9", suggestion="7",
        file="a.csv", row=3, column="Quota", typed="--map Quota=-",
    )  # fmt: skip
    said = 'a.csv, quota, row 3, column Quota: is not a number It says "x". Accepted: 0 to 9. Did you mean: 7'
    assert problem.sentence() == said
    assert problem.sentence(commands=True) == f"{said} On the command line: --map Quota=-."
    assert problem.inside("programs[2]").path == "programs[2].quota"
