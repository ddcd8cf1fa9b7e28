"""The routes of the API. Each one only reads, asks the library and answers."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BeforeValidator, WithJsonSchema
from starlette.concurrency import run_in_threadpool

from matchsafe.api import (
    PREFIX,
    catalog_import,
    catalog_versions,
    catalogs,
    couples,
    match,
    openapi,
    plans,
    saved_lists,
    season_body,
)
from matchsafe.api import jobs as job_routes
from matchsafe.api.days import day_of
from matchsafe.api.errors import ApiError, ErrorShapeRoute, ProblemDetail
from matchsafe.api.models import FigureList, FigureSummary, Health, Validated
from matchsafe.domain.outlook import Outlook
from matchsafe.evidence import Figure, Kind, figures
from matchsafe.services.background import Jobs
from matchsafe.services.catalog_import.job import IMPORT
from matchsafe.services.catalog_import.staging import Staging
from matchsafe.services.plan.job import PLAN

_DAY = {"type": "string", "format": "date", "pattern": "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"}

On = Annotated[
    Annotated[date, BeforeValidator(day_of), WithJsonSchema(_DAY)] | None,
    Query(
        description="The day to answer for (today if left out). Advice depends on the time of the season.",
        examples=["2026-11-22"],
    ),
]


def build(jobs: Jobs, staging: Staging) -> APIRouter:
    """The router with every route."""
    router = APIRouter(prefix=PREFIX, route_class=ErrorShapeRoute, tags=["matchsafe"])
    router.add_api_route(
        "/outlook",
        outlook,
        methods=["POST"],
        summary="How safe is this season, and what would help?",
        response_model=Outlook,
        responses=openapi.errors(413, 415, 422),
        openapi_extra=openapi.season_body(),
    )
    router.add_api_route(
        "/validate",
        validate,
        methods=["POST"],
        summary="Is this a season file, and does anything in it look like a slip?",
        response_model=Validated,
        responses=openapi.errors(413, 415, 422),
        openapi_extra=openapi.season_body(),
    )
    router.add_api_route(
        "/schema",
        schema,
        methods=["GET"],
        summary="The JSON Schema of the season file",
        response_class=SchemaResponse,
        responses={200: {"content": {SchemaResponse.media_type: {"schema": {"type": "object"}}}}},
    )
    router.add_api_route(
        "/evidence",
        evidence_list,
        methods=["GET"],
        summary="Every figure the answers rest on",
        response_model=FigureList,
        responses=openapi.errors(422),
    )
    router.add_api_route(
        "/evidence/{figure_id}",
        evidence_show,
        methods=["GET"],
        summary="One figure with its numbers and its citation",
        response_model=Figure,
        responses=openapi.errors(404, 422),
    )
    plans.add_routes(router, jobs)
    couples.add_routes(router)
    job_routes.add_routes(router, jobs, {PLAN: plans.status, IMPORT: catalog_import.tell})
    catalogs.add_routes(router)
    catalog_import.add_routes(router, jobs, staging)
    catalog_versions.add_routes(router)
    saved_lists.add_routes(router)
    match.add_routes(router)
    router.add_api_route(
        "/health", health, methods=["GET"], summary="Does the server answer?", response_model=Health
    )
    return router


class SchemaResponse(JSONResponse):
    """A JSON Schema."""

    media_type = "application/schema+json"


async def outlook(request: Request, on: On = None) -> Response:
    """Answer one season: its chance with the range, what one more interview would add, what to do now.

    The season is neither stored nor logged.
    """
    content, kind = await season_body.read(request)
    return await run_in_threadpool(_outlook, content, kind, on)


def _outlook(content: bytes, kind: season_body.Kind, on: date | None) -> Response:
    import matchsafe

    answer = matchsafe.outlook(season_body.season(content, kind).season, on=on)
    return Response(answer.model_dump_json(), media_type="application/json")


async def validate(request: Request) -> Validated:
    """Check a season file. Every problem is told at once (422), with what was probably meant."""
    content, kind = await season_body.read(request)
    loaded = await run_in_threadpool(season_body.season, content, kind)
    return Validated(warnings=tuple(ProblemDetail.of(w) for w in loaded.warnings))


def schema() -> Response:
    """The schema (2020-12) of the season file, for editors and programs."""
    from matchsafe.workspace.seasonfile import schema as season_schema

    return SchemaResponse(season_schema())


def evidence_list(
    kind: Annotated[Kind | None, Query(description="Only figures of this kind.")] = None,
) -> FigureList:
    """Published figures, derived ones, rules of thumb and assumptions, each with who published it."""
    chosen = (f for f in figures() if kind is None or f.kind == kind)
    return FigureList(figures=tuple(FigureSummary.of(f) for f in chosen))


def evidence_show(
    figure_id: Annotated[str, Path(description="As in the list.", examples=["article.strong_step2_score"])],
) -> Figure:
    """The value or the table, what it counts and does not count, and where it was published."""
    for figure in figures():
        if figure.id == figure_id:
            return figure
    raise ApiError(404, "not_found", "There is no figure with this id. The list is at /api/v1/evidence.")


def health() -> Health:
    """Say that the server answers, and which version it is."""
    return Health(version=version("matchsafe"))
