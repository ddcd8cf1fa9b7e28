"""A message cut into what is new and what it carries along: forwarded mails and older parts of the thread.

The newest part speaks. A forwarded mail speaks for itself where nothing but a note stands above it. What was answered
to is history.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Literal

from matchsafe.intake.clock_times import find_times
from matchsafe.intake.dates import find_dates
from matchsafe.intake.messages import Message, header_moment
from matchsafe.intake.zones import in_zone

Role = Literal["top", "forwarded", "quoted"]

MOST_PARTS: Final = 30
MOST_TEXT: Final = 40_000
"""Letters of a message that are looked through for its parts."""
_LINK: Final = re.compile(r"(https?://[^\s/<>\])\"']{1,80}/)[^\s<>\])\"']{40,}")
"""An address in which a mail program counts who opens it; its host is all that a person looks at."""
_FORWARD: Final = re.compile(
    r"^[-_*=\s>]*(begin )?(forwarded message|original message forwarded|mensaje reenviado|weitergeleitete nachricht"
    r"|message transféré|mensagem encaminhada|forwarded by .{1,60})[-_*=:\s]*$",
    re.I,
)
_ANSWERED: Final = re.compile(
    r"^[-_*=\s>]*(original message|original appointment|mensaje original|ursprüngliche nachricht|message d.origine"
    r"|mensagem original|messaggio originale)[-_*=:\s]*$",
    re.I,
)
_WROTE: Final = re.compile(
    r"^(on\b.{4,200}\bwrote|el\b.{4,200}\bescribi[óo]|am\b.{4,200}\bschrieb\b.{0,80}|le\b.{4,200}\ba écrit"
    r"|em\b.{4,200}\bescreveu|il\b.{4,200}\bha scritto)\s*:$",
    re.I,
)
_FIELD: Final = re.compile(
    r"^[>*\s]*(?P<name>from|sent|date|to|cc|subject|reply-to|de|enviado( el)?|fecha|para|asunto|von|gesendet"
    r"|datum|an|betreff|envoyé|objet|à|da|inviato|oggetto)\s?\*{0,2}\s?:\s*\*{0,2}\s*(?P<value>.*)$",
    re.I,
)
_FROM: Final = frozenset(("from", "de", "von", "da"))
_WHEN: Final = frozenset(
    ("sent", "date", "enviado", "enviado el", "fecha", "gesendet", "datum", "envoyé", "inviato")
)
_SUBJECT: Final = frozenset(("subject", "asunto", "betreff", "objet", "oggetto"))
_QUOTE: Final = re.compile(r"^(\s?>)+\s?")
_ADDRESS: Final = re.compile(r"\s*[<\[(]?(mailto:)?\S+@\S+[>\])]?")
_SIGNED: Final = re.compile(r"^(-- ?|_{5,}|sent from my .{2,30}|get outlook for .{2,20})$", re.I)


@dataclass(frozen=True, slots=True)
class ThreadPart:
    """Some part of a message with who said it and when.

    Attributes:
        role: ``top`` is the newest; ``forwarded`` speaks for itself; ``quoted`` was answered to.
        text: Without marks of quoting.
    """

    role: Role
    text: str
    sender: str = ""
    subject: str = ""
    sent: datetime | None = None


def thread_parts(message: Message) -> list[ThreadPart]:
    """The parts of a message, newest first; there is always one."""
    parts: list[ThreadPart] = []
    role: Role = "top"
    head = _Head(message.sender, message.subject, message.sent)
    body: list[str] = []
    lines = _LINK.sub(r"\1", message.text)[:MOST_TEXT].split("\n")
    at = quoting = 0
    while at < len(lines) and len(parts) < MOST_PARTS:
        line = lines[at]
        deep = _depth(line)
        bare = _QUOTE.sub("", line).strip()
        cut = _cut(
            lines, at, bare, "forwarded" if role != "quoted" and _is_forward(head.subject) else "quoted"
        )
        if cut is None and deep > quoting and any(b.strip() for b in body):
            cut = _Break("quoted", _Head(), at)  # a quotation nobody announced
        quoting = deep
        if cut is None:
            body.append(bare if deep else line)
            at += 1
            continue
        parts.append(head.part(role, body))
        # What was forwarded under an answer belongs to the answer's past.
        role = "quoted" if role == "quoted" else cut.role
        head, body, at = cut.head, [], cut.after
        quoting = _depth(lines[at]) if at < len(lines) else 0
    parts.append(head.part(role, body))
    # What a mail program writes above an older part is the time on its own clock.
    own = (message.sent and message.sent.tzinfo) or UTC
    parts = [
        replace(p, sent=p.sent.replace(tzinfo=own)) if p.sent and p.sent.tzinfo is None else p for p in parts
    ]
    kept = [part for n, part in enumerate(parts) if n == 0 or part.text or part.subject]
    return kept or [ThreadPart("top", "")]


@dataclass(frozen=True, slots=True)
class _Head:
    sender: str = ""
    subject: str = ""
    sent: datetime | None = None

    def part(self, role: Role, body: list[str]) -> ThreadPart:
        kept: list[str] = []
        for line in body:
            if _SIGNED.match(line.strip()) and any(b.strip() for b in kept):
                if line.strip().casefold().startswith(("sent from", "get outlook")):
                    continue
                line = ""
            kept.append(line)
        return ThreadPart(role, "\n".join(kept).strip(), self.sender, self.subject, self.sent)


@dataclass(frozen=True, slots=True)
class _Break:
    role: Role
    head: _Head
    after: int


def _is_forward(subject: str) -> bool:
    return bool(re.match(r"\s*(re:\s*)?(fwd?|wg|rv|tr|enc|i)\s*:", subject, re.I))


def _depth(line: str) -> int:
    found = _QUOTE.match(line)
    return found[0].count(">") if found else 0


def _cut(lines: list[str], at: int, bare: str, otherwise: Role) -> _Break | None:
    """Whether an older part begins at a line: its head, and where its text begins."""
    if not bare or len(bare) > 300:
        return None
    if _FORWARD.match(bare):
        head, after = _fields(lines, at + 1)
        return _Break("forwarded", head, after)
    if _ANSWERED.match(bare):
        head, after = _fields(lines, at + 1)
        return _Break(otherwise, head, after)
    for more in (0, 1, 2):  # "On ... wrote:" may be broken over lines
        joined = " ".join(_QUOTE.sub("", part).strip() for part in lines[at : at + more + 1])
        if _WROTE.match(joined):
            return _Break("quoted", _Head(_name(joined), "", _moment(joined)), at + more + 1)
        if not re.match(r"(on|el|am|le|em|il)\b", joined, re.I):
            break
    if at and (found := _FIELD.match(bare)) and found["name"].casefold() in _FROM:
        head, after = _fields(lines, at)
        if after - at >= 3 and (head.sent or head.subject):
            return _Break(otherwise, head, after)
    return None


def _fields(lines: list[str], at: int) -> tuple[_Head, int]:
    """The lines From, Sent, To and Subject above an older part, wherever they end."""
    sender = subject = ""
    sent = None
    blank = 0
    start = at
    while at < len(lines) and at - start < 14:
        bare = _QUOTE.sub("", lines[at]).strip()
        found = _FIELD.match(bare)
        if found:
            name, value = found["name"].casefold(), found["value"].strip()
            if name in _FROM:
                sender = _ADDRESS.sub("", value).strip(' "')
            elif name in _WHEN:
                sent = header_moment(value) if re.search(r"[+-]\d{4}", value) else _moment(value)
            elif name in _SUBJECT:
                subject = value
            blank = 0
        elif not bare or re.fullmatch(r"[-_]{5,}", bare):
            if sender or subject:
                return _Head(sender, subject, sent), at
            blank += 1
            if blank > 2:
                break
        else:
            break
        at += 1
    return _Head(sender, subject, sent), at if (sender or subject) else start


def _name(line: str) -> str:
    found = re.search(
        r"(?:\d{4}|\d:\d\d(?:\s?[AP]\.?M\b\.?)?|Uhr)[,.\s]+(?:at\s)?([^<,\d]{3,60}?)\s*(?:<.*)?\s*"
        r"(?:wrote|escribi|a écrit)",
        line,
        re.I,
    )
    return found[1].strip() if found else ""


def _moment(text: str) -> datetime | None:
    """The moment in a line such as "Tue, Nov 3, 2026 at 9:12 AM", in its zone where it names one."""
    dates = sorted(find_dates(text, None), key=lambda m: not m.year_said)
    if not dates or dates[0].day is None:
        return None
    clock = re.search(r"\b(\d{1,2})[:.](\d\d)(?::\d\d)?\s*([ap])?\.?m?", text, re.I)
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (12, 0)
    if clock and clock[3]:
        hour = hour % 12 + (12 if clock[3].lower() == "p" else 0)
    if hour > 23 or minute > 59:
        hour, minute = 12, 0
    day = dates[0].day
    moment = datetime(day.year, day.month, day.day, hour, minute)
    times = find_times(text)
    return in_zone(moment, times[0].zone.zone) if times and times[0].zone else moment
