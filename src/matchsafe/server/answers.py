"""The answers the server gives by itself, to unexpected errors too: JSON under the API's address, else a page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from html import escape
from typing import TypeAlias

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchsafe.api.errors import ApiError, ErrorCode, log_unexpected

Page: TypeAlias = Callable[[Request, int, str], Response]
"""From a request, a status and an explanation to a page."""

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>matchsafe</title>
<h1>matchsafe</h1>
<p>{message}</p>
<p><a href="/">Go to the start page</a></p>
</html>
"""


def is_api(path: str) -> bool:
    """Whether an address belongs to the API."""
    return path == "/api" or path.startswith("/api/")


def plain_page(_request: Request, status: int, message: str) -> Response:
    """A page that needs nothing else: for when the pages are not there, or are what broke."""
    return HTMLResponse(_PAGE.format(message=escape(message)), status_code=status)


class Refusal:
    """Answers a request without letting it in.

    Args:
        page: How the pages of this app look; plain by default.
    """

    def __init__(self, page: Page = plain_page) -> None:
        self.page = page

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, status: int, code: ErrorCode, message: str
    ) -> None:
        """Send the answer."""
        response: Response | None = None
        if is_api(str(scope.get("path", ""))):
            response = ApiError(status, code, message).response()
        else:
            with suppress(Exception):  # the template may be what broke
                response = self.page(Request(scope), status, message)
        await (response or plain_page(Request(scope), status, message))(scope, receive, send)


class Guard(ABC):
    """A layer around the app that answers each HTTP request, or lets it through.

    Args:
        app: The app behind.
        refuse: How to say no.
    """

    def __init__(self, app: ASGIApp, refuse: Refusal) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let through what is no HTTP request."""
        await (self.answer if scope["type"] == "http" else self.app)(scope, receive, send)

    @abstractmethod
    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""


_SORRY = "Something went wrong on our side. What you saved before is still there. Please try again."


class SafetyNet(Guard):
    """Answer an unexpected error with 500 and no details; the log gets none of the season either."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and catch what comes back."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            log_unexpected(error)
            if not started:
                await self.refuse(scope, receive, send, 500, "internal", _SORRY)
