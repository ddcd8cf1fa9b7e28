"""Messages are read safely and as far as they are whole, whatever is in the file."""

from __future__ import annotations

import base64
import os
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchsafe.intake import MessageError, OwnProgram, messages_of_text, propose_events, read_messages
from matchsafe.intake.messages import MOST_BYTES

MINE = [OwnProgram("palm", "Palm Bay Medical Center", "internal_medicine", "categorical")]
HEAD = b"From: a@b.example\nSubject: x\nDate: Tue, 20 Oct 2026 09:00:00 -0400\nMIME-Version: 1.0\n"
INVITED = b"Palm Bay Medical Center is pleased to invite you to interview on November 12, 2026 at 9 AM ET."
EVERY_SEED = bool(os.environ.get("MATCHSAFE_EVERY_SEED"))


def kinds(data: bytes, name: str = "letter.eml") -> list[str]:
    return [e.kind for e in propose_events(read_messages(name, data), MINE, date(2026, 11, 1))]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.msg", b"anything", "outlook_msg"),
        ("a.eml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "outlook_msg"),
        ("winmail.dat", b"x", "winmail"),
        ("mail.pst", b"!BDN", "outlook_pst"),
        ("a.pdf", b"%PDF-1.7", "pdf"),
        ("a.docx", b"PK\x03\x04", "packed"),
        ("a.png", b"\x89PNG\r\n", "picture"),
        ("a.bin", b"\x7fELF" + b"\0" * 60 + b"text", "binary"),
        ("a.txt", b" \n ", "empty"),
        ("a.txt", b"x" * (MOST_BYTES + 1), "too_large"),
        ("a.html", b"<html><script>alert(1)</script></html>", "no_text"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(name: str, data: bytes, code: str) -> None:
    with pytest.raises(MessageError) as caught:
        read_messages(name, data)
    assert [(p.code, p.file) for p in caught.value.problems] == [(code, name)]


def test_a_message_of_twenty_megabytes_is_read_past_its_attachment() -> None:
    attached = base64.encodebytes(b"\0" * 14_000_000)
    mail = HEAD + b"Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\n" + INVITED
    mail += (
        b"\n--q\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + attached + b"--q--\n"
    )
    assert kinds(mail) == ["invitation"]


def test_parts_inside_parts_do_not_end_the_reading() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3000))
    [message] = read_messages("a.eml", HEAD + deep + b"Content-Type: text/plain\n\n" + INVITED)
    assert "broken" in message.flags
    assert kinds(HEAD + deep + b"\n" + INVITED) == ["invitation"]


@pytest.mark.parametrize(
    "header",
    [
        b"Subject: =?utf-8?b?!!!?=\n", b"Subject: =?nope?q?a?=\n", b"Content-Type: text/plain; charset=nonsense\n",
        b"Content-Type: ;;;\n", b"Content-Transfer-Encoding: base64\n", b"Date: Thu, 99 Foo 20266 99:99\n",
        b"From: <<>>@@\n", b'Content-Disposition: attachment; filename*=x\'\'%\n', b"Message-ID: \xff\xfe\n",
        b"Content-Type: message/rfc822\n", b"Content-Type: multipart/mixed\n",
    ],
)  # fmt: skip
def test_a_bad_header_costs_no_message(header: bytes) -> None:
    assert kinds(header + HEAD + b"\n" + INVITED) == ["invitation"]


def test_attachments_only_outlook_opens_are_named_and_the_message_is_read() -> None:
    mail = HEAD + b"Content-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\n" + INVITED
    mail += b"\n--q\nContent-Type: application/ms-tnef; name=winmail.dat\n\nx\n"
    mail += b"--q\nContent-Type: application/octet-stream; name=old.msg\n\nx\n--q--\n"
    [event] = propose_events(read_messages("a.eml", mail), MINE)
    assert {"winmail", "outlook_msg"} <= set(event.flags)


