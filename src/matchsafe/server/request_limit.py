"""How many requests are answered at once; connections that ask nothing do not count."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from matchsafe.server.answers import Refusal

_BUSY: Final = "Too many people ask at once. Please try again in a few seconds."


class RequestLimit:
    """Answer 503 beyond so many requests at once."""

    def __init__(self, app: ASGIApp, refuse: Refusal, most: int) -> None:
        self.app = app
        self.refuse = refuse
        self.most = most
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._now >= self.most:
            await self.refuse(scope, receive, send, 503, "busy", _BUSY)
            return
        self._now += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._now -= 1
