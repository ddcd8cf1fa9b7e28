"""Sheets on the page: an old tracker taken into the season, and the SOAP shortlist of a list of unfilled positions."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from matchsafe.domain.problem import Problem, ProblemsError, RequestError
from matchsafe.domain.specialties import specialty_code, specialty_name
from matchsafe.domain.text import plural
from matchsafe.intake.trackers import Tracker, tracker_fields
from matchsafe.services.intake.tracker import take_in, tracker_in
from matchsafe.services.soap import soap_guide
from matchsafe.services.soap_shortlist import SoapShortlist, soap_shortlist
from matchsafe.services.visas import catalog_in_use
from matchsafe.web import forms
from matchsafe.web.dependencies import Saved, Today, complete_season, complete_stored
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render, see_other
from matchsafe.workspace.store import Workspace

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}")

_MOST_BYTES: Final = 1_000_000


def _sheet(form: FormData) -> tuple[str, bytes]:
    """The sheet of a form: a file, or the one that was sent before.

    Raises:
        RequestError: If there is none, or it is too large.
    """
    sent = form.get("file")
    if isinstance(sent, UploadFile) and sent.filename:
        name, data = sent.filename[:200], sent.file.read(_MOST_BYTES + 1)
    else:
        name = forms.text(form, "name", 200)
        try:
            data = base64.b64decode(forms.text(form, "sheet", 2 * _MOST_BYTES), validate=True)
        except (binascii.Error, ValueError):
            data = b""
    if not data:
        raise RequestError([Problem("Choose a file.", "missing", "file")])
    if len(data) > _MOST_BYTES:
        raise RequestError(
            [Problem("The file is too large: at most 1 MB is read here.", "too_large", "file")]
        )
    return name, data


def _columns(form: FormData) -> dict[str, str]:
    """The fields of the columns, as chosen on the page."""
    found = {}
    for n in range(200):
        name, field = form.get(f"column-{n}"), forms.text(form, f"field-{n}", 30)
        if not isinstance(name, str):
            break
        if field in (*tracker_fields(), "-"):
            found[name] = field
    return found


@router.get("/tracker")
def show(request: Request, workspace: Saved, season_id: str) -> Response:
    return _tracker(request, workspace, season_id)


@router.post("/tracker")
def read(
    request: Request, workspace: Saved, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    """What a sheet holds; with "take" its kept rows go into the season."""
    complete_season(workspace, season_id)
    try:
        name, data = _sheet(form)
        tracker = tracker_in(name, data, _columns(form))
        if forms.text(form, "do") == "take":
            now = datetime.now(UTC)
            workspace.change(
                season_id,
                lambda s: take_in(s, tracker, now).season,
                key=sent.key,
                text=f"Took in {name}"[:100],
            )
            return see_other(f"/s/{season_id}/season")
    except ProblemsError as error:
        return _tracker(
            request, workspace, season_id, [on_field("file", p.sentence()) for p in error.problems]
        )
    packed = base64.b64encode(data).decode()
    return _tracker(request, workspace, season_id, tracker=tracker, packed=packed)


def _tracker(
    request: Request, workspace: Workspace, season_id: str, problems: list[Problem] | None = None,
    tracker: Tracker | None = None, packed: str = "",
) -> Response:  # fmt: skip
    complete_stored(workspace, season_id)
    return render(
        request, "tracker.html", status=422 if problems else 200, problems=problems or [], season_id=season_id,
        base=f"/s/{season_id}", t=tracker, packed=packed, known=tracker_fields(),
        kept=[_row_text(row) for row in tracker.kept] if tracker else [],
    )  # fmt: skip


def _row_text(row: Any) -> str:
    what = [specialty_name(row.specialty)] if row.specialty else []
    return ", ".join(filter(None, (row.program, row.city, row.state, *what, row.track, row.stage)))


@router.get("/soap")
def soap(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    return _soap(request, workspace, today, season_id)


@router.post("/soap")
def shortlist(request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form) -> Response:
    """The shortlist of a list of unfilled positions; nothing is kept."""
    season = complete_season(workspace, season_id)
    named = [t.strip() for t in forms.text(form, "specialties", 400).split(",") if t.strip()]
    codes = [specialty_code(t) for t in named]
    if None in codes:
        wrong = next(t for t, c in zip(named, codes, strict=True) if c is None)
        return _soap(
            request, workspace, today, season_id, [on_field("specialties", f"We do not know “{wrong[:60]}”.")]
        )
    try:
        tracker = tracker_in(*_sheet(form))
        found = soap_shortlist(season, tracker, [c for c in codes if c], catalog_in_use(), today)
    except ProblemsError as error:
        problems = [
            on_field(p.path if p.path == "specialties" else "file", p.sentence()) for p in error.problems
        ]
        return _soap(request, workspace, today, season_id, problems)
    return _soap(request, workspace, today, season_id, found=found)


def _soap(
    request: Request, workspace: Workspace, today: Any, season_id: str, problems: list[Problem] | None = None,
    found: SoapShortlist | None = None,
) -> Response:  # fmt: skip
    guide = soap_guide(complete_season(workspace, season_id), today)
    rows = [
        {
            "program": c.program, "place": ", ".join(filter(None, (c.city, c.state))),
            "what": ", ".join(filter(None, (specialty_name(c.specialty), c.track))),
            "open": "" if c.positions is None else plural(c.positions, "position"), "look_up": c.look_up,
        }
        for c in (found.choices if found else ())
    ]  # fmt: skip
    return render(
        request, "soap.html", status=422 if problems else 200, problems=problems or [], season_id=season_id,
        base=f"/s/{season_id}", g=guide, found=found, rows=rows,
    )  # fmt: skip
