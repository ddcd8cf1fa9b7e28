"""What a problem says: where it is, what was seen and what is accepted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from matchsafe.domain.field_types import field_at, group_at
from matchsafe.domain.problem import path_text, value_text
from matchsafe.domain.season import Season
from matchsafe.domain.season_interview import Interview
from matchsafe.workspace.seasonfile import Problem, SeasonFileError, check, load_text

Changed = Callable[..., dict[str, Any]]
Problems = Callable[[object], tuple[Problem, ...]]
Only = Callable[..., Problem]


def test_the_season_these_tests_start_from_is_valid(valid: dict[str, Any]) -> None:
    assert check(valid, today=date(2026, 11, 22)).warnings == ()


def test_all_problems_are_reported_at_once_in_the_order_of_the_file() -> None:
    found = None
    text = """applicant:
  type: non-us-img
  yog: 2023
  step1: {passed: pass, attempts: 0}
target: {specialty: internal medecine}
applications_sent: -1
interviews:
  - state: New Yrok
    status: atended
  - Some Hospital
"""
    with pytest.raises(SeasonFileError) as caught:
        load_text(text)
    found = [(p.path, p.line, p.suggestion) for p in caught.value.problems]
    assert found == [
        ("applicant.type", 2, "non_us_img"),
        ("applicant.yog", 3, "graduation_year"),
        ("applicant.step1.passed", 4, "true"),
        ("applicant.step1.attempts", 4, None),
        ("target.specialty", 5, "internal_medicine"),
        ("applications_sent", 6, None),
        ("interviews[0].program", 8, None),
        ("interviews[0].state", 8, "NY"),
        ("interviews[0].status", 9, "attended"),
        ("interviews[1]", 10, 'program: "Some Hospital"'),
    ]


def test_a_sentence_has_path_line_what_was_seen_what_is_accepted_and_what_was_meant() -> None:
    with pytest.raises(SeasonFileError) as caught:
        load_text(
            "applicant: {type: us_img}\ntarget: {specialty: IM}\ninterviews:\n- program: A\n  went: wel\n"
        )
    assert caught.value.problems[0].sentence() == (
        "interviews[0].went, line 5: The impression of interview 1 is not one of the accepted words. "
        'It says "wel". Accepted: poorly, mixed, well, unknown. Did you mean: well'
    )
    assert str(caught.value).startswith("season file: 1 problem\n- interviews[0].went, line 5:")


def test_data_that_never_was_a_file_has_no_lines(problems: Problems, only: Only) -> None:
    assert only("applicant", "type", to="x").line is None
    assert problems([])[0].line is None
    assert only("applicant", "type", to="x").sentence().startswith("applicant.type: The type is not")


def test_a_percentage_for_a_share_says_how_to_write_it(only: Only) -> None:
    assert "write 0.7 for 70 in 100" in only("interviews", 0, "img_share", to=70).message
    assert "%" not in only("interviews", 0, "img_share", to=70).sentence()


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("applications_sent",), -1, "too small"),
        (("applications_sent",), 10**40, "too large"),
        (("applicant", "step1", "attempts"), 0, "too small"),
        (("applicant", "step2_ck", "score"), 301, "too large"),
        (("interviews",), 301, "too large"),
        (("interviews",), -1, "too small"),
        (("couples", "partner_interviews"), 301, "list of your partner's interviews"),
        (("interviews", 0, "program"), "   ", "is empty"),
        (("interviews", 0, "program"), "x" * 301, "too long"),
        (("interviews", 0, "city"), "x" * 101, "too long"),
        (("applicant", "type"), None, "left blank, but it is needed"),
        (("applicant", "step1"), "x", "must be a group of fields"),
        (("couples", "partner", "type"), "x", "Your partner's type"),
        (("couples", "partner_target", "track"), "x", "Your partner's track"),
    ],
)
def test_a_value_out_of_bounds_is_named_in_plain_words(
    path: tuple[str | int, ...], value: object, words: str, only: Only
) -> None:
    problem = only(*path, to=value)
    assert words in problem.message
    assert problem.path == path_text(path)


def test_a_problem_in_a_partners_interview_says_whose_it_is(only: Only) -> None:
    problem = only("couples", "partner_interviews", to=[{"program": "A"}, {"program": "B", "state": "ZZ"}])
    assert problem.path == "couples.partner_interviews[1].state"
    assert "your partner's interview 2" in problem.message


def test_unknown_fields_of_couple_and_partner_say_where_they_are(only: Only) -> None:
    assert "in the couple" in only("couples", "foo", to=1).message
    assert "in your partner" in only("couples", "partner", "foo", to=1).message


@pytest.mark.parametrize("value", ["none", "no", False, None])
def test_none_inside_the_list_of_visas_says_to_write_an_empty_list(value: object, only: Only) -> None:
    problem = only("interviews", 0, "visas_sponsored", to=[value])
    assert problem.path == "interviews[0].visas_sponsored[0]"
    assert "write an empty list: []" in problem.message
    assert problem.suggestion is None


def test_html_and_other_scripts_in_names_are_kept_as_they_are(changed: Changed) -> None:
    name = '<script>alert("x")</script> & "نورس" \u202etest'
    assert check(changed("interviews", 0, "program", to=name)).season.interview_list[0].program == name


def test_what_was_seen_is_shortened_and_printable(only: Only) -> None:
    problem = only("applicant", "type", to="x\n\u202e\u200b" * 5000)
    assert len(problem.seen) < 600
    assert problem.seen.isprintable()
    assert len(problem.sentence()) < 1500


def test_the_path_of_a_strange_field_name_is_short_and_printable(only: Only) -> None:
    problem = only("applicant", "a.b\n" * 5000, to=1)
    assert problem.path.startswith('applicant["a.b\\u000a')
    assert problem.path.isprintable()
    assert len(problem.path) < 500


def test_values_no_file_can_hold_are_refused_by_name(
    valid: dict[str, Any], changed: Changed, problems: Problems
) -> None:
    assert [p.code for p in problems(changed("applications_sent", to=date(2023, 1, 1)))] == ["wrong_kind"]
    for value in (b"x", {1, 2}, object(), 1 + 2j):
        assert [p.code for p in problems(changed("applications_sent", to=value))] == ["kind"]
    assert [p.code for p in problems({**valid, 5: 1})] == ["field_name"]
    assert [p.code for p in problems(changed("interviews", 0, "img_share", to=float("nan")))] == [
        "not_finite"
    ]


def test_a_number_of_thousands_of_digits_is_only_too_large(only: Only) -> None:
    for path in (("applications_sent",), ("applicant", "step2_ck", "score"), ("interviews",)):
        assert only(*path, to=10**5000).code == "out_of_range"
    assert only("interviews", 0, "program", to=10**5000).suggestion is None
    assert only("applicant", "visa", to=10**5000).seen == "a number with very many digits"


def test_whole_numbers_may_be_written_with_a_point(changed: Changed) -> None:
    season = check(changed("applicant", "step2_ck", "score", to=245.0)).season
    assert season.applicant.step2_ck.score == 245
    assert check(changed("interviews", to=6.0)).season.interviews == 6


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "nothing (null)"),
        (True, "true"),
        (False, "false"),
        (1.5, "1.5"),
        pytest.param(10**5000, "a number with very many digits", id="huge"),
        ({}, "an empty group"),
        ({"a": 1}, "a group of fields"),
        ((), "an empty list"),
        ([1, 2], "a list of 2"),
        (b"x", "a value of type bytes"),
        ("a\tb", '"a\\u0009b"'),
        ("\U000e0001", '"\\U000e0001"'),
    ],
)
def test_values_are_shown_so_that_they_can_be_recognised(value: object, words: str) -> None:
    assert value_text(value) == words


def test_places_are_known_by_their_location_and_strange_ones_are_not() -> None:
    assert field_at(Season, ()) is None
    assert field_at(Season, ("applicant", "letters", "x")) is None
    assert group_at(Season, ("applicant", 0)) is None
    assert group_at(Season, ("interviews",)) is None
    assert group_at(Season, (0,)) is None
    assert group_at(Season, ("interviews", 0)) is Interview
    found = field_at(Season, ("interviews", 3, "visas_sponsored", 1))
    assert found is not None
    assert (found.name, found.kind) == ("visas_sponsored", "word")
