"""What requests about a saved season have in common: the version they were made for, their key, and their answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any, Final

from fastapi import Depends, Header, Path, Request
from fastapi.responses import JSONResponse

from matchsafe.api.errors import ApiError, invalid, unprocessable
from matchsafe.api.request_body import MEGABYTE, json_of, read_json
from matchsafe.domain.problem import Problem, quote
from matchsafe.domain.season import Season
from matchsafe.services.season import SeasonEdit
from matchsafe.services.season.month import with_month
from matchsafe.workspace.errors import NoChangeToUndo, UnknownSeason
from matchsafe.workspace.seasonfile import SeasonFileError
from matchsafe.workspace.store import Workspace
from matchsafe.workspace.stored_season import StaleSeason, StoredSeason

SeasonId = Annotated[str, Path(description="The id of a saved season, as its address has it.")]
PartId = Annotated[str, Path(description="The id of the part.")]
IfMatch = Annotated[
    str | None,
    Header(
        description="The version the change is made for, as `ETag` gave it: where the season was changed since, "
        "nothing is saved and the answer (412) says what was done.",
        examples=['"7"'],
    ),
]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1, max_length=200,
        description="A word of your own for this request: sent again with the same word, it changes nothing more.",
    ),
]  # fmt: skip


async def _workspace(request: Request) -> Workspace:
    kept: Workspace = request.app.state.workspace
    return kept


Saved = Annotated[Workspace, Depends(_workspace)]


async def _key(request: Request, idempotency_key: IdempotencyKey = None) -> str | None:
    """The key of a request, with what it asks: under the same key nothing else is done."""
    if idempotency_key is None:
        return None
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode() + await request.body()
    return f"api:{idempotency_key}\n{hashlib.sha256(asked).hexdigest()}"


RequestKey = Annotated[str | None, Depends(_key)]


class ChangeConditions:
    """The conditions of a request that changes a season."""

    def __init__(self, key: RequestKey, if_match: IfMatch = None) -> None:
        self.expected = _version(if_match)
        self.key = key

    def new_id(self, season_id: str) -> str | None:
        """The id of what the request adds: the same for the same key, so that a repeated request finds it."""
        if self.key is None:
            return None
        return hashlib.sha256(f"{season_id} {self.key}".encode()).hexdigest()[:12]


Conditions = Annotated[ChangeConditions, Depends()]


def change(
    workspace: Workspace, season_id: str, conditions: ChangeConditions, edit: Callable[[Season], SeasonEdit]
) -> tuple[StoredSeason, SeasonEdit | None]:
    """Change a saved season in one transaction, and keep the outlook of the month beside it.

    Returns:
        The season after it, and what was done; ``None`` where the request was answered before.

    Raises:
        ApiError: 404, 412 with what was done meanwhile, or 422 with every problem.
    """
    made: list[SeasonEdit] = []

    def within(season: Season) -> Season:
        made.append(edit(season))
        return made[-1].season

    with season_errors():
        before = workspace.get(season_id).season
        text = _text_of(before, edit)
        edit = edit if before is None else with_month(edit, before, date.today())
        stored = workspace.change(
            season_id, within, expected=conditions.expected, key=conditions.key, text=text
        )
    return stored, made[-1] if made else None


def _text_of(season: Season | None, edit: Callable[[Season], SeasonEdit]) -> str:
    """What the history will say; a change that is refused now is refused, or known already, in its transaction."""
    try:
        return "" if season is None else edit(season).text
    except SeasonFileError:
        return ""


@contextmanager
def season_errors() -> Iterator[None]:
    """Turn what a season or the store refuses into an answer.

    Raises:
        ApiError: 404, 409, 412 or 422.
    """
    try:
        yield
    except SeasonFileError as error:
        if [p.code for p in error.problems] == ["unknown_id"] and error.problems[0].path == "id":
            raise ApiError(404, "not_found", error.problems[0].message, error.problems) from None
        raise invalid(error.problems) from None
    except UnknownSeason:
        raise ApiError(404, "not_found", "There is no saved season with this id.") from None
    except NoChangeToUndo as error:
        raise ApiError(409, "stale", str(error)) from None
    except StaleSeason as error:
        changes = [
            Problem(c.text or "The season was changed.", "changed", "season", f"version {c.version}")
            for c in error.changes
        ]
        headers = {"ETag": etag(error.stored)}
        raise ApiError(412, "stale", str(error), changes, headers) from None


def finished_season(stored: StoredSeason) -> Season:
    """The season of what is saved.

    Raises:
        UnknownSeason: If some of its questions are still open.
    """
    if stored.season is None:
        raise UnknownSeason("This season is not finished: some questions are still open.")
    return stored.season


def etag(stored: StoredSeason) -> str:
    """The version of a season as a header has it."""
    return f'"{stored.version}"'


def answer(stored: StoredSeason, content: dict[str, Any], status: int = 200) -> JSONResponse:
    """An answer about a season, with its version."""
    return JSONResponse(
        {"id": stored.id, "version": stored.version, **content}, status, headers={"ETag": etag(stored)}
    )


_LONGEST: Final = 4 * MEGABYTE


async def group_of(request: Request) -> dict[str, Any]:
    """The fields in a body.

    Raises:
        ApiError: 413, 415, or 422 if it is no JSON object.
    """
    content = json_of(await read_json(request, _LONGEST))
    if not isinstance(content, dict):
        raise unprocessable([Problem("Send an object with fields as a season file has them.", "kind")])
    return content


def _version(text: str | None) -> int | None:
    """The version in an ``If-Match`` header; ``None`` where it asks for nothing.

    Raises:
        ApiError: 422 if it is not one.
    """
    if text is None or text.strip() == "*":
        return None
    digits = text.strip().removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        accepted = 'the ETag of an earlier answer, such as "7"'
        raise ApiError(
            422, "invalid_query", "The request has 1 problem.",
            [Problem("This is not a version of a season.", "not_accepted", "If-Match", quote(text), accepted)],
        )  # fmt: skip
    return int(digits)
