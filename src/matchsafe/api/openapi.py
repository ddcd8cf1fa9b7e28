"""What the OpenAPI document says of the season that goes in and of the errors that come out."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from typing import Any, Final

from pydantic import BaseModel

from matchsafe.api.errors import ErrorBody
from matchsafe.catalog.query import Query
from matchsafe.domain.couple_plan import CoupleRequest
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season_couple import CoupleWishes
from matchsafe.workspace.seasonfile import schema as season_schema

DESCRIPTION: Final = """\
How safe is a residency Match season, and what would help? Send a season file, get the outlook: the same
numbers as the page, the terminal and the Python library, from the same code.

Every chance is an object with `value`, `low`, `high`, `level`, `basis` and `caveats`: show the range with
the value. `published` figures, our own `estimate` and a `rule_of_thumb` are told apart by `basis`, and each
figure can be looked up under `/api/v1/evidence`.

Nothing that is sent is stored or logged. Errors have one shape: `{"error": {"code", "message", "problems"}}`.
"""

EXAMPLE_NUMBER: Final[dict[str, Any]] = {
    "applicant": {"type": "non_us_img", "visa": "j1"},
    "target": {"specialty": "internal_medicine"},
    "interviews": 6,
}

EXAMPLE_LIST: Final[dict[str, Any]] = {
    "applicant": {
        "type": "us_img",
        "graduation_year": 2025,
        "step1": {"passed": True, "attempts": 1},
        "step2_ck": {"score": 241, "attempts": 1},
        "us_clinical_experience": "hands_on",
        "letters": "strong",
        "visa": "none",
    },
    "target": {"specialty": "family_medicine", "track": "categorical"},
    "applications_sent": 80,
    "interviews": [
        {
            "program": "A community hospital",
            "state": "OH",
            "setting": "community",
            "img_share": 0.7,
            "status": "attended",
            "went": "well",
        },
        {"program": "A university hospital", "state": "MI", "setting": "university", "status": "scheduled"},
    ],
}

SEASON: Final[dict[str, Any]] = {
    "type": "object",
    "description": "A season file as JSON: its shape is that of the body of `/outlook`.",
}
EXAMPLE_YAML: Final = """\
applicant: {type: non_us_img, visa: j1}
target: {specialty: internal_medicine}
interviews: 6
"""


def season_body() -> dict[str, Any]:
    """The request body of a route that takes a season, as JSON or YAML."""
    schema = inline(season_schema())
    examples = {
        "number": {"summary": "Only the number of interviews", "value": EXAMPLE_NUMBER},
        "list": {"summary": "Interviews one by one", "value": EXAMPLE_LIST},
    }
    return {
        "requestBody": {
            "required": True,
            "description": "A season file. Only `applicant.type` and `target.specialty` are needed.",
            "content": {
                "application/json": {"schema": schema, "examples": examples},
                "application/yaml": {
                    "schema": schema,
                    "examples": {"number": {"summary": "The same as YAML", "value": EXAMPLE_YAML}},
                },
            },
        }
    }


def json_body(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """The request body of a route that takes one JSON object with named parts, and refuses any other part."""
    content = {"application/json": {"schema": {**schema, "additionalProperties": False}}}
    return {"requestBody": {"required": True, "description": description, "content": content}}


def fields_body(
    description: str, *models: type[BaseModel], only: Collection[str] | None = None
) -> dict[str, Any]:
    """The request body of a route that takes fields of parts of a season, none of them needed in a change.

    Args:
        description: Of the body.
        models: The kinds of part whose fields it may hold.
        only: Names of those fields, if not all of them can be changed.
    """
    shapes = [_fields_of(model, only) for model in models]
    schema = shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": True, "description": description, "content": content}}


def _fields_of(model: type[BaseModel], only: Collection[str] | None) -> dict[str, Any]:
    """The fields of a part: any of them may be left out or be ``null``, which takes it out."""
    shape = inline(model.model_json_schema())
    fields = {
        name: told
        if "null" in str(told.get("type", told.get("anyOf")))
        else {"anyOf": [told, {"type": "null"}]}
        for name, told in shape["properties"].items()
        if only is None or name in only
    }
    return {"type": "object", "title": shape["title"], "properties": fields, "additionalProperties": False}


def plan_body() -> dict[str, Any]:
    """The request body of a route that plans."""
    schema = {
        "type": "object",
        "required": ["season"],
        "properties": {
            "season": inline(season_schema()),
            "request": inline(PlanRequest.model_json_schema()),
            "catalog": {
                "type": ["string", "null"],
                "description": "A program list; that of the season's plan or the one in use if left out, figures by "
                "state if null.",
            },
            "on": {"type": ["string", "null"], "description": "The day to plan for; today if left out."},
        },
        "example": {"season": EXAMPLE_NUMBER, "request": {"budget": 300}, "catalog": "sample"},
    }
    return json_body("The applicant, the wishes, and where to choose from.", schema)


def couple_body() -> dict[str, Any]:
    """The request body of the route that plans for two."""
    plan = plan_body()["requestBody"]["content"]["application/json"]["schema"]["properties"]
    season = inline(season_schema())
    schema = {
        "type": "object",
        "required": ["first"],
        "properties": {
            "first": season,
            "second": {**season, "description": "The partner; left out, the one under `couples` of the first."},
            "request": inline(CoupleRequest.model_json_schema()),
            "catalog": plan["catalog"],
            "on": plan["on"],
        },
        "example": {
            "first": EXAMPLE_NUMBER, "second": EXAMPLE_NUMBER, "request": {"budget": 300, "together": "division"},
            "catalog": "sample",
        },
    }  # fmt: skip
    return json_body("Both partners, the wishes, and where to choose from.", schema)


def pairs_body() -> dict[str, Any]:
    """The request body of the route that makes a couple's list of pairs."""
    couple = couple_body()["requestBody"]["content"]["application/json"]["schema"]["properties"]
    pair = {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2}
    schema = {
        "type": "object",
        "required": ["first"],
        "properties": {
            "first": couple["first"],
            "second": couple["second"],
            "wishes": inline(CoupleWishes.model_json_schema()),
            "pairs": {
                "type": ["array", "null"],
                "items": pair,
                "description": "A list to check, by name or code.",
            },
            "on": couple["on"],
        },
        "example": {"first": EXAMPLE_NUMBER, "second": EXAMPLE_NUMBER, "wishes": {"together": "city"}},
    }
    return json_body("Both partners, and what they wish of their pairs.", schema)


