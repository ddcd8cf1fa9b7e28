"""The pages of a program list: searching it and looking at a program."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.web import catalog_query
from matchsafe.web.catalog_view import view
from matchsafe.web.catalogs import Catalogs
from matchsafe.web.pages import render, see_other


def create(catalogs: Catalogs) -> APIRouter:
    """The routes over the program lists of this machine."""
    router = APIRouter()

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
            return _page(request, asked, shown, status=422)
        if "" in request.query_params.values():
            return see_other(asked.href(page=asked.values["page"]))  # a form sends its empty fields too
        found = finder.search(asked.query)
        if found.page > found.pages:
            found = finder.search(asked.query.model_copy(update={"page": found.pages}))
        return _page(request, asked, view(asked, finder.catalog, found))

    def _page(
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

    return router
