"""Saved seasons: read, changed part by part by ids, undone, closed and begun anew; each change one transaction."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from fastapi import Query, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi, season_body
from matchsafe.api.dependencies import On, api_router
from matchsafe.api.errors import unprocessable
from matchsafe.api.request_body import seen_value
from matchsafe.api.season_requests import (
    ChangeConditions,
    Conditions,
    PartId,
    RequestKey,
    Saved,
    SeasonId,
    answer,
    change,
    finished_season,
    group_of,
    season_errors,
)
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.season_record import SeasonResult, TaskMark
from matchsafe.services import season as edits
from matchsafe.services.partner_file import partner_file
from matchsafe.services.season import PART_KINDS, PartKind, SeasonEdit
from matchsafe.services.season.anonymous import without_names
from matchsafe.services.season.marks import SETTABLE
from matchsafe.services.season.overview import overview, part_overview
from matchsafe.services.season_calendar import FEED_NOTE
from matchsafe.workspace.feeds import CalendarFeeds
from matchsafe.workspace.store import Workspace
from matchsafe.workspace.stored_season import MAX_NAME, StoredSeason, clean_name

router = api_router()


class PartList(StrEnum):
    """The lists of a season, as addresses name them."""

    APPLICATIONS = "applications"
    INTERVIEWS = "interviews"
    EVENTS = "events"
    MOCK_INTERVIEWS = "mock_interviews"
    CONNECTIONS = "connections"
    COSTS = "costs"


class CalendarFeed(BaseModel):
    """The private address under which calendars read a season.

    Attributes:
        address: Only in the answer that makes it.
        made: When it was made; ``null`` if the season has none.
        note: What to expect of a feed.
    """

    address: str | None = None
    made: datetime | None = None
    note: str = FEED_NOTE


_KINDS: Final[dict[str, PartKind]] = {name: kind for kind, (name, _) in PART_KINDS.items()}
_READ: Final = openapi.errors(404, 422, 503)
_WRITE: Final = openapi.errors(404, 412, 413, 415, 422, 503)
_ONE: Final = "/seasons/{season_id}"
_LIST: Final = f"{_ONE}/{{part_list}}"
_PART: Final = f"{_LIST}/{{part_id}}"
_SAID: Final = "Fields as a season file has them; `null` takes one out."
_FIELDS: Final = openapi.fields_body(_SAID, *(model for _, model in PART_KINDS.values()))
_OWN: Final = openapi.fields_body(_SAID, Season, only=SETTABLE)
_RESULT: Final = openapi.fields_body(_SAID, SeasonResult)
_TASK: Final = openapi.fields_body(_SAID, TaskMark)


@router.post("/seasons", summary="Save a season", status_code=201, responses=openapi.errors(413, 415, 422, 503),
             openapi_extra=openapi.season_body())  # fmt: skip
async def create(request: Request, workspace: Saved, key: RequestKey) -> Response:
    """Save a season on the machine that answers; its unguessable id is the only way to it."""
    content, kind = await season_body.read(request)

    def work() -> Response:
        season = season_body.season(content, kind).season
        return _whole(workspace.get(workspace.save(season, key=key, text="Saved")), 201)

    return await run_in_threadpool(work)


@router.get(_ONE, summary="A saved season", responses=_READ)
def show(workspace: Saved, season_id: SeasonId) -> Response:
    """The season file, and at a glance where each application and interview stands by its events."""
    with season_errors():
        return _whole(workspace.get(season_id))


@router.patch(_ONE, summary="Change fields of a season itself", responses=_WRITE, openapi_extra=_OWN)
async def patch(request: Request, workspace: Saved, season_id: SeasonId, conditions: Conditions) -> Response:
    """Change the budget, criteria, notes, time zone, profile or targets; parts have addresses of their own."""
    fields = await group_of(request)
    return await _change_answer(workspace, season_id, conditions, lambda s: edits.set_fields(s, fields))


@router.put(f"{_ONE}/name", summary="Give a season a name", responses=openapi.errors(404, 409, 412, 422, 503))
def rename(
    workspace: Saved,
    season_id: SeasonId,
    conditions: Conditions,
    name: str = Query(min_length=1, max_length=MAX_NAME, description="What lists call it from now on."),
) -> Response:
    """Call a season something that tells it from others like it."""
    if not clean_name(name):
        accepted = "some letters, such as the year or the specialty"
        raise unprocessable([Problem("it is empty", "empty", "name", accepted=accepted)])
    with season_errors():
        finished_season(workspace.get(season_id))
        return _whole(workspace.rename(season_id, name, expected=conditions.expected, key=conditions.key))


@router.delete(_ONE, summary="Delete a season", status_code=204, responses=_READ)
def delete(workspace: Saved, season_id: SeasonId) -> Response:
    """Delete a season with its history; nothing of it is left."""
    with season_errors():
        workspace.delete(season_id)
    return Response(status_code=204)


@router.get(f"{_ONE}/history", summary="What was done to a season", responses=_READ)
def history(workspace: Saved, season_id: SeasonId) -> Any:
    """The last hundred changes, the newest first."""
    with season_errors():
        found = workspace.history(season_id)
    return {
        "changes": [
            {"version": c.version, "at": c.at.isoformat(), "text": c.text, "kind": c.kind} for c in found
        ]
    }


@router.get(f"{_ONE}/export", summary="A season as a file of its own", responses=_READ)
def export(
    workspace: Saved,
    season_id: SeasonId,
    anonymous: bool = Query(
        False, description="Whether programs and people are numbered and free text is left out."
    ),
    for_partner: bool = Query(
        False, description="Only what the partner of a couple needs: no notes, people, costs or ratings."
    ),
    ratings: bool = Query(False, description="With `for_partner`: the ratings too."),
) -> Any:
    """The season file as JSON."""
    with season_errors():
        season = finished_season(workspace.get(season_id))
    if for_partner:
        season = partner_file(season, ratings=ratings)
    return _document(without_names(season) if anonymous else season)


@router.post(
    f"{_ONE}/undo", summary="Undo the last change", responses=openapi.errors(404, 409, 412, 422, 503)
)
def undo(workspace: Saved, season_id: SeasonId, conditions: Conditions) -> Response:
    """Take back the last change that is not taken back yet."""
    with season_errors():
        return _whole(workspace.undo(season_id, expected=conditions.expected, key=conditions.key))


@router.post(
    f"{_ONE}/redo", summary="Do again what was undone", responses=openapi.errors(404, 409, 412, 422, 503)
)
def redo(workspace: Saved, season_id: SeasonId, conditions: Conditions) -> Response:
    """Do again what was undone last."""
    with season_errors():
        return _whole(workspace.redo(season_id, expected=conditions.expected, key=conditions.key))


@router.post(f"{_ONE}/next", summary="Begin the next season", status_code=201, responses=_READ)
def start_next(workspace: Saved, season_id: SeasonId, key: RequestKey, on: On = None) -> Response:
    """Save a new season with the profile, programs, people and notes of this one, and without its interviews."""
    with season_errors():
        made = edits.next_season(finished_season(workspace.get(season_id)), on or date.today())
        return _whole(workspace.get(workspace.save(made.season, key=key, text=made.text)), 201)


@router.put(
    f"{_ONE}/result", summary="Close a season with its result", responses=_WRITE, openapi_extra=_RESULT
)
async def close(request: Request, workspace: Saved, season_id: SeasonId, conditions: Conditions) -> Response:
    """Enter how the season ended; it stays readable."""
    fields = await group_of(request)
    return await _change_answer(workspace, season_id, conditions, lambda s: edits.close(s, fields))


@router.delete(f"{_ONE}/result", summary="Open a season again", responses=openapi.errors(404, 412, 422, 503))
async def reopen(workspace: Saved, season_id: SeasonId, conditions: Conditions) -> Response:
    """Take the result out again."""
    return await _change_answer(workspace, season_id, conditions, edits.reopen)


@router.get(f"{_ONE}/feed", summary="Whether a season has a calendar feed", responses=_READ)
def feed(workspace: Saved, season_id: SeasonId) -> CalendarFeed:
    """When the feed got its present address, which is told only when it is made."""
    with season_errors():
        return CalendarFeed(made=CalendarFeeds(workspace).issue_date(season_id))


@router.post(f"{_ONE}/feed", summary="Make or renew a calendar feed", status_code=201, responses=_READ)
def renew_feed(request: Request, workspace: Saved, season_id: SeasonId) -> CalendarFeed:
    """Give the feed a new private address; an earlier one ends. Calendars read it, and can change nothing."""
    feeds = CalendarFeeds(workspace)
    with season_errors():
        link = feeds.renew(season_id)
        return CalendarFeed(address=f"{request.base_url}feed/{link}.ics", made=feeds.issue_date(season_id))


@router.delete(f"{_ONE}/feed", summary="Withdraw a calendar feed", status_code=204, responses=_READ)
def withdraw_feed(workspace: Saved, season_id: SeasonId) -> Response:
    """End the address of the feed."""
    with season_errors():
        CalendarFeeds(workspace).withdraw(season_id)
    return Response(status_code=204)


@router.put(f"{_ONE}/tasks/{{code}}", summary="Mark a task", responses=_WRITE, openapi_extra=_TASK)
async def mark(
    request: Request, workspace: Saved, season_id: SeasonId, code: str, conditions: Conditions
) -> Response:
    """Say that a task is done, snoozed until a day, or not for this person."""
    fields = {"code": code, **await group_of(request)}
    if fields["code"] != code:
        seen = seen_value(fields["code"])
        raise unprocessable([Problem("The address says another code.", "not_accepted", "code", seen, code)])
    return await _change_answer(workspace, season_id, conditions, lambda s: edits.mark_task(s, fields))


@router.delete(
    f"{_ONE}/tasks/{{code}}", summary="Open a task again", responses=openapi.errors(404, 412, 422, 503)
)
async def unmark(workspace: Saved, season_id: SeasonId, code: str, conditions: Conditions) -> Response:
    """Take out what was said of a task."""
    return await _change_answer(workspace, season_id, conditions, lambda s: edits.unmark_task(s, code))


@router.post(_LIST, summary="Add a part", status_code=201, responses=_WRITE, openapi_extra=_FIELDS)
async def add(
    request: Request, workspace: Saved, season_id: SeasonId, part_list: PartList, conditions: Conditions,
    again: bool = Query(False, description="Whether a program may be applied to a second time."),
) -> Response:  # fmt: skip
    """Add an application, an interview, an event, practice, a person or a cost; it gets an id."""
    fields, kind = await group_of(request), _KINDS[part_list]
    own = None if fields.get("id") else conditions.new_id(season_id)

    def edit(season: Season) -> SeasonEdit:
        if kind == "event":
            return edits.add_event(season, fields, part_id=own)
        return edits.add(season, kind, fields, part_id=own, again=again)

    return await _change_answer(workspace, season_id, conditions, edit, kind=kind, part_id=own, status=201)


@router.get(_PART, summary="One part", responses=_READ)
def part(workspace: Saved, season_id: SeasonId, part_list: PartList, part_id: PartId) -> Response:
    """The part's fields; of an interview, as its events say it stands."""
    with season_errors():
        stored = workspace.get(season_id)
        return answer(stored, {"part": part_overview(finished_season(stored), _KINDS[part_list], part_id)})


