"""The last stop for errors nobody expected."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchsafe.api.errors import log_unexpected
from matchsafe.server.answers import Refusal

_SORRY = "Something went wrong on our side. What you saved before is still there. Please try again."


class SafetyNet:
    """Answer an unexpected error with 500 and no details; the log gets none of the season either."""

    def __init__(self, app: ASGIApp, refuse: Refusal) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and catch what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
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
