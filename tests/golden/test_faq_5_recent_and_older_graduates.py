"""The article's fifth question: 12 to 15 for an older graduate are like 10 to 12 for a recent one."""

from __future__ import annotations

from typing import Any

from matchsafe.domain.outlook import TargetCount


def test_the_target_is_twelve_to_fifteen_instead_of_ten_to_twelve(
    outlook: Any, strong_non_us_img: dict[str, Any]
) -> None:
    assert outlook(10, strong_non_us_img).target == TargetCount(low=10, high=12)
    older = outlook(10, strong_non_us_img | {"graduation_year": 2017})
    assert older.target == TargetCount(low=12, high=15)
    assert older.still_needed == 2


def test_the_reason_is_said_in_words(outlook: Any, strong_non_us_img: dict[str, Any], warned: Any) -> None:
    older = outlook(10, strong_non_us_img | {"graduation_year": 2017})
    assert older.bucket.code == "average_or_red_flag"
    assert "graduated 9 years ago" in older.bucket.reasons
    assert "rank older graduates more carefully" in warned(older)["older_graduate"]


def test_the_same_list_is_a_lower_chance_for_an_older_graduate(
    outlook: Any, strong_non_us_img: dict[str, Any]
) -> None:
    recent = outlook(10, strong_non_us_img | {"graduation_year": 2025})
    older = outlook(10, strong_non_us_img | {"graduation_year": 2015})
    assert older.chance.value < recent.chance.value
