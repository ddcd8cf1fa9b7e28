"""One program's whole story on a page: where it stands, what happened, its hours, notes and visa, and what to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import Response

from matchsafe.domain import season_fields
from matchsafe.domain.application_state import application_status
from matchsafe.domain.clocks import zone_of
from matchsafe.domain.problem import Problem
from matchsafe.domain.season import Season
from matchsafe.domain.season_ids import with_ids
from matchsafe.domain.season_interview import Interview
from matchsafe.domain.season_record import Application
from matchsafe.domain.season_state import in_order
from matchsafe.present import outlook_words
from matchsafe.present.clock_words import two_clocks, weekday
from matchsafe.present.labels import label
from matchsafe.services import season as edits
from matchsafe.services.drafts import letters_for
from matchsafe.services.season.month import with_month
from matchsafe.services.visas import visa_question
from matchsafe.web import forms, record_forms
from matchsafe.web.dependencies import Saved, Today, complete_stored
from matchsafe.web.pages import render, see_other
from matchsafe.web.questions import FormOption
from matchsafe.web.routes_season import moment_on
from matchsafe.workspace.seasonfile import SeasonFileError
from matchsafe.workspace.store import StoredSeason, Workspace

router = APIRouter(include_in_schema=False, prefix="/s/{season_id}")

_KINDS = {"i": "interview", "a": "application"}
_SAVED = {"changed": "Saved.", "noted": "Noted.", "back": "Taken back."}


async def _short(request: Request) -> str:
    """Which kind of part an address is about: "i" or "a"."""
    return request.url.path.split("/")[3]


Short = Annotated[str, Depends(_short)]


@router.get("/a/{part_id}")
@router.get("/i/{part_id}")
def show(
    request: Request, workspace: Saved, today: Today, season_id: str, short: Short, part_id: str
) -> Response:
    return _page(request, workspace, season_id, short, part_id)


def _part(season: Season, short: str, part_id: str) -> Interview | Application:
    parts: tuple[Any, ...] = season.interview_list if short == "i" else season.applications
    found = next((p for p in parts if p.id and p.id == part_id), None)
    if found is None:
        raise HTTPException(404)
    return found  # type: ignore[no-any-return]


def _page(
    request: Request, workspace: Workspace, season_id: str, short: str, part_id: str,
    problems: list[Problem] | None = None, typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    stored = complete_stored(workspace, season_id)
    season = with_ids(stored.finished)
    part = _part(season, short, part_id)
    interview = part if isinstance(part, Interview) else None
    names = record_forms.OF_INTERVIEW if interview else record_forms.OF_APPLICATION
    asked = record_forms.fields("Interview" if interview else "Application", names)
    promise = record_forms.fields("VisaPromise", record_forms.OF_PROMISE, "promise-")
    event = record_forms.fields("Event", record_forms.OF_EVENT, "event-")
    values = record_forms.values(part, asked) | record_forms.values(None, event)
    values |= record_forms.values(interview.visa_promise if interview else None, promise, "promise-")
    papers = record_forms.fields("Papers", record_forms.OF_PAPERS, "paper-")
    values |= record_forms.values(part.documents if isinstance(part, Application) else None, papers, "paper-")
    ratings = _rating_fields(season) if interview else ()
    other = _other_half(season, part)
    # to a program that has invited her she writes as an interviewee
    writes = other if isinstance(other, Interview) else part
    at = f"{'i' if isinstance(writes, Interview) else 'a'}/{writes.id}"
    letters = letters_for(writes, request.app.state.site.today())
    if interview:
        values |= {f.name: str(interview.ratings.get(f.label, "")) for f in ratings}
    return render(
        request, "story.html", status=422 if problems else 200, problems=problems or [], season_id=season_id,
        base=f"/s/{season_id}", here=f"/s/{season_id}/{short}/{part_id}", version=stored.version, part=part,
        interview=interview, facts=_facts(season, part), events=_events(season, part), fields=asked,
        promise_fields=promise if interview else (), event_fields=event, values=values | (typed or {}),
        question=visa_question(interview, season.applicant.visa) if interview else "",
        drafts=[(f"/s/{season_id}/{at}/draft/{code}", d.title) for code, d in letters.items()],
        other=other,
        paper_fields=() if interview else papers, rating_fields=ratings,
        saved=_SAVED.get(request.query_params.get("saved", ""), ""),
    )  # fmt: skip


def _other_half(season: Season, part: Interview | Application) -> Interview | Application | None:
    """The application an interview came from, or the interview an application led to."""
    if isinstance(part, Interview):
        return next((a for a in season.applications if a.id == part.application), None)
    return next((i for i in season.interview_list if i.application == part.id), None)


def _facts(season: Season, part: Interview | Application) -> list[str]:
    known = part if part.city or part.state else _other_half(season, part) or part
    place = ", ".join(filter(None, (known.city, known.state)))
    status = part.status if isinstance(part, Interview) else application_status(season, part)
    found = [label("status", status), place or "place not known"]
    if isinstance(part, Interview):
        if part.start is not None:
            clocks = two_clocks(part.start, zone_of(part), season.time_zone)
            found += [clocks.program, *([clocks.own] if clocks.own else [])]
        if why := outlook_words.exclusion_reason(part, season.applicant.visa):
            found.append(f"not counted: {why}")
    return found


def _events(season: Season, part: Interview | Application) -> list[dict[str, str]]:
    """What happened, the last first."""
    ids = {part.id}
    if isinstance(part, Interview):
        ids |= {part.application or part.id}
    else:
        ids |= {i.id for i in season.interview_list if i.application == part.id}
    kinds = {o.code: o.choice for o in season_fields.catalogue().fields["Event.kind"].options}
    mine = [e for e in in_order(season.events) if e.interview in ids or e.application in ids]
    return [
        {
            "id": e.id,
            "when": f"{weekday(e.at.date())} {e.at.year}",
            "what": kinds[e.kind],
            "note": e.note or "",
        }
        for e in reversed(mine)
    ]


def _save(
    request: Request, workspace: Workspace, season_id: str, short: str, part_id: str, sent: forms.Stamp,
    edit: Callable[[Season], Season], text: str, asked: Sequence[record_forms.RecordField] = (),
    typed: dict[str, str] | None = None, *, prefix: str = "", said: str = "changed",
) -> Response:  # fmt: skip
    """Save a change of one program's story; it is stale only where that program was changed meanwhile."""

    def of(was: StoredSeason) -> object:
        if was.season is None:
            return None
        season = with_ids(was.season)
        parts: tuple[Any, ...] = season.interview_list if short == "i" else season.applications
        return next((p for p in parts if p.id == part_id), None), [
            e for e in season.events if part_id in (e.interview, e.application)
        ]

    season = complete_stored(workspace, season_id).season
    assert season is not None
    edit = with_month(edit, season, request.app.state.site.today())
    try:
        workspace.change(season_id, edit, expected=sent.version, key=sent.key, text=text, part=of)
    except SeasonFileError as error:
        found = record_forms.problems(error, asked, prefix)
        return _page(request, workspace, season_id, short, part_id, found, typed)
    return see_other(f"/s/{season_id}/{short}/{part_id}?saved={said}")


