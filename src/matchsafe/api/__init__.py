"""The REST API: the same outlook as the library, the terminal and the pages, as JSON.

It keeps nothing: a season comes in, an outlook goes out, and neither is stored or logged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI

PREFIX = "/api/v1"
"""Where the server mounts the routes."""


def add_api(app: FastAPI) -> None:
    """Put the API on an app that has its ``jobs`` and ``staging`` in ``app.state``; FastAPI is loaded only now."""
    from matchsafe.api import (
        catalog_import,
        catalog_versions,
        catalogs,
        couples,
        jobs,
        match,
        plans,
        ranks,
        routes,
        saved_lists,
    )

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
        ranks,
    ):
        app.include_router(module.router, prefix=PREFIX, tags=["matchsafe"])
