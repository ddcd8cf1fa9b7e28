"""The days of a season that are the applicant's own, each with its words and its page."""

from __future__ import annotations

from datetime import date
from typing import Any

from matchsafe.domain.season import Season
from matchsafe.services.own_days import month_weeks, own_days


def season(**more: Any) -> Season:
    content = {"applicant": {"type": "non_us_img"}, "target": {"specialty": "internal_medicine"}}
    return Season.model_validate(content | more)


FULL = season(
    time_zone="Asia/Kolkata",
    applications=[
        {"program": "Palm Bay", "id": "a1", "sent": "2026-09-25"},
        {"program": "Hudson Ridge", "id": "a2", "sent": "2026-09-25"},
        {"program": "Elm Park", "id": "a3", "sent": "2026-10-02"},
        {"program": "Not sent", "id": "a4"},
    ],
    interviews=[
        {"program": "Palm Bay", "id": "i1", "start": "2026-11-12T09:00", "state": "NY"},
        {
            "program": "Hudson Ridge",
            "id": "i2",
            "status": "invited",
            "start": "2026-11-16",
            "reply_by": "2026-11-02",
        },
        {"program": "Given up", "id": "i3", "status": "cancelled", "start": "2026-11-18"},
        {"program": "No day", "id": "i4"},
    ],
    events=[
        {"kind": "invited", "id": "e1", "at": "2026-10-20T09:00:00Z", "interview": "i1"},
        {"kind": "invited", "id": "e2", "at": "2026-10-21T09:00:00Z", "application": "a4"},
        {"kind": "scheduled", "id": "e3", "at": "2026-10-22T09:00:00Z", "interview": "i1"},
    ],
)


def test_applications_invitations_interviews_and_time_limits_stand_by_date() -> None:
    assert [(o.day.isoformat(), o.kind, o.text) for o in own_days(FULL)] == [
        ("2026-09-25", "application", "2 applications sent."),
        ("2026-10-02", "application", "1 application sent."),
        ("2026-10-20", "invitation", "Invited by Palm Bay."),
        ("2026-11-02", "invitation", "Answer Hudson Ridge by Mon 2 November."),
        ("2026-11-12", "interview", "Palm Bay: 09:00 Eastern time = 19:30 your time."),
        ("2026-11-16", "interview", "Offered: Hudson Ridge."),
    ]


def test_an_interview_leads_to_its_page_where_pages_have_an_address() -> None:
    assert {o.href for o in own_days(FULL)} == {""}
    addresses = {o.text: o.href for o in own_days(FULL, "/s/7")}
    assert addresses["Invited by Palm Bay."] == "/s/7/i/i1"
    assert addresses["Offered: Hudson Ridge."] == "/s/7/i/i2"
    assert addresses["2 applications sent."] == ""


def test_a_bare_number_of_interviews_has_no_days() -> None:
    assert own_days(season(interviews=6)) == ()


def test_a_month_is_whole_weeks_with_what_happens_on_each_day() -> None:
    weeks = month_weeks(date(2026, 11, 15), own_days(FULL))
    days = [d for week in weeks for d in week]
    assert (days[0].day, days[-1].day, len(weeks)) == (date(2026, 10, 26), date(2026, 12, 6), 6)
    assert sum(d.inside for d in days) == 30
    assert [d.day.day for d in days if d.own] == [2, 12, 16]
