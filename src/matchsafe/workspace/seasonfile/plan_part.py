"""The part of a season file that the pages write: what was asked of the plan, and what was marked in it."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from matchsafe.domain.kept_plan import KeptPlan
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES
from matchsafe.workspace.seasonfile.problems import Location, Problem, path_text, shown
from matchsafe.workspace.seasonfile.tree import Marks

FIELD: Final = "plan"
"""What the part is called in the file."""
_SAID: Final = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of a plan",
    "specialty": "is not a specialty this tool knows",
    "state": "is not a US state, DC or a territory",
}
_STATES: Final = {
    "PlanRequest": ("only_states", "home_states", "preferred_states"),
    "RegionMinimum": ("states",),
    "Preferences": ("states",),
}
"""Fields that list states, by the name of their type."""


def taken_out(data: object, marks: Marks) -> tuple[object, KeptPlan | None, list[Problem]]:
    """What a file says apart from its plan, the plan, and what is wrong with it."""
    if not isinstance(data, dict) or FIELD not in data:
        return data, None, []
    rest = {name: value for name, value in data.items() if name != FIELD}
    if data[FIELD] is None:
        return rest, None, []
    try:
        return rest, KeptPlan.model_validate(data[FIELD]), []
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
        return rest, None, [_problem(fault, marks) for fault in faults]


def _problem(fault: Any, marks: Marks) -> Problem:
    location: Location = (FIELD, *(part for part in fault["loc"] if part != "[key]"))
    kind = str(fault["type"])
    said = _SAID.get(kind)
    if said is None:
        said = str(fault["msg"]).replace("Input should be", "should be")
        said = said[:1].lower() + said[1:]
    name = location[-1] if len(location) > 1 else "the plan"
    seen = "" if kind in ("missing", "extra_forbidden") else shown(fault["input"], marks.raws.get(location))
    return Problem(
        path_text(location), f"{name} {said}.", seen, "", None, marks.line(location), f"plan_{kind}"
    )


def given(plan: KeptPlan) -> dict[str, Any]:
    """The part as it is written: what differs from the defaults."""
    return plan.model_dump(mode="json", exclude_defaults=True)


def schema() -> tuple[dict[str, Any], dict[str, Any]]:
    """The JSON Schema of the part: of the field itself, and the definitions it rests on."""
    published = KeptPlan.model_json_schema()
    definitions: dict[str, Any] = published.pop("$defs")
    definitions["KeptPlan"] = published
    for model, names in _STATES.items():
        for name in names:
            definitions[model]["properties"][name]["items"]["enum"] = list(STATE_NAMES)
    definitions["PlanRequest"]["properties"]["specialties"]["items"]["enum"] = list(SPECIALTY_NAMES)
    field = {
        "anyOf": [{"$ref": "#/$defs/KeptPlan"}, {"type": "null"}],
        "title": "Plan",
        "description": "What was asked of your plan of applications and marked in it, as the pages write it. "
        "If left out: no plan was asked for yet.",
    }
    return field, definitions
