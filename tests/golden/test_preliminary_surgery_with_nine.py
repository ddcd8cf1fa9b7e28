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


def test_the_chance_counts_the_programs_with_places_left_over_and_names_the_assumption(
    answer: Any, outlook: Any
) -> None:
    # 159 of 250 programs of preliminary surgery did not fill in 2025; whether they take her is what is assumed
    categorical = outlook(9, specialty="surgery_general").chance
    assert answer.chance.value > categorical.value
    assert "assumptions.unfilled_takes" in {a.id for a in answer.assumptions}
    assert "places left over" in " ".join(answer.chance.caveats)


def test_with_few_interviews_the_range_stays_wide(outlook: Any) -> None:
    few = outlook(2, specialty="surgery_general", track="preliminary").chance
    assert few.high - few.low > 0.2
