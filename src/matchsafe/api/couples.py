"""A plan for two, from the body of a request to both lists."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi
from matchsafe.api.dependencies import AllJobs, api_router
from matchsafe.api.errors import unprocessable
from matchsafe.api.plans import (
    MAX_BYTES,
    answer,
    catalog_and_day_in,
    catalog_name,
    request_in,
    season_in,
)
from matchsafe.api.request_body import parts, read_json
from matchsafe.domain.couple_plan import CouplePlanReport
from matchsafe.domain.problem import Problem
from matchsafe.services.couple_plan.job import COUPLE_ANSWER, CoupleTask

router = api_router()

_PARTS: Final = ("first", "second", "request", "catalog", "on")


@router.post(
    "/plan/couple", summary="Which programs do two partners apply to?",
    response_model=CouplePlanReport, responses=openapi.errors(404, 413, 415, 422, 503),
    openapi_extra=openapi.couple_body(),
)  # fmt: skip
async def plan_for_two(request: Request, jobs: AllJobs) -> Response:
    """Answer two seasons with both lists of programs, so that both partners can match near each other.

    `first` and `second` are season files as JSON; without `second` the partner is the one under `couples` of the first.
    `request` has one budget for both, what counts as together, and what each list has to respect. Nothing is kept.
    """
    task = await run_in_threadpool(_task, await read_json(request, MAX_BYTES))
    return await answer(jobs, COUPLE_ANSWER, task)


def _task(body: bytes) -> CoupleTask:
    from matchsafe.services.plan.request import couple_request_of

    content: dict[str, Any] = parts(body, _PARTS)
    problems: list[Problem] = []
    first = season_in(content, "first", problems)
    second = None if content.get("second") is None else season_in(content, "second", problems)
    request = request_in(content, couple_request_of, problems)
    name, on = catalog_and_day_in(content, problems)
    if problems or first is None:
        raise unprocessable(problems)
    return CoupleTask(first, second, request, catalog_name(name, wanted="catalog" not in content), on)
