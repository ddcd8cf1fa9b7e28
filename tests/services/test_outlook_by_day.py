"""What the whole outlook says on days that close the season, and on those before anybody holds an interview."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import matchsafe
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.season import Season
from matchsafe.present import outlook_words

APPLICANT = {
    "type": "non_us_img",
    "graduation_year": 2020,
    "step2_ck": {"score": 240, "attempts": 1},
    "visa": "j1",
}


def outlook(interviews: Any, on: date, **more: Any) -> Outlook:
    season = {
        "applicant": APPLICANT,
        "target": {"specialty": "internal_medicine"},
        "interviews": interviews,
        **more,
    }
    return matchsafe.outlook(Season.model_validate(season), on=on)


@pytest.mark.parametrize(
    "on", [date(2027, 3, 8), date(2027, 3, 17), date(2027, 3, 19), date(2027, 4, 20), date(2027, 6, 20)]
)
def test_where_no_interview_can_be_added_none_is_priced_and_none_is_missing(on: date) -> None:
    found = outlook(4, on)
    assert found.phase.final
    assert (found.next_interview, found.still_needed) == ((), None)
    assert not any("more interviews come" in caveat for caveat in found.chance.caveats)
    assert outlook_words.distance(found) == ""
    assert all(a.due is None or a.due >= on for a in found.actions)


def test_while_interviews_may_come_one_more_has_its_worth() -> None:
    found = outlook(4, date(2027, 1, 10))
    assert not found.phase.final
    assert found.next_interview
    assert "bring you to the usual" in outlook_words.distance(found)


def test_the_next_step_is_the_first_action() -> None:
    found = outlook(4, date(2027, 3, 17))
    assert found.next_step is not None
    assert (found.next_step.code, found.next_step.due) == ("match_wednesday", date(2027, 3, 17))
    assert found.next_step.text == found.actions[0].text


def test_before_programs_look_the_next_step_is_the_plan() -> None:
    found = outlook(0, date(2026, 8, 20))
    assert (found.next_interview, found.still_needed) == ((), None)
    assert found.next_step is not None
    assert found.next_step.code == "make_plan"
    assert "your plan is the answer" in found.phase.text


def test_a_couple_of_twelve_and_five_has_not_reached_the_target() -> None:
    found = outlook(12, date(2026, 12, 5), couples={"partner": APPLICANT, "partner_interviews": 5})
    told = outlook_words.distance(found)
    assert "inside" not in told
    assert "You have 12 and your partner 5" in told
