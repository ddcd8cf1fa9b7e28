"""The state of applications and interviews is what events say, whatever the order in which they were noted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.domain.application_state import application_status
from matchsafe.domain.rankable import counts, rankable
from matchsafe.domain.season import Season
from matchsafe.domain.season_record import Event, EventKind

START = datetime(2026, 10, 1, 12, tzinfo=UTC)
BASE: dict[str, Any] = {
    "applicant": {"type": "us_img"},
    "target": {"specialty": "neurology"},
    "applications": [{"program": "Mercy", "id": "a1"}, {"program": "Lakeshore", "id": "a2"}],
    "interviews": [
        {"program": "Mercy", "id": "i1", "application": "a1", "status": "invited"},
        {"program": "Lakeshore", "id": "i2", "application": "a2"},
    ],
}


def season(*events: Event | dict[str, Any]) -> Season:
    return Season.model_validate({**BASE, "events": events})


def on(day: int, kind: str, **more: Any) -> dict[str, Any]:
    given_for = {} if {"application", "interview"} & more.keys() else {"interview": "i1"}
    return {"kind": kind, "at": START + timedelta(days=day), "id": f"{kind}-{day}", **given_for, **more}


def test_without_events_the_status_in_the_file_counts() -> None:
    first, second = season().interview_list
    assert (first.status, second.status) == ("invited", "scheduled")


def test_what_events_say_beats_the_status() -> None:
    first, second = season(on(1, "scheduled", start="2026-11-12T09:00"), on(9, "attended")).interview_list
    assert (first.status, first.start) == ("attended", datetime(2026, 11, 12, 9))
    assert second.status == "scheduled"


def test_a_moved_date_moves_the_start_and_forgets_the_old_end() -> None:
    moved = season(
        on(1, "scheduled", start="2026-11-12T09:00", end="2026-11-12T15:00", time_zone="America/Chicago"),
        on(5, "rescheduled", start="2026-11-19"),
    ).interview_list[0]
    assert (moved.status, moved.start, moved.end) == ("scheduled", date(2026, 11, 19), None)
    assert moved.time_zone == "America/Chicago"


@pytest.mark.parametrize("kind", ["rejected", "declined", "cancelled", "waitlisted", "withdrew"])
def test_what_is_off_never_counts_as_an_interview(kind: str) -> None:
    found = season(on(1, "scheduled"), on(2, kind), on(1, "scheduled", interview="i2"))
    assert [i.program for i in rankable(found)] == ["Lakeshore"]


def test_a_rejection_of_the_application_is_one_of_its_interview() -> None:
    found = season(on(1, "scheduled"), on(2, "rejected", application="a1", interview=None))
    assert [i.status for i in found.interview_list] == ["rejected", "scheduled"]
    assert counts(found).invited == 1


def test_an_invitation_noted_again_takes_no_booked_date_back() -> None:
    assert season(on(1, "scheduled"), on(2, "invited")).interview_list[0].status == "scheduled"
    assert season(on(1, "attended"), on(2, "waitlisted")).interview_list[0].status == "attended"
    assert season(on(1, "cancelled"), on(2, "invited")).interview_list[0].status == "invited"


def test_a_thank_you_note_is_noted_at_the_interview() -> None:
    assert season(on(3, "thank_you_sent")).interview_list[0].thank_you_sent is True


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], "invited"),  # as its interview stands
        ([on(1, "applied", application="a1")], "invited"),
        ([on(1, "applied", application="a1"), on(2, "waitlisted", application="a1")], "waitlisted"),
        ([on(2, "scheduled"), on(3, "attended")], "attended"),
        ([on(2, "scheduled"), on(3, "withdrew", application="a1")], "withdrawn"),
        ([on(2, "rejected", application="a1")], "rejected"),
    ],
)
def test_an_application_stands_where_its_events_and_interviews_say(
    events: list[dict[str, Any]], status: str
) -> None:
    found = season(*events)
    assert application_status(found, found.applications[0]) == status


def test_an_application_without_interviews_is_planned_until_it_is_sent() -> None:
    found = Season.model_validate(
        {
            **BASE,
            "interviews": 0,
            "applications": [
                {"program": "A"},
                {"program": "B", "sent": "2026-09-24"},
                {"program": "C", "id": "c"},
            ],
            "events": [{"kind": "applied", "at": START, "application": "c"}],
        }
    )
    assert [application_status(found, a) for a in found.applications] == ["planned", "applied", "applied"]


EVENTS = st.lists(
    st.builds(
        lambda kind, day, where, number: on(day, kind, **where) | {"id": f"e{number}"},
        st.sampled_from(get_args(EventKind)),
        st.integers(0, 3),
        st.sampled_from([{"interview": "i1"}, {"interview": "i2"}, {"application": "a1"}]),
        st.integers(0, 10**6),
    ),
    max_size=8,
    unique_by=lambda event: event["id"],
)


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.randoms())
def test_only_the_moment_counts_not_the_order_of_noting(events: list[dict[str, Any]], chance: Any) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    one, other = season(*events), season(*shuffled)
    assert one.interview_list == other.interview_list
    assert [application_status(one, a) for a in one.applications] == [
        application_status(other, a) for a in other.applications
    ]


@settings(max_examples=40, deadline=None)
@given(EVENTS, EVENTS)
def test_an_event_taken_back_leaves_no_trace(
    events: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    before = season(*events)
    with_more = season(*events, *(e | {"id": f"x{e['id']}"} for e in more))
    kept = tuple(e for e in with_more.events if not e.id.startswith("x"))
    assert with_more.model_copy(update={"events": kept}).interview_list == before.interview_list
