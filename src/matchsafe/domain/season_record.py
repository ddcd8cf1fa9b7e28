"""What is kept of a season beside its interviews: applications, events, people, practice, costs, tasks and the result.

Everything here is optional. Events say what happened; what they say of an application or an interview outweighs the
word that stands with it (``matchsafe.domain.season_state``).
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field

from matchsafe.domain.moments import Day, Instant, Month, ProgramZone, WallTime
from matchsafe.domain.season_part import (
    FrozenMap,
    Id,
    LongText,
    Money,
    Name,
    OwnId,
    Part,
    ShortText,
    SpecialtyCode,
    StateCode,
    Track,
    Visa,
)

Signal = Literal["none", "gold", "silver", "signal"]
Portal = Literal["eras", "nrmp", "thalamus", "interview_broker", "residencycas", "email", "other"]
DocumentState = Literal["missing", "requested", "ready", "assigned", "not_needed", "unknown"]
EventKind = Literal[
    "applied", "invited", "waitlisted", "scheduled", "rescheduled", "attended", "declined", "cancelled", "rejected",
    "second_look", "interest_sent", "update_sent", "thank_you_sent", "intent_sent", "program_replied", "withdrew",
    "certified", "result",
]  # fmt: skip
Actor = Literal["applicant", "program"]
ConnectionKind = Literal["alumni", "attending", "resident", "faculty", "friend", "other"]
CostKind = Literal["applications", "exams", "travel", "tokens", "other"]
TaskState = Literal["done", "snoozed", "not_for_me"]
Outcome = Literal["matched", "unmatched", "soap", "withdrew"]

MAX_APPLICATIONS: Final = 1_000
MAX_EVENTS: Final = 10_000
MAX_RECORDS: Final = 500
"""Most mock interviews, connections, costs, tasks or kept outlooks of a season."""

MAX_CRITERIA: Final = 30

_CriterionName = Annotated[str, Field(min_length=1, max_length=80)]

Criteria = Annotated[
    dict[_CriterionName, Annotated[int, Field(ge=0, le=10)]],
    Field(max_length=MAX_CRITERIA),
    AfterValidator(FrozenMap),
]
"""What an applicant weighs programs by: a weight from 0 to 10 for each name."""

Ratings = Annotated[
    dict[_CriterionName, Annotated[int, Field(ge=1, le=5)]],
    Field(max_length=MAX_CRITERIA),
    AfterValidator(FrozenMap),
]
"""What an interview gets on each criterion, from 1 to 5."""


class Papers(Part):
    """The documents of one application and their state."""

    letters: tuple[Name, ...] = Field(default=(), max_length=20)
    personal_statement: ShortText | None = None
    transcript: DocumentState = "unknown"
    mspe: DocumentState = "unknown"
    ecfmg_report: DocumentState = "unknown"
    visa_papers: DocumentState = "unknown"


class Application(Part):
    """One program applied to, or meant to be.

    Attributes:
        id: What events and interviews refer to; ``""`` until it has one (``season_ids.with_ids``).
        catalog_id: Its id in a program list.
        sent: The day it was sent; ``None`` while it is only planned.
    """

    program: Name
    id: OwnId = ""
    catalog_id: ShortText | None = None
    state: StateCode | None = None
    city: str | None = Field(default=None, max_length=100)
    specialty: SpecialtyCode | None = None
    track: Track | None = None
    signal: Signal = "none"
    sent: Day | None = None
    fee: Money | None = None
    portal: Portal | None = None
    documents: Papers = Papers()
    notes: LongText | None = None


class VisaPromise(Part):
    """What a program said of a visa, who said it, when, and where it is written."""

    visa: Visa | None = None
    what: ShortText | None = None
    who: ShortText | None = None
    day: Day | None = None
    written_in: ShortText | None = None


class Event(Part):
    """One thing that happened, at a moment; it is never changed, only taken back.

    Attributes:
        start: When the interview now begins, for ``scheduled`` and ``rescheduled``; a wall time of ``time_zone``.
        by: Who did it; for a cancellation, who cancelled.
        source: What it was read from, such as the id of a message, so that the same message twice is one event.
    """

    kind: EventKind
    at: Instant
    id: OwnId = ""
    application: Id | None = None
    interview: Id | None = None
    start: WallTime | None = None
    end: WallTime | None = None
    time_zone: ProgramZone | None = None
    by: Actor | None = None
    note: LongText | None = None
    source: ShortText | None = None


class MockInterview(Part):
    """One practice interview: when, with whom, and what was criticised."""

    day: Day | None = None
    who: ShortText | None = None
    criticism: LongText | None = None
    id: OwnId = ""


class Connection(Part):
    """A person who may speak for the applicant at a program."""

    name: Name
    id: OwnId = ""
    kind: ConnectionKind = "other"
    program: ShortText | None = None
    asked: Day | None = None
    answered: Day | None = None
    note: LongText | None = None


class Cost(Part):
    """Money spent on the season."""

    amount: Money
    kind: CostKind = "other"
    id: OwnId = ""
    day: Day | None = None
    note: ShortText | None = None


class TaskMark(Part):
    """What an applicant said of one piece of advice: done, not now, or not for her.

    Attributes:
        code: The code of the advice.
        until: The day a snoozed task comes back.
    """

    code: Annotated[str, Field(min_length=1, max_length=120)]
    state: TaskState
    at: Instant | None = None
    until: Day | None = None


class SeasonResult(Part):
    """How the season ended. A season with a result is closed."""

    outcome: Outcome
    program: ShortText | None = None
    specialty: SpecialtyCode | None = None
    track: Track | None = None
    rank: int | None = Field(default=None, ge=1, le=300)
    day: Day | None = None


class OutlookRecord(Part):
    """The outlook of one month as it was shown: the chance with its range, and the interviews it rested on."""

    month: Month
    chance: float = Field(ge=0, le=1, allow_inf_nan=False)
    low: float = Field(ge=0, le=1, allow_inf_nan=False)
    high: float = Field(ge=0, le=1, allow_inf_nan=False)
    rankable: int | None = Field(default=None, ge=0, le=300)
