"""A message that speaks of several programs or tracks tells an event of each, and in no known words an unsure one."""

from __future__ import annotations

from datetime import date

from matchsafe.intake import OwnProgram, ProposedEvent, messages_of_text, propose_events

PALM = OwnProgram("palm", "Palm Bay Medical Center", "internal_medicine", "categorical")
HUDSON = OwnProgram("hudson", "Hudson Ridge Hospital", "internal_medicine", "categorical")


def read(text: str, calendar: str = "") -> list[ProposedEvent]:
    head = "From: a@b.example\nSubject: News\nDate: Tue, 20 Oct 2026 09:00:00 -0400\nMIME-Version: 1.0\n"
    if calendar:
        head += 'Content-Type: multipart/mixed; boundary="B"\n'
        text = (
            f"--B\nContent-Type: text/plain\n\n{text}\n--B\nContent-Type: text/calendar\n\n{calendar}\n--B--"
        )
    return propose_events(messages_of_text(f"{head}\n{text}\n"), (PALM, HUDSON), date(2026, 10, 20))


def told(events: list[ProposedEvent]) -> list[tuple[str, str | None]]:
    return [(e.kind, e.application) for e in events]


def test_a_day_and_an_hour_in_no_known_words_are_an_unsure_interview() -> None:
    [event] = read("Palm Bay Medical Center. Interview: Thursday, November 12, 2026, 9 AM ET.")
    assert (event.kind, event.application, event.flags) == ("confirmation", "palm", ("unsure_kind",))
    [without_hour] = read("Palm Bay Medical Center. Interview room 5, November 12, 2026.")
    assert without_hour.confidence < 0.6


def test_one_sentence_that_invites_to_two_programs_is_two_invitations() -> None:
    events = read(
        "We are pleased to invite you to interview at Palm Bay Medical Center and Hudson Ridge Hospital."
    )
    assert told(events) == [("invitation", "palm"), ("invitation", "hudson")]


def test_what_is_said_later_of_a_program_belongs_to_its_event() -> None:
    first, second = read(
        "Palm Bay Medical Center is pleased to invite you to interview.\n"
        "Hudson Ridge Hospital is unable to offer you an interview.\n"
        "Palm Bay Medical Center expects you on November 12, 2026 at 9 AM ET."
    )
    assert told([first, second]) == [("invitation", "palm"), ("rejection", "hudson")]
    assert first.start is not None
    assert first.start.text() == "2026-11-12T09:00:00-05:00"
    assert second.start is None


def calendar(summary: str, method: str = "REQUEST") -> str:
    return (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\nBEGIN:VEVENT\nUID:1\nSUMMARY:{summary}\n"
        "DTSTART:20261112T140000Z\nEND:VEVENT\nEND:VCALENDAR"
    )


def test_a_calendar_of_a_webinar_is_news_and_no_interview() -> None:
    text = "Please join our virtual open house for applicants."
    [event] = read(text, calendar("Palm Bay Medical Center webinar: open house for applicants"))
    assert (event.kind, event.scheduled) == ("news", False)


def test_a_calendar_that_answers_another_says_nothing() -> None:
    [event] = read("See the entry.", calendar("Palm Bay Medical Center interview", "REPLY"))
    assert (event.kind, event.scheduled) == ("other", False)


def test_an_open_house_beside_an_invitation_is_news_of_its_own() -> None:
    events = read(
        "Palm Bay Medical Center is pleased to invite you to interview.\n"
        "Hudson Ridge Hospital will hold a virtual open house webinar for applicants. Register now."
    )
    assert told(events) == [("invitation", "palm"), ("news", "hudson")]


def test_two_tracks_named_in_an_invitation_are_one_invitation() -> None:
    events = read(
        "Palm Bay Medical Center has a categorical and a preliminary track. We are pleased to invite you to interview."
    )
    assert told(events) == [("invitation", "palm")]


def test_one_sentence_that_says_yes_to_one_and_no_to_another_is_two_events() -> None:
    text = "We invite you to interview at Palm Bay Medical Center, but cannot offer you one at Hudson Ridge Hospital."
    assert told(read(text)) == [("invitation", "palm"), ("rejection", "hudson")]
