"""What giving up each interview would cost, and how visa answers may come out: what can be weighed in a season."""

from __future__ import annotations

from datetime import date
from typing import Literal

from matchsafe.domain.estimate import AnswerPart, Estimate
from matchsafe.domain.season import VisaNeed
from matchsafe.domain.season_interview import Status
from matchsafe.domain.season_record import VisaPromise
from matchsafe.domain.text import MarkedText

Answer = Literal["yes", "no", "unknown"]


class ReleaseChoice(AnswerPart):
    """One interview that could be given up.

    Attributes:
        counts: Whether it can be ranked as it stands; an invitation counts once a date is booked.
        cost: What the chance loses without it, 0 or more; of an invitation, what booking it would add.
        without: The chance without it.
        clashes: Ids of the interviews it clashes with.
        cancel_by: Until when to tell the program in good manners; it may be over.
        limits: What it clashes with and when to tell the program, in words.
    """

    interview: str
    program: str
    status: Status
    day: date | None
    counts: bool
    cost: Estimate
    without: Estimate
    clashes: tuple[str, ...]
    cancel_by: date | None
    limits: str
    text: MarkedText


class ReleaseReport(AnswerPart):
    """The interviews ahead by what giving each up would cost, the cheapest first.

    Attributes:
        chance: With all of them; ``None`` where there is no number, since the specialty has a match of its own.
        verdict: Whether one can be given up, in a sentence; empty where nothing lies ahead.
    """

    on: date
    chance: Estimate | None
    interviews: tuple[ReleaseChoice, ...]
    verdict: str
    note: str


class VisaFact(AnswerPart):
    """What is known of one visa at one program."""

    answer: Answer
    source: str
    as_of: str


class VisaRow(AnswerPart):
    """One program on the visa board.

    Attributes:
        interview: Id of the interview; ``None`` for an application without one.
        question: What to ask; empty where everything that matters is known.
    """

    interview: str | None
    application: str | None
    program: str
    j1: VisaFact
    h1b: VisaFact
    step3_asked: bool | None
    promise: VisaPromise | None
    fit: Literal["not_needed", "sponsored", "not_sponsored", "unknown"]
    question: str


class VisaScenario(AnswerPart):
    """How the open visa answers may come out."""

    code: Literal["as_known", "unknown_yes", "unknown_no", "written_only"]
    text: str
    rankable: int
    chance: Estimate


class VisaBoard(AnswerPart):
    """What every program of a season does about visas, and what that does to the chance."""

    on: date
    need: VisaNeed | None
    rows: tuple[VisaRow, ...]
    scenarios: tuple[VisaScenario, ...]
    note: str
    about: str = ""
