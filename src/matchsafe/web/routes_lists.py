"""The lists of programs a reader saves: making, showing, changing, renaming and deleting them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.catalog import lists as saved
from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogBusy, CatalogError, UnknownCatalog, UnknownList, UnknownProgram
from matchsafe.catalog.lists import records_of
from matchsafe.catalog.search import Hit
from matchsafe.catalog.store import Store
from matchsafe.catalog.value_resolution import resolve
from matchsafe.domain.problem import Problem
from matchsafe.web import catalogs, forms
from matchsafe.web.catalog_query import catalog_href
from matchsafe.web.catalog_view import COLUMNS, row
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render, see_other

_NEW = ""
"""The choice of a list that is yet to be made."""

router = APIRouter(include_in_schema=False)


@router.get("/catalog/{name}/lists")
def overview(request: Request, name: str) -> Response:
    return _overview(request, name)


@router.get("/catalog/{name}/lists/show")
def show(request: Request, name: str, which: str = "") -> Response:
    return _one(request, name, which)


@router.get("/catalog/{name}/lists/save")
def ask(request: Request, name: str) -> Response:
    return _ask(request, name, [i for i in request.query_params.getlist("id") if i])


@router.post("/catalog/{name}/lists/save")
def save(request: Request, name: str, form: forms.Form) -> Response:
    ids = [i for i in form.getlist("id") if isinstance(i, str) and i]
    which, new = forms.text(form, "which", 500), forms.text(form, "new", 500)
    if not ids:
        return _ask(request, name, ids)
    problem = _attempt(lambda: saved.add_to_list(Store(), name, which or new, ids))
    if problem and which == _NEW:
        return _ask(request, name, ids, [on_field("new", problem)], new)
    if problem:
        return _ask(request, name, ids, [on_field("which", problem)], new)
    return see_other(_href(name, which or new))


@router.post("/catalog/{name}/lists/remove")
def remove(request: Request, name: str, form: forms.Form) -> Response:
    which = forms.text(form, "which", 500)
    ids = [i for i in form.getlist("id") if isinstance(i, str) and i]
    if not ids:
        return _one(request, name, which, [on_field("programs", "Tick the programs to take off.")])
    if problem := _attempt(lambda: saved.take_from_list(Store(), name, which, ids)):
        return _one(request, name, which, [on_field("programs", problem)])
    return see_other(_href(name, which))


@router.post("/catalog/{name}/lists/rename")
def rename(request: Request, name: str, form: forms.Form) -> Response:
    which, to = forms.text(form, "which", 500), forms.text(form, "to", 500)
    if problem := _attempt(lambda: saved.rename_list(Store(), name, which, to)):
        return _one(request, name, which, [on_field("to", problem)], to)
    return see_other(_href(name, to))


@router.get("/catalog/{name}/lists/delete")
def ask_delete(request: Request, name: str, which: str = "") -> Response:
    found, ids = saved.saved_list(Store(), name, which)
    return render(
        request,
        "list_delete.html",
        name=found,
        count=len(ids),
        base=catalog_href(name),
        back=_href(name, found),
    )


@router.post("/catalog/{name}/lists/delete")
def delete(name: str, form: forms.Form) -> Response:
    saved.delete_list(Store(), name, forms.text(form, "which", 500))
    return see_other(f"{catalog_href(name)}/lists")


def _overview(request: Request, name: str) -> Response:
    catalog = catalogs.catalog(name)
    return render(
        request,
        "lists.html",
        catalog=name,
        base=catalog_href(name),
        banner_of_list=catalog.banner,
        lists=[
            {"name": n, "count": len(ids), "href": _href(name, n)}
            for n, ids in saved.saved_lists(Store(), name).items()
        ],
    )


def _one(
    request: Request,
    name: str,
    which: str,
    problems: list[Problem] | None = None,
    to: str | None = None,
) -> Response:
    found, ids = saved.saved_list(Store(), name, which)
    shown: dict[str, Any] = _page_values(catalogs.catalog(name), found, ids)
    return render(
        request,
        "list.html",
        status=422 if problems else 200,
        v=shown,
        problems=problems or [],
        to=found if to is None else to,
    )


def _ask(
    request: Request,
    name: str,
    ids: list[str],
    problems: list[Problem] | None = None,
    new: str = "",
) -> Response:
    catalog = catalogs.catalog(name)
    records = list({r.id: r for r in (catalog.find(i) for i in ids)}.values())
    return render(
        request,
        "list_save.html",
        status=422 if problems or not records else 200,
        base=catalog_href(name),
        banner_of_list=catalog.banner,
        programs=[{"id": r.id, "name": resolve(r).name} for r in records],
        lists=list(saved.saved_lists(Store(), name)),
        problems=problems or [],
        new=new,
    )


def _attempt(change: Callable[[], object]) -> str:
    """What is wrong with a change, for the field it is about; "" if it was made."""
    try:
        change()
    except (UnknownCatalog, UnknownProgram, UnknownList, CatalogBusy):
        raise
    except CatalogError as error:
        return str(error)
    return ""


def _href(catalog: str, name: str) -> str:
    """The address of a saved list; its name may hold any sign."""
    return f"{catalog_href(catalog)}/lists/show?{urlencode({'which': ' '.join(name.split())})}"


def _page_values(catalog: Catalog, name: str, ids: Sequence[str]) -> dict[str, Any]:
    """Everything the page of a saved list needs.

    Args:
        catalog: The program list it is from.
        name: Name of the saved list.
        ids: Its programs, in order.
    """
    found = records_of(catalog, ids)
    # Under the id it is kept by, which may be one the program has no longer.
    rows = [
        {**row(Hit(record, resolve(record)), catalog.name), "id": key}
        for key, record in found.items()
        if record is not None
    ]
    return {
        "catalog": catalog.name,
        "base": catalog_href(catalog.name),
        "banner": catalog.banner,
        "name": name,
        "columns": [{"title": title, "href": "", "way": ""} for title in COLUMNS],
        "rows": rows,
        "gone": [key for key, record in found.items() if record is None],
        "delete": f"{catalog_href(catalog.name)}/lists/delete?{urlencode({'which': name})}",
    }
