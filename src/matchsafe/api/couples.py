"""A plan for two, from the body of a request to both lists."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from matchsafe.api import openapi
from matchsafe.api.dependencies import AllJobs, api_router
from matchsafe.api.plans import MAX_BYTES, answer, catalog_name
from matchsafe.api.request_body import read_json
from matchsafe.api.request_parts import RequestParts
from matchsafe.domain.couple_plan import CouplePlanReport
from matchsafe.services.couple_plan.job import COUPLE_ANSWER, CoupleTask

router = api_router()


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
    from matchsafe.services.plan.request import couple_request_of, with_kept_of_both

    parts = RequestParts(body, ("first", "second", "request", "catalog", "on"))
    first = parts.season("first")
    second = None if parts.content.get("second") is None else parts.season("second")
    name, on = parts.catalog("first"), parts.day()
    kept = [parts.kept.get(who) for who in ("first", "second")]
    request = parts.wishes(lambda written: couple_request_of(with_kept_of_both(written, kept, name)))
    parts.check()
    assert first is not None
    listed = catalog_name(name, wanted=parts.means_list_in_use("first"))
    return CoupleTask(first, second, request, listed, on)
