"""Bodies of requests, read within a limit, and those that are one JSON object with named parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from fastapi import Request

from matchsafe.api.errors import ApiError, unprocessable
from matchsafe.domain.problem import SHOWN_LENGTH, Problem, path_text, quote
from matchsafe.tabular.cells import real_cell, whole_cell
from matchsafe.tabular.json_tables import depth

MEGABYTE: Final = 1_000_000
JSON_TYPES: Final = frozenset({"application/json"})
_DEEPEST: Final = 60
_TOO_DEEP: Final = Problem(
    "Groups lie inside one another too deep.", "too_deep", accepted=f"at most {_DEEPEST} levels"
)


async def read_json(request: Request, most: int) -> bytes:
    """The bytes of a body that says it is JSON.

    Raises:
        ApiError: 415 for another content type, 413 for more than ``most`` bytes.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in JSON_TYPES:
        raise wrong_type(request, "Send the body as application/json.", "application/json")
    return await read_body(
        request, most, f"The body is too large. At most {most // MEGABYTE} MB are read here."
    )


def wrong_type(request: Request, message: str, accepted: str) -> ApiError:
    """415 with the content type that was sent and those that are read."""
    sent = request.headers.get("content-type", "")
    problem = Problem(
        "This content type is not read here." if sent else "The content type was not sent.",
        "unsupported_media_type", "Content-Type", quote(sent) if sent else "", accepted,
    )  # fmt: skip
    return ApiError(415, "unsupported_media_type", message, [problem], {"Accept": accepted})


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
        ApiError: 422 if it is no JSON, or has NaN or half a character in it, which nothing could keep or show.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        seen = f"the byte 0x{body[error.start]:02x} at place {error.start + 1}"
        raise unprocessable(
            [Problem("This is not plain text.", "not_text", "", seen, "JSON in UTF-8")]
        ) from None
    if not text.strip():
        raise unprocessable([Problem("Nothing was sent.", "empty", accepted="JSON in UTF-8")])
    try:
        content = json.loads(
            text,
            parse_constant=_NoNumber,
            parse_float=real_cell if exact else None,
            parse_int=whole_cell if exact else None,
        )
        problems = list(_unusable(content)) if b"\\u" in body or b"NaN" in body or b"Infinity" in body else []
    except RecursionError:
        raise unprocessable([_TOO_DEEP]) from None
    except json.JSONDecodeError as error:
        message = f"This is not JSON: {error.msg[:1].lower()}{error.msg[1:]} (column {error.colno})."
        raise unprocessable([Problem(message, "malformed", line=error.lineno)]) from None
    except ValueError as error:
        raise unprocessable([Problem(f"This is not JSON: {str(error)[:120]}", "malformed")]) from None
    if problems:
        raise unprocessable(problems)
    return content


def parts(
    body: bytes, accepted: Iterable[str], *, exact: bool = False, problems: list[Problem] | None = None
) -> dict[str, Any]:
    """The parts of a body by name; ``exact`` as in ``json_of``.

    Args:
        problems: Where parts that are not known are noted, for a caller who finds more; refused at once if left out.

    Raises:
        ApiError: 422 if it is no JSON object, or has parts that are not known.
    """
    names = tuple(accepted)
    content = json_of(body, exact=exact)
    if not isinstance(content, dict):
        seen, wanted = seen_value(content), f"an object with {', '.join(names)}"
        raise unprocessable([Problem("Send one object.", "kind", "", seen, wanted)])
    if depth(content) > _DEEPEST:
        raise unprocessable([_TOO_DEEP])
    unknown = [
        Problem("There is no such part.", "extra_forbidden", path_text([name[:60]]), seen_value(value),
                f"the parts {', '.join(names)}")
        for name, value in content.items()
        if name not in names
    ]  # fmt: skip
    if unknown and problems is None:
        raise unprocessable(unknown)
    if problems is not None:
        problems += unknown
    return content


def seen_value(value: object) -> str:
    """A value of a body, shortened, as a problem shows it."""
    return quote(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=True)[:SHOWN_LENGTH]


class _NoNumber(str):
    """NaN or an infinity, as it is written."""

    __slots__ = ()


def _unusable(content: object) -> Iterator[Problem]:
    """Each NaN and each text with half a character in it, with its place."""
    level: list[tuple[tuple[str | int, ...], object]] = [((), content)]
    while level:
        place, item = level.pop()
        if isinstance(item, _NoNumber):
            message = "This is not a number that can be used."
            yield Problem(message, "not_finite", path_text(place), str(item), "a finite number")
        elif isinstance(item, str) and _half(item):
            yield Problem(
                "There is half a character in the text.", "malformed", path_text(place), quote(item)
            )
        elif isinstance(item, dict):
            for name in filter(_half, item):
                yield Problem(
                    "There is half a character in the name.", "malformed", path_text(place), quote(name)
                )
            level += [((*place, name), value) for name, value in reversed(item.items())]
        elif isinstance(item, list):
            level += [((*place, n), value) for n, value in reversed([*enumerate(item)])]


def _half(text: str) -> bool:
    return any("\ud800" <= c <= "\udfff" for c in text)
