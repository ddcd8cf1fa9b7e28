"""The REST API: the same outlook as the library, the terminal and the pages, as JSON.

A season comes in, an outlook goes out, and neither is stored or logged. Only what is asked of ``/seasons`` is about
saved seasons, on a server that keeps some.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

PREFIX = "/api/v1"
"""Where the server mounts the routes."""


def add_api(app: FastAPI) -> None:
    """Put the API on an app that has its jobs, staging and workspace in ``app.state``; FastAPI is loaded only now."""
    from matchsafe.api import (
        catalog_import,
        catalog_versions,
        catalogs,
        couples,
        intake,
        jobs,
        market_study,
        match,
        plans,
        rank_seasons,
        ranks,
        routes,
        saved_lists,
        season_files,
        season_reports,
        seasons,
        today,
    )

    keeping = (season_reports, seasons) if app.state.workspace is not None else ()
    for module in (
        routes,
        plans,
        couples,
        jobs,
        catalogs,
        catalog_import,
        catalog_versions,
        saved_lists,
        match,
        market_study,
        rank_seasons,
        ranks,
        intake,
        today,
        season_files,
        *keeping,
    ):
        app.include_router(module.router, prefix=PREFIX, tags=["matchsafe"])
