"""The list of interviews: add, change, remove, paste many, or just a number."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from matchsafe.domain import season_fields
from matchsafe.domain.problem import Problem
from matchsafe.domain.rankable import is_rankable
from matchsafe.domain.season import MAX_INTERVIEWS, Interview
from matchsafe.present import outlook_words, words
from matchsafe.web import form_answers, forms, interview_forms
from matchsafe.web.applied_programs import INVITED, InvitingPrograms, applied, interview, offered
from matchsafe.web.dependencies import Saved
from matchsafe.web.drafts import SeasonDraft, find, keep, load
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render, see_other
from matchsafe.workspace import season_answers
from matchsafe.workspace.store import Workspace

_SAVED = {"added": "Added.", "changed": "Changed.", "removed": "Removed.", "number": "Saved."}

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/interviews")


def _asked_about(workspace: Workspace, draft: SeasonDraft) -> InvitingPrograms:
    if not draft.complete or draft.id is None:
        return InvitingPrograms()
    season = find(workspace, draft.id).season
    return InvitingPrograms() if season is None else offered(season, applied(workspace.plan(draft.id)))


def _show(
    request: Request,
    workspace: Workspace,
    draft: SeasonDraft,
    problems: list[Problem] | None = None,
    **shown: Any,
) -> Response:
    return _page(request, draft, problems, _asked_about(workspace, draft), **shown)


def _save(workspace: Workspace, draft: SeasonDraft, value: list[dict[str, Any]] | int, how: str) -> Response:
    draft.season["interviews"] = value
    draft.answered = [*dict.fromkeys([*draft.answered, "interviews"])]
    keep(workspace, draft)
    return see_other(f"/s/{draft.id}/interviews?saved={how}")


@router.get("")
def show(request: Request, workspace: Saved, season_id: str) -> Response:
    return _show(request, workspace, load(workspace, season_id))


@router.post("")
def add(request: Request, workspace: Saved, season_id: str, form: forms.Form) -> Response:
    draft = load(workspace, season_id)
    items, item = _items(draft), interview_forms.from_form(form)
    problems = _problems(draft, [*items, item], len(items))
    if problems:
        return _show(request, workspace, draft, problems, values=_sent(form))
    return _save(workspace, draft, [*items, item], "added")


@router.post("/applied")
def from_list(request: Request, workspace: Saved, season_id: str, form: forms.Form) -> Response:
    draft = load(workspace, season_id)
    chosen, status = forms.text(form, "applied", 200), forms.text(form, "came", 20)
    program = next((p for p in _asked_about(workspace, draft).programs if p.id == chosen), None)
    problems = []
    if program is None:
        problems.append(on_field("applied", "Program: choose one of those you applied to."))
    if status not in INVITED:
        problems.append(on_field("came", "Where it stands: choose one of the answers."))
    items = _items(draft)
    if program is not None and not problems:
        items.append(interview(program, status))
        problems = [on_field("applied", message) for message in _all_problems(draft, items)]
    if problems:
        return _show(request, workspace, draft, problems, chosen=chosen)
    return _save(workspace, draft, items, "added")


@router.post("/paste")
def paste(request: Request, workspace: Saved, season_id: str, form: forms.Form) -> Response:
    draft = load(workspace, season_id)
    text = forms.text(form, "lines", 60_000)
    found, odd = interview_forms.paste(text)
    problems = [on_field("lines", p.message) for p in odd[:20]]
    if not found and not problems:
        problems = [on_field("lines", "Paste at least one line.")]
    items = _items(draft)
    if not problems:
        wrong = _all_problems(draft, [*items, *found])
        problems = [on_field("lines", message) for message in wrong[:20]]
    if problems:
        return _show(request, workspace, draft, problems, lines=text)
    return _save(workspace, draft, [*items, *found], "added")


@router.post("/number")
def number(request: Request, workspace: Saved, season_id: str, form: forms.Form) -> Response:
    draft = load(workspace, season_id)
    text = forms.text(form, "number", 20)
    value, _ = season_answers.read(season_fields.catalogue().at("interviews"), text)
    if not isinstance(value, int) or not 0 <= value <= MAX_INTERVIEWS:
        wanted = f"Write a whole number from 0 to {MAX_INTERVIEWS}."
        return _show(request, workspace, draft, [on_field("number", wanted)], number_text=text)
    return _save(workspace, draft, value, "number")


@router.post("/expand")
def expand(workspace: Saved, season_id: str) -> Response:
    draft = load(workspace, season_id)
    value = draft.season.get("interviews")
    return _save(
        workspace, draft, interview_forms.unnamed(value) if isinstance(value, int) else _items(draft), "added"
    )


@router.get("/{position}")
def edit(request: Request, workspace: Saved, season_id: str, position: int) -> Response:
    draft = load(workspace, season_id)
    return _edit_page(request, draft, position, interview_forms.form_values(_at(draft, position)))


@router.post("/{position}")
def change(request: Request, workspace: Saved, season_id: str, position: int, form: forms.Form) -> Response:
    draft = load(workspace, season_id)
    _at(draft, position)
    items = _items(draft)
    items[position - 1] = interview_forms.from_form(form)
    problems = _problems(draft, items, position - 1)
    if problems:
        return _edit_page(request, draft, position, _sent(form), problems)
    return _save(workspace, draft, items, "changed")


@router.post("/{position}/remove")
def remove(workspace: Saved, season_id: str, position: int) -> Response:
    draft = load(workspace, season_id)
    _at(draft, position)
    items = _items(draft)
    del items[position - 1]
    return _save(workspace, draft, items or 0, "removed")


def _items(draft: SeasonDraft) -> list[dict[str, Any]]:
    value = draft.season.get("interviews")
    return list(value) if isinstance(value, list) else []


def _at(draft: SeasonDraft, position: int) -> dict[str, Any]:
    items = _items(draft)
    if not 1 <= position <= len(items):
        raise HTTPException(404)
    return items[position - 1]


def _problems(draft: SeasonDraft, items: list[dict[str, Any]], index: int) -> list[Problem]:
    """What is wrong with one interview of a list, by its form field."""
    season = {**draft.season, "interviews": items}
    found = season_answers.check(season)[0]
    prefix = f"interviews[{index}]"
    out = []
    for problem in found:
        if problem.path.startswith(prefix):
            name = problem.path.removeprefix(prefix).lstrip(".").split("[")[0] or "program"
            out.append(on_field(name, form_answers.told(problem)))
        elif problem.path == "interviews":
            out.append(on_field("program", form_answers.told(problem)))
    return out


def _all_problems(draft: SeasonDraft, items: list[dict[str, Any]]) -> list[str]:
    found = season_answers.check({**draft.season, "interviews": items})[0]
    return [form_answers.told(p) for p in found if p.path.startswith("interviews")]


def _sent(form: FormData) -> dict[str, str]:
    """The form as it was sent, to be shown again."""
    return {f.path: forms.text(form, f.name, 400) for f in interview_forms.fields()}


def _page(
    request: Request,
    draft: SeasonDraft,
    problems: list[Problem] | None,
    asked_about: InvitingPrograms,
    *,
    values: dict[str, str] | None = None,
    lines: str = "",
    chosen: str = "",
    number_text: str = "",
) -> Response:
    items = [Interview.model_validate(i) for i in _items(draft)]
    number = draft.season.get("interviews")
    visa = season_answers.get(draft.season, "applicant.visa")
    finished = draft.complete or draft.next_open() is None
    return render(
        request,
        "interviews.html",
        status=422 if problems else 200,
        season_id=draft.id if draft.complete else None,
        problems=problems or [],
        base=f"/s/{draft.id}/interviews",
        items=[_row(i, visa) for i in items],
        rankable=sum(is_rankable(i, visa) for i in items),
        number=number if isinstance(number, int) else None,
        number_text=number_text,
        lines=lines,
        values=values or interview_forms.form_values({}),
        fields=interview_forms.fields(season_answers.second_specialty(draft.season) is not None),
        asked_about=asked_about,
        chosen=chosen or request.query_params.get("applied", ""),
        came=INVITED,
        saved=_SAVED.get(request.query_params.get("saved", ""), ""),
        back=f"/s/{draft.id}"
        if draft.complete
        else f"/s/{draft.id}/check"
        if finished
        else f"/s/{draft.id}/q/exams",
        back_to="your outlook" if draft.complete else "your answers" if finished else "the questions",
    )


def _edit_page(
    request: Request,
    draft: SeasonDraft,
    position: int,
    values: dict[str, str],
    problems: list[Problem] | None = None,
) -> Response:
    return render(
        request,
        "interview.html",
        status=422 if problems else 200,
        season_id=draft.id if draft.complete else None,
        problems=problems or [],
        base=f"/s/{draft.id}/interviews",
        position=position,
        values=values,
        fields=interview_forms.fields(season_answers.second_specialty(draft.season) is not None),
    )


def _row(i: Interview, visa: Any) -> dict[str, Any]:
    facts = [
        i.state or "state not known",
        words.label("setting", i.setting) if i.setting != "unknown" else "kind not known",
    ]
    facts.append(words.label("status", i.status))
    if i.visas_sponsored is not None:
        facts.append(" and ".join(words.label("visa", v) for v in i.visas_sponsored) or "no visa")
    if (went := i.impression) != "unknown":
        facts.append(f"went {words.label('went', went)}" if went != "mixed" else "went so-so")
    if i.img_share is not None:
        facts.append(f"{i.img_share * 100:.0f} in 100 residents are IMGs")
    return {"program": i.program, "facts": facts, "why_not": outlook_words.why_not_counted(i, visa)}
