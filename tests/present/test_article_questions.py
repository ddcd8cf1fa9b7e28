"""The article's seven questions, answered with the reader's own season on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import matchsafe
from matchsafe import evidence
from matchsafe.domain.season import Season
from matchsafe.present.article_questions import AnsweredQuestion, answered_questions

APPLICANT = {
    "type": "non_us_img",
    "graduation_year": 2016,
    "us_clinical_experience": "observership",
    "visa": "none",
}
LIST = [
    *({"program": f"A {i}", "state": "NY", "setting": "community", "format": "virtual"} for i in range(4)),
    *({"program": f"B {i}", "state": "NJ", "setting": "university"} for i in range(2)),
    {"program": "C"},
]


def answers(
    interviews: Any = LIST, on: date = date(2026, 11, 29), **applicant: Any
) -> tuple[AnsweredQuestion, ...]:
    season = Season.model_validate(
        {
            "applicant": APPLICANT | applicant,
            "target": {"specialty": "internal_medicine"},
            "interviews": interviews,
        }
    )
    return answered_questions(season, matchsafe.outlook(season, on=on))


def told(answer: AnsweredQuestion) -> str:
    return " ".join((answer.question, answer.short, *answer.text))


def test_in_october_a_low_count_is_said_to_be_early_and_from_november_late_ones_are_left() -> None:
    october = Season.model_validate(
        {"cycle": 2027, "applicant": APPLICANT, "target": {"specialty": "internal_medicine"}, "interviews": 1}
    )
    for on, early in ((date(2026, 10, 5), True), (date(2026, 12, 5), False)):
        first = told(answered_questions(october, matchsafe.outlook(october, on=on))[0])
        assert ("This counts only what you hold today" in first) is early
        assert ("Late invitations still come" in first) is not early


def test_there_are_seven_and_each_rests_on_figures() -> None:
    found = answers()
    assert len(found) == 7
    for answer in found:
        assert all(evidence.figure(s) for s in answer.sources)
        assert "None" not in told(answer)


def test_each_is_answered_with_the_readers_own_season() -> None:
    worried, virtual, university, state, older, experience, few = map(told, answers())
    assert "7 interviews in Internal Medicine" in worried
    assert "The article calls 7 interviews “hopeful”" in worried  # said as its own word, and why ours differs
    assert "ours uses your specialty, profile and programs" in worried
    assert "4 of your 7 interviews are virtual" in virtual
    assert "4 are at community programs and 2 at university or top-name programs" in university
    assert "2 states: New Jersey and New York. For 1 interview we do not know the state." in state
    assert "10 years before you applied" in older
    assert "an older graduate" in older
    assert "You have an observership" in experience
    assert "Certify a rank list by 3 March 2027" in few


def test_the_second_and_the_sixth_are_told_in_full() -> None:
    virtual, experience = told(answers()[1]), told(answers()[5])
    for words in (
        "logistics",
        "a few more people",
        "does not raise your chance",
        "7 to 9",
        "10 to 12",
        "attend more",
    ):
        assert words in virtual
    for words in (
        "do not change the number",
        "ranked higher",
        "strong letters",
        "inside the program",
        "fewer applications",
    ):
        assert words in experience


def test_what_is_not_known_is_said_so() -> None:
    _, virtual, university, state, older, experience, _ = map(
        told, answers(5, graduation_year=None, us_clinical_experience=None)
    )
    for answer in (virtual, university, state, older, experience):
        assert "You have not said" in answer


@pytest.mark.parametrize("on", [date(2026, 8, 1), date(2027, 3, 8), date(2027, 3, 17), date(2027, 5, 1)])
def test_no_answer_asks_for_what_the_day_no_longer_allows(on: date) -> None:
    text = " ".join(map(told, answers(4, on)))
    assert "keep asking for them" not in text
    assert "Certify a rank list by" not in text


def test_a_recent_graduate_with_hands_on_experience_is_told_so() -> None:
    older, experience = (
        told(answers(graduation_year=2026, us_clinical_experience="hands_on")[i]) for i in (4, 5)
    )
    assert "in the year you applied" in older
    assert "a recent graduate" in older
    assert "hands-on experience, the kind that helps most" in experience
