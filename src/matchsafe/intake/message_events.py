"""From messages to proposed events: each part read, programs told apart, the same event told once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Final

from matchsafe.intake.event_times import Moments
from matchsafe.intake.kinds import DECIDES, SentenceReading, another_meeting, offers_position, read_kind
from matchsafe.intake.mail_calendar import CalendarEntry, calendar_entries
from matchsafe.intake.messages import Message
from matchsafe.intake.moments import read_moments
from matchsafe.intake.pieces import MessagePiece, message_pieces
from matchsafe.intake.program_match import (
    LEAST,
    OwnProgram,
    read_program,
    tracks_in,
)
from matchsafe.intake.proposals import ProposedEvent
from matchsafe.intake.sentences import sentences, whole_lines
from matchsafe.intake.threads import MOST_PARTS, MOST_TEXT, ThreadPart, thread_parts

_CLOSELY: Final = 8_000
"""Letters of a message, its newest part first, that are read: a letter of a program has 3,000."""
_LAST: Final = 2_000
"""Letters at the end of a part too long that are read beside its beginning: some come to the point there."""
_SHORT_NOTE: Final = 600
"""Letters of a note above a forwarded mail, at most."""
_UNSURE: Final = 0.6
"""Confidence below which a kind is to be looked at."""
_FORWARDED: Final = re.compile(r"\s*(?:fwd?|wg|rv|tr)\s*:", re.I)
_SAYS_LITTLE: Final = 3.0
"""Weight of phrases that name no kind yet."""
_NOT_YET: Final = re.compile(
    r"\b(not|n't|yet to|never)\b[^.]{0,30}\b(schedul|respond|repl|accept|select|confirm|book)"
    r"|\b(expires?|respond by|last chance|please schedule)\b",
    re.I,
)


def propose_events(
    messages: Sequence[Message], programs: Sequence[OwnProgram] = (), on: date | None = None
) -> list[ProposedEvent]:
    """What messages tell, in their order; nothing is taken for true before somebody accepts it.

    Args:
        messages: Read before, so that they are safe to look at.
        programs: Hers; without any, names are given as they are read.
        on: The day from which the years of undated text are guessed; today if ``None``.
    """
    events: list[ProposedEvent] = []
    files: dict[str, int] = {}
    for message in messages:
        for event in _of_message(message, programs, on):
            if message.note and not _says(event):
                continue
            files[message.file] = number = files.get(message.file, 0) + 1
            name = message.file if number == 1 else f"{message.file}#{number}"
            events.append(replace(event, id=name))
    return _told_once(_versions(events))


def _of_message(message: Message, programs: Sequence[OwnProgram], on: date | None) -> Iterator[ProposedEvent]:
    thread = thread_parts(message)
    parts, left = list[ThreadPart](), _CLOSELY
    for part in thread:
        if parts and left <= 0:
            break
        parts.append(replace(part, text=_shortened(part.text, left)))
        left -= len(part.text)
    if left < 0 or len(thread) >= MOST_PARTS or len(message.text) > MOST_TEXT:
        message = replace(message, flags=message.flags | {"shortened"})
    read = [list(_of_part(message, part, programs, on)) for part in parts]
    read = _of_one_thread(read)
    entries = [e for text in message.calendars for e in calendar_entries(text)]
    current = _current(parts, read)
    if entries:
        yield from (_with_calendar(message, parts[0], e, read[current], programs) for e in entries)
    else:
        yield from read[current]
    for place, events in enumerate(read):
        if place > current:
            yield from (replace(e, history=True) for e in events if e.kind not in ("other", "news"))


def _shortened(text: str, most: int) -> str:
    """A text of so many letters: its beginning, and its end as far as there is room for both."""
    last = min(_LAST, most // 4)
    return text if len(text) <= most else f"{text[: most - last]}\n\n{text[len(text) - last :]}"


def _of_one_thread(read: list[list[ProposedEvent]]) -> list[list[ProposedEvent]]:
    """Parts that name no program are about the one the rest of the thread names, if that is one."""
    found = [e for events in read for e in events]
    known = next((e for e in found if e.application), None) or next((e for e in found if e.program), None)
    if known is None or len({e.application or e.program for e in found if e.application or e.program}) > 1:
        return read

    def with_program(event: ProposedEvent) -> ProposedEvent:
        if event.application or event.candidates or event.program:
            return event
        flags = tuple(f for f in event.flags if f != "unknown_program" or not known.application)
        return replace(
            event, application=known.application, program=known.program, track=event.track or known.track,
            specialty=event.specialty or known.specialty, candidates=known.candidates, flags=flags,
        )  # fmt: skip

    return [list(map(with_program, events)) for events in read]


def _current(parts: Sequence[ThreadPart], read: Sequence[Sequence[ProposedEvent]]) -> int:
    """The part that speaks: the newest, or a forwarded one under a note that says nothing itself."""
    for place, part in enumerate(parts[:-1]):
        if (
            any(map(_says, read[place]))
            or parts[place + 1].role != "forwarded"
            or len(part.text) > _SHORT_NOTE
        ):
            return place
    return len(parts) - 1


def _says(event: ProposedEvent) -> bool:
    """Whether a note above a forwarded message tells of something itself, in words that are known."""
    return event.kind not in ("other", "news") and event.scores.get(event.kind, 0.0) >= _SAYS_LITTLE


def _of_part(
    message: Message, part: ThreadPart, programs: Sequence[OwnProgram], on: date | None
) -> Iterator[ProposedEvent]:
    text = whole_lines(part.text)
    subject = part.subject or (message.subject if part.role == "top" else "")
    head = f"{subject}\n{part.sender}"
    pieces = message_pieces(text, subject, head, programs)
    above = part.role == "top" and len(text) <= _SHORT_NOTE and _FORWARDED.match(subject)
    sent = part.sent or (message.sent if part.role == "top" else None)
    for piece in pieces:
        own_subject = subject if len(pieces) == 1 and not above else ""
        reading = read_kind(piece.sentences, own_subject, [p.name for p in programs])
        moments = read_moments(piece.text if len(pieces) > 1 else text, reading.kind, sent, on)
        yield _event(
            message, piece, reading, moments, head if piece.whole else "", text, programs, subject, sent
        )


def _event(
    message: Message, piece: MessagePiece, reading: SentenceReading, moments: Moments, head: str, text: str,
    programs: Sequence[OwnProgram], subject: str, sent: datetime | None,
) -> ProposedEvent:  # fmt: skip
    told = text if piece.whole else piece.text
    named = tracks_in(reading.evidence)
    track = piece.track or (named[0] if len(named) == 1 else None)
    program = read_program(head, told, programs, piece.mentions, track)
    own = program.program
    name = own.name if own else piece.name or program.name
    flags = set(moments.flags) | set(message.flags)
    if own is None and len(program.candidates) > 1 and program.candidates[1].score >= LEAST - 0.1:
        flags.add("several_programs")
    elif own is None and reading.kind != "other" and (programs or name is None):
        flags.add("unknown_program")
    if reading.confidence < _UNSURE and reading.kind not in ("other", "news"):
        flags.add("unsure_kind")
    if reading.kind in ("news", "other") and offers_position(f"{subject}. {told}"):
        flags.add("position_offered")
    if moments.start is not None and moments.start.at is not None and moments.zone is None:
        flags.add("no_timezone")
    if isinstance(moments.reply_by, datetime) and moments.zone is None:
        flags.add("limit_zone_unknown")
    return ProposedEvent(
        id=message.file, file=message.file, kind=reading.kind, program=name, application=own.id if own else None,
        specialty=program.specialty, track=program.track, start=moments.start, end=moments.end,
        timezone=moments.zone, reply_by=moments.reply_by, offered=moments.offered, old_start=moments.old_start,
        scheduled=reading.confidence > 0.3 and _stands(reading, moments, told), by=reading.by,
        evidence=reading.evidence,
        flags=tuple(sorted(flags)), history=False, confidence=reading.confidence, candidates=program.candidates,
        subject=subject, sent=sent, key=message.key, scores=reading.scores,
    )  # fmt: skip


def _stands(reading: SentenceReading, moments: Moments, text: str) -> bool:
    """Whether an interview stands after this message."""
    if reading.kind == "confirmation":
        return True
    if reading.kind == "reminder":
        return not _NOT_YET.search(text) or (moments.start is not None and moments.reply_by is None)
    if reading.kind == "reschedule":
        return moments.start is not None
    if reading.kind == "invitation":
        return moments.start is not None and reading.scores.get("confirmation", 0) >= DECIDES
    return False


def _with_calendar(
    message: Message, part: ThreadPart, entry: CalendarEntry, read: Sequence[ProposedEvent],
    programs: Sequence[OwnProgram],
) -> ProposedEvent:  # fmt: skip
    """The event of an attached calendar; what the message beside it says decides only between yes and yes."""
    head = f"{message.subject}\n{part.sender}\n{entry.summary}"
    body = read[0] if read else None
    told = SentenceReading("confirmation", 0.9, entry.summary or message.subject, "program", {})
    if entry.method == "CANCEL":
        told = replace(told, kind="cancellation", confidence=0.95)
    elif entry.method in ("REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"):
        told = replace(told, kind="other", confidence=0.6)
    elif (
        body
        and body.kind in ("invitation", "reminder", "confirmation", "reschedule")
        and body.scores
        and body.confidence >= 0.3
    ):
        told = replace(told, kind=body.kind, confidence=max(body.confidence, 0.8), evidence=body.evidence)
    elif another_meeting(entry.words) or (body and body.kind == "news" and body.scores.get("news")):
        told = replace(told, kind="news", confidence=0.7)
    zone = entry.start.zone if entry.start else None
    old = body.old_start if body and told.kind == "reschedule" else None
    moments = Moments(entry.start, entry.end, old, (), body.reply_by if body else None, zone,
                      frozenset(body.flags if body else ()) & {"under_48_hours"})  # fmt: skip
    text = f"{entry.words}\n{whole_lines(part.text)}"
    piece = MessagePiece(tuple(sentences(text)))
    made = _event(
        message, piece, told, moments, head, text, programs, message.subject or entry.summary, message.sent
    )
    standing = told.kind in ("confirmation", "reminder", "reschedule", "invitation")
    return replace(made, scheduled=standing, uid=entry.uid, sequence=entry.sequence)


def _versions(events: list[ProposedEvent]) -> list[ProposedEvent]:
    """Later versions of a calendar's event: another start is a reschedule."""
    out = list(events)
    by_uid: dict[str, list[int]] = {}
    for place, event in enumerate(events):
        if event.uid and event.kind not in ("cancellation", "other", "news"):
            by_uid.setdefault(event.uid, []).append(place)
    for places in by_uid.values():
        places.sort(key=lambda p: (events[p].sequence, p))
        for earlier, later in pairwise(places):
            one, two = events[earlier], events[later]
            if (
                two.sequence > one.sequence
                and one.start
                and two.start
                and one.start.text() != two.start.text()
            ):
                out[later] = replace(two, kind="reschedule", old_start=one.start, scheduled=True)
    return out


def _told_once(events: list[ProposedEvent]) -> list[ProposedEvent]:
    """The events with the second telling of each marked."""
    seen: dict[tuple[object, ...], str] = {}
    out: list[ProposedEvent] = []
    for event in events:
        signs: list[tuple[object, ...]] = []
        if event.uid:
            signs.append(("uid", event.uid, event.sequence, event.kind == "cancellation"))
        elif event.key:
            signs.append(("mail", event.key, event.kind, event.application or event.program, event.evidence))
        if event.application or event.program:
            signs.append((
                event.kind, event.application or event.program, event.track, event.start, event.old_start,
                event.offered,
                re.sub(r"\W+", " ", event.evidence.casefold()).strip(), "" if event.uid else None,
            ))  # fmt: skip
        first = next((seen[s] for s in signs if s in seen), None)
        for sign in signs:
            seen.setdefault(sign, event.id)
        out.append(replace(event, duplicate_of=first))
    return out
