"""5 December: four interviews after ninety applications, and eight."""

from __future__ import annotations

from datetime import date
from typing import Any

DAY = date(2026, 12, 5)


def test_four_after_ninety_applications_is_a_season_at_high_risk(outlook: Any, todo: Any) -> None:
    answer = outlook(4, on=DAY, applications_sent=90)
    action = todo(answer)["december_high_risk"]
    assert answer.zone.code == "danger"
    assert "after 90 applications" in action.why
    assert "late invitations" in action.text


def test_a_plan_b_is_begun_beside_it(outlook: Any, todo: Any) -> None:
    plan = todo(outlook(4, on=DAY, applications_sent=90))["plan_b"]
    for way in ("research year", "preliminary year", "next season"):
        assert way in plan.text


def test_four_after_forty_applications_are_not_sent_after_more_that_add_nothing(
    outlook: Any, todo: Any
) -> None:
    actions = todo(outlook(4, on=DAY, applications_sent=40))
    assert "40 applications, with new ones adding almost nothing" in actions["december_high_risk"].why
    assert not {"december_widen", "apply_more"} & set(actions)


def test_with_eight_preparation_is_what_matters(outlook: Any, todo: Any) -> None:
    answer = outlook(8, on=DAY, applications_sent=90)
    action = todo(answer)["december_prepare"]
    assert answer.zone.code == "hopeful"
    assert "preparing" in action.text
    assert "7 to 9" in action.why
    assert "plan_b" not in todo(answer)
