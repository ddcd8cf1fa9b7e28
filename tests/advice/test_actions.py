from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from matchsafe.advice.rules import rules

CHECKLIST = {"check_inbox", "interest_email", "use_connections", "mock_interviews"}


def codes(advice: Any) -> set[str]:
    return {a.code for a in advice.actions}


def one(advice: Any, code: str) -> Any:
    return next(a for a in advice.actions if a.code == code)


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2026, 12, 10)])
def test_the_whole_checklist_is_given_below_the_target(advise_on: Callable[..., Any], on: date) -> None:
    assert codes(advise_on(6, on=on)) >= CHECKLIST


def test_more_applications_are_part_of_it_while_they_pay(advise_on: Callable[..., Any]) -> None:
    assert codes(advise_on(0, on=date(2026, 11, 2))) >= CHECKLIST | {"apply_more"}
    assert "apply_more" not in codes(advise_on(6, on=date(2026, 11, 2)))
    assert "apply_more" not in codes(advise_on(0, on=date(2026, 12, 20)))


def test_at_the_target_there_is_no_checklist(advise_on: Callable[..., Any]) -> None:
    assert not codes(advise_on(10)) & CHECKLIST


@pytest.mark.parametrize("on", [date(2026, 8, 1), date(2027, 2, 10), date(2027, 3, 8), date(2027, 4, 1)])
def test_no_one_is_sent_after_interviews_when_none_are_to_be_had(
    advise_on: Callable[..., Any], on: date
) -> None:
    assert not codes(advise_on(3, on=on)) & CHECKLIST


