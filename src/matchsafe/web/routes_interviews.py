"""The list of interviews: add, change, remove, paste many, or just a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from matchsafe.domain import season_fields
from matchsafe.domain.problem import Problem
from matchsafe.domain.rankable import is_rankable
from matchsafe.domain.season_ids import new_id
from matchsafe.domain.season_interview import MAX_INTERVIEWS, Interview
from matchsafe.domain.text import plural
from matchsafe.present import outlook_words
from matchsafe.present.labels import label
from matchsafe.services.season import interview_rows
from matchsafe.services.season.month import month_keeper
from matchsafe.web import form_answers, forms, interview_forms
from matchsafe.web.applications import (
    INVITED,
    InvitingPrograms,
    applied_programs,
    interview,
    inviting_programs,
)
from matchsafe.web.dependencies import Saved, Today
from matchsafe.web.drafts import SeasonDraft, answers, find, load, revise
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render, see_other
from matchsafe.workspace import season_answers
from matchsafe.workspace.store import StoredSeason, Workspace

_SAVED = {"added": "Added.", "changed": "Changed.", "removed": "Removed.", "number": "Saved."}

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}")

Items = list[dict[str, Any]]


class _FormRefused(Exception):  # noqa: N818 - an answer, more than an error
    """Raised while interviews are changed: something has to be corrected first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems


def _asked_about(stored: StoredSeason) -> InvitingPrograms:
    if stored.season is None:
        return InvitingPrograms()
    return inviting_programs(stored.season, applied_programs(stored.plan))


def _show(
    request: Request,
    workspace: Workspace,
    season_id: str,
    problems: list[Problem] | None = None,
    **shown: Any,
) -> Response:
    stored = find(workspace, season_id)
    return _page(request, answers(stored), problems, _asked_about(stored), **shown)


def _interviews_in(draft: SeasonDraft) -> object:
    return draft.season.get("interviews")


def _change(
    workspace: Workspace,
    today: date,
    season_id: str,
    edit: Callable[[SeasonDraft], Items | int],
    sent: forms.Stamp,
    text: str,
    part: Callable[[SeasonDraft], object] | None = None,
) -> None:
    """Put what an edit makes of the interviews in their place, and keep the outlook of the month."""

    def whole(draft: SeasonDraft) -> None:
        items = edit(draft)
        draft.season["interviews"] = items
        if draft.season.get("events"):
            draft.season["events"] = interview_rows.events_without(draft.season, items)
        draft.answered = [*dict.fromkeys([*draft.answered, "interviews"])]

    season = find(workspace, season_id).season
    keep = {} if season is None else {"keep": month_keeper(season, today)}
    revise(workspace, season_id, whole, sent, text=text, part=part, **keep)


def _add(
    workspace: Workspace, today: date, season_id: str, found: Items, sent: forms.Stamp, on: str = ""
) -> None:
    """Put interviews at the end of the list, whatever else is on it by now.

    Raises:
        _FormRefused: If they cannot stand there; on the field of this name, or on those of the form for one.
    """

    def longer(draft: SeasonDraft) -> Items:
        items = _items(draft)
        for item in found:
            own = {"id": new_id(str(i["id"]) for i in items), **_application_of(draft, item, items)}
            items.append({**own, **item})
        if on:
            problems = [on_field(on, message) for message in _all_problems(draft, items)[:20]]
        else:
            problems = _problems(draft, items, len(items) - 1)
        if problems:
            raise _FormRefused(problems)
        return items

    text = f"Added {found[0]['program']}" if len(found) == 1 else f"Added {len(found)} interviews"
    _change(workspace, today, season_id, longer, replace(sent, version=None), text)


def _application_of(draft: SeasonDraft, item: dict[str, Any], held: Items) -> dict[str, str]:
    """The application that an interview came from: the one of its name and state that has no interview yet."""
    taken = {i.get("application") for i in held}
    fits = [
        str(a["id"])
        for a in draft.season.get("applications") or ()
        if a.get("id") and a["id"] not in taken
        and str(a.get("program", "")).casefold() == str(item.get("program", "")).casefold()
        and item.get("state") in (None, a.get("state") or item.get("state"))
    ]  # fmt: skip
    return {"application": fits[0]} if len(fits) == 1 and "application" not in item else {}


def _saved(season_id: str, how: str) -> Response:
    return see_other(f"/s/{season_id}/interviews?saved={how}")


