"""Ten interviews of which five went poorly: the number that is safe shrinks."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def answers(outlook: Any, programs: Any) -> dict[str, Any]:
    mixed = programs(5, "A", went="mixed")
    return {how: outlook(mixed + programs(5, "B", went=how)) for how in ("poorly", "mixed", "well")}


def test_the_list_counts_for_less_than_ten(answers: dict[str, Any]) -> None:
    assert answers["poorly"].counts.rankable == 10
    assert answers["poorly"].effective_interviews < answers["mixed"].effective_interviews
    assert answers["poorly"].effective_interviews < 10


def test_the_chance_is_lower(answers: dict[str, Any]) -> None:
    assert answers["poorly"].chance.value < answers["mixed"].chance.value <= answers["well"].chance.value


def test_the_reader_is_told_and_given_something_to_do(answers: dict[str, Any], warned: Any) -> None:
    assert "5 of the 10 interviews you attended went poorly" in warned(answers["poorly"])["went_poorly"]
    assert "mock_interviews" in {a.code for a in answers["poorly"].actions}
    assert "went_poorly" not in warned(answers["mixed"])


def test_eight_that_went_well_are_safer_than_eight_that_were_mixed(
    outlook: Any, programs: Any, warned: Any
) -> None:
    well, mixed = outlook(programs(8, went="well")), outlook(programs(8, went="mixed"))
    assert well.chance.value > mixed.chance.value
    assert "safer than the number alone" in warned(well)["went_well"]


def test_signs_ticked_after_an_interview_move_what_the_list_is_worth(outlook: Any, programs: Any) -> None:
    plain = outlook(programs(8))
    arrogant = outlook(programs(8, signs=["arrogant", "scripted"]))
    engaged = outlook(programs(8, signs=["engaged"]))
    assert arrogant.effective_interviews < plain.effective_interviews < engaged.effective_interviews
