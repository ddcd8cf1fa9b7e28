"""The season's lists: applications and interviews as a table and as a board, with search, filter and bulk changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from matchsafe.domain.application_state import application_statuses
from matchsafe.domain.clocks import zone_of
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_record import Application
from matchsafe.domain.text import plural, short_day
from matchsafe.present import outlook_words
from matchsafe.present.clock_words import line, two_clocks
from matchsafe.present.labels import label
from matchsafe.services import season as edits
from matchsafe.services.season import PartKind
from matchsafe.services.season.month import with_month
from matchsafe.web import form_answers, forms, record_forms
from matchsafe.web.dependencies import Saved, Today, complete_season, complete_stored
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render, see_other
from matchsafe.workspace.seasonfile import SeasonFileError
from matchsafe.workspace.store import Workspace

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}")

STATES: Final = (
    "planned", "applied", "waitlisted", "invited", "scheduled", "attended", "declined", "cancelled", "rejected",
)  # fmt: skip
"""Columns of the board, from the first step to the last."""
TO: Final = {
    "invited": "Invited", "scheduled": "Scheduled", "attended": "Attended", "waitlisted": "Waiting list",
    "declined": "Declined", "cancelled": "Cancelled", "rejected": "Rejected", "remove": "Remove from the list",
}  # fmt: skip
"""What can be done to several rows at once."""
_MOST: Final = 1_300
_ROW_FIELDS: Final = {
    "interview": ("status", "start", "reply_by", "format", "went"), "application": ("signal", "sent", "fee", "portal"),
}  # fmt: skip
"""What is changed of a row without leaving the list."""


@router.get("/season")
def show(request: Request, workspace: Saved, season_id: str) -> Response:
    return _page(request, workspace, season_id)


def _page(
    request: Request, workspace: Workspace, season_id: str, problems: list[Problem] | None = None,
    typed: dict[str, str] | None = None, edit: str = "",
) -> Response:  # fmt: skip
    stored = complete_stored(workspace, season_id)
    season, base = with_ids(stored.finished), f"/s/{season_id}"
    query, state = request.query_params.get("q", "")[:100], request.query_params.get("state", "")
    every = rows(season, base)
    found = [r for r in every if query.casefold() in r["search"] and state in ("", r["status"])]
    asked = record_forms.fields("Application", ("program", "state", "signal", "sent"))
    edited, row_fields, row_values = _edited_row(season, edit or request.query_params.get("edit", "")[:80])
    return render(
        request,
        "season.html",
        status=422 if problems else 200,
        problems=problems or [],
        season_id=season_id,
        base=base,
        version=stored.version,
        view="board" if request.query_params.get("view") == "board" else "table",
        rows=found,
        total=len(every),
        number=len(season.interview_list) if season.only_a_number else 0,
        columns=[(label("status", s), [r for r in found if r["status"] == s]) for s in STATES],
        states=[(s, label("status", s).capitalize()) for s in STATES if any(r["status"] == s for r in every)],
        query=query,
        state=state,
        to=TO,
        fields=asked,
        values=record_forms.values(None, asked) | row_values | (typed or {}),
        edited=edited,
        row_fields=row_fields,
        here=_here(base, request),
        saved=_outcome_text(request),
    )


def _here(base: str, request: Request, **changed: str) -> str:
    """The address of the list as it is shown, with its search and filter."""
    kept = {k: v[:100] for k in ("view", "q", "state") if (v := request.query_params.get(k, ""))}
    query = urlencode({**kept, **changed})
    return f"{base}/season{f'?{query}' if query else ''}"


def _edited_row(
    season: Season, pick: str
) -> tuple[str, tuple[record_forms.RecordField, ...], dict[str, str]]:
    """The row that is edited in its place, with its fields and what stands in them."""
    kind, _, part_id = pick.partition(":")
    held = () if season.only_a_number else season.interview_list
    part = next((p for p in (held if kind == "interview" else season.applications) if p.id == part_id), None)
    if part is None or kind not in _ROW_FIELDS:
        return "", (), {}
    asked = record_forms.fields(kind.capitalize(), _ROW_FIELDS[kind], "row-")
    return pick, asked, record_forms.values(part, asked, "row-")


@router.post("/season/row")
def change_row(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    """One row changed where it stands in the list."""
    pick = forms.text(form, "row", 80)
    season = with_ids(complete_season(workspace, season_id))
    pick, asked, before = _edited_row(season, pick)
    if not pick:
        raise HTTPException(404)
    kind, _, part_id = pick.partition(":")
    part: PartKind = "interview" if kind == "interview" else "application"
    typed = {f.name: forms.text(form, f.name, 400) for f in asked if f.name in form}
    given = {
        k: v
        for k, v in record_forms.read(form, asked, "row-").items()
        if typed[f"row-{k}"] != before[f"row-{k}"]
    }

    def edit(before: Season) -> Season:
        return edits.change(before, part, part_id, given, at=moment_on(today)).season

    try:
        if given:
            workspace.change(
                season_id, with_month(edit, season, today), expected=sent.version, key=sent.key, text="Changed a row",
                part=lambda was: None if was.season is None else _edited_row(with_ids(was.season), pick)[2],
            )  # fmt: skip
    except SeasonFileError as error:
        found = record_forms.problems(error, asked, "row-")
        return _page(request, workspace, season_id, found, typed, edit=pick)
    return see_other(_here(f"/s/{season_id}", request, saved="1") + "#rows")


def _outcome_text(request: Request) -> str:
    text = request.query_params.get("saved", "")
    return f"Changed {plural(int(text), 'row')}." if text.isdigit() and len(text) < 5 else ""


def rows(season: Season, base: str) -> list[dict[str, Any]]:
    """Applications and interviews of a season, one row a program: an application with an interview is one."""
    held = () if season.only_a_number else season.interview_list
    sent = {a.id: a for a in season.applications}
    taken = {i.application for i in held}
    found = []
    for i in held:
        limit = i.reply_by if i.start is None and i.status == "invited" else None
        when = "" if i.start is None else line(two_clocks(i.start, zone_of(i), season.time_zone))
        if limit is not None:
            when = f"answer by {line(two_clocks(limit, zone_of(i), season.time_zone))}"
        why = outlook_words.exclusion_reason(i, season.applicant.visa)
        found.append(
            _row(
                "interview",
                i.id,
                i.program,
                *_place(i, sent.get(i.application or "")),
                i.status,
                when,
                f"{base}/i/{i.id}",
                why,
            )
        )
    for a, status in zip(season.applications, application_statuses(season, season.applications), strict=True):
        if a.id not in taken:
            when = "" if a.sent is None else f"sent on {short_day(a.sent)}"
            found.append(
                _row("application", a.id, a.program, a.city, a.state, status, when, f"{base}/a/{a.id}", "")
            )
    return found


def _place(interview: Interview, application: Application | None) -> tuple[str | None, str | None]:
    """City and state of an interview; where it says neither, those of its application."""
    if application is None or interview.city or interview.state:
        return interview.city, interview.state
    return application.city, application.state


def _row(
    kind: str, part_id: str, program: str, city: str | None, state: str | None, status: str, when: str, href: str,
    why: str,
) -> dict[str, Any]:  # fmt: skip
    place = ", ".join(filter(None, (city, state)))
    return {
        "pick": f"{kind}:{part_id}", "program": program, "place": place, "status": status, "when": when, "href": href,
        "said": label("status", status), "why_not": why, "search": f"{program} {place}".casefold(),
    }  # fmt: skip


@router.post("/season")
def change_several(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    picked = [p for p in dict.fromkeys(form.getlist("pick")) if isinstance(p, str)][:_MOST]
    to = forms.text(form, "to", 20)
    wrong = []
    if not picked:
        wrong.append(on_field("rows", "Choose at least one row."))
    if to not in TO:
        wrong.append(on_field("to", "Choose what to do with the rows."))
    if wrong:
        return _page(request, workspace, season_id, wrong)

    def edit(season: Season) -> Season:
        for each in picked:
            kind, _, part_id = each.partition(":")
            season = _next_stage(season, kind, part_id, to, today)
        return season

    try:
        workspace.change(
            season_id,
            with_month(edit, complete_season(workspace, season_id), today),
            expected=sent.version,
            key=sent.key,
            text=f"{TO[to]}: {plural(len(picked), 'row')}",
        )
    except SeasonFileError as error:
        found = [on_field("to", form_answers.problem_text(p)) for p in error.problems[:20]]
        return _page(request, workspace, season_id, found)
    return see_other(f"/s/{season_id}/season?saved={len(picked)}")


def _next_stage(season: Season, kind: str, part_id: str, to: str, today: date) -> Season:
    if kind not in ("interview", "application"):
        raise HTTPException(422)
    part: PartKind = "interview" if kind == "interview" else "application"
    if to == "remove":
        return edits.remove(season, part, part_id).season
    if part == "interview":
        return edits.change(season, part, part_id, {"status": to}, at=moment_on(today)).season
    event = {"kind": to, "application": part_id, "at": moment_on(today).isoformat(timespec="seconds")}
    return edits.add_event(season, event).season


def moment_on(today: date) -> datetime:
    """This moment, on the day that the pages take for today."""
    return datetime.combine(today, datetime.now().time().replace(microsecond=0)).astimezone()


@router.post("/applications")
def add_application(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    asked = record_forms.fields("Application", ("program", "state", "signal", "sent"))
    given = {k: v for k, v in record_forms.read(form, asked).items() if v is not None}
    edit: Callable[[Season], Season] = lambda s: edits.add(s, "application", given).season  # noqa: E731
    try:
        edit = with_month(edit, complete_season(workspace, season_id), today)
        workspace.change(season_id, edit, key=sent.key, text=f"Added {str(given.get('program', ''))[:100]}")
    except SeasonFileError as error:
        typed = {f.name: forms.text(form, f.name, 400) for f in asked}
        return _page(request, workspace, season_id, record_forms.problems(error, asked), typed)
    return see_other(f"/s/{season_id}/season?saved=1")
