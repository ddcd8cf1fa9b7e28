"""The questions of ``matchsafe new``: one idea each, in plain words, and who is asked which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Key = tuple[str | int, ...]
"""Where an answer stands in a season file: ``("applicant", "step2_ck", "score")``."""

Answers = Mapping[Key, Any]
"""The answers so far; ``None`` stands for "I don't know"."""

LISTED: Final[Key] = ("ask", "listed")
COUPLE: Final[Key] = ("ask", "couple")
STEP2: Final[Key] = ("applicant", "step2_ck", "score")
STEP2_TRIES: Final[Key] = ("applicant", "step2_ck", "attempts")
MOST_LISTED: Final = 300


@dataclass(frozen=True)
class Choice:
    """One possible answer; ``value`` is what the season file gets."""

    value: object
    text: str


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        key: Where the answer goes; keys that start with ``ask`` only steer the questions.
        text: The question.
        short: What the answer is called when answers are checked.
        choices: The answers to choose from by number; empty for free text or a number.
        hint: An example or a help, in a few words.
        kind: ``choice``, ``choices`` (several), ``number``, ``text`` or ``specialty``.
        required: Whether "I don't know" is no answer.
        ends: Whether an empty answer ends the list of interviews.
    """

    key: Key
    text: str
    short: str
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    kind: str = "choice"
    required: bool = False
    ends: bool = False


def _choices(*pairs: tuple[object, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, text) for value, text in pairs)


_TYPES = _choices(
    ("non_us_img", "International medical graduate, not a US citizen (non-US IMG)"),
    ("us_img", "International medical graduate, US citizen (US-IMG)"),
    ("us_md", "Graduate of a US medical school (MD)"),
    ("us_do", "Graduate of a US osteopathic school (DO)"),
)
_VISAS = _choices(
    ("none", "No visa needed"),
    ("j1", "J-1 only"),
    ("h1b", "H-1B only"),
    ("j1_or_h1b", "J-1 or H-1B, either is fine"),
)
_YES_NO = _choices((True, "Yes"), (False, "No"))

_FIRST: Final = (
    Question(("applicant", "type"), "Which of these are you?", "You are", _TYPES, required=True),
    Question(
        ("target", "specialty"),
        "Which specialty do you apply to?",
        "Specialty",
        hint="for example Internal Medicine, FM, Psych",
        kind="specialty",
        required=True,
    ),
    Question(
        ("target", "track"),
        "Which kind of position?",
        "Position",
        _choices(
            ("categorical", "Categorical: the whole training (most people)"),
            ("preliminary", "Preliminary: one year of Medicine or Surgery"),
            ("transitional", "Transitional year"),
            ("advanced", "Advanced: starts in year two"),
        ),
    ),
    Question(
        STEP2,
        "What is your Step 2 CK score?",
        "Step 2 CK",
        hint="for example 245; Enter if you have none yet",
        kind="number",
    ),
    Question(
        STEP2_TRIES,
        "How many times did you take Step 2 CK?",
        "Step 2 CK, times taken",
        hint="for example 1",
        kind="number",
    ),
    Question(
        ("applicant", "step1"),
        "Did you pass Step 1?",
        "Step 1",
        _choices(
            ({"passed": True, "attempts": 1}, "Yes, the first time"),
            ({"passed": True, "attempts": 2}, "Yes, the second time"),
            ({"passed": True, "attempts": 3}, "Yes, the third time"),
            ({"passed": False}, "No, or not yet"),
        ),
    ),
    Question(
        ("applicant", "graduation_year"),
        "In which year did you graduate, or will you?",
        "Year of graduation",
        hint="for example 2023",
        kind="number",
    ),
    Question(
        ("applicant", "us_clinical_experience"),
        "Which US clinical experience do you have?",
        "US experience",
        _choices(
            ("hands_on", "Hands-on: an elective, externship or sub-internship"),
            ("observership", "Observership only"),
            ("none", "None"),
        ),
    ),
    Question(
        ("applicant", "letters"),
        "How strong are your letters of recommendation?",
        "Letters",
        _choices(("strong", "Strong"), ("average", "Average"), ("weak", "Weak")),
    ),
    Question(("applicant", "visa"), "Which visa would you need?", "Visa", _VISAS),
    Question(
        ("applicant", "red_flags"),
        "Is there anything you will have to explain?",
        "To explain",
        _choices(
            ("gap", "A gap in study or work"),
            ("attempt", "A failed exam"),
            ("professionalism", "A professionalism concern"),
            ("transfer", "A change of school or program"),
            ("other", "Something else"),
        ),
        hint="several numbers if needed, such as 1 3; Enter for none",
        kind="choices",
    ),
    Question(
        ("applications_sent",),
        "How many programs did you apply to in this specialty?",
        "Applications sent",
        hint="for example 100",
        kind="number",
    ),
    Question(
        LISTED,
        "How would you like to give your interviews?",
        "Interviews given as",
        _choices((False, "Just how many I can rank"), (True, "One by one (a better answer)")),
        required=True,
    ),
)
_NUMBER: Final = Question(
    ("interviews",),
    "How many interviews can you put on your rank list?",
    "Interviews",
    hint="attended or booked, at programs where you would train; 0 is an answer",
    kind="number",
    required=True,
)
_COUPLE: Final = Question(
    COUPLE,
    "Do you enter the Match as a couple?",
    "As a couple",
    _choices((False, "No"), (True, "Yes")),
    required=True,
)
_PARTNER: Final = (
    Question(
        ("couples", "partner", "type"), "Which of these is your partner?", "Partner is", _TYPES, required=True
    ),
    Question(
        ("couples", "partner_target", "specialty"),
        "Which specialty does your partner apply to?",
        "Partner's specialty",
        hint="for example Family Medicine",
        kind="specialty",
        required=True,
    ),
    Question(("couples", "partner", "visa"), "Which visa would your partner need?", "Partner's visa", _VISAS),
    Question(
        ("couples", "partner", "step2_ck", "score"),
        "What is your partner's Step 2 CK score?",
        "Partner's Step 2 CK",
        hint="for example 240",
        kind="number",
    ),
    Question(
        ("couples", "partner_interviews"),
        "How many interviews can your partner rank?",
        "Partner's interviews",
        hint="for example 8",
        kind="number",
        required=True,
    ),
)