@router.get("/interviews")
def show(request: Request, workspace: Saved, season_id: str) -> Response:
    return _show(request, workspace, season_id)


@router.post("/interviews")
def add(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    try:
        _add(workspace, today, season_id, [interview_forms.from_form(form)], sent)
    except _FormRefused as refused:
        return _show(request, workspace, season_id, refused.problems, values=_form_values(form))
    return _saved(season_id, "added")


@router.post("/interviews/applied")
def from_list(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    chosen, status = forms.text(form, "applied", 200), forms.text(form, "came", 20)
    program = next((p for p in _asked_about(find(workspace, season_id)).programs if p.id == chosen), None)
    problems = []
    if program is None:
        problems.append(on_field("applied", "Program: choose one of those you applied to."))
    if status not in INVITED:
        problems.append(on_field("came", "Where it stands: choose one of the answers."))
    try:
        if program is None or problems:
            raise _FormRefused(problems)
        first = str(season_answers.get(load(workspace, season_id).season, "target.specialty"))
        _add(workspace, today, season_id, [interview(program, status, first)], sent, on="applied")
    except _FormRefused as refused:
        return _show(request, workspace, season_id, refused.problems, chosen=chosen)
    return _saved(season_id, "added")


@router.post("/interviews/paste")
def paste(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    text = forms.text(form, "lines", 60_000)
    found, odd, left = interview_forms.paste(text)
    problems = [on_field("lines", p.message) for p in odd[:20]]
    if not found and not problems:
        problems = [on_field("lines", "Paste at least one line.")]
    try:
        if found:
            _add(workspace, today, season_id, found, sent, on="lines")
    except _FormRefused as refused:
        return _show(request, workspace, season_id, [*problems, *refused.problems], lines=text)
    if problems:
        kept = f"Added {plural(len(found), 'interview')}. Look at the other lines below." if found else ""
        return _show(request, workspace, season_id, problems, lines=left, kept=kept)
    return _saved(season_id, "added")


@router.post("/interviews/number")
def number(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    text = forms.text(form, "number", 20)
    value, _ = season_answers.read(season_fields.catalogue().at("interviews"), text)
    if not isinstance(value, int) or not 0 <= value <= MAX_INTERVIEWS:
        wanted = f"Write a whole number from 0 to {MAX_INTERVIEWS}."
        return _show(request, workspace, season_id, [on_field("number", wanted)], number_text=text)
    told = f"Said the number of interviews: {value}"
    _change(workspace, today, season_id, lambda _: value, sent, told, _interviews_in)
    return _saved(season_id, "number")


@router.post("/interviews/expand")
def expand(workspace: Saved, today: Today, season_id: str, sent: forms.Stamped) -> Response:
    def listed(draft: SeasonDraft) -> Items:
        value = draft.season.get("interviews")
        return interview_forms.unnamed_interviews(value) if isinstance(value, int) else _items(draft)

    _change(workspace, today, season_id, listed, sent, "Made a list of the number", _interviews_in)
    return _saved(season_id, "added")


@router.get("/interview/{interview_id}")
def edit(request: Request, workspace: Saved, season_id: str, interview_id: str) -> Response:
    draft = load(workspace, season_id)
    at = _at(draft, interview_id)
    item = {**_items(draft)[at], "status": interview_rows.current_interviews(draft.season)[at].status}
    return _edit_page(request, draft, interview_id, interview_forms.form_values(item))


@router.post("/interview/{interview_id}")
def change(
    request: Request, workspace: Saved, today: Today, season_id: str, interview_id: str, form: forms.Form,
    sent: forms.Stamped,
) -> Response:  # fmt: skip
    typed = interview_forms.from_form(form)

    def changed(draft: SeasonDraft) -> Items:
        at, items = _at(draft, interview_id), _items(draft)
        now = interview_rows.current_interviews(draft.season)[at]
        items[at] = {**interview_forms.other_fields(items[at]), **typed}
        if problems := _problems(draft, items, at):
            raise _FormRefused(problems)
        status = typed.get("status", "scheduled")
        if event := interview_rows.status_event(draft.season, now, status, datetime.now(UTC)):
            draft.season["events"] = [*draft.season["events"], event]
        return items

    try:
        text = f"Changed {typed['program']}"
        _change(workspace, today, season_id, changed, sent, text, lambda draft: _by_id(draft, interview_id))
    except _FormRefused as refused:
        draft = load(workspace, season_id)
        return _edit_page(request, draft, interview_id, _form_values(form), refused.problems)
    return _saved(season_id, "changed")


@router.post("/interview/{interview_id}/remove")
def remove(
    workspace: Saved, today: Today, season_id: str, interview_id: str, sent: forms.Stamped
) -> Response:
    draft = load(workspace, season_id)
    item = _by_id(draft, interview_id) or {}

    def shorter(draft: SeasonDraft) -> Items | int:
        at, items = _at(draft, interview_id), _items(draft)
        del items[at]
        return items or 0

    text = f"Removed {item.get('program', 'an interview')}"
    _change(workspace, today, season_id, shorter, sent, text, lambda draft: _by_id(draft, interview_id))
    return _saved(season_id, "removed")


def _items(draft: SeasonDraft) -> list[dict[str, Any]]:
    value = draft.season.get("interviews")
    return list(value) if isinstance(value, list) else []


def _by_id(draft: SeasonDraft, interview_id: str) -> dict[str, Any] | None:
    return next((i for i in _items(draft) if i.get("id") == interview_id), None)


def _at(draft: SeasonDraft, interview_id: str) -> int:
    """Where an interview stands by now.

    Raises:
        HTTPException: 404 if there is none of this id.
    """
    at = next((n for n, i in enumerate(_items(draft)) if i.get("id") == interview_id), None)
    if at is None:
        raise HTTPException(404)
    return at


def _problems(draft: SeasonDraft, items: list[dict[str, Any]], index: int) -> list[Problem]:
    """What is wrong with one interview of a list, by its form field."""
    season = {**draft.season, "interviews": items}
    found = season_answers.check(season)[0]
    prefix = f"interviews[{index}]"
    out = []
    for problem in found:
        if problem.path.startswith(prefix):
            name = problem.path.removeprefix(prefix).lstrip(".").split("[")[0] or "program"
            out.append(on_field(name, form_answers.problem_text(problem)))
        elif problem.path == "interviews":
            out.append(on_field("program", form_answers.problem_text(problem)))
    return out


def _all_problems(draft: SeasonDraft, items: list[dict[str, Any]]) -> list[str]:
    found = season_answers.check({**draft.season, "interviews": items})[0]
    return [form_answers.problem_text(p) for p in found if p.path.startswith("interviews")]


def _form_values(form: FormData) -> dict[str, str]:
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
    kept: str = "",
) -> Response:
    items = interview_rows.current_interviews(draft.season)
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
        one=f"/s/{draft.id}/interview",
        version=draft.version,
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
        saved=kept or _SAVED.get(request.query_params.get("saved", ""), ""),
        back=f"/s/{draft.id}"
        if draft.complete
        else f"/s/{draft.id}/check"
        if finished
        else f"/s/{draft.id}/q/exams",
        back_to="your outlook" if draft.complete else "your answers" if finished else "the questions",
    )


def _edit_page(
    request: Request, draft: SeasonDraft, interview_id: str, values: dict[str, str],
    problems: list[Problem] | None = None,
) -> Response:  # fmt: skip
    return render(
        request,
        "interview.html",
        status=422 if problems else 200,
        season_id=draft.id if draft.complete else None,
        problems=problems or [],
        base=f"/s/{draft.id}/interviews",
        action=f"/s/{draft.id}/interview/{interview_id}",
        version=draft.version,
        values=values,
        fields=interview_forms.fields(season_answers.second_specialty(draft.season) is not None),
    )


def _row(i: Interview, visa: Any) -> dict[str, Any]:
    facts = [
        i.state or "state not known",
        label("setting", i.setting) if i.setting != "unknown" else "kind not known",
    ]
    facts.append(label("status", i.status))
    if i.visas_sponsored is not None:
        facts.append(" and ".join(label("visa", v) for v in i.visas_sponsored) or "no visa")
    if (went := i.impression) != "unknown":
        facts.append(f"went {label('went', went)}" if went != "mixed" else "went so-so")
    if i.img_share is not None:
        facts.append(f"{i.img_share * 100:.0f} in 100 residents are IMGs")
    return {
        "id": i.id,
        "program": i.program,
        "facts": facts,
        "why_not": outlook_words.exclusion_reason(i, visa),
    }
