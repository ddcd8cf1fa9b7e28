"""The questionnaire: one question a page, then "Check your answers"."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from matchsafe.domain.problem import Problem
from matchsafe.domain.text import plural
from matchsafe.web import form_answers, forms
from matchsafe.web.dependencies import Saved
from matchsafe.web.drafts import SeasonDraft, create, load, revise
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render, see_other
from matchsafe.web.questions import QuestionPage, neighbour, page, pages, sequence, shown_fields
from matchsafe.workspace import season_answers, seasonfile
from matchsafe.workspace.store import Workspace

router = APIRouter(include_in_schema=False)


@router.get("/new")
def new(request: Request) -> Response:
    return _page(request, SeasonDraft(), pages()[0])


@router.post("/new")
def create_new(request: Request, workspace: Saved, form: forms.Form, sent: forms.Stamped) -> Response:
    return _answer(request, workspace, SeasonDraft(), pages()[0], form, sent)


@router.get("/s/{season_id}/q/{code}")
def question(request: Request, workspace: Saved, season_id: str, code: str) -> Response:
    return _page(request, load(workspace, season_id), _question(code))


@router.post("/s/{season_id}/q/{code}")
def answer(
    request: Request, workspace: Saved, season_id: str, code: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    return _answer(request, workspace, load(workspace, season_id), _question(code), form, sent)


@router.get("/s/{season_id}/check")
def check(request: Request, workspace: Saved, season_id: str) -> Response:
    draft = load(workspace, season_id)
    if (open_question := _still_needed(draft)) is not None:
        return see_other(f"/s/{season_id}/q/{open_question.code}")
    return _check_page(request, draft, [])


@router.post("/s/{season_id}/check")
def finish(request: Request, workspace: Saved, season_id: str, sent: forms.Stamped) -> Response:
    draft = load(workspace, season_id)
    if (open_question := _still_needed(draft)) is not None:
        return see_other(f"/s/{season_id}/q/{open_question.code}")

    def complete(now: SeasonDraft) -> None:
        now.complete = True

    try:
        draft = revise(workspace, season_id, complete, sent, text="Finished the questions")
    except seasonfile.SeasonFileError as error:
        return _check_page(request, draft, [on_field("main", p.sentence()) for p in error.problems])
    return see_other(
        f"/s/{season_id}" if season_answers.has_applied(draft.season) else f"/s/{season_id}/plan"
    )


def _question(code: str) -> QuestionPage:
    if (found := page(code)) is None:
        raise HTTPException(404)
    return found


def _still_needed(draft: SeasonDraft) -> QuestionPage | None:
    """The first question without which there is no answer."""
    if draft.complete:
        return None
    return next((q for q in pages() if form_answers.missing_fields(q, draft.season)), None)


class _OpenQuestion(Exception):  # noqa: N818 - an answer, more than an error
    """Raised while answers are changed: something has to be looked at again first."""

    def __init__(self, season: dict[str, Any], problems: list[Problem], warnings: list[Problem]) -> None:
        self.season, self.problems, self.warnings = season, problems, warnings


def _answer(
    request: Request,
    workspace: Workspace,
    draft: SeasonDraft,
    question: QuestionPage,
    form: FormData,
    sent: forms.Stamp,
) -> Response:
    given, returning = form_answers.read(question, form), forms.text(form, "return") == "check"

    def edit(now: SeasonDraft) -> None:
        season = form_answers.merge(now.season, given)
        warnings: list[Problem] = []
        problems = form_answers.missing_fields(question, season)
        if not problems:
            problems, warnings = form_answers.check(season, question)
        if problems or (warnings and not forms.text(form, "sure")):
            raise _OpenQuestion(season, problems, warnings)
        before = now.applicant_type
        if before is not None and given.get("applicant.type", before) != before:
            now.answered = [code for code in now.answered if code != "visa"]
        now.season = season
        now.answered = [*dict.fromkeys([*now.answered, question.code])]

    def asked(now: SeasonDraft) -> object:
        return [season_answers.get(now.season, field.path) for field in question.fields]

    try:
        if draft.id is None:
            edit(draft)
            draft.id = create(workspace, draft, sent)
        else:
            text = f"Answered: {question.title}"
            draft = revise(workspace, draft.id, edit, sent, text=text, part=asked)
    except _OpenQuestion as again:
        shown = replace(draft, season=again.season)
        return _page(request, shown, question, again.problems, again.warnings, returning=returning)
    return see_other(_next(draft, str(draft.id), question, returning=returning))


def _next(draft: SeasonDraft, season_id: str, question: QuestionPage, *, returning: bool) -> str:
    if question.code == "result":
        return f"/s/{season_id}"
    if returning or draft.complete or question.extra:
        following = draft.next_open() if returning and not draft.complete else None
    else:
        following = neighbour(question.code, draft.season, 1)
    return f"/s/{season_id}/q/{following.code}" if following else f"/s/{season_id}/check"


def _page(
    request: Request,
    draft: SeasonDraft,
    question: QuestionPage,
    problems: list[Problem] | None = None,
    warnings: list[Problem] | None = None,
    *,
    returning: bool | None = None,
) -> Response:
    if returning is None:
        returning = draft.complete or question.extra or request.query_params.get("return") == "check"
    ordered = sequence(draft.season)
    listed = season_answers.get(draft.season, "interviews")
    return render(
        request,
        "question.html",
        status=422 if problems else 200,
        season_id=draft.id if draft.complete else None,
        own_id=draft.id,
        version=draft.version,
        question=question,
        fields=shown_fields(question, draft.season),
        problems=problems or [],
        warnings=warnings or [],
        returning=returning,
        number=ordered.index(question) + 1 if question in ordered and not draft.complete else None,
        total=len(ordered),
        values=_values(question, draft.season),
        back=_back(draft, question, returning),
        listed=len(listed) if question.code == "interviews" and isinstance(listed, list) else None,
    )


def _values(question: QuestionPage, season: dict[str, Any]) -> dict[str, Any]:
    values = {f.path: form_answers.raw(f, season) for f in question.fields}
    if values.get("target.track") == "":
        values["target.track"] = "categorical"
    return values


def _back(draft: SeasonDraft, question: QuestionPage, returning: bool) -> str:
    if draft.id is None:
        return "/"
    if returning:
        return f"/s/{draft.id}/check"
    previous = neighbour(question.code, draft.season, -1)
    return f"/s/{draft.id}/q/{previous.code}" if previous else "/"


def _check_page(request: Request, draft: SeasonDraft, problems: list[Problem]) -> Response:
    ordered = sequence(draft.season)
    rows = [
        {
            "label": f.short,
            "value": form_answers.answer_text(f, draft.season),
            "extra": q.extra,
            "href": f"/s/{draft.id}/q/{q.code}?return=check#{f.name}",
        }
        for q in pages()
        if q in ordered or q.extra
        for f in shown_fields(q, draft.season)
        if q.code != "partner"
        or f.path == "couples.partner.type"
        or season_answers.get(draft.season, "couples.partner.type")
        if f.path != "second.track" or season_answers.second_specialty(draft.season)
        if q.code != "result"
        or f.path == "result.outcome"
        or season_answers.get(draft.season, "result.outcome")
    ]
    listed = season_answers.get(draft.season, "interviews")
    return render(
        request,
        "check.html",
        status=422 if problems else 200,
        problems=problems,
        rows=rows,
        complete=draft.complete,
        season_id=draft.id if draft.complete else None,
        own_id=draft.id,
        version=draft.version,
        listed=plural(len(listed), "program")
        if isinstance(listed, list) and listed
        else "Only a number so far",
        back=f"/s/{draft.id}" if draft.complete else f"/s/{draft.id}/q/{ordered[-1].code}",
    )
