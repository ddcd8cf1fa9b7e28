"""Reading mail on the page: paste a message or drop a file, look at what it says, and take in what is right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile

from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.intake.messages import MOST_BYTES
from matchsafe.intake.proposals import ProposedEvent
from matchsafe.present import intake_words as words
from matchsafe.services.intake.acceptance import (
    NEW,
    Acceptance,
    accept_all,
    acceptable,
    doubtless,
    fingerprint,
)
from matchsafe.services.intake.mail_searches import mail_searches
from matchsafe.services.intake.report import intake_report, own_programs
from matchsafe.services.season.month import with_month
from matchsafe.web import forms
from matchsafe.web.dependencies import Saved, Today, complete_stored
from matchsafe.web.forms import on_field
from matchsafe.web.pages import render
from matchsafe.workspace.store import Workspace

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}/messages")

_MOST: Final = 60
"""Events of one page; more are read in parts, or in the terminal."""
_LONGEST: Final = 200_000
_ALL: Final = "all"
_PROPOSAL: Final = TypeAdapter(ProposedEvent)


@router.get("")
def show(request: Request, workspace: Saved, season_id: str) -> Response:
    return _form(request, workspace, season_id)


@router.post("")
def read(request: Request, workspace: Saved, season_id: str, form: forms.Form) -> Response:
    """What a pasted text or a file says; nothing is changed by it."""
    season = _season(workspace, season_id)
    text, sent = forms.text(form, "text", _LONGEST), form.get("file")
    messages: list[tuple[str, bytes]] = [("pasted text", text.encode("utf-8", "replace"))] if text else []
    if isinstance(sent, UploadFile) and sent.filename:
        messages.append((sent.filename[:200], sent.file.read(MOST_BYTES + 1)))
    if not messages:
        problems = [on_field("text", "Paste a message, or choose a file.")]
        return _form(request, workspace, season_id, problems)
    report = intake_report(messages, season)
    problems = [
        on_field("file" if p.file != "pasted text" else "text", p.sentence()) for p in report.problems
    ]
    if not report.events:
        return _form(request, workspace, season_id, problems, text)
    return _proposals(
        request, season_id, season, list(report.events[:_MOST]), problems, more=len(report.events) - _MOST
    )


@router.post("/accept")
def accept(
    request: Request, workspace: Saved, today: Today, season_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    """Take one event into the season, or every one without a doubt; the others stay on the page."""
    _season(workspace, season_id)
    events = _sent_events(form)
    choices: dict[int, str | None]
    wanted = forms.text(form, "accept", 10)
    if wanted == _ALL:
        choices = dict.fromkeys((n for n, event in enumerate(events) if doubtless(event)), None)
    elif wanted.isascii() and wanted.isdigit() and int(wanted) < len(events):
        choices = {int(wanted): forms.text(form, f"application-{wanted}", 60) or None}
    else:
        return _form(request, workspace, season_id, [on_field("text", "Please paste the message again.")])
    made: list[Acceptance] = []

    def edit(was: Season) -> Season:
        made.append(
            accept_all(was, [(events[n], chosen) for n, chosen in choices.items()], datetime.now(UTC))
        )
        return made[-1].season

    kept = with_month(edit, _season(workspace, season_id), today)
    stored = workspace.change(season_id, kept, key=sent.key, text="Took in mail")
    problems = [
        on_field(f"application-{n}", p.message)
        for p in (made[-1].problems if made else ())
        for n in choices if events[n].id == p.file
    ]  # fmt: skip
    return _proposals(request, season_id, stored.finished, events, problems)


def _season(workspace: Workspace, season_id: str) -> Season:
    season = complete_stored(workspace, season_id).season
    assert season is not None, "a finished season has one"
    return season


def _form(
    request: Request,
    workspace: Workspace,
    season_id: str,
    problems: list[Problem] | None = None,
    text: str = "",
) -> Response:
    season = _season(workspace, season_id)
    return render(
        request, "messages.html", status=422 if problems else 200, problems=problems or [], season_id=season_id,
        base=f"/s/{season_id}", text=text, searches=mail_searches(season, date.today()),
    )  # fmt: skip


def _sent_events(form: forms.Sent) -> list[ProposedEvent]:
    """The events the page showed; what was tampered with is left out."""
    events = []
    for value in form.getlist("event")[:_MOST]:
        try:
            events.append(_PROPOSAL.validate_json(str(value)[:20_000]))
        except ValidationError:
            return []
    return events


def _proposals(
    request: Request,
    season_id: str,
    season: Season,
    events: list[ProposedEvent],
    problems: list[Problem],
    more: int = 0,
) -> Response:
    known = {event.source for event in season.events}
    programs = own_programs(season)
    rows = []
    for event in events:
        likely = [c.program.id for c in event.candidates]
        rows.append({
            **_event_row(event, season.time_zone),
            "json": _PROPOSAL.dump_json(event).decode(),
            "done": fingerprint(event) in known,
            "open": acceptable(event) and not event.history and event.duplicate_of is None,
            "chosen": event.application or "",
            "programs": sorted(programs, key=lambda p: likely.index(p.id) if p.id in likely else len(likely)),
        })  # fmt: skip
    left = [r for r in rows if r["open"] and not r["done"]]
    sure = [e for e, r in zip(events, rows, strict=True) if doubtless(e) and not r["done"]]
    return render(
        request, "messages_read.html", status=422 if problems else 200, problems=problems, season_id=season_id,
        base=f"/s/{season_id}", rows=rows, left=len(left), sure=len(sure), more=max(more, 0), new=NEW,
    )  # fmt: skip


def _event_row(event: ProposedEvent, own: str | None) -> dict[str, Any]:
    content = event.content()
    return {
        "title": words.summary(content), "evidence": content["evidence"], "facts": words.facts(content, own),
        "doubts": words.doubts(content), "history": event.history, "again": event.duplicate_of is not None,
        "file": event.file, "program": event.program,
    }  # fmt: skip
