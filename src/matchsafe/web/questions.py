"""The questionnaire: which fields of the season catalogue stand on which page, and in what order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, Literal

from matchsafe.domain import season_fields
from matchsafe.domain.season_fields import SeasonCatalogue, SeasonField
from matchsafe.workspace import season_answers

InputKind = Literal["radio", "select", "number", "checkboxes", "tick", "text"]

CITIZENS: Final = "us_img"
"""Reports count a graduate of a foreign school as a US-IMG if they are a US citizen: no visa question."""

_FEW: Final = 10
"""Whole numbers up to this one are chosen from a list."""

_PAGES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("applied", ("ask.applied",)),
    ("type", ("applicant.type",)),
    ("specialty", ("target.specialty", "target.track", "second.specialty", "second.track")),
    ("interviews", ("interviews", "second.interviews")),
    ("exams", (
        "applicant.step2_ck.score", "applicant.step2_ck.attempts", "applicant.step1.passed", "applicant.step1.attempts",
    )),
    ("training", ("applicant.graduation_year", "applicant.us_clinical_experience")),
    ("flags", ("applicant.letters", "applicant.red_flags")),
    ("visa", ("applicant.visa",)),
)  # fmt: skip
"""The pages before the first answer: the last part of each address, and the fields."""

_HEADINGS: Final = {
    "exams": (
        "What were your exam results?",
        "Programs look at Step 2 CK first. Leave open what you do not have yet.",
    ),
    "training": ("When and where did you train?", "Recent graduates with US experience get more interviews."),
    "flags": ("What else will programs read about you?", "Most applicants have not read their letters."),
    "partner": (
        "Do you match as a couple?",
        "A couple's lists are tied together: each pair matches or fails as one.",
    ),
    "result": ("How did your Match end?", "The result closes this season. You can change it later."),
}
"""Heading and reason of the pages that ask several things; of the others, those of their first field."""

_REFINING: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("applications", ("applications_sent", "applicant.step3.passed")),
    ("partner", (
        "couples.partner.type", "couples.partner_target.specialty", "couples.partner_interviews",
        "couples.partner.step2_ck.score", "couples.partner.graduation_year", "couples.partner.visa",
    )),
    ("result", ("result.outcome", "result.program", "result.rank")),
)  # fmt: skip
"""The pages that only refine the answer. A field of the catalogue that no page has gets one of its own after these."""


@dataclass(frozen=True)
class FormOption:
    """One choice of a form field; the value ``""`` means "I don't know"."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class FormField:
    """One field of a form: a field of the season catalogue, and where its answer stands.

    Attributes:
        path: Where the answer stands in the form's data.
        required: Whether there can be no answer without it.
        compact: Whether the form has many fields, so that a choice takes a line and yes or no is a box to tick.
    """

    path: str
    field: SeasonField
    required: bool = False
    compact: bool = False

    @property
    def name(self) -> str:
        """The name of the form field and the id of its element."""
        return self.path.replace(".", "-")

    @property
    def label(self) -> str:
        """What is asked, under the page's heading."""
        return self.field.title or self.field.question

    @property
    def short(self) -> str:
        """What the answer is called on "Check your answers"."""
        return self.field.heading

    @property
    def hint(self) -> str:
        """What to write, in a sentence."""
        return "" if self.field.type.kind == "specialty" else self.field.hint

    @property
    def example(self) -> str:
        """A possible answer, where it is typed."""
        return self.field.example if self.kind in ("number", "text") and "example" not in self.hint else ""

    @property
    def kind(self) -> InputKind:
        """How it is asked."""
        match self.field.type.kind:
            case "yes_no" if self.compact:
                return "tick"
            case "word" | "yes_no":
                return "select" if self.compact else "radio"
            case "words":
                return "select" if self.field.type.nullable else "checkboxes"
            case "specialty" | "state":
                return "select"
            case "whole" if (self.field.type.high or _FEW + 1) <= _FEW:
                return "select"
            case "whole" | "interviews":
                return "number"
            case _:
                return "text"

    @property
    def usual(self) -> object:
        """What counts if it is left out."""
        return self.field.type.default

    @property
    def longest(self) -> int:
        """Most characters that can be typed, a little more than are accepted, so that the check can say so."""
        return (self.field.type.longest or 9) + 100 if self.field.type.kind == "text" else 12

    @property
    def options(self) -> tuple[FormOption, ...]:
        """The choices, "I don't know" last among few and first in a list."""
        type_ = self.field.type
        if type_.kind == "whole":
            chosen = [
                FormOption(str(n), str(n)) for n in range(int(type_.low or 0), int(type_.high or 0) + 1)
            ]
        else:
            chosen = [
                FormOption(_element_value(c.value), c.label, c.hint)
                for c in season_answers.choices(self.field)
            ]
        if self.kind == "checkboxes":
            return tuple(chosen)
        first = self.kind == "select" or self.path == "couples.partner.type"
        if self.field.unknown:
            unknown = FormOption("unknown" if "unknown" in type_.words else "", self.field.unknown)
        elif self.required and self.kind == "select":
            unknown = FormOption("", f"Choose a {self.field.label}")
        else:
            return tuple(chosen)
        return (unknown, *chosen) if first else (*chosen, unknown)


