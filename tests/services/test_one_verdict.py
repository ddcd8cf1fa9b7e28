"""Number, range, verdict and target of one outlook never contradict each other."""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import pytest

import matchsafe
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.season import Season
from matchsafe.present import article, outlook_words

NOVEMBER = date(2026, 11, 22)
STRONG: dict[str, Any] = {
    "type": "non_us_img", "graduation_year": 2024, "step1": {"passed": True, "attempts": 1},
    "step2_ck": {"score": 255, "attempts": 1}, "us_clinical_experience": "hands_on", "letters": "strong", "visa": "j1",
}  # fmt: skip
RED: dict[str, Any] = {
    "type": "non_us_img", "graduation_year": 2014, "step1": {"passed": True, "attempts": 2},
    "step2_ck": {"score": 225, "attempts": 2}, "letters": "average", "visa": "none", "red_flags": ["attempt"],
}  # fmt: skip


def outlook(
    interviews: int, applicant: dict[str, Any], on: date = NOVEMBER, specialty: str = "internal_medicine"
) -> Outlook:
    season = {"applicant": applicant, "target": {"specialty": specialty}, "interviews": interviews}
    return matchsafe.outlook(Season.model_validate(season), on=on)


def said(found: Outlook) -> str:
    """What stands on the first screen."""
    return f"{found.headline} {found.verdict.text} {outlook_words.distance(found)}"


@pytest.mark.parametrize("applicant", [STRONG, RED], ids=["strong", "red flag"])
@pytest.mark.parametrize("n", range(0, 21, 2 if os.environ.get("MATCHSAFE_EVERY_SEED") else 4))
def test_no_first_screen_calls_a_count_borderline_or_safe_against_its_own_number(
    n: int, applicant: dict[str, Any]
) -> None:
    found = outlook(n, applicant)
    for word in ("borderline", "reasonably safe", "danger", "hopeful", "strong position"):
        assert word not in said(found).casefold()
    if found.verdict.code in ("likely", "very_likely"):
        assert found.chance.low >= 0.5
    if found.verdict.code in ("unlikely", "very_unlikely"):
        assert found.chance.high < 0.5


def test_ten_interviews_with_red_flags_are_not_called_reasonably_safe() -> None:
    found = outlook(10, RED)
    assert found.target is not None
    assert (found.target.low, found.target.high) == (12, 15)
    assert found.zone.code == "hopeful"
    assert [outlook(n, RED).zone.code for n in (12, 15, 16)] == [
        "reasonably_safe",
        "reasonably_safe",
        "strong",
    ]
    assert [outlook(n, STRONG).zone.code for n in (9, 10, 13)] == ["hopeful", "reasonably_safe", "strong"]


def test_three_numbers_for_four_interviews_are_explained_in_one_place() -> None:
    found = outlook(4, RED)
    assert "because of your profile" in outlook_words.comparison(found)
    assert "its one figure for all IMGs in primary care" in article.rule_of_thumb(found)


def test_where_one_more_adds_less_than_one_no_more_are_asked_for() -> None:
    found = outlook(16, STRONG)
    worth = outlook_words.one_more(found)
    assert worth < 0.005
    assert "more interviews bring" not in said(found)
