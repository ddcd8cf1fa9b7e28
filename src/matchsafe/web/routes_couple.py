"""A plan for two partners whose seasons are both saved on this device. Its address asks; nothing of it is stored."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from matchsafe.catalog.errors import CatalogError
from matchsafe.domain.couple_plan import CoupleRequest
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.problem import Problem
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.domain.text import sentence
from matchsafe.planning.errors import PlanningError
from matchsafe.present.couple_words import PARTNERS
from matchsafe.services.background import TooManyJobs
from matchsafe.services.couple_plan.job import COUPLE, CoupleTask
from matchsafe.services.plan import table
from matchsafe.services.season.titles import season_titles
from matchsafe.web import catalogs, couple_form
from matchsafe.web.couple_view import view
from matchsafe.web.dependencies import Detour, TheSite, complete_season
from matchsafe.web.drafts import find
from matchsafe.web.forms import on_field
from matchsafe.web.pages import TableKind, go_on, is_htmx, render, see_other, table_file
from matchsafe.web.plan_form import NO_LIST
from matchsafe.web.planner import PATIENCE, CoupleJob

router = APIRouter(include_in_schema=False)


class CoupleDesk:
    """What the pages of a plan for two work with: the first partner's season, and what the address asks.

    Raises:
        HTTPException: 404 if there is no such season.
        Detour: To its open question, if it is a draft.
    """

    def __init__(self, request: Request, site: TheSite, season_id: str) -> None:
        self.request, self.site, self.id = request, site, season_id
        self.base = f"/s/{season_id}/plan"
        self.season = complete_season(site.workspace, season_id)
        self.partners = self._partners()

    def begun(self) -> tuple[CoupleJob, tuple[str, str]]:
        """The job of the plan and what the partners are called.

        Raises:
            Detour: To the form that tells what has to be changed.
        """
        lists = [o.name for o in catalogs.list_choices()]
        read, problems = couple_form.read(self.request.query_params, list(self.partners), lists)
        if read is None:
            raise Detour(self.form(problems))
        own = read.partner == couple_form.OWN
        second = self.season.partner_season() if own else find(self.site.workspace, read.partner).season
        if second is None:
            raise HTTPException(404)
        try:
            wishes = CoupleRequest().second if own else self._wishes(read.partner, read.catalog)
            asked = read.request.model_copy(
                update={"first": self._wishes(self.id, read.catalog), "second": wishes}
            )
            task = CoupleTask(self.season, second, asked, read.catalog, self.site.today())
            job = self.site.planner.couple(self.id, task)
        except CatalogError as error:
            problems = [on_field("catalog", str(error))]
        except TooManyJobs as error:
            problems = [on_field("budget", str(error))]
        else:
            return job, (f"{PARTNERS[0]}, this season", f"{PARTNERS[1]}, {self.partners[read.partner]}")
        raise Detour(self.form(problems))

    def failure(self, job: CoupleJob) -> Response:
        """The form that tells why there is no plan; sent again, it is tried again."""
        self.site.jobs.forget(self.id, cut_short=COUPLE)
        if isinstance(job.error, PlanningError):
            return self.form(couple_form.problems_of(job.error.problems))
        why = "It was stopped before there was a plan." if job.error is None else str(job.error)
        return self.form([on_field("budget", sentence(why))])

    def form(self, problems: list[Problem]) -> Response:
        """The form of a plan for two, with what is wrong with it."""
        values = couple_form.values(self.request.query_params)
        values["partner"] = values["partner"] or next(iter(self.partners))
        values["catalog"] = values["catalog"] or catalogs.usual() or NO_LIST
        return render(
            self.request,
            "couple_form.html",
            status=422 if problems else 200,
            season_id=self.id,
            base=self.base,
            problems=problems,
            values=values,
            partners=self.partners,
            lists=catalogs.list_choices(),
            rules=couple_form.RULES,
        )

    def _wishes(self, season_id: str, catalog: str | None) -> PlanRequest:
        """What a partner asked for in a plan of their own, with their marks in the list that is used."""
        kept = self.site.workspace.plan(season_id) or SeasonPlan()
        return couple_form.of_one(
            self.site.planner.question(kept.model_copy(update={"catalog": catalog})).request
        )

    def _partners(self) -> dict[str, str]:
        """Who can be the partner: the one in the season itself, then every other finished season."""
        found = {}
        if self.season.couples is not None:
            found[couple_form.OWN] = "Your partner, as answered in this season"
        others = [o for o in self.site.workspace.list() if o.summary is not None and o.id != self.id]
        return {**found, **season_titles(others), self.id: "The same answers for both"}


Desk = Annotated[CoupleDesk, Depends()]


@router.get("/s/{season_id}/plan/couple")
def show(desk: Desk, change: str = "") -> Response:
    request, site = desk.request, desk.site
    if change or "partner" not in request.query_params:
        return desk.form([])
    job, names = desk.begun()
    # A script that looks on is led to the answer: it would put the page of it into this one.
    if not is_htmx(request):
        job = site.jobs.wait(job, PATIENCE)
    shown: dict[str, Any] = {"base": desk.base, "query": request.url.query, "season_id": desk.id}
    if job.finished and is_htmx(request):
        return go_on(request, f"{desk.base}/couple?{request.url.query}")
    if not job.finished:
        return render(request, "couple_wait.html", state=job.state, spent=round(job.seconds), **shown)
    if job.result is None:
        return desk.failure(job)
    return render(request, "couple.html", v=view(job.result, names), stopped=job.state == "stopped", **shown)


@router.post("/s/{season_id}/plan/couple/stop")
def stop(request: Request, site: TheSite, season_id: str) -> Response:
    site.planner.stop_couple(find(site.workspace, season_id).id)
    return see_other(f"/s/{season_id}/plan/couple?{request.url.query}")


@router.post("/s/{season_id}/plan/couple/again")
def again(request: Request, site: TheSite, season_id: str) -> Response:
    find(site.workspace, season_id)
    site.jobs.forget(season_id, cut_short=COUPLE)
    return see_other(f"/s/{season_id}/plan/couple?{request.url.query}")


@router.get("/s/{season_id}/plan/couple/list.{kind}")
def export(kind: TableKind, desk: Desk) -> Response:
    job, _ = desk.begun()
    job = desk.site.jobs.wait(job, PATIENCE)
    if not job.finished:
        return see_other(f"{desk.base}/couple?{desk.request.url.query}")
    if job.result is None:
        return desk.failure(job)
    return table_file("plan-for-two", kind, table.headings(job.result), table.rows(job.result))
