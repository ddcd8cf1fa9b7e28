"""The plan of a season: what it has to respect, the list that answers it, and marks on its programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.catalog.errors import CatalogError, UnknownProgram
from matchsafe.domain.kept_plan import MARKS, KeptPlan, Marks
from matchsafe.domain.plan import PlanReport
from matchsafe.domain.season import Season
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import dollars, plural
from matchsafe.planning.optimiser import MissingExtraError
from matchsafe.planning.problems import PlanningError
from matchsafe.present import plan_words
from matchsafe.services.background import Jobs, TooManyJobs
from matchsafe.services.plan import table
from matchsafe.web import applied_programs, forms, plan_files, plan_form, routes_proof
from matchsafe.web.catalogs import Catalogs
from matchsafe.web.drafts import find
from matchsafe.web.form_answers import FieldProblem
from matchsafe.web.form_reader import Reading
from matchsafe.web.pages import render, see_other
from matchsafe.web.plan_marks import DONE, SIGNALS, marked, undo
from matchsafe.web.plan_view import UNKNOWN_STATE, view, where
from matchsafe.web.plans import Asked, Plans
from matchsafe.web.proofs import Proofs
from matchsafe.web.routes_outlook import sample_season, unfinished
from matchsafe.workspace.store import Workspace


def create(workspace: Workspace, catalogs: Catalogs, jobs: Jobs, today: Callable[[], date]) -> APIRouter:
    """The routes over a workspace.

    Args:
        workspace: Where seasons and what was asked of their plans are kept.
        catalogs: The program lists of this machine.
        jobs: Where proofs are worked out.
        today: What day it is.
    """
    router = APIRouter()
    plans = Plans(catalogs)
    proofs = Proofs(workspace, jobs, plans)

    @router.get("/sample/plan")
    def sample(request: Request, page: int = 1, state: str = "") -> Response:
        kept = KeptPlan.model_validate(SAMPLE_REQUEST)
        asked = plans.asked(kept)
        plan = plans.plan(sample_season(), asked, today())
        base = "/sample/plan"
        shown = view(plan, sample_season(), Marks(), page=page, gone=(), state=_state(state))
        return render(
            request, "plan.html", v=shown, base=base, sample=True, done=None, proof=None, applied=None
        )

    @router.get("/s/{season_id}/plan")
    def show(
        request: Request, season_id: str, page: int = 1, state: str = "", did: str = "", which: str = ""
    ) -> Response:
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        kept = workspace.plan(season_id)
        if kept is None:
            return see_other(f"/s/{season_id}/plan/wishes")
        answer = _answer(request, season_id, stored.season, kept)
        if isinstance(answer, Response):
            return answer
        asked, plan = answer
        base = f"/s/{season_id}/plan"
        shown = view(plan, stored.season, _now(asked), page=page, gone=asked.gone, state=_state(state))
        count = applied_programs.number(applied_programs.applied(kept, catalogs), stored.season)
        done = _done(asked, plan, did, which, _told(stored.season, count))
        return render(
            request,
            "plan.html",
            v=shown,
            base=base,
            sample=False,
            done=done,
            applied=applied_programs.differing(stored.season, count),
            proof=routes_proof.proof_line(plan, kept, proofs.running(season_id) is not None),
            season_id=season_id,
        )

    @router.get("/s/{season_id}/plan/print")
    def for_print(request: Request, season_id: str) -> Response:
        answer = _whole(request, season_id)
        if isinstance(answer, Response):
            return answer
        season, asked, plan = answer
        shown = view(plan, season, _now(asked), page=1, gone=asked.gone, leads=False)
        return render(
            request,
            "plan_print.html",
            v=shown,
            columns=table.PAPER_HEADINGS,
            rows=table.paper(plan),
            base=f"/s/{season_id}/plan",
            season_id=season_id,
        )

    @router.get("/s/{season_id}/plan/list.{kind}")
    def export(request: Request, season_id: str, kind: str) -> Response:
        if kind not in plan_files.KINDS:
            raise HTTPException(404)
        answer = _whole(request, season_id)
        if isinstance(answer, Response):
            return answer
        content = plan_files.content(answer[2], kind)
        headers = {"Content-Disposition": f'attachment; filename="plan.{kind}"'}
        return Response(content, media_type=plan_files.KINDS[kind], headers=headers)

    @router.post("/s/{season_id}/plan/mark")
    def mark(request: Request, season_id: str, form: forms.Form, page: int = 1, state: str = "") -> Response:
        kept, season = workspace.plan(season_id), find(workspace, season_id).season
        if kept is None or kept.catalog is None or season is None:
            raise HTTPException(404)
        what, _, program = forms.text(form, "do", 300).partition(" ")
        what, _, detail = what.partition("-")
        try:
            record = catalogs.catalog(kept.catalog).find(program)
            marks = marked(kept.marked, what, record.id, detail)
        except (KeyError, UnknownProgram):
            raise HTTPException(422) from None
        save_marks(season_id, season, kept, marks)
        did = f"{what}-{detail}" if what == "allow" else what
        query = urlencode({**where(page, _state(state)), "did": did, "which": record.id})
        return see_other(f"/s/{season_id}/plan?{query}")

    @router.get("/s/{season_id}/plan/wishes")
    def wishes(request: Request, season_id: str) -> Response:
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        kept = workspace.plan(season_id) or KeptPlan(catalog=catalogs.usual())
        return _form(request, season_id, stored.season, kept)

    @router.post("/s/{season_id}/plan/wishes")
    def keep(request: Request, season_id: str, form: forms.Form) -> Response:
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        before = workspace.plan(season_id) or KeptPlan()
        kept, problems = plan_form.read(form, before, [o.name for o in catalogs.offered()])
        if not problems:
            answer = _answer(request, season_id, stored.season, kept)
            if isinstance(answer, Response):
                return answer
            workspace.save_plan(season_id, kept)
            if kept.request.exact:
                return begin(request, season_id, stored.season, kept)
            return see_other(f"/s/{season_id}/plan")
        usual = plan_form.values(before, stored.season.target.specialty)
        return _form(
            request, season_id, stored.season, before, problems, plan_form.raw(form, usual), status=422
        )

    @router.post("/s/{season_id}/plan/forget")
    def forget(season_id: str) -> Response:
        kept, season = workspace.plan(season_id), find(workspace, season_id).season
        if kept is None or season is None:
            raise HTTPException(404)
        if kept.catalog is not None:
            save_marks(season_id, season, kept, Marks())
        return see_other(f"/s/{season_id}/plan/wishes#marks")

    def begin(request: Request, season_id: str, season: Season, kept: KeptPlan) -> Response:
        try:
            job = proofs.start(season_id, season, plans.asked(kept), today())
        except TooManyJobs as error:
            problems = [FieldProblem("exact", str(error))]
        except CatalogError as error:
            problems = [FieldProblem("catalog", str(error))]
        else:
            return see_other(f"/s/{season_id}/plan" + ("" if job is None else "/proof"))
        return _form(request, season_id, season, kept, problems, status=422)

    router.include_router(routes_proof.create(workspace, proofs, begin))

    @router.post("/s/{season_id}/plan/budget")
    def with_budget(
        request: Request, season_id: str, form: forms.Form, page: int = 1, state: str = ""
    ) -> Response:
        kept, season = workspace.plan(season_id), find(workspace, season_id).season
        if kept is None or season is None:
            raise HTTPException(404)
        reading = Reading(form)
        budget = plan_form.budget(reading)
        if reading.problems:
            shown = {
                **plan_form.values(kept, season.target.specialty),
                "budget": forms.text(form, "budget", 40),
            }
            return _form(request, season_id, season, kept, reading.problems, shown, status=422)
        kept = kept.model_copy(update={"request": kept.request.model_copy(update={"budget": budget})})
        answer = _answer(request, season_id, season, kept)
        if isinstance(answer, Response):
            return answer
        workspace.save_plan(season_id, kept)
        query = urlencode({**where(page, _state(state)), "did": "budget"})
        return see_other(f"/s/{season_id}/plan?{query}")

    @router.post("/s/{season_id}/plan/applied")
    def take_number(season_id: str) -> Response:
        kept, season = workspace.plan(season_id), find(workspace, season_id).season
        if kept is None or season is None:
            raise HTTPException(404)
        if (count := applied_programs.number(applied_programs.applied(kept, catalogs), season)) > 0:
            workspace.save(season.model_copy(update={"applications_sent": count}), season_id=season_id)
        return see_other(f"/s/{season_id}/plan?did=number")

    def save_marks(season_id: str, season: Season, kept: KeptPlan, marks: Marks) -> None:
        """Keep marks; the season's number of applications follows where the reader has not said another."""
        after = kept.with_marks(marks)
        counts = [
            applied_programs.number(applied_programs.applied(k, catalogs), season) for k in (kept, after)
        ]
        workspace.save_plan(season_id, after)
        if (follows := applied_programs.followed(season, *counts)) is not None:
            workspace.save(follows, season_id=season_id)

    def _whole(request: Request, season_id: str) -> Response | tuple[Season, Asked, PlanReport]:
        """The season with its plan, or where to go to get one."""
        stored = find(workspace, season_id)
        if stored.season is None:
            return unfinished(stored)
        kept = workspace.plan(season_id)
        if kept is None:
            return see_other(f"/s/{season_id}/plan/wishes")
        answer = _answer(request, season_id, stored.season, kept)
        return answer if isinstance(answer, Response) else (stored.season, *answer)

    def _answer(
        request: Request, season_id: str, season: Season, kept: KeptPlan
    ) -> Response | tuple[Asked, PlanReport]:
        """The plan, or the form that tells what cannot be met."""
        try:
            asked = plans.asked(kept)
            return asked, proofs.plan(season_id, season, asked, today())
        except PlanningError as error:
            problems = plan_form.problems_of(error.problems)
        except CatalogError as error:
            problems = [FieldProblem("catalog", str(error))]
        except MissingExtraError as error:
            problems = [FieldProblem("budget", str(error))]
        return _form(request, season_id, season, kept, problems, status=422)

    def _form(
        request: Request,
        season_id: str,
        season: Season,
        kept: KeptPlan,
        problems: list[FieldProblem] | None = None,
        values: dict[str, Any] | None = None,
        *,
        status: int = 200,
    ) -> Response:
        return render(
            request,
            "plan_form.html",
            status=status,
            season_id=season_id,
            base=f"/s/{season_id}/plan",
            problems=problems or [],
            values=values or plan_form.values(kept, season.target.specialty),
            lists=catalogs.offered(),
            specialties=SPECIALTY_NAMES,
            weights=plan_form.WEIGHTS,
            marks=_marks(kept),
            planned=workspace.plan(season_id) is not None,
        )

    def _marks(kept: KeptPlan) -> list[dict[str, Any]]:
        """Everything marked in the list in use, by name."""
        if kept.catalog is None or not catalogs.known(kept.catalog):
            return []
        catalog = catalogs.catalog(kept.catalog)
        names = {p.id: p.name for p in catalog.programs}
        groups = [
            {"title": title, "programs": [{"do": f"free {i}", "name": names.get(i, i)} for i in ids]}
            for title, ids in (
                ("Kept on the list", kept.marked.include),
                ("Dropped", kept.marked.exclude),
                ("Applied", tuple(kept.marked.applied)),
            )
        ]
        waived = [
            {"do": f"obey-{rule} {i}", "name": f"{names.get(i, i)}: {plan_words.RULES[rule]}"}
            for i, rules in kept.marked.overrides.items()
            for rule in rules
        ]
        groups.append({"title": "Rules that do not stand for you", "programs": waived})
        return [g for g in groups if g["programs"]]

    return router


