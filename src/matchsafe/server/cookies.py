"""Cookies that no script reads, and reading those that were sent."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.datastructures import Headers

_YEAR: Final = 365 * 24 * 3600


def cookie(name: str, value: str, *, secure: bool) -> str:
    """The header that sets a cookie for a year; other websites do not send it along with their forms.

    Args:
        name, value: Of the cookie.
        secure: Whether it goes over HTTPS only.
    """
    return f"{name}={value}; Max-Age={_YEAR}; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")


def cookies_of(headers: Headers) -> dict[str, str]:
    """The cookies of a request; none if they cannot be read."""
    try:
        return {name: found.value for name, found in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}
