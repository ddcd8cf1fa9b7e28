"""The plan of a season: what it has to respect, the list that answers it, and marks on its programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from matchsafe.catalog.errors import UnknownProgram
from matchsafe.domain.plan import PlanReport
from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import MARKS, Marks, SeasonPlan
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import dollars, plural
from matchsafe.evidence.calendar import application_year
from matchsafe.evidence.signals import signal_counts, signal_name
from matchsafe.planning.errors import PlanningError
from matchsafe.present import plan_doubts
from matchsafe.services.plan import table
from matchsafe.web import applications, catalogs, forms, plan_form
from matchsafe.web.dependencies import TheSite
from matchsafe.web.form_reader import FieldReader
from matchsafe.web.pages import TableKind, render, see_other, table_file
from matchsafe.web.plan_desk import Desk
from matchsafe.web.plan_marks import DONE, LOGGED, SIGNALS, undo, with_mark
from matchsafe.web.plan_view import MANY, ROWS, UNKNOWN_STATE, ListPart, view
from matchsafe.web.planner import PlanQuestion
from matchsafe.web.routes_outlook import sample_season
from matchsafe.web.routes_proof import proof_line

router = APIRouter(include_in_schema=False)
SAMPLE_REQUEST: dict[str, Any] = {"catalog": "sample", "request": {"budget": 900, "signals": "all"}}
"""What the sample plan asks for: an invented applicant's budget, with every signal left."""
SAMPLE_DAY: Final = (9, 1)
"""Month and day of the sample plan: before the first applications are sent, and without an interview."""


def _part(page: int = 1, state: str = "", rows: int = ROWS) -> ListPart:
    """The part of the list that an address asks for."""
    if state and state not in (*STATE_NAMES, UNKNOWN_STATE):
        raise HTTPException(422)
    return ListPart(page, state, MANY if rows > ROWS else ROWS)


Part = Annotated[ListPart, Depends(_part)]


@router.get("/sample/plan")
def sample(request: Request, site: TheSite, part: Part) -> Response:
    asked = site.planner.question(SeasonPlan.model_validate(SAMPLE_REQUEST))
    season = sample_season().model_copy(update={"interviews": (), "applications_sent": None})
    try:
        plan = site.planner.search(season, asked, date(application_year(site.today()), *SAMPLE_DAY))
    except PlanningError:  # a list of one's own is called "sample", and has no such program
        return see_other("/sample")
    shown = view(plan, season, Marks(), part=part, gone=())
    return render(
        request,
        "plan.html",
        v=shown,
        base="/sample/plan",
        sample=True,
        done=None,
        proof=None,
        applied=None,
        version=None,
    )


@router.get("/s/{season_id}/plan")
def show(desk: Desk, part: Part, did: str = "", which: str = "") -> Response:
    kept = desk.wishes
    asked, plan = desk.answer(kept)
    shown = view(plan, desk.season, _now(asked), part=part, gone=asked.gone)
    count = desk.application_count(kept)
    proof = desk.site.planner.proof(desk.id)
    return render(
        desk.request,
        "plan.html",
        v=shown,
        base=desk.base,
        version=desk.version,
        sample=False,
        done=_done(asked, plan, did, which, _applied_note(desk.season, count)),
        applied=applications.count_mismatch(desk.season, count),
        proof=proof_line(plan, kept, proof is not None and not proof.finished),
        season_id=desk.id,
    )


@router.get("/s/{season_id}/plan/print")
def for_print(desk: Desk) -> Response:
    asked, plan = desk.answer(desk.wishes)
    return render(
        desk.request,
        "plan_print.html",
        v=view(plan, desk.season, _now(asked), part=ListPart(), gone=asked.gone, leads=False),
        columns=table.PAPER_HEADINGS,
        rows=table.paper(plan),
        base=desk.base,
        season_id=desk.id,
    )


@router.get("/s/{season_id}/plan/list.{kind}")
def export(kind: TableKind, desk: Desk) -> Response:
    _, plan = desk.answer(desk.wishes)
    return table_file("plan", kind, table.headings(plan), table.rows(plan))


@router.post("/s/{season_id}/plan/mark")
def mark(desk: Desk, form: forms.Form, part: Part) -> Response:
    kept = desk.begun
    if kept.catalog is None:
        raise HTTPException(404)
    what, _, program = forms.text(form, "do", 300).partition(" ")
    what, _, detail = what.partition("-")
    try:
        catalog = catalogs.catalog(kept.catalog)
        record = catalog.find(program)
        name = next(p.name for p in catalog.programs if p.id == record.id)
        text = LOGGED[what].format(name=name)
        desk.change_marks(kept.catalog, lambda marks: with_mark(marks, what, record.id, detail), text)
    except (KeyError, UnknownProgram):
        raise HTTPException(422) from None
    did = f"{what}-{detail}" if what == "allow" else what
    return see_other(f"{desk.base}?{part.query}&{urlencode({'did': did, 'which': record.id})}")


