"""Jobs of every kind over HTTP: how far they are, stopping them, and following them as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Path, Response
from fastapi.responses import StreamingResponse

from matchsafe.api import openapi
from matchsafe.api.models import JobStatus
from matchsafe.services.background import Job, Jobs, Kind

_EVERY: Final = 0.2
"""Seconds between two looks at a job that is followed."""

JobId = Annotated[
    str, Path(description="As it was answered when the job was started.", pattern="^[0-9a-f]{32}$")
]
Tell: TypeAlias = Callable[[Job[Any, Any]], JobStatus]
"""A job of one kind as it is told."""


def add_routes(router: APIRouter, jobs: Jobs, kinds: Mapping[Kind[Any, Any], Tell]) -> None:
    """Put the routes of jobs on a router, with how each kind of job is told."""

    def find(job_id: str) -> tuple[Job[Any, Any], Tell]:
        job = jobs.any_of(job_id, kinds)
        return job, kinds[job.kind]

    def show(job_id: JobId) -> JobStatus:
        """How far the job is; once it is finished, its result, or why there is none."""
        job, tell = find(job_id)
        return tell(job)

    def stop(job_id: JobId) -> JobStatus:
        """Ask the job to stop. It then ends as ``stopped``.

        A plan then has the best list found so far and its bound; an import has changed nothing.
        """
        job, tell = find(job_id)
        jobs.stop(job)
        return tell(job)

    async def events(job_id: JobId) -> Response:
        """The same as server-sent events, one for each change, until the job is finished."""
        job, tell = find(job_id)
        return StreamingResponse(
            follow(job, tell), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    router.add_api_route(
        "/jobs/{job_id}", show, methods=["GET"], summary="How far is a job?", response_model=JobStatus,
        responses=openapi.errors(404, 422),
    )  # fmt: skip
    router.add_api_route(
        "/jobs/{job_id}", stop, methods=["DELETE"], summary="Stop a job", response_model=JobStatus,
        responses=openapi.errors(404, 422),
    )  # fmt: skip
    router.add_api_route(
        "/jobs/{job_id}/events", events, methods=["GET"], summary="Follow a job", response_class=StreamingResponse,
        responses={
            200: {"description": "Events named `job`, each with the state as JSON.",
                  "content": {"text/event-stream": {"schema": {"type": "string"}}}},
            **openapi.errors(404, 422),
        },
    )  # fmt: skip


async def follow(job: Job[Any, Any], tell: Tell) -> AsyncIterator[str]:
    """The changes of a job as server-sent events; the last one has the result."""
    seen = -1
    while True:
        if job.version != seen:
            seen, finished = job.version, job.finished
            yield f"event: job\ndata: {tell(job).model_dump_json()}\n\n"
            if finished:
                return
        await asyncio.sleep(_EVERY)
