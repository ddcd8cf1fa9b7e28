"""Today: what a season asks for, with done, later and not for me; what can be weighed; and its calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any, Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.domain.outlook import Outlook
from matchsafe.domain.season import Season
from matchsafe.domain.text import day, paragraph, sentences, short_day
from matchsafe.domain.today import DayReport, DueItem
from matchsafe.present import outlook_words, words
from matchsafe.services import season as edits
from matchsafe.services.plan.terms import plan_terms
from matchsafe.services.release import release
from matchsafe.services.season.month import with_month
from matchsafe.services.season_calendar import calendar_of
from matchsafe.services.today import WEEK
from matchsafe.services.today import today as report_of
from matchsafe.services.visas import catalog_in_use, visa_board
from matchsafe.web import forms
from matchsafe.web.dependencies import Saved, Today, complete_season, complete_stored
from matchsafe.web.pages import attachment, render, see_other
from matchsafe.workspace.seasonfile import SeasonFileError

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}")

_LATER: Final = timedelta(days=3)
"""How long a task is put off by "Later"."""
_SAID: Final = {
    "done": "Done.",
    "snoozed": "Put off for three days.",
    "not_for_me": "We will not show it again.",
}
_CALENDAR: Final = "text/calendar; charset=utf-8"

_PAGES: Final = (
    (
        "plan", "Your plan",
        "make_plan plan_late season_before season_send apply_more november_keep_applying december_widen",
    ),
    ("plan/couple", "Your plan for two", "partner_list"),
    (
        "messages", "Search your mail",
        "check_inbox book_invitations season_early january_stay_reachable january_protect",
    ),
    ("visas", "Visa board", "check_visas step3_h1b"),
    ("release", "Which one costs you least to give up?", "resolve_clash"),
    ("people", "Practice and people", "mock_interviews use_connections december_prepare"),
    (
        "season", "Write to a program",
        "interest_email november_outreach december_keep_chasing december_high_risk late_season_other ask_waitlist",
    ),
    ("rank", "Your rank list", "certify_list certify_list_own_match"),
    ("soap", "SOAP, hour by hour", "soap_ready match_monday match_tuesday match_wednesday match_thursday"),
    ("q/result", "Enter your result", "match_day after_match own_match_results"),
)  # fmt: skip
"""Pages where something is done, each with the codes of the actions that it serves."""


@router.get("/today")
def show(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    stored = complete_stored(workspace, season_id)
    was = workspace.at(season_id, datetime.combine(today, time(), UTC) - WEEK)
    report = report_of(
        stored.finished, today, *plan_terms(stored.plan), before=None if was is None else was.season
    )
    did, said = request.query_params.get("task", "")[:120], request.query_params.get("said", "")
    return render(
        request,
        "today.html",
        season_id=season_id,
        base=f"/s/{season_id}",
        version=stored.version,
        v=_view(report, stored.finished),
        did=did if said in _SAID and any(t.code == did for t in stored.finished.tasks) else "",
        said=_SAID.get(said, ""),
    )


def _view(report: DayReport, season: Season) -> dict[str, Any]:
    """What the page shows, under plain names."""
    first = next((i for i in report.due if report.next is not None and i.code == report.next.code), None)
    week = report.on + WEEK
    rest = [i for i in report.due if i is not first]
    return {
        "season_line": words.season_line(season),
        "day": day(report.on),
        "first": None if first is None else _item(first),
        "soon": [_item(i) for i in rest if i.due is not None and i.due <= week],
        "later": [_item(i) for i in rest if i.due is None or i.due > week],
        "report": report,
        **_answer(report.outlook),
    }


def _answer(outlook: Outlook) -> dict[str, Any]:
    headline, *rest = sentences(outlook.headline)
    return {
        "headline": headline,
        "range": paragraph(rest[:1]),
        "first_years": paragraph(rest[1:]),
        "verdict": outlook.verdict,
        "distance": outlook_words.distance(outlook),
        "phase": outlook.phase.text,
    }


def _item(item: DueItem) -> dict[str, Any]:
    when = "" if item.due is None else f"{'was due' if item.overdue else 'by'} {short_day(item.due)}"
    page = _pages().get(item.code, ("", ""))
    return {
        "code": item.code, "text": item.text, "why": item.why, "source": item.source, "when": when,
        "page": page[0], "way": page[1],
    }  # fmt: skip


@cache
def _pages() -> dict[str, tuple[str, str]]:
    """Where an action is done, by its code: a page of the season and what leads there is called."""
    return {code: (page, words) for page, words, codes in _PAGES for code in codes.split()}


@router.post("/tasks")
def mark(workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped) -> Response:
    code, state = forms.text(form, "code", 121), forms.text(form, "state", 20)
    if state not in (*_SAID, "open") or not 0 < len(code) <= 120:
        raise HTTPException(422)

    def edit(season: Season) -> Season:
        if state == "open":
            return edits.unmark_task(season, code).season
        until = {"until": (today + _LATER).isoformat()} if state == "snoozed" else {}
        at = {"at": today.isoformat()}
        return edits.mark_task(season, {"code": code, "state": state, **at, **until}).season

    try:
        workspace.change(
            season_id, with_month(edit, complete_season(workspace, season_id), today),
            expected=sent.version, key=sent.key, text=f"{_SAID.get(state, 'Opened again.')} {code}",
            part=lambda was: None if was.season is None else [t for t in was.season.tasks if t.code == code],
        )  # fmt: skip
    except SeasonFileError:
        raise HTTPException(422) from None
    told = "" if state == "open" else f"?task={code}&said={state}"
    return see_other(f"/s/{season_id}/today{told}")


@router.get("/release")
def keep_or_release(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    season = complete_season(workspace, season_id)
    return render(
        request, "release.html", season_id=season_id, base=f"/s/{season_id}", r=release(season, today)
    )


@router.get("/visas")
def visas(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    season = complete_season(workspace, season_id)
    answers = {"yes": "yes", "no": "no", "unknown": "not known"}
    board = visa_board(season, today, catalog_in_use())
    return render(
        request, "visas.html", season_id=season_id, base=f"/s/{season_id}", b=board, answers=answers,
        scenarios=[(s, words.chance(s.chance)) for s in board.scenarios],
    )  # fmt: skip


@router.get("/calendar.ics")
def calendar(workspace: Saved, today: Today, season_id: str) -> Response:
    content = calendar_of(complete_stored(workspace, season_id), today)
    return attachment(content, "season.ics", _CALENDAR)
