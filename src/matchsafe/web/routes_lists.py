"""The lists of programs a reader saves: making, showing, changing, renaming and deleting them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.catalog import lists as saved
from matchsafe.catalog.errors import CatalogBusy, CatalogError, UnknownCatalog, UnknownList, UnknownProgram
from matchsafe.catalog.value_resolution import resolve
from matchsafe.web import forms, list_view
from matchsafe.web.catalog_query import catalog_href
from matchsafe.web.catalogs import Catalogs
from matchsafe.web.form_answers import FieldProblem
from matchsafe.web.pages import render, see_other

_NEW = ""
"""The choice of a list that is yet to be made."""


def create(catalogs: Catalogs) -> APIRouter:
    """The routes over the program lists of this machine."""
    router = APIRouter()

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
        problem = _tried(lambda: saved.add_to_list(catalogs.store, name, which or new, ids))
        if problem and which == _NEW:
            return _ask(request, name, ids, [FieldProblem("new", problem)], new)
        if problem:
            return _ask(request, name, ids, [FieldProblem("which", problem)], new)
        return see_other(list_view.href(name, which or new))

    @router.post("/catalog/{name}/lists/remove")
    def remove(request: Request, name: str, form: forms.Form) -> Response:
        which = forms.text(form, "which", 500)
        ids = [i for i in form.getlist("id") if isinstance(i, str) and i]
        if not ids:
            return _one(request, name, which, [FieldProblem("programs", "Tick the programs to take off.")])
        if problem := _tried(lambda: saved.take_from_list(catalogs.store, name, which, ids)):
            return _one(request, name, which, [FieldProblem("programs", problem)])
        return see_other(list_view.href(name, which))

    @router.post("/catalog/{name}/lists/rename")
    def rename(request: Request, name: str, form: forms.Form) -> Response:
        which, to = forms.text(form, "which", 500), forms.text(form, "to", 500)
        if problem := _tried(lambda: saved.rename_list(catalogs.store, name, which, to)):
            return _one(request, name, which, [FieldProblem("to", problem)], to)
        return see_other(list_view.href(name, to))

    @router.get("/catalog/{name}/lists/delete")
    def ask_delete(request: Request, name: str, which: str = "") -> Response:
        found, ids = saved.saved_list(catalogs.store, name, which)
        return render(
            request,
            "list_delete.html",
            name=found,
            count=len(ids),
            base=catalog_href(name),
            back=list_view.href(name, found),
        )

    @router.post("/catalog/{name}/lists/delete")
    def delete(name: str, form: forms.Form) -> Response:
        saved.delete_list(catalogs.store, name, forms.text(form, "which", 500))
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
                {"name": n, "count": len(ids), "href": list_view.href(name, n)}
                for n, ids in saved.saved_lists(catalogs.store, name).items()
            ],
        )

    def _one(
        request: Request,
        name: str,
        which: str,
        problems: list[FieldProblem] | None = None,
        to: str | None = None,
    ) -> Response:
        found, ids = saved.saved_list(catalogs.store, name, which)
        shown: dict[str, Any] = list_view.view(catalogs.catalog(name), found, ids)
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
        problems: list[FieldProblem] | None = None,
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
            lists=list(saved.saved_lists(catalogs.store, name)),
            problems=problems or [],
            new=new,
        )

    return router


def _tried(change: Callable[[], object]) -> str:
    """What is wrong with a change, for the field it is about; "" if it was made."""
    try:
        change()
    except (UnknownCatalog, UnknownProgram, UnknownList, CatalogBusy):
        raise
    except CatalogError as error:
        return str(error)
    return ""
