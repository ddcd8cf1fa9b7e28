"""Between form fields and a season that may be half filled: a nested dict in the shape of a season file."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import FormData

from matchsafe.web import forms
from matchsafe.web.questions import CITIZENS, Field, Question
from matchsafe.workspace import seasonfile

_LISTS = ("interviews", "couples.partner_interviews")
"""Answers that may also be a list; an empty number field leaves such a list as it is."""


@dataclass(frozen=True)
class FieldProblem:
    """One thing to correct or to look at again, with the id of the field that it links to."""

    field: str
    message: str


def get(season: dict[str, Any], path: str) -> Any:
    """The answer at a dotted path; ``None`` if there is none."""
    here: Any = season
    for part in path.split("."):
        if not isinstance(here, dict):
            return None
        here = here.get(part)
    return here


def put(season: dict[str, Any], path: str, value: Any) -> None:
    """Set the answer at a dotted path; ``None`` takes the answer out."""
    *parents, last = path.split(".")
    here = season
    for part in parents:
        if not isinstance(here.get(part), dict):
            if value is None:
                return
            here[part] = {}
        here = here[part]
    if value is None:
        here.pop(last, None)
    else:
        here[last] = value


def read(question: Question, form: FormData) -> dict[str, Any]:
    """The answers in a form, by path; what was left open or skipped is ``None``.

    A number that is not one stays text, so that the season file's own check can say what is wrong with it.
    """
    if forms.text(form, "skip"):
        return {f.path: [] if f.kind == "checkboxes" else None for f in question.fields}
    return {f.path: _value(f, form) for f in question.fields}


def _value(field: Field, form: FormData) -> Any:
    if field.kind == "checkboxes":
        chosen = form.getlist(field.name)
        return [o.value for o in field.options if o.value in chosen]
    raw = forms.text(form, field.name, 200)
    if raw == "":
        return None
    if field.path.endswith(".passed"):
        return {"true": True, "false": False}.get(raw, raw)
    if field.kind == "number" or field.path.endswith(".attempts"):
        return whole(raw)
    return raw


def whole(raw: str) -> int | str:
    """A whole number written in any usual way ("245", " 1,200 "), else the text as it came."""
    digits = raw.replace(",", "").replace(" ", "")
    return int(digits) if digits.removeprefix("-").isascii() and digits.removeprefix("-").isdigit() else raw


def merge(season: dict[str, Any], answers: dict[str, Any]) -> dict[str, Any]:
    """A season with these answers in it; the season passed in stays as it was."""
    new = copy.deepcopy(season)
    for path, value in answers.items():
        if not (value is None and path in _LISTS and isinstance(get(season, path), list)):
            put(new, path, value)
    if "applicant.type" in answers and answers["applicant.type"] != get(season, "applicant.type"):
        put(new, "applicant.visa", "none" if answers["applicant.type"] == CITIZENS else None)
    if not get(new, "couples.partner.type"):
        new.pop("couples", None)
    elif not get(new, "couples.partner_target.specialty"):
        put(new, "couples.partner_target", None)
    return new


def missing(question: Question, season: dict[str, Any]) -> list[FieldProblem]:
    """The fields of a page that have to be filled in and are empty in the season."""
    words = {
        "radio": "Choose one of the answers",
        "select": "Choose one from the list",
        "number": "Write a number",
    }
    return [
        FieldProblem(f.name, f"{f.short or f.label}: {words.get(f.kind, 'Answer this')}.")
        for f in question.fields
        if f.required and get(season, f.path) is None
    ]


def season_problems(season: dict[str, Any]) -> tuple[seasonfile.Problem, ...]:
    """What the season file's own rules refuse in a season that may be half filled."""
    try:
        seasonfile.check(_padded(season))
    except seasonfile.SeasonFileError as error:
        return error.problems
    return ()


def told(problem: seasonfile.Problem) -> str:
    """A problem in words, without its place in a file: the form shows where it is."""
    return replace(problem, path="", line=None).sentence()


def check(season: dict[str, Any], question: Question) -> tuple[list[FieldProblem], list[FieldProblem]]:
    """Errors and warnings on the fields of a page, by the season file's own rules.

    Args:
        season: A season that may be half filled.
        question: The page.
    """
    problems = [
        FieldProblem(f.name, f"{f.short or f.label}: write a number in digits, for example {f.example}.")
        for f in question.fields
        if f.kind == "number" and isinstance(get(season, f.path), str)
    ]
    if problems:
        return problems, []
    try:
        warnings = seasonfile.check(_padded(season)).warnings
    except seasonfile.SeasonFileError as error:
        return _on(question, error.problems), []
    return [], _on(question, (replace(w, seen="") for w in warnings))


def _padded(season: dict[str, Any]) -> dict[str, Any]:
    """The season with something valid in place of what has not been asked yet."""
    padded = copy.deepcopy(season)
    padded.setdefault("applicant", {}).setdefault("type", "non_us_img")
    padded.setdefault("target", {}).setdefault("specialty", "internal_medicine")
    return padded


def _on(question: Question, problems: Iterable[seasonfile.Problem]) -> list[FieldProblem]:
    return [
        FieldProblem(field.name, told(problem))
        for problem in problems
        for field in question.fields
        if problem.path == field.path or problem.path.startswith((f"{field.path}.", f"{field.path}["))
    ]


def shown(field: Field, season: dict[str, Any]) -> str:
    """An answer as the reader gave it, for "Check your answers"."""
    value = get(season, field.path)
    if isinstance(value, list) and field.path in _LISTS:
        return f"a list of {len(value)}"
    if field.kind == "number":
        return "" if value is None else str(value)
    if field.kind == "checkboxes":
        chosen = ", ".join(o.label for o in field.options if o.value in (value or ()))
        return chosen or ("None" if value == [] else "")
    given = raw(field, season)
    if given == "":
        return ""
    return next((o.label for o in field.options if o.value == given), str(given))


def raw(field: Field, season: dict[str, Any]) -> str | list[str]:
    """An answer as the value of its form field."""
    value = get(season, field.path)
    if field.kind == "checkboxes":
        return list(value or [])
    if value is None or isinstance(value, list):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
