"""Jobs of every kind over HTTP: how far they are, stopping them, and following them as server-sent events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any, Final

from fastapi import Path, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from matchsafe.api import catalog_import, openapi, plans, rank_seasons
from matchsafe.api.dependencies import AllJobs, AllStaging, api_router
from matchsafe.api.errors import ApiError
from matchsafe.api.models import JobStatus
from matchsafe.services.background import Job, Jobs, Kind
from matchsafe.services.catalog_import.job import IMPORT
from matchsafe.services.plan.job import PROOF
from matchsafe.services.rank_job import SEASONS_JOB

_PATIENCE: Final = 5.0
"""Seconds a thread waits for the next change of a job that is followed; a follower who left is noticed then."""

JobId = Annotated[
    str, Path(description="As it was answered when the job was started.", pattern="^[0-9a-f]{32}$")
]
_REFUSAL: Final[dict[Kind[Any, Any], Callable[[Exception], ApiError]]] = {
    PROOF: plans.job_refusal,
    IMPORT: catalog_import.job_refusal,
    SEASONS_JOB: rank_seasons.job_refusal,
}
"""The answer to what kept a job of each kind from its end."""

router = api_router()


def _status(job: Job[Any, Any]) -> JobStatus:
    return JobStatus.of(job, _REFUSAL[job.kind])


@router.get(
    "/jobs/{job_id}",
    summary="How far is a job?",
    response_model=JobStatus,
    responses=openapi.errors(404, 422),
)
def show(jobs: AllJobs, job_id: JobId) -> JobStatus:
    """How far the job is; once it is finished, its result, or why there is none."""
    return _status(jobs.any_of(job_id, tuple(_REFUSAL)))


@router.delete(
    "/jobs/{job_id}", summary="Stop a job", response_model=JobStatus, responses=openapi.errors(404, 422)
)
def stop(jobs: AllJobs, staging: AllStaging, job_id: JobId) -> JobStatus:
    """Ask the job to stop. It then ends as ``stopped``.

    A plan then has the best list found so far and its bound, seasons are those played by then; an import has changed
    nothing.
    """
    job = jobs.any_of(job_id, tuple(_REFUSAL))
    jobs.stop(job)
    if job.kind is IMPORT:
        staging.drop(job.about)  # it may not have begun, and then nothing else deletes the file
    return _status(jobs.any_of(job_id, tuple(_REFUSAL)))


@router.get(
    "/jobs/{job_id}/events", summary="Follow a job", response_class=StreamingResponse,
    responses={
        200: {"description": "Events named `job`, each with the state as JSON.",
              "content": {"text/event-stream": {"schema": {"type": "string"}}}},
        **openapi.errors(404, 422),
    },
)  # fmt: skip
async def events(jobs: AllJobs, job_id: JobId) -> Response:
    """The same as server-sent events, one for each change, until the job is finished."""
    job = await run_in_threadpool(jobs.any_of, job_id, tuple(_REFUSAL))
    return StreamingResponse(
        follow(jobs, job), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


async def follow(jobs: Jobs, job: Job[Any, Any]) -> AsyncIterator[str]:
    """The changes of a job as server-sent events; the last one has the result."""
    yield _event(job)
    while not job.finished:
        seen = job.version
        job = await run_in_threadpool(jobs.wait, job, _PATIENCE, change=True)
        if job.version != seen:
            yield _event(job)


def _event(job: Job[Any, Any]) -> str:
    return f"event: job\ndata: {_status(job).model_dump_json()}\n\n"
