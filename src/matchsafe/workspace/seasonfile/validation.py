"""From plain data to a season, or to every problem at once in plain words."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from matchsafe.domain.kept_plan import KeptPlan
from matchsafe.domain.season import Season
from matchsafe.workspace.seasonfile import hints
from matchsafe.workspace.seasonfile.normalisation import prepare
from matchsafe.workspace.seasonfile.plain import Copier
from matchsafe.workspace.seasonfile.plan_part import taken_out
from matchsafe.workspace.seasonfile.problems import (
    Location,
    Problem,
    SeasonFileError,
    path_text,
    quoted,
    shown,
)
from matchsafe.workspace.seasonfile.shape import Shape, field_at, group_at, shapes
from matchsafe.workspace.seasonfile.tree import Marks

MAX_PROBLEMS: Final = 200
"""How many problems are listed; a last entry says that there are more."""

_CODES: Final = {
    "missing": "missing_field",
    "extra_forbidden": "unknown_field",
    "literal_error": "unknown_word",
    "specialty": "unknown_specialty",
    "state": "unknown_state",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "string_too_short": "empty_text",
    "string_too_long": "too_long",
    "too_long": "too_many",
}


def season_from(
    data: object, marks: Marks, found: list[Problem], name: str
) -> tuple[Season, KeptPlan | None]:
    """Check data that was read: the season, and the plan the file may hold.

    Args:
        data: What the file or the caller holds.
        marks: Where each value stands in the file; empty for data that never was a file.
        found: Problems found while reading; they are reported together with the ones found here.
        name: What to call the file in messages.

    Raises:
        SeasonFileError: With every problem, in the order of the file.
    """
    copier = Copier(marks, name)
    plain = copier.copy(data)
    problems = [*found, *copier.problems]
    if not isinstance(plain, dict):
        message = "A season file is a group of fields, each with a name and a colon."
        accepted = f"the fields {', '.join(Season.model_fields)}"
        code = "not_a_season"
        raise SeasonFileError(
            [*problems, Problem("", message, shown(plain), accepted, None, marks.line(()), code)], name
        )
    plain, plan, wrong = taken_out(plain, marks)
    problems += wrong
    prepared = prepare(plain, marks)
    try:
        season = Season.model_validate(prepared, strict=True)
    except ValidationError as error:
        told = {p.path for p in problems}
        problems += [p for p in _from_pydantic(error, prepared, marks) if p.path not in told]
    if problems:
        problems.sort(key=lambda p: p.line or 0)
        if len(problems) > MAX_PROBLEMS:
            problems[MAX_PROBLEMS:] = [
                Problem("", "There are more problems than these.", code="more_problems")
            ]
        raise SeasonFileError(problems, name)
    return season, plan


def _from_pydantic(error: ValidationError, data: object, marks: Marks) -> list[Problem]:
    problems: dict[tuple[Location, str], Problem] = {}
    for fault in error.errors(include_url=False, include_context=False):
        location, branch, value = _follow(fault["loc"], data)
        if branch is not None and isinstance(value, tuple) != branch.startswith("tuple"):
            if branch.startswith("tuple") and isinstance(value, int) and not isinstance(value, bool):
                continue  # a number was given: only the complaint about the number counts
            if isinstance(value, tuple):
                continue  # a list was given: only complaints about the list count
            fault["type"] = "interviews"
        location, _, value = _follow(fault["loc"], data, whole=True)
        problem = _problem(str(fault["type"]), location, value, marks)
        problems.setdefault((location, problem.code), problem)
        if len(problems) > MAX_PROBLEMS:
            break
    return list(problems.values())


def _follow(loc: tuple[str | int, ...], data: Any, whole: bool = False) -> tuple[Location, str | None, Any]:
    """Walk a pydantic location through the data, leaving out the names pydantic gives to members of a union.

    Returns:
        The location in the data, the name of the union member (``None`` without one) and the value there.
        Unless ``whole`` is set, the walk ends at the union.
    """
    location: list[str | int] = []
    branch: str | None = None
    for i, part in enumerate(loc):
        if isinstance(part, str) and location and location[-1] in ("interviews", "partner_interviews"):
            branch = part
            if not whole:
                return tuple(location), branch, data
            continue
        location.append(part)
        last = i == len(loc) - 1
        if isinstance(data, dict) and (part in data or last):
            data = data.get(part)
        elif isinstance(data, tuple) and isinstance(part, int) and part < len(data):
            data = data[part]
    return tuple(location), branch, data


def subject(label: str, location: Location) -> str:
    """A field as a sentence names it: "the status of interview 3", "your partner's visa need"."""
    who = owner(location[:-1])
    if who.startswith("your partner's interview"):
        return f"the {label} of {who}"
    if who.startswith("your partner"):
        return f"your partner's {label}"
    return f"the {label} of {who}" if who.startswith("interview") else f"the {label}"


def owner(location: Location) -> str:
    """Whose fields stand at a location, as a sentence says it: "interview 3", "your partner"."""
    match location:
        case ("interviews", int(i), *_):
            return f"interview {i + 1}"
        case ("couples", "partner_interviews", int(i), *_):
            return f"your partner's interview {i + 1}"
        case ("couples", "partner_target", *_):
            return "your partner's target"
        case ("couples", "partner", *_):
            return "your partner"
        case ("couples", *_):
            return "the couple"
        case ("applicant", *_):
            return "the applicant"
        case ("target", *_):
            return "the target"
        case _:
            return "the season file"


def _problem(kind: str, location: Location, value: object, marks: Marks) -> Problem:
    """One fault that pydantic found, in plain words."""
    path, line = path_text(location), marks.line(location)
    code = _CODES.get(kind, "wrong_kind")
    if kind == "extra_forbidden":
        model = group_at(location[:-1])
        known = tuple(shapes(model)) if model else ()
        name = str(location[-1])
        message = f"There is no field {quoted(name)} in {owner(location[:-1])}."
        suggestion = hints.for_field(name, known)
        return Problem(path, message, quoted(name), f"the fields {', '.join(known)}", suggestion, line, code)
    if kind == "missing":
        shape = field_at(location)
        what = shape.note.label if shape else str(location[-1])
        accepted = shape.accepted() if shape else ""
        message = f"{_capital(owner(location[:-1]))} has no {what}; it is needed."
        return Problem(path, message, "", accepted, None, line, code)
    seen = shown(value, marks.raws.get(location))
    shape = field_at(location)
    if shape is None:  # one interview of a list
        suggestion = f"program: {quoted(value)}" if isinstance(value, str) and value.strip() else None
        message = f"{_capital(owner(location))} is not a group of fields that begins with its program."
        return Problem(path, message, seen, f"the fields {_fields(location)}", suggestion, line, code)
    label = subject(shape.note.label, location[:-1] if isinstance(location[-1], int) else location)
    if isinstance(location[-1], int):
        return _list_item(shape, label, value, Problem(path, "", seen, "", None, line, code))
    message = f"{_capital(label)} {_complaint(kind, shape, value)}."
    return Problem(path, message, seen, shape.accepted(), _suggestion(kind, shape, value), line, code)


def _list_item(shape: Shape, label: str, value: object, base: Problem) -> Problem:
    message = f"{_capital(label)} has an entry that is not accepted."
    if (
        value is None
        or value is False
        or (isinstance(value, str) and value.strip().lower() in ("none", "no"))
    ):
        message += " For none at all, write an empty list: []."
    suggestion = hints.for_item(shape, value)
    return Problem(base.path, message, base.seen, ", ".join(shape.words), suggestion, base.line, base.code)


def _suggestion(kind: str, shape: Shape, value: object) -> str | None:
    return (
        None if kind in ("string_too_short", "string_too_long", "too_long") else hints.for_value(shape, value)
    )


def _complaint(kind: str, shape: Shape, value: object) -> str:
    """What is wrong with a value, as the end of a sentence that begins with the field's name."""
    if shape.name == "img_share" and (share := hints.for_value(shape, value)) not in (None, "null"):
        return f"is a share from 0 to 1: write {share} for {float(str(share)) * 100:g} in 100"
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"is too {'small' if kind == 'greater_than_equal' else 'large'}"
    if value is None:
        return "is left blank, but it is needed" if shape.required else "is left blank"
    by_kind = {
        "literal_error": "is not one of the accepted words",
        "specialty": "is not one that this tool knows",
        "state": "is not a US state, DC or a territory",
        "string_too_short": "is empty",
        "string_too_long": "is too long",
        "too_long": f"has more than {shape.longest} entries, the most a rank order list may have",
        "int_from_float": "must be a whole number",
    }
    if kind in by_kind:
        return by_kind[kind]
    if shape.kind in ("whole", "share") and isinstance(value, str):
        return "must be a number in plain digits, without quotes"
    return {
        "word": "is not one of the accepted words",
        "words": "must be a list",
        "whole": "must be a whole number",
        "share": "must be a number",
        "yes_no": "must be true or false",
        "text": "must be text; put quotes around it" if isinstance(value, int | float) else "must be text",
        "group": "must be a group of fields, not a single value or a list",
        "interviews": "must be a list (each interview begins with a dash) or a whole number",
    }[shape.kind]


def _fields(location: Location) -> str:
    model = group_at(location)
    return ", ".join(shapes(model)) if model else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