def interview(i: int, visa: object) -> tuple[Question, ...]:
    """The questions about interview ``i`` (from 0); visas are asked about only where one is needed."""
    name = f"Interview {i + 1}"

    def at(field: str) -> Key:
        return ("interviews", i, field)

    first = Question(
        at("program"),
        f"{name}: which program?",
        name,
        hint="its name; Enter when there are no more",
        kind="text",
        ends=True,
    )
    rest = [
        Question(
            at("status"),
            f"{name}: how far is it?",
            f"{name}, status",
            _choices(
                ("scheduled", "Booked"),
                ("attended", "Attended"),
                ("invited", "Invited, not booked yet"),
                ("waitlisted", "On the waiting list"),
                ("declined", "I declined it"),
                ("cancelled", "It was cancelled"),
            ),
            required=True,
        ),
        Question(
            at("state"), f"{name}: in which state?", f"{name}, state", hint="for example NY", kind="text"
        ),
        Question(
            at("setting"),
            f"{name}: what kind of program?",
            f"{name}, kind",
            _choices(
                ("community", "Community"),
                ("community_university_affiliated", "Community, university-affiliated"),
                ("university", "University"),
            ),
        ),
        Question(
            at("visas_sponsored"),
            f"{name}: which visas does it sponsor?",
            f"{name}, visas",
            _choices((["j1"], "J-1"), (["j1", "h1b"], "J-1 and H-1B"), (["h1b"], "H-1B"), ([], "None")),
        ),
        Question(
            at("went"),
            f"{name}: how did it go?",
            f"{name}, went",
            _choices(("well", "Well"), ("mixed", "Mixed"), ("poorly", "Poorly")),
            hint="Enter if it has not happened yet",
        ),
        Question(
            at("would_rank"), f"{name}: would you train there?", f"{name}, would rank", _YES_NO, required=True
        ),
    ]
    return (first, *(q for q in rest if visa not in (None, "none") or q.key[-1] != "visas_sponsored"))


def questions(answers: Answers) -> tuple[Question, ...]:
    """Every question to ask, given the answers so far, in order."""
    asked = [q for q in _FIRST if q.key != STEP2_TRIES or answers.get(STEP2)]
    if answers.get(LISTED):
        named = [int(key[1]) for key, name in answers.items() if key[-1] == "program" and name]
        for i in range(min(MOST_LISTED, max(named, default=-1) + 2)):
            program, *rest = interview(i, answers.get(("applicant", "visa")))
            asked.append(program)
            # One whose name was taken back is left out; those after it stay.
            asked += rest if answers.get(program.key) else []
    elif LISTED in answers:
        asked.append(_NUMBER)
    asked.append(_COUPLE)
    if answers.get(COUPLE):
        asked += _PARTNER
    return tuple(asked)
