"""Entries that may be one program, and employers that may be a list's: shown one by one, and what the reader says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.catalog import employers, twins
from matchsafe.catalog.errors import CatalogBusy, CatalogError, UnknownCatalog, UnknownProgram
from matchsafe.catalog.store import Store
from matchsafe.domain.problem import Problem
from matchsafe.domain.program import Program
from matchsafe.web import catalogs, forms
from matchsafe.web.catalog_query import catalog_href
from matchsafe.web.catalog_view import kind_line, program_href
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render, see_other

PAIRS_A_PAGE: Final = 10
T = TypeVar("T")

router = APIRouter(include_in_schema=False)


@router.get("/catalog/{name}/twins")
def show(request: Request, name: str, page: int = 1, did: str = "") -> Response:
    return _page(request, name, page, did=did in ("same", "apart"))


@router.post("/catalog/{name}/twins")
def decide(request: Request, name: str, form: forms.Form, page: int = 1) -> Response:
    one, other, what = (forms.text(form, field, 100) for field in ("one", "other", "do"))

    def note() -> bool:
        if what not in ("same", "apart"):
            raise CatalogError("Say whether they are one program or two.")
        try:
            catalog = catalogs.catalog(name)
            if catalog.find(one).id == catalog.find(other).id:
                return False  # joined already
            twins.decide(Store(), name, one, other, same=what == "same")
        except UnknownProgram:
            return False
        return True

    return _keep_answer(request, name, page, note, what, _page, "pairs")


def _keep_answer(
    request: Request,
    name: str,
    page: int,
    note: Callable[[], bool],
    did: str,
    show: Callable[..., Response],
    at: str,
) -> Response:
    """What follows an answer: the page anew, with what was noted, or with what was wrong.

    Args:
        note: Keeps the answer; false where it is kept already, by a second tap or in another tab.
        did: What was said.
        show: The page.
        at: What the page is called in addresses, and its heading.
    """
    try:
        noted = note()
    except (UnknownCatalog, CatalogBusy):
        raise
    except CatalogError as error:
        return show(request, name, page, problems=[on_field(at, str(error))], status=422)
    here = f"{request.url.path}?page={page}"
    return see_other(f"{here}&did={did}" if noted else here)


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
    shown, of_page = _page_of(twins.open_pairs(catalog), page)
    pairs = [
        {"number": number, "why": why, "two": [_row(name, p) for p in (one, other)]}
        for number, (one, other, why) in shown
    ]
    return render(
        request, "twins.html", status=status, problems=problems or [], name=name, base=catalog_href(name),
        banner_of_list=catalog.banner, did=did, pairs=pairs, **of_page,
    )  # fmt: skip


@router.get("/catalog/{name}/employers")
def show_employers(request: Request, name: str, page: int = 1, did: str = "") -> Response:
    return _employers(request, name, page, did=did == "said")


@router.post("/catalog/{name}/employers")
def decide_employer(request: Request, name: str, form: forms.Form, page: int = 1) -> Response:
    label, what = forms.text(form, "employer", 400), forms.text(form, "do", 10)
    said = {
        "is": tuple(forms.text(form, "programs", 20_000).split()),
        "none": (),
        "again": None,
    }

    def note() -> bool:
        if what not in said or (what == "is" and not said["is"]):
            raise CatalogError("Say which hospital it is, or that it is none of them.")
        if employers.find_employer(catalogs.catalog(name), label).programs == said[what]:
            return False
        employers.decide(Store(), name, label, said[what])
        return True

    return _keep_answer(request, name, page, note, "said", _employers, "employers")


def _employers(
    request: Request,
    name: str,
    page: int,
    *,
    did: bool = False,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> Response:
    catalog = catalogs.catalog(name)
    shown, of_page = _page_of(employers.open_employers(catalog), page)
    offered = employers.nearby_hospitals(catalog, [e for _, e in shown])
    asked = [
        {
            "number": number, "label": e.label, "tells": employers.what_it_tells(e),
            "alike": all(h.alike for h in hospitals),
            "hospitals": [{"name": h.name, "ids": " ".join(h.ids), "first": _row(name, h.programs[0]),
                           "count": len(h.ids)} for h in hospitals],
        }
        for (number, e), hospitals in zip(shown, offered, strict=True)
    ]  # fmt: skip
    decided = [(e.label, len(e.programs or ())) for e in employers.decided_employers(catalog)]
    return render(
        request, "employers.html", status=status, problems=problems or [], name=name, base=catalog_href(name),
        banner_of_list=catalog.banner, did=did, asked=asked, decided=decided, **of_page,
    )  # fmt: skip


def _row(name: str, program: Program) -> dict[str, str]:
    return {
        "id": program.id, "name": program.name, "kind": kind_line(program), "href": program_href(name, program.id),
    }  # fmt: skip


def _page_of(rows: list[T], page: int) -> tuple[list[tuple[int, T]], dict[str, int]]:
    """The numbered rows of a page, and where it stands among all."""
    pages = max(1, -(-len(rows) // PAIRS_A_PAGE))
    page = min(max(1, page), pages)
    first = (page - 1) * PAIRS_A_PAGE
    shown = list(enumerate(rows[first : first + PAIRS_A_PAGE], first + 1))
    return shown, {"total": len(rows), "page": page, "pages": pages}
