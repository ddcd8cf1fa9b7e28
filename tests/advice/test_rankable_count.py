from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from matchsafe.advice.cautions import exclusions
from matchsafe.domain.rankable import counts
from matchsafe.domain.season import Season

LIST = [
    {"program": "Attended", "status": "attended", "visas_sponsored": ["h1b"]},
    {"program": "Booked", "status": "scheduled", "visas_sponsored": None},
    {"program": "Open", "status": "invited", "visas_sponsored": ["h1b", "j1"]},
    {"program": "Waiting", "status": "waitlisted", "visas_sponsored": ["h1b"]},
    {"program": "Declined", "status": "declined", "visas_sponsored": []},
    {"program": "Cancelled", "status": "cancelled"},
    {"program": "Only J", "status": "attended", "visas_sponsored": ["j1"]},
    {"program": "No thanks", "status": "attended", "visas_sponsored": ["h1b"], "would_rank": False},
]


@pytest.fixture
def mixed(make_season: Callable[..., Season], strong: dict[str, Any]) -> Season:
    return make_season(LIST, applicant=strong | {"visa": "h1b"})


def test_each_interview_that_does_not_count_has_one_reason(mixed: Season) -> None:
    assert dict(exclusions(mixed)) == {
        "Open": "not_booked",
        "Waiting": "waitlisted",
        "Declined": "declined",
        "Cancelled": "cancelled",
        "Only J": "visa",
        "No thanks": "would_not_rank",
    }


def test_counted_and_not_counted_make_up_the_whole_list(mixed: Season) -> None:
    assert len(exclusions(mixed)) + counts(mixed).rankable == len(LIST)


def test_the_warning_names_the_programs_and_the_reasons(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    advice = advise_on(LIST, applicant=strong | {"visa": "h1b"})
    text = next(w.text for w in advice.warnings if w.code == "not_counted")
    assert text.startswith("Of 8 on your list, 2 count toward safety.")
    assert "Only J (does not sponsor H-1B)" in text
    assert "Open (no date booked yet)" in text
    assert "Attended" not in text


def test_a_bare_number_counts_whole_and_needs_no_such_warning(advise_on: Callable[..., Any]) -> None:
    advice = advise_on(7)
    assert advice.counts.rankable == 7
    assert not any(w.code == "not_counted" for w in advice.warnings)


def test_a_visa_that_is_not_known_is_counted_for_now_and_asked_about(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    advice = advise_on(LIST, applicant=strong | {"visa": "h1b"})
    warning = next(w for w in advice.warnings if w.code == "visa_unknown")
    assert "1 of your 2 interviews" in warning.text
    assert "We count it for now. If it does not sponsor" in warning.text
    action = next(a for a in advice.actions if a.code == "check_visas")
    assert "Booked sponsors H-1B" in action.text


def test_with_a_bare_number_every_visa_has_to_be_looked_up(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    advice = advise_on(10, applicant=strong | {"visa": "j1"})
    assert "all 10 of your interviews" in next(w.text for w in advice.warnings if w.code == "visa_unknown")
    assert "each program sponsors J-1" in next(a.text for a in advice.actions if a.code == "check_visas")


def test_who_needs_no_visa_hears_nothing_of_visas(advise_on: Callable[..., Any]) -> None:
    advice = advise_on(6)
    assert "visa" not in " ".join(w.code for w in advice.warnings)
    assert "check_visas" not in {a.code for a in advice.actions}


def test_a_non_us_img_whose_visa_need_is_not_known_is_asked(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    codes = {w.code for w in advise_on(6, applicant=strong | {"visa": None}).warnings}
    assert "visa_need_unknown" in codes
    us = advise_on(6, applicant=strong | {"visa": None, "type": "us_img"})
    assert "visa_need_unknown" not in {w.code for w in us.warnings}


def test_open_invitations_are_to_be_booked_first_of_all(advise_on: Callable[..., Any], programs: Any) -> None:
    advice = advise_on([*programs(3, status="scheduled"), {"program": "Open", "status": "invited"}])
    action = next(a for a in advice.actions if a.code == "book_invitations")
    assert action.urgency == "now"
    assert "Open" in action.text
    assert "4 instead of 3" in action.why


def test_an_invitation_that_would_not_count_is_not_worth_booking(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    only_j = [{"program": "Only J", "status": "invited", "visas_sponsored": ["j1"]}]
    advice = advise_on(only_j, applicant=strong | {"visa": "h1b"})
    assert "book_invitations" not in {a.code for a in advice.actions}
