"""Bodies of requests, read within a limit, and those that are one JSON object with named parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from fastapi import Request

from matchsafe.api.errors import ApiError, unprocessable
from matchsafe.domain.problem import Problem
from matchsafe.tabular.cells import real_cell, whole_cell

MEGABYTE: Final = 1_000_000
JSON_TYPES: Final = frozenset({"application/json"})
_DEEPEST: Final = 60


async def read_json(request: Request, most: int) -> bytes:
    """The bytes of a body that says it is JSON.

    Raises:
        ApiError: 415 for another content type, 413 for more than ``most`` bytes.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in JSON_TYPES:
        accept = {"Accept": "application/json"}
        raise ApiError(415, "unsupported_media_type", "Send the body as application/json.", headers=accept)
    return await read_body(
        request, most, f"The body is too large. At most {most // MEGABYTE} MB are read here."
    )


async def read_body(request: Request, most: int, too_large: str) -> bytes:
    """The bytes of a body.

    Raises:
        ApiError: 413 for more than ``most`` bytes, with these words.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise ApiError(413, "too_large", too_large)
    return bytes(body)


def json_of(body: bytes, *, exact: bool = False) -> Any:
    """What a body says; where it has to be ``exact``, numbers that lose digits as numbers stay text.

    Raises:
        ApiError: 422 if it is no JSON, or has half a character in it, which nothing could keep or show.
    """
    try:
        content = json.loads(
            body.decode("utf-8-sig"),
            parse_constant=_no_number,
            parse_float=real_cell if exact else None,
            parse_int=whole_cell if exact else None,
        )
    except (ValueError, RecursionError) as error:
        raise unprocessable([Problem(f"This is not JSON: {str(error)[:120]}", "malformed", "")]) from None
    if b"\\u" in body:
        try:
            json.dumps(content, ensure_ascii=False).encode()
        except (UnicodeEncodeError, RecursionError):
            raise unprocessable(
                [Problem("There is half a character in the text.", "malformed", "")]
            ) from None
    return content


def parts(body: bytes, accepted: Iterable[str], *, exact: bool = False) -> dict[str, Any]:
    """The parts of a body by name; ``exact`` as in ``json_of``.

    Raises:
        ApiError: 422 if it is no JSON object, or has parts that are not known.
    """
    names = tuple(accepted)
    content = json_of(body, exact=exact)
    if not isinstance(content, dict):
        raise unprocessable([Problem(f"Send an object with {', '.join(names)}.", "kind", "")])
    if _depth(content) > _DEEPEST:
        raise unprocessable([Problem("Groups lie inside one another too deep.", "too_deep", "")])
    unknown = [
        Problem(f"there is no such part; accepted: {', '.join(names)}", "extra_forbidden", str(name)[:60])
        for name in content
        if name not in names
    ]
    if unknown:
        raise unprocessable(unknown)
    return content


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is not a number that can be used")


def _depth(content: object) -> int:
    depth, level = 0, [content]
    while level:
        depth += 1
        level = [
            x
            for item in level
            for x in (item.values() if isinstance(item, Mapping) else item if isinstance(item, list) else ())
            if isinstance(x, Mapping | list)
        ]
    return depth