def _element_value(value: object) -> str:
    """The value of a choice as the value of its element: some words of several are ``both``, none ``none``."""
    if isinstance(value, list):
        return "none" if not value else str(value[0]) if len(value) == 1 else "both"
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class QuestionPage:
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
    fields: tuple[FormField, ...]
    skip: str = ""
    extra: bool = False


def pages() -> tuple[QuestionPage, ...]:
    """Every page of the questionnaire, those that only refine the answer last."""
    return _pages(season_fields.catalogue())


@cache
def _pages(catalogue: SeasonCatalogue) -> tuple[QuestionPage, ...]:
    placed = {path for _, paths in (*_PAGES, *_REFINING) for path in paths}
    others = [(path.replace(".", "-"), (path,)) for path in catalogue.paths() if path not in placed]
    first = [_page(catalogue, code, paths, extra=False) for code, paths in _PAGES]
    return (*first, *(_page(catalogue, code, paths, extra=True) for code, paths in (*_REFINING, *others)))


def _page(catalogue: SeasonCatalogue, code: str, paths: tuple[str, ...], *, extra: bool) -> QuestionPage:
    needed = ("ask.applied", "applicant.type", "target.specialty", "interviews")
    fields = tuple(
        FormField(path, _field_at(catalogue, path), path in needed, compact=path == "second.track")
        for path in paths
    )
    first = fields[0].field
    title, why = _HEADINGS.get(code, (first.question, first.why))
    return QuestionPage(code, title, why, fields, _skip(code, first), extra)


def _skip(code: str, first: SeasonField) -> str:
    if code == "result":
        return "No result yet"
    return "" if code in _HEADINGS else first.skip


def _field_at(catalogue: SeasonCatalogue, path: str) -> SeasonField:
    """The field of the catalogue that a path of the form fills."""
    if path == "ask.applied":
        return season_answers.APPLIED
    if path == "second.specialty":
        title = "A second specialty, if you apply to two"
        return replace(
            catalogue.at("target.specialty"), unknown="No other", title=title, short="Second specialty"
        )
    if path == "second.track":
        title = "The kind of position in your second specialty"
        return replace(catalogue.at("target.track"), title=title, short="Position in it", hint="")
    if path == "second.interviews":
        title = "And in your second specialty"
        return replace(
            catalogue.at("interviews"), hint="", title=title, short="In your second specialty", example="4"
        )
    return catalogue.at(path)


def page(code: str) -> QuestionPage | None:
    """The page at an address."""
    return next((p for p in pages() if p.code == code), None)


def sequence(season: dict[str, Any]) -> tuple[QuestionPage, ...]:
    """The pages before the first answer, in order: no visa for a citizen, no interviews before applying."""
    left_out = set()
    if season_answers.get(season, "applicant.type") == CITIZENS:
        left_out.add("visa")
    if season_answers.has_applied(season) is False:
        left_out.add("interviews")
    return tuple(p for p in pages() if not p.extra and p.code not in left_out)


def neighbour(code: str, season: dict[str, Any], step: int) -> QuestionPage | None:
    """The page so many steps on (or back, below 0); ``None`` beyond the ends and beside a refining one."""
    ordered = sequence(season)
    codes = [p.code for p in ordered]
    at = codes.index(code) + step if code in codes else -1
    return ordered[at] if 0 <= at < len(ordered) else None


def shown_fields(asked: QuestionPage, season: dict[str, Any]) -> tuple[FormField, ...]:
    """The fields of a page for this season: nothing of a second specialty's interviews without one."""
    second = season_answers.second_specialty(season)
    return tuple(f for f in asked.fields if f.path != "second.interviews" or second)
