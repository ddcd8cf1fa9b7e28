"""The few static files: read once, served under an address that changes when the file does."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

_STATIC = files("matchsafe.web") / "static"
_TYPES = {
    "site.css": "text/css; charset=utf-8",
    "catalog.css": "text/css; charset=utf-8",
    "season.css": "text/css; charset=utf-8",
    "rank.css": "text/css; charset=utf-8",
    "rank.js": "text/javascript; charset=utf-8",
    "site.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "vendor/htmx.min.js": "text/javascript; charset=utf-8",
}
_UNREAD = re.compile(rb"/\*.*?\*/\n*|(?m:^ +)", re.DOTALL)
"""Comments and indents of a style sheet: a phone pays for them and shows nothing of them."""

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """A static file with its media type and the start of its SHA-256."""

    content: bytes
    media_type: str
    version: str


@cache
def asset(name: str) -> Asset:
    """The static file of this name.

    Raises:
        KeyError: If no such file is served.
    """
    media_type = _TYPES[name]
    content = (_STATIC / name).read_bytes()
    if name.endswith(".css"):
        content = _UNREAD.sub(b"", content)
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:12])


def asset_url(name: str) -> str:
    """The address of a static file, with its version, so that a browser may keep it for good."""
    return f"/static/{name}?v={asset(name).version}"


@router.get("/static/{name:path}")
def static_file(name: str) -> Response:
    """Serve one of the known files and nothing else."""
    if name not in _TYPES:
        raise HTTPException(404)
    found = asset(name)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'"{found.version}"',
    }
    return Response(found.content, media_type=found.media_type, headers=headers)
