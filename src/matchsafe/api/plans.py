"""Plans: from the body of a request to the plan, at once or as a job that can be followed and stopped."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi
from matchsafe.api.catalogs import open_list
from matchsafe.api.dependencies import AllJobs, api_router
from matchsafe.api.errors import ApiError, from_exception, unprocessable
from matchsafe.api.models import JobStatus
from matchsafe.api.request_body import MEGABYTE, read_json
from matchsafe.api.request_parts import RequestParts
from matchsafe.catalog.store import Store
from matchsafe.domain.plan import PlanReport
from matchsafe.domain.problem import Problem
from matchsafe.planning.errors import MissingExtraError, PlanningError
from matchsafe.services.background import Jobs, Kind, NoSuchJob
from matchsafe.services.couple_plan.job import CoupleTask
from matchsafe.services.plan.job import ANSWER, PROOF, PROVED_ANSWER, PlanTask

MAX_BYTES: Final = MEGABYTE
AT_ONCE: Final = 60.0
"""Most seconds of a proof that is answered at once; longer ones are jobs."""
_BODY: Final = openapi.plan_body()
router = api_router()


@router.post(
    "/jobs/plan", summary="Begin a plan as a job", response_model=JobStatus, status_code=202,
    responses=openapi.errors(404, 413, 415, 422, 503), openapi_extra=_BODY,
)  # fmt: skip
async def start(request: Request, jobs: AllJobs) -> JobStatus:
    """Begin a plan that may take long (``exact``), and answer at once with the id of the job.

    Two run at once and a few more wait; beyond that the answer is 503. Finished ones are kept for an hour, in memory.
    """
    task = await run_in_threadpool(_task, await read_json(request, MAX_BYTES))
    return JobStatus.of(await run_in_threadpool(jobs.start, PROOF, task), job_refusal)


@router.post(
    "/plan", summary="Which programs to apply to, and what is the list worth?",
    response_model=PlanReport, responses=openapi.errors(404, 413, 415, 422, 503), openapi_extra=_BODY,
)  # fmt: skip
async def plan(request: Request, jobs: AllJobs) -> Response:
    """Answer one season with the list of programs to apply to: signals, reasons, costs, its chance and the bound.

    `season` is a season file as JSON; `request` has the wishes, all optional; `catalog` names a program list
    (the one in use if left out, `null` for figures by state). Nothing is kept. A proof (`exact`) that may take longer
    than a minute is a job: see `/jobs/plan`.
    """
    task = await run_in_threadpool(_task, await read_json(request, MAX_BYTES))
    exact = task.request.exact
    if exact and task.request.seconds > AT_ONCE:
        message = f"At most {AT_ONCE:.0f} here; longer proofs are jobs: /jobs/plan."
        raise unprocessable([Problem(message, "too_long", "request.seconds")])
    return await answer(jobs, PROVED_ANSWER if exact else ANSWER, task)


async def answer(jobs: Jobs, kind: Kind[Any, Any], task: PlanTask | CoupleTask) -> Response:
    """The plan of a task as JSON, worked out once for all who ask for it now.

    Raises:
        ApiError: With what kept the plan from being made.
    """

    def work() -> Response:
        job = jobs.wait(jobs.start(kind, task, key=task.key()))
        if job.result is None:
            raise job_refusal(job.error or NoSuchJob())
        return Response(job.result.model_dump_json(), media_type="application/json")

    return await run_in_threadpool(work)


def _task(body: bytes) -> PlanTask:
    """Season, request, catalog and day of a body.

    Raises:
        ApiError: 422 with the problems of all parts; 404 for a catalog that is not there.
    """
    from matchsafe.services.plan.request import kept_fields, request_of

    parts = RequestParts(body, ("season", "request", "catalog", "on"))
    season, name, on = parts.season("season"), parts.catalog("season"), parts.day()
    kept = parts.kept.get("season")
    request = parts.wishes(lambda written: request_of({**kept_fields(kept, name), **written}))
    parts.check()
    assert season is not None
    assert request is not None
    return PlanTask(season, request, catalog_name(name, wanted=parts.means_list_in_use("season")), on)


def catalog_name(name: str | None, *, wanted: bool) -> str | None:
    """The name of that catalog, of the one in use if none is named but one is wanted, else ``None``.

    Raises:
        ApiError: 404 if there is none of that name.
    """
    if name is None and not (wanted and Store().names()):
        return None
    return open_list(name).catalog.name


def job_refusal(error: Exception) -> ApiError:
    """The answer to what kept a plan from being made."""
    if isinstance(error, PlanningError):
        return unprocessable([p.inside("request") for p in error.problems])
    if isinstance(error, MissingExtraError):
        return ApiError(503, "busy", str(error))
    return from_exception(error)
