"""What the pages are given: the saved seasons, the plans, the jobs and the day, held by the app they belong to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.responses import Response

from matchsafe.domain.season import Season
from matchsafe.services.background import Jobs
from matchsafe.services.catalog_import.staging import Staging
from matchsafe.web.drafts import answers, find
from matchsafe.web.imports import Imports
from matchsafe.web.pages import see_other
from matchsafe.web.planner import Planner
from matchsafe.workspace.store import StoredSeason, Workspace


@dataclass(frozen=True)
class Site:
    """What all pages of one app share, under ``app.state.site``.

    Attributes:
        workspace: Where seasons and half-filled answers are kept.
        jobs: Where long work is done; shared with the API of the same server.
        staging: Where files that are brought in are kept meanwhile; shared likewise.
        today: What day it is; advice goes by it.
    """

    workspace: Workspace
    jobs: Jobs
    staging: Staging
    today: Callable[[], date] = date.today
    planner: Planner = field(init=False)
    imports: Imports = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "planner", Planner(self.workspace, self.jobs))
        object.__setattr__(self, "imports", Imports(self.staging, self.jobs))


async def site(request: Request) -> Site:
    """The shared things of the app that answers; a coroutine, for FastAPI runs plain functions in a thread."""
    shared: Site = request.app.state.site
    return shared


TheSite = Annotated[Site, Depends(site)]


async def _workspace(site: TheSite) -> Workspace:
    return site.workspace


async def _today(site: TheSite) -> date:
    return site.today()


async def _imports(site: TheSite) -> Imports:
    return site.imports


Saved = Annotated[Workspace, Depends(_workspace)]
Today = Annotated[date, Depends(_today)]
AllImports = Annotated[Imports, Depends(_imports)]


class Detour(HTTPException):
    """Raised to answer at once, with another page than the one that was asked for."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


async def take_detour(_request: Request, error: Exception) -> Response:
    """Answer with the page a handler chose instead."""
    assert isinstance(error, Detour)
    return error.response


def complete_season(workspace: Workspace, season_id: str) -> Season:
    """The season of this id that has an answer.

    Raises:
        HTTPException: 404 if there is nothing.
        Detour: To the first open question of a draft, or to its check page if none is open.
    """
    season = complete_stored(workspace, season_id).season
    assert season is not None
    return season


def complete_stored(workspace: Workspace, season_id: str) -> StoredSeason:
    """What is saved under this id, with a season that has an answer.

    Raises:
        HTTPException: 404 if there is nothing.
        Detour: To the first open question of a draft, or to its check page if none is open.
    """
    stored = find(workspace, season_id)
    if stored.season is not None:
        return stored
    following = answers(stored).next_open()
    raise Detour(see_other(f"/s/{stored.id}/q/{following.code}" if following else f"/s/{stored.id}/check"))
