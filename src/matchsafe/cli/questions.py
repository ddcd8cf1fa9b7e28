"""The questions of ``matchsafe new``: which fields of the season catalogue are asked, in what order, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from matchsafe.domain import season_fields
from matchsafe.domain.field_types import FieldType
from matchsafe.domain.season import MAX_TARGETS
from matchsafe.domain.season_fields import SeasonField
from matchsafe.domain.specialties import specialty_name
from matchsafe.workspace.season_answers import APPLIED, AnswerChoice, choices

Key = tuple[str | int, ...]
"""Where an answer stands in a season file: ``("applicant", "step2_ck", "score")``."""

Answers = Mapping[Key, Any]
"""The answers so far; ``None`` stands for "I don't know"."""

LISTED: Final[Key] = ("ask", "listed")
COUPLE: Final[Key] = ("ask", "couple")
APPLIED_KEY: Final[Key] = ("ask", "applied")
MOST_LISTED: Final = 300

_FIRST: Final = (
    "applicant.type", "target.specialty", "target.track", "applicant.step2_ck.score", "applicant.step2_ck.attempts",
    "applicant.step1.passed", "applicant.step1.attempts", "applicant.graduation_year",
    "applicant.us_clinical_experience", "applicant.letters", "applicant.visa", "applicant.red_flags",
    "applications_sent",
)  # fmt: skip
"""The questions in their order. Fields of the catalogue that are not here follow, but for those left to the pages."""

_PARTNER: Final = (
    "couples.partner.type", "couples.partner_target.specialty", "couples.partner.visa",
    "couples.partner.step2_ck.score", "couples.partner_interviews",
)  # fmt: skip
_INTERVIEW: Final = ("program", "status", "state", "setting", "visas_sponsored", "went", "would_rank")
_LEFT_TO_PAGES: Final = ("applicant.step3.passed", "interviews", "couples")
_LEFT_OF_INTERVIEWS: Final = (
    "specialty",
    "track",
    "format",
    "img_share",
    "city",
    "signs",
    "highly_selective",
)
"""What the terminal does not ask of each interview, so that a list is soon typed; the pages do."""

_ONLY_IF: Final = {
    "applicant.step2_ck.attempts": "applicant.step2_ck.score",
    "applicant.step1.attempts": "applicant.step1.passed",
}
"""Questions that make sense only once another is answered."""


@dataclass(frozen=True)
class TerminalQuestion:
    """One question.

    Attributes:
        key: Where the answer goes; keys that start with ``ask`` only steer the questions.
        field: The field it fills.
        required: Whether "I don't know" is no answer.
        ends: Whether an empty answer ends the list of interviews.
    """

    key: Key
    field: SeasonField
    required: bool = False
    ends: bool = False

    @property
    def text(self) -> str:
        """The question."""
        return self.field.question

    @property
    def short(self) -> str:
        """What the answer is called when answers are checked."""
        return self.field.heading

    @property
    def choices(self) -> tuple[AnswerChoice, ...]:
        """The answers to choose from by number; none where there are too many, or something is typed."""
        return () if self.field.type.kind in ("specialty", "state") else choices(self.field)

    @property
    def several(self) -> bool:
        """Whether several answers may be chosen."""
        return self.field.type.kind == "words" and not self.field.type.nullable

    @property
    def help(self) -> str:
        """What to write, in a few words; empty where the choices say it."""
        if self.ends:
            return "its name; Enter when there are no more"
        if self.several:
            return "several numbers if needed, such as 1 3; Enter for none"
        if self.choices:
            return "Enter if it has not happened yet" if self.field.type.name == "went" else ""
        return self.field.hint or f"for example {self.field.example}"


def _yes_or_no(key: Key, question: str, short: str, *answers: tuple[bool, str]) -> TerminalQuestion:
    words = dict(answers)
    type_ = FieldType("ask", str(key[-1]), "yes_no")
    field = SeasonField(
        type_, short.lower(), "", "", question=question, short=short, yes=words[True], no=words[False]
    )
    return TerminalQuestion(key, field, required=True)


def _one_by_one() -> TerminalQuestion:
    question = "Would you like to list your interviews one by one?"
    answers = ((True, "Yes (a better answer)"), (False, "No, just how many"))
    return _yes_or_no(LISTED, question, "Interviews one by one", *answers)


def _couple() -> TerminalQuestion:
    field = season_fields.catalogue().at("couples")
    return _yes_or_no(COUPLE, field.question, field.heading, (True, "Yes"), (False, "No"))


def _question(path: str) -> TerminalQuestion:
    needed = ("applicant.type", "target.specialty", "interviews", *_PARTNER[:2], _PARTNER[-1])
    return TerminalQuestion(tuple(path.split(".")), season_fields.catalogue().at(path), path in needed)


def wishes(answers: Answers) -> list[str]:
    """The specialties applied for, most wanted first, as far as they are told."""
    keys = [("target", "specialty"), *(("targets", i, "specialty") for i in range(1, MAX_TARGETS))]
    return [str(answers[key]) for key in keys if answers.get(key)]


def _further(answers: Answers) -> list[TerminalQuestion]:
    """The questions about every further specialty, until there is no other."""
    asked = []
    for i in range(1, min(len(wishes(answers)), MAX_TARGETS - 1) + 1):
        more = "A second specialty, if you apply to two?" if i == 1 else "One more specialty?"
        asked.append(_again(i, "specialty", more, f"Specialty {i + 1}"))
        if answers.get(("targets", i, "specialty")):
            name = specialty_name(str(answers["targets", i, "specialty"]))
            asked.append(_again(i, "track", f"What kind of position in {name}?", f"Position {i + 1}"))
    return asked


def _again(i: int, name: str, question: str, short: str) -> TerminalQuestion:
    field = replace(season_fields.catalogue().at(f"target.{name}"), question=question, short=short)
    return TerminalQuestion(("targets", i, name), field, ends=name == "specialty")


def _in_each(answers: Answers) -> list[TerminalQuestion]:
    """How many interviews there are; with several specialties, in each."""
    every = wishes(answers)
    if len(every) < 2:
        return [_question("interviews")]
    field = season_fields.catalogue().at("interviews")
    return [
        TerminalQuestion(
            ("held", i),
            replace(field, question=f"How many interviews in {name}?", short=f"Interviews in {name}"),
            required=True,
        )
        for i, name in enumerate(map(specialty_name, every))
    ]


def interview(i: int, visa: object, several: bool = False) -> tuple[TerminalQuestion, ...]:
    """The questions about interview ``i`` (from 0); visas are asked about only where one is needed.

    Args:
        i: Its place in the list.
        visa: The visa that is needed.
        several: Whether the season applies to more than one specialty, so that each interview says its own.
    """
    fields = dict(season_fields.catalogue().in_group("Interview"))
    others = [n for n, f in fields.items() if f.question and n not in (*_INTERVIEW, *_LEFT_OF_INTERVIEWS)]
    place = f"Interview {i + 1}"
    found = []
    for name in (*_INTERVIEW, *(("specialty",) if several else ()), *others):
        field = fields[name]
        if name == "visas_sponsored" and visa in (None, "none"):
            continue
        first = name == "program"
        asked = f"{place}: {field.question[:1].lower()}{field.question[1:]}"
        short = place if first else f"{place}, {field.heading[:1].lower()}{field.heading[1:]}"
        field = replace(field, question=asked, short=short)
        found.append(
            TerminalQuestion(("interviews", i, name), field, name in ("status", "would_rank"), first)
        )
    return tuple(found)


def questions(answers: Answers) -> tuple[TerminalQuestion, ...]:
    """Every question to ask, given the answers so far, in order."""
    others = (p for p in season_fields.catalogue().paths() if p not in (*_FIRST, *_LEFT_TO_PAGES))
    applied = answers.get(APPLIED_KEY) is not False
    asked = [TerminalQuestion(APPLIED_KEY, APPLIED, required=True)]
    for path in (*_FIRST, *others):
        opener = _ONLY_IF.get(path)
        if (applied or path != "applications_sent") and (
            opener is None or answers.get(tuple(opener.split("."))) is not None
        ):
            asked.append(_question(path))
        if path == "target.track":
            asked += _further(answers)
    if applied:
        asked += _interviews_asked(answers)
    asked.append(_couple())
    if answers.get(COUPLE):
        asked += [_question(path) for path in _PARTNER]
    return tuple(asked)


def _interviews_asked(answers: Answers) -> list[TerminalQuestion]:
    """The questions about the interviews, one by one or as a number."""
    asked = [_one_by_one()]
    if answers.get(LISTED):
        named = [int(key[1]) for key, name in answers.items() if key[-1] == "program" and name]
        for i in range(min(MOST_LISTED, max(named, default=-1) + 2)):
            program, *rest = interview(i, answers.get(("applicant", "visa")), len(wishes(answers)) > 1)
            asked.append(program)
            # One whose name was taken back is left out; those after it stay.
            asked += rest if answers.get(program.key) else []
    elif LISTED in answers:
        asked += _in_each(answers)
    return asked
