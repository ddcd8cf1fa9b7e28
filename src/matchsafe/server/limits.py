"""How large a request may be, and how many are answered at once.

Little for a season, more for a program list, which goes to disk and not to memory; connections that ask nothing do not
count.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Final

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from matchsafe.catalog.importers.federal.sources import LIMITS as PUBLIC_LIMITS
from matchsafe.server.answers import Guard, Refusal
from matchsafe.tabular import LIST_LIMITS, MEBIBYTE


@dataclass(frozen=True)
class BodyAllowance:
    """What is let in at an address.

    Attributes:
        most: Bytes of the largest body.
        drain: Bytes of a body that is too large that are read (and dropped), so that the browser hears the answer.
        message: What is said of a body that is too large.
    """

    most: int
    drain: int
    message: str


USUAL: Final = BodyAllowance(
    2_000_000, 32_000_000, "What was sent is too large. A season file has at most 1 MB."
)
"""The API and the pages ask for less and say so in their own words."""

PROGRAM_LIST: Final = BodyAllowance(
    LIST_LIMITS.size + MEBIBYTE,  # the fields of the form beside the file
    4 * LIST_LIMITS.size,
    f"What was sent is too large. A program list has at most {LIST_LIMITS.size // MEBIBYTE} MB; a list of every "
    "program in the country is under 10 MB. Nothing was changed.",
)
PUBLIC_FILE: Final = BodyAllowance(
    PUBLIC_LIMITS.size + MEBIBYTE,
    PUBLIC_LIMITS.size + PROGRAM_LIST.drain,
    f"What was sent is too large. A public file has at most {PUBLIC_LIMITS.size // MEBIBYTE} MB. "
    "The largest quarter of the Department of Labor is under 200 MB. Nothing was changed.",
)
_PUBLIC: Final = re.compile(r"/catalogs/import/public|/api/v1/catalogs/[^/]+/import/public")
_LISTS: Final = re.compile(
    r"/s/[^/]+/messages|/backup/restore|/catalogs/import|/api/v1/catalogs/[^/]+/import"
    r"|/api/v1/intake|/api/v1/(season|seasons/[^/]+)/(intake|import|soap/shortlist)"
)
PAUSE_SECONDS: Final = 20.0
"""How long a body may pause on its way."""
_TOO_SLOW: Final = "What was sent stopped on its way, so nothing was changed. Please send it again."
_IN_MEMORY: Final = USUAL.most
"""Bytes of a body held in memory; a larger one goes to a nameless file on disk."""


def room_at(path: str) -> BodyAllowance:
    """How large a body may be at an address."""
    if _PUBLIC.fullmatch(path):
        return PUBLIC_FILE
    return PROGRAM_LIST if _LISTS.fullmatch(path) else USUAL


class BodyLimit(Guard):
    """Read the body before the app does, and refuse one that is too large."""

    def __init__(
        self, app: ASGIApp, refuse: Refusal, room_at: Callable[[str], BodyAllowance] = room_at
    ) -> None:
        super().__init__(app, refuse)
        self.room_at = room_at

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the whole body on, or answer 413."""
        room = self.room_at(str(scope.get("path", "")))
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            try:
                size = await _fill(body, receive, room)
            except TimeoutError:
                await self.refuse(scope, receive, send, 408, "bad_request", _TOO_SLOW)
                return
            if size is None:
                return  # the browser is gone
            if size > room.most:
                await self.refuse(scope, receive, send, 413, "too_large", room.message)
                return
            body.seek(0)
            await self.app(scope, _replay(body, size, receive), send)


async def _fill(body: IO[bytes], receive: Receive, room: BodyAllowance) -> int | None:
    """Write the body down as far as there is room; its size as far as it was read, ``None`` if it broke off."""
    seen = 0
    more = True
    while more and seen <= room.drain:
        with anyio.fail_after(PAUSE_SECONDS):
            message = await receive()
        if message["type"] != "http.request":
            return None
        part: bytes = message.get("body", b"")
        seen += len(part)
        if seen <= room.most:
            body.write(part)
        more = message.get("more_body", False)
    return seen


def _replay(body: IO[bytes], size: int, receive: Receive) -> Receive:
    """What the app receives: the body in parts of a size that memory bears, then what comes after it."""
    handed = -1

    async def whole() -> Message:
        nonlocal handed
        if handed == size:
            return await receive()
        part = body.read(_IN_MEMORY)
        handed = max(handed, 0) + len(part)
        return {"type": "http.request", "body": part, "more_body": handed < size}

    return whole


_BUSY: Final = "Too many people ask at once. Please try again in a few seconds."


class RequestLimit(Guard):
    """Answer 503 beyond so many requests at once."""

    def __init__(self, app: ASGIApp, refuse: Refusal, most: int) -> None:
        super().__init__(app, refuse)
        self.most = most
        self._now = 0

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if self._now >= self.most:
            await self.refuse(scope, receive, send, 503, "busy", _BUSY)
            return
        self._now += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._now -= 1
