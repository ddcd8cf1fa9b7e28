"""A letter to one program: what only the applicant can say is asked, the rest is filled in; nothing is sent."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.domain.problem import RequestError
from matchsafe.domain.season import Interview, Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.services import season as edits
from matchsafe.services.drafts import DRAFTS, NEEDS, LetterDraft, draft, hint
from matchsafe.web import forms, record_forms
from matchsafe.web.dependencies import Saved, Today, complete_season
from matchsafe.web.forms import on_field
from matchsafe.web.pages import attachment, render, see_other
from matchsafe.workspace.store import Workspace

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/i/{interview_id}/draft/{code}")


def _found(workspace: Workspace, season_id: str, interview_id: str, code: str) -> tuple[Season, Interview]:
    season = with_ids(complete_season(workspace, season_id))
    held = () if season.only_a_number else season.interview_list
    interview = next((i for i in held if i.id == interview_id), None)
    if interview is None or code not in DRAFTS:
        raise HTTPException(404)
    return season, interview


@router.get("")
def show(request: Request, workspace: Saved, season_id: str, interview_id: str, code: str) -> Response:
    return _page(request, workspace, season_id, interview_id, code, {}, None)


@router.post("")
def write(
    request: Request, workspace: Saved, season_id: str, interview_id: str, code: str, form: forms.Form
) -> Response:
    season, interview = _found(workspace, season_id, interview_id, code)
    said = {name: forms.text(form, name, 3_000) for name in (*NEEDS, "person", "me")}
    try:
        made = draft(season, interview, code, said)
    except RequestError as error:
        return _page(request, workspace, season_id, interview_id, code, said, None, error)
    if forms.text(form, "as") == "eml":
        return attachment(made.eml(), f"{code.replace('_', '-')}.eml", "message/rfc822")
    return _page(request, workspace, season_id, interview_id, code, said, made)


@router.post("/sent")
def was_sent(
    request: Request, workspace: Saved, today: Today, season_id: str, interview_id: str, code: str,
    sent: forms.Stamped,
) -> Response:  # fmt: skip
    _found(workspace, season_id, interview_id, code)
    kind = DRAFTS[code]
    event = {"kind": kind.event, "interview": interview_id, "at": today.isoformat(), "note": kind.title}
    if kind.by:
        event["by"] = kind.by
    workspace.change(
        season_id, lambda s: edits.add_event(s, event).season, key=sent.key, text=f"Sent: {kind.title}"
    )
    return see_other(f"/s/{season_id}/i/{interview_id}?saved=noted")


def _page(
    request: Request, workspace: Workspace, season_id: str, interview_id: str, code: str, said: dict[str, str],
    made: LetterDraft | None, error: RequestError | None = None,
) -> Response:  # fmt: skip
    _, interview = _found(workspace, season_id, interview_id, code)
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
        here=f"/s/{season_id}/i/{interview_id}/draft/{code}", program=interview.program, interview_id=interview_id,
        kind=kind, fields=asked, values={f.name: said.get(f.name, "") for f in asked}, made=made,
        problems=[on_field(p.path, p.message) for p in error.problems] if error else [],
    )  # fmt: skip