def search_parameters() -> dict[str, Any]:
    """The filters of a search as query parameters."""
    fields = inline(Query.model_json_schema())["properties"]
    return {"parameters": [{"name": name, "in": "query", "schema": told} for name, told in fields.items()]}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers of a route that are not a success."""
    return {status: {"model": ErrorBody, "description": _MEANING[status]} for status in statuses}


_MEANING: Final = {
    400: "The request is not what HTTP allows.",
    404: "There is nothing with this id.",
    409: "There is nothing to undo or to do again.",
    412: "The season was changed since the version in `If-Match`; the problems say what was done. Nothing was saved.",
    413: "The body is larger than what is read here: 1 MB, 64 MB for a program list, 700 MB for a public file.",
    415: "The body is neither JSON nor YAML.",
    422: "The season or the query has problems; all of them are listed.",
    503: "This cannot be answered now; `Retry-After` says when to try again.",
}


_ONLY_IN_A_DOCUMENT: Final = frozenset({"$ref", "$defs", "$schema", "$id"})


def inline(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with each ``$ref`` replaced by the definition it points to (none may be recursive)."""
    definitions = schema.get("$defs", {})

    def walk(node: Any) -> Any:
        if isinstance(node, list):
            return [walk(item) for item in node]
        if not isinstance(node, dict):
            return deepcopy(node)
        rest = {key: walk(value) for key, value in node.items() if key not in _ONLY_IN_A_DOCUMENT}
        if "$ref" not in node:
            return rest
        return {**walk(definitions[node["$ref"].rpartition("/")[2]]), **rest}

    out: dict[str, Any] = walk(schema)
    return out
