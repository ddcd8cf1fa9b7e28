from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from matchsafe.domain.season_interview import POOR_SIGNS, GoodSign
from matchsafe.evidence.tables import column


def found(advise_on: Callable[..., Any], interviews: list[dict[str, Any]]) -> set[str]:
    return {w.code for w in advise_on(interviews).warnings}


@pytest.fixture
def went(programs: Callable[..., list[dict[str, Any]]]) -> Callable[..., list[dict[str, Any]]]:
    def call(**how: int) -> list[dict[str, Any]]:
        return [x for w, n in how.items() for x in programs(n, status="attended", went=w)]

    return call


def test_half_of_the_interviews_gone_badly_shrink_the_number(advise_on: Any, went: Any) -> None:
    advice = advise_on(went(poorly=5, well=5))
    warning = next(w for w in advice.warnings if w.code == "went_poorly")
    assert "5 of the 10 interviews you attended went poorly" in warning.text
    assert "still to come" not in warning.text
    mock = next(a for a in advice.actions if a.code == "mock_interviews")
    assert mock.urgency == "this_week"
    assert "5 of the 10" in mock.why


def test_less_than_half_does_not(advise_on: Any, went: Any) -> None:
    assert "went_poorly" not in found(advise_on, went(poorly=4, mixed=6))


def test_one_bad_interview_at_the_start_of_a_long_list_is_no_pattern(
    advise_on: Any, went: Any, programs: Any
) -> None:
    assert "went_poorly" not in found(advise_on, went(poorly=1) + programs(8))
    assert "went_poorly" in found(advise_on, went(poorly=1))


def test_what_is_still_to_come_can_go_better(advise_on: Any, went: Any, programs: Any) -> None:
    advice = advise_on(went(poorly=2) + programs(4))
    assert "still to come" in next(w.text for w in advice.warnings if w.code == "went_poorly")


@pytest.mark.parametrize(("n", "said"), [(7, False), (8, True), (9, True), (12, True)])
def test_eight_or_more_that_go_well_are_safer_than_the_number(
    advise_on: Any, went: Any, n: int, said: bool
) -> None:
    assert ("went_well" in found(advise_on, went(well=n))) is said


def test_mixed_and_unknown_say_nothing(advise_on: Any, went: Any) -> None:
    assert not found(advise_on, went(mixed=5, unknown=4)) & {"went_well", "went_poorly"}


def test_bad_interviews_above_the_target_still_call_for_practice_while_more_may_come(
    advise_on: Any, went: Any
) -> None:
    assert "mock_interviews" in {a.code for a in advise_on(went(poorly=8, well=6)).actions}
    assert "mock_interviews" not in {a.code for a in advise_on(went(well=14)).actions}


def test_signs_stand_in_where_the_applicant_did_not_say_how_it_went(advise_on: Any, programs: Any) -> None:
    arrogant = programs(3, status="attended", signs=["arrogant"])
    advice = advise_on(arrogant + programs(2))
    assert "went_poorly" in {w.code for w in advice.warnings}
    mock = next(a for a in advice.actions if a.code == "mock_interviews")
    assert mock.text.endswith("Look out for: sounding arrogant.")
    assert "went_well" in found(advise_on, programs(8, status="attended", signs=["engaged", "conversation"]))


def test_what_the_applicant_says_goes_before_the_signs(advise_on: Any, programs: Any) -> None:
    assert "went_poorly" not in found(
        advise_on, programs(4, status="attended", went="well", signs=["arrogant", "generic"])
    )


def test_every_sign_of_the_article_can_be_ticked() -> None:
    assert column("article.poor_interview_signs", "code") == POOR_SIGNS
    assert column("article.good_interview_signs", "code") == get_args(GoodSign)