@router.get("/s/{season_id}/plan/wishes")
def wishes(desk: Desk) -> Response:
    return desk.form(desk.kept or SeasonPlan(catalog=catalogs.usual()))


@router.post("/s/{season_id}/plan/wishes")
def keep(desk: Desk, form: forms.Form, sent: forms.Stamped) -> Response:
    before = desk.kept or SeasonPlan()
    kept, problems = plan_form.read(form, before, [o.name for o in catalogs.list_choices()])
    if problems:
        usual = plan_form.values(before, desk.season.target.specialty)
        return desk.form(before, problems, plan_form.raw(form, usual))
    desk.check(kept)
    wishes = {"catalog": kept.catalog, "request": kept.request}
    kept = desk.ask(lambda now: now.model_copy(update=wishes), "Said what the plan has to respect", sent)
    return desk.prove(kept) if kept.request.exact else see_other(desk.base)


@router.post("/s/{season_id}/plan/forget")
def forget(desk: Desk, sent: forms.Stamped) -> Response:
    if (catalog := desk.begun.catalog) is not None:
        desk.change_marks(catalog, lambda _: Marks(), "Took back all marks in the program list", sent)
    return see_other(f"{desk.base}/wishes#marks")


@router.post("/s/{season_id}/plan/budget")
def with_budget(desk: Desk, form: forms.Form, part: Part) -> Response:
    kept = desk.begun
    reading = FieldReader(form)
    budget = plan_form.budget(reading)
    if reading.problems:
        shown = plan_form.values(kept, desk.season.target.specialty)
        return desk.form(kept, reading.problems, {**shown, "budget": forms.text(form, "budget", 40)})

    def for_budget(now: SeasonPlan) -> SeasonPlan:
        return now.model_copy(update={"request": now.request.model_copy(update={"budget": budget})})

    desk.check(for_budget(kept))
    desk.ask(
        for_budget, f"Planned for {dollars(budget)}" if budget is not None else "Planned without a budget"
    )
    return see_other(f"{desk.base}?{part.query}&did=budget")


@router.post("/s/{season_id}/plan/applied")
def take_number(desk: Desk, sent: forms.Stamped) -> Response:
    if (count := desk.application_count(desk.begun)) > 0:
        desk.site.workspace.change(
            desk.id,
            lambda season: season.model_copy(update={"applications_sent": count}),
            expected=sent.version,
            key=sent.key,
            text=f"Said that {plural(count, 'application')} {'was' if count == 1 else 'were'} sent",
            part=lambda stored: stored.season and stored.season.applications_sent,
        )
    return see_other(f"{desk.base}?did=number")


def _now(asked: PlanQuestion) -> Marks:
    """The marks under the ids of today."""
    request = asked.request
    return Marks(**{name: getattr(request, name) for name in MARKS})


def _applied_note(season: Season, count: int) -> str:
    """That the season has the number of programs marked as applied, if it has."""
    if not count or season.applications_sent != count:
        return ""
    return f"Your season says {plural(count, 'application')} sent."


def signal_words(signal: str | None, specialty: str) -> str:
    """How an application was sent: "with a gold signal"."""
    return f"with a {signal_name(signal, specialty)}" if signal else "without a signal"


def _other_signals(signal: str | None, specialty: str) -> list[dict[str, str]]:
    """The ways an application may have been sent instead, for a button each."""
    there = signal_counts(specialty)
    ways = {"plain": 1, "silver": there.silver, "gold": there.gold}
    return [
        {"code": code, "text": signal_words(SIGNALS[code], specialty)}
        for code, count in ways.items()
        if count and SIGNALS[code] != signal
    ]


def _done(asked: PlanQuestion, plan: PlanReport, did: str, which: str, sent: str) -> dict[str, Any] | None:
    """What was just done, in words, and the marks that can still be set right; ``sent`` on applications."""
    if did == "proof" and plan.status != "searched":
        return {"text": plan_doubts.near_best(plan), "undo": None, "signals": [], "sent": None}
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
    name, specialty = next((p.name, p.specialty) for p in asked.catalog.programs if p.id == record.id)
    text = DONE[did].format(name=name)
    if did in ("applied", "free") and sent:
        text = f"{text} {sent}"
    signal = asked.request.applied.get(record.id)
    return {
        "text": text,
        "id": record.id,
        "name": name,
        "undo": undo(did, detail, record.id),
        "signals": _other_signals(signal, specialty) if did == "applied" else [],
        "sent": signal_words(signal, specialty) if record.id in asked.request.applied else None,
    }
