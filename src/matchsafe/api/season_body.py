"""From the bytes of a request to a season, with every problem told at once for whatever is not one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Final, Literal, TypeVar

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from matchsafe.api.catalogs import catalog_errors
from matchsafe.api.errors import ApiError, invalid
from matchsafe.api.request_body import JSON_TYPES, read_body, wrong_type
from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.services.plan.terms import plan_terms
from matchsafe.workspace.seasonfile import SeasonFile, SeasonFileError, load_text

Kind = Literal["json", "yaml"]
T = TypeVar("T")
Ask = Callable[[Season, date, PlanRequest, Catalog | None], T]

MAX_BYTES: Final = 1_000_000
"""The largest body: far more than 300 interviews need."""

YAML_TYPES: Final = frozenset({"application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"})


async def read(request: Request) -> tuple[bytes, Kind]:
    """The body and what it is said to be.

    Raises:
        ApiError: 415 for another content type, 413 for more than ``MAX_BYTES``.
    """
    kind = _kind(request)
    too_large = "The body is too large. A season file has at most 1 MB."
    return await read_body(request, MAX_BYTES, too_large), kind


def season(body: bytes, kind: Kind) -> SeasonFile:
    """The season in a body.

    Raises:
        ApiError: 422 with every problem.
    """
    if kind == "json":
        _refuse_what_is_not_json(body)
    try:
        return load_text(body, name="season")
    except SeasonFileError as error:
        raise invalid(error.problems) from None


async def answer_with_list(request: Request, on: date | None, name: str | None, ask: Ask[T]) -> T:
    """What ``ask`` says of the season in a body, a day, and the terms of its plan.

    Raises:
        ApiError: As for ``answer``; 404 if there is no such list.
    """
    content, kind = await read(request)
    return await run_in_threadpool(lambda: with_list(content, kind, on or date.today(), name, ask))


def with_list(body: bytes, kind: Kind, on: date, name: str | None, ask: Ask[T]) -> T:
    """The same of bytes that were read.

    Raises:
        ApiError: 422 with every problem; 404 if there is no such list.
    """
    found = season(body, kind)
    with catalog_errors():
        terms = plan_terms(found.plan, name)
    return ask(found.season, on, *terms)


async def answer(request: Request, on: date | None, ask: Callable[[Season, date], T]) -> T:
    """What ``ask`` says of the season in a body and a day, today if none is given.

    Raises:
        ApiError: 413, 415, or 422 with every problem.
    """
    content, kind = await read(request)
    return await run_in_threadpool(lambda: ask(season(content, kind).season, on or date.today()))


def _kind(request: Request) -> Kind:
    content_type = request.headers.get("content-type", "")
    name, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [p.partition("=")[2].strip('" ') for p in parameters if p.startswith("charset=")]
    if all(c in ("utf-8", "utf8") for c in charsets):
        if name in JSON_TYPES or (name.startswith("application/") and name.endswith("+json")):
            return "json"
        if name in YAML_TYPES:
            return "yaml"
    message = "Send the season as application/json or application/yaml, in UTF-8."
    raise wrong_type(request, message, "application/json, application/yaml")


def _refuse_what_is_not_json(body: bytes) -> None:
    """YAML that is said to be JSON would be read all the same; a program should hear of its mistake.

    What JSON allows but a season does not (a field twice, an endless number) is left to the season file's
    reader, which tells the line.

    Raises:
        ApiError: 422 with the place of the first fault.
    """
    try:
        json.loads(body.decode("utf-8-sig"), parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        if not error.doc.strip():
            return  # empty: the reader says so
        message = f"This is not JSON: {error.msg[:1].lower()}{error.msg[1:]} (column {error.colno})."
        accepted = "JSON, or YAML sent as application/yaml"
        problem = Problem(message, "malformed", accepted=accepted, line=error.lineno)
        raise ApiError(422, "invalid_body", "The body is not JSON.", [problem]) from None
    except (UnicodeDecodeError, RecursionError):
        return  # the reader tells these
