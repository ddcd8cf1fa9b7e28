"""The published JSON Schema of the season file.

It describes the plainest way to write a season: codes for specialties and states, nothing left blank.
Whatever it accepts, the reader accepts; the reader is a little kinder (full state names, blank fields, "IM").
"""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any, Final

from pydantic import BaseModel

from matchsafe.domain import season_fields
from matchsafe.domain.field_types import FieldType, field_types, models_in
from matchsafe.domain.season_fields import SeasonCatalogue, SeasonField
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES
from matchsafe.workspace.seasonfile.document import UNPRINTABLE
from matchsafe.workspace.seasonfile.validation import PLAN

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ID: Final = "urn:matchsafe:schema:season:2"

_TEXT: Final = f"^[^{UNPRINTABLE}]*$"
_SOME_TEXT: Final = f"^[^{UNPRINTABLE}]*[^{UNPRINTABLE}\\s][^{UNPRINTABLE}]*$"


_PLAN: Final = {
    "anyOf": [{"$ref": "#/$defs/SeasonPlan"}, {"type": "null"}],
    "title": "Plan",
    "description": "What was asked of your plan of applications and marked in it, as the pages write it. "
    "If left out: no plan was asked for yet.",
}


def schema() -> dict[str, Any]:
    """A new copy of the season file's JSON Schema (draft 2020-12), with a title and text for each field."""
    return deepcopy(_schema_of(season_fields.catalogue()))


@lru_cache(maxsize=1)
def _schema_of(catalogue: SeasonCatalogue) -> dict[str, Any]:
    published, definitions = _groups(catalogue.root)
    for model in models_in(catalogue.root):
        group = published if model is catalogue.root else definitions[model.__name__]
        group["description"] = catalogue.meaning(model.__name__)
        for name in field_types(model):
            _describe(group["properties"][name], catalogue.fields[f"{model.__name__}.{name}"])
    published["properties"][PLAN] = dict(_PLAN)
    published["oneOf"] = [{"required": ["target"]}, {"required": ["targets"]}]
    published["properties"]["targets"]["minItems"] = 1
    definitions["Couple"]["not"] = {"required": ["partner_target", "partner_targets"]}
    plan, plan_definitions = _groups(SeasonPlan)
    definitions = {**plan_definitions, "SeasonPlan": plan, **definitions}
    _only_plain_text(definitions)
    _only_plain_text(published)
    head = {"$schema": DIALECT, "$id": ID, "title": "matchsafe season file"}
    return {**head, **{k: v for k, v in published.items() if k != "title"}, "$defs": definitions}


def _groups(root: type[BaseModel]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What pydantic publishes of a model and of those inside it, with the codes of specialties and states."""
    published = root.model_json_schema()
    definitions: dict[str, Any] = published.pop("$defs", {})
    for model in models_in(root):
        group = published if model is root else definitions[model.__name__]
        for name, field in field_types(model).items():
            _codes(group["properties"][name], field)
    return published, definitions


def _codes(part: dict[str, Any], field: FieldType) -> None:
    """List the codes that may stand in a field, or in each place of a list."""
    if field.item is not None and "items" in part:
        _codes(part["items"], field.item)
    elif field.kind in ("specialty", "state"):
        text = next(p for p in part.get("anyOf", [part]) if p.get("type") == "string")
        text["enum"] = list(SPECIALTY_NAMES if field.kind == "specialty" else STATE_NAMES)


def _only_plain_text(node: Any) -> None:
    """Say of every free text below a part of the schema that it holds only what can be printed, and what is needed."""
    if isinstance(node, list):
        for part in node:
            _only_plain_text(part)
    elif isinstance(node, dict):
        if node.get("type") == "string" and not {"enum", "const", "format", "pattern"} & node.keys():
            node["pattern"] = _SOME_TEXT if node.get("minLength") else _TEXT
        if "propertyNames" in node:
            node["propertyNames"] = {"type": "string", **node["propertyNames"]}
        for part in node.values():
            _only_plain_text(part)


def _describe(part: dict[str, Any], field: SeasonField) -> None:
    """Put our words into one field of the schema."""
    part["title"] = field.label[0].upper() + field.label[1:]
    left_out = f" If left out: {field.left_out[0].lower()}{field.left_out[1:]}" if field.left_out else ""
    part["description"] = field.meaning + left_out
    part.pop("default", None)
