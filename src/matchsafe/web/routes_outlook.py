"""The outlook page of a season and of the sample, with its what-if."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.domain.season import Season
from matchsafe.web.drafts import Draft, find
from matchsafe.web.outlook_access import outlook
from matchsafe.web.pages import is_htmx, render, see_other
from matchsafe.web.view import view
from matchsafe.web.what_if import what_if
from matchsafe.workspace import seasonfile
from matchsafe.workspace.store import StoredSeason, Workspace


@cache
def sample_season() -> Season:
    """The season of an invented applicant."""
    text = (files("matchsafe.web") / "sample.yaml").read_text(encoding="utf-8")
    return seasonfile.load_text(text, name="the sample").season


def unfinished(stored: StoredSeason) -> Response:
    """To the first open question of a draft, or to its check page if none is open."""
    data = stored.draft or {}
    following = Draft(stored.id, data.get("season", {}), data.get("answered", [])).next_open()
    return see_other(f"/s/{stored.id}/q/{following.code}" if following else f"/s/{stored.id}/check")


def create(workspace: Workspace, today: Callable[[], date]) -> APIRouter:
    """The routes over a workspace.

    Args:
        workspace: Where seasons are kept.
        today: What day it is.
    """
    router = APIRouter()

    @router.get("/sample")
    def sample(request: Request) -> Response:
        return _page(request, sample_season(), "/sample", None)

    @router.get("/sample/what-if")
    def sample_what_if(request: Request) -> Response:
        return _what_if(request, sample_season())

    @router.get("/s/{season_id}")
    def show(request: Request, season_id: str) -> Response:
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        return _page(request, stored.season, f"/s/{season_id}", season_id)

    @router.get("/s/{season_id}/what-if")
    def try_out(request: Request, season_id: str) -> Response:
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        if not is_htmx(request):
            return see_other(f"/s/{season_id}?{request.query_params}#what-if")
        return _what_if(request, stored.season)

    def _page(request: Request, season: Season, base: str, season_id: str | None) -> Response:
        answer = outlook(season, today())
        return render(
            request,
            "outlook.html",
            v=view(answer, season),
            what_if=what_if(season, request.query_params, today()),
            base=base,
            sample=season_id is None,
            season_id=season_id,
        )

    def _what_if(request: Request, season: Season) -> Response:
        return render(request, "what_if_result.html", what_if=what_if(season, request.query_params, today()))

    return router
