"""The start page, opening a season file, and the seasons saved on this device: list, rename, download, delete."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from matchsafe.domain.text import day
from matchsafe.present import words
from matchsafe.services.season import next_season
from matchsafe.services.season.titles import season_titles
from matchsafe.web import forms
from matchsafe.web.dependencies import Saved, Today, complete_season
from matchsafe.web.drafts import find
from matchsafe.web.forms import on_field
from matchsafe.web.pages import attachment, render, see_other
from matchsafe.workspace import seasonfile
from matchsafe.workspace.store import ListedSeason, UnknownSeason, UnreadableSeason, Workspace

router = APIRouter(include_in_schema=False)

MAX_FILE_BYTES = 1_000_000
_LATEST = 3
"""Seasons looked at for one that is not over."""
_SHOWN_LINES = 400
_SHOWN_WIDTH = 300
_SHOWN_PROBLEMS = 50


@router.get("/")
def front(request: Request, workspace: Saved) -> Response:
    """Today of the season that was changed last, once there is one that is not over; the start page before."""
    for stored in workspace.list(_LATEST):
        if stored.summary is not None and not stored.summary.closed:
            return see_other(f"/s/{stored.id}/today")
    return start(request, workspace)


@router.get("/start")
def start(request: Request, workspace: Saved) -> Response:
    return render(request, "start.html", seasons=_rows(workspace, 3))


@router.get("/upload")
def upload_form(request: Request) -> Response:
    return render(request, "upload.html", text="", lines=(), cut=False)


@router.post("/upload")
def upload(request: Request, workspace: Saved, form: forms.Form, sent: forms.Stamped) -> Response:
    content, pasted = _content(form)
    if not content.strip():
        nothing = [on_field("file", "Choose a file, or paste its text below.")]
        return render(request, "upload.html", status=422, problems=nothing, text="", lines=(), cut=False)
    try:
        loaded = seasonfile.load_text(content)
    except seasonfile.SeasonFileError as error:
        return render(request, "upload.html", status=422, **_faulty(content, error.problems, pasted))
    key = sent.key and f"{sent.key} {hashlib.sha256(content).hexdigest()}"
    season_id = workspace.save(loaded.season, plan=loaded.plan, key=key, text="Opened a season file")
    return see_other(f"/s/{season_id}")


@router.get("/seasons")
def seasons(request: Request, workspace: Saved) -> Response:
    return render(request, "seasons.html", seasons=_rows(workspace), place=workspace.place)


@router.post("/s/{season_id}/rename")
def rename(workspace: Saved, season_id: str, form: forms.Form, sent: forms.Stamped) -> Response:
    if find(workspace, season_id).season is None:
        raise HTTPException(404)
    name = forms.text(form, "name", 100)
    workspace.rename(season_id, name, expected=sent.version, key=sent.key)
    return see_other("/seasons")


@router.get("/s/{season_id}/season.{kind}")
def download(workspace: Saved, season_id: str, kind: str) -> Response:
    stored = find(workspace, season_id)
    if stored.season is None or kind not in ("yaml", "json"):
        raise HTTPException(404)
    dump = seasonfile.dump_yaml if kind == "yaml" else seasonfile.dump_json
    text = dump(stored.season, workspace.plan(season_id) if stored.plan is None else stored.plan)
    stem = re.sub(r"[^a-z0-9]+", "-", stored.name.lower()).strip("-") or "season"
    return attachment(text, f"{stem}.{kind}", f"application/{kind}")


@router.get("/s/{season_id}/delete")
def ask_delete(request: Request, workspace: Saved, season_id: str) -> Response:
    try:
        there = find(workspace, season_id).season is not None
    except UnreadableSeason:
        there = False
    return render(
        request,
        "delete.html",
        season_id=season_id if there else None,
        title="Delete this season?",
        what="Your answers and interviews are removed from this device.",
        back=f"/s/{season_id}" if there else "/seasons",
        download=f"/s/{season_id}/season.yaml" if there else "",
    )


@router.post("/s/{season_id}/delete")
def delete(workspace: Saved, season_id: str) -> Response:
    try:
        workspace.delete(season_id)
    except UnknownSeason:
        raise HTTPException(404) from None
    return see_other("/seasons")


@router.get("/seasons/delete")
def ask_delete_all(request: Request) -> Response:
    return render(
        request,
        "delete.html",
        title="Delete everything?",
        what="All seasons and half-filled answers are removed from this device.",
        back="/seasons",
        download="",
    )


@router.post("/seasons/delete")
def delete_all(workspace: Saved) -> Response:
    workspace.delete_all()
    return see_other("/seasons")


@router.post("/s/{season_id}/next")
def start_next(workspace: Saved, today: Today, season_id: str, sent: forms.Stamped) -> Response:
    made = next_season(complete_season(workspace, season_id), today)
    return see_other(f"/s/{workspace.save(made.season, key=sent.key, text=made.text)}/plan")


def _rows(workspace: Workspace, most: int | None = None) -> list[dict[str, Any]]:
    """Every season and draft, or the few changed last."""
    found = workspace.list()
    titles = season_titles(found)
    return [_row(stored, titles[stored.id]) for stored in found[:most]]


def _row(stored: ListedSeason, title: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": stored.id,
        "name": stored.name,
        "title": title,
        "version": stored.version,
        "updated": day(stored.updated.date()),
        "can_rename": stored.summary is not None,
    }
    if stored.summary is not None:
        line = f"{words.season_line(stored.summary)}." if stored.name else ""
        return {**row, "state": line, "href": f"/s/{stored.id}"}
    if not stored.readable:
        return {**row, "state": "This version cannot read it.", "href": ""}
    return {**row, "state": "Some questions are still open.", "href": f"/s/{stored.id}"}


def _content(form: FormData) -> tuple[bytes, bool]:
    """What was sent, and whether it was pasted."""
    sent = form.get("file")
    if isinstance(sent, UploadFile) and sent.filename:
        content = sent.file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise HTTPException(413)
        return content, False
    return forms.text(form, "text", MAX_FILE_BYTES).encode("utf-8", "replace"), True


def _faulty(content: bytes, problems: tuple[seasonfile.Problem, ...], pasted: bool) -> dict[str, Any]:
    """The file by lines with what is wrong beside each, and a summary that links to them."""
    text = content.decode("utf-8", "replace")
    lines = text.splitlines()[:_SHOWN_LINES]
    by_line: dict[int, list[str]] = {}
    summary = []
    for problem in problems[:_SHOWN_PROBLEMS]:
        visible = problem.line is not None and 1 <= problem.line <= len(lines)
        summary.append(on_field(f"line-{problem.line}" if visible else "file", problem.sentence()))
        if visible and problem.line is not None:
            by_line.setdefault(problem.line, []).append(problem.message)
    if len(problems) > _SHOWN_PROBLEMS:
        summary.append(on_field("file", f"And {len(problems) - _SHOWN_PROBLEMS} more."))
    shown = [
        {"number": n, "text": line[:_SHOWN_WIDTH], "problems": by_line.get(n, [])}
        for n, line in enumerate(lines, start=1)
    ]
    return {
        "problems": summary,
        "text": text if pasted and len(text) < 20_000 else "",
        "lines": shown,
        "cut": len(text.splitlines()) > _SHOWN_LINES,
    }
