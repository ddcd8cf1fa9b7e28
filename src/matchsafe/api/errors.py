"""The one shape every error of the API has."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, PlainSerializer
from starlette.exceptions import HTTPException
from typing_extensions import TypedDict

from matchsafe.domain.problem import Problem
from matchsafe.domain.text import listing
from matchsafe.services.background import Crash, NoSuchJob, TooManyJobs, WorkerDeath
from matchsafe.workspace.errors import (
    ReadOnlySpace,
    ReusedKey,
    UnknownSeason,
    WorkspaceBusy,
    WorkspaceError,
    WorkspaceFull,
    WorkspaceUnavailable,
)
from matchsafe.workspace.stored_season import StaleSeason

_log = logging.getLogger(__name__)

ErrorCode = Literal[
    "invalid_season", "invalid_body", "invalid_query", "not_found", "method_not_allowed", "too_large",
    "unsupported_media_type", "forbidden", "bad_request", "stale", "busy", "internal",
]  # fmt: skip


class ProblemContent(TypedDict):
    """One thing to put right, in plain words, as JSON."""

    path: Annotated[
        str, Field(description="Where it is, such as `interviews[2].status`; empty for the whole.")
    ]
    message: Annotated[str, Field(description="What is wrong.")]
    seen: Annotated[str, Field(description="What was found there.")]
    accepted: Annotated[str, Field(description="What would be accepted.")]
    suggestion: Annotated[str | None, Field(description="What was probably meant.")]
    line: Annotated[int | None, Field(description="Line in the text that was sent, where it is known.")]
    code: Annotated[str, Field(description="A word for programs to tell kinds of problems apart.")]
    file: Annotated[str, Field(description="Name of the file, where several are read together.")]
    row: Annotated[int | None, Field(description="Row of a table, counted from 1 with its heading.")]
    column: Annotated[str, Field(description="Name of the column.")]
    sentence: Annotated[str, Field(description="All of the above in one sentence, to be shown to a person.")]


ProblemDetail = Annotated[Problem, PlainSerializer(Problem.content, return_type=ProblemContent)]
"""A problem as a part of an answer."""


class ErrorDetail(BaseModel):
    """What went wrong, and each problem found."""

    code: ErrorCode
    message: str = Field(description="One plain sentence.")
    problems: tuple[ProblemDetail, ...] = Field(default=(), description="Every problem found, in order.")


class ErrorBody(BaseModel):
    """The body of every answer that is not a success."""

    error: ErrorDetail


class _Echo(JSONResponse):
    """JSON that may quote what was sent, half characters too."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


