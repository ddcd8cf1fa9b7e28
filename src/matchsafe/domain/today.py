"""What a season asks for on one day, the same object for page, terminal, library and API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from matchsafe.domain.estimate import AnswerPart
from matchsafe.domain.outlook import NextStep, Outlook, Urgency

ClashKind = Literal[
    "overlap", "too_close", "travel", "same_day", "hours_unknown", "same_program", "after_deadline"
]
MissingCode = Literal[
    "no_date", "no_hours", "no_time_zone", "own_time_zone", "no_reply_by", "visa_unknown", "visa_not_written",
    "thank_you", "how_it_went", "still_scheduled", "still_invited",
]  # fmt: skip
ChangeKind = Literal["event", "count", "outlook"]


class Clash(AnswerPart):
    """Interviews that get in each other's way.

    Attributes:
        interviews: Their ids.
        day: When it comes to a head; ``None`` where that is no matter of a day.
        cancel_by: Until when to cancel one of them in good manners.
        source: Id of the figure it rests on.
    """

    kind: ClashKind
    interviews: tuple[str, ...]
    programs: tuple[str, ...]
    day: date | None
    cancel_by: date | None
    text: str
    source: str


class DueItem(AnswerPart):
    """One thing to do.

    Attributes:
        code: What a task mark names.
        due: By when; ``None`` where it can wait.
        interview: Id of the interview it is about; ``None`` if it is about the season.
        overdue: Whether that day has passed.
    """

    code: str
    text: str
    why: str
    due: date | None
    urgency: Urgency
    source: str
    interview: str | None = None
    overdue: bool = False


class MissingItem(AnswerPart):
    """Something the record does not say, and which would help."""

    code: MissingCode
    text: str
    interview: str | None = None
    program: str | None = None


class Change(AnswerPart):
    """What is different from a week ago."""

    kind: ChangeKind
    at: date
    text: str


class TwoClocks(AnswerPart):
    """A point in time as the program's clock and the applicant's own show it.

    Attributes:
        at: The point in time, with its offset; ``None`` where the hour or the zone is not known.
        program: By the clock at the program, in words.
        own: By the applicant's own clock; empty where that is the same, or not known.
        night: Whether the applicant's own clock shows night.
    """

    at: datetime | None
    program: str
    own: str
    night: bool


class NextMeeting(AnswerPart):
    """An interview ahead."""

    interview: str
    program: str
    starts: TwoClocks
    ends: TwoClocks | None
    format: str
    platform: str | None
    link: str | None
    interviewers: tuple[str, ...]


class OpenInvitation(AnswerPart):
    """An invitation that waits for an answer."""

    interview: str
    program: str
    reply_by: TwoClocks | None
    overdue: bool


class Entitlement(AnswerPart):
    """Something programs owe the applicant, where it matters now."""

    code: str
    text: str
    source: str


class Progress(AnswerPart):
    """How far something is: mock interviews held, dollars spent."""

    code: Literal["mock_interviews", "connections", "costs"]
    done: float
    goal: float | None
    text: str


class DayReport(AnswerPart):
    """The whole answer for one season on one day.

    Attributes:
        next: The one next step, the same as that of the outlook.
        due: What to do, by date; what has no date last.
        quiet: One sentence for a day on which nothing is due; empty otherwise.
        outlook_before: The outlook of a week ago, where the record reaches back to it.
    """

    on: date
    next: NextStep | None
    due: tuple[DueItem, ...]
    clashes: tuple[Clash, ...]
    missing: tuple[MissingItem, ...]
    changes: tuple[Change, ...]
    outlook: Outlook
    invitations: tuple[OpenInvitation, ...]
    meetings: tuple[NextMeeting, ...]
    rights: tuple[Entitlement, ...]
    progress: tuple[Progress, ...]
    quiet: str