SAMPLE_REQUEST: dict[str, Any] = {"catalog": "sample", "request": {"budget": 900}}
"""What the sample plan asks for: an invented applicant's budget."""


def _state(text: str) -> str:
    """The state that is to be shown alone; "" for all of them."""
    if text and text not in (*STATE_NAMES, UNKNOWN_STATE):
        raise HTTPException(422)
    return text


def _now(asked: Asked) -> Marks:
    """The marks under the ids of today."""
    request = asked.request
    return Marks(**{name: getattr(request, name) for name in MARKS})


def _told(season: Season, count: int) -> str:
    """That the season has the number of programs marked as applied, if it has."""
    if not count or season.applications_sent != count:
        return ""
    return f"Your season says {plural(count, 'application')} sent."


def _done(asked: Asked, plan: PlanReport, did: str, which: str, sent: str) -> dict[str, Any] | None:
    """What was just done, in words, and the marks that can still be set right; ``sent`` on applications."""
    if did == "proof" and plan.status != "searched":
        return {"text": plan_words.near_best(plan), "undo": None, "signals": [], "sent": None}
    if did == "budget":
        budget = "without a budget" if plan.budget is None else f"for {dollars(plan.budget)}"
        return {"text": f"Planned again {budget}.", "undo": None, "signals": [], "sent": None}
    if did == "number" and sent:
        return {"text": sent, "undo": None, "signals": [], "sent": None}
    did, _, detail = did.partition("-")
    if did not in DONE or asked.catalog is None:
        return None
    try:
        record = asked.catalog.find(which)
    except UnknownProgram:
        return None
    name = next(p.name for p in asked.catalog.programs if p.id == record.id)
    text = DONE[did].format(name=name)
    if did in ("applied", "free") and sent:
        text = f"{text} {sent}"
    signal = asked.request.applied.get(record.id)
    return {
        "text": text,
        "id": record.id,
        "name": name,
        "undo": undo(did, detail, record.id),
        "signals": [s for s in SIGNALS if s != signal] if did == "applied" else [],
        "sent": signal,
    }
