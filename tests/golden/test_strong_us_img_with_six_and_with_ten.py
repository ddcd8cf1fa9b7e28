"""A strong US-IMG in Internal Medicine: not yet relaxed with 6, a little relief with 10."""

from __future__ import annotations

from datetime import date
from typing import Any

from matchsafe.domain.outlook import TargetCount


def test_the_group_is_strong_us_img_with_the_reasons(outlook: Any, strong_us_img: dict[str, Any]) -> None:
    answer = outlook(6, strong_us_img)
    assert answer.bucket.code == "strong_us_img"
    assert "Step 2 CK 245 is 240 or more" in answer.bucket.reasons
    assert answer.target == TargetCount(low=8, high=10)


def test_with_six_two_more_are_needed(outlook: Any, strong_us_img: dict[str, Any], todo: Any) -> None:
    answer = outlook(6, strong_us_img)
    assert (answer.zone.code, answer.still_needed) == ("borderline", 2)
    assert {"check_inbox", "interest_email", "use_connections", "mock_interviews"} <= set(todo(answer))


def test_with_ten_they_can_breathe(outlook: Any, strong_us_img: dict[str, Any], todo: Any) -> None:
    answer = outlook(10, strong_us_img, on=date(2026, 12, 5))
    assert (answer.zone.code, answer.still_needed) == ("reasonably_safe", 0)
    assert "breathe" in todo(answer)["december_on_track"].why
    assert "apply_more" not in todo(answer)


def test_ten_are_a_clearly_better_chance_than_six(outlook: Any, strong_us_img: dict[str, Any]) -> None:
    assert outlook(10, strong_us_img).chance.value > outlook(6, strong_us_img).chance.value + 0.05
