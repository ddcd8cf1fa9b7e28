"""Trackers, lists of unfilled positions and letters beside a season that is sent; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi
from matchsafe.api.dependencies import api_router
from matchsafe.api.errors import unprocessable
from matchsafe.api.intake import content_of
from matchsafe.api.request_body import MEGABYTE, read_json, seen_value
from matchsafe.api.request_parts import RequestParts
from matchsafe.domain.problem import Problem, ProblemsError, quote
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import specialty_code
from matchsafe.domain.text import listing
from matchsafe.intake.trackers import Tracker
from matchsafe.services.drafts import draft, letters_for, part_named, sent_event
from matchsafe.services.intake.tracker import take_in, tracker_in
from matchsafe.services.soap_shortlist import SoapShortlist, soap_shortlist
from matchsafe.services.visas import catalog_in_use

router = api_router()

MOST_BYTES: Final = 16 * MEGABYTE
_TEXT: Final = {"type": "string"}
_ANSWERS: Final = openapi.errors(413, 415, 422)
SHEET: Final[dict[str, Any]] = {
    "tracker": {
        "type": "object",
        "properties": {"name": _TEXT, "text": _TEXT, "base64": _TEXT},
        "description": "A sheet: its name with the ending (.csv, .xlsx), and text or base64.",
    },
    "columns": {
        "type": "object",
        "additionalProperties": _TEXT,
        "description": "The field of a column by its name, where the proposal is wrong; `-` for none.",
    },
}
SOAP: Final[dict[str, Any]] = {
    **SHEET,
    "specialties": {
        "type": "array",
        "items": _TEXT,
        "description": "The most wanted first; the season's if left out.",
    },
    "on": {"type": "string", "format": "date"},
}
LETTER: Final[dict[str, Any]] = {
    name: {"type": "string", "description": text}
    for name, text in {
        "part": "Id of an interview or application.", "letter": "Which letter.", "update": "Your one real update.",
        "reason": "One sentence that fits this program only.", "person": "To whom.", "me": "Your name.",
    }.items()
}  # fmt: skip


def body_of(shape: dict[str, Any], required: Iterable[str], description: str) -> dict[str, Any]:
    """The request body with a season beside other parts."""
    names = [*required]
    seasonal = {"season": openapi.SEASON} if "season" in (*names, *shape) else {}
    return openapi.json_body(
        description, {"type": "object", "required": names, "properties": {**shape, **seasonal}}
    )


async def parts_of(request: Request, names: Iterable[str]) -> RequestParts:
    """The named parts of a body."""
    return RequestParts(await read_json(request, MOST_BYTES), names)


def run_service(work: Callable[[], Any]) -> Any:
    """Do something; what its service refuses becomes an answer.

    Raises:
        ApiError: 422 with every problem.
    """
    try:
        return work()
    except ProblemsError as error:
        raise unprocessable(error.problems) from None


def sheet_of(parts: RequestParts) -> Tracker | None:
    """The sheet of a body; ``None`` where it has problems."""
    name, data = content_of(parts.content.get("tracker"), "tracker", parts, "sheet.csv")
    accepted = "column names, each with a field or -"
    columns = parts.group("columns", accepted) or {}
    parts.problems += [
        Problem("This should be text.", "kind", f"columns.{column[:60]}", seen_value(field), accepted)
        for column, field in columns.items()
        if not isinstance(field, str)
    ]
    if parts.problems:
        return None
    try:
        return tracker_in(name, data, columns)
    except ProblemsError as error:
        parts.problems += error.problems
        return None


def _season_of(parts: RequestParts) -> Season:
    season = parts.season("season")
    if season is None:
        raise unprocessable(parts.problems)
    return season


@router.post(
    "/season/import", summary="What does this tracker hold?", responses=_ANSWERS,
    openapi_extra=body_of({**SHEET, "season": {}}, ("tracker",), "A sheet, and the season it would go into."),
)  # fmt: skip
async def read_tracker(request: Request) -> Any:
    """Each row is kept, asked about or left out with its reason. A `season` comes back with the kept rows."""
    parts = await parts_of(request, ("tracker", "columns", "season"))

    def work() -> dict[str, Any]:
        season = None if parts.content.get("season") is None else parts.season("season")
        tracker = sheet_of(parts)
        if parts.problems or tracker is None:
            raise unprocessable(parts.problems)
        if season is None:
            return tracker.content()
        done = run_service(lambda: take_in(season, tracker, datetime.now(UTC)))
        return tracker.content() | {
            "season": done.season.model_dump(mode="json", exclude_unset=True),
            "added": list(done.added), "already_there": list(done.known),
        }  # fmt: skip

    return await run_in_threadpool(work)


@router.post(
    "/season/soap/shortlist", summary="Which unfilled programs to apply to in SOAP?", responses=_ANSWERS,
    openapi_extra=body_of(SOAP, ("season", "tracker"), "A season and a list of unfilled positions."),
)  # fmt: skip
async def shortlist(request: Request) -> SoapShortlist:
    """At most as many as SOAP allows, in the planner's order, with what to look up; and why others are left out."""
    parts = await parts_of(request, ("season", *SOAP))

    def work() -> SoapShortlist:
        return shortlist_of(_season_of(parts), parts)

    return await run_in_threadpool(work)


def shortlist_of(season: Season, parts: RequestParts) -> SoapShortlist:
    """The shortlist that a body asks for.

    Raises:
        ApiError: 422 with every problem.
    """
    tracker = sheet_of(parts)
    codes = [(text, specialty_code(text)) for text in parts.texts("specialties")]
    parts.problems += [
        Problem("There is no such specialty.", "kind", "specialties", quote(text))
        for text, code in codes
        if code is None
    ]
    on = parts.day()
    if parts.problems or tracker is None:
        raise unprocessable(parts.problems)
    wanted = [code for _, code in codes if code is not None]
    found: SoapShortlist = run_service(lambda: soap_shortlist(season, tracker, wanted, catalog_in_use(), on))
    return found


@router.post(
    "/season/draft", summary="Draft a letter to a program", responses=_ANSWERS,
    openapi_extra=body_of(LETTER, ("season", "part", "letter"), "A season, and what only the applicant can say."),
)  # fmt: skip
async def write_draft(request: Request) -> Any:
    """The letter from the season's own facts, and the `event` to note once it was sent. Nothing is sent from here."""
    parts = await parts_of(request, ("season", *LETTER))
    return letter_of(_season_of(parts), parts)


def letter_of(season: Season, parts: RequestParts) -> dict[str, Any]:
    """The letter that a body asks for.

    Raises:
        ApiError: 422 with every problem.
    """
    said = {name: parts.text(name) for name in LETTER if parts.content.get(name) is not None}
    parts.check()
    part = run_service(lambda: part_named(season, said.get("part", "")))
    code, fits = said.get("letter", ""), letters_for(part)
    if code not in fits:
        raise unprocessable(
            [Problem("There is no such letter.", "not_accepted", "letter", code[:60], listing(list(fits)))]
        )
    made = run_service(lambda: draft(season, part, code, said))
    event = sent_event(part, code, datetime.now(UTC).isoformat(timespec="seconds"))
    return {"letter": code, **made.content(), "event": event}
