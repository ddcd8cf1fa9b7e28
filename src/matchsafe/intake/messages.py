"""Messages out of files: mail (.eml), mailboxes (mbox), text, HTML and calendars, read as far as they can be.

The standard parser of mail raises IndexError, ValueError, LookupError and more on bad headers, and takes minutes on
parts nested thousands deep, so it stands behind a guard: what it cannot read is read as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message as Mail
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import PurePath
from typing import Any, Final

from matchsafe.domain.problem import Problem, ProblemsError
from matchsafe.intake.visible_text import VisibleText, html_text, plain_text

MOST_BYTES: Final = 25 * 1024 * 1024
"""The largest file that is read: what mail servers let through."""
MOST_MESSAGES: Final = 2_000
_MOST_PARTS: Final = 200
_MOST_DEPTH: Final = 12
_MOST_TEXT: Final = 100_000
"""Characters of one message that are read."""
_MOST_HEADER: Final = 2_000
_HEADER: Final = re.compile(rb"[A-Za-z][\w-]{1,60}:[ \t]?[^\r\n]*\r?\n")
_MAIL_HEADERS: Final = re.compile(
    rb"(?im)^(from|to|subject|date|message-id|mime-version|received|content-type|return-path|delivered-to):"
)
_BOX: Final = re.compile(rb"(?:\A|\r?\n\r?\n|\n)From \S+ .{0,60}\d{4}[^\n]{0,20}\r?\n")
_GUARDED: Final = (
    IndexError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, OverflowError,
)  # fmt: skip
_REFUSED: Final = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": (
        "outlook_msg",
        "This is an Outlook .msg file. Save the message as .eml or text, or paste it.",
    ),
    b"\x78\x9f\x3e\x22": (
        "winmail",
        "This is winmail.dat, a wrapping only Outlook opens. Ask for plain text, or paste what Outlook shows.",
    ),
    b"!BDN": ("outlook_pst", "This is an Outlook data file. Save single messages as .eml or text."),
    b"%PDF": ("pdf", "This is a PDF. Copy its text and paste it."),
    b"PK\x03\x04": ("packed", "This is a packed file or an Office document. Unpack it, or copy its text."),
    b"\x1f\x8b": ("packed", "This is a packed file. Unpack it first."),
    b"\x89PNG": ("picture", "This is a picture. Words in pictures are not read; type or paste them."),
    b"\xff\xd8\xff": ("picture", "This is a picture. Words in pictures are not read; type or paste them."),
}
_BY_NAME: Final = {
    ".msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "winmail.dat": b"\x78\x9f\x3e\x22",
    ".pst": b"!BDN",
}

_DOCUMENTS: Final = (".pdf", ".doc", ".docx", ".rtf", ".odt", ".pages")
"""Attachments in which a letter may be."""
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT: Final = 4096
_STRAY: Final = 8
"""A damaged mail may hold a few zero bytes; a program or a database begins with many."""
_YEARS: Final = range(1980, 2200)
"""Years in which a message can have been sent; days are counted from its date."""


class MessageError(ProblemsError):
    """A file that cannot be read as messages."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message, safe to look at.

    Attributes:
        file: Name of the file it came in.
        number: Its place in the file, counted from 1.
        text: What a person would see.
        sender: Name of who sent it, without the address; a platform's name is no program's.
        subject: In plain text.
        sent: When, with its offset; ``None`` where nothing says.
        key: Message-ID, or "" where there is none.
        calendars: Attached calendars (RFC 5545) as text.
        note: Whether it is only what stands above mails attached to it.
        flags: ``hostile``, ``broken``, ``winmail``, ``outlook_msg``, ``attachment``, ``shortened``.
    """

    file: str
    text: str
    number: int = 1
    sender: str = ""
    subject: str = ""
    sent: datetime | None = None
    key: str = ""
    calendars: tuple[str, ...] = ()
    note: bool = False
    flags: frozenset[str] = frozenset()


def read_messages(name: str, data: bytes) -> list[Message]:
    """Every message in a file or a pasted text.

    Args:
        name: What the file is called; its ending is a hint, its content decides.
        data: All of it.

    Raises:
        MessageError: If the file is empty, too large, or of a kind that is refused by name.
    """
    _refuse(name, data)
    found = list(_messages(name, data))
    if not found:
        raise _error(name, "There is no text in it.", "no_text")
    return [replace(m, number=n) for n, m in enumerate(found[:MOST_MESSAGES], 1)]


def messages_of_text(text: str, name: str = "pasted text") -> list[Message]:
    """The messages of a pasted text; whole mails with their headers are read as mail.

    Raises:
        MessageError: As ``read_messages``.
    """
    return read_messages(name, text.encode("utf-8", "replace"))


def _error(name: str, message: str, code: str) -> MessageError:
    return MessageError([Problem(message, code, file=PurePath(name).name or name)])


def _refuse(name: str, data: bytes) -> None:
    if not data.strip():
        raise _error(name, "The file is empty.", "empty")
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1024 / 1024:,.0f} MB"
        raise _error(
            name, f"It has {size}; the most that is read is 25 MB. Save fewer messages.", "too_large"
        )
    lower = PurePath(name).name.casefold()
    begins = next((data[: len(m)] for m in _REFUSED if data.startswith(m)), b"")
    named = next((mark for ending, mark in _BY_NAME.items() if lower.endswith(ending)), b"")
    if found := _REFUSED.get(begins or named):
        raise _error(name, found[1], found[0])
    if not data.startswith(_UTF_16) and data[:_LOOKED_AT].count(0) > _STRAY:
        raise _error(name, "This is no message: it holds bytes that are not text.", "binary")


def _messages(name: str, data: bytes) -> Iterator[Message]:
    start = data.lstrip(b"\xef\xbb\xbf\r\n\t ")[:4000]
    if _BOX.match(start):
        yield from _box(name, data)
    elif start[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        yield Message(name, "", calendars=(_decoded(data, ""),))
    elif _is_mail(start):
        yield from _mail(name, data.lstrip(b"\xef\xbb\xbf\r\n\t "))
    else:
        text = _decoded(data, "")
        page = _looks_like_html(text[:2000])
        shown = html_text(text[: 10 * _MOST_TEXT]) if page else plain_text(text[:_MOST_TEXT])
        flags = ({"hostile"} if shown.hostile else set()) | (
            {"shortened"} if len(text) > _MOST_TEXT else set()
        )
        if shown.text.strip():
            yield Message(name, shown.text[:_MOST_TEXT], flags=frozenset(flags))


def _is_mail(start: bytes) -> bool:
    """Whether text begins with headers of a mail, not with a sentence that has a colon."""
    lines = 0
    place = 0
    while found := _HEADER.match(start, place):
        place = found.end()
        while (end := start.find(b"\n", place)) >= 0 and start[place : place + 1] in (b" ", b"\t"):
            place = end + 1
        lines += 1
    head = start[:place]
    kinds = {m[1].lower() for m in _MAIL_HEADERS.finditer(head)}
    return lines >= 2 and (
        bool(kinds & {b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to"})
        or (
            len(kinds) >= 2
            and bool(kinds & {b"date", b"content-type", b"subject"})
            and not start[place:].startswith(b"From:")
        )
    )


def _looks_like_html(start: str) -> bool:
    return bool(re.search(r"<(!doctype html|html|body|div|p|table|br|span|head|meta)\b[^>]*>", start, re.I))


def _box(name: str, data: bytes) -> Iterator[Message]:
    starts = [m.end() for m in _BOX.finditer(data)]
    ends = [*[m.start() for m in _BOX.finditer(data)][1:], len(data)]
    for start, end in zip(starts[:MOST_MESSAGES], ends, strict=False):
        piece = re.sub(rb"(?m)^>(>*From )", rb"\1", data[start:end])
        if piece.strip():
            yield from _mail(name, piece)


@dataclass
class _MailParts:
    """What the parts of one mail hold, as they are walked through."""

    plain: list[str] = field(default_factory=list)
    rich: list[str] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)
    attached: list[Mail] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    parts: int = 0


def _mail(name: str, data: bytes, depth: int = 0) -> Iterator[Message]:
    """A mail and the mails attached to it."""
    if data.count(b"boundary") > _MOST_PARTS or len(re.findall(rb"(?im)^content-type:", data)) > _MOST_PARTS:
        yield _as_text(name, data)
        return
    try:
        mail = message_from_bytes(data)
    except _GUARDED:
        yield _as_text(name, data)
        return
    yield from _read(name, mail, depth)


def _as_text(name: str, data: bytes) -> Message:
    """What is left of a mail the parser cannot read: its headers and its text."""
    text = re.sub(r"(?im)^(--\S*|content-[a-z-]{2,40}:.*)\n", "", _decoded(data, "")[: 10 * _MOST_TEXT])[
        : 2 * _MOST_TEXT
    ]
    shown = html_text(text) if _looks_like_html(text) else plain_text(text)
    subject = re.search(r"(?im)^subject:[ \t]*(.{1,300})", text)
    flags = {"broken"} | ({"hostile"} if shown.hostile else set())
    return Message(
        name, shown.text[:_MOST_TEXT], subject=_words(subject[1]) if subject else "", flags=frozenset(flags)
    )


def _read(name: str, mail: Mail, depth: int) -> Iterator[Message]:
    found = _MailParts()
    _walk(mail, found, 0)
    html = [html_text(t) for t in found.rich]
    plain = [plain_text(t) for t in found.plain]
    if any(shown.hostile for shown in (*html, *plain)):
        found.flags.add("hostile")
    texts = [s.text for s in plain] if _says_enough(plain) or not html else [s.text for s in html]
    text = "\n\n".join(t.strip() for t in texts if t.strip())
    if len(text) > _MOST_TEXT:
        found.flags.add("shortened")
    sender, _ = parseaddr(_header(mail, "From"))
    own = Message(
        name, text[:_MOST_TEXT], sender=_words(sender), subject=_words(_header(mail, "Subject")),
        sent=header_moment(_header(mail, "Date")), key=_words(_header(mail, "Message-ID")),
        calendars=tuple(found.calendars), note=bool(found.attached), flags=frozenset(found.flags),
    )  # fmt: skip
    if own.text.strip() or own.calendars or own.subject or not found.attached:
        yield own
    for inner in found.attached:
        if depth < _MOST_DEPTH:
            yield from _read(name, inner, depth + 1)


def _says_enough(plain: list[VisibleText]) -> bool:
    """Whether the plain text says what the mail says, and not only "your program cannot show HTML"."""
    text = " ".join(shown.text for shown in plain).strip()
    stub = re.search(r"(view|read|see|open) (this|the) (e-?mail|message) (in|on)|html[- ](capable|enabled|compatible)"
                     r"|does not (support|display) html", text[:600], re.I)  # fmt: skip
    return len(text) > 40 and not (stub and len(text) < 600)


def _walk(part: Mail, found: _MailParts, depth: int) -> None:
    found.parts += 1
    if found.parts > _MOST_PARTS or depth > _MOST_DEPTH:
        found.flags.add("shortened")
        return
    try:
        kind, file = part.get_content_type(), _words(_file_name(part))
        inner: Any = part.get_payload()
    except _GUARDED:
        found.flags.add("broken")
        return
    if file.casefold() == "winmail.dat" or kind in ("application/ms-tnef", "application/vnd.ms-tnef"):
        found.flags.add("winmail")
    elif file.casefold().endswith(".msg"):
        found.flags.add("outlook_msg")
    elif kind == "message/rfc822" and isinstance(inner, list):
        found.attached += [m for m in inner if isinstance(m, Mail)]
    elif isinstance(inner, list):
        for child in inner:
            _walk(child, found, depth + 1)
    elif kind == "text/calendar" or file.casefold().endswith(".ics"):
        found.calendars.append(_content(part, found))
    elif file.casefold().endswith(".eml"):
        content = _content(part, found).encode("utf-8", "replace")
        try:
            found.attached.append(message_from_bytes(content))
        except _GUARDED:
            found.flags.add("broken")
    elif kind in ("text/html", "application/xhtml+xml"):
        found.rich.append(_content(part, found))
    elif (
        (kind.startswith("text/") and not file)
        or (kind == "text/plain" and file.casefold().endswith(".txt"))
        or depth == 0
        or kind.startswith("multipart/")
    ):
        text = _content(part, found)
        (found.rich if _looks_like_html(text[:300]) else found.plain).append(text)
    elif file.casefold().endswith(_DOCUMENTS):
        found.flags.add("attachment")


def _file_name(part: Mail) -> str:
    try:
        return part.get_filename() or ""
    except _GUARDED:
        return ""


def _content(part: Mail, found: _MailParts) -> str:
    """The text of a part in whatever characters it is in; broken transfer encodings are read as they stand."""
    try:
        raw = part.get_payload(decode=True)
        data = raw if isinstance(raw, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    except _GUARDED:
        found.flags.add("broken")
        data = str(part.get_payload()).encode("utf-8", "replace")
    try:
        charset = part.get_content_charset() or ""
    except _GUARDED:
        charset = ""
    if part.defects:
        found.flags.add("broken")
        if any("Base64" in type(defect).__name__ for defect in part.defects):
            data = str(part.get_payload()).encode("utf-8", "replace")  # it says base64 and is none
    return _decoded(data[: 20 * _MOST_TEXT], charset)


def _decoded(data: bytes, charset: str) -> str:
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for name in (
        charset if charset.lower() not in ("us-ascii", "ascii", "idna", "punycode") else "",
        marked,
        "cp1252",
    ):
        try:
            return data.decode(name).replace("\r\n", "\n").replace("\r", "\n") if name else _never()
        except (UnicodeError, LookupError, ValueError):
            continue
    return data.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")


def _never() -> str:
    raise LookupError


def _header(mail: Mail, name: str) -> str:
    """A header in plain text, whatever stands there."""
    try:
        raw = mail.get(name)
    except _GUARDED:
        return ""
    if raw is None:
        return ""
    text = str(raw)[:_MOST_HEADER]
    try:
        pieces = decode_header(text)
        return "".join(p if isinstance(p, str) else _decoded(p, c or "") for p, c in pieces)
    except (*_GUARDED, Exception):  # a header nobody can decode is shown as it stands
        return text


def header_moment(text: str) -> datetime | None:
    """The moment a Date header names, with its offset; ``None`` if it names none that a mail can have."""
    try:
        moment = parsedate_to_datetime(text.strip()[:100])
    except _GUARDED:
        return None
    if moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _words(text: str) -> str:
    return " ".join(plain_text(text.encode("utf-8", "replace").decode("utf-8")).text.split())[:500]
