"""What a merge did: programs matched, new, contradicted, asked about and refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from matchsafe.catalog.record import Value
from matchsafe.catalog.similarity import Candidate
from matchsafe.domain.text import plural

NEW: Final = "new"
SKIP: Final = "skip"

How = Literal["acgme_id", "nrmp_code", "institution", "likeness", "answer"]


@dataclass(frozen=True)
class RecordMatch:
    """A draft that was joined to a record; ``score`` is 1 where an id or a person decided."""

    origin: str
    record_id: str
    how: How
    score: float = 1.0


@dataclass(frozen=True)
class Conflict:
    """Two sources that contradict each other; both values are kept."""

    record_id: str
    program: str
    field: str
    before: Value[Any]
    after: Value[Any]
    in_force: Any


@dataclass(frozen=True)
class MergeQuestion:
    """A draft that may be one of several records, or a new one.

    Attributes:
        key: What an answer names; the origin of the draft.
        program: Name and place of the draft.
        candidates: Records it may be, best first, with the score in parts.
        why: Why it was not decided without asking.
    """

    key: str
    program: str
    candidates: tuple[Candidate, ...]
    why: str


@dataclass(frozen=True)
class RejectedDraft:
    """Something that was read and not taken in, and why."""

    origin: str
    why: str


@dataclass
class MergeReport:
    """What an import did, or would do.

    Attributes:
        read: Drafts looked at; a draft that tells several kinds of track counts once for each.
        matched: Drafts joined to a record.
        new: Ids of new records.
        unchanged: Origins of matched drafts that told nothing new.
        conflicting: Values that contradict one that was there.
        joined: Records found to be one: the id that is gone, and the id it became.
        questions: Drafts left out until someone answers.
        rejected: Drafts left out, and why.
    """

    read: int = 0
    matched: list[RecordMatch] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    conflicting: list[Conflict] = field(default_factory=list)
    joined: list[tuple[str, str]] = field(default_factory=list)
    questions: list[MergeQuestion] = field(default_factory=list)
    rejected: list[RejectedDraft] = field(default_factory=list)

    def summary(self) -> str:
        """The counts in one line."""
        counts = (
            (len(self.new), "new"),
            (len(self.matched), "in the list already"),
            (len(self.unchanged), "with nothing new"),
            (len(self.conflicting), "in conflict"),
            (len(self.questions), "to ask about"),
            (len(self.rejected), "left out"),
        )
        told = ", ".join(f"{count:,} {what}" for count, what in counts if count)
        return f"{plural(self.read, 'program')} read: {told or 'nothing'}"
