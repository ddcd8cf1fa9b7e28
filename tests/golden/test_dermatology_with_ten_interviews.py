"""An IMG with ten interviews in Dermatology: no safe number, and a plan B in Internal or Family Medicine."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def answer(outlook: Any) -> Any:
    return outlook(10, specialty="dermatology")


def test_no_number_is_safe(answer: Any) -> None:
    assert answer.bucket.code == "highly_competitive"
    assert answer.zone.code == "no_safe_number"
    assert (answer.target, answer.still_needed, answer.rule_of_thumb) == (None, None, None)
    assert "no number of interviews makes a match safe" in answer.zone.text


def test_a_plan_b_in_internal_or_family_medicine_is_needed(answer: Any, todo: Any) -> None:
    plan = todo(answer)["plan_b_categorical"]
    assert "Internal Medicine or Family Medicine" in plan.text
    assert "Even with 10 interviews" in plan.why


def test_ten_here_are_a_lower_chance_than_ten_in_internal_medicine(answer: Any, outlook: Any) -> None:
    assert answer.chance.value < outlook(10).chance.value


def test_the_published_counts_stand_beside_it(answer: Any) -> None:
    found = {d.code: d for d in answer.disagreements}["match_rate_of_specialty"]
    assert "5 of the 30 non-US IMGs" in found.ours
