"""Between form fields and a season that may be half filled: a nested dict in the shape of a season file."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from starlette.datastructures import FormData

from matchsafe.domain.problem import Problem
from matchsafe.domain.rankable import is_rankable
from matchsafe.domain.season_interview import MAX_INTERVIEWS
from matchsafe.services.season import interview_rows
from matchsafe.web import forms
from matchsafe.web.questions import CITIZENS, FormField, QuestionPage
from matchsafe.workspace import season_answers
from matchsafe.workspace.season_answers import get, put

_LISTS = ("interviews", "couples.partner_interviews")
"""Answers that may also be a list; an empty number field leaves such a list as it is."""


def read(question: QuestionPage, form: FormData) -> dict[str, Any]:
    """The answers in a form, by path; what was left open or skipped is ``None``.

    A number that is not one stays text, so that the check can say what is wrong with it.
    """
    if forms.text(form, "skip"):
        return {f.path: [] if f.kind == "checkboxes" else None for f in question.fields}
    return {f.path: value_of(f, form) for f in question.fields}


def value_of(field: FormField, form: FormData) -> Any:
    """The answer in one field of a form; ``None`` if it was left open."""
    if field.kind == "checkboxes":
        chosen = form.getlist(field.name)
        return [o.value for o in field.options if o.value in chosen]
    raw = forms.text(form, field.name, 400)
    if raw == "":
        return None
    for choice, option in zip(season_answers.choices(field.field), _selection(field), strict=False):
        if option == raw:
            return choice.value
    return season_answers.read(field.field, raw)[0]


def _selection(field: FormField) -> list[str]:
    return [o.value for o in field.options if o.value not in ("", "unknown")]


def merge(season: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """A season with these answers in it; the season passed in stays as it was."""
    new = copy.deepcopy(season)
    for path, value in answers.items():
        if path == "second.interviews":
            continue
        if not (value is None and path in _LISTS and isinstance(get(season, path), list)):
            put(new, path, value)
    if "applicant.type" in answers and answers["applicant.type"] != get(season, "applicant.type"):
        put(new, "applicant.visa", "none" if answers["applicant.type"] == CITIZENS else None)
    if "ask.applied" in answers:
        _note_applied(new, answers["ask.applied"])
    if "second.interviews" in answers:
        _held_in_two(new, answers["interviews"], answers["second.interviews"])
    if not get(new, "couples.partner.type"):
        new.pop("couples", None)
    elif not get(new, "couples.partner_target.specialty"):
        put(new, "couples.partner_target", None)
    if not get(new, "result.outcome"):
        new.pop("result", None)
    return new


def _note_applied(season: dict[str, Any], applied: bool | None) -> None:
    """Before applying there are no applications and no interviews; afterwards both are open again."""
    none_held = not season.get("interviews")
    if applied is False and none_held:
        season |= {"applications_sent": 0, "interviews": 0}
    elif applied and season.get("applications_sent") == 0 and none_held:
        del season["applications_sent"]
        season.pop("interviews", None)


def _held_in_two(season: dict[str, Any], first: Any, second: Any) -> None:
    """Two numbers as a list of interviews at unnamed programs, each in its specialty."""
    specialty = season_answers.second_specialty(season)
    if (
        specialty
        and isinstance(first, int)
        and isinstance(second, int)
        and second > 0
        and first + second <= MAX_INTERVIEWS
    ):
        held = [{"program": f"Interview {i}"} for i in range(1, first + second + 1)]
        season["interviews"] = [*held[:first], *({**i, "specialty": specialty} for i in held[first:])]


def missing_fields(question: QuestionPage, season: dict[str, Any]) -> list[Problem]:
    """The fields of a page that have to be filled in and are empty in the season; each by the id of its element."""
    words = {
        "radio": "Choose one of the answers",
        "select": "Choose one from the list",
        "number": "Write a number",
    }
    return [
        Problem(f"{f.short}: {words.get(f.kind, 'Answer this')}.", "missing_field", f.name)
        for f in question.fields
        if f.required and get(season, f.path) is None
    ]


def problem_text(problem: Problem) -> str:
    """A problem in words, without its place in a file: the form shows where it is."""
    return replace(problem, path="", line=None).sentence()


def check(season: dict[str, Any], question: QuestionPage) -> tuple[list[Problem], list[Problem]]:
    """Errors and warnings on the fields of a page, each by the id of its element.

    Args:
        season: A season that may be half filled.
        question: The page.
    """
    wrong = [
        Problem(f"{f.short}: {problem_text(problem)}", problem.code, f.name)
        for f in question.fields
        if f.kind == "number" and isinstance(value := get(season, f.path), str)
        if (problem := season_answers.read(f.field, value)[1]) is not None
    ]
    if wrong:
        return wrong, []
    problems, warnings = season_answers.check(season)
    return _on(question, problems), _on(question, tuple(replace(w, seen="") for w in warnings))


def _on(question: QuestionPage, problems: tuple[Problem, ...]) -> list[Problem]:
    return [
        Problem(problem_text(problem), problem.code, field.name)
        for field in question.fields
        for problem in season_answers.within(problems, field.path)
    ]


def answer_text(field: FormField, season: dict[str, Any]) -> str:
    """An answer as the reader gave it, for "Check your answers"."""
    value = get(season, field.path)
    if value == [] and field.kind == "checkboxes":
        return "None"
    if field.path == "interviews" and isinstance(value, list):
        visa = get(season, "applicant.visa")
        usable = sum(is_rankable(i, visa) for i in interview_rows.current_interviews(season))
        if usable < len(value):
            return f"{usable} of the {len(value)} on your list"
    return season_answers.answer_text(field.field, value)


def raw(field: FormField, season: dict[str, Any]) -> str | list[str]:
    """An answer as the value of its form field."""
    return form_value(field, get(season, field.path))


def form_value(field: FormField, value: Any) -> str | list[str]:
    """A value as the value of its form field."""
    if field.kind == "checkboxes":
        return list(value or [])
    for choice, option in zip(season_answers.choices(field.field), _selection(field), strict=False):
        if choice.value == value:
            return option
    if field.field.type.kind == "share" and isinstance(value, float | int):
        return f"{value * 100:g}"
    if value is None or isinstance(value, list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
