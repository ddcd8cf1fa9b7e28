"""What a saved season is asked over HTTP: its day, visas, SOAP and calendar; and mail, sheets and letters beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from matchsafe.api import intake, openapi, season_files
from matchsafe.api.dependencies import On, api_router
from matchsafe.api.errors import unprocessable
from matchsafe.api.request_body import read_json
from matchsafe.api.request_parts import RequestParts
from matchsafe.api.season_requests import (
    Conditions,
    Saved,
    SeasonId,
    answer,
    change,
    finished_season,
    season_errors,
)
from matchsafe.domain.season import Season
from matchsafe.domain.season_release import ReleaseReport, VisaBoard
from matchsafe.domain.today import DayReport
from matchsafe.services import season as edits
from matchsafe.services.intake.acceptance import Acceptance, accept_all
from matchsafe.services.intake.report import intake_report
from matchsafe.services.intake.tracker import TrackerChange, take_in
from matchsafe.services.release import release
from matchsafe.services.season import SeasonEdit
from matchsafe.services.season_calendar import calendar_of
from matchsafe.services.soap import SoapGuide, soap_guide
from matchsafe.services.soap_shortlist import SoapShortlist
from matchsafe.services.today import today
from matchsafe.services.visas import catalog_in_use, visa_board
from matchsafe.workspace.store import Workspace

router = api_router()

_READ: Final = openapi.errors(404, 422, 503)
_WRITE: Final = openapi.errors(404, 412, 413, 415, 422, 503)
_CALENDAR: Final = "text/calendar"


def _complete_season(workspace: Workspace, season_id: str) -> Season:
    with season_errors():
        return finished_season(workspace.get(season_id))


@router.get("/seasons/{season_id}/today", summary="What a saved season asks for today", responses=_READ)
def day_report(workspace: Saved, season_id: SeasonId, on: On = None) -> DayReport:
    """As `/today`, with the season that is saved."""
    return today(_complete_season(workspace, season_id), on or date.today())


@router.get("/seasons/{season_id}/release", summary="What giving up each interview of a saved season would cost",
            responses=_READ)  # fmt: skip
def keep_or_release(workspace: Saved, season_id: SeasonId, on: On = None) -> ReleaseReport:
    """As `/season/release`, with the season that is saved."""
    return release(_complete_season(workspace, season_id), on or date.today())


@router.get("/seasons/{season_id}/visas", summary="The visa board of a saved season", responses=_READ)
def visas(workspace: Saved, season_id: SeasonId, on: On = None) -> VisaBoard:
    """As `/season/visas`, with the season that is saved and what the program list in use says."""
    return visa_board(_complete_season(workspace, season_id), on or date.today(), catalog_in_use())


@router.get("/seasons/{season_id}/soap", summary="What SOAP asks of a saved season", responses=_READ)
def soap(workspace: Saved, season_id: SeasonId, on: On = None) -> SoapGuide:
    """As `/season/soap`, with the season that is saved."""
    return soap_guide(_complete_season(workspace, season_id), on or date.today())


@router.get(
    "/seasons/{season_id}/calendar", summary="A saved season as a calendar file", response_class=Response,
    responses={**_READ, 200: {"content": {_CALENDAR: {"schema": {"type": "string"}}}}},
)  # fmt: skip
def calendar(workspace: Saved, season_id: SeasonId, on: On = None) -> Response:
    """As `/season/calendar`; each entry carries how often it changed, so that calendars take the newest."""
    with season_errors():
        stored = workspace.get(season_id)
        finished_season(stored)
    return Response(calendar_of(stored, on or date.today()), media_type=_CALENDAR)


@router.post(
    "/seasons/{season_id}/intake", summary="Read messages beside a saved season, and take in what is accepted",
    responses=_WRITE, openapi_extra=openapi.json_body("Messages, and the events to accept.", {
        "type": "object", "required": ["messages"], "properties": intake.MESSAGES}),
)  # fmt: skip
async def read_mail(
    request: Request, workspace: Saved, season_id: SeasonId, conditions: Conditions
) -> Response:
    """As `/intake`, with the season that is saved: accepted events go straight into it, each once."""
    parts = RequestParts(await read_json(request, intake.MOST_BYTES), intake.MESSAGES)

    def work() -> Response:
        messages, wanted, on = intake.read_body(parts)
        parts.check()
        with season_errors():
            stored = workspace.get(season_id)
        report = intake_report(messages, finished_season(stored), on)
        content = intake.intake_content(report, finished_season(stored), on)
        if wanted:
            chosen, now, made = intake.events_to_accept(report, wanted), datetime.now(UTC), list[Acceptance]()

            def edit(season: Season) -> SeasonEdit:
                made.append(accept_all(season, chosen, now))
                return SeasonEdit(made[-1].season, "Took in mail", "")

            stored, _ = change(workspace, season_id, conditions, edit)
            content["accepted"] = list(made[-1].done) if made else []
            content["problems"] += [p.content() for p in (made[-1].problems if made else ())]
        return answer(stored, content)

    return await run_in_threadpool(work)


@router.post(
    "/seasons/{season_id}/import", summary="Take a tracker into a saved season", responses=_WRITE,
    openapi_extra=season_files.body_of(season_files.SHEET, ("tracker",), "A sheet of applications."),
)  # fmt: skip
async def take_tracker(
    request: Request, workspace: Saved, season_id: SeasonId, conditions: Conditions,
    accept: bool = Query(False, description="Whether the kept rows go into the season."),
) -> Response:  # fmt: skip
    """Each row is kept, asked about or left out; with `accept` the kept ones become applications, once."""
    parts = await season_files.parts_of(request, season_files.SHEET)

    def work() -> Response:
        tracker = season_files.sheet_of(parts)
        if parts.problems or tracker is None:
            raise unprocessable(parts.problems)
        with season_errors():
            stored = workspace.get(season_id)
        content = tracker.content()
        if accept:
            now, made = datetime.now(UTC), list[TrackerChange]()

            def edit(season: Season) -> SeasonEdit:
                made.append(season_files.run_service(lambda: take_in(season, tracker, now)))
                return SeasonEdit(made[-1].season, "Tracker taken in", "")

            stored, _ = change(workspace, season_id, conditions, edit)
            done = made[-1] if made else TrackerChange(finished_season(stored), (), ())
            content |= {"added": list(done.added), "already_there": list(done.known)}
        return answer(stored, content)

    return await run_in_threadpool(work)


@router.post(
    "/seasons/{season_id}/soap/shortlist", summary="Which unfilled programs to apply to, from a saved season",
    responses=_WRITE,
    openapi_extra=season_files.body_of(season_files.SOAP, ("tracker",), "A list of unfilled positions."),
)  # fmt: skip
async def shortlist(request: Request, workspace: Saved, season_id: SeasonId) -> SoapShortlist:
    """As `/season/soap/shortlist`, with the season that is saved."""
    parts = await season_files.parts_of(request, season_files.SOAP)
    return await run_in_threadpool(
        lambda: season_files.shortlist_of(_complete_season(workspace, season_id), parts)
    )


@router.post(
    "/seasons/{season_id}/draft", summary="Draft a letter from a saved season", responses=_WRITE,
    openapi_extra=season_files.body_of(season_files.LETTER, ("part", "letter"), "What only the applicant can say."),
)  # fmt: skip
async def write_draft(
    request: Request, workspace: Saved, season_id: SeasonId, conditions: Conditions,
    sent: bool = Query(False, description="Whether she says that it was sent: then it is noted, once for a key."),
) -> Response:  # fmt: skip
    """As `/season/draft`, with the season that is saved. Nothing is sent from here; with `sent` it is noted."""
    parts = await season_files.parts_of(request, season_files.LETTER)

    def work() -> Response:
        with season_errors():
            stored = workspace.get(season_id)
            content = season_files.letter_of(finished_season(stored), parts)
        if sent:
            own, event = conditions.new_id(season_id), content["event"]
            stored, _ = change(
                workspace, season_id, conditions, lambda s: edits.add_event(s, event, part_id=own)
            )
        return answer(stored, {**content, "noted": sent})

    return await run_in_threadpool(work)
