"""National seasons around the rank list of a saved season: begun, waited for, stopped, and shown beside the model."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from matchsafe.domain.rank_report import SeasonsAround
from matchsafe.domain.season import Season
from matchsafe.domain.text import sentence
from matchsafe.present import rank_words, words
from matchsafe.services.background import Job, Steps, TooManyJobs
from matchsafe.services.rank_job import SEASONS_JOB, SeasonsTask
from matchsafe.web.dependencies import Site, TheSite, complete_season
from matchsafe.web.forms import on_field
from matchsafe.web.pages import go_on, is_htmx, render, see_other

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/rank/seasons")


@router.get("")
def show(request: Request, site: TheSite, season_id: str) -> Response:
    season = complete_season(site.workspace, season_id)
    return _page(request, site, season_id, season)


@router.post("")
def start(request: Request, site: TheSite, season_id: str) -> Response:
    season = complete_season(site.workspace, season_id)
    task = SeasonsTask(season, on=site.today())
    running = site.jobs.newest(SEASONS_JOB, season_id)
    if running is not None and not running.finished and running.key != task.key():
        site.jobs.stop(running)
    try:
        site.jobs.start(SEASONS_JOB, task, season_id, task.key())
    except TooManyJobs as error:
        return _page(request, site, season_id, season, str(error))
    return see_other(f"/s/{season_id}/rank/seasons")


@router.post("/stop")
def stop(site: TheSite, season_id: str) -> Response:
    complete_season(site.workspace, season_id)
    if (job := site.jobs.newest(SEASONS_JOB, season_id)) is not None:
        site.jobs.stop(job)
    return see_other(f"/s/{season_id}/rank/seasons")


def _page(request: Request, site: Site, season_id: str, season: Season, wrong: str = "") -> Response:
    here = f"/s/{season_id}/rank/seasons"
    job: Job[Steps, SeasonsAround] | None = site.jobs.newest(SEASONS_JOB, season_id)
    if job is not None and job.key != SeasonsTask(season, on=site.today()).key():
        job = None  # the list is another one by now
    if job is not None and job.finished and is_htmx(request):
        return go_on(request, here)
    found = job.result if job is not None else None
    if job is not None and job.error is not None:
        wrong = sentence(str(job.error))
    steps = job.progress if job is not None else None
    return render(
        request,
        "rank_seasons.html",
        status=422 if wrong else 200,
        base=here,
        problems=[on_field("start", wrong)] if wrong else [],
        waiting=job is not None and not job.finished,
        state=job.state if job is not None else "",
        done=steps.done if steps else 0,
        total=steps.total if steps else None,
        told=rank_words.seasons(found) if found is not None and found.seasons else (),
        rows=[(r.rank, r.program, words.chance(r.chance), words.chance(r.model)) for r in found.list]
        if found
        else [],
        season_id=season_id,
    )
