"""The outlook page of a season and of the sample, with its what-if and the seven questions."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from matchsafe.domain.package_data import own_text
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.domain.text import day
from matchsafe.present import words
from matchsafe.present.article_questions import answered_questions
from matchsafe.services.answer_memory import AnswerMemory, WrittenAnswer
from matchsafe.services.outlook import content_key, forget, plan_leads
from matchsafe.services.plan.terms import list_stamp
from matchsafe.web.dependencies import Saved, Today, complete_season, complete_stored
from matchsafe.web.outlook_access import outlook
from matchsafe.web.pages import is_htmx, render, see_other
from matchsafe.web.view import view
from matchsafe.web.what_if import what_if
from matchsafe.workspace import seasonfile
from matchsafe.workspace.space import current

SAMPLE_DAY: Final = date(2026, 11, 22)
"""The day of the sample, in the middle of its season whenever it is looked at."""


@cache
def sample_season() -> Season:
    """The season of an invented applicant."""
    return seasonfile.load_text(own_text("matchsafe.web", "sample.yaml"), name="the sample").season


router = APIRouter(include_in_schema=False)
_pages = AnswerMemory[WrittenAnswer]()


def forget_pages() -> None:
    """Let go of every page and outlook held, so that nothing of a deleted season stays in memory."""
    _pages.forget()
    forget()


@router.get("/sample")
def sample(request: Request) -> Response:
    return _page(request, SAMPLE_DAY, sample_season(), "/sample", None)


@router.get("/sample/what-if")
def sample_what_if(request: Request) -> Response:
    return _what_if(request, SAMPLE_DAY, sample_season())


@router.get("/sample/questions-answered")
def sample_questions(request: Request) -> Response:
    return _questions(request, SAMPLE_DAY, sample_season(), "/sample", None)


@router.get("/s/{season_id}/questions-answered")
def questions(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    stored = complete_stored(workspace, season_id)
    return _questions(request, today, stored.finished, f"/s/{season_id}", season_id, stored.plan)


@router.get("/s/{season_id}")
def show(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    stored = complete_stored(workspace, season_id)
    season = stored.season
    assert season is not None
    if plan_leads(season, today):
        return see_other(f"/s/{season_id}/plan")
    return _page(request, today, season, f"/s/{season_id}", season_id, stored.plan)


@router.get("/s/{season_id}/what-if")
def try_out(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    season = complete_season(workspace, season_id)
    if not is_htmx(request):
        return see_other(f"/s/{season_id}?{request.query_params}#what-if")
    return _what_if(request, today, season)


def _page(
    request: Request,
    today: date,
    season: Season,
    base: str,
    season_id: str | None,
    plan: SeasonPlan | None = None,
) -> Response:
    """The page, rendered once for the same season, day, question and right to change it; nothing else is in it."""
    terms = "" if plan is None else plan.model_dump_json()
    looks = current().read_only  # somebody who may only look is told so on the page
    key = (base, content_key(season), today, str(request.query_params), terms, list_stamp(plan), looks)
    page = _pages.of(key, lambda: _rendered(request, today, season, base, season_id, plan))
    body, headers = page.negotiate(request.headers.get("Accept-Encoding", ""))
    return HTMLResponse(body, headers=headers)


def _rendered(
    request: Request, today: date, season: Season, base: str, season_id: str | None, plan: SeasonPlan | None
) -> WrittenAnswer:
    answer = outlook(season, today, plan)
    page = render(
        request,
        "outlook.html",
        v=view(answer, season),
        what_if=what_if(season, request.query_params, today),
        base=base,
        sample=season_id is None,
        season_id=season_id,
        may_change=not current().read_only,
    )
    return WrittenAnswer.of(bytes(page.body))


def _questions(
    request: Request,
    today: date,
    season: Season,
    base: str,
    season_id: str | None,
    plan: SeasonPlan | None = None,
) -> Response:
    return render(
        request,
        "questions_answered.html",
        answers=answered_questions(season, outlook(season, today, plan)),
        season_line=words.season_line(season),
        day=day(today),
        base=base,
        sample=season_id is None,
        season_id=season_id,
    )


def _what_if(request: Request, today: date, season: Season) -> Response:
    return render(request, "what_if_result.html", what_if=what_if(season, request.query_params, today))
