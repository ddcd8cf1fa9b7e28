"""Catalogs: listed, searched, looked into, compared, and brought in from a file; and what applying costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Annotated, Any, Final

from fastapi import Path, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi
from matchsafe.api.dependencies import api_router
from matchsafe.api.errors import ApiError, unprocessable, unusable
from matchsafe.api.models import CatalogList
from matchsafe.api.request_body import MEGABYTE, parts, read_json, seen_value
from matchsafe.catalog.access import SearchableCatalog, searchable_catalog
from matchsafe.catalog.as_json import brief, comparison, explanation, search_page
from matchsafe.catalog.comparison import compare as side_by_side
from matchsafe.catalog.errors import CatalogBusy, CatalogError, UnknownCatalog, UnknownList, UnknownProgram
from matchsafe.catalog.query import Query as Search
from matchsafe.catalog.store import Store
from matchsafe.catalog.value_resolution import explain_field
from matchsafe.domain.model_errors import problems_of
from matchsafe.domain.places import point
from matchsafe.domain.problem import Problem, quote

router = api_router()

Name = Annotated[
    str,
    Path(
        description="Name of a catalog; `sample` is always there.",
        examples=["sample"],
        pattern="^[a-z0-9][a-z0-9_-]{0,39}$",
    ),
]
JSON: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/json": {"schema": {"type": "object"}}}}
}
"""The answer of a route that has no model."""


_COMPARED: Final = {
    "type": "object",
    "required": ["ids"],
    "properties": {
        "catalog": {"type": "string", "description": "The one in use if left out."},
        "ids": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 4},
    },
    "example": {"catalog": "sample", "ids": ["sample-0001", "sample-0002"]},
}
_PRICED: Final = {
    "type": "object",
    "required": ["programs"],
    "properties": {
        "programs": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}},
        "season": {"type": "integer"},
        "ranks": {"type": "integer", "minimum": 0},
        "couple": {"type": "boolean"},
    },
    "example": {"programs": {"Internal Medicine": 60}, "season": 2026},
}


@contextmanager
def catalog_errors() -> Iterator[None]:
    """What is amiss with a catalog in the shape of the API."""
    try:
        yield
    except (UnknownCatalog, UnknownList, UnknownProgram) as error:
        raise ApiError(404, "not_found", str(error)) from None
    except CatalogBusy as error:
        raise ApiError(503, "busy", str(error), headers={"Retry-After": "5"}) from None
    except CatalogError as error:
        raise unprocessable([Problem(line, "catalog", "") for line in str(error).splitlines()]) from None


def open_list(name: str | None) -> SearchableCatalog:
    """The list of this name, else the one in use.

    Raises:
        ApiError: 404 if there is none.
    """
    with catalog_errors():
        return searchable_catalog(Store(), name)


@router.get("/catalogs", summary="The program lists on this machine", response_model=CatalogList)
def listing() -> CatalogList:
    """Names, and which one is in use; the sample of invented programs is always there."""
    store = Store()
    return CatalogList(catalogs=tuple(dict.fromkeys((*store.names(), "sample"))), in_use=store.in_use())


@router.get("/catalogs/{name}/programs", summary="Search a program list",
            responses={**JSON, **openapi.errors(404, 422)}, openapi_extra=openapi.search_parameters())  # fmt: skip
def search(request: Request, name: Name) -> Any:
    """Programs by words and filters, a page at a time, with counts by state, specialty and setting.

    Programs with unknown values are kept and counted under `unknown`, unless `unknown=exclude`.
    """
    many = {f for f, info in Search.model_fields.items() if "tuple" in str(info.annotation)}
    given: dict[str, Any] = {}
    problems: list[Problem] = []
    for key in dict.fromkeys(request.query_params.keys()):
        values = request.query_params.getlist(key)
        if key == "near":
            place = ",".join(values)
            given[key] = point(place) or (0, 0)
            if point(place) is None:
                accepted = "a latitude and a longitude, such as 40.0,-83.0, or a state"
                problems.append(Problem("This is not a place.", "not_accepted", key, quote(place), accepted))
        elif key in many:
            given[key] = values
        else:
            given[key] = values[-1]
    try:
        query = Search.model_validate(given)
    except ValidationError as error:
        problems += [replace(p, path=p.path.split("[")[0]) for p in problems_of(error, Search)]
    if problems:
        raise unusable(problems)
    opened = open_list(name)
    return {"catalog": brief(opened.catalog), **search_page(opened.finder.search(query))}


@router.get("/catalogs/{name}/programs/{program_id}", summary="One program with its sources",
            responses={**JSON, **openapi.errors(404, 422)})  # fmt: skip
def show(name: Name, program_id: Annotated[str, Path(description="Id, NRMP code or ACGME id.")]) -> Any:
    """Every field that is known, its value in force with the reason, and what the other sources say."""
    catalog = open_list(name).catalog
    with catalog_errors():
        record = catalog.find(program_id)
    fields = [explanation(explain_field(record, field)) for field, _ in record.facts()]
    return {"id": record.id, "catalog": brief(catalog), "fields": fields}


@router.post("/compare", summary="Two to four programs side by side",
             responses={**JSON, **openapi.errors(404, 413, 415, 422)},
             openapi_extra=openapi.json_body("`catalog` and two to four ids.", _COMPARED))  # fmt: skip
async def compare(request: Request) -> Any:
    """One row a field, with the value and the source of each program, and whether they differ."""
    content = parts(await read_json(request, MEGABYTE), ("catalog", "ids"))
    ids, name = content.get("ids"), content.get("catalog")
    problems = []
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        problems.append(
            Problem("should be a list of two to four ids", "kind", "ids", seen_value(ids) if ids else "")
        )
    if name is not None and not isinstance(name, str):
        problems.append(Problem("should be the name of a catalog", "kind", "catalog", seen_value(name)))
    if problems or not isinstance(ids, list):
        raise unprocessable(problems)

    def work() -> Any:
        catalog = open_list(name).catalog
        with catalog_errors():
            return comparison(catalog, ids, side_by_side(catalog, ids))

    return await run_in_threadpool(work)


@router.post("/fees", summary="What does applying cost?", responses={**JSON, **openapi.errors(413, 415, 422)},
             openapi_extra=openapi.json_body("Numbers of programs by specialty.", _PRICED))  # fmt: skip
async def fees(request: Request) -> Any:
    """The bill item by item, each with its source; a price that is not known for a season is `null`."""
    from matchsafe.planning.errors import PlanningError
    from matchsafe.planning.fees import DEFAULT_SEASON
    from matchsafe.planning.fees import fees as bill_of

    content = parts(await read_json(request, MEGABYTE), ("programs", "season", "ranks", "couple"))
    programs, season, ranks = content.get("programs"), content.get("season"), content.get("ranks")
    couple = content.get("couple", False)
    problems = []
    if not isinstance(programs, dict) or not all(_whole(n) for n in programs.values()):
        seen = seen_value(programs) if "programs" in content else ""
        problems.append(Problem("should be numbers of programs by specialty", "kind", "programs", seen))
    for key, value in (("season", season), ("ranks", ranks)):
        if value is not None and not _whole(value):
            problems.append(Problem("should be a whole number", "kind", key, seen_value(value)))
    if not isinstance(couple, bool):
        problems.append(Problem("should be true or false", "kind", "couple", seen_value(couple)))
    if problems or not isinstance(programs, dict):
        raise unprocessable(problems)
    try:
        bill = bill_of(programs, DEFAULT_SEASON if season is None else season, ranks=ranks, couple=couple)
    except PlanningError as error:
        raise unprocessable(error.problems) from None
    return asdict(bill)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
