"""On a shared machine: links to look at a season, and a passphrase that opens a visitor's space elsewhere."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.domain.text import day
from matchsafe.services.season.titles import season_titles
from matchsafe.web import forms
from matchsafe.web.dependencies import Saved
from matchsafe.web.drafts import find
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render, see_other
from matchsafe.workspace.errors import UnknownSeason, WorkspaceError
from matchsafe.workspace.store import Workspace
from matchsafe.workspace.visitors import Purpose, Visitors

KEY: Final = "matchsafe-key"
LINK: Final = "matchsafe-link"
_YEAR: Final = 365 * 24 * 3600
_MOST_LINKS: Final = 10

router = APIRouter(include_in_schema=False)


@router.get("/s/{season_id}/share")
def links(request: Request, workspace: Saved, season_id: str) -> Response:
    return _links(request, workspace, season_id)


@router.post("/s/{season_id}/share")
def share(request: Request, workspace: Saved, season_id: str, form: forms.Form) -> Response:
    find(workspace, season_id)
    try:
        link = Visitors(workspace).share(season_id, forms.text(form, "label", 100))
    except WorkspaceError as error:
        return _links(request, workspace, season_id, problems=[on_field("label", str(error))])
    return _links(request, workspace, season_id, made=f"{request.base_url}look/{link}")


@router.post("/s/{season_id}/share/end")
def end(workspace: Saved, season_id: str, form: forms.Form) -> Response:
    find(workspace, season_id)
    Visitors(workspace).take_back(season_id, forms.text(form, "link", 64))
    return see_other(f"/s/{season_id}/{'rank/couple/links' if forms.text(form, 'partner', 5) else 'share'}")


@router.get("/s/{season_id}/rank/couple/links")
def partner_links(request: Request, workspace: Saved, season_id: str) -> Response:
    return _links(request, workspace, season_id, partner=True)


@router.post("/s/{season_id}/rank/couple/links")
def share_with_partner(request: Request, workspace: Saved, season_id: str, form: forms.Form) -> Response:
    find(workspace, season_id)
    to: Purpose = "ratings" if forms.text(form, "ratings", 5) else "pairs"
    label = f"For my partner: {forms.text(form, 'label', 80)}".removesuffix(": ")
    try:
        link = Visitors(workspace).share(season_id, label, to)
    except WorkspaceError as error:
        return _links(request, workspace, season_id, problems=[on_field("label", str(error))], partner=True)
    return _links(request, workspace, season_id, made=f"{request.base_url}pair/{link}", partner=True)


@router.get("/pair/{link}")
def pair(request: Request, workspace: Saved, link: str) -> Response:
    if Visitors(workspace).partner_grant(link) is None:
        raise HTTPException(404)
    found = season_titles(s for s in workspace.list() if s.summary is not None)
    return render(request, "pair_link.html", link=link, seasons=found.items())


def _links(
    request: Request,
    workspace: Workspace,
    season_id: str,
    made: str = "",
    problems: Any = (),
    *,
    partner: bool = False,
) -> Response:
    stored = find(workspace, season_id)
    try:
        found = Visitors(workspace).links(season_id)
    except UnknownSeason:
        raise HTTPException(404) from None
    rows = [
        {
            "digest": link.digest,
            "label": link.label or "To look at this season",
            "day": day(link.created.date()),
        }
        for link in found
        if partner == (link.purpose != "look")
    ]
    return render(
        request,
        "share.html",
        status=422 if problems else 200,
        season_id=stored.id if stored.season is not None else None,
        own_id=stored.id,
        problems=problems,
        made=made,
        rows=rows,
        partner=partner,
    )


@router.get("/look/{link}")
def look(request: Request, workspace: Saved, link: str) -> Response:
    shown = Visitors(workspace).space_behind(link)
    if shown is None:
        raise HTTPException(404)
    before = [kept for kept in request.cookies.get(LINK, "").split(".") if kept and kept != link]
    answer = see_other(f"/s/{shown.only}")
    _keep(request, answer, LINK, ".".join([*before, link][-_MOST_LINKS:]))
    return answer


@router.get("/space")
def space(request: Request, workspace: Saved) -> Response:
    return _space(request, workspace)


@router.post("/space")
def set_passphrase(request: Request, workspace: Saved, form: forms.Form) -> Response:
    passphrase = form.get("passphrase", "")
    try:
        name = Visitors(workspace).set_passphrase(passphrase if isinstance(passphrase, str) else "")
    except WorkspaceError as error:
        return _space(request, workspace, [on_field("passphrase", str(error))])
    return _space(request, workspace, set_now=name)


@router.post("/space/leave")
def leave(workspace: Saved) -> Response:
    Visitors(workspace).leave()
    return see_other("/space")


@router.post("/open")
def open_elsewhere(request: Request, workspace: Saved, form: forms.Form) -> Response:
    passphrase = form.get("passphrase", "")
    key = Visitors(workspace).open(
        forms.text(form, "name", 64), passphrase if isinstance(passphrase, str) else ""
    )
    if key is None:
        return _space(
            request, workspace, [on_field("name", "This name and this passphrase do not fit together.")]
        )
    answer = see_other("/seasons")
    _keep(request, answer, KEY, key)
    return answer


def _space(request: Request, workspace: Workspace, problems: Any = (), set_now: str = "") -> Response:
    return render(
        request,
        "space.html",
        status=422 if problems else 200,
        problems=problems,
        name=set_now or Visitors(workspace).name(),
        set_now=bool(set_now),
    )


def _keep(request: Request, answer: Response, name: str, value: str) -> None:
    secure = request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)