class ApiError(Exception):
    """Raised inside the API to answer with an error."""

    def __init__(
        self,
        status: int,
        code: ErrorCode,
        message: str,
        problems: Iterable[Problem] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.detail = ErrorDetail(code=code, message=message, problems=tuple(problems))
        self.headers = headers

    def response(self) -> Response:
        """The JSON answer."""
        return _Echo(
            ErrorBody(error=self.detail).model_dump(mode="json"),
            status_code=self.status,
            headers=self.headers,
        )


_HTTP: dict[int, tuple[ErrorCode, str]] = {
    400: ("bad_request", "The request could not be understood."),
    403: ("forbidden", "This request was refused because it seems to come from another website."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not accept this kind of request."),
    413: ("too_large", "The body is too large. A season file has at most 1 MB."),
    415: ("unsupported_media_type", "Send the season as application/json or application/yaml."),
    422: ("invalid_query", "The request has a problem."),
    503: ("busy", "This cannot be answered now. Please try again in a moment."),
}


def from_exception(error: Exception) -> ApiError:
    """The error to answer with; of an unexpected one nothing is told and only its kind is logged."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, RequestValidationError):
        return unusable(map(query_problem, error.errors()))
    if isinstance(error, HTTPException) and error.status_code < 500:
        code, message = _HTTP.get(error.status_code, _HTTP[400])
        if error.status_code == 405 and (allowed := (error.headers or {}).get("Allow")):
            message = f"This address accepts {listing(allowed.split(', '), 'or')} only."
        return ApiError(error.status_code, code, message, headers=dict(error.headers or {}))
    if isinstance(error, HTTPException) and error.status_code == 503:
        return ApiError(503, *_HTTP[503], headers=dict(error.headers or {}))
    if isinstance(error, UnknownSeason):
        return ApiError(404, *_HTTP[404])
    if isinstance(error, StaleSeason):
        return ApiError(409, "stale", str(error))
    if isinstance(error, ReusedKey):
        accepted = "a new word for each request; the same one only to send the same request again"
        return unusable([Problem(str(error), "reused", "Idempotency-Key", accepted=accepted)])
    if isinstance(error, (ReadOnlySpace, WorkspaceFull)):
        return ApiError(403, "forbidden", str(error))
    if isinstance(error, WorkspaceError):
        told = str(error) if isinstance(error, (WorkspaceBusy, WorkspaceUnavailable)) else _HTTP[503][1]
        return ApiError(503, "busy", told, headers={"Retry-After": "5"})
    if isinstance(error, NoSuchJob):
        return ApiError(404, "not_found", str(error))
    if isinstance(error, (TooManyJobs, WorkerDeath)):
        return ApiError(503, "busy", str(error), headers={"Retry-After": "10"})
    if not isinstance(error, Crash):
        log_unexpected(error)
    return ApiError(500, "internal", "Something went wrong on our side. Nothing of your season was kept.")


def log_unexpected(error: Exception) -> None:
    """Log the kind of an error and the places in the code, never its message: that may quote a season."""
    frames = reversed(traceback.extract_tb(error.__traceback__)[-8:])
    places = " < ".join(f"{frame.name} ({Path(frame.filename).name}:{frame.lineno})" for frame in frames)
    _log.error("unexpected %s in %s", type(error).__name__, places)


def invalid(problems: Iterable[Problem]) -> ApiError:
    """422 with every problem of a season."""
    told = tuple(problems)
    if told and told[0].code in _NOT_A_SEASON_AT_ALL:
        return ApiError(422, "invalid_body", "The body cannot be read as a season file.", told)
    return ApiError(422, "invalid_season", f"The season has {_count(len(told))}.", told)


def unusable(problems: Iterable[Problem]) -> ApiError:
    """422 with every problem of an address or of headers."""
    told = tuple(problems)
    return ApiError(422, "invalid_query", f"The request has {_count(len(told))}.", told)


def unprocessable(problems: Iterable[Problem]) -> ApiError:
    """422 with every problem of a request."""
    told = tuple(problems)
    return ApiError(422, "invalid_body", f"The request has {_count(len(told))}.", told)


_NOT_A_SEASON_AT_ALL = frozenset({"empty", "malformed", "not_text", "too_large"})


def _count(number: int) -> str:
    return "1 problem" if number == 1 else f"{number} problems"


_IN_WORDS = {
    "^[a-z0-9][a-z0-9_-]{0,39}$": "up to 40 small letters, digits, - and _, beginning with a letter or a digit",
    "^[0-9a-f]{32}$": "32 digits and letters from a to f, as they were answered when the job was started",
}
"""What a pattern of a path asks for."""


def query_problem(error: Mapping[str, Any]) -> Problem:
    """What pydantic refuses of an address or of headers, in words."""
    path = ".".join(str(part) for part in error["loc"][1:])
    if error["type"] == "missing":
        return Problem("This is needed, and was not sent.", "missing", path)
    seen = ascii(str(error.get("input", ""))[:60])
    accepted = str(error.get("ctx", {}).get("expected", ""))
    if accepted:
        message = "This is not one of the accepted words."
    elif error["type"] == "value_error":
        message, accepted = "This is not such a date.", "a date from 2000-01-01 to 2099-12-31"
    elif error["type"] == "string_pattern_mismatch":
        pattern = str(error["ctx"]["pattern"])
        message, accepted = "This cannot be used here.", _IN_WORDS.get(pattern, f"text that fits {pattern}")
    else:
        accepted = str(error["msg"]).removeprefix("Input should be ").removeprefix("String should have ")
        message = "This cannot be used here."
    return Problem(message, str(error["type"]), path, seen, accepted)
