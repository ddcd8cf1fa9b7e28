"""The pages of a program list: its search, a program with its sources, several side by side, own entries."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.catalog.comparison import MOST
from matchsafe.catalog.errors import CatalogBusy, CatalogError, UnknownCatalog, UnknownProgram
from matchsafe.catalog.own_values import enter
from matchsafe.catalog.store import Store
from matchsafe.catalog.value_resolution import resolve
from matchsafe.domain.problem import Problem
from matchsafe.present import program_words
from matchsafe.web import catalog_query, catalogs, forms, program_view
from matchsafe.web.catalog_query import catalog_href
from matchsafe.web.catalog_view import program_href, view
from matchsafe.web.dependencies import Today
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render, see_other

router = APIRouter(include_in_schema=False)


@router.get("/catalog")
def in_use() -> Response:
    name = catalogs.usual()
    return see_other(catalog_query.catalog_href(name) if name else "/catalogs")


@router.get("/catalog/{name}")
def search(request: Request, name: str) -> Response:
    finder = catalogs.finder(name)
    asked = catalog_query.read(name, request.query_params)
    if asked.query is None:
        shown = view(asked, finder.catalog, None)
        return _search_page(request, asked, shown, status=422)
    if "" in request.query_params.values():
        return see_other(asked.href(page=asked.values["page"]))  # a form sends its empty fields too
    found = finder.search(asked.query)
    if found.page > found.pages:
        found = finder.search(asked.query.model_copy(update={"page": found.pages}))
    return _search_page(request, asked, view(asked, finder.catalog, found))


def _search_page(
    request: Request, asked: catalog_query.CatalogSearch, shown: object, status: int = 200
) -> Response:
    return render(
        request,
        "catalog.html",
        status=status,
        v=shown,
        values=asked.values,
        problems=asked.problems,
        fields=catalog_query.FIELDS,
        orders=catalog_query.ORDERS,
        choices=catalog_query.CHOICES,
    )


@router.get("/catalog/{name}/p/{program:path}")
def show(request: Request, name: str, program: str, entered: str = "") -> Response:
    return _program_page(request, name, program, entered=entered)


@router.post("/catalog/{name}/own")
def own(request: Request, today: Today, name: str, form: forms.Form) -> Response:
    program, field = forms.text(form, "id", 100), forms.text(form, "field", 60)
    back = forms.text(form, "take_back") == "yes"
    value = forms.text(form, "value", 2_001)
    problems = []
    if not back and not value:
        problems = [on_field(_anchor(field), "Write what you know.")]
    else:
        try:
            enter(
                Store(),
                name,
                program,
                field,
                None if back else value,
                today,
                program_words.value_text,
            )
        except (UnknownCatalog, UnknownProgram, CatalogBusy):
            raise
        except CatalogError as error:
            problems = [on_field(_anchor(field), str(error))]
    if problems:
        sent = {"field": field, "value": value}
        return _program_page(request, name, program, problems=problems, sent=sent, status=422)
    record = catalogs.catalog(name).find(program)
    return see_other(f"{program_href(name, record.id)}?{urlencode({'entered': field})}")


@router.get("/catalog/{name}/compare")
def compare(request: Request, name: str, only: str = "") -> Response:
    catalog = catalogs.catalog(name)
    found: dict[str, None] = {}
    gone: dict[str, UnknownProgram] = {}
    for asked in filter(None, request.query_params.getlist("id")):
        try:
            found[catalog.find(asked).id] = None
        except UnknownProgram as error:
            gone[asked[:60]] = error
    if gone and not found:
        raise next(iter(gone.values()))
    ids = list(found)
    if not 2 <= len(ids) <= MOST:
        chosen = [{"id": i, "name": resolve(catalog.find(i)).name} for i in ids]
        return render(
            request,
            "compare_choose.html",
            status=200 if len(ids) == 1 else 422,
            base=catalog_href(name),
            banner_of_list=catalog.banner,
            chosen=chosen,
            most=MOST,
            gone=list(gone),
        )
    shown = program_view.side_by_side(catalog, ids, only_differing=only == "differing")
    return render(request, "compare.html", v=shown, gone=list(gone))


def _program_page(
    request: Request,
    name: str,
    program: str,
    *,
    entered: str = "",
    problems: list[Problem] | None = None,
    sent: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    catalog = catalogs.catalog(name)
    shown: dict[str, Any] = program_view.view(catalog, catalog.find(program), entered)
    return render(
        request,
        "program.html",
        status=status,
        v=shown,
        problems=problems or [],
        sent=sent or {"field": "", "value": ""},
    )


def _anchor(field: str) -> str:
    """The field of the page where an entry is made."""
    return "note" if field == "notes" else "value"
