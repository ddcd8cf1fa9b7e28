"""An accepted message becomes an event and, where it begins one, an interview; nothing happens unasked or twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from matchsafe.domain.problem import RequestError
from matchsafe.domain.season import Season
from matchsafe.intake import ProposedEvent
from matchsafe.present.intake_words import doubts
from matchsafe.services.intake.acceptance import NEW, accept, accept_all, doubtless
from matchsafe.services.intake.report import intake_report, own_programs
from matchsafe.workspace.seasonfile import dump_yaml, load_text

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def season(**more: Any) -> Season:
    content = {
        "version": 2,
        "applicant": {"type": "non_us_img"},
        "target": {"specialty": "internal_medicine"},
        "applications": [
            {"id": "palm", "program": "Palm Bay Medical Center"},
            {"id": "hudson", "program": "Hudson Ridge Medical Center", "specialty": "internal_medicine"},
        ],
    }
    return Season.model_validate(content | more)


def message(
    text: str, of: Season | None = None, sent: str = "Tue, 20 Oct 2026 09:00:00 -0400"
) -> ProposedEvent:
    mail = f"From: a@b.example\nSubject: x\nDate: {sent}\nMessage-ID: <{hash(text)}@b>\n\n{text}\n"
    report = intake_report([("letter.eml", mail.encode())], of or season())
    [event] = report.events
    return event


INVITED = (
    "Palm Bay Medical Center is pleased to invite you to interview. Respond by October 23, 2026 at 5 PM ET."
)
BOOKED = "Your interview at Palm Bay Medical Center is confirmed for November 12, 2026 at 9 AM ET."
MOVED = (
    "Your interview at Palm Bay Medical Center is moved from November 12 to November 16, 2026 at 10 AM ET."
)
CANCELLED = "We have to cancel your interview at Palm Bay Medical Center on November 16, 2026."
REFUSED = "Hudson Ridge Medical Center: we are unable to offer you an interview."


def test_an_invitation_begins_an_interview_with_its_deadline() -> None:
    after = accept(season(), message(INVITED), None, NOW)
    [interview] = after.interview_list
    assert (interview.application, interview.status) == ("palm", "invited")
    assert interview.reply_by == datetime(2026, 10, 23, 17)
    [event] = after.events
    assert (event.kind, event.application, event.interview) == ("invited", "palm", interview.id)
    assert "pleased to invite you" in (event.note or "")


def test_a_whole_story_stays_one_interview() -> None:
    now = season()
    for text in (INVITED, BOOKED, MOVED, CANCELLED):
        now = accept(now, message(text, now), None, NOW)
    assert len(now.interview_list) == 1
    assert [e.kind for e in now.events] == ["invited", "scheduled", "rescheduled", "cancelled"]
    assert now.events[2].start == datetime(2026, 11, 16, 10)
    assert now.events[2].time_zone == "America/New_York"
    assert now.events[3].by == "program"


def test_the_same_message_twice_changes_nothing() -> None:
    once = accept(season(), message(INVITED), None, NOW)
    assert accept(once, message(INVITED, once), None, NOW) == once


def test_a_rejection_makes_no_interview() -> None:
    after = accept(season(), message(REFUSED), None, NOW)
    assert after.interview_list == ()
    assert [(e.kind, e.application, e.interview) for e in after.events] == [("rejected", "hudson", None)]


def test_news_has_nothing_to_accept() -> None:
    news = message("Palm Bay Medical Center: we expect to send interview invitations in November.")
    assert not doubtless(news)
    with pytest.raises(RequestError, match="changes nothing"):
        accept(season(), news, None, NOW)


def test_an_unknown_program_is_never_guessed() -> None:
    unknown = message("Willow Creek Hospital is pleased to invite you to interview.")
    with pytest.raises(RequestError, match="Say which of your programs"):
        accept(season(), unknown, None, NOW)
    added = accept(season(), unknown, NEW, NOW)
    assert added.applications[-1].program == "Willow Creek Hospital"
    assert added.interview_list[0].application == added.applications[-1].id
    with pytest.raises(RequestError, match="You applied to this program already") as caught:
        accept(
            added, message("Willow Creek Hospital confirms your interview on December 4.", season()), NEW, NOW
        )
    assert added.applications[-1].id in (caught.value.problems[0].accepted or "")
    with pytest.raises(RequestError, match="You applied to this program already"):
        accept(season(), message(INVITED), NEW, NOW)
    neurology = message(
        "The neurology residency at Palm Bay Medical Center is pleased to invite you to interview."
    )
    assert accept(season(), neurology, NEW, NOW).applications[-1].specialty == "neurology"
    with pytest.raises(RequestError, match="No program's name was read"):
        accept(season(), message("We are pleased to invite you to interview."), NEW, NOW)


def test_her_choice_outweighs_the_proposal() -> None:
    after = accept(season(), message(INVITED), "hudson", NOW)
    assert after.interview_list[0].application == "hudson"


def test_good_messages_are_kept_when_one_is_bad() -> None:
    unknown = message("Willow Creek Hospital is pleased to invite you to interview.")
    done = accept_all(season(), [(unknown, None), (message(INVITED), None)], NOW)
    assert len(done.season.interview_list) == 1
    assert [p.code for p in done.problems] == ["no_application"]


def test_a_season_with_a_number_of_interviews_is_left_alone() -> None:
    with pytest.raises(RequestError, match="number of interviews"):
        accept(season(interviews=4), message(INVITED), None, NOW)


def test_an_interview_without_application_is_hers_too() -> None:
    held = season(applications=[], interviews=[{"program": "Palm Bay Medical Center", "status": "invited"}])
    [program] = own_programs(held)
    after = accept(held, message(BOOKED, held), None, NOW)
    assert [i.id for i in after.interview_list] == [program.id]
    assert after.events[0].interview == program.id
    assert after.events[0].application is None


def test_a_deadline_counted_in_hours_stands_by_the_clock_of_the_program() -> None:
    text = "Palm Bay Medical Center is pleased to invite you to interview. Reply within 48 hours. We begin at 9 AM CT."
    after = accept(season(), message(text), None, NOW)
    assert after.interview_list[0].reply_by == datetime(2026, 10, 22, 8)


def test_an_undated_message_counts_from_when_it_is_accepted() -> None:
    report = intake_report([("pasted", REFUSED.encode())], season())
    assert accept(season(), report.events[0], None, NOW).events[0].at == NOW


def test_a_doubtful_message_is_not_accepted_with_the_others() -> None:
    assert doubtless(message(BOOKED))
    wrong_day = BOOKED.replace("November 12", "Friday, November 12")
    assert not doubtless(message(wrong_day))
    assert doubtless(message("Reminder: your interview at Palm Bay Medical Center is tomorrow at 9 AM ET."))
    assert not doubtless(message("Reminder: please schedule your interview at Palm Bay Medical Center."))


def test_a_cancellation_of_an_interview_that_is_not_held_is_noted_and_makes_none() -> None:
    after = accept(season(), message(CANCELLED), None, NOW)
    assert after.interview_list == ()
    [event] = after.events
    assert (event.kind, event.application, event.interview) == ("cancelled", "palm", None)


def test_an_interview_chosen_by_its_id_brings_its_application() -> None:
    held = season(interviews=[{"id": "i1", "application": "palm", "program": "Palm Bay Medical Center"}])
    after = accept(held, message(BOOKED, held), "i1", NOW)
    assert [(e.application, e.interview) for e in after.events] == [("palm", "i1")]


def test_a_second_letter_with_a_deadline_moves_the_deadline_of_the_interview_that_is_held() -> None:
    once = accept(season(), message(INVITED), None, NOW)
    later = INVITED.replace("October 23", "October 26")
    after = accept(once, message(later, once), None, NOW)
    [interview] = after.interview_list
    assert interview.reply_by == datetime(2026, 10, 26, 17)
    silent = message("Palm Bay Medical Center is pleased to invite you to interview.", after)
    assert accept(after, silent, None, NOW).interview_list == after.interview_list


def test_hours_counted_from_a_mail_of_a_server_end_by_the_clock_of_the_program() -> None:
    asked = "{} is pleased to invite you to interview. Please respond within 72 hours."
    sent = "Fri, 30 Oct 2026 15:00:00 +0000"  # the clocks change before the limit
    programs = [
        {"id": "a", "program": "Palm Bay Medical Center", "state": "OH"},
        {"id": "b", "program": "Quartz Clinic"},
    ]
    own = season(applications=programs)

    def limit(name: str, zone: str = "") -> tuple[object, str | None]:
        [held] = accept(own, message(asked.format(name) + zone, own, sent), None, NOW).interview_list
        return held.reply_by, held.time_zone

    assert limit("Palm Bay Medical Center") == (datetime(2026, 11, 2, 10), None), "by its state"
    central = " All times are Central."
    assert limit("Palm Bay Medical Center", central) == (datetime(2026, 11, 2, 9), "America/Chicago")
    assert limit("Quartz Clinic") == (datetime(2026, 11, 2, 5), None), "rather too early than too late"
    sent = "Fri, 30 Oct 2026 21:00:00 +0600"  # forwarded from Dhaka: its clock is not the program's
    assert limit("Quartz Clinic") == (datetime(2026, 11, 2, 5), None)
    told = message(asked.format("Quartz Clinic"), own, sent)
    assert "by Hawaii's clock, the earliest" in " ".join(doubts(told.content()))


@pytest.mark.parametrize("limit", ["November 12, 2026 at 5 PM ET", "November 20, 2026"])
def test_a_limit_after_the_interview_is_none(limit: str) -> None:
    text = f"{INVITED.split(' Respond')[0]} on November 12, 2026 at 9 AM ET. Respond by {limit}."
    assert message(text).reply_by
    after = accept(season(), message(text), None, NOW)
    [interview] = after.interview_list
    assert (interview.start, interview.reply_by) == (datetime(2026, 11, 12, 9), None)
    assert load_text(dump_yaml(after)).season == after
