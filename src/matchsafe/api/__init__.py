"""The REST API: the same outlook as the library, the terminal and the pages, as JSON.

It keeps nothing: a season comes in, an outlook goes out, and neither is stored or logged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

PREFIX = "/api/v1"
"""Where the server mounts the routes."""


def create_api() -> APIRouter:
    """The routes of the API, under ``/api/v1``. FastAPI is loaded only when this is called."""
    from matchsafe.api.routes import build

    return build()
