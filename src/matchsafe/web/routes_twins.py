"""Entries of a program list that may be one program: shown pair by pair, and what the reader says of each."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.catalog import twins
from matchsafe.catalog.errors import CatalogBusy, CatalogError, UnknownCatalog, UnknownProgram
from matchsafe.catalog.store import Store
from matchsafe.domain.problem import Problem
from matchsafe.web import catalogs, forms
from matchsafe.web.catalog_query import catalog_href
from matchsafe.web.catalog_view import kind_line, program_href
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render, see_other

PAIRS_A_PAGE: Final = 10

router = APIRouter(include_in_schema=False)


@router.get("/catalog/{name}/twins")
def show(request: Request, name: str, page: int = 1, did: str = "") -> Response:
    return _page(request, name, page, did=did in ("same", "apart"))


@router.post("/catalog/{name}/twins")
def decide(request: Request, name: str, form: forms.Form, page: int = 1) -> Response:
    one, other, what = (forms.text(form, field, 100) for field in ("one", "other", "do"))
    here = f"{catalog_href(name)}/twins?page={page}"
    try:
        if what not in ("same", "apart"):
            raise CatalogError("Say whether they are one program or two.")
        catalog = catalogs.catalog(name)
        if catalog.find(one).id == catalog.find(other).id:
            return see_other(here)  # joined already: a second tap, or another tab
        twins.decide(Store(), name, one, other, same=what == "same")
    except (UnknownCatalog, CatalogBusy):
        raise
    except UnknownProgram:
        return see_other(here)
    except CatalogError as error:
        return _page(request, name, page, problems=[on_field("pairs", str(error))], status=422)
    return see_other(f"{here}&did={what}")


def _page(
    request: Request,
    name: str,
    page: int,
    *,
    did: bool = False,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> Response:
    catalog = catalogs.catalog(name)
    pairs = twins.open_pairs(catalog)
    pages = max(1, -(-len(pairs) // PAIRS_A_PAGE))
    page = min(max(1, page), pages)
    shown = pairs[(page - 1) * PAIRS_A_PAGE : page * PAIRS_A_PAGE]
    return render(
        request,
        "twins.html",
        status=status,
        problems=problems or [],
        name=name,
        base=catalog_href(name),
        banner_of_list=catalog.banner,
        did=did,
        total=len(pairs),
        page=page,
        pages=pages,
        pairs=[
            {
                "number": (page - 1) * PAIRS_A_PAGE + at,
                "why": why,
                "two": [
                    {"id": p.id, "name": p.name, "kind": kind_line(p), "href": program_href(name, p.id)}
                    for p in (one, other)
                ],
            }
            for at, (one, other, why) in enumerate(shown, 1)
        ],
    )