def _there(workspace: Workspace, season_id: str, short: str, part_id: str) -> Interview | Application:
    season = complete_stored(workspace, season_id).season
    assert season is not None
    return _part(with_ids(season), short, part_id)


@router.post("/a/{part_id}")
@router.post("/i/{part_id}")
def change(
    request: Request, workspace: Saved, today: Today, season_id: str, short: Short, part_id: str, form: forms.Form,
    sent: forms.Stamped,
) -> Response:  # fmt: skip
    part = _there(workspace, season_id, short, part_id)
    kind: edits.PartKind = "interview" if short == "i" else "application"
    names = record_forms.OF_INTERVIEW if short == "i" else record_forms.OF_APPLICATION
    asked = record_forms.fields(kind.capitalize(), names)
    before = record_forms.values(part, asked)
    typed = {f.name: forms.text(form, f.name, 10_100) for f in asked if f.name in form}
    given = {k: v for k, v in record_forms.read(form, asked).items() if typed[k] != before[k]}
    return _save(
        request, workspace, season_id, short, part_id, sent,
        lambda s: edits.change(s, kind, part_id, given, at=moment_on(today)).season if given else s,
        f"Changed {part.program}", asked, typed,
    )  # fmt: skip


@router.post("/i/{part_id}/promise")
def promise(
    request: Request, workspace: Saved, season_id: str, part_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    part = _there(workspace, season_id, "i", part_id)
    asked = record_forms.fields("VisaPromise", record_forms.OF_PROMISE, "promise-")
    given = {k: v for k, v in record_forms.read(form, asked, "promise-").items() if v is not None}
    typed = {f.name: forms.text(form, f.name, 400) for f in asked}
    return _save(
        request, workspace, season_id, "i", part_id, sent,
        lambda s: edits.change(s, "interview", part_id, {"visa_promise": given or None}).season,
        f"Noted what {part.program} said about visas", asked, typed, prefix="promise-",
    )  # fmt: skip


def _rating_fields(season: Season) -> tuple[record_forms.RecordField, ...]:
    """One field for each of the applicant's own criteria."""
    marks = tuple(FormOption(str(n), str(n)) for n in range(1, 6))
    return tuple(
        record_forms.RecordField(
            f"rating-{n}", name, "5 is best.", "", "select", (FormOption("", "Not rated"), *marks)
        )
        for n, name in enumerate(season.criteria)
    )


@router.post("/i/{part_id}/ratings")
def rate(
    request: Request, workspace: Saved, season_id: str, part_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    part = _there(workspace, season_id, "i", part_id)
    season = complete_stored(workspace, season_id).season
    assert season is not None
    asked = _rating_fields(season)
    typed = {f.name: forms.text(form, f.name, 2) for f in asked}
    texts = {f.label: typed[f.name] for f in asked}
    given = {name: int(text) if text.isdigit() else text for name, text in texts.items() if text}
    return _save(
        request, workspace, season_id, "i", part_id, sent,
        lambda s: edits.change(s, "interview", part_id, {"ratings": given or None}).season,
        f"Rated {part.program}", asked, typed,
    )  # fmt: skip


@router.post("/a/{part_id}/papers")
def papers(
    request: Request, workspace: Saved, season_id: str, part_id: str, form: forms.Form, sent: forms.Stamped
) -> Response:
    part = _there(workspace, season_id, "a", part_id)
    asked = record_forms.fields("Papers", record_forms.OF_PAPERS, "paper-")
    given = {k: v for k, v in record_forms.read(form, asked, "paper-").items() if v is not None}
    typed = {f.name: forms.text(form, f.name, 4_000) for f in asked}
    return _save(
        request, workspace, season_id, "a", part_id, sent,
        lambda s: edits.change(s, "application", part_id, {"documents": given or None}).season,
        f"Documents of {part.program}", asked, typed, prefix="paper-",
    )  # fmt: skip


@router.post("/a/{part_id}/event")
@router.post("/i/{part_id}/event")
def note(
    request: Request, workspace: Saved, today: Today, season_id: str, short: Short, part_id: str, form: forms.Form,
    sent: forms.Stamped,
) -> Response:  # fmt: skip
    _there(workspace, season_id, short, part_id)
    asked = record_forms.fields("Event", record_forms.OF_EVENT, "event-")
    given = {k: v for k, v in record_forms.read(form, asked, "event-").items() if v is not None}
    given = {"at": today.isoformat(), **given, _KINDS[short]: part_id}
    typed = {f.name: forms.text(form, f.name, 10_100) for f in asked}
    return _save(
        request, workspace, season_id, short, part_id, forms.Stamp(None, sent.key),
        lambda s: edits.add_event(s, given).season, f"Noted: {given.get('kind', '')}"[:100], asked, typed,
        prefix="event-", said="noted",
    )  # fmt: skip


@router.post("/a/{part_id}/event/{event_id}/remove")
@router.post("/i/{part_id}/event/{event_id}/remove")
def take_back(
    request: Request, workspace: Saved, season_id: str, short: Short, part_id: str, event_id: str,
    sent: forms.Stamped,
) -> Response:  # fmt: skip
    _there(workspace, season_id, short, part_id)
    return _save(
        request, workspace, season_id, short, part_id, sent, lambda s: edits.remove_event(s, event_id).season,
        "Took an event back", said="back",
    )  # fmt: skip
