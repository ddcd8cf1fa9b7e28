"""Older parts of a thread are history; attached calendars are told once, moved by SEQUENCE and ended by CANCEL."""

from __future__ import annotations

import pytest

from matchsafe.intake import OwnProgram, propose_events, read_messages
from matchsafe.intake.mail_calendar import calendar_entries
from matchsafe.intake.messages import Message
from matchsafe.intake.threads import thread_parts

MINE = [OwnProgram("palm", "Palm Bay Medical Center", "internal_medicine", "categorical")]


def roles(text: str, subject: str = "") -> list[tuple[str, str]]:
    return [(p.role, p.sender) for p in thread_parts(Message("a", text, subject=subject))]


@pytest.mark.parametrize(
    "head",
    [
        "On Tue, Oct 20, 2026 at 9:00 AM Ana Lim <a@b.example> wrote:",
        "On Tue, Oct 20, 2026 at 9:00 AM Ana Lim\n<a@b.example> wrote:",
        "El mar, 20 oct 2026 a las 9:00, Ana Lim (<a@b.example>) escribió:",
        "Am 20.10.2026 um 09:00 schrieb Ana Lim <a@b.example>:",
        "Le mar. 20 oct. 2026 à 09:00, Ana Lim <a@b.example> a écrit :",
        "-----Original Message-----\nFrom: Ana Lim\nSent: Tuesday, October 20, 2026 9:00 AM\nTo: x\nSubject: y\n",
        "____________\nFrom: Ana Lim <a@b.example>\nSent: Tuesday, October 20, 2026 9:00 AM\nTo: x\nSubject: y\n",
        "Von: Ana Lim\nGesendet: Dienstag, 20. Oktober 2026 09:00\nAn: x\nBetreff: y\n",
    ],
)
def test_what_was_answered_to_is_cut_off(head: str) -> None:
    found = thread_parts(Message("a", f"Thank you!\n\n{head}\nOld text."))
    assert [p.role for p in found] == ["top", "quoted"]
    assert found[0].text == "Thank you!"
    assert "Old text." in found[1].text
    if found[1].sent is not None:
        assert found[1].sent.date().isoformat() == "2026-10-20"


def test_forwarded_mail_speaks_for_itself() -> None:
    above = "fyi\n\n---------- Forwarded message ---------\nFrom: Ana <a@b.example>\n"
    fwd = above + "Date: Tue, 20 Oct 2026 09:00:00 -0400\nSubject: y\n\nNew."
    assert roles(fwd) == [("top", ""), ("forwarded", "Ana")]
    assert roles("fyi\n\nFrom: Ana\nSent: October 20, 2026\nSubject: y\n\nNew.", "FW: y")[1] == (
        "forwarded",
        "Ana",
    )
    assert roles("> quoted\n> more\nNew.\n> again")[0] == ("top", "")
    assert roles("") == [("top", "")]
    assert (
        thread_parts(Message("a", "Text\n\nSent from my phone\n-- \nSignature"))[0].text
        == "Text\n\n\nSignature"
    )


def calendar(
    method: str = "REQUEST", sequence: int = 0, start: str = "DTSTART:20261112T140000Z", more: str = ""
) -> str:
    return (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:{method}\nBEGIN:VEVENT\nUID:1@x\nSEQUENCE:{sequence}\n{start}\n"
        f"SUMMARY:Interview at Palm Bay Medical Center (IM)\nDTSTAMP:20261020T120000Z\n"
        f"{more}END:VEVENT\nEND:VCALENDAR\n"
    )


def told(*calendars: str) -> list[tuple[str, str | None, str | None, bool]]:
    messages = [m for n, c in enumerate(calendars) for m in read_messages(f"{n}.ics", c.encode())]
    content = [e.content() for e in propose_events(messages, MINE)]
    return [(e["kind"], e["start"], e["old_start"], e["duplicate_of"] is not None) for e in content]


