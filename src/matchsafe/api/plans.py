"""Plans: from the body of a request to the plan, at once or as a job that can be followed and stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeVar

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi
from matchsafe.api.catalogs import open_list
from matchsafe.api.dependencies import AllJobs, api_router, day_of
from matchsafe.api.errors import ApiError, from_exception, unprocessable
from matchsafe.api.models import JobStatus
from matchsafe.api.request_body import MEGABYTE, parts, read_json
from matchsafe.catalog.store import Store
from matchsafe.domain.plan import PlanReport, PlanRequest
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.planning.errors import MissingExtraError, PlanningError
from matchsafe.services.background import Job, Jobs, Kind, NoSuchJob
from matchsafe.services.couple_plan.job import CoupleTask
from matchsafe.services.plan.job import ANSWER, PROOF, PROVED_ANSWER, PlanTask
from matchsafe.workspace.seasonfile import SeasonFileError, load_text

if TYPE_CHECKING:
    from matchsafe.planning import ProofProgress

MAX_BYTES: Final = MEGABYTE
AT_ONCE: Final = 60.0
"""Most seconds of a proof that is answered at once; longer ones are jobs."""
_PARTS: Final = ("season", "request", "catalog", "on")


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
    return status(await run_in_threadpool(jobs.start, PROOF, task))


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
    from matchsafe.services.plan.request import request_of

    content = parts(body, _PARTS)
    problems: list[Problem] = []
    season = season_in(content, "season", problems)
    request = request_in(content, request_of, problems) or PlanRequest()
    name, on = catalog_and_day_in(content, problems)
    if problems or season is None:
        raise unprocessable(problems)
    return PlanTask(season, request, catalog_name(name, wanted="catalog" not in content), on)


def season_in(content: dict[str, Any], part: str, problems: list[Problem]) -> Season | None:
    """The season in a part of a body, or what is wrong with it added to the problems."""
    try:
        return load_text(json.dumps(content.get(part)), name=part).season
    except SeasonFileError as error:
        problems += [replace(p.inside(part), line=None) for p in error.problems]
    return None


R = TypeVar("R")


def request_in(
    content: dict[str, Any], read: Callable[[dict[str, Any]], R], problems: list[Problem]
) -> R | None:
    """The request of a body; ``None`` if there is none, or with what is wrong added to the problems."""
    wishes = content.get("request") or {}
    if not isinstance(wishes, dict):
        problems.append(Problem("This should be an object with fields such as budget.", "kind", "request"))
        return None
    try:
        return read(wishes)
    except PlanningError as error:
        problems += [p.inside("request") for p in error.problems]
    return None


def catalog_and_day_in(content: dict[str, Any], problems: list[Problem]) -> tuple[str | None, date | None]:
    """The name of the program list and the day in a body, or what is wrong with them added to the problems."""
    name, on = content.get("catalog"), None
    if name is not None and not isinstance(name, str):
        problems.append(Problem("should be the name of a catalog, or null for none", "kind", "catalog"))
        name = None
    if content.get("on") is not None:
        try:
            on = day_of(content["on"])
        except ValueError as error:
            problems.append(Problem(str(error), "date", "on"))
    return name, on


def catalog_name(name: str | None, *, wanted: bool) -> str | None:
    """The name of that catalog, of the one in use if none is named but one is wanted, else ``None``.

    Raises:
        ApiError: 404 if there is none of that name.
    """
    store = Store()
    if name is None and not (wanted and store.names()):
        return None
    return open_list(name).catalog.name


def job_refusal(error: Exception) -> ApiError:
    """The answer to what kept a plan from being made."""
    if isinstance(error, PlanningError):
        return unprocessable([p.inside("request") for p in error.problems])
    if isinstance(error, MissingExtraError):
        return ApiError(503, "busy", str(error))
    return from_exception(error)


def status(job: Job[ProofProgress, PlanReport]) -> JobStatus:
    """A plan as a job."""
    return JobStatus(
        id=job.id,
        state=job.state,
        progress=None if job.progress is None else JobStatus.told(job.progress),
        result=job.result,
        error=None if job.error is None else job_refusal(job.error).detail,
    )
