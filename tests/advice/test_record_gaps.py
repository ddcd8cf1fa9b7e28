"""What a record does not say, what programs owe, and tasks that are put away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from matchsafe.advice import advise
from matchsafe.advice.record_gaps import missing_items, rights
from matchsafe.domain.season import Season

Make = Callable[..., Season]
NOVEMBER, FEBRUARY = date(2026, 11, 22), date(2027, 2, 10)


def codes(make: Make, on: date = NOVEMBER, /, *, visa: str = "none", **interview: Any) -> list[str]:
    more = {"program": "Mercy", "id": "i1", **interview}
    made = make([more], applicant={"type": "non_us_img", "visa": visa}, time_zone="Asia/Kolkata")
    return [m.code for m in missing_items(made, on)]


@pytest.mark.parametrize(
    ("interview", "expected"),
    [
        ({}, ["no_date"]),
        ({"start": "2026-12-03"}, ["no_hours"]),
        ({"start": "2026-12-03T09:00"}, ["no_time_zone"]),
        ({"start": "2026-12-03T09:00", "state": "NY"}, []),
        ({"start": "2026-11-20T09:00", "state": "NY"}, ["still_scheduled"]),
        ({"status": "invited"}, ["no_reply_by"]),
        ({"status": "invited", "reply_by": "2026-11-24"}, []),
        ({"status": "attended", "start": "2026-11-20"}, ["thank_you", "how_it_went"]),
        ({"status": "attended", "start": "2026-11-20", "thank_you_sent": True, "signs": ["engaged"]}, []),
        ({"status": "attended", "start": "2026-10-01"}, []),
        ({"status": "declined"}, []),
    ],
)
def test_each_interview_tells_what_it_lacks(
    make_season: Make, interview: dict[str, Any], expected: list[str]
) -> None:
    assert codes(make_season, **interview) == expected


def test_an_unknown_visa_is_asked_for_and_later_wanted_in_writing(make_season: Make) -> None:
    held = {"start": "2026-12-03T09:00", "state": "NY"}
    assert codes(make_season, visa="j1", **held) == ["visa_unknown"]
    assert codes(make_season, visa="j1", visas_sponsored=["j1"], **held) == []
    done = {**held, "status": "attended", "visas_sponsored": ["j1"]}
    assert codes(make_season, FEBRUARY, visa="j1", **done) == ["visa_not_written"]
    promised = {"visa": "j1", "written_in": "e-mail"}
    assert codes(make_season, FEBRUARY, visa="j1", visa_promise=promised, **done) == []


def test_a_thank_you_note_among_the_events_counts(make_season: Make) -> None:
    made = make_season(
        [{"program": "Mercy", "id": "i1", "status": "attended", "start": "2026-11-20", "went": "well"}],
        events=[{"kind": "thank_you_sent", "interview": "i1", "at": "2026-11-21"}],
    )
    assert missing_items(made, NOVEMBER) == ()


def test_hours_without_the_readers_own_zone_ask_for_it_once(make_season: Make) -> None:
    two = [{"program": p, "start": "2026-12-03T09:00", "state": "NY"} for p in ("Mercy", "Grace")]
    assert [m.code for m in missing_items(make_season(two), NOVEMBER)] == ["own_time_zone"]


@pytest.mark.parametrize("on", [date(2027, 3, 5), date(2027, 3, 16), date(2027, 6, 10)])
def test_once_lists_are_closed_nothing_is_asked_for_any_more(make_season: Make, on: date) -> None:
    assert codes(make_season, NOVEMBER, visa="h1b", status="attended")
    assert not codes(make_season, on, visa="h1b", status="attended")


def test_a_bare_number_lacks_nothing(make_season: Make) -> None:
    assert missing_items(make_season(6), NOVEMBER) == ()


def test_rights_are_named_where_they_matter(make_season: Make) -> None:
    invited = make_season([{"program": "Mercy", "status": "invited", "start": "2026-11-25"}])
    found = {r.code: r.text for r in rights(invited, NOVEMBER)}
    assert set(found) == {"hours_to_answer", "no_rank_questions"}
    assert "48 hours" in found["hours_to_answer"]
    booked = make_season([{"program": "Mercy"}])
    assert {r.code for r in rights(booked, FEBRUARY)} == {"terms_in_writing", "no_rank_questions"}
    assert "3 March 2027" in next(r.text for r in rights(booked, FEBRUARY) if r.code == "terms_in_writing")
    assert rights(booked, date(2027, 4, 1)) == ()
    assert rights(make_season(0), NOVEMBER) == ()


class TestNextStep:
    """An invitation and a clash come before everything else; what is put away comes no more."""

    def first(self, season: Season, on: date = NOVEMBER) -> str | None:
        step = advise(season, on).next_step
        return None if step is None else step.code

    def test_an_invitation_about_to_lapse_comes_first(self, make_season: Make) -> None:
        asked = {"program": "Mercy", "status": "invited", "reply_by": "2026-11-24T17:00"}
        more = {"program": "Grace", "status": "invited", "reply_by": "2026-11-23"}
        advice = advise(make_season([asked, more]), NOVEMBER)
        assert advice.next_step is not None
        assert (advice.next_step.code, advice.next_step.due) == ("reply_invitation", date(2026, 11, 23))
        assert "Grace" in advice.next_step.text
        assert "Mercy waits too" in advice.actions[0].why
        assert "book_invitations" not in {a.code for a in advice.actions}

    def test_a_missed_invitation_says_so(self, make_season: Make) -> None:
        asked = {"program": "Mercy", "status": "invited", "reply_by": "2026-11-20"}
        step = advise(make_season([asked]), NOVEMBER).next_step
        assert step is not None
        assert "ended on 20 November" in step.text

    def test_one_missed_weeks_ago_is_no_longer_to_be_booked_but_to_be_written_down(
        self, make_season: Make
    ) -> None:
        season = make_season([{"program": "Mercy", "status": "invited", "reply_by": "2026-11-10"}])
        assert {a.code for a in advise(season, NOVEMBER).actions}.isdisjoint(
            {"reply_invitation", "book_invitations"}
        )
        assert [m.text for m in missing_items(season, NOVEMBER)] == [
            "Mercy: the time to answer its invitation has passed. What came of it?"
        ]

    def test_an_overlap_comes_before_the_advice_of_the_month(self, make_season: Make) -> None:
        two = [{"program": p, "start": "2026-12-10T09:00", "state": "NY"} for p in ("Mercy", "Grace")]
        assert self.first(make_season(two)) == "resolve_clash"

    @pytest.mark.parametrize(
        ("mark", "gone"),
        [
            ({"state": "done", "at": "2026-11-21"}, True),
            ({"state": "not_for_me"}, True),
            ({"state": "snoozed", "until": "2026-11-25"}, True),
            ({"state": "snoozed", "until": "2026-11-22"}, False),
            ({"state": "snoozed"}, False),
        ],
    )
    def test_a_task_that_is_put_away_is_not_the_next_step(
        self, make_season: Make, mark: dict[str, Any], gone: bool
    ) -> None:
        usual = self.first(make_season(2))
        marked = self.first(make_season(2, tasks=[{"code": usual, **mark}]))
        assert (marked != usual) == gone

    def test_a_daily_task_comes_back_the_next_day(self, make_season: Make) -> None:
        marked = make_season(2, tasks=[{"code": "check_inbox", "state": "done", "at": "2026-11-22"}])
        assert "check_inbox" not in {a.code for a in advise(marked, NOVEMBER).actions}
        assert "check_inbox" in {a.code for a in advise(marked, date(2026, 11, 23)).actions}

    def test_the_last_word_on_a_task_counts(self, make_season: Make) -> None:
        words = [
            {"code": "mock_interviews", "state": "done"},
            {"code": "mock_interviews", "state": "snoozed"},
        ]
        assert "mock_interviews" in {a.code for a in advise(make_season(2, tasks=words), NOVEMBER).actions}
