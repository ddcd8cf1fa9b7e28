"""All pages of one workspace, joined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter

from matchsafe.services.background import Jobs
from matchsafe.services.catalog_import.staging import Staging
from matchsafe.web import (
    assets,
    routes_catalog,
    routes_catalogs,
    routes_couple,
    routes_import,
    routes_interviews,
    routes_lists,
    routes_outlook,
    routes_plan,
    routes_programs,
    routes_questions,
    routes_seasons,
    routes_sources,
    routes_start,
)
from matchsafe.web.catalogs import Catalogs
from matchsafe.web.imports import Imports
from matchsafe.workspace.store import Workspace


def create_router(
    workspace: Workspace, jobs: Jobs, staging: Staging, *, today: Callable[[], date] = date.today
) -> APIRouter:
    """The web pages over a workspace.

    Args:
        workspace: Where seasons and half-filled answers are kept.
        jobs: Where long work is done; shared with the API of the same server.
        staging: Where files that are brought in are kept meanwhile; shared likewise.
        today: What day it is; advice goes by it.

    Returns:
        A router to include at the root of an app.
    """
    router = APIRouter(include_in_schema=False)
    router.include_router(assets.router)
    router.include_router(routes_start.create(workspace))
    router.include_router(routes_seasons.create(workspace, jobs))
    router.include_router(routes_questions.create(workspace))
    catalogs = Catalogs()
    router.include_router(routes_interviews.create(workspace, catalogs))
    router.include_router(routes_outlook.create(workspace, today))
    router.include_router(routes_couple.create(workspace, catalogs, jobs, today))
    router.include_router(routes_plan.create(workspace, catalogs, jobs, today))
    router.include_router(routes_catalog.create(catalogs))
    router.include_router(routes_programs.create(catalogs, today))
    router.include_router(routes_lists.create(catalogs))
    router.include_router(routes_catalogs.create(catalogs))
    router.include_router(routes_import.create(catalogs, Imports(staging, jobs)))
    router.include_router(routes_sources.create(workspace, today))
    return router
