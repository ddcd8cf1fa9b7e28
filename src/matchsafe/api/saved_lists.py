"""Saved lists of programs: shown, kept under a name, deleted."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Path, Request
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi
from matchsafe.api.catalogs import JSON, Name, catalog_errors, open_list
from matchsafe.api.dependencies import api_router
from matchsafe.api.errors import unprocessable
from matchsafe.api.request_body import MEGABYTE, parts, read_json
from matchsafe.catalog import lists as saved
from matchsafe.catalog.as_json import brief, list_content
from matchsafe.catalog.store import Store
from matchsafe.domain.problem import Problem

router = api_router()
_ONE: Final = "/catalogs/{name}/lists/{list_name:path}"

ListName = Annotated[
    str,
    Path(
        description="Name of a saved list, 1 to 80 signs that can be shown.",
        examples=["First choice"],
        json_schema_extra={"minLength": 1, "maxLength": 80},
    ),
]

_KEPT: Final = {
    "type": "object",
    "required": ["ids"],
    "properties": {"ids": {"type": "array", "items": {"type": "string"}}},
    "example": {"ids": ["sample-0001", "sample-0002"]},
}


@router.get("/catalogs/{name}/lists", summary="The saved lists of a program list",
            responses={**JSON, **openapi.errors(404, 422)})  # fmt: skip
def listing(name: Name) -> Any:
    """Every saved list with the ids of its programs, in the order they were put in."""
    catalog = open_list(name).catalog
    with catalog_errors():
        return {"catalog": brief(catalog), "lists": _lists(saved.saved_lists(Store(), name))}


@router.get(_ONE, summary="The programs of a saved list", responses={**JSON, **openapi.errors(404, 422)})
def show(name: Name, list_name: ListName) -> Any:
    """The values in force of each program; ids the program list no longer has stand under `gone`."""
    catalog = open_list(name).catalog
    with catalog_errors():
        found, ids = saved.saved_list(Store(), name, list_name)
        told = saved.records_of(catalog, ids)
        return {"catalog": brief(catalog), **list_content(found, ids, told)}


@router.put(_ONE, summary="Keep programs under a name", responses={**JSON, **openapi.errors(404, 413, 415, 422, 503)},
            openapi_extra=openapi.json_body("The ids of the programs, in order.", _KEPT))  # fmt: skip
async def keep(request: Request, name: Name, list_name: ListName) -> Any:
    """Keep these programs under this name, in place of what was kept under it; every id has to be in the list."""
    ids = parts(await read_json(request, MEGABYTE), ("ids",)).get("ids")
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise unprocessable([Problem("should be a list of ids of programs", "kind", "ids")])

    def work() -> Any:
        open_list(name)
        with catalog_errors():
            saved.save_list(Store(), name, list_name, ids)
        return show(name, list_name)

    return await run_in_threadpool(work)


@router.delete(_ONE, summary="Delete a saved list", responses={**JSON, **openapi.errors(404, 422, 503)})
def forget(name: Name, list_name: ListName) -> Any:
    """Delete a saved list and tell which are left; the programs stay in the program list."""
    catalog = open_list(name).catalog
    with catalog_errors():
        return {"catalog": brief(catalog), "lists": _lists(saved.delete_list(Store(), name, list_name))}


def _lists(lists: saved.Lists) -> list[dict[str, Any]]:
    return [{"name": name, "ids": ids} for name, ids in lists.items()]