@router.patch(_PART, summary="Change a part", responses=_WRITE, openapi_extra=_FIELDS)
async def change_part(
    request: Request, workspace: Saved, season_id: SeasonId, part_list: PartList, part_id: PartId,
    conditions: Conditions,
) -> Response:  # fmt: skip
    """Change fields of a part. A new status or start of an interview that has events is noted as an event."""
    fields, kind = await group_of(request), _KINDS[part_list]
    return await _change_answer(
        workspace, season_id, conditions, lambda s: edits.change(s, kind, part_id, fields), kind, part_id
    )


@router.delete(
    _PART, summary="Remove a part, or take an event back", responses=openapi.errors(404, 412, 422, 503)
)
async def remove(
    workspace: Saved, season_id: SeasonId, part_list: PartList, part_id: PartId, conditions: Conditions
) -> Response:
    """Remove a part with what happened to it; an event that is taken back leaves no trace."""
    kind = _KINDS[part_list]

    def edit(season: Season) -> SeasonEdit:
        return edits.remove_event(season, part_id) if kind == "event" else edits.remove(season, kind, part_id)

    return await _change_answer(workspace, season_id, conditions, edit)


async def _change_answer(
    workspace: Workspace, season_id: str, conditions: ChangeConditions, edit: Any,
    kind: PartKind | None = None, part_id: str | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """Make a change; the answer says what was done, with the part it is about."""

    def work() -> Response:
        stored, done = change(workspace, season_id, conditions, edit)
        content: dict[str, Any] = {
            "text": done.text if done else "",
            "notes": list(done.notes) if done else [],
        }
        if kind is not None:
            wanted = part_id or (done.id if done else "")
            with season_errors():
                content = {"part": part_overview(finished_season(stored), kind, wanted), **content}
        return answer(stored, content, status)

    return await run_in_threadpool(work)


def _whole(stored: StoredSeason, status: int = 200) -> Response:
    season = finished_season(stored)
    return answer(
        stored, {"name": stored.name, "season": _document(season), "overview": overview(season)}, status
    )


def _document(season: Season) -> dict[str, Any]:
    content: dict[str, Any] = season.model_dump(mode="json", exclude_unset=True)
    return content
