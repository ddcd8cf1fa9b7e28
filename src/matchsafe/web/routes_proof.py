"""Proving a plan best: begin, see how far it is, stop and keep the best list so far. Readable without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.domain.kept_plan import KeptPlan
from matchsafe.domain.season import Season
from matchsafe.present import plan_words, words
from matchsafe.web.drafts import find
from matchsafe.web.pages import is_htmx, render, see_other
from matchsafe.web.proofs import Proofs
from matchsafe.web.routes_outlook import unfinished
from matchsafe.workspace.store import Workspace

Begin = Callable[[Request, str, Season, KeptPlan], Response]
"""Starts the proof of a kept plan, and answers with where to look."""


def create(workspace: Workspace, proofs: Proofs, begin: Begin) -> APIRouter:
    """The routes over a workspace.

    Args:
        workspace: Where seasons and what was asked of their plans are kept.
        proofs: The proofs of their plans.
        begin: Starts one.
    """
    router = APIRouter(prefix="/s/{season_id}/plan/proof")

    @router.post("")
    def start(request: Request, season_id: str) -> Response:
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        kept = workspace.plan(season_id)
        if kept is None:
            return see_other(f"/s/{season_id}/plan/wishes")
        return begin(request, season_id, stored.season, kept)

    @router.get("")
    def show(request: Request, season_id: str) -> Response:
        find(workspace, season_id)
        kept = workspace.plan(season_id)
        job = proofs.newest(season_id)
        if kept is None or job is None or (job.finished and job.error is None):
            return _go(request, f"/s/{season_id}/plan?did=proof")
        aim = kept.request.objective
        progress = job.progress
        spent, most = proofs.jobs.seconds(job), kept.request.seconds
        return render(
            request,
            "plan_proof.html",
            season_id=season_id,
            base=f"/s/{season_id}/plan",
            state=job.state,
            error=None if job.error is None else words.sentence(str(job.error)),
            steps=[] if progress is None else plan_words.proof_steps(progress.value, progress.bound, aim),
            spent=round(spent),
            most=round(most),
        )

    @router.post("/stop")
    def stop(season_id: str) -> Response:
        find(workspace, season_id)
        if (job := proofs.running(season_id)) is not None:
            proofs.jobs.stop(job)
        return see_other(f"/s/{season_id}/plan/proof")

    return router


def proof_line(plan: Any, kept: KeptPlan, running: bool) -> dict[str, Any]:
    """What the plan page says of a proof: whether one runs, or how long one may take."""
    return {
        "running": running,
        "can": plan.status != "proved" and bool(plan.programs or plan.cells),
        "again": plan.status != "searched",
        "wanted": kept.request.exact and plan.status == "searched",
        "seconds": f"{kept.request.seconds:.0f}",
    }


def _go(request: Request, url: str) -> Response:
    """On to another page, whether a browser asks or htmx, which would put that page into this one."""
    if is_htmx(request):
        return Response(headers={"HX-Redirect": url})
    return see_other(url)
