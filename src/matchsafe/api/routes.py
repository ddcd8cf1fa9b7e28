"""The routes of the API. Each one only reads, asks the library and answers."""

from __future__ import annotations

import hashlib
from datetime import date
from importlib.metadata import version
from typing import Annotated

from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi, season_body
from matchsafe.api.dependencies import ListName, On, api_router
from matchsafe.api.errors import ApiError
from matchsafe.api.models import FigureList, FigureSummary, Health, ValidationResult
from matchsafe.catalog.catalog import Catalog
from matchsafe.domain.outlook import Outlook
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season import Season
from matchsafe.evidence import Figure, Kind, figures
from matchsafe.present.article_questions import AnsweredQuestion, answered_questions
from matchsafe.services.answer_memory import AnswerMemory, WrittenAnswer
from matchsafe.services.plan.terms import list_stamp

router = api_router()


class SchemaResponse(JSONResponse):
    """A JSON Schema."""

    media_type = "application/schema+json"


@router.post(
    "/outlook", summary="How safe is this season, and what would help?",
    response_model=Outlook, responses=openapi.errors(404, 413, 415, 422), openapi_extra=openapi.season_body(),
)  # fmt: skip
async def outlook(request: Request, on: On = None, catalog: ListName = None) -> Response:
    """Answer one season: its chance with the range, what one more interview would add, what to do now.

    The season is neither stored nor logged; the answer is held in memory for ten minutes, for whoever sends the same.
    """
    content, kind = await season_body.read(request)
    key = (hashlib.sha256(content).digest(), kind, on or date.today(), catalog, list_stamp(named=catalog))
    answer = _answers.get(key)
    if answer is None:
        answer = await run_in_threadpool(lambda: _answers.of(key, lambda: _outlook(content, *key[1:4])))
    body, headers = answer.negotiate(request.headers.get("Accept-Encoding", ""))
    return Response(body, headers=headers, media_type="application/json")


_answers = AnswerMemory[WrittenAnswer]()
"""The last answers by the digest of what was sent: what was sent is not kept."""


def _outlook(content: bytes, kind: season_body.Kind, on: date, name: str | None) -> WrittenAnswer:
    import matchsafe

    found = season_body.with_list(content, kind, on, name, matchsafe.outlook)
    return WrittenAnswer.of(found.model_dump_json().encode())


@router.post(
    "/outlook/questions", summary="The seven usual questions, answered with this season",
    response_model=list[AnsweredQuestion], responses=openapi.errors(404, 413, 415, 422),
    openapi_extra=openapi.season_body(),
)  # fmt: skip
async def questions(request: Request, on: On = None, catalog: ListName = None) -> list[AnsweredQuestion]:
    """Answer the questions that most people ask about their number of interviews, for this season and day."""
    return await season_body.answer_with_list(request, on, catalog, _questions)


def _questions(
    season: Season, on: date, request: PlanRequest, catalog: Catalog | None
) -> list[AnsweredQuestion]:
    import matchsafe

    return list(answered_questions(season, matchsafe.outlook(season, on, request, catalog)))


@router.post(
    "/validate", summary="Is this a season file, and does anything in it look like a slip?",
    response_model=ValidationResult, responses=openapi.errors(413, 415, 422), openapi_extra=openapi.season_body(),
)  # fmt: skip
async def validate(request: Request) -> ValidationResult:
    """Check a season file. Every problem is told at once (422), with what was probably meant."""
    content, kind = await season_body.read(request)
    loaded = await run_in_threadpool(season_body.season, content, kind)
    return ValidationResult(warnings=loaded.warnings)


@router.get(
    "/schema", summary="The JSON Schema of the season file", response_class=SchemaResponse,
    responses={200: {"content": {SchemaResponse.media_type: {"schema": {"type": "object"}}}}},
)  # fmt: skip
def schema() -> Response:
    """The schema (2020-12) of the season file, for editors and programs."""
    from matchsafe.workspace.seasonfile import schema as season_schema

    return SchemaResponse(season_schema())


@router.get("/evidence", summary="Every figure the answers rest on", response_model=FigureList,
            responses=openapi.errors(422))  # fmt: skip
def evidence_list(
    kind: Annotated[Kind | None, Query(description="Only figures of this kind.")] = None,
) -> FigureList:
    """Published figures, derived ones, rules of thumb and assumptions, each with who published it."""
    chosen = (f for f in figures() if kind is None or f.kind == kind)
    return FigureList(figures=tuple(FigureSummary.of(f) for f in chosen))


@router.get("/evidence/{figure_id}", summary="One figure with its numbers and its citation", response_model=Figure,
            responses=openapi.errors(404, 422))  # fmt: skip
def evidence_show(
    figure_id: Annotated[str, Path(description="As in the list.", examples=["article.strong_step2_score"])],
) -> Figure:
    """The value or the table, what it counts and does not count, and where it was published."""
    for figure in figures():
        if figure.id == figure_id:
            return figure
    raise ApiError(404, "not_found", "There is no figure with this id. The list is at /api/v1/evidence.")


@router.get("/health", summary="Does the server answer?", response_model=Health)
def health() -> Health:
    """Say that the server answers, and which version it is."""
    return Health(version=version("matchsafe"))
