"""The article's first question: an IMG with 6 interviews in Internal Medicine."""

from __future__ import annotations

from datetime import date
from typing import Any

IMG = {"type": "non_us_img"}


def test_six_is_borderline_and_more_are_needed(outlook: Any) -> None:
    answer = outlook(6, IMG)
    assert answer.counts.rankable == 6
    assert answer.zone.code == "borderline"
    assert answer.still_needed > 0
    assert answer.rule_of_thumb.per_100 == 45


def test_six_is_neither_hopeless_nor_comfortable(outlook: Any) -> None:
    chances = {n: outlook(n, IMG).chance.value for n in (2, 6, 12)}
    assert chances[2] < chances[6] < chances[12]
    assert 0.2 < chances[6] < 0.9


def test_late_invitations_are_worth_asking_for_through_december(outlook: Any, todo: Any) -> None:
    actions = todo(outlook(6, IMG, on=date(2026, 12, 10)))
    assert "into early January" in actions["december_keep_chasing"].text
    assert "not comfortable" in actions["december_keep_chasing"].why


def test_the_interviews_in_hand_are_to_be_prepared(outlook: Any, todo: Any) -> None:
    assert "3 to 5 mock interviews" in todo(outlook(6, IMG))["mock_interviews"].text


def test_someone_of_whom_nothing_else_is_known_is_not_called_strong(outlook: Any, warned: Any) -> None:
    answer = outlook(6, IMG)
    assert answer.bucket.code == "average_or_red_flag"
    assert all("not known" in reason for reason in answer.bucket.reasons)
    assert "Nothing is held against you" in warned(answer)["profile_incomplete"]