def test_versions_of_a_calendar_are_one_story() -> None:
    moved = "DTSTART;TZID=America/Chicago:20261113T090000"
    assert told(calendar(), calendar(), calendar(sequence=1, start=moved), calendar("CANCEL", 2, moved)) == [
        ("confirmation", "2026-11-12T14:00:00+00:00", None, False),
        ("confirmation", "2026-11-12T14:00:00+00:00", None, True),
        ("reschedule", "2026-11-13T09:00:00-06:00", "2026-11-12T14:00:00+00:00", False),
        ("cancellation", "2026-11-13T09:00:00-06:00", None, False),
    ]


def test_what_a_calendar_may_say() -> None:
    assert told(calendar("REPLY"))[0][0] == "other"
    assert told(calendar(more="STATUS:CANCELLED\n"))[0][0] == "cancellation"
    assert told(calendar(start="DTSTART;VALUE=DATE:20261112"))[0][1] == "2026-11-12"
    assert told(calendar(start="DTSTART:20261112T090000"))[0][1] == "2026-11-12T09:00:00"
    assert told(calendar().replace("Interview at", "Open house of"))[0][0] == "news"
    [entry] = calendar_entries(calendar(more="DURATION:PT2H\nORGANIZER;CN=Ana:mailto:a@b\n"))
    assert entry.end is not None
    assert (entry.end.text(), "Ana" in entry.words) == ("2026-11-12T16:00:00+00:00", True)
    assert calendar_entries("nonsense") == []
    assert told(calendar(start="DTSTART:nonsense"))[0][0] in ("confirmation", "other")


def test_a_message_beside_a_calendar_says_what_kind_it_is() -> None:
    mail = (
        "From: a@b.example\nSubject: Reminder: interview\nDate: Tue, 20 Oct 2026 09:00:00 -0400\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\n"
        "This is a reminder that your interview at Palm Bay Medical Center is soon.\n--q\n"
        f"Content-Type: text/calendar\n\n{calendar()}--q--\n"
    )
    [event] = propose_events(read_messages("a.eml", mail.encode()), MINE)
    assert (event.kind, event.application, event.scheduled) == ("reminder", "palm", True)


@pytest.mark.parametrize(
    ("head", "sender"),
    [
        ("On Tue, Nov 3, 2026 at 9:12 PM Palm Bay <a@b.example> wrote:", "Palm Bay"),
        ("On Tue, Nov 3, 2026 at 9:12 p.m. Palm Bay <a@b.example> wrote:", "Palm Bay"),
        ("On Nov 3, 2026, at 9:12, Palm Bay <a@b.example> wrote:", "Palm Bay"),
        ("On Nov 3, 2026 at 45:99 Palm Bay wrote:", "Palm Bay"),
    ],
)
def test_who_was_answered_to_is_named_without_the_hour(head: str, sender: str) -> None:
    _, answered = thread_parts(Message("f", f"Thank you.\n\n{head}\n> Please come."))
    assert (answered.sender, answered.text) == (sender, "Please come.")
    assert answered.sent is not None
    assert answered.sent.date().isoformat() == "2026-11-03"


@pytest.mark.parametrize(
    ("under", "wanted"),
    [
        ("Please come.", ("", "Please come.")),
        ("From: Palm Bay\nPlease come.", ("Palm Bay", "Please come.")),
        ("\n\nFrom: Palm Bay\nSubject: x\n\nPlease come.", ("Palm Bay", "Please come.")),
        ("\n\n\n\nPlease come.", ("", "Please come.")),
        ("From: Palm Bay\nSubject: Please come", ("Palm Bay", "")),
    ],
)
def test_a_forwarded_mail_is_read_with_few_fields_or_none(under: str, wanted: tuple[str, str]) -> None:
    note, forwarded = thread_parts(
        Message("f", f"See this.\n---------- Forwarded message ---------\n{under}")
    )
    assert note.text == "See this."
    assert (forwarded.role, forwarded.sender, forwarded.text) == ("forwarded", *wanted)


def test_a_line_that_begins_with_from_is_no_older_mail() -> None:
    text = "Bring your papers.\nFrom: the bus stop walk north.\n\nBye"
    assert [(p.role, p.text) for p in thread_parts(Message("a", text))] == [("top", text)]
