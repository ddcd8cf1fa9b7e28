"""The web pages: plain HTML forms that work without JavaScript; htmx only saves a reload.

``add_outlook`` and ``add_pages`` put them on an app; ``error_page`` and ``respond`` tell what went wrong.
"""

from fastapi import FastAPI

from matchsafe.web import (
    assets,
    routes_backup,
    routes_catalogs,
    routes_couple,
    routes_drafts,
    routes_import,
    routes_interviews,
    routes_lists,
    routes_messages,
    routes_more,
    routes_outlook,
    routes_pairs,
    routes_partner,
    routes_people,
    routes_plan,
    routes_programs,
    routes_proof,
    routes_questions,
    routes_rank,
    routes_rank_seasons,
    routes_season,
    routes_seasons,
    routes_sheets,
    routes_sources,
    routes_story,
    routes_timeline,
    routes_today,
    routes_twins,
    routes_visitors,
)
from matchsafe.web.dependencies import Detour, Site, take_detour
from matchsafe.web.errors import error_page, respond

__all__ = ["Site", "add_outlook", "add_pages", "error_page", "respond"]

_PAGES = (
    assets,
    routes_seasons,
    routes_backup,
    routes_today,
    routes_timeline,
    routes_season,
    routes_story,
    routes_drafts,
    routes_people,
    routes_more,
    routes_sheets,
    routes_messages,
    routes_questions,
    routes_interviews,
    routes_couple,
    routes_proof,
    routes_plan,
    routes_twins,
    routes_programs,
    routes_rank,
    routes_rank_seasons,
    routes_pairs,
    routes_partner,
    routes_lists,
    routes_import,  # before the lists: "import" is no name of one
    routes_catalogs,
    routes_sources,
)


def add_outlook(app: FastAPI) -> None:
    """Put the page on an app that is asked for most, before all else: routes are tried in turn."""
    app.include_router(routes_outlook.router)


def add_pages(app: FastAPI, site: Site, *, hosted: bool = False) -> None:
    """Put the pages on an app, with what they share; those of visitors only on a shared machine."""
    app.state.site = site
    app.include_router(routes_timeline.feeds)
    if hosted:
        app.include_router(routes_visitors.router)
    app.add_exception_handler(Detour, take_detour)
    for module in _PAGES:
        app.include_router(module.router)
