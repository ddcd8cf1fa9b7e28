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


DAYS = [
    date(2026, 3, 1), date(2026, 3, 4), date(2026, 3, 5), date(2026, 7, 10), date(2026, 9, 10), date(2026, 10, 10),
    date(2026, 11, 29), date(2026, 12, 5), date(2027, 1, 10), date(2027, 2, 10), date(2027, 3, 8), date(2027, 3, 17),
    date(2027, 3, 19), date(2027, 4, 20), date(2027, 6, 20), date(2028, 3, 1), date(2030, 1, 10),
]  # fmt: skip
KINDS: dict[str, dict[str, Any]] = {
    "strong": {"interviews": 11},
    "few": {"interviews": 4},
    "nothing yet": {"interviews": 0},
    "couple": {"interviews": 12, "couples": {"partner": APPLICANT, "partner_interviews": 5}},
    "competitive": {"interviews": 8, "target": {"specialty": "dermatology"}},
    "own match": {"interviews": 5, "target": {"specialty": "urology"}},
    "advanced": {"interviews": 5, "target": {"specialty": "radiology_diagnostic", "track": "advanced"}},
}
CLOSED = (
    "more would bring you",
    "more come",
    "Five to",
    "keep asking",
    "Book a date",
    "adding programs",
    "Certify",
)
"""What no page may say once nothing can add to the season."""


def everything(found: Outlook) -> str:
    """All sentences of an outlook that depend on the day."""
    return " ".join(
        [
            found.headline,
            found.verdict.text,
            found.phase.text,
            outlook_words.distance(found),
            *found.caveats,
            *(w.text for w in found.warnings),
            *(x for a in found.actions for x in (a.text, a.why)),
        ]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_outlook_agrees_with_its_day(kind: str) -> None:
    for on in DAYS:
        season = {"applicant": APPLICANT, "target": {"specialty": "internal_medicine"}, **KINDS[kind]}
        found = matchsafe.outlook(Season.model_validate(season), on=on)
        text = everything(found)
        said = f"{kind} on {on}: {text}"
        assert found.next_step is not None, said
        assert found.next_step.text == found.actions[0].text, said
        assert all(a.due is None or a.due >= on for a in found.actions), said
        if found.phase.final:
            assert not [words for words in CLOSED if words in text], said
            assert (found.next_interview, found.still_needed) == ((), None), said
        if found.phase.code in (
            "before_applications",
            "applications_open",
            "past_season",
            "match_day",
            "after_match",
        ):
            assert found.verdict.code == "cannot_say", said
        if found.phase.code in ("before_applications", "applications_open"):
            assert found.next_step.code == "make_plan", said
            assert "plan is the answer" in text, said
