"""One interview as a form, and many as pasted lines; the fields and their words are those of the season catalogue."""

from __future__ import annotations

import re
from typing import Any

from starlette.datastructures import FormData

from matchsafe.domain import season_fields
from matchsafe.domain.problem import Problem
from matchsafe.domain.season_fields import key
from matchsafe.domain.specialties import specialty_code
from matchsafe.domain.states import state_code
from matchsafe.web import form_answers, forms
from matchsafe.web.questions import FormField


def fields(several: bool = True) -> tuple[FormField, ...]:
    """The fields of the form, in their order; the first is the program.

    Args:
        several: Whether the season has several targets, so that an interview says which it is for.
    """
    asked = season_fields.catalogue().in_group("Interview")
    left_out = () if several else ("specialty", "track")
    return tuple(
        FormField(name, f, f.type.required, compact=True)
        for name, f in asked
        if f.question and name not in left_out
    )


def paste(text: str) -> tuple[list[dict[str, Any]], list[Problem], str]:
    """Read many interviews, one a line: the program first, then state, kind, visas, status in any order.

    Args:
        text: Lines whose parts stand between commas, semicolons or tabs. Empty lines are passed over.

    Returns:
        The interviews, what is wrong with the other lines, and those lines.
    """
    found: list[dict[str, Any]] = []
    problems: list[Problem] = []
    left: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = [p.strip() for p in re.split(r"[,;\t]", line)]
        if not any(parts):
            continue
        item, odd = _line(parts)
        if odd or not item["program"]:
            left.append(line)
        if not item["program"]:
            message = f"Line {number} has no program name before the first comma."
            problems.append(Problem(message, "missing_field", line=number))
        elif odd:
            wrong = " and ".join(f"“{part[:60]}”" for part in odd[:3])
            message = (
                f"Line {number}: {wrong} {'is' if len(odd) == 1 else 'are'} not a state, a kind of program, "
                "a visa or a status. Write for example: Lincoln Hospital, NY, community."
            )
            problems.append(Problem(message, "unknown_word", line=number))
        else:
            found.append(item)
    return found, problems, "\n".join(left)


def _line(parts: list[str]) -> tuple[dict[str, Any], list[str]]:
    item: dict[str, Any] = {"program": parts[0]}
    odd: list[str] = []
    words = _words()
    for part in filter(None, parts[1:]):
        if (state := state_code(part)) is not None and "state" not in item:
            item["state"] = state
        elif (known := words.get(key(part))) is not None:
            name, value = known
            if isinstance(value, list) and value and item.get(name):
                every = season_fields.catalogue().fields[f"Interview.{name}"].options
                value = [o.code for o in every if o.code in {*item[name], *value}]
            item[name] = value
        elif (specialty := specialty_code(part)) is not None:
            item["specialty"] = specialty
        else:
            odd.append(part)
    return item, odd


def _words() -> dict[str, tuple[str, Any]]:
    """Every word that fills a field of an interview, in small letters and digits, with the field and its value."""
    found: dict[str, tuple[str, Any]] = {}
    for name, field in season_fields.catalogue().in_group("Interview"):
        several = field.type.kind == "words"
        for option in field.options:
            if option.code != "unknown":
                value = [option.code] if several else option.code
                found |= dict.fromkeys((key(option.code), key(option.label), *option.also), (name, value))
        if name == "visas_sponsored":
            every = [option.code for option in field.options]
            found |= dict.fromkeys(("bothvisas", "and".join(key(code) for code in every)), (name, every))
            found |= dict.fromkeys(("novisa", "novisas"), (name, []))
    return found


def from_form(form: FormData) -> dict[str, Any]:
    """The interview in a form, in the shape of a season file; what is not known is left out."""
    item: dict[str, Any] = {}
    for field in fields():
        if field.kind == "tick":
            value: Any = forms.text(form, field.name) == "yes"
            if value != field.usual:
                item[field.path] = value
        elif field.required:
            item[field.path] = forms.text(form, field.name, 400)
        elif field.kind == "checkboxes":
            item |= {field.path: chosen} if (chosen := form_answers.value_of(field, form)) else {}
        elif (value := form_answers.value_of(field, form)) not in (None, "unknown"):
            item[field.path] = value
    return item


def other_fields(item: dict[str, Any]) -> dict[str, Any]:
    """What the form does not ask of an interview, and so leaves as it is: its id, its dates, its notes."""
    asked = {field.path for field in fields()}
    return {name: value for name, value in item.items() if name not in asked}


def form_values(item: dict[str, Any]) -> dict[str, Any]:
    """The value of each form field for an interview."""
    values: dict[str, Any] = {}
    for field in fields():
        value = item.get(field.path)
        if field.kind == "tick":
            values[field.path] = "yes" if (field.usual if value is None else value) else ""
        else:
            first = field.options[0].value if field.options and field.kind != "checkboxes" else ""
            values[field.path] = form_answers.form_value(field, value) or first
    return values


def unnamed_interviews(count: int) -> list[dict[str, Any]]:
    """A bare number as a list to be filled in: as many interviews at unnamed programs."""
    return [{"program": f"Interview {i}"} for i in range(1, count + 1)]