@pytest.mark.parametrize(
    "hiding",
    [
        "<p style='display:none'>{}</p>", "<p style='font-size:0px'>{}</p>", "<p style='color:#fff'>{}</p>",
        "<div style='background:#003366'><p style='color:#036'>{}</p></div>", "<!-- {} -->", "<p hidden>{}</p>",
        "<p style='visibility: hidden'>{}</p>", "<font color=white>{}</font>", "<p style='opacity:0'>{}</p>",
        "<p style='position:absolute;left:-9999px'>{}</p>", "<style>.q{{display:none}}</style><p class=q>{}</p>",
        "<div style='max-height:0;overflow:hidden'>{}</div>", "<script>{}</script>",
        "<p style='color:rgb(255,255,255)'>{}</p>",
    ],
)  # fmt: skip
def test_hidden_words_decide_nothing(hiding: str) -> None:
    hidden = hiding.format(INVITED.decode())
    page = f"<html><body><p>We regret that we are unable to offer you an interview.</p>{hidden}</body></html>"
    [event] = propose_events(read_messages("a.html", page.encode()), MINE)
    assert event.kind == "rejection"
    assert event.start is None
    assert "hostile" in event.flags or "<!--" in hiding


def test_a_preview_line_and_white_on_blue_are_no_trick() -> None:
    page = (
        f"<div style='display:none'>{INVITED.decode()}&nbsp;&zwnj;</div>"
        f"<table bgcolor='#003366'><tr><td style='color:white'>{INVITED.decode()}</td></tr></table>"
    )
    [event] = propose_events(read_messages("a.html", page.encode()), MINE)
    assert event.kind == "invitation"
    assert "hostile" not in event.flags


@pytest.mark.parametrize("char", ["\u200b", "\u2060", "\ufeff"])
def test_characters_of_no_width_hide_no_word(char: str) -> None:
    text = (
        "We regret that we are un"
        + char
        + "able to offer you an inter"
        + char
        + "view at Palm Bay Medical Center."
    )
    [event] = propose_events(messages_of_text(text), MINE)
    assert (event.kind, "hostile" in event.flags) == ("rejection", True)


@pytest.mark.parametrize(
    "active", ["<a href='java\nscript:x()'>a</a>", "<p onclick='x()'>a</p>", "<iframe src='x'></iframe>"]
)
def test_what_could_act_is_named(active: str) -> None:
    [event] = propose_events(read_messages("a.html", f"<p>{INVITED.decode()}</p>{active}".encode()), MINE)
    assert "hostile" in event.flags


@settings(max_examples=2_000 if EVERY_SEED else 25)
@given(
    st.binary(max_size=400),
    st.sampled_from(["a.eml", "a.mbox", "a.txt", "a.html", "a.ics", "a"]),
    st.booleans(),
)
def test_any_bytes_end_in_events_or_a_plain_refusal(data: bytes, name: str, mail: bool) -> None:
    with suppress(MessageError):
        for event in propose_events(read_messages(name, HEAD + data if mail else data), MINE):
            event.content()


_PIECES = [
    "Palm Bay Medical Center", "we are pleased to invite you to interview", "unfortunately", "Nov 12", "11/12/2026",
    "9-11 AM ET", "by tomorrow", "within 48 hours", "> ", "On Mon, Nov 2, 2026 at 9:00 AM A wrote:",
    "has been moved from", "From: a\nSent: x\nSubject: y\n", "to", "cancelled", "-- ", "\n\n", "\u202e", "\0", "</div>",
    "<div style=display:none>",
    "99:99", "0/0/0000", "February 30", "between", "IST", "(UTC+05:30)", "and", "or", "categorical", "preliminary", ".",
]  # fmt: skip


@settings(max_examples=3_000 if EVERY_SEED else 25)
@given(
    st.lists(st.sampled_from(_PIECES), max_size=25).map(" ".join),
    st.sampled_from(["a.eml", "a.html", "a.txt"]),
)
def test_any_mixture_of_what_messages_are_made_of_is_read(text: str, name: str) -> None:
    data = (HEAD + b"\n" if name == "a.eml" else b"") + text.encode()
    with suppress(MessageError):
        for event in propose_events(read_messages(name, data), MINE):
            event.content()
