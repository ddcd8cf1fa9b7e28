"""Keeping program lists over HTTP: which one is in use, every change taken back or done again, taken along, deleted."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Final, Literal

from fastapi import Query, Response

from matchsafe.api import openapi
from matchsafe.api.catalogs import JSON, Name, catalog_errors, listing, open_list
from matchsafe.api.dependencies import api_router
from matchsafe.api.errors import unprocessable
from matchsafe.api.models import CatalogList
from matchsafe.catalog import employers, exchange, export, twins
from matchsafe.catalog.access import use as use_catalog
from matchsafe.catalog.store import Store, Version
from matchsafe.domain.problem import Problem

router = api_router()
_REFUSALS: Final = openapi.errors(404, 422, 503)

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES: Final = {"json": "application/jsonl", "csv": "text/csv", "xlsx": _XLSX}


@router.get("/catalogs/{name}/history", summary="Every change of a program list",
            responses={**JSON, **openapi.errors(404, 422)})  # fmt: skip
def history(name: Name) -> Any:
    """Each version that is kept, oldest first, and the number of the one in use (0: empty, all taken back)."""
    with catalog_errors():
        versions, current = Store().history(name)
    return {"name": name, "current": current, "versions": [asdict(v) for v in versions]}


@router.get("/catalogs/{name}/twins", summary="Entries that may be one program",
            responses={**JSON, **openapi.errors(404, 422)})  # fmt: skip
def twin_pairs(name: Name) -> Any:
    """The pairs nobody has decided about, each with the reason. A plan counts a pair once."""
    return {
        "name": name,
        "pairs": [twins.pair_as_plain(pair) for pair in twins.open_pairs(open_list(name).catalog)],
    }


@router.post("/catalogs/{name}/twins", summary="Say whether two entries are one program",
             responses={**JSON, **_REFUSALS})  # fmt: skip
def decide_twins(
    name: Name,
    one: Annotated[str, Query(description="Id of one entry.", max_length=100)],
    other: Annotated[str, Query(description="Id of the other.", max_length=100)],
    same: Annotated[bool, Query(description="True joins them; false keeps them apart for good.")],
) -> Any:
    """One change of the list, which can be undone."""
    with catalog_errors():
        return _now(name, twins.decide(Store(), name, one, other, same=same))


@router.get("/catalogs/{name}/employers", summary="Employers of public files that may be programs of a list",
            responses={**JSON, **openapi.errors(404, 422)})  # fmt: skip
def employers_asked(name: Name) -> Any:
    """Those nobody has decided about (`programs` is null) with the hospitals offered, then those decided about."""
    with catalog_errors():
        return {"name": name, "employers": employers.employers_as_plain(open_list(name).catalog)}


@router.post("/catalogs/{name}/employers", summary="Say which programs an employer is",
             responses={**JSON, **_REFUSALS})  # fmt: skip
def decide_employer(
    name: Name,
    employer: Annotated[str, Query(description="As it is listed, with city and state.", max_length=400)],
    program: Annotated[list[str] | None, Query(description="Ids of its programs.")] = None,
    none: Annotated[bool, Query(description="It is no program of the list.")] = False,
    again: Annotated[bool, Query(description="Take back what was said, and ask again.")] = False,
) -> Any:
    """What public files say of it is set beside what its programs say. One change of the list, which can be undone."""
    if bool(program) + none + again != 1:
        raise unprocessable([Problem("send one of program, none=true and again=true", "kind", "program")])
    with catalog_errors():
        return _now(name, employers.decide(Store(), name, employer, None if again else program or ()))


@router.post("/catalogs/{name}/use", summary="Make a program list the one in use",
             response_model=CatalogList, responses=_REFUSALS)  # fmt: skip
def use(name: Name) -> CatalogList:
    """It is then the one that is used where none is named. The sample is made when it is first used."""
    with catalog_errors():
        use_catalog(Store(), name)
    return listing()


@router.post("/catalogs/{name}/undo", summary="Take back a change of a program list",
             responses={**JSON, **_REFUSALS})  # fmt: skip
def undo(
    name: Name,
    to: Annotated[
        int | None, Query(description="A version to go to; the one before if left out.", ge=0)
    ] = None,
) -> Any:
    """Go back one change, or to any version that is kept; every version stays, so that this can be undone too."""
    with catalog_errors():
        return _now(name, Store().undo(name, to))


@router.post("/catalogs/{name}/redo", summary="Do a change of a program list again",
             responses={**JSON, **_REFUSALS})  # fmt: skip
def redo(name: Name) -> Any:
    """Go forward to the newest version made from the one in use."""
    with catalog_errors():
        return _now(name, Store().redo(name))


@router.get(
    "/catalogs/{name}/export", summary="A program list as a file", response_class=Response,
    responses={
        200: {"content": {kind: {"schema": {"type": "string"}} for kind in _TYPES.values()}},
        **openapi.errors(404, 422),
    },
)  # fmt: skip
def take_along(
    name: Name,
    form: Annotated[
        Literal["json", "csv", "xlsx"],
        Query(
            alias="format",
            description="`json` has every source of every value, as JSON Lines; the others are for a spreadsheet.",
        ),
    ] = "json",
) -> Response:
    """The list as a file. Text that a spreadsheet would take for a formula is made harmless."""
    catalog = open_list(name).catalog
    with catalog_errors():
        if form == "csv":
            content = export.csv_text(catalog).encode("utf-8-sig")
        else:
            content = export.xlsx_bytes(catalog) if form == "xlsx" else exchange.dump(catalog)
    ending = "jsonl" if form == "json" else form
    headers = {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}
    return Response(content, media_type=_TYPES[form], headers=headers)


@router.delete("/catalogs/{name}", summary="Delete a program list", response_model=CatalogList,
               responses=_REFUSALS)  # fmt: skip
def delete(name: Name) -> CatalogList:
    """The list goes with all its versions and with what was entered by hand. This cannot be undone."""
    with catalog_errors():
        Store().remove(name)
    return listing()


def _now(name: str, version: Version | None) -> dict[str, Any]:
    return {"name": name, "version": None if version is None else asdict(version)}
