"""15 January with three interviews: protect them, stay reachable, prepare to apply again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

DAY = date(2027, 1, 15)


@pytest.fixture
def answer(outlook: Any) -> Any:
    return outlook(3, on=DAY, applications_sent=120)


def test_the_three_are_protected_and_last_minute_places_watched_for(answer: Any, todo: Any) -> None:
    action = todo(answer)["january_protect"]
    assert action.urgency == "now"
    assert "last minute" in action.text
    assert "same or the next day" in action.why


def test_next_season_and_soap_are_prepared(answer: Any, todo: Any) -> None:
    actions = todo(answer)
    assert "next season" in actions["january_protect"].text
    assert {"plan_b", "soap_ready", "certify_list"} <= set(actions)
    assert actions["soap_ready"].due == date(2027, 3, 15)


def test_the_zone_is_the_danger_zone_and_the_chance_is_not_nothing(answer: Any) -> None:
    assert answer.zone.code == "danger"
    assert answer.chance.value > 0.05
    assert "people match from such lists" in next(a.why for a in answer.actions if a.code == "certify_list")
