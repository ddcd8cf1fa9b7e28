"""National seasons around a rank list, as a job: begun here, followed and stopped as every other one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi, season_body
from matchsafe.api.dependencies import AllJobs, On, api_router
from matchsafe.api.errors import ApiError, from_exception, unprocessable
from matchsafe.api.models import JobStatus
from matchsafe.domain.problem import Problem
from matchsafe.services.rank_job import SEASONS_JOB, SeasonsTask
from matchsafe.services.rank_seasons import SEASONS, NoSuchSeasonsError

router = api_router()

SeasonCount = Annotated[int, Query(ge=1, le=1000, description="How many seasons are played.")]


@router.post(
    "/jobs/rank", summary="Begin national seasons around a rank list", response_model=JobStatus, status_code=202,
    responses=openapi.errors(413, 415, 422, 503), openapi_extra=openapi.season_body(),
)  # fmt: skip
async def start(request: Request, jobs: AllJobs, on: On = None, seasons: SeasonCount = SEASONS) -> JobStatus:
    """Play whole seasons with this list in them, as a job, and answer at once with its id.

    The result has where the list ends in the seasons beside the model's chance, and why the two differ where they do.
    """
    content, kind = await season_body.read(request)

    def work() -> JobStatus:
        task = SeasonsTask(season_body.season(content, kind).season, seasons, on)
        return JobStatus.of(jobs.start(SEASONS_JOB, task, key=task.key()), job_refusal)

    return await run_in_threadpool(work)


def job_refusal(error: Exception) -> ApiError:
    """The answer to what kept seasons from being played."""
    if isinstance(error, NoSuchSeasonsError):
        return unprocessable([Problem(str(error), "no_such_seasons", "season")])
    return from_exception(error)
