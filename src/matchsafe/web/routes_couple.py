"""A plan for two partners, both of whose seasons are saved on this device. Nothing of it is kept: its address asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.catalog.catalog import Catalog
from matchsafe.catalog.errors import CatalogError
from matchsafe.domain.couple_plan import CouplePlan, CoupleRequest
from matchsafe.domain.kept_plan import KeptPlan
from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.season import Season
from matchsafe.planning.extras import MissingExtraError
from matchsafe.planning.problems import PlanningError
from matchsafe.present import words
from matchsafe.present.couple_words import PARTNERS
from matchsafe.web import couple_form, plan_files
from matchsafe.web.answers import FieldProblem
from matchsafe.web.catalogs import Catalogs
from matchsafe.web.couple_view import view
from matchsafe.web.drafts import find
from matchsafe.web.pages import render
from matchsafe.web.plan_form import NO_LIST
from matchsafe.web.plans import Plans
from matchsafe.web.routes_outlook import unfinished
from matchsafe.workspace.store import StoredSeason, Workspace

_KEPT: Final = 8
"""Answers held in memory at most: enough to go back a step and to take the files along."""


class _Answers:
    """The last plans for two."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str, str, int, date], tuple[Catalog | None, CouplePlan]] = (
            OrderedDict()
        )
        self._alone = Lock()

    def plan(
        self, seasons: tuple[Season, Season], request: CoupleRequest, catalog: Catalog | None, on: date
    ) -> CouplePlan:
        from matchsafe._plan.two import plan_couple

        first, second = (s.model_dump_json() for s in seasons)
        key = (first, second, request.model_dump_json(), id(catalog), on)
        with self._alone:
            kept = self._kept.get(key)
        if kept is None:
            kept = (catalog, plan_couple(*seasons, request, catalog, on))
            with self._alone:
                self._kept[key] = kept
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return kept[1]


def create(workspace: Workspace, catalogs: Catalogs, today: Callable[[], date]) -> APIRouter:
    """The routes over a workspace."""
    router = APIRouter()
    plans, answers = Plans(catalogs), _Answers()

    @router.get("/s/{season_id}/plan/couple")
    def show(request: Request, season_id: str, change: str = "") -> Response:
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        if change or "partner" not in request.query_params:
            return _form(request, stored, [])
        answer = _answer(request, stored)
        if isinstance(answer, Response):
            return answer
        plan, names = answer
        return render(
            request,
            "couple.html",
            v=view(plan, names),
            base=f"/s/{season_id}/plan",
            query=request.url.query,
            season_id=season_id,
        )

    @router.get("/s/{season_id}/plan/couple/list.{kind}")
    def export(request: Request, season_id: str, kind: str) -> Response:
        if kind not in plan_files.KINDS:
            raise HTTPException(404)
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        answer = _answer(request, stored)
        if isinstance(answer, Response):
            return answer
        headers = {"Content-Disposition": f'attachment; filename="plan-for-two.{kind}"'}
        content = plan_files.content_for_two(answer[0], kind)
        return Response(content, media_type=plan_files.KINDS[kind], headers=headers)

    def _answer(request: Request, stored: StoredSeason) -> Response | tuple[CouplePlan, tuple[str, str]]:
        """The plan and what the partners are called, or the form that tells what has to be changed."""
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
            plan = answers.plan((stored.season, second), asked, catalog, today())
            names = (f"{PARTNERS[0]}, this season", f"{PARTNERS[1]}, {partners[read.partner]}")
            return plan, names
        except PlanningError as error:
            problems = couple_form.problems_of(error.problems)
        except CatalogError as error:
            problems = [FieldProblem("catalog", str(error))]
        except MissingExtraError as error:
            problems = [FieldProblem("budget", str(error))]
        return _form(request, stored, problems)

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
