"""The article's seventh question: 3 or 4 interviews still make a rank list, with a backup beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

FEBRUARY = date(2027, 2, 20)


@pytest.mark.parametrize("n", [3, 4])
def test_the_rank_list_comes_first(outlook: Any, todo: Any, n: int) -> None:
    answer = outlook(n, on=FEBRUARY)
    certify = todo(answer)["certify_list"]
    assert answer.zone.code == "danger"
    assert certify.due == date(2027, 3, 3)
    assert "every program where you would be willing to train" in certify.text
    assert "people match from such lists every year" in certify.why


@pytest.mark.parametrize("n", [3, 4])
def test_soap_and_a_plan_b_are_prepared_at_the_same_time(outlook: Any, todo: Any, n: int) -> None:
    actions = todo(outlook(n, on=FEBRUARY))
    assert actions["soap_ready"].due == date(2027, 3, 15)
    assert "next season" in actions["plan_b"].text


@pytest.mark.parametrize("n", [3, 4])
def test_the_chance_is_low_and_not_nothing(outlook: Any, n: int) -> None:
    chance = outlook(n, on=FEBRUARY).chance
    assert chance.value > 0.05
    assert chance.value < outlook(10, on=FEBRUARY).chance.value
