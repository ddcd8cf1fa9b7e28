"""A shared machine: each visitor sees only a space of their own, opened by a key in a cookie.

The key is made for the first form that is sent, so that who only reads leaves nothing behind. A link that was shared
opens one season to look at. Nothing of this is logged.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchsafe.server.answers import Guard, Refusal
from matchsafe.server.headers import cookie, cookies_of
from matchsafe.workspace.errors import WorkspaceError
from matchsafe.workspace.space import Space, digest, within
from matchsafe.workspace.visitors import Visitors, new_key

KEY: Final = "matchsafe-key"
LINK: Final = "matchsafe-link"
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{20,80}")
_LISTS: Final = re.compile(r"/catalogs?(/.*)?|/api/v1/catalogs(/.*)?")
_NEVER: Final = re.compile(
    r"/catalogs/import(/.*)?|/api/v1/jobs(/.*)?|/api/v1/catalogs/[^/]+/(import|lists)(/.*)?"
)
_SEASON: Final = re.compile(r"/(?:s|api/v1/seasons)/([^/]+)(?:/.*)?")
_READING: Final = ("GET", "HEAD", "OPTIONS")
_KEPT_BY_OTHERS: Final = "The program lists here are kept by whoever runs this server."
_ONLY_LOOK: Final = "You can look at this season through the link you were given, and not change it."
_TOO_OFTEN: Final = "Too many requests in a short time. Please wait a minute."


class RateLimit:
    """So many requests a minute from one source; what it is called is not kept longer than that.

    Args:
        most: Requests a minute.
        clock: Seconds that only grow.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._clock = clock
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def allows(self, source: str) -> bool:
        """Count a request; whether it is answered."""
        now = self._clock()
        while self._seen and next(iter(self._seen.values()))[0] < now - 60:
            self._seen.popitem(last=False)
        began, count = self._seen.get(source, (now, 0))
        self._seen[source] = (began, count + 1)
        return count < self.most


class VisitorSpaces(Guard):
    """Answer each request in the space of its visitor.

    Args:
        app, refuse: As of every ``Guard``.
        visitors: Who may see what.
        most: Requests a minute of one visitor.
        tries: Passphrases a minute from one address, and new visitors too.
    """

    def __init__(
        self, app: ASGIApp, refuse: Refusal, visitors: Visitors, most: int = 600, tries: int = 10
    ) -> None:
        super().__init__(app, refuse)
        self.visitors = visitors
        self.requests, self.tries = RateLimit(most), RateLimit(tries)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on in its space, or refuse it."""
        cookies, path, method = cookies_of(Headers(scope=scope)), str(scope["path"]), str(scope["method"])
        known = cookies.get(KEY, "")
        key = known if _SECRET.fullmatch(known) else new_key()
        address = str((scope.get("client") or ("",))[0])
        trying = path == "/open" or key != known
        allowed = self.requests.allows(digest(known) if key == known else address)
        if not allowed or (method == "POST" and trying and not self.tries.allows(address)):
            await self.refuse(scope, receive, send, 429, "busy", _TOO_OFTEN)
            return
        if _NEVER.fullmatch(path) or (
            method not in _READING and _LISTS.fullmatch(path) and "compare" not in path
        ):
            await self.refuse(scope, receive, send, 403, "forbidden", _KEPT_BY_OTHERS)
            return
        try:
            space = await run_in_threadpool(self._space, key, cookies.get(LINK, ""), path)
        except WorkspaceError:
            space = Space(digest(key))  # the app says what is wrong
        if space.read_only and method not in _READING:
            await self.refuse(scope, receive, send, 403, "forbidden", _ONLY_LOOK)
            return
        secure = scope.get("scheme") == "https"
        reply = send if key == known or method in _READING else _with_key(send, key, secure)
        with within(space):
            await self.app(scope, receive, reply)

    def _space(self, key: str, links: str, path: str) -> Space:
        own = Space(self.visitors.space_of(key))
        season = _SEASON.fullmatch(path)
        for link in links.split(".")[-10:] if season else ():
            shown = self.visitors.space_behind(link) if _SECRET.fullmatch(link) else None
            if shown is not None and season is not None and shown.only == season[1] and shown.id != own.id:
                return shown
        return own


def _with_key(send: Send, key: str, secure: bool) -> Send:
    """Give the visitor the key to what was just saved."""

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] < 400:
            headers = MutableHeaders(scope=message)
            if not any(told.startswith(f"{KEY}=") for told in headers.getlist("set-cookie")):
                headers.append("set-cookie", cookie(KEY, key, secure=secure))
        await send(message)

    return answer
