"""The REST API: the same outlook as the library, the terminal and the pages, as JSON.

It keeps nothing: a season comes in, an outlook goes out, and neither is stored or logged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter

    from matchsafe.services.background import Jobs
    from matchsafe.services.catalog_import.staging import Staging

PREFIX = "/api/v1"
"""Where the server mounts the routes."""


def create_api(jobs: Jobs, staging: Staging) -> APIRouter:
    """The routes of the API, under ``/api/v1``. FastAPI is loaded only when this is called.

    Args:
        jobs: Where long work is done; the pages of the same server share it.
        staging: Where files that are brought in are kept meanwhile; shared likewise.
    """
    from matchsafe.api.routes import build

    return build(jobs, staging)
