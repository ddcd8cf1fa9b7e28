"""The timeline of a season: the whole as a drawing with a table behind it, one month, and an agenda."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from markupsafe import Markup

from matchsafe.domain.specialties import OWN_MATCH
from matchsafe.domain.text import day
from matchsafe.present import timeline
from matchsafe.present.clock_words import weekday
from matchsafe.services.own_days import month_weeks, own_days
from matchsafe.services.season_calendar import FEED_NOTE, calendar_of
from matchsafe.web.dependencies import Saved, Today, complete_season
from matchsafe.web.pages import render, see_other
from matchsafe.workspace.errors import UnknownSeason
from matchsafe.workspace.feeds import CalendarFeeds
from matchsafe.workspace.space import current
from matchsafe.workspace.store import Workspace

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}")
feeds = APIRouter(include_in_schema=False)

_VIEWS: Final = {"season": "Season", "month": "Month", "agenda": "Agenda"}


@router.get("/timeline")
def show(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    return _page(request, workspace, today, season_id)


@router.post("/feed")
def renew(request: Request, workspace: Saved, today: Today, season_id: str) -> Response:
    complete_season(workspace, season_id)
    link = CalendarFeeds(workspace).renew(season_id)
    return _page(request, workspace, today, season_id, made=f"{request.base_url}feed/{link}.ics")


@router.post("/feed/end")
def withdraw(workspace: Saved, season_id: str) -> Response:
    complete_season(workspace, season_id)
    CalendarFeeds(workspace).withdraw(season_id)
    return see_other(f"/s/{season_id}/timeline#feed")


@feeds.api_route("/feed/{link}.ics", methods=["GET", "HEAD"])
def read_feed(request: Request, workspace: Saved, today: Today, link: str) -> Response:
    try:
        stored = CalendarFeeds(workspace).season_of(link)
        content = calendar_of(stored, today)
    except UnknownSeason:
        raise HTTPException(404) from None
    version = f'"{stored.version}-{today.year}"'
    headers = {"ETag": version, "Cache-Control": "private, max-age=300"}
    if request.headers.get("if-none-match") == version:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def _page(request: Request, workspace: Workspace, today: date, season_id: str, made: str = "") -> Response:
    season = complete_season(workspace, season_id)
    since = None if current().read_only else CalendarFeeds(workspace).issue_date(season_id)
    base = f"/s/{season_id}"
    own = own_days(season, base)
    chosen = request.query_params.get("view", "season")
    month = _month(request.query_params.get("month", ""), today)
    own_match = season.target.specialty in OWN_MATCH
    official = timeline.rows(today, own_match=own_match)
    dates = tuple(timeline.OwnDay(r.begins, "official", str(r.text)) for r in official if r.ends is None)
    every = tuple(sorted((*own, *dates), key=lambda o: (o.day, o.text)))
    return render(
        request,
        "timeline.html",
        season_id=season_id,
        base=base,
        views=_VIEWS,
        chosen=chosen if chosen in _VIEWS else "season",
        drawing=Markup(timeline.svg(today, own_match=own_match, own=own)),
        rows=official,
        own=own,
        weeks=month_weeks(month, every),
        month=month,
        earlier=(month.replace(day=1) - timedelta(days=1)).strftime("%Y-%m"),
        later=(month.replace(day=28) + timedelta(days=5)).strftime("%Y-%m"),
        agenda=[o for o in every if o.day >= today],
        past=[o for o in reversed(every) if o.day < today],
        today=today,
        weekday=weekday,
        feed_note=FEED_NOTE,
        feed_made=made,
        feed_since="" if since is None else day(since.date()),
        may_change=not current().read_only,
    )


def _month(text: str, today: date) -> date:
    """The first day of a month given as year and month; that of today if it is none."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today
    return found if abs(found.year - today.year) <= 2 else today
