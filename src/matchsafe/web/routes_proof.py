"""Proving a plan best: begin, see how far it is, stop and keep the best list so far. Readable without a script."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.domain.text import sentence
from matchsafe.present import plan_doubts
from matchsafe.web.dependencies import TheSite
from matchsafe.web.drafts import find
from matchsafe.web.pages import go_on, render, see_other
from matchsafe.web.plan_desk import Desk

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/plan/proof")


@router.post("")
def start(desk: Desk) -> Response:
    return desk.prove(desk.wishes)


@router.get("")
def show(request: Request, site: TheSite, season_id: str) -> Response:
    find(site.workspace, season_id)
    kept = site.workspace.plan(season_id)
    job = site.planner.proof(season_id)
    if kept is None or job is None or (job.finished and job.error is None):
        return go_on(request, f"/s/{season_id}/plan?did=proof")
    progress = job.progress
    return render(
        request,
        "plan_proof.html",
        season_id=season_id,
        base=f"/s/{season_id}/plan",
        state=job.state,
        error=None if job.error is None else sentence(str(job.error)),
        steps=[]
        if progress is None
        else plan_doubts.proof_steps(progress.value, progress.bound, kept.request.objective),
        spent=round(job.seconds),
        most=round(kept.request.seconds),
    )


@router.post("/stop")
def stop(site: TheSite, season_id: str) -> Response:
    find(site.workspace, season_id)
    if (job := site.planner.proof(season_id)) is not None:
        site.jobs.stop(job)
    return see_other(f"/s/{season_id}/plan/proof")


def proof_line(plan: Any, kept: SeasonPlan, running: bool) -> dict[str, Any]:
    """What the plan page says of a proof: whether one runs, or how long one may take."""
    return {
        "running": running,
        "can": plan.status != "proved" and bool(plan.programs or plan.cells),
        "again": plan.status != "searched",
        "wanted": kept.request.exact and plan.status == "searched",
        "seconds": f"{kept.request.seconds:.0f}",
    }
