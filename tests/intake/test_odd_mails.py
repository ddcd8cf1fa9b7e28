"""Mails inside mails, boxes with gaps and parts without end are read as far as they are whole."""

from __future__ import annotations

import base64
from email.message import EmailMessage

from matchsafe.intake import read_messages
from matchsafe.intake.message_events import propose_events

HEAD = b"From: Palm Bay <a@b.example>\nSubject: Interview\nDate: Tue, 20 Oct 2026 09:00:00 -0400\nMIME-Version: 1.0\n"


def test_an_empty_place_in_a_mailbox_is_no_message() -> None:
    start = b"From a@b.example Tue Oct 20 09:00:00 2026\n"
    box = start + HEAD + b"\nFirst.\n\n" + start + b"\n\n" + start + HEAD + b"\nLast.\n"
    assert [(m.number, m.text.strip()) for m in read_messages("all.mbox", box)] == [
        (1, "First."),
        (2, "Last."),
    ]


def test_a_very_long_mail_is_shortened_and_says_so() -> None:
    [message] = read_messages("long.eml", HEAD + b"\n" + b"All of it. " * 12_000)
    assert message.flags == {"shortened"}
    assert message.text.startswith("All of it.")


def test_a_mail_from_the_end_of_all_years_is_read_as_one_without_a_date() -> None:
    head = HEAD.replace(b"Tue, 20 Oct 2026", b"Fri, 31 Dec 9999")
    [message] = read_messages("last.eml", head + b"\nPlease reply by the 5th, within 48 hours.\n")
    assert message.sent is None
    propose_events([message], [])


def test_a_mail_that_only_carries_others_is_not_shown_itself() -> None:
    inner = EmailMessage()
    inner["Subject"], inner["From"] = "Invited", "c@d.example"
    inner.set_content("Please come.")
    outer = EmailMessage()
    outer["From"] = "a@b.example"
    outer["MIME-Version"] = "1.0"
    outer.make_mixed()
    outer.attach(_wrapped(inner))
    assert [m.subject for m in read_messages("bare.eml", bytes(outer))] == ["Invited"]


def test_a_mail_saved_as_a_file_and_attached_is_read_too() -> None:
    outer = EmailMessage()
    outer["Subject"], outer["From"] = "See below", "a@b.example"
    outer.set_content("What do you think of this one?")
    saved = HEAD + b"\nPlease come on November 12.\n"
    outer.add_attachment(saved, maintype="application", subtype="octet-stream", filename="letter.eml")
    note, letter = read_messages("outer.eml", bytes(outer))
    assert (note.note, note.text.strip()) == (True, "What do you think of this one?")
    assert (letter.sender, letter.text.strip()) == ("Palm Bay", "Please come on November 12.")


def test_a_letter_attached_as_text_is_read_and_one_in_a_document_is_named() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Your letter", "a@b.example"
    mail.set_content("Please see the attached letter.")
    mail.add_attachment("We are pleased to invite you to interview on November 12.", filename="letter.txt")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Letter.PDF")
    [event] = propose_events(read_messages("a.eml", bytes(mail)), [])
    assert (event.kind, event.flags) == ("invitation", ("attachment", "unknown_program"))


def test_mails_inside_mails_end_at_a_depth_that_nobody_writes() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Level 20"
    mail.set_content("Deepest.")
    for level in range(19, -1, -1):
        outer = EmailMessage()
        outer["Subject"] = f"Level {level}"
        outer["From"] = "a@b.example"
        outer.make_mixed()
        outer.attach(_wrapped(mail))
        mail = outer
    read = [m.subject for m in read_messages("deep.eml", bytes(mail))]
    assert read == [f"Level {n}" for n in range(13)]


def test_parts_without_end_are_left_and_the_first_ones_read() -> None:
    parts = b"".join(b"--B\n\nPart %d says something of its own.\n" % n for n in range(300))
    data = HEAD + b'Content-Type: multipart/mixed; boundary="B"\n\n' + parts + b"--B--\n"
    [message] = read_messages("many.eml", data)
    assert "shortened" in message.flags
    assert "Part 0 says" in message.text
    assert "Part 299 says" not in message.text


def test_a_part_that_says_base64_and_is_none_is_read_as_it_stands() -> None:
    head = HEAD + b"Content-Type: text/plain; charset=nobody-knows\nContent-Transfer-Encoding: base64\n\n"
    [broken] = read_messages("a.eml", head + b"Please come on November 12, not later!\n")
    assert ("broken" in broken.flags, "November 12" in broken.text) == (True, True)
    [whole] = read_messages("a.eml", head + base64.b64encode(b"Please come on November 12."))
    assert (whole.flags, whole.text.strip()) == (frozenset(), "Please come on November 12.")


def _wrapped(mail: EmailMessage) -> EmailMessage:
    part = EmailMessage()
    part["Content-Type"] = "message/rfc822"
    part.set_payload([mail])
    return part
