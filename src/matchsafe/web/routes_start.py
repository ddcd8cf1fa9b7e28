"""The start page and opening a season file."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from matchsafe.web import forms, season_rows
from matchsafe.web.form_answers import FieldProblem
from matchsafe.web.pages import render, see_other
from matchsafe.workspace import seasonfile
from matchsafe.workspace.store import Workspace

MAX_FILE_BYTES = 1_000_000
_SHOWN_LINES = 400
_SHOWN_WIDTH = 300
_SHOWN_PROBLEMS = 50


def create(workspace: Workspace) -> APIRouter:
    """The routes over a workspace."""
    router = APIRouter()

    @router.get("/")
    def start(request: Request) -> Response:
        return render(request, "start.html", seasons=season_rows.rows(workspace)[:3])

    @router.get("/upload")
    def upload_form(request: Request) -> Response:
        return render(request, "upload.html", text="", lines=(), cut=False)

    @router.post("/upload")
    def upload(request: Request, form: forms.Form) -> Response:
        content, pasted = _content(form)
        if not content.strip():
            nothing = [FieldProblem("file", "Choose a file, or paste its text below.")]
            return render(request, "upload.html", status=422, problems=nothing, text="", lines=(), cut=False)
        try:
            loaded = seasonfile.load_text(content)
        except seasonfile.SeasonFileError as error:
            return render(request, "upload.html", status=422, **_faulty(content, error.problems, pasted))
        season_id = workspace.save(loaded.season)
        if loaded.plan is not None:
            workspace.save_plan(season_id, loaded.plan)
        return see_other(f"/s/{season_id}")

    return router


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
        summary.append(FieldProblem(f"line-{problem.line}" if visible else "file", problem.sentence()))
        if visible and problem.line is not None:
            by_line.setdefault(problem.line, []).append(problem.message)
    if len(problems) > _SHOWN_PROBLEMS:
        summary.append(FieldProblem("file", f"And {len(problems) - _SHOWN_PROBLEMS} more."))
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
