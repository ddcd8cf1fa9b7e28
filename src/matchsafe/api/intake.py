"""Messages from programs: text or files in, proposed events out; accepted ones come back in the season sent along."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, date, datetime
from typing import Any, Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi
from matchsafe.api.dependencies import api_router
from matchsafe.api.errors import unprocessable
from matchsafe.api.request_body import MEGABYTE, read_json, seen_value
from matchsafe.api.request_parts import RequestParts
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.text import listing
from matchsafe.intake.proposals import ProposedEvent
from matchsafe.services.intake.acceptance import accept_all
from matchsafe.services.intake.mail_searches import mail_searches
from matchsafe.services.intake.report import IntakeReport, intake_report

router = api_router()

MOST_BYTES: Final = 36 * MEGABYTE
"""A mail of 25 MB in base64, and the season beside it."""
_MOST_MESSAGES: Final = 200
_TEXT: Final = {"type": "string"}
_FILE: Final = {"name": _TEXT, "text": _TEXT, "base64": _TEXT}
_MESSAGE: Final = {
    "type": "object",
    "properties": _FILE,
    "description": "A pasted text, or a file (.eml, mbox, text, HTML, .ics) in base64.",
}
MESSAGES: Final[dict[str, Any]] = {
    "messages": {"type": "array", "items": _MESSAGE, "minItems": 1, "maxItems": _MOST_MESSAGES},
    "accept": {
        "type": "object",
        "additionalProperties": {"type": ["string", "null"]},
        "description": "Ids of events to take into the season, each with an application's id, `new`, or null.",
    },
    "on": {"type": "string", "format": "date"},
}
_BODY: Final = openapi.json_body(
    "Messages, and the season they are read beside.",
    {
        "type": "object",
        "required": ["messages"],
        "properties": {**MESSAGES, "season": openapi.SEASON},
    },
)


@router.post(
    "/intake",
    summary="What do these messages say?",
    responses=openapi.errors(413, 415, 422),
    openapi_extra=_BODY,
)
async def intake(request: Request) -> Response:
    """Read messages and propose events, each with its sentence, program, moments, doubts and how sure it is.

    Nothing in a message is run or fetched, and nothing is kept. With `accept` the answer holds the `season` as it is
    then, and the ids that were `accepted`. Messages that cannot be read are in `problems`; the others are read.
    """
    body = await read_json(request, MOST_BYTES)
    return Response(await run_in_threadpool(_answer, body), media_type="application/json")


def _answer(body: bytes) -> str:
    parts = RequestParts(body, ("messages", "season", "accept", "on"))
    season = None if parts.content.get("season") is None else parts.season("season")
    messages, wanted, on = read_body(parts)
    if wanted and parts.content.get("season") is None:
        parts.note("To accept events, send the season they go into.", "missing", "season")
    parts.check()
    report = intake_report(messages, season, on)
    answer = intake_content(report, season, on)
    if wanted and season is not None:
        done = accept_all(season, events_to_accept(report, wanted), datetime.now(UTC))
        answer |= {
            "season": done.season.model_dump(mode="json", exclude_unset=True),
            "accepted": list(done.done),
            "problems": [p.content() for p in (*report.problems, *done.problems)],
        }
    return json.dumps(answer, ensure_ascii=False)


def read_body(parts: RequestParts) -> tuple[list[tuple[str, bytes]], dict[str, str | None], date | None]:
    """The messages of a body, the events to accept with whose they are, and the day."""
    messages, on = _messages(parts), parts.day()
    accepted = "event ids, each with an application's id, new or null"
    wanted = parts.group("accept", accepted) or {}
    if not all(v is None or isinstance(v, str) for v in wanted.values()):
        parts.note("Send text or null for each event.", "kind", "accept", accepted)
    return messages, wanted, on


def intake_content(report: IntakeReport, season: Season | None, on: date | None) -> dict[str, Any]:
    """What messages say, with the searches that find more."""
    searches = [search.content() for search in mail_searches(season, on or date.today())]
    return report.content() | {"searches": searches}


def events_to_accept(
    report: IntakeReport, wanted: dict[str, str | None]
) -> list[tuple[ProposedEvent, str | None]]:
    """The events to accept, each with the application it belongs to.

    Raises:
        ApiError: 422 if there is no such event.
    """
    events = {event.id: event for event in report.events}
    if unknown := [name for name in wanted if name not in events]:
        raise unprocessable(
            Problem("there is no such event", "no_event", f"accept.{name[:60]}") for name in unknown
        )
    return [(events[name], application) for name, application in wanted.items()]


def content_of(given: object, path: str, parts: RequestParts, unnamed: str = "") -> tuple[str, bytes]:
    """The name and the bytes of a text or a file in base64."""
    if not isinstance(given, dict):
        parts.problems.append(
            Problem("Send an object.", "kind", path, seen_value(given), "name, and text or base64")
        )
        return unnamed, b""
    for field, value in given.items():
        if field not in _FILE:
            accepted = listing([*_FILE])
            problem = Problem(
                "There is no such part.",
                "extra_forbidden",
                f"{path}.{field[:60]}",
                seen_value(value),
                accepted,
            )
            parts.problems.append(problem)
        elif value is not None and not isinstance(value, str):
            problem = Problem(
                "This should be text.", "kind", f"{path}.{field}", seen_value(value), "text in quotes"
            )
            parts.problems.append(problem)
    text, packed = given.get("text"), given.get("base64")
    name = str(given.get("name") or unnamed)[:200]
    if (text is None) == (packed is None):
        parts.note("Send either text or base64.", "kind", path)
    elif isinstance(text, str):
        return name, text.encode("utf-8", "replace")
    elif isinstance(packed, str):
        try:
            return name, base64.b64decode(packed, validate=True)
        except (binascii.Error, ValueError):
            parts.note("This is not base64.", "base64", f"{path}.base64")
    return name, b""


def _messages(parts: RequestParts) -> list[tuple[str, bytes]]:
    given = parts.content.get("messages")
    if not isinstance(given, list) or not 1 <= len(given) <= _MOST_MESSAGES:
        parts.note(f"Send a list of 1 to {_MOST_MESSAGES} messages.", "kind", "messages")
        return []
    return [
        content_of(message, f"messages[{place}]", parts, f"message {place + 1}")
        for place, message in enumerate(given)
    ]
