"""Everything saved as one file to take along, bringing one back, and the history of a season."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.store import Store
from matchsafe.domain.text import day
from matchsafe.services.backup import backup_bytes, restore_file
from matchsafe.web import forms
from matchsafe.web.dependencies import Saved, Today
from matchsafe.web.drafts import find
from matchsafe.web.forms import on_field
from matchsafe.web.pages import attachment, render, see_other
from matchsafe.workspace.errors import NoChangeToUndo, UnreadableSeason
from matchsafe.workspace.store import UnknownSeason, Workspace

router = APIRouter(include_in_schema=False)


@router.get("/backup")
def page(request: Request, workspace: Saved) -> Response:
    return _page(request, workspace)


@router.get("/backup/matchsafe.json")
def download(workspace: Saved, today: Today) -> Response:
    content = backup_bytes(workspace, Store())
    return attachment(content, f"matchsafe-{today.isoformat()}.json", "application/json")


@router.post("/backup/restore")
def put_back(request: Request, workspace: Saved, form: forms.Form) -> Response:
    sent = form.get("file")
    problems = []
    if not isinstance(sent, UploadFile) or not sent.filename:
        problems.append(on_field("file", "Choose the file of a backup."))
    if forms.text(form, "sure") != "yes":
        problems.append(on_field("sure", "Tick that what is saved here now may be replaced."))
    if isinstance(sent, UploadFile) and not problems:
        try:
            restore_file(workspace, Store(), sent.file.read())
        except (CatalogError, UnreadableSeason) as error:
            problems.append(on_field("file", str(error)))
        else:
            return see_other("/seasons")
    return _page(request, workspace, problems)


def _page(request: Request, workspace: Workspace, problems: Any = ()) -> Response:
    return render(
        request,
        "backup.html",
        status=422 if problems else 200,
        problems=problems,
        copies=workspace.copies,
        place=workspace.place,
    )


@router.get("/s/{season_id}/history")
def history(request: Request, workspace: Saved, season_id: str) -> Response:
    return _history(request, workspace, season_id)


@router.post("/s/{season_id}/undo")
def undo(request: Request, workspace: Saved, season_id: str, sent: forms.Stamped) -> Response:
    return _step(request, workspace, season_id, workspace.undo, sent)


@router.post("/s/{season_id}/redo")
def redo(request: Request, workspace: Saved, season_id: str, sent: forms.Stamped) -> Response:
    return _step(request, workspace, season_id, workspace.redo, sent)


@router.post("/s/{season_id}/history/forget")
def forget(workspace: Saved, season_id: str) -> Response:
    find(workspace, season_id)
    workspace.forget_history(season_id)
    return see_other(f"/s/{season_id}/history")


def _step(request: Request, workspace: Workspace, season_id: str, step: Any, sent: forms.Stamp) -> Response:
    try:
        step(season_id, expected=sent.version, key=sent.key)
    except UnknownSeason:
        raise HTTPException(404) from None
    except NoChangeToUndo as error:
        return _history(request, workspace, season_id, str(error))
    return see_other(f"/s/{season_id}/history")


def _history(request: Request, workspace: Workspace, season_id: str, wrong: str = "") -> Response:
    stored = find(workspace, season_id)
    changes = workspace.history(season_id)
    undone, again = workspace.next_steps(season_id)
    kinds = {"undo": "Undone: ", "redo": "Done again: "}
    rows = []
    for change in changes:
        local = change.at.astimezone()
        text = f"{kinds.get(change.kind, '')}{change.text or 'Something was changed'}"
        rows.append({"text": text, "at": f"{day(local.date())}, {local:%H:%M}"})
    return render(
        request,
        "history.html",
        status=409 if wrong else 200,
        season_id=stored.id if stored.season is not None else None,
        own_id=stored.id,
        version=stored.version,
        problems=[on_field("main", wrong)] if wrong else [],
        rows=rows,
        undo=undone and (undone.text or "the last change"),
        redo=again and (again.text or "what was undone"),
    )
