"""The program lists on this machine: which there are, which one is in use, taking changes back, taking lists along."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from matchsafe.catalog import exchange, export
from matchsafe.catalog.access import use
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.importers.from_nrmp import RIGHTS
from matchsafe.catalog.sample import NAME as SAMPLE
from matchsafe.web import catalog_lists, forms
from matchsafe.web.catalogs import Catalogs
from matchsafe.web.form_answers import FieldProblem
from matchsafe.web.pages import render, see_other

Name = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")]

KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}
"""What a list can be downloaded as; the last one is complete, with the source of every value."""

DONE: Final = {
    "used": "“{name}” is in use now.",
    "undone": "The last change of “{name}” is taken back.",
    "redone": "The change of “{name}” is done again.",
    "gone-to": "“{name}” is at the version you chose.",
    "deleted": "“{name}” is deleted.",
}


def create(catalogs: Catalogs) -> APIRouter:
    """The routes over the lists of this machine."""
    router = APIRouter()

    @router.get("/catalogs")
    def lists(request: Request, did: str = "", which: str = "") -> Response:
        return _lists(request, did=did, which=which)

    @router.post("/catalogs/{name}/use")
    def make_used(name: Name) -> Response:
        use(catalogs.store, name)
        return _after("used", name)

    @router.get("/catalogs/{name}/undo")
    def ask_undo(request: Request, name: Name) -> Response:
        steps = catalog_lists.steps(catalogs.store, name)
        if steps["undo"] is None:
            raise HTTPException(404)
        return render(request, "catalog_undo.html", name=name, **steps)

    @router.post("/catalogs/{name}/undo")
    def undo(request: Request, name: Name) -> Response:
        return _moved(request, name, "undone", lambda: catalogs.store.undo(name))

    @router.post("/catalogs/{name}/redo")
    def redo(request: Request, name: Name) -> Response:
        return _moved(request, name, "redone", lambda: catalogs.store.redo(name))

    @router.get("/catalogs/{name}/history")
    def history(request: Request, name: Name) -> Response:
        versions = catalog_lists.history(catalogs.store, name)
        return render(request, "catalog_history.html", name=name, versions=versions)

    @router.post("/catalogs/{name}/version")
    def go_to(request: Request, name: Name, form: forms.Form) -> Response:
        number = forms.text(form, "number", 9)
        if not (number.isascii() and number.isdigit()):
            raise HTTPException(422)
        return _moved(request, name, "gone-to", lambda: catalogs.store.undo(name, int(number)))

    @router.get("/catalogs/{name}/programs.{kind}")
    def download(name: Name, kind: str) -> Response:
        if kind not in KINDS:
            raise HTTPException(404)
        catalog = catalogs.catalog(name)
        if kind == "csv":
            content = export.csv_text(catalog).encode("utf-8-sig")
        else:
            content = export.xlsx_bytes(catalog) if kind == "xlsx" else exchange.dump(catalog)
        headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
        return Response(content, media_type=KINDS[kind], headers=headers)

    @router.get("/catalogs/{name}/delete")
    def ask_delete(request: Request, name: Name) -> Response:
        catalogs.store.place(name)
        return render(request, "catalog_delete.html", name=name)

    @router.post("/catalogs/{name}/delete")
    def delete(request: Request, name: Name) -> Response:
        catalogs.store.place(name)
        return _moved(request, name, "deleted", lambda: catalogs.store.remove(name))

    def _moved(request: Request, name: str, did: str, work: Any) -> Response:
        """Do something to a list and tell it, or tell on the page of the lists why it cannot be done."""
        catalogs.store.place(name)
        try:
            work()
        except CatalogError as error:
            return _lists(request, problems=[FieldProblem(f"list-{name}", str(error))], status=409)
        return _after(did, name)

    def _lists(
        request: Request,
        *,
        did: str = "",
        which: str = "",
        problems: list[FieldProblem] | None = None,
        status: int = 200,
    ) -> Response:
        found = catalog_lists.rows(catalogs)
        known = which in catalogs.store.names() or did == "deleted"
        return render(
            request,
            "catalogs.html",
            status=status,
            problems=problems or [],
            lists=found,
            place=catalogs.store.folder,
            rights=RIGHTS,
            done=DONE[did].format(name=which[:40]) if did in DONE and known else None,
            has_sample=any(row["name"] == SAMPLE for row in found),
        )

    return router


def _after(did: str, name: str) -> Response:
    return see_other(f"/catalogs?did={did}&which={name}#done")
