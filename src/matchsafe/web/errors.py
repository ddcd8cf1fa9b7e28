"""Pages for what went wrong, in plain words and without a traceback."""

from __future__ import annotations

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from matchsafe.catalog.errors import CatalogBusy as CatalogBusy
from matchsafe.catalog.errors import CatalogError, UnknownCatalog, UnknownList, UnknownProgram
from matchsafe.services.background import NoSuchJob, TooManyJobs, WorkerDeath
from matchsafe.web.pages import render
from matchsafe.web.stale import stale_page
from matchsafe.workspace.errors import ReadOnlySpace, WorkspaceFull
from matchsafe.workspace.store import (
    StaleSeason,
    UnknownSeason,
    WorkspaceBusy,
    WorkspaceError,
    WorkspaceUnavailable,
)

RETRY_AFTER = "10"
"""Seconds after which something that is busy may be asked for again."""
_WORDS = {
    400: ("We could not read that", "The form did not arrive whole. Go back and send it again."),
    403: ("That did not come from this page", "Open the page again and try once more. Nothing was changed."),
    404: ("There is nothing here", "The address may be mistyped, or what was here was deleted."),
    405: ("There is nothing here", "This address only takes a form. Go back and use the button."),
    413: ("That is too large", "A season file is a few kilobytes. We stop reading at 1 MB."),
    422: ("Something in the address is not right", "Go back and choose again."),
    500: ("Something broke on our side", "Nothing you saved is lost. Please try again."),
    503: (
        "The saved seasons are busy",
        "Another program is using them. Wait a few seconds, then load this page again.",
    ),
}


def error_page(
    request: Request, status: int, text: str | None = None, title: str | None = None, *, lists: bool = False
) -> Response:
    """The page for an HTTP status, with another explanation and title if given, and the way to program ``lists``."""
    usual_title, usual = _WORDS.get(status, _WORDS[404 if status < 500 else 500])
    return render(
        request, "message.html", status=status, title=title or usual_title, text=text or usual, lists=lists
    )


def respond(request: Request, error: Exception) -> Response:
    """The page for what a reader asked wrongly, or for what the saved seasons could not do."""
    if isinstance(error, HTTPException):
        return error_page(request, error.status_code)
    if isinstance(error, RequestValidationError):
        places = {e["loc"][0] for e in error.errors()}
        return error_page(request, 404 if places == {"path"} else 422)  # no id looks like that
    if isinstance(error, StaleSeason):
        return stale_page(request, error)
    if isinstance(error, (ReadOnlySpace, WorkspaceFull)):
        return error_page(request, 403, str(error), "This cannot be saved")
    if isinstance(error, UnknownSeason):
        return error_page(request, 404)
    if isinstance(error, (UnknownCatalog, UnknownProgram, UnknownList)):
        return error_page(request, 404, str(error), lists=True)
    if isinstance(error, NoSuchJob):
        return error_page(request, 404, str(error))
    if isinstance(error, (CatalogBusy, TooManyJobs, WorkerDeath, WorkspaceBusy, WorkspaceUnavailable)):
        text = None if isinstance(error, WorkspaceBusy) else str(error)
        title = "Nothing can be saved now" if isinstance(error, WorkspaceUnavailable) else None
        page = error_page(request, 503, text, title)
        page.headers["Retry-After"] = RETRY_AFTER
        return page
    return error_page(request, 500, str(error) if isinstance(error, WorkspaceError | CatalogError) else None)
