"""From plain data to a season, or to every problem at once in plain words."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from matchsafe.domain import season_fields
from matchsafe.domain.field_types import FieldType, field_types
from matchsafe.domain.model_errors import FieldContext, problems_of
from matchsafe.domain.problem import Location, Problem, path_text, value_text
from matchsafe.domain.season import LATEST_VERSION, Season
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.workspace.seasonfile import moment_order, references
from matchsafe.workspace.seasonfile.document import Document, LineMarks, SeasonFileError, document_of

P = TypeVar("P", bound=BaseModel)

MAX_PROBLEMS: Final = 200
"""How many problems are listed; a last entry says that there are more."""

_TEXTS: Final = ("text", "specialty", "state", "id", "month", "time_zone", "link")
"""Kinds of fields in which YAML may read a word or number where its writing is meant."""

_ENTRIES: Final = {
    "interviews": "interview", "targets": "target", "applications": "application", "events": "event",
    "mock_interviews": "mock interview", "connections": "connection", "costs": "cost", "tasks": "task",
    "outlooks": "outlook",
}  # fmt: skip
"""What one entry of each list is called inside a sentence."""

PLAN: Final = "plan"
"""What the part of the file is called that the pages write: what was asked of the plan and marked in it."""


def season_from(document: Document, name: str, *, moments: bool = True) -> tuple[Season, SeasonPlan | None]:
    """Check data that was read: the season, and the plan the file may hold.

    Args:
        document: What was handed in; what is wrong with its writing is reported together with what is found here.
        name: What to call the file in messages.
        moments: Whether days and hours that contradict each other are problems.

    Raises:
        SeasonFileError: With every problem, in the order of the file.
    """
    data, marks, problems = document.data, document.marks, list(document.problems)
    if not isinstance(data, dict):
        message = "A season file is a group of fields, each with a name and a colon."
        accepted = f"the fields {', '.join(season_fields.catalogue().root.model_fields)}"
        whole = Problem(message, "not_a_season", "", value_text(data), accepted, line=marks.line(()))
        raise SeasonFileError([*problems, whole], name)
    _check_version(data, marks, name)
    about_targets = _targets(data, marks)
    problems += about_targets
    problems += references.problems(data, marks)
    problems += moment_order.problems_of(data, marks) if moments else ()
    known = {p.path for p in problems}
    root = season_fields.catalogue().root
    left_out = (PLAN, "target") if any(p.path == "targets" for p in about_targets) else (PLAN,)
    fields = {field: value for field, value in data.items() if field not in left_out}
    season, plan = None, None
    try:
        season = root.model_validate(prepare(fields, marks, root, ()), strict=True)
    except ValidationError as error:
        found = problems_of(error, root, context=SeasonContext(marks), most=MAX_PROBLEMS + 1)
        problems += [p for p in found if p.path not in known]
    try:
        plan = None if data.get(PLAN) is None else SeasonPlan.model_validate(data[PLAN])
    except ValidationError as error:
        problems += problems_of(
            error, SeasonPlan, inside=(PLAN,), context=FieldContext(marks.line, marks.raws)
        )
    if problems or season is None:
        problems.sort(key=lambda p: p.line or 0)
        if len(problems) > MAX_PROBLEMS:
            problems[MAX_PROBLEMS:] = [Problem("There are more problems than these.", "more_problems")]
        raise SeasonFileError(problems, name)
    return season, plan


def part_from(data: object, model: type[P], name: str) -> P:
    """Check the fields of one part of a season, such as an interview, by the rules of the file.

    Args:
        data: What was handed in; a part is a dict of fields.
        model: The type of the part.
        name: What the part is called in messages: "interview".

    Raises:
        SeasonFileError: With every problem, each at the name of its field.
    """
    document = document_of(data, name)
    problems, part = list(document.problems), None
    try:
        part = model.model_validate(prepare(document.data, document.marks, model, ()), strict=True)
    except ValidationError as error:
        known = {p.path for p in problems}
        found = problems_of(error, model, context=_PartContext(document.marks, name), most=MAX_PROBLEMS)
        problems += [p for p in found if p.path not in known]
    if problems or part is None:
        raise SeasonFileError(problems, name)
    return part


def _check_version(data: dict[str, Any], marks: LineMarks, name: str) -> None:
    """Refuse a file of a version that is not known yet, before its fields are held against those of today."""
    version = data.get("version")
    if isinstance(version, int | float) and version > LATEST_VERSION:
        message = (
            f"This season file is of version {value_text(version)}; this matchsafe reads up to version "
            f"{LATEST_VERSION}. A newer matchsafe wrote it: install that one to read it."
        )
        problem = Problem(
            message, "unknown_version", "version", value_text(version), line=marks.line(("version",))
        )
        raise SeasonFileError([problem], name)


def _targets(data: dict[Any, Any], marks: LineMarks) -> list[Problem]:
    """What is applied for, said twice or not at all."""
    couple = data.get("couples")
    found = []
    for group, at, one in ((data, (), "target"), (couple, ("couples",), "partner_target")):
        several = f"{one}s"
        if isinstance(group, dict) and group.get(one) is not None and group.get(several):
            place = (*at, several)
            message = f"Both {one} and {several} say what is applied for. Keep {several} and take {one} out."
            found.append(Problem(message, "two_targets", path_text(place), line=marks.line(place)))
    if data.get("target") is None and not data.get("targets"):
        accepted = "a target, or a list of targets"
        message = "The season file has no target; it is needed."
        found.append(Problem(message, "missing_field", "target", "", accepted, line=marks.line(("target",))))
    return found


def prepare(
    data: object, marks: LineMarks, model: type[BaseModel], location: Location, *, nulls: bool = False
) -> object:
    """One group of fields, and the groups in it, in the form the types expect where the meaning is beyond doubt.

    - A field that is left blank (``null``) and has no meaning for it counts as left out, but for ``nulls``.
    - Free text in YAML keeps its writing: a program called ``No`` or ``2023`` is no number.
    - A number without a fraction is a whole number, however it is written (``245.0``).
    """
    if not isinstance(data, dict):
        return data
    known = field_types(model)
    kept: dict[str, object] = {}
    for name, value in data.items():
        field = known.get(name)
        if field is None:
            kept[name] = value
        elif value is not None or field.nullable or field.required or nulls:
            kept[name] = _value(value, field, marks, (*location, name))
    return kept


def _value(value: object, field: FieldType, marks: LineMarks, here: Location) -> object:
    written = field.kind in _TEXTS and isinstance(value, bool | int | float)
    if written and marks.bare_words:
        return marks.raws.get(here, value)
    if field.kind == "word" and isinstance(value, bool) and marks.raws.get(here) in field.words:
        return marks.raws[here]  # a word that YAML takes for true or false, such as yes
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if field.kind in ("list", "map") and field.item is not None:
        if isinstance(value, tuple):
            return tuple(_value(item, field.item, marks, (*here, i)) for i, item in enumerate(value))
        if isinstance(value, dict):
            return {name: _value(item, field.item, marks, (*here, name)) for name, item in value.items()}
    if field.group is None:
        return value
    if isinstance(value, tuple):
        return tuple(prepare(item, marks, field.group, (*here, i)) for i, item in enumerate(value))
    return prepare(value, marks, field.group, here)


class SeasonContext(FieldContext):
    """The words of a season file, and where each value stands in it."""

    def __init__(self, marks: LineMarks) -> None:
        super().__init__(marks.line, marks.raws)

    def label(self, field: FieldType) -> str:
        """A field inside a sentence: "graduation year"."""
        return season_fields.catalogue().fields[f"{field.owner}.{field.name}"].label

    def subject(self, field: FieldType, location: Location) -> str:
        """A field at the beginning of a sentence: "The status of interview 3", "Your partner's visa need"."""
        if len(location) > 1 and isinstance(location[-1], str) and location[-2] == field.name:
            return f"“{location[-1][:60]}” in the {self.label(field)}"  # an entry of a map
        who = self.owner(location[:-1])
        one_of_many = who[-1:].isdigit()
        if who.startswith("your partner") and not one_of_many:
            return f"Your partner's {self.label(field)}"
        of = f" of {who}" if one_of_many else ""
        return f"The {self.label(field)}{of}"

    def owner(self, location: Location) -> str:
        """Whose fields stand at a location, as a sentence says it: "interview 3", "your partner"."""
        match location:
            case ("couples", "partner_interviews", int(i), *_):
                return f"your partner's interview {i + 1}"
            case (str(name), int(i), *_) if name in _ENTRIES:
                return f"{_ENTRIES[name]} {i + 1}"
            case ("couples", "partner_targets", int(i), *_):
                return f"your partner's target {i + 1}"
            case ("couples", "partner_target", *_):
                return "your partner's target"
            case ("couples", "partner", *_):
                return "your partner"
            case ("couples", *_):
                return "the couple"
            case ("applicant" | "target" | "result" as group, *_):
                return f"the {group}"
            case _:
                return "the season file"


class _PartContext(SeasonContext):
    """The words of one part of a season that stands alone."""

    def __init__(self, marks: LineMarks, name: str) -> None:
        super().__init__(marks)
        self._name = name

    def owner(self, location: Location) -> str:
        """The part itself, or the group in it."""
        return f"the {self._name}"


def content_of(season: Season, plan: SeasonPlan | None) -> dict[str, Any]:
    """The content of a season file: only what was given of the season, and what differs from the defaults of a plan."""
    content = season.model_dump(mode="json", exclude_unset=True)
    return content if plan is None else {**content, PLAN: plan.model_dump(mode="json", exclude_defaults=True)}
