"""A letter to one program: what only the applicant can say is asked, the rest is filled in; nothing is sent."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.domain.problem import RequestError
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_record import Application
from matchsafe.services import season as edits
from matchsafe.services.drafts import (
    DRAFTS,
    NEEDS,
    LetterDraft,
    draft,
    hint,
    letters_for,
    part_named,
    sent_event,
)  # fmt: skip
from matchsafe.web import forms, record_forms
from matchsafe.web.dependencies import Saved, Today, complete_season
from matchsafe.web.forms import on_field
from matchsafe.web.pages import attachment, render, see_other
from matchsafe.workspace.store import Workspace

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/{short}/{part_id}/draft/{code}")


Short = Literal["i", "a"]


def _part_of_letter(
    workspace: Workspace, season_id: str, part_id: str, code: str
) -> tuple[Season, Interview | Application]:
    season = with_ids(complete_season(workspace, season_id))
    try:
        part = part_named(season, part_id)
    except RequestError:
        raise HTTPException(404) from None
    if code not in letters_for(part):
        raise HTTPException(404)
    return season, part


@router.get("")
def show(
    request: Request, workspace: Saved, season_id: str, short: Short, part_id: str, code: str
) -> Response:
    return _page(request, workspace, season_id, short, part_id, code, {}, None)


@router.post("")
def write(
    request: Request,
    workspace: Saved,
    season_id: str,
    short: Short,
    part_id: str,
    code: str,
    form: forms.Form,
) -> Response:
    season, part = _part_of_letter(workspace, season_id, part_id, code)
    said = {name: forms.text(form, name, 3_000) for name in (*NEEDS, "person", "me")}
    try:
        made = draft(season, part, code, said)
    except RequestError as error:
        return _page(request, workspace, season_id, short, part_id, code, said, None, error)
    if forms.text(form, "as") == "eml":
        return attachment(made.eml(), f"{code.replace('_', '-')}.eml", "message/rfc822")
    return _page(request, workspace, season_id, short, part_id, code, said, made)


@router.post("/sent")
def was_sent(
    request: Request, workspace: Saved, today: Today, season_id: str, short: Short, part_id: str, code: str,
    sent: forms.Stamped,
) -> Response:  # fmt: skip
    _, part = _part_of_letter(workspace, season_id, part_id, code)
    kind, event = DRAFTS[code], sent_event(part, code, today.isoformat())
    workspace.change(
        season_id, lambda s: edits.add_event(s, event).season, key=sent.key, text=f"Sent: {kind.title}"
    )
    return see_other(f"/s/{season_id}/{short}/{part_id}?saved=noted")


def _page(
    request: Request, workspace: Workspace, season_id: str, short: Short, part_id: str, code: str, said: dict[str, str],
    made: LetterDraft | None, error: RequestError | None = None,
) -> Response:  # fmt: skip
    _, part = _part_of_letter(workspace, season_id, part_id, code)
    kind = DRAFTS[code]
    asked = [
        record_forms.RecordField(name, NEEDS[name], hint(name), "", "text", (), longest=3_000)
        for name in kind.needs
    ]
    asked.append(
        record_forms.RecordField("person", "To whom", "Leave it open if you do not know.", "", "text", ())
    )
    asked.append(record_forms.RecordField("me", "Your name", "It is not kept.", "", "text", ()))
    return render(
        request, "draft.html", status=422 if error else 200, season_id=season_id, base=f"/s/{season_id}",
        here=f"/s/{season_id}/{short}/{part_id}/draft/{code}", back=f"/s/{season_id}/{short}/{part_id}",
        program=part.program,
        kind=kind, fields=asked, values={f.name: said.get(f.name, "") for f in asked}, made=made,
        problems=[on_field(p.path, p.message) for p in error.problems] if error else [],
    )  # fmt: skip
