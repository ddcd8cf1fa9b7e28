"""A plan for two partners whose seasons are both saved on this device. Its address asks; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.catalog.errors import CatalogError
from matchsafe.domain.couple_plan import CoupleRequest
from matchsafe.domain.kept_plan import KeptPlan
from matchsafe.domain.plan import PlanRequest
from matchsafe.planning.problems import PlanningError
from matchsafe.present import words
from matchsafe.present.couple_words import PARTNERS
from matchsafe.services.background import Jobs, TooManyJobs
from matchsafe.web import couple_form, plan_files
from matchsafe.web.catalogs import Catalogs
from matchsafe.web.couple_view import view
from matchsafe.web.couples import CoupleJob, CoupleJobs
from matchsafe.web.drafts import find
from matchsafe.web.form_answers import FieldProblem
from matchsafe.web.pages import is_htmx, render, see_other
from matchsafe.web.plan_form import NO_LIST
from matchsafe.web.plans import Plans
from matchsafe.web.routes_outlook import unfinished
from matchsafe.workspace.store import StoredSeason, Workspace


def create(workspace: Workspace, catalogs: Catalogs, jobs: Jobs, today: Callable[[], date]) -> APIRouter:
    """The routes over a workspace.

    Args:
        workspace: Where seasons and what was asked of their plans are kept.
        catalogs: The program lists of this machine.
        jobs: Where plans for two are worked out.
        today: What day it is.
    """
    router = APIRouter()
    plans, couples = Plans(catalogs), CoupleJobs(jobs)

    @router.get("/s/{season_id}/plan/couple")
    def show(request: Request, season_id: str, change: str = "") -> Response:
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        if change or "partner" not in request.query_params:
            return _form(request, stored, [])
        begun = _begun(request, stored)
        if isinstance(begun, Response):
            return begun
        job, names = begun
        # A script that looks on is led to the answer: it would put the page of it into this one.
        over = job.finished if is_htmx(request) else couples.wait(job)
        base, query = f"/s/{season_id}/plan", request.url.query
        if over and is_htmx(request):
            return Response(headers={"HX-Redirect": f"{base}/couple?{query}"})
        if not over:
            return render(
                request,
                "couple_wait.html",
                state=job.state,
                spent=round(jobs.seconds(job)),
                base=base,
                query=query,
                season_id=season_id,
            )
        if job.result is None:
            return _failed(request, stored, job)
        return render(
            request,
            "couple.html",
            v=view(job.result, names),
            stopped=job.state == "stopped",
            base=base,
            query=query,
            season_id=season_id,
        )

    @router.post("/s/{season_id}/plan/couple/stop")
    def stop(request: Request, season_id: str) -> Response:
        couples.stop(find(workspace, season_id).id or season_id)
        return see_other(f"/s/{season_id}/plan/couple?{request.url.query}")

    @router.post("/s/{season_id}/plan/couple/again")
    def again(request: Request, season_id: str) -> Response:
        find(workspace, season_id)
        couples.drop_unfinished(season_id)
        return see_other(f"/s/{season_id}/plan/couple?{request.url.query}")

    @router.get("/s/{season_id}/plan/couple/list.{kind}")
    def export(request: Request, season_id: str, kind: str) -> Response:
        if kind not in plan_files.KINDS:
            raise HTTPException(404)
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        begun = _begun(request, stored)
        if isinstance(begun, Response):
            return begun
        job, _ = begun
        if not couples.wait(job):
            return see_other(f"/s/{season_id}/plan/couple?{request.url.query}")
        if job.result is None:
            return _failed(request, stored, job)
        headers = {"Content-Disposition": f'attachment; filename="plan-for-two.{kind}"'}
        content = plan_files.content_for_two(job.result, kind)
        return Response(content, media_type=plan_files.KINDS[kind], headers=headers)

    def _begun(request: Request, stored: StoredSeason) -> Response | tuple[CoupleJob, tuple[str, str]]:
        """The job of the plan and what the partners are called, or the form that tells what has to be changed."""
        partners = _partners(stored)
        read, problems = couple_form.read(
            request.query_params, list(partners), [o.name for o in catalogs.offered()]
        )
        if read is None or stored.season is None:
            return _form(request, stored, problems)
        try:
            catalog = None if read.catalog is None else catalogs.catalog(read.catalog)
            own = read.partner == couple_form.OWN
            second = stored.season.partner_season() if own else find(workspace, read.partner).season
            asked = read.request.model_copy(
                update={
                    "first": _asked(stored.id, read.catalog),
                    "second": CoupleRequest().second if own else _asked(read.partner, read.catalog),
                }
            )
            if second is None:
                raise HTTPException(404)
            job = couples.job(stored.id or "", (stored.season, second), asked, catalog, today())
        except CatalogError as error:
            problems = [FieldProblem("catalog", str(error))]
        except TooManyJobs as error:
            problems = [FieldProblem("budget", str(error))]
        else:
            return job, (f"{PARTNERS[0]}, this season", f"{PARTNERS[1]}, {partners[read.partner]}")
        return _form(request, stored, problems)

    def _failed(request: Request, stored: StoredSeason, job: CoupleJob) -> Response:
        """The form that tells why there is no plan; sent again, it is tried again."""
        couples.drop_unfinished(stored.id or "")
        if isinstance(job.error, PlanningError):
            return _form(request, stored, couple_form.problems_of(job.error.problems))
        return _form(request, stored, [FieldProblem("budget", words.sentence(str(job.error)))])

    def _asked(season_id: str, catalog: str | None) -> PlanRequest:
        """What a partner asked for in a plan of their own, with their marks in the list that is used."""
        kept = workspace.plan(season_id) or KeptPlan()
        return couple_form.of_one(plans.asked(kept.model_copy(update={"catalog": catalog})).request)

    def _partners(stored: StoredSeason) -> dict[str, str]:
        """Who can be the partner: the one in the season itself, then every other finished season."""
        found = {}
        if stored.season is not None and stored.season.couples is not None:
            found[couple_form.OWN] = "Your partner, as answered in this season"
        for other in workspace.list():
            if other.season is not None and other.id is not None and other.id != stored.id:
                found[other.id] = other.name or words.season_line(other.season)
        if stored.season is not None:
            found[stored.id] = "The same answers for both"
        return found

    def _form(request: Request, stored: StoredSeason, problems: list[FieldProblem]) -> Response:
        values = couple_form.values(request.query_params)
        partners = _partners(stored)
        values["partner"] = values["partner"] or next(iter(partners))
        values["catalog"] = values["catalog"] or catalogs.usual() or NO_LIST
        return render(
            request,
            "couple_form.html",
            status=422 if problems else 200,
            season_id=stored.id,
            base=f"/s/{stored.id}/plan",
            problems=problems,
            values=values,
            partners=partners,
            lists=catalogs.offered(),
            rules=couple_form.RULES,
        )

    return router
