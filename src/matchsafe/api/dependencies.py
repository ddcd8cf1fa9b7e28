"""What handlers are given: a router of the API's shape, the jobs and staged files of the app, and the day asked for."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BeforeValidator, WithJsonSchema

from matchsafe.api.routing import ErrorShapeRoute
from matchsafe.domain import moments
from matchsafe.services.background import Jobs
from matchsafe.services.catalog_import.staging import Staging


def api_router() -> APIRouter:
    """A router whose errors have the shape of the API."""
    return APIRouter(route_class=ErrorShapeRoute)


async def _jobs(request: Request) -> Jobs:
    shared: Jobs = request.app.state.jobs
    return shared


async def _staging(request: Request) -> Staging:
    shared: Staging = request.app.state.staging
    return shared


AllJobs = Annotated[Jobs, Depends(_jobs)]
AllStaging = Annotated[Staging, Depends(_staging)]


def day_of(value: object) -> date:
    """Only a date as it is written, not the seconds since 1970 that would be taken for one otherwise.

    Raises:
        ValueError: If it is not one.
    """
    try:
        return moments.day_of(str(value))
    except ValueError:
        raise ValueError("not a date from 2000-01-01 to 2099-12-31") from None


_DAY = {"type": "string", "format": "date", "pattern": "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"}

On = Annotated[
    Annotated[date, BeforeValidator(day_of), WithJsonSchema(_DAY)] | None,
    Query(
        description="The day to answer for (today if left out). Advice depends on the time of the season.",
        examples=["2026-11-22"],
    ),
]

ListName = Annotated[
    str | None,
    Query(
        alias="catalog",
        max_length=100,
        description="Program list of the plan that advice agrees with; that of the season, else the one in use.",
    ),
]
