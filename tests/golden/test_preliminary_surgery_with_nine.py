"""Preliminary surgery with nine interviews: inside the article's 8 to 10, and less predictable."""

from __future__ import annotations

from typing import Any

import pytest

from matchsafe.domain.outlook import TargetCount


@pytest.fixture
def answer(outlook: Any) -> Any:
    return outlook(9, specialty="surgery_general", track="preliminary")


def test_the_target_is_eight_to_ten_and_is_reached(answer: Any) -> None:
    assert answer.target == TargetCount(low=8, high=10, source="article.preliminary_target")
    assert answer.still_needed == 0
    assert answer.zone.code == "hopeful"


def test_the_reader_is_told_how_much_these_positions_vary(answer: Any, warned: Any) -> None:
    assert "vary much from program to program" in warned(answer)["preliminary_varies"]
    assert "visa" in warned(answer)["preliminary_varies"]


def test_the_articles_match_rates_are_not_used_for_it(answer: Any) -> None:
    assert answer.rule_of_thumb is None


def test_the_range_of_the_chance_is_wider_than_for_a_categorical_position(answer: Any, outlook: Any) -> None:
    categorical = outlook(9, specialty="surgery_general").chance
    assert answer.chance.high - answer.chance.low > categorical.high - categorical.low
