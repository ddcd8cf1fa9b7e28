"""A strong IMG on 3 November: with one interview it is time to write; with five, to go on with care."""

from __future__ import annotations

from datetime import date
from typing import Any

DAY = date(2026, 11, 3)


def test_with_one_active_outreach_starts_this_week(outlook: Any, todo: Any) -> None:
    answer = outlook(1, on=DAY)
    action = todo(answer)["november_outreach"]
    assert answer.zone.code == "extremely_high_risk"
    assert action.urgency == "this_week"
    assert action.due == date(2026, 11, 10)
    for words in ("coordinators", "new scores", "waiting list", "connection"):
        assert words in action.text
    assert "You have 1 of the 10 interviews to aim for." in action.why


def test_with_five_some_more_programs_and_no_alarm(outlook: Any, todo: Any) -> None:
    answer = outlook(5, on=DAY)
    action = todo(answer)["november_keep_applying"]
    assert answer.zone.code == "borderline"
    assert action.urgency == "soon"
    assert "far from lost" in action.why
    assert "november_outreach" not in todo(answer)


def test_in_november_no_one_is_sent_to_a_plan_b_yet(outlook: Any, todo: Any) -> None:
    for n in (1, 5):
        assert not {"plan_b", "soap_ready"} & set(todo(outlook(n, on=DAY)))


def test_the_rank_list_has_its_date_already(outlook: Any, todo: Any) -> None:
    assert todo(outlook(1, on=DAY))["certify_list"].due == date(2027, 3, 3)
