"""The questions: one idea a page, in plain words. Ten before the first answer; the rest refine it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matchsafe.domain.specialties import SPECIALTY_NAMES

Kind = Literal["radio", "select", "number", "checkboxes"]


@dataclass(frozen=True)
class Option:
    """One choice of a field; ``hint`` says in a line who should choose it."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Attributes:
        path: Where the answer stands in a season file, such as ``applicant.step2_ck.score``.
        label: What is asked.
        kind: How it is asked.
        options: The choices; the value ``""`` means "I don't know".
        hint: What to write, in a sentence.
        example: A possible answer.
        required: Whether there can be no answer without it.
        short: What the answer is called on "Check your answers"; the label if empty.
    """

    path: str
    label: str
    kind: Kind
    options: tuple[Option, ...] = ()
    hint: str = ""
    example: str = ""
    required: bool = False
    short: str = ""

    @property
    def name(self) -> str:
        """The name of the form field and the id of its element."""
        return self.path.replace(".", "-")


@dataclass(frozen=True)
class Question:
    """One page of the questionnaire.

    Attributes:
        code: Last part of the page's address.
        title: The question, in the second person.
        why: Why it is asked, in a sentence.
        fields: What the page asks.
        skip: Words on the button that leaves the question open; empty if it has to be answered or
            "I don't know" is among the choices.
        extra: Whether it only refines the answer and is reached from "Check your answers".
    """

    code: str
    title: str
    why: str
    fields: tuple[Field, ...]
    skip: str = ""
    extra: bool = False

    @property
    def required(self) -> bool:
        """Whether there can be no answer without it."""
        return any(f.required for f in self.fields)


UNKNOWN = Option("", "I don't know")
_TRIES = (Option("1", "1"), Option("2", "2"), Option("3", "3"), Option("4", "4"))

TYPES = (
    Option(
        "non_us_img",
        "International medical graduate, not a US citizen",
        "Your school is outside the US and Canada. Reports call this a non-US IMG.",
    ),
    Option(
        "us_img",
        "International medical graduate, US citizen",
        "Your school is outside the US and Canada. Reports call this a US-IMG.",
    ),
    Option("us_md", "Graduate of a US medical school (MD)"),
    Option("us_do", "Graduate of a US osteopathic school (DO)"),
)
VISAS = (
    Option(
        "none", "I do not need a visa", "For example: US citizen, green card, or a work permit of your own."
    ),
    Option("j1", "J-1 only"),
    Option("h1b", "H-1B only", "A program that sponsors only J-1 then does not count."),
    Option("j1_or_h1b", "J-1 or H-1B, either is fine"),
    UNKNOWN,
)
SPECIALTIES = tuple(Option(code, name) for code, name in SPECIALTY_NAMES.items())

QUESTIONS: tuple[Question, ...] = (
    Question(
        "type",
        "Which of these are you?",
        "Match results differ much between these groups.",
        (Field("applicant.type", "Applicant type", "radio", short="You are", options=TYPES, required=True),),
    ),
    Question(
        "specialty",
        "Which specialty do you apply to?",
        "If you apply to several, choose the one you want most.",
        (
            Field(
                "target.specialty",
                "Specialty",
                "select",
                (Option("", "Choose a specialty"), *SPECIALTIES),
                example="Internal Medicine",
                required=True,
            ),
            Field(
                "target.track",
                "Kind of position",
                "radio",
                (
                    Option("categorical", "Categorical", "The whole training. Most people choose this."),
                    Option("preliminary", "Preliminary", "One year of Medicine or Surgery only."),
                    Option("transitional", "Transitional year", "One year in several departments."),
                    Option(
                        "advanced",
                        "Advanced",
                        "Starts in year two, after a preliminary or transitional year.",
                    ),
                ),
            ),
        ),
    ),
    Question(
        "interviews",
        "How many interviews can you put on your rank list?",
        "Count the ones you attended or will attend, at programs where you would train.",
        (
            Field(
                "interviews",
                "Number of interviews",
                "number",
                short="Interviews you can rank",
                example="6",
                hint="A number is enough for now. If you have none, write 0.",
                required=True,
            ),
        ),
    ),
    Question(
        "step2",
        "What is your Step 2 CK score?",
        "Programs look at it first now that Step 1 has no score.",
        (
            Field(
                "applicant.step2_ck.score",
                "Three-digit score",
                "number",
                short="Step 2 CK score",
                example="245",
            ),
            Field(
                "applicant.step2_ck.attempts",
                "How many times did you take it?",
                "select",
                short="Step 2 CK, times taken",
                options=(Option("", "I don't know, or not yet"), *_TRIES),
            ),
        ),
        skip="I do not have a score yet",
    ),
    Question(
        "step1",
        "Did you pass Step 1?",
        "A pass on the first try is what programs expect. A later pass is still a pass.",
        (
            Field(
                "applicant.step1.passed",
                "Step 1",
                "radio",
                (Option("true", "Yes, I passed"), Option("false", "No, or not yet"), UNKNOWN),
            ),
            Field(
                "applicant.step1.attempts",
                "How many times did you take it?",
                "select",
                short="Step 1, times taken",
                options=(Option("", "I don't know, or not yet"), *_TRIES),
            ),
        ),
    ),
    Question(
        "graduation",
        "In which year did you finish medical school?",
        "Programs call it your YOG. If you have not finished, write the year you expect.",
        (Field("applicant.graduation_year", "Year of graduation", "number", example="2023"),),
        skip="Skip this question",
    ),
    Question(
        "experience",
        "Have you worked or trained in a US hospital or clinic?",
        "Programs call this US clinical experience (USCE).",
        (
            Field(
                "applicant.us_clinical_experience",
                "US clinical experience",
                "radio",
                (
                    Option(
                        "hands_on",
                        "Yes, with my own patients",
                        "Externship, sub-internship or elective, where you examined patients.",
                    ),
                    Option("observership", "Yes, but I only watched", "Observership or shadowing."),
                    Option("none", "No"),
                    UNKNOWN,
                ),
            ),
        ),
    ),
    Question(
        "letters",
        "How strong are your letters of recommendation?",
        'Most applicants have not read them. "I don\'t know" is a good answer.',
        (
            Field(
                "applicant.letters",
                "Letters",
                "radio",
                (
                    Option("strong", "Strong", "From US doctors who worked with you and know you well."),
                    Option("average", "Average"),
                    Option("weak", "Weak", "Old, short, or from people who hardly know you."),
                    Option("unknown", "I don't know"),
                ),
            ),
        ),
    ),
    Question(
        "visa",
        "Do you need a visa to train in the US?",
        "An interview counts only if the program sponsors a visa that you can use.",
        (Field("applicant.visa", "Visa", "radio", VISAS),),
    ),
    Question(
        "flags",
        "Is there anything in your file you will have to explain?",
        "Programs may ask about these. Choose all that fit, or none.",
        (
            Field(
                "applicant.red_flags",
                "Things to explain",
                "checkboxes",
                (
                    Option("gap", "A gap of some months or years", "Time without study or clinical work."),
                    Option("attempt", "A failed exam attempt"),
                    Option("transfer", "I changed medical school or left a residency"),
                    Option("professionalism", "A professionalism or legal note"),
                    Option("other", "Something else"),
                ),
            ),
        ),
        skip="None of these",
    ),
    Question(
        "applications",
        "How many programs did you apply to?",
        "It tells which advice fits you at this time of the season.",
        (
            Field(
                "applications_sent",
                "Applications sent in this specialty",
                "number",
                short="Applications sent",
                example="100",
            ),
            Field(
                "applicant.step3.passed",
                "Did you pass Step 3?",
                "radio",
                short="Step 3",
                options=(Option("true", "Yes"), Option("false", "No, or not yet"), UNKNOWN),
            ),
        ),
        skip="Skip this question",
        extra=True,
    ),
    Question(
        "partner",
        "Do you match as a couple?",
        "A couple's lists are tied together: each pair matches or fails as one.",
        (
            Field(
                "couples.partner.type",
                "Your partner is",
                "radio",
                short="Partner",
                options=(Option("", "I am not in a couple"), *TYPES),
            ),
            Field(
                "couples.partner_target.specialty",
                "Your partner's specialty",
                "select",
                short="Partner's specialty",
                options=(Option("", "The same as mine"), *SPECIALTIES),
            ),
            Field(
                "couples.partner_interviews",
                "Interviews your partner can rank",
                "number",
                short="Partner's interviews",
                example="9",
            ),
            Field(
                "couples.partner.step2_ck.score",
                "Your partner's Step 2 CK score, if you know it",
                "number",
                short="Partner's Step 2 CK score",
                example="238",
            ),
            Field(
                "couples.partner.graduation_year",
                "Your partner's year of graduation, if you know it",
                "number",
                short="Partner's year of graduation",
                example="2022",
            ),
            Field(
                "couples.partner.visa",
                "Does your partner need a visa?",
                "radio",
                short="Partner's visa",
                options=VISAS,
            ),
        ),
        extra=True,
    ),
)

BY_CODE = {q.code: q for q in QUESTIONS}
CITIZENS = "us_img"
"""Reports count a graduate of a foreign school as a US-IMG if they are a US citizen: no visa question."""


def asked(applicant_type: str | None) -> tuple[Question, ...]:
    """The questions before the first answer, in order, for an applicant of this type."""
    return tuple(
        q for q in QUESTIONS if not q.extra and not (q.code == "visa" and applicant_type == CITIZENS)
    )


def after(code: str, applicant_type: str | None) -> Question | None:
    """The question that follows; ``None`` after the last one and after a refining one."""
    questions = asked(applicant_type)
    codes = [q.code for q in questions]
    if code not in codes or code == codes[-1]:
        return None
    return questions[codes.index(code) + 1]


def before(code: str, applicant_type: str | None) -> Question | None:
    """The question that comes before; ``None`` at the first one and at a refining one."""
    questions = asked(applicant_type)
    codes = [q.code for q in questions]
    if code not in codes or code == codes[0]:
        return None
    return questions[codes.index(code) - 1]
