"""Proposed events: what a message says happened, where, when and how sure, before anybody accepted it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from matchsafe.intake.event_times import EventTime
from matchsafe.intake.kinds import By, Kind
from matchsafe.intake.program_match import ProgramCandidate


@dataclass(frozen=True, slots=True)
class ProposedEvent:
    """One event that a message tells of.

    Attributes:
        id: Of the proposal: the file, with a number where it holds several.
        file: The message's.
        kind: What happened.
        program: Its name: hers where it is known to be one of hers, else as read, else ``None``.
        application: Id of her application; ``None`` where none or more than one may be meant.
        specialty: Code.
        track: Of the position.
        start: Of the interview; a date without a time has none.
        end: Of it.
        timezone: IANA; ``None`` where none is said.
        reply_by: The moment to answer by.
        offered: Moments to choose from.
        old_start: Of an interview that was moved.
        scheduled: Whether an interview stands on her calendar after this.
        by: Who acted.
        evidence: The deciding sentence.
        flags: What to look at before accepting.
        history: Whether it stands in an older part of a thread.
        duplicate_of: Id of the proposal that tells the same.
        confidence: 0 to 1.
        candidates: Programs of hers that may be meant, best first.
        subject: Of the message.
        sent: When it was sent.
        key: What tells the same message from another one.
        uid: Of an attached calendar's event.
        sequence: Of it.
    """

    id: str
    file: str
    kind: Kind
    program: str | None
    application: str | None
    specialty: str | None
    track: str | None
    start: EventTime | None
    end: EventTime | None
    timezone: str | None
    reply_by: EventTime | datetime | None
    offered: tuple[EventTime, ...]
    old_start: EventTime | None
    scheduled: bool
    by: By
    evidence: str
    flags: tuple[str, ...]
    history: bool
    confidence: float
    candidates: tuple[ProgramCandidate, ...] = ()
    duplicate_of: str | None = None
    subject: str = ""
    sent: datetime | None = None
    key: str = ""
    uid: str = ""
    sequence: int = 0
    scores: dict[Kind, float] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """The proposal as programs read it."""
        return {
            "id": self.id,
            "file": self.file,
            "kind": self.kind,
            "program": self.program,
            "application": self.application,
            "specialty": self.specialty,
            "track": self.track,
            "start": _text(self.start),
            "end": _text(self.end),
            "timezone": self.timezone,
            "reply_by": _text(self.reply_by),
            "offered": [m.text() for m in self.offered],
            "old_start": _text(self.old_start),
            "scheduled": self.scheduled,
            "by": self.by,
            "evidence": self.evidence,
            "flags": list(self.flags),
            "history": self.history,
            "duplicate_of": self.duplicate_of,
            "confidence": self.confidence,
            "candidates": [
                {"application": c.program.id, "program": c.program.name, "score": c.score}
                for c in self.candidates
            ],
            "subject": self.subject,
            "sent": self.sent.isoformat() if self.sent else None,
        }


def _text(moment: EventTime | datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.text() if isinstance(moment, EventTime) else moment.isoformat(timespec="seconds")
