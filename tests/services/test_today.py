"""A season on one day: the answer and how it moved, what is due, what clashes, and what it costs to give one up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

import matchsafe
from matchsafe.catalog.access import use
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.record import Record
from matchsafe.catalog.store import Store
from matchsafe.domain.season import Season
from matchsafe.services.release import release
from matchsafe.services.today import today
from matchsafe.services.today.past import as_of
from matchsafe.services.visas import catalog_in_use, visa_board

ON = date(2026, 11, 22)
_OF = {"value": "internal_medicine", "source": "Invented list", "as_of": "2026-05"}
APPLICANT = {"type": "non_us_img", "visa": "j1", "step2_ck": {"score": 245}}


def season(*interviews: dict[str, Any], **more: Any) -> Season:
    named = [{"program": f"Hospital {n}", "id": f"i{n}", **i} for n, i in enumerate(interviews, 1)]
    return Season.model_validate(
        {"version": 2, "time_zone": "Asia/Kolkata", "applicant": APPLICANT,
         "target": {"specialty": "internal_medicine"}, "interviews": named, **more}
    )  # fmt: skip


SPONSORS = {"visas_sponsored": ["j1"]}
BOOKED = {"start": "2026-12-03T09:00", "end": "2026-12-03T15:00", "state": "NY", **SPONSORS}


class TestToday:
    def test_the_next_step_is_that_of_the_outlook(self) -> None:
        made = season(
            BOOKED, {"status": "invited", "reply_by": "2026-11-24T17:00", "state": "CA", **SPONSORS}
        )
        report = today(made, ON)
        assert report.next == matchsafe.outlook(made, on=ON).next_step
        assert report.next is not None
        assert report.next.code == "reply_invitation"
        assert report.next.code in {i.code for i in report.due}

    def test_both_clocks_are_shown_and_night_is_marked(self) -> None:
        report = today(season({**BOOKED, "start": "2026-12-03T14:00", "end": None}), ON)
        (meeting,) = report.meetings
        assert meeting.starts.program == "Thu 3 December, 14:00 Eastern time"
        assert meeting.starts.own == "Fri 4 December, 00:30 your time (night)"
        assert meeting.starts.night
        assert meeting.starts.at is not None
        assert meeting.starts.at.isoformat() == "2026-12-03T14:00:00-05:00"

    def test_invitations_stand_in_the_order_in_which_they_lapse(self) -> None:
        asked = [{"status": "invited"}, {"status": "invited", "reply_by": "2026-11-25"},
                 {"status": "invited", "reply_by": "2026-11-20T17:00", "state": "NY"}]  # fmt: skip
        report = today(season(*asked), ON)
        assert [(i.interview, i.overdue) for i in report.invitations] == [
            ("i3", True),
            ("i2", False),
            ("i1", False),
        ]
        assert report.invitations[2].reply_by is None
        assert next(i for i in report.due if i.code == "reply_invitation").overdue

    def test_once_lists_are_closed_no_invitation_waits(self) -> None:
        made = season({**BOOKED, "status": "attended"}, {"status": "invited"})
        assert [len(today(made, on).invitations) for on in (date(2027, 3, 3), date(2027, 3, 5))] == [1, 0]

    def test_an_interview_in_three_days_is_prepared(self) -> None:
        made = season({**BOOKED, "platform": "Zoom", "interviewers": ["Dr. One", "Dr. Two"]})
        item = next(i for i in today(made, date(2026, 12, 1)).due if i.code == "prepare:i1")
        assert (item.interview, item.due) == ("i1", date(2026, 12, 3))
        assert "19:30 your time, on Zoom, with Dr. One and Dr. Two" in item.why
        assert not [i for i in today(made, ON).due if i.code == "prepare:i1"]
        marked = made.model_copy(
            update={"tasks": season(tasks=[{"code": "prepare:i1", "state": "done"}]).tasks}
        )
        assert not [i for i in today(marked, date(2026, 12, 1)).due if i.code == "prepare:i1"]

    def test_a_person_who_has_not_answered_is_asked_again(self) -> None:
        people = [{"name": "Dr. A", "id": "c1", "asked": "2026-11-01", "program": "Mercy"},
                  {"name": "Dr. B", "id": "c2", "asked": "2026-11-20"},
                  {"name": "Dr. C", "id": "c3", "asked": "2026-11-01", "answered": "2026-11-03"}]  # fmt: skip
        report = today(season(BOOKED, connections=people), ON)
        assert [i.text for i in report.due if i.code.startswith("follow_up")] == [
            "Ask Dr. A again about Mercy."
        ]
        assert (
            next(p.text for p in report.progress if p.code == "connections") == "3 people asked, 1 answered"
        )

    def test_money_and_practice_are_held_against_their_goals(self) -> None:
        sent = [{"program": "P", "fee": 30, "sent": "2026-09-25"}, {"program": "Q", "fee": 11}]
        spent = [{"amount": 100, "kind": "travel"}]
        made = season(
            BOOKED, applications=sent, costs=spent, budget=500, mock_interviews=[{"day": "2026-11-01"}]
        )
        found = {p.code: p.text for p in today(made, ON).progress}
        assert found["costs"] == "$130 spent of your budget of $500"
        assert found["mock_interviews"] == "1 mock interview of 3 to 5"
        assert "mock_interviews" not in {p.code for p in today(made, date(2027, 3, 8)).progress}
        paid = made.model_copy(update={"costs": season(costs=[{"amount": 60, "kind": "applications"}]).costs})
        assert next(p for p in today(paid, ON).progress if p.code == "costs").done == 60

    def test_a_quiet_day_says_so(self) -> None:
        made = season(result={"outcome": "matched"}, interviews=[])
        later = today(made.model_copy(update={"version": None}), date(2027, 4, 10))
        assert later.quiet or later.due
        calm = season(BOOKED, tasks=[
            {"code": a.code, "state": "not_for_me"} for a in matchsafe.outlook(season(BOOKED), on=ON).actions
        ])  # fmt: skip
        report = today(calm, ON)
        assert report.quiet.startswith("Nothing is due this week.")
        assert report.next is None

    def test_a_bare_number_of_interviews_is_answered_too(self) -> None:
        made = Season.model_validate(
            {"applicant": APPLICANT, "target": {"specialty": "internal_medicine"}, "interviews": 6}
        )
        report = today(made, ON)
        assert (report.clashes, report.missing, report.meetings, report.progress) == ((), (), (), ())
        assert report.outlook == matchsafe.outlook(made, on=ON)


EVENTS = [
    {"kind": "invited", "interview": "i1", "at": "2026-10-12"},
    {"kind": "scheduled", "interview": "i1", "at": "2026-10-13"},
    {"kind": "invited", "interview": "i2", "at": "2026-11-17"},
    {"kind": "scheduled", "interview": "i2", "at": "2026-11-18"},
    {"kind": "rejected", "application": "a1", "at": "2026-11-19"},
    {"kind": "certified", "at": "2026-11-20"},
]


class TestWeek:
    """What is different from a week ago, as the events tell it."""

    made = season(BOOKED, {**BOOKED, "start": "2026-12-09"}, events=EVENTS,
                  applications=[{"program": "Plains", "id": "a1"}])  # fmt: skip

    def test_events_of_the_week_are_told_with_their_program_the_newest_first(self) -> None:
        told = [c.text for c in today(self.made, ON).changes if c.kind == "event"]
        assert told == ["Certified by the ECFMG, 20 November.", "Plains: rejected, 19 November.",
                        "Hospital 2: scheduled, 18 November.", "Hospital 2: invited, 17 November."]  # fmt: skip

    def test_count_and_chance_are_those_of_the_season_a_week_ago(self) -> None:
        moved = {c.kind: c.text for c in today(self.made, ON).changes}
        assert moved["count"] == "You could rank 1 interview a week ago. Now you can rank 2."
        before = as_of(self.made, date(2026, 11, 15))
        assert [i.id for i in before.interview_list] == ["i1"]
        assert moved["outlook"].startswith("A week ago your chance was about ")
        events = [{**e, "interview": "i1"} for e in EVENTS[2:4]]
        first = season(BOOKED, events=events)
        moved = [c.kind for c in today(first, ON).changes]
        assert moved == ["count", "event", "event"], "of no interviews there was no chance"
        assert not today(first, date(2026, 8, 20)).changes, "before all events"

    def test_a_week_without_news_moves_nothing(self) -> None:
        assert today(self.made, date(2026, 12, 1)).changes == ()

    def test_an_event_of_the_application_speaks_of_its_interview_too(self) -> None:
        events = [{"kind": "applied", "application": "a1", "at": "2026-09-24"},
                  {"kind": "invited", "application": "a1", "at": "2026-11-20"}]  # fmt: skip
        made = season({"application": "a1"}, events=events, applications=[{"program": "Plains", "id": "a1"}])
        assert as_of(made, date(2026, 11, 15)).interview_list == ()
        assert [i.status for i in as_of(made, ON).interview_list] == ["invited"]

    def test_an_earlier_season_that_is_known_better_is_compared(self) -> None:
        moved = {c.kind: c.text for c in today(season(BOOKED, BOOKED), ON, before=season(BOOKED)).changes}
        assert moved["count"] == "You could rank 1 interview a week ago. Now you can rank 2."
        assert "outlook" in moved

    def test_an_earlier_season_that_is_the_same_moves_nothing(self) -> None:
        assert today(season(BOOKED), ON, before=season(BOOKED)).changes == ()

    def test_a_chance_moves_without_a_new_interview_too(self) -> None:
        better = season(BOOKED, applicant=APPLICANT | {"step2_ck": {"score": 265}})
        changes = today(better, ON, before=season(BOOKED)).changes
        assert [c.kind for c in changes] == ["outlook"]

    def test_the_ends_of_the_calendar_are_days_too(self) -> None:
        made = season(connections=[{"name": "Dr. A", "asked": "2026-11-01"}])
        assert today(made, date(9999, 12, 20)).changes == ()
        assert today(season(BOOKED), date(1, 1, 1)).on == date(1, 1, 1)

    def test_without_events_the_last_kept_month_is_compared(self) -> None:
        kept = [{"month": "2026-10", "chance": 0.2, "low": 0.1, "high": 0.3},
                {"month": "2026-09", "chance": 0.1, "low": 0.0, "high": 0.2}]  # fmt: skip
        (change,) = today(season(BOOKED, outlooks=kept), ON).changes
        assert change.text.startswith(
            "In October your chance was about 20 in 100 (10 to 30). Now it is about "
        )
        assert today(season(BOOKED, outlooks=kept), date(2027, 3, 25)).changes == ()


class TestRelease:
    """What giving up each interview ahead would cost, the cheapest first."""

    def test_what_does_not_count_costs_nothing_and_stands_first(self) -> None:
        made = season(BOOKED, {**BOOKED, "visas_sponsored": ["h1b"]}, {"status": "invited", **SPONSORS},
                      {"status": "attended", **SPONSORS}, {**BOOKED, "start": "2026-11-01"})  # fmt: skip
        report = release(made, ON)
        assert next(c.interview for c in report.interviews) == "i2"
        assert {c.interview for c in report.interviews} == {"i1", "i2", "i3"}
        assert report.interviews[0].cost.value == 0
        assert "costs your chance nothing" in report.interviews[0].text
        assert [c.counts for c in sorted(report.interviews, key=lambda c: c.interview)] == [
            True,
            False,
            False,
        ]

    def test_each_cost_is_the_difference_with_and_without(self) -> None:
        report = release(season(BOOKED, {**BOOKED, "setting": "university"}, {**BOOKED, "went": "well"}), ON)
        assert report.chance == matchsafe.outlook(season(BOOKED, {**BOOKED, "setting": "university"},
                                                         {**BOOKED, "went": "well"}), on=ON).chance  # fmt: skip
        for choice in report.interviews:
            assert choice.cost.value == pytest.approx(report.chance.value - choice.without.value, abs=1e-9)
            assert 0 < choice.cost.low <= choice.cost.value <= choice.cost.high
        costs = [c.cost.value for c in report.interviews]
        assert costs == sorted(costs)

    def test_the_last_one_costs_the_whole_chance_and_is_kept(self) -> None:
        report = release(season(BOOKED), ON)
        cost, whole = report.interviews[0].cost, report.chance
        assert (cost.value, cost.low, cost.high) == pytest.approx((whole.value, whole.low, whole.high))
        assert report.verdict == "Keep it."

    def test_the_verdict_names_the_one_that_costs_least(self) -> None:
        many = [{**BOOKED, "program": f"P{n}"} for n in range(25)]
        assert release(season(*many), ON).verdict.endswith("costs you less than 1 in 100.")
        assert release(season(BOOKED, {**BOOKED, "visas_sponsored": []}), ON).verdict.startswith(
            "If you must"
        )
        assert "Keep them all if you can. " in release(season(BOOKED, BOOKED), ON).verdict
        over = release(season({**BOOKED, "status": "attended"}), ON)
        assert (over.verdict, over.note) == ("", "")

    def test_what_clashes_is_named_with_a_day_to_cancel_by(self) -> None:
        report = release(season(BOOKED, BOOKED), ON)
        assert [(c.clashes, c.cancel_by) for c in report.interviews] == [
            (("i2",), date(2026, 11, 26)), (("i1",), date(2026, 11, 26))
        ]  # fmt: skip
        assert "Nothing is cancelled here" in report.note

    def test_no_day_that_is_over_is_given_to_tell_a_program(self) -> None:
        day = date(2026, 12, 3)
        for on, said in (
            (date(2026, 11, 25), "tell them by 26 November."),
            (date(2026, 11, 26), "tell them by 26 November."),
            (date(2026, 11, 27), "tell them today: it is less than 7 days away."),
        ):
            (choice,) = release(season({**BOOKED, "start": day.isoformat()}), on).interviews
            assert choice.limits == f"If you give it up, {said}"

    def test_an_invitation_tells_what_booking_it_would_add(self) -> None:
        (choice,) = release(season({"status": "invited", **SPONSORS}), ON).interviews
        assert choice.text.startswith("Booked, it would add about ")
        assert choice.cost.value > 0

    def test_a_bare_number_and_a_couple_are_told_what_is_left_out(self) -> None:
        made = Season.model_validate(
            {"applicant": APPLICANT, "target": {"specialty": "internal_medicine"}, "interviews": 6}
        )
        assert release(made, ON).interviews == ()
        assert "number of interviews only" in release(made, ON).note
        both = season(BOOKED, couples={"partner": {"type": "us_img"}})
        assert "as a couple" in release(both, ON).note


class TestVisaBoard:
    def test_each_program_has_the_one_question_that_is_open(self) -> None:
        promise = {"visa": "j1", "written_in": "e-mail of 3 November", "day": "2026-11-03"}
        made = season(BOOKED, {}, {"visas_sponsored": []}, {"visa_promise": promise, **SPONSORS},
                      {"status": "declined"})  # fmt: skip
        board = visa_board(made, ON)
        asked = {r.interview: r.question for r in board.rows}
        assert asked == {
            "i1": "Could you confirm by email that you sponsor J-1?",
            "i2": "Do you sponsor J-1 visas for residents who start next July?",
            "i3": "",
            "i4": "",
        }
        assert [bool(r.question) for r in board.rows] == [True, True, False, False]
        kept = next(r for r in board.rows if r.interview == "i4").j1
        assert (kept.answer, kept.source, kept.as_of) == ("yes", "e-mail of 3 November", "2026-11-03")
        assert next(r for r in board.rows if r.interview == "i3").j1.answer == "no"

    def test_an_h1b_alone_asks_for_step_3(self) -> None:
        need = {**APPLICANT, "visa": "j1_or_h1b"}
        made = season(
            {"visas_sponsored": ["h1b"]}, {"visas_sponsored": ["h1b"], "step3_asked": True}, applicant=need
        )
        assert [r.question for r in visa_board(made, ON).rows] == [
            "By when must Step 3 be passed for an H-1B?",
            "Could you confirm by email that you sponsor H-1B?",
        ]

    def test_each_scenario_counts_what_survives_it(self) -> None:
        promise = {"visa": "j1", "written_in": "e-mail"}
        board = visa_board(season({"visa_promise": promise, **SPONSORS}, BOOKED, {}, {}), ON)
        found = {s.code: s.rankable for s in board.scenarios}
        assert found == {"as_known": 4, "unknown_yes": 4, "unknown_no": 2, "written_only": 1}
        chances = {s.code: s.chance.value for s in board.scenarios}
        assert chances["written_only"] < chances["unknown_no"] < chances["as_known"] <= chances["unknown_yes"]

    def test_with_no_open_answer_it_is_not_told_how_they_may_come_out(self) -> None:
        promise = {"visa": "j1", "written_in": "e-mail"}
        board = visa_board(season({"visa_promise": promise, **SPONSORS}, BOOKED), ON)
        assert [s.code for s in board.scenarios] == ["as_known", "written_only"]

    def test_who_needs_no_visa_or_never_said_is_told_so(self) -> None:
        free = visa_board(season(BOOKED, applicant={"type": "us_img", "visa": "none"}), ON)
        assert (free.scenarios, [r.question for r in free.rows]) == ((), [""])
        assert "need no visa" in free.note
        assert "not told us" in visa_board(season(BOOKED, applicant={"type": "us_img"}), ON).note

    def test_a_program_list_says_what_the_record_does_not(self) -> None:
        told = {"value": True, "source": "Invented list", "as_of": "2026-05"}
        listed = Record.model_validate({"id": "p1", "name": [_OF], "specialty": [_OF], "j1": [told]})
        made = season({"application": "a1"}, {"application": "a2"}, BOOKED, applications=[
            {"program": "P", "id": "a1", "catalog_id": "p1"}, {"program": "Q", "id": "a2", "catalog_id": "gone"},
        ])  # fmt: skip
        board = visa_board(made, ON, Catalog("mine", (listed,)))
        facts = {r.interview: (r.j1.answer, r.j1.source, r.j1.as_of, r.h1b.answer) for r in board.rows}
        assert facts["i1"] == ("yes", "Invented list", "2026-05", "unknown")
        assert facts["i2"] == ("unknown", "", "", "unknown")
        assert facts["i3"] == ("yes", "your record", "", "no")
        assert next(r for r in board.rows if r.interview == "i1").question  # a list is no promise

    def test_the_sample_list_speaks_of_no_real_program(self, monkeypatch, tmp_path) -> None:
        monkeypatch.setenv("MATCHSAFE_CATALOGS", str(tmp_path / "catalogs"))
        assert catalog_in_use() is None
        use(Store(), "sample")
        assert catalog_in_use() is None
        Store().change("mine", "made up", lambda _: (Catalog("mine", ()), "none"))
        use(Store(), "mine")
        found = catalog_in_use()
        assert found is not None
        assert found.name == "mine"

    def test_a_bare_number_has_no_rows(self) -> None:
        made = Season.model_validate(
            {"applicant": APPLICANT, "target": {"specialty": "internal_medicine"}, "interviews": 6}
        )
        board = visa_board(made, ON)
        assert board.rows == ()
        assert [s.code for s in board.scenarios] == ["as_known"]