def test_an_interest_email_is_an_update_and_one_sentence(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    email = one(advise_on(6), "interest_email")
    for words in ("real update", "Step 2 CK", "rotation", "publication", "one specific sentence"):
        assert words in email.text
    reasons = [a.why for a in advise_on(6).actions]
    assert sum("You have 6 of the 10 interviews to aim for." in why for why in reasons) == 1
    assert all(reasons)
    no_score = one(advise_on(6, applicant=strong | {"step2_ck": {}}), "interest_email")
    assert "strongest news" in no_score.why
    assert "strongest news" not in email.why


def test_connections_are_those_the_applicant_can_have(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    assert "doctors you worked with" in one(advise_on(6), "use_connections").text
    without = advise_on(6, applicant=strong | {"us_clinical_experience": "none"})
    assert "doctors you worked with" not in one(without, "use_connections").text


def test_more_programs_are_those_that_sponsor_the_visa(
    advise_on: Callable[..., Any], strong: dict[str, Any], programs: Any
) -> None:
    interviews = programs(1, visas_sponsored=["h1b"], status="waitlisted")
    action = one(
        advise_on(interviews, date(2026, 11, 1), applicant=strong | {"visa": "h1b"}, applications_sent=60),
        "apply_more",
    )
    assert "sponsor H-1B" in action.text
    assert "60 applications" in action.why


def test_three_to_five_mock_interviews_say_what_to_practise(advise_on: Callable[..., Any]) -> None:
    action = one(advise_on(6), "mock_interviews")
    assert "3 to 5 mock interviews" in action.text
    assert "calmly" in action.text


def test_a_waiting_list_is_written_to(advise_on: Callable[..., Any], programs: Any) -> None:
    advice = advise_on([*programs(5), {"program": "Wait Here", "status": "waitlisted"}])
    assert "Wait Here" in one(advice, "ask_waitlist").text


def test_a_rank_list_is_always_to_be_certified_even_a_short_one(advise_on: Callable[..., Any]) -> None:
    for n in (1, 3, 9, 20):
        action = one(advise_on(n), "certify_list")
        assert action.due == date(2027, 3, 3)
        assert "every program where you would be willing to train" in action.text
        assert ("people match from such lists" in action.why) is (n <= 4)


@pytest.mark.parametrize(
    ("on", "urgency"),
    [
        (date(2026, 11, 3), "later"),
        (date(2027, 1, 20), "later"),
        (date(2027, 2, 10), "soon"),
        (date(2027, 2, 25), "this_week"),
        (date(2027, 3, 2), "now"),
        (date(2027, 3, 3), "now"),
        (date(2030, 2, 25), "now"),
        (date(2030, 2, 10), "soon"),
    ],
)
def test_the_rank_list_becomes_urgent_as_its_last_day_comes(
    advise_on: Callable[..., Any], on: date, urgency: str
) -> None:
    assert one(advise_on(6, on=on), "certify_list").urgency == urgency


def test_before_the_system_opens_the_opening_day_is_said(advise_on: Callable[..., Any]) -> None:
    assert "1 February 2027" in one(advise_on(6, on=date(2026, 12, 1)), "certify_list").why
    assert "1 February 2027" not in one(advise_on(6, on=date(2027, 2, 10)), "certify_list").why


def test_a_list_on_which_nothing_counts_is_said_so(advise_on: Callable[..., Any], programs: Any) -> None:
    assert (
        "Nothing on your list counts yet"
        in one(advise_on(programs(2, status="waitlisted")), "certify_list").why
    )


@pytest.mark.parametrize(
    ("on", "n", "plan", "soap"),
    [
        (date(2026, 11, 10), 2, False, False),
        (date(2026, 12, 10), 4, True, False),
        (date(2026, 12, 10), 5, False, False),
        (date(2027, 1, 15), 4, True, True),
        (date(2027, 1, 15), 6, False, False),
        (date(2027, 2, 15), 6, False, True),
        (date(2027, 2, 15), 12, False, False),
        (date(2027, 3, 8), 12, False, True),
        (date(2027, 3, 16), 3, False, False),
        (date(2027, 4, 16), 3, False, False),
    ],
)
def test_plan_b_and_soap_come_when_the_count_and_the_month_call_for_them(
    advise_on: Callable[..., Any], on: date, n: int, plan: bool, soap: bool
) -> None:
    found = codes(advise_on(n, on=on))
    assert ("plan_b" in found, "soap_ready" in found) == (plan, soap)


def test_soap_preparation_is_due_when_match_week_begins(advise_on: Callable[..., Any]) -> None:
    assert one(advise_on(3, on=date(2027, 2, 10)), "soap_ready").due == date(2027, 3, 15)


def test_a_highly_competitive_specialty_needs_a_second_one_beside_it(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    action = one(
        advise_on(10, specialty="dermatology", applicant=strong | {"visa": "j1"}), "plan_b_categorical"
    )
    assert "Internal Medicine or Family Medicine" in action.text
    assert "J-1" in action.why
    january = one(advise_on(10, specialty="dermatology", on=date(2027, 1, 10)), "plan_b_categorical")
    assert "SOAP" in january.text
    none = one(advise_on(0, specialty="dermatology"), "plan_b_categorical")
    assert none.why.startswith("No list in Dermatology is safe for an IMG")
    february = codes(advise_on(10, specialty="dermatology", on=date(2027, 2, 10)))
    assert {"plan_b", "soap_ready"} <= february
    assert "plan_b_categorical" not in february


def test_a_couple_below_the_target_plans_together(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    couple = {"partner": strong, "partner_interviews": 9}
    advice = advise_on(14, couples=couple)
    assert "Your partner has 9 interviews and would need 12." in " ".join(a.why for a in advice.actions)
    assert "seek more interviews for your partner, who has fewer" in one(advice, "partner_list").text
    assert "tell that program" in one(advice, "partner_list").text
    assert "your list of pairs together by 3 March 2027" in one(advice, "certify_list").text
    early = one(
        advise_on(0, couples=couple | {"partner_interviews": 0}, on=date(2026, 9, 10)), "partner_list"
    )
    assert "Your plan for two says which applications" in early.text
    assert "apply_more" not in codes(advise_on(0, on=date(2026, 11, 2), couples=couple))
    assert "partner_list" not in codes(advise_on(14, couples={"partner": strong, "partner_interviews": 12}))


def test_nothing_is_left_out_however_much_there_is_to_do(
    advise_on: Callable[..., Any], strong: dict[str, Any], programs: Any
) -> None:
    interviews = programs(3) + programs(2, status="invited") + programs(2, status="waitlisted")
    for on in (date(2026, 11, 3), date(2026, 12, 5), date(2027, 1, 15)):
        advice = advise_on(
            interviews,
            on=on,
            specialty="urology",
            applicant=strong | {"visa": "h1b"},
            couples={"partner": strong, "partner_interviews": 3},
        )
        assert codes(advice) >= {
            "book_invitations", "plan_b_categorical", "check_visas", "certify_list_own_match", "ask_waitlist",
            "partner_list", "interest_email", "use_connections", "mock_interviews", "step3_h1b",
        }  # fmt: skip


def test_the_action_worth_most_comes_first_and_the_others_by_date(advise_on: Callable[..., Any]) -> None:
    useful = list(rules("actions"))
    for n, on in ((4, date(2026, 12, 5)), (6, date(2027, 1, 10)), (3, date(2027, 2, 10))):
        first, *others = advise_on(n, on=on).actions
        assert useful.index(first.code) == min(useful.index(a.code) for a in (first, *others))
        dates = [a.due or date.max for a in others]
        assert dates == sorted(dates)


def test_us_graduates_below_hopeful_get_the_checklist_too(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    us = strong | {"type": "us_do"}
    assert codes(advise_on(5, applicant=us)) >= CHECKLIST
    assert not codes(advise_on(7, applicant=us)) & CHECKLIST
    assert "One more interview would help." in one(advise_on(5, applicant=us), "use_connections").why


def test_a_us_graduate_is_not_sent_to_programs_friendly_to_imgs(
    advise_on: Callable[..., Any], strong: dict[str, Any]
) -> None:
    advice = advise_on(
        1, date(2026, 11, 1), applicant=strong | {"type": "us_do"}, specialty="radiation_oncology"
    )
    told = next(a for a in advice.actions if a.code == "apply_more")
    assert "IMG" not in told.text + told.why
    assert "3 or 4" not in next(a.why for a in advice.actions if a.code == "certify_list")


@pytest.mark.parametrize("specialty", ["urology", "ophthalmology"])
def test_a_specialty_with_a_match_of_its_own_is_given_no_date_of_the_main_match(
    advise_on: Callable[..., Any], specialty: str
) -> None:
    told = next(a for a in advise_on(6, specialty=specialty).actions if a.code == "certify_list_own_match")
    assert "a match of its own" in told.why
    assert "March" not in told.text + told.why
    assert told.due is None or told.due.year == 2026
