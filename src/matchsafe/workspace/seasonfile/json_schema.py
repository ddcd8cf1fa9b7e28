"""The published JSON Schema of the season file.

It describes the plainest way to write a season: codes for specialties and states, nothing left blank.
Whatever it accepts, the reader accepts; the reader is a little kinder (full state names, blank fields, "IM").
"""

from __future__ import annotations

from typing import Any, Final

from matchsafe.domain.season import Season
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES
from matchsafe.workspace.seasonfile import plan_part
from matchsafe.workspace.seasonfile.fields import GROUPS, NOTES
from matchsafe.workspace.seasonfile.plain import UNPRINTABLE
from matchsafe.workspace.seasonfile.shape import all_models, shapes

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
ID: Final = "urn:matchsafe:schema:season:1"

_TEXT: Final = f"^[^{UNPRINTABLE}]*$"
_SOME_TEXT: Final = f"^[^{UNPRINTABLE}]*[^{UNPRINTABLE}\\s][^{UNPRINTABLE}]*$"


def schema() -> dict[str, Any]:
    """A new copy of the season file's JSON Schema (draft 2020-12), with a title and text for each field."""
    published = Season.model_json_schema()
    definitions: dict[str, Any] = published.pop("$defs")
    groups = {"Season": published, **definitions}
    for model in all_models():
        group = groups[model.__name__]
        group["description"] = GROUPS[model.__name__]
        for name in shapes(model):
            _describe(group["properties"][name], f"{model.__name__}.{name}")
    interview, target = definitions["Interview"]["properties"], definitions["Target"]["properties"]
    interview["program"]["pattern"] = _SOME_TEXT
    interview["city"]["anyOf"][0]["pattern"] = _TEXT
    interview["state"]["anyOf"][0]["enum"] = list(STATE_NAMES)
    target["specialty"]["enum"] = list(SPECIALTY_NAMES)
    published["properties"][plan_part.FIELD], plan_definitions = plan_part.schema()
    _only_plain_text(plan_definitions)
    definitions = {**plan_definitions, **definitions}
    head = {"$schema": DIALECT, "$id": ID, "title": "matchsafe season file"}
    return {**head, **{k: v for k, v in published.items() if k != "title"}, "$defs": definitions}


def _only_plain_text(node: Any) -> None:
    """Say of every free text below a part of the schema that it holds no characters that cannot be printed."""
    if isinstance(node, list):
        for part in node:
            _only_plain_text(part)
    elif isinstance(node, dict):
        if node.get("type") == "string" and not {"enum", "const", "format", "pattern"} & node.keys():
            node["pattern"] = _TEXT
        for part in node.values():
            _only_plain_text(part)


def _describe(field: dict[str, Any], key: str) -> None:
    """Put our words into one field of the schema."""
    note = NOTES[key]
    field["title"] = note.label[0].upper() + note.label[1:]
    left_out = f" If left out: {note.left_out[0].lower()}{note.left_out[1:]}" if note.left_out else ""
    field["description"] = note.meaning + left_out
    field.pop("default", None)
