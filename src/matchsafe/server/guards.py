"""Where a request must come from before it is looked at: the right host, and our own pages.

The season is on this machine, and other websites that are open in the same browser can send requests to it.
They cannot read an answer, but could change things: hence ``OriginGuard``. They could read too if they made
their own name point at this machine, a trick called DNS rebinding: hence ``HostGuard``.
"""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from matchsafe.server.answers import Guard, Refusal

THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
EVERY_ADDRESS: Final = frozenset({"", "0.0.0.0", "::", "[::]"})
_OTHER_NAME: Final = "Open the page at the address that was shown when matchsafe was started."
_OTHER_SITE: Final = "This seems to come from another website, so it was refused. Nothing was changed."


class HostGuard(Guard):
    """Answer only to the names of this server.

    Starlette's ``TrustedHostMiddleware`` knows neither "any IP address" nor, in the versions we allow, ``[::1]``; it
    takes the first of two ``Host`` headers, and its refusal is plain text, whatever was asked for.

    Args:
        app, refuse: As of every ``Guard``.
        hosts: Names besides ``THIS_MACHINE``. One of ``EVERY_ADDRESS`` stands for any IP address: those
            cannot be used for DNS rebinding, which needs a name.
    """

    def __init__(self, app: ASGIApp, refuse: Refusal, hosts: tuple[str, ...] = ()) -> None:
        super().__init__(app, refuse)
        self.any_ip = any(host in EVERY_ADDRESS for host in hosts)
        self.hosts = THIS_MACHINE | {
            _with_brackets(host.lower()) for host in hosts if host not in EVERY_ADDRESS
        }

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through or answer 400."""
        if self._known(Headers(scope=scope).getlist("host")):
            await self.app(scope, receive, send)
        else:
            await self.refuse(scope, receive, send, 400, "bad_request", _OTHER_NAME)

    def _known(self, headers: list[str]) -> bool:
        host = _without_port(headers[0].lower()) if len(headers) == 1 else ""
        return host in self.hosts or (self.any_ip and _is_ip(host))


class OriginGuard(Guard):
    """Refuse requests that change something when another website makes the browser send them."""

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through or answer 403."""
        if scope["method"] in ("GET", "HEAD", "OPTIONS") or _own(Headers(scope=scope)):
            await self.app(scope, receive, send)
        else:
            await self.refuse(scope, receive, send, 403, "forbidden", _OTHER_SITE)


def _own(headers: Headers) -> bool:
    """Whether a browser says that its request comes from our own page; other programs send neither header."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    except ValueError:  # such as http://[
        return False


def _without_port(host: str) -> str:
    if host.startswith("["):
        address, bracket, _ = host.partition("]")
        return address + bracket
    return host.partition(":")[0].rstrip(".")


def _with_brackets(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
