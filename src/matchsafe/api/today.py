"""What a season asks for today, what to keep or release, its visas, SOAP and its calendar. Nothing is stored."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from matchsafe.api import openapi, season_body
from matchsafe.api.dependencies import ListName, On, api_router
from matchsafe.domain.season_release import ReleaseReport, VisaBoard
from matchsafe.domain.today import DayReport
from matchsafe.services.release import release
from matchsafe.services.season_calendar import season_calendar
from matchsafe.services.soap import SoapGuide, soap_guide
from matchsafe.services.today import today
from matchsafe.services.visas import visa_board

router = api_router()

_CALENDAR = "text/calendar"
_READS_A_SEASON: dict[str, Any] = {
    "responses": openapi.errors(413, 415, 422),
    "openapi_extra": openapi.season_body(),
}


@router.post(
    "/today", summary="What is due today, what clashes and what is missing?",
    response_model=DayReport, responses=openapi.errors(404, 413, 415, 422), openapi_extra=openapi.season_body(),
)  # fmt: skip
async def day_report(request: Request, on: On = None, catalog: ListName = None) -> DayReport:
    """The outlook and how it moved, the one next step, what is due, clashes, gaps and rights."""
    return await season_body.answer_with_list(request, on, catalog, today)


@router.post(
    "/season/release", summary="What would giving up each interview cost?",
    response_model=ReleaseReport, **_READS_A_SEASON
)  # fmt: skip
async def keep_or_release(request: Request, on: On = None) -> ReleaseReport:
    """The interviews ahead, the cheapest to give up first, strength held as it is. Nothing is cancelled."""
    return await season_body.answer(request, on, release)


@router.post(
    "/season/visas", summary="What does each program do about visas?",
    response_model=VisaBoard, **_READS_A_SEASON
)  # fmt: skip
async def visas(request: Request, on: On = None) -> VisaBoard:
    """Program by program, the question that is open, and how many interviews survive each answer."""
    return await season_body.answer(request, on, visa_board)


@router.post(
    "/season/soap", summary="What does SOAP ask of this applicant?",
    response_model=SoapGuide, **_READS_A_SEASON
)  # fmt: skip
async def soap(request: Request, on: On = None) -> SoapGuide:
    """Who may take part, the hours of each day by both clocks, what to prepare, and what helps next season."""
    return await season_body.answer(request, on, soap_guide)


@router.post(
    "/season/calendar", summary="The season as a calendar file", response_class=Response,
    responses={**openapi.errors(413, 415, 422), 200: {"content": {_CALENDAR: {"schema": {"type": "string"}}}}},
    openapi_extra=openapi.season_body(),
)  # fmt: skip
async def calendar(request: Request, on: On = None) -> Response:
    """Interviews, time limits and official dates with alarms (RFC 5545)."""
    content = await season_body.answer(request, on, season_calendar)
    return Response(content, media_type=_CALENDAR)
