"""The program lists on this machine: which there are, which one is in use, taking changes back, taking lists along."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response

from matchsafe.catalog import exchange, export
from matchsafe.catalog.access import use
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.importers.federal.sources import TERMS, public_sources
from matchsafe.catalog.importers.from_nrmp import RIGHTS
from matchsafe.catalog.sample import NAME as SAMPLE
from matchsafe.catalog.store import Store
from matchsafe.domain.problem import Problem
from matchsafe.web import catalogs, forms
from matchsafe.web.forms import on_field
from matchsafe.web.pages import TABLE_FILES, attachment, render, see_other
from matchsafe.workspace.space import current

Name = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,39}$")]

KINDS: Final = {**TABLE_FILES, "jsonl": "application/jsonl"}
"""What a list can be downloaded as; the last one is complete, with the source of every value."""

DONE: Final = {
    "used": "“{name}” is in use now.",
    "undone": "The last change of “{name}” is taken back.",
    "redone": "The change of “{name}” is done again.",
    "gone-to": "“{name}” is at the version you chose.",
    "deleted": "“{name}” is deleted.",
}

router = APIRouter(include_in_schema=False)


@router.get("/catalogs")
def lists(request: Request, did: str = "", which: str = "") -> Response:
    return _lists(request, did=did, which=which)


@router.post("/catalogs/{name}/use")
def make_used(name: Name) -> Response:
    use(Store(), name)
    return _after("used", name)


@router.get("/catalogs/{name}/undo")
def ask_undo(request: Request, name: Name) -> Response:
    steps = catalogs.steps(Store(), name)
    if steps["undo"] is None:
        raise HTTPException(404)
    return render(request, "catalog_undo.html", name=name, **steps)


@router.post("/catalogs/{name}/undo")
def undo(request: Request, name: Name) -> Response:
    return _list_action(request, name, "undone", lambda: Store().undo(name))


@router.post("/catalogs/{name}/redo")
def redo(request: Request, name: Name) -> Response:
    return _list_action(request, name, "redone", lambda: Store().redo(name))


@router.get("/catalogs/{name}/history")
def history(request: Request, name: Name) -> Response:
    versions = catalogs.history(Store(), name)
    return render(request, "catalog_history.html", name=name, versions=versions)


@router.post("/catalogs/{name}/version")
def go_to(request: Request, name: Name, form: forms.Form) -> Response:
    number = forms.text(form, "number", 9)
    if not (number.isascii() and number.isdigit()):
        raise HTTPException(422)
    return _list_action(request, name, "gone-to", lambda: Store().undo(name, int(number)))


@router.get("/catalogs/{name}/programs.{kind}")
def download(name: Name, kind: str) -> Response:
    if kind not in KINDS:
        raise HTTPException(404)
    catalog = catalogs.catalog(name)
    if kind == "csv":
        content = export.csv_text(catalog).encode("utf-8-sig")
    else:
        content = export.xlsx_bytes(catalog) if kind == "xlsx" else exchange.dump(catalog)
    return attachment(content, f"{name}.{kind}", KINDS[kind])


@router.get("/catalogs/{name}/delete")
def ask_delete(request: Request, name: Name) -> Response:
    Store().place(name)
    return render(request, "catalog_delete.html", name=name)


@router.post("/catalogs/{name}/delete")
def delete(request: Request, name: Name) -> Response:
    Store().place(name)
    return _list_action(request, name, "deleted", lambda: Store().remove(name))


def _list_action(request: Request, name: str, did: str, work: Any) -> Response:
    """Do something to a list and tell it, or tell on the page of the lists why it cannot be done."""
    Store().place(name)
    try:
        work()
    except CatalogError as error:
        return _lists(request, problems=[on_field(f"list-{name}", str(error))], status=409)
    return _after(did, name)


def _lists(
    request: Request,
    *,
    did: str = "",
    which: str = "",
    problems: list[Problem] | None = None,
    status: int = 200,
) -> Response:
    found = catalogs.overview()
    known = which in Store().names() or did == "deleted"
    return render(
        request,
        "catalogs.html",
        status=status,
        problems=problems or [],
        lists=found,
        hosted=bool(current().id),
        place=Store().folder,
        rights=RIGHTS,
        public=public_sources(),
        terms=TERMS,
        done=DONE[did].format(name=which[:40]) if did in DONE and known else None,
        has_sample=any(row["name"] == SAMPLE for row in found),
    )


def _after(did: str, name: str) -> Response:
    return see_other(f"/catalogs?did={did}&which={name}#done")
