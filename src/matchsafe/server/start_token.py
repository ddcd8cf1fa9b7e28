"""A start token: a server that others on the network can reach answers only to who has the address it printed."""

from __future__ import annotations

import secrets
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from matchsafe.server.answers import Guard, Refusal, is_api
from matchsafe.server.headers import cookie, cookies_of

COOKIE: Final = "matchsafe-token"
FEEDS: Final = "/feed/"
_MISSING: Final = (
    "Open the whole address that was printed when matchsafe was started: it ends in ?token= and a word. A program "
    "sends it as the header Authorization: Bearer TOKEN."
)


def new_token() -> str:
    """A token nobody guesses."""
    return secrets.token_urlsafe(24)


class StartToken(Guard):
    """Let in who sends the token: in a cookie, in a header, or, the first time, in the address.

    Args:
        app, refuse: As of every ``Guard``.
        token: The one that opens the server.
    """

    def __init__(self, app: ASGIApp, refuse: Refusal, token: str) -> None:
        super().__init__(app, refuse)
        self.token = token

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, move a token from the address into a cookie, or answer 401."""
        headers, query = Headers(scope=scope), bytes(scope.get("query_string", b"")).decode("latin-1")
        asked = parse_qsl(query, keep_blank_values=True)
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        rest = urlencode([(name, value) for name, value in asked if name != "token"])
        named = any(name == "token" and self._fits(value) for name, value in asked)
        # the address of a feed is a secret of its own, and calendars send no cookie
        feed = str(scope["path"]).startswith(FEEDS)
        if named and is_api(str(scope["path"])):  # which knows no such parameter
            await self.app({**scope, "query_string": rest.encode()}, receive, send)
        elif feed or self._fits(cookies_of(headers).get(COOKIE, "")) or self._fits(bearer):
            await self.app(scope, receive, send)
        elif named:
            path = f"/{str(scope['path']).lstrip('/')}"  # two slashes would lead to another website
            found = RedirectResponse(f"{path}{f'?{rest}' if rest else ''}", status_code=303)
            found.headers["Cache-Control"] = "no-store"
            found.headers["Set-Cookie"] = cookie(COOKIE, self.token, secure=scope.get("scheme") == "https")
            await found(scope, receive, send)
        else:
            await self.refuse(scope, receive, send, 401, "forbidden", _MISSING)

    def _fits(self, given: str) -> bool:
        return secrets.compare_digest(given.encode("utf-8", "replace"), self.token.encode())
